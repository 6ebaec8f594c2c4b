package org.firsthop.node.inet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.firsthop.dns.authority.AuthoritativeResponder;
import org.firsthop.dns.authority.ZoneSet;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.zone.ZoneBuilder;
import org.firsthop.node.dns.AuthorityServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** What {@link InetAddress} finds in a process that has the provider, as this one has on JDK 18 and later. */
@Timeout(60)
@EnabledForJreRange(min = JRE.JAVA_18, disabledReason = "JDK 17 has no InetAddressResolverProvider")
class FirsthopResolverProviderTest {
    private static final String ZONE = """
        $TTL 3600
        @       SOA  ns1 hostmaster 1 7200 600 86400 300
                NS   ns1
        ns1     A    192.0.2.53
        web     A    192.0.2.80
        web     AAAA 2001:db8::80
        www     CNAME web
        four    A    192.0.2.4
        """;
    private static final String REVERSE = """
        $TTL 3600
        @   SOA ns1.example.test. hostmaster.example.test. 1 7200 600 86400 300
            NS  ns1.example.test.
        80  PTR web.example.test.
        """;
    private static final String REVERSE_IPV6 = """
        $TTL 3600
        @   SOA ns1.example.test. hostmaster.example.test. 1 7200 600 86400 300
            NS  ns1.example.test.
        0.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR web.example.test.
        """;

    @TempDir
    static Path folder;

    private static AuthorityServer server;
    private static Thread thread;
    private static Path hosts;

    /** The JDK asks for its provider at the first lookup of the process: all must be ready by then. */
    @BeforeAll
    static void serve() throws IOException {
        final ZoneSet zones = new ZoneSet(List.of(
                ZoneBuilder.parse(DomainName.of("example.test"), ZONE),
                ZoneBuilder.parse(DomainName.of("2.0.192.in-addr.arpa"), REVERSE),
                ZoneBuilder.parse(DomainName.of("8.b.d.0.1.0.0.2.ip6.arpa"), REVERSE_IPV6)));
        server = AuthorityServer.open(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0),
                new AuthoritativeResponder(zones, 1232, true),
                4,
                TimeUnit.SECONDS.toNanos(1),
                System::nanoTime);
        thread = new Thread(FirsthopResolverProviderTest::run, "authority");
        thread.start();
        hosts = Files.writeString(folder.resolve("hosts"), "192.0.2.7 printer.home printer\n");
        final Path conf =
                Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.1\nsearch example.test\n");
        System.setProperty(FirsthopResolverProvider.HOSTS_PROPERTY, hosts.toString());
        System.setProperty(FirsthopResolverProvider.RESOLV_CONF_PROPERTY, conf.toString());
        System.setProperty(
                FirsthopResolverProvider.PORT_PROPERTY,
                String.valueOf(server.address().getPort()));
    }

    private static void run() {
        try {
            server.run();
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (server != null) {
            server.close();
            thread.join();
        }
    }

    private static List<String> all(final String host) throws UnknownHostException {
        return Arrays.stream(InetAddress.getAllByName(host))
                .map(InetAddress::getHostAddress)
                .toList();
    }

    @Test
    void shouldFindBothFamilies() throws UnknownHostException {
        assertEquals(List.of("192.0.2.80", "2001:db8:0:0:0:0:0:80"), all("web.example.test"));
    }

    @Test
    void shouldFollowAliasesAndTheSearchList() throws UnknownHostException {
        assertEquals("192.0.2.80", InetAddress.getByName("www").getHostAddress());
    }

    @Test
    void shouldReadTheHostsFileAgainWhenItHasChanged() throws IOException {
        assertEquals(List.of("192.0.2.7"), all("printer"));
        Files.writeString(hosts, "192.0.2.7 printer.home printer\n192.0.2.9 scanner\n");
        assertEquals(List.of("192.0.2.9"), all("scanner"));
    }

    @Test
    void shouldNameTheHostThatIsUnknown() {
        final UnknownHostException unknown =
                assertThrows(UnknownHostException.class, () -> InetAddress.getByName("nobody.example.test"));
        assertEquals("nobody.example.test: there is no such name", unknown.getMessage());
    }

    @Test
    void shouldFindNamesOfAddresses() throws UnknownHostException {
        assertEquals(
                "web.example.test",
                InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 80}).getHostName());
        final byte[] ipv6 = new byte[16];
        ipv6[0] = 0x20;
        ipv6[1] = 0x01;
        ipv6[2] = 0x0D;
        ipv6[3] = (byte) 0xB8;
        ipv6[15] = (byte) 0x80;
        assertEquals("web.example.test", InetAddress.getByAddress(ipv6).getHostName());
        assertEquals(
                "printer.home",
                InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 7}).getHostName());
    }
}
