package org.firsthop.node.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.dns.client.HostAddresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SystemResolverTest {
    @TempDir
    Path folder;

    private SystemResolver resolver() {
        return new SystemResolver(folder.resolve("hosts"), folder.resolve("resolv.conf"), 53);
    }

    /** RFC 1035 section 3.5. */
    @Test
    void shouldNameAnIpv4AddressBelowInAddrArpa() {
        assertEquals(
                "1.2.0.192.in-addr.arpa.",
                SystemResolver.reverseName(Ipv6Address.ofIpv4Mapped(Ipv4Address.parse("192.0.2.1")))
                        .toString());
    }

    /** RFC 3596 section 2.5, its own example. */
    @Test
    void shouldNameAnIpv6AddressBelowIp6Arpa() {
        assertEquals(
                "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa.",
                SystemResolver.reverseName(Ipv6Address.parse("4321:0:1:2:3:4:567:89ab"))
                        .toString());
    }

    @Test
    void shouldAnswerFromTheHostsFileAndReadItAgain() throws IOException, InterruptedException {
        try (SystemResolver resolver = resolver()) {
            Files.writeString(folder.resolve("hosts"), "192.0.2.7 printer\n");
            assertEquals(
                    HostAddresses.Source.HOSTS, resolver.addresses("printer").source());
            Files.writeString(folder.resolve("hosts"), "192.0.2.7 printer\n192.0.2.8 scanner\n");
            assertEquals(
                    Ipv6Address.ofIpv4Mapped(Ipv4Address.parse("192.0.2.8")),
                    resolver.addresses("scanner").addresses().get(0));
            assertEquals("scanner", resolver.nameOf(Ipv6Address.ofIpv4Mapped(Ipv4Address.parse("192.0.2.8"))));
        }
    }

    @Test
    void shouldFailWhenClosed() {
        final SystemResolver resolver = resolver();
        resolver.close();
        assertEquals(
                "the resolver is closed",
                assertThrows(IOException.class, () -> resolver.addresses("printer"))
                        .getMessage());
    }
}
