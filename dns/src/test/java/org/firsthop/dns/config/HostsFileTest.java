package org.firsthop.dns.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.junit.jupiter.api.Test;

class HostsFileTest {
    private static final int LOOPBACK = Ipv4Address.parse("127.0.0.1");

    @Test
    void shouldReadAddressesNamesAndAliases() {
        final HostsFile hosts =
                HostsFile.parse("127.0.0.1 localhost\n192.0.2.1\tserver.example.com  server\tsrv # rack 3\n");
        assertEquals(List.of(Ipv4Address.parse("192.0.2.1")), hosts.ipv4("srv"));
        assertEquals("server.example.com", hosts.canonicalName("srv"));
        assertEquals("server.example.com", hosts.nameOf(Ipv6Address.ofIpv4Mapped(Ipv4Address.parse("192.0.2.1"))));
        assertFalse(hosts.contains("rack"));
        assertEquals(List.of(), hosts.problems());
    }

    @Test
    void shouldCompareNamesWithoutCaseAndFinalDot() {
        final HostsFile hosts = HostsFile.parse("192.0.2.1 Server.Example.COM");
        assertEquals(1, hosts.ipv4("sERVER.example.com.").size());
        assertEquals("Server.Example.COM", hosts.canonicalName("server.example.com"));
    }

    @Test
    void shouldJoinLinesOfTheSameNameInOrder() {
        final HostsFile hosts = HostsFile.parse("192.0.2.2 a\n2001:db8::1 a\n192.0.2.1 a\n192.0.2.2 a\n");
        assertEquals(List.of(Ipv4Address.parse("192.0.2.2"), Ipv4Address.parse("192.0.2.1")), hosts.ipv4("a"));
        assertEquals(List.of(Ipv6Address.parse("2001:db8::1")), hosts.ipv6("a"));
    }

    @Test
    void shouldTakeIpv6LoopbackAndMappedAddressesForIpv4AsGlibcDoes() {
        final HostsFile hosts = HostsFile.parse("::1 localhost\n::ffff:192.0.2.7 mapped\n2001:db8::1 six\n");
        assertEquals(List.of(LOOPBACK), hosts.ipv4("localhost"));
        assertEquals(List.of(Ipv6Address.LOOPBACK), hosts.ipv6("localhost"));
        assertEquals(List.of(Ipv4Address.parse("192.0.2.7")), hosts.ipv4("mapped"));
        assertEquals(List.of(), hosts.ipv4("six"));
    }

    /** Bug class 19: invalid lines, carriage returns and missing names neither fail nor hide other lines. */
    @Test
    void shouldSkipLinesThatMakeNoSenseAndTellWhich() {
        final HostsFile hosts = HostsFile.parse(
                "\r\n  \n#x\n300.1.1.1 bad\n192.0.2.1\nlocalhost 127.0.0.1\n127.1 short\nfe80::1%eth0 scoped\n192.0.2.3 good\r\n");
        assertEquals(List.of(Ipv4Address.parse("192.0.2.3")), hosts.ipv4("good"));
        assertEquals(
                List.of(4, 5, 6, 7, 8),
                hosts.problems().stream().map(ConfigProblem::line).toList());
        assertNull(hosts.canonicalName("bad"));
        assertTrue(hosts.problems().get(0).toString().contains("300.1.1.1"));
    }
}
