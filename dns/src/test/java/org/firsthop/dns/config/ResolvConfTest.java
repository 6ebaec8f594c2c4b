package org.firsthop.dns.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.firsthop.dns.name.DomainName;
import org.junit.jupiter.api.Test;

class ResolvConfTest {
    private static String servers(final ResolvConf conf) {
        final StringBuilder text = new StringBuilder();
        for (final ResolvConf.Server server : conf.servers()) {
            text.append(server.address())
                    .append(server.scope().isEmpty() ? "" : "%" + server.scope())
                    .append(' ');
        }
        return text.toString().trim();
    }

    @Test
    void shouldAskTheLocalServerWhereTheFileSaysNothing() {
        assertEquals("::ffff:127.0.0.1", servers(ResolvConf.DEFAULT));
        assertEquals(1, ResolvConf.DEFAULT.ndots());
        assertEquals(5, ResolvConf.DEFAULT.timeoutSeconds());
        assertEquals(2, ResolvConf.DEFAULT.attempts());
        assertEquals(List.of(), ResolvConf.DEFAULT.search());
    }

    @Test
    void shouldReadServersOfBothFamiliesWithScope() {
        final ResolvConf conf = ResolvConf.parse(
                "nameserver 192.0.2.1 ignored\nnameserver\t2001:db8::1\nnameserver fe80::1%eth0\nnameserver 192.0.2.4\n");
        assertEquals("::ffff:192.0.2.1 2001:db8::1 fe80::1%eth0", servers(conf));
        assertEquals(4, conf.problems().get(0).line());
    }

    @Test
    void shouldReadIpv4AddressesAsInetAtonDoes() {
        assertEquals("::ffff:127.0.0.1", servers(ResolvConf.parse("nameserver 127.1")));
        assertEquals("::ffff:192.0.2.255", servers(ResolvConf.parse("nameserver 0300.0.2.0xff")));
        assertEquals(-1, InetAton.parse("1.2.3.4.5"));
        assertEquals(-1, InetAton.parse("256.1.1.1"));
        assertEquals(-1, InetAton.parse(""));
        assertEquals(-1, InetAton.parse("1..1"));
        assertEquals(-1, InetAton.parse("08"));
    }

    @Test
    void shouldTakeTheLastOfDomainAndSearch() {
        final ResolvConf conf = ResolvConf.parse("domain one.example more\nsearch a.example b.example\t.c.example\n");
        assertEquals(
                List.of(DomainName.of("a.example."), DomainName.of("b.example."), DomainName.of("c.example.")),
                conf.search());
        assertEquals(
                List.of(DomainName.of("one.example.")),
                ResolvConf.parse("search a b\ndomain one.example more\n").search());
    }

    @Test
    void shouldReadOptionsWithTheirLimits() {
        final ResolvConf conf = ResolvConf.parse(
                "options ndots:99 timeout:3x attempts:0 rotate edns0 use-vc\noptions single-request-reopen no-aaaa trust-ad wat\n");
        assertEquals(ResolvConf.MAX_NDOTS, conf.ndots());
        assertEquals(3, conf.timeoutSeconds());
        assertEquals(1, conf.attempts());
        assertTrue(conf.isRotate() && conf.isEdns0() && conf.isUseVc() && conf.isSingleRequest());
        assertTrue(conf.isNoAaaa() && conf.isTrustAd());
        assertEquals(
                "line 2: option not understood: 'wat'", conf.problems().get(0).toString());
    }

    @Test
    void shouldSkipCommentsAndWhatItDoesNotUnderstand() {
        final ResolvConf conf = ResolvConf.parse(
                "# nameserver 192.0.2.1\n; nameserver 192.0.2.2\n nameserver 192.0.2.3\nnameserver\nnameserverx 192.0.2.4\n"
                        + "sortlist 10.0.0.0\nnameserver nowhere\nnameserver 192.0.2.5\r\n");
        assertEquals("::ffff:192.0.2.5", servers(conf));
        assertFalse(conf.problems().isEmpty());
    }

    @Test
    void shouldTakeTheEnvironmentIntoAccount() {
        final ResolvConf conf = ResolvConf.parse(
                "search a.example\noptions ndots:2\n", "host.b.example", "c.example d.example", "ndots:3");
        assertEquals(List.of(DomainName.of("c.example."), DomainName.of("d.example.")), conf.search());
        assertEquals(3, conf.ndots());
        assertEquals(
                List.of(DomainName.of("b.example.")),
                ResolvConf.parse("", "host.b.example", null, null).search());
    }
}
