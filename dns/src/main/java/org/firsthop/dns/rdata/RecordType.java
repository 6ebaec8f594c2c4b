package org.firsthop.dns.rdata;

/**
 * Types of records and of questions, 16 bits (RFC 1035 section 3.2.2), and their mnemonics.
 *
 * <p>The mnemonic of a type that has no constant here is {@code TYPE} and its decimal value (RFC 3597 section 5), and text of
 * that form is read for every type.
 */
public final class RecordType {
    /** A host's IPv4 address (RFC 1035 section 3.4.1). */
    public static final int A = 1;

    /** An authoritative name server (RFC 1035 section 3.3.11). */
    public static final int NS = 2;

    /** A mail destination, obsolete (RFC 1035 section 3.3.4). */
    public static final int MD = 3;

    /** A mail forwarder, obsolete (RFC 1035 section 3.3.5). */
    public static final int MF = 4;

    /** The canonical name of an alias (RFC 1035 section 3.3.1). */
    public static final int CNAME = 5;

    /** The start of a zone of authority (RFC 1035 section 3.3.13). */
    public static final int SOA = 6;

    /** A mailbox domain name, experimental (RFC 1035 section 3.3.3). */
    public static final int MB = 7;

    /** A mail group member, experimental (RFC 1035 section 3.3.6). */
    public static final int MG = 8;

    /** A mail rename name, experimental (RFC 1035 section 3.3.8). */
    public static final int MR = 9;

    /** Anything at all, experimental (RFC 1035 section 3.3.10). */
    public static final int NULL = 10;

    /** A well-known service description, obsolete (RFC 1035 section 3.4.2). */
    public static final int WKS = 11;

    /** A pointer to a name (RFC 1035 section 3.3.12). */
    public static final int PTR = 12;

    /** Host information (RFC 1035 section 3.3.2). */
    public static final int HINFO = 13;

    /** Mailbox or mail list information, experimental (RFC 1035 section 3.3.7). */
    public static final int MINFO = 14;

    /** A mail exchange (RFC 1035 section 3.3.9). */
    public static final int MX = 15;

    /** Text strings (RFC 1035 section 3.3.14). */
    public static final int TXT = 16;

    /** A responsible person (RFC 1183 section 2.2). */
    public static final int RP = 17;

    /** An AFS database location (RFC 1183 section 1). */
    public static final int AFSDB = 18;

    /** An X.25 address (RFC 1183 section 3.1). */
    public static final int X25 = 19;

    /** An ISDN address (RFC 1183 section 3.2). */
    public static final int ISDN = 20;

    /** A route through (RFC 1183 section 3.3). */
    public static final int RT = 21;

    /** A signature, of transactions today (RFC 2931). */
    public static final int SIG = 24;

    /** A key (RFC 2930). */
    public static final int KEY = 25;

    /** X.400 mail mapping (RFC 2163). */
    public static final int PX = 26;

    /** A host's IPv6 address (RFC 3596 section 2.1). */
    public static final int AAAA = 28;

    /** A geographical location (RFC 1876). */
    public static final int LOC = 29;

    /** The location of a service (RFC 2782). */
    public static final int SRV = 33;

    /** A naming authority pointer (RFC 3403 section 4.1). */
    public static final int NAPTR = 35;

    /** A key exchanger (RFC 2230). */
    public static final int KX = 36;

    /** A certificate (RFC 4398). */
    public static final int CERT = 37;

    /** The redirection of a subtree (RFC 6672). */
    public static final int DNAME = 39;

    /** The pseudo-record of EDNS (RFC 6891). */
    public static final int OPT = 41;

    /** A delegation signer (RFC 4034 section 5). */
    public static final int DS = 43;

    /** An SSH key fingerprint (RFC 4255). */
    public static final int SSHFP = 44;

    /** An IPsec key (RFC 4025). */
    public static final int IPSECKEY = 45;

    /** A signature over an RRset (RFC 4034 section 3). */
    public static final int RRSIG = 46;

    /** The next secure name (RFC 4034 section 4). */
    public static final int NSEC = 47;

    /** A zone's key (RFC 4034 section 2). */
    public static final int DNSKEY = 48;

    /** A DHCP client's identifier (RFC 4701). */
    public static final int DHCID = 49;

    /** The next secure hashed name (RFC 5155 section 3). */
    public static final int NSEC3 = 50;

    /** The parameters of NSEC3 (RFC 5155 section 4). */
    public static final int NSEC3PARAM = 51;

    /** A TLS certificate association (RFC 6698). */
    public static final int TLSA = 52;

    /** An S/MIME certificate association (RFC 8162). */
    public static final int SMIMEA = 53;

    /** A child's DS (RFC 7344). */
    public static final int CDS = 59;

    /** A child's DNSKEY (RFC 7344). */
    public static final int CDNSKEY = 60;

    /** An OpenPGP key (RFC 7929). */
    public static final int OPENPGPKEY = 61;

    /** Child to parent synchronization (RFC 7477). */
    public static final int CSYNC = 62;

