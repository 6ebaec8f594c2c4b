package org.firsthop.dns.rdata;

import static org.firsthop.dns.rdata.RdataField.BASE64_REST;
import static org.firsthop.dns.rdata.RdataField.COMPRESSED_NAME;
import static org.firsthop.dns.rdata.RdataField.EUI48;
import static org.firsthop.dns.rdata.RdataField.EUI64;
import static org.firsthop.dns.rdata.RdataField.HASH;
import static org.firsthop.dns.rdata.RdataField.HEX_REST;
import static org.firsthop.dns.rdata.RdataField.IPV4;
import static org.firsthop.dns.rdata.RdataField.IPV6;
import static org.firsthop.dns.rdata.RdataField.NAME;
import static org.firsthop.dns.rdata.RdataField.OPTIONS;
import static org.firsthop.dns.rdata.RdataField.PLAIN_NAME;
import static org.firsthop.dns.rdata.RdataField.SALT;
import static org.firsthop.dns.rdata.RdataField.SECONDS;
import static org.firsthop.dns.rdata.RdataField.STRING;
import static org.firsthop.dns.rdata.RdataField.STRINGS;
import static org.firsthop.dns.rdata.RdataField.SVC_PARAMS;
import static org.firsthop.dns.rdata.RdataField.TAG;
import static org.firsthop.dns.rdata.RdataField.TEXT_REST;
import static org.firsthop.dns.rdata.RdataField.TIME;
import static org.firsthop.dns.rdata.RdataField.TYPE;
import static org.firsthop.dns.rdata.RdataField.TYPES;
import static org.firsthop.dns.rdata.RdataField.U16;
import static org.firsthop.dns.rdata.RdataField.U32;
import static org.firsthop.dns.rdata.RdataField.U8;

import org.jspecify.annotations.Nullable;

/**
 * What the RDATA of each type consists of: the one table from which it is checked, copied, compressed, printed and read.
 *
 * <p>A type without an entry is opaque: any octets, and the text of RFC 3597 section 5. Types mean the same in every class,
 * but for A, which in class CH is of another kind and is opaque here.
 */
final class RdataLayout {
    private static final int TABLE_SIZE = 258;
    private static final @Nullable RdataField[][] FIELDS = new RdataField[TABLE_SIZE][];

    static {
        define(RecordType.A, IPV4);
        define(RecordType.NS, COMPRESSED_NAME);
        define(RecordType.MD, COMPRESSED_NAME);
        define(RecordType.MF, COMPRESSED_NAME);
        define(RecordType.CNAME, COMPRESSED_NAME);
        define(RecordType.SOA, COMPRESSED_NAME, COMPRESSED_NAME, U32, SECONDS, SECONDS, SECONDS, SECONDS);
        define(RecordType.MB, COMPRESSED_NAME);
        define(RecordType.MG, COMPRESSED_NAME);
        define(RecordType.MR, COMPRESSED_NAME);
        define(RecordType.PTR, COMPRESSED_NAME);
        define(RecordType.HINFO, STRING, STRING);
        define(RecordType.MINFO, COMPRESSED_NAME, COMPRESSED_NAME);
        define(RecordType.MX, U16, COMPRESSED_NAME);
        define(RecordType.TXT, STRINGS);
        define(RecordType.RP, NAME, NAME);
        define(RecordType.AFSDB, U16, NAME);
        define(RecordType.X25, STRING);
        define(RecordType.ISDN, STRINGS);
        define(RecordType.RT, U16, NAME);
        define(RecordType.PX, U16, NAME, NAME);
        define(RecordType.AAAA, IPV6);
        define(RecordType.SRV, U16, U16, U16, NAME);
        define(RecordType.NAPTR, U16, U16, STRING, STRING, STRING, NAME);
        define(RecordType.KX, U16, NAME);
        define(RecordType.CERT, U16, U16, U8, BASE64_REST);
        define(RecordType.DNAME, NAME);
        define(RecordType.OPT, OPTIONS);
        define(RecordType.DS, U16, U8, U8, HEX_REST);
        define(RecordType.SSHFP, U8, U8, HEX_REST);
        define(RecordType.RRSIG, TYPE, U8, U8, U32, TIME, TIME, U16, PLAIN_NAME, BASE64_REST);
        define(RecordType.NSEC, PLAIN_NAME, TYPES);
        define(RecordType.DNSKEY, U16, U8, U8, BASE64_REST);
        define(RecordType.DHCID, BASE64_REST);
        define(RecordType.NSEC3, U8, U8, U16, SALT, HASH, TYPES);
        define(RecordType.NSEC3PARAM, U8, U8, U16, SALT);
        define(RecordType.TLSA, U8, U8, U8, HEX_REST);
        define(RecordType.SMIMEA, U8, U8, U8, HEX_REST);
        define(RecordType.CDS, U16, U8, U8, HEX_REST);
        define(RecordType.CDNSKEY, U16, U8, U8, BASE64_REST);
        define(RecordType.OPENPGPKEY, BASE64_REST);
        define(RecordType.CSYNC, U32, U16, TYPES);
        define(RecordType.ZONEMD, U32, U8, U8, HEX_REST);
        define(RecordType.SVCB, U16, PLAIN_NAME, SVC_PARAMS);
        define(RecordType.HTTPS, U16, PLAIN_NAME, SVC_PARAMS);
        define(RecordType.SPF, STRINGS);
        define(RecordType.EUI48, EUI48);
        define(RecordType.EUI64, EUI64);
        define(RecordType.URI, U16, U16, TEXT_REST);
        define(RecordType.CAA, U8, TAG, TEXT_REST);
    }

    private RdataLayout() {}

    private static void define(final int type, final RdataField... fields) {
        FIELDS[type] = fields;
    }

    /** {@return the fields of a type in the order of the wire, or null where it is opaque; not to be written} */
    static RdataField @Nullable [] of(final int type, final int recordClass) {
        if (type >= TABLE_SIZE || (type == RecordType.A && recordClass == RecordClass.CH)) {
            return null;
        }
        return FIELDS[type];
    }

    /**
     * The names that are sent compressed in RDATA of a type: how many, in the low 4 bits, and the octets before the first, in
     * the bits above; they follow one another. Zero where there are none.
     */
    static int compressedNames(final int type) {
        final RdataField[] fields = type < TABLE_SIZE ? FIELDS[type] : null;
        int before = 0;
        int names = 0;
        for (int i = 0; fields != null && i < fields.length; i++) {
            if (fields[i] == COMPRESSED_NAME) {
                names++;
            } else if (names == 0 && fields[i] == U16) {
                before += 2;
            } else {
                break;
            }
        }
        return names == 0 ? 0 : (before << 4) | names;
    }
}
