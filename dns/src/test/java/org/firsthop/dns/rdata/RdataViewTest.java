package org.firsthop.dns.rdata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.BufferUtil;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.WireName;
import org.junit.jupiter.api.Test;

class RdataViewTest {
    private static final long START = BufferUtil.ARRAY_BASE_OFFSET;
    private static final DomainName ORIGIN = DomainName.of("example");

    private final byte[] name = new byte[WireName.CAPACITY];

    private static <V extends RdataView> V view(final V view, final int type, final String text) {
        final byte[] rdata =
                new RdataParser().parse(text, type, RecordClass.IN, ORIGIN).toArray();
        view.wrap(rdata, START, rdata.length);
        return view;
    }

    private String name(final RdataView view, final int position) {
        assertTrue(view.copyName(position, name, START) > 0);
        return DomainName.ofWire(name, START).toString();
    }

    private static String octets(final RdataView view, final int from, final int length) {
        final byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = (byte) view.octet(from + i);
        }
        return HexFormat.of().formatHex(octets);
    }

    @Test
    void shouldReadAddresses() {
        assertEquals(0xC0000201, view(new ARdata(), RecordType.A, "192.0.2.1").address());
        final AaaaRdata aaaa = view(new AaaaRdata(), RecordType.AAAA, "2001:db8::1");
        assertEquals(0x2001_0DB8_0000_0000L, aaaa.high());
        assertEquals(1, aaaa.low());
    }

    @Test
    void shouldReadNamesAndNumbers() {
        final NameRdata ns = view(new NameRdata(), RecordType.NS, "ns1");
        assertEquals("ns1.example.", name(ns, ns.target()));
        final MxRdata mx = view(new MxRdata(), RecordType.MX, "10 mail");
        assertEquals(10, mx.preference());
        assertEquals("mail.example.", name(mx, mx.exchange()));
        final SrvRdata srv = view(new SrvRdata(), RecordType.SRV, "1 2 65535 host.");
        assertEquals(1, srv.priority());
        assertEquals(2, srv.weight());
        assertEquals(65_535, srv.port());
        assertEquals("host.", name(srv, srv.target()));
        final SoaRdata soa = view(new SoaRdata(), RecordType.SOA, "ns1 admin 4294967295 1 2 3 4");
        assertEquals("ns1.example.", name(soa, soa.mname()));
        assertEquals("admin.example.", name(soa, soa.rname()));
        assertEquals(4_294_967_295L, soa.serial());
        assertEquals(1, soa.refresh());
        assertEquals(2, soa.retry());
        assertEquals(3, soa.expire());
        assertEquals(4, soa.minimum());
    }

    @Test
    void shouldReadStrings() {
        final TxtRdata txt = view(new TxtRdata(), RecordType.TXT, "ab \"\" cde");
        final StringBuilder lengths = new StringBuilder();
        while (txt.next()) {
            lengths.append(txt.stringLength()).append(' ');
        }
        assertEquals("2 0 3 ", lengths.toString());
        final CaaRdata caa = view(new CaaRdata(), RecordType.CAA, "128 issue \"ca.test\"");
        assertTrue(caa.isCritical());
        assertEquals("6973737565", octets(caa, caa.tagOffset(), caa.tagLength()));
        assertEquals(7, caa.valueLength());
        final NaptrRdata naptr =
                view(new NaptrRdata(), RecordType.NAPTR, "100 50 \"s\" \"z3950+N2L\" \"!x!y!\" _z3950._tcp");
        assertEquals(100, naptr.order());
        assertEquals(50, naptr.preference());
        assertEquals("73", octets(naptr, naptr.flagsOffset(), naptr.flagsLength()));
        assertEquals(9, naptr.servicesLength());
        assertEquals("217821792" + "1", octets(naptr, naptr.regexpOffset(), naptr.regexpLength()));
        assertEquals("_z3950._tcp.example.", name(naptr, naptr.replacement()));
    }

    /** The second example of RFC 9460 appendix D.2, and its alias form. */
    @Test
    void shouldReadServiceBindings() {
        final SvcbRdata svcb = view(
                new SvcbRdata(),
                RecordType.SVCB,
                "16 foo.example.org. ipv4hint=192.0.2.1 alpn=h2,h3-19 mandatory=ipv4hint,alpn");
        assertEquals(16, svcb.priority());
        assertFalse(svcb.isAlias());
        assertEquals("foo.example.org.", name(svcb, svcb.target()));
        assertEquals(
                "001003666f6f076578616d706c65036f726700" + "0000000400010004" + "0001000902683205" + "68332d3139"
                        + "00040004c0000201",
                octets(svcb, 0, svcb.length()));
        assertTrue(svcb.find(SvcParams.ALPN));
        assertEquals(9, svcb.valueLength());
        assertTrue(svcb.find(SvcParams.IPV4HINT));
        assertEquals("c0000201", octets(svcb, svcb.valueOffset(), svcb.valueLength()));
        assertFalse(svcb.find(SvcParams.PORT));
        assertTrue(view(new SvcbRdata(), RecordType.HTTPS, "0 other.").isAlias());
    }

    /** The key and the digest of RFC 4034 section 5.4. */
    @Test
    void shouldReadKeysAndTheirDigests() {
        final DnskeyRdata key = view(new DnskeyRdata(), RecordType.DNSKEY, """
                256 3 5 ( AQOeiiR0GOMYkDshWoSKz9Xz
                fwJr1AYtsmx3TGkJaNXVbfi/ 2pHm822aJ5iI9BMzNXxeYCmZ DRD99WYwYqUSdjMmmAphXdvx
                egXd/M5+X7OrzKBaMbCVdFLU Uh6DhweJBjEVv5f2wwjM9Xzc nOf+EPbtG9DMBmADjFDc2w/r ljwvFw== )""");
        assertEquals(60_485, key.keyTag());
        assertEquals(0x100, key.flags());
        assertEquals(3, key.protocol());
        assertEquals(5, key.algorithm());
        final DsRdata ds =
                view(new DsRdata(), RecordType.DS, "60485 5 1 ( 2BB183AF5F22588179A53B0A 98631FAD1A292118 )");
        assertEquals(60_485, ds.keyTag());
        assertEquals(5, ds.algorithm());
        assertEquals(1, ds.digestType());
        assertEquals("2bb183af5f22588179a53b0a98631fad1a292118", octets(ds, ds.digestOffset(), ds.digestLength()));
        final TlsaRdata tlsa = view(new TlsaRdata(), RecordType.TLSA, "3 1 1 AB CD");
        assertEquals(3, tlsa.usage());
        assertEquals(1, tlsa.selector());
        assertEquals(1, tlsa.matchingType());
        assertEquals("abcd", octets(tlsa, tlsa.dataOffset(), tlsa.dataLength()));
    }

    /** The signature of RFC 4034 section 3.3 and the bit map of section 4.3. */
    @Test
    void shouldReadSignaturesAndBitMaps() {
        final RrsigRdata rrsig = view(
                new RrsigRdata(),
                RecordType.RRSIG,
                "A 5 3 86400 20030322173103 ( 20030220173103 2642 example.com. AQID )");
        assertEquals(RecordType.A, rrsig.typeCovered());
        assertEquals(3, rrsig.labels());
        assertEquals(86_400, rrsig.originalTtl());
        assertEquals(1_048_354_263L, rrsig.expiration());
        assertEquals(1_045_762_263L, rrsig.inception());
        assertEquals(2642, rrsig.keyTag());
        assertEquals("example.com.", name(rrsig, rrsig.signer()));
        assertEquals("010203", octets(rrsig, rrsig.signatureOffset(), rrsig.signatureLength()));
        final NsecRdata nsec = view(new NsecRdata(), RecordType.NSEC, "host.example.com. ( A MX RRSIG NSEC TYPE1234 )");
        assertEquals(
                "0006400100000003" + "041b" + "00".repeat(26) + "20",
                octets(nsec, nsec.typesOffset(), nsec.length() - nsec.typesOffset()));
        assertTrue(nsec.hasType(RecordType.A) && nsec.hasType(RecordType.NSEC) && nsec.hasType(1234));
        assertFalse(nsec.hasType(RecordType.NS) || nsec.hasType(1235) || nsec.hasType(65_535));
        final Nsec3Rdata nsec3 = view(
                new Nsec3Rdata(),
                RecordType.NSEC3,
                "1 1 12 aabbccdd ( 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX DNSKEY NS )");
        assertEquals(1, nsec3.algorithm());
        assertTrue(nsec3.isOptOut());
        assertEquals(12, nsec3.iterations());
        assertEquals("aabbccdd", octets(nsec3, nsec3.saltOffset(), nsec3.saltLength()));
        assertEquals(20, nsec3.hashLength());
        assertTrue(nsec3.hasType(RecordType.MX) && nsec3.hasType(RecordType.DNSKEY));
        assertFalse(nsec3.hasType(RecordType.A));
    }

    @Test
    void shouldReadOptionsOfEdns() {
        final byte[] rdata = HexFormat.of()
                .parseHex("000a0018" + "0102030405060708" + "11".repeat(16) + "00080007" + "00011800" + "c00002"
                        + "000f0005" + "0012" + "616263" + "000c0003000000");
        final OptRdata opt = new OptRdata();
        opt.wrap(rdata, START, rdata.length);
        assertTrue(opt.next());
        assertEquals(0x0102030405060708L, opt.clientCookie());
        assertEquals(16, opt.serverCookieLength());
        assertTrue(opt.next() && opt.isWellFormed());
        assertEquals(1, opt.subnetFamily());
        assertEquals(24, opt.subnetSourcePrefixLength());
        assertEquals(0, opt.subnetScopePrefixLength());
        assertEquals("c00002", octets(opt, opt.subnetAddressOffset(), 3));
        assertTrue(opt.next() && opt.isWellFormed());
        assertEquals(18, opt.extendedErrorCode());
        assertEquals(3, opt.extendedErrorTextLength());
        assertTrue(opt.next());
        assertEquals(EdnsOption.PADDING, opt.code());
        assertEquals(3, opt.dataLength());
        assertFalse(opt.next());
    }

    /** RFC 7871 section 6: no bit behind the prefix, as many octets as it needs, and a family that exists. */
    @Test
    void shouldJudgeClientSubnets() {
        for (final String wrong :
                new String[] {"000118", "00011800c000", "00011900c0000201", "00032000c0000201", "00012100c000020101"}) {
            final byte[] data = HexFormat.of().parseHex(wrong);
            assertFalse(EdnsOption.isClientSubnet(data, START, data.length), wrong);
        }
        for (final String right : new String[] {"00010000", "00011800c00002", "00023000200101020304"}) {
            final byte[] data = HexFormat.of().parseHex(right);
            assertTrue(EdnsOption.isClientSubnet(data, START, data.length), right);
        }
    }
}