    /** A zone's message digest (RFC 8976). */
    public static final int ZONEMD = 63;

    /** A service binding (RFC 9460). */
    public static final int SVCB = 64;

    /** A service binding of HTTPS (RFC 9460). */
    public static final int HTTPS = 65;

    /** A sender policy, obsolete (RFC 7208 section 3.1). */
    public static final int SPF = 99;

    /** A 48-bit MAC address (RFC 7043). */
    public static final int EUI48 = 108;

    /** A 64-bit MAC address (RFC 7043). */
    public static final int EUI64 = 109;

    /** The pseudo-record that establishes a key (RFC 2930). */
    public static final int TKEY = 249;

    /** The pseudo-record that signs a message (RFC 8945). */
    public static final int TSIG = 250;

    /** The query for an incremental zone transfer (RFC 1995). */
    public static final int IXFR = 251;

    /** The query for a whole zone (RFC 5936). */
    public static final int AXFR = 252;

    /** The query for mailbox records, obsolete (RFC 1035 section 3.2.3). */
    public static final int MAILB = 253;

    /** The query for mail agent records, obsolete (RFC 1035 section 3.2.3). */
    public static final int MAILA = 254;

    /** The query for whatever is there (RFC 1035 section 3.2.3, RFC 8482). */
    public static final int ANY = 255;

    /** A URI (RFC 7553). */
    public static final int URI = 256;

    /** Certification authority authorization (RFC 8659). */
    public static final int CAA = 257;

    /** The largest value of a type. */
    public static final int MAX_VALUE = 0xFFFF;

    private static final Mnemonics MNEMONICS = new Mnemonics("TYPE", 0x102)
            .add(A, "A")
            .add(NS, "NS")
            .add(MD, "MD")
            .add(MF, "MF")
            .add(CNAME, "CNAME")
            .add(SOA, "SOA")
            .add(MB, "MB")
            .add(MG, "MG")
            .add(MR, "MR")
            .add(NULL, "NULL")
            .add(WKS, "WKS")
            .add(PTR, "PTR")
            .add(HINFO, "HINFO")
            .add(MINFO, "MINFO")
            .add(MX, "MX")
            .add(TXT, "TXT")
            .add(RP, "RP")
            .add(AFSDB, "AFSDB")
            .add(X25, "X25")
            .add(ISDN, "ISDN")
            .add(RT, "RT")
            .add(SIG, "SIG")
            .add(KEY, "KEY")
            .add(PX, "PX")
            .add(AAAA, "AAAA")
            .add(LOC, "LOC")
            .add(SRV, "SRV")
            .add(NAPTR, "NAPTR")
            .add(KX, "KX")
            .add(CERT, "CERT")
            .add(DNAME, "DNAME")
            .add(OPT, "OPT")
            .add(DS, "DS")
            .add(SSHFP, "SSHFP")
            .add(IPSECKEY, "IPSECKEY")
            .add(RRSIG, "RRSIG")
            .add(NSEC, "NSEC")
            .add(DNSKEY, "DNSKEY")
            .add(DHCID, "DHCID")
            .add(NSEC3, "NSEC3")
            .add(NSEC3PARAM, "NSEC3PARAM")
            .add(TLSA, "TLSA")
            .add(SMIMEA, "SMIMEA")
            .add(CDS, "CDS")
            .add(CDNSKEY, "CDNSKEY")
            .add(OPENPGPKEY, "OPENPGPKEY")
            .add(CSYNC, "CSYNC")
            .add(ZONEMD, "ZONEMD")
            .add(SVCB, "SVCB")
            .add(HTTPS, "HTTPS")
            .add(SPF, "SPF")
            .add(EUI48, "EUI48")
            .add(EUI64, "EUI64")
            .add(TKEY, "TKEY")
            .add(TSIG, "TSIG")
            .add(IXFR, "IXFR")
            .add(AXFR, "AXFR")
            .add(MAILB, "MAILB")
            .add(MAILA, "MAILA")
            .add(ANY, "ANY")
            .add(URI, "URI")
            .add(CAA, "CAA");

    private RecordType() {}

    /**
     * The mnemonic of a type.
     *
     * @param type 0 to 65,535.
     * @return such as {@code AAAA}, or {@code TYPE65280} where there is none.
     */
    public static String name(final int type) {
        return MNEMONICS.name(type);
    }

    /**
     * Reads a mnemonic, in any case.
     *
     * @param text such as {@code aaaa} or {@code TYPE28}.
     * @return the type, or −1 where the text is none.
     */
    public static int parse(final CharSequence text) {
        return MNEMONICS.parse(text);
    }

    /**
     * Tells whether a type can stand in a zone: not a pseudo-record, nor of questions only (RFC 6895 section 3.1).
     *
     * @param type 0 to 65,535.
     * @return whether records of it are data.
     */
    public static boolean isData(final int type) {
        return type != 0 && type != OPT && (type < 128 || type > 255);
    }
}
