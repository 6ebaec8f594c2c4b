package org.firsthop.forwarding.rib.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteFileTest {
    @TempDir
    Path folder;

    /** Reads a text and writes it again: routes as {@code ip route} prints them, the line each begins at before it. */
    private static String rewritten(final byte[] octets) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final RouteTextWriter writer = new RouteTextWriter(out);
        final long[] count = {0};
        final long total = RouteFile.read("routes.txt", new ByteArrayInputStream(octets), route -> {
            count[0]++;
            writer.flush();
            out.write((route.line() + ": ").getBytes(US_ASCII));
            writer.write(route);
        });
        writer.close();
        assertEquals(count[0], total);
        return out.toString(US_ASCII);
    }

    private static String rewritten(final String text) throws IOException {
        return rewritten(text.getBytes(US_ASCII));
    }

    private static String complaint(final String text) {
        return assertThrows(RouteFileException.class, () -> rewritten(text)).getMessage();
    }

    private static byte[] gzip(final byte[] octets) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream compressing = new GZIPOutputStream(out)) {
            compressing.write(octets);
        }
        return out.toByteArray();
    }

    @Test
    void shouldReadListsOfPrefixes() throws IOException {
        assertEquals(
                """
                2: 1.0.0.0/24
                4: 2001:db8::/32 pref medium
                5: 192.0.2.1
                6: 198.51.100.0/24 via 192.0.2.9
                7: default
                """,
                rewritten("# a table\n1.0.0.0/24\n\n2001:db8::/32 # documentation\r\n"
                        + "192.0.2.1\n  198.51.100.0/24\t192.0.2.9\n0.0.0.0/0"));
    }

    @Test
    void shouldReadWhatTheKernelPrints() throws IOException {
        assertEquals("""
                1: default via 192.0.2.1 dev eth0
                2: 192.0.2.0/24 dev eth0 proto kernel src 192.0.2.2
                3: local 127.0.0.0/8 dev lo table local proto kernel src 127.0.0.1
                4: broadcast 192.0.2.255 dev eth0 table local proto kernel src 192.0.2.2
                5: fd00::/64 dev eth0 proto kernel metric 256 pref medium
                6: default via fe80::1 dev eth0 proto ra metric 1024 mtu 1492 pref medium
                7: multicast ff00::/8 dev eth0 table local proto kernel metric 256 pref medium
                8: blackhole 10.0.0.0/8
                9: unreachable default dev lo metric 4294967295 pref medium
                10: prohibit 10.1.0.0/16 metric 5
                11: throw 10.2.0.0/16 table 100
                12: 10.3.0.0/16 via 192.0.2.3 dev eth0 proto bgp metric 20 mtu 1400
                13: anycast 2001:db8:: dev eth0 table local proto kernel pref medium
                14: 10.4.0.0/16 via inet6 fe80::2 dev eth0
                """, rewritten("""
                        default via 192.0.2.1 dev eth0\s
                        192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.2\s
                        local 127.0.0.0/8 dev lo table 255 proto kernel scope host src 127.0.0.1\s
                        broadcast 192.0.2.255 dev eth0 table local proto kernel scope link src 192.0.2.2\s
                        fd00::/64 dev eth0 proto kernel metric 256 pref medium
                        default via fe80::1 dev eth0 proto ra metric 1024 expires 1794sec mtu 1492 hoplimit 64 pref medium
                        multicast ff00::/8 dev eth0 table local proto kernel metric 256 pref medium
                        blackhole 10.0.0.0/8\s
                        unreachable default dev lo metric 4294967295 error -101 pref medium
                        prohibit 10.1.0.0/16 metric 5\s
                        throw 10.2.0.0/16 table 100\s
                        10.3.0.0/16 nhid 18 via 192.0.2.3 dev eth0 proto bgp metric 20 mtu lock 1400 rtt 5ms linkdown
                        anycast 2001:db8:: dev eth0 table local proto kernel metric 0 pref medium
                        10.4.0.0/16 via inet6 fe80::2 dev eth0
                        """));
    }

    @Test
    void shouldReadSeveralPaths() throws IOException {
        final String expected = """
                1: default proto static metric 100
                \tnexthop via 192.0.2.1 dev eth0 weight 1
                \tnexthop via 192.0.2.2 dev eth1 weight 3 onlink dead
                """;
        assertEquals(
                expected,
                rewritten("default proto static metric 100 \n\tnexthop via 192.0.2.1 dev eth0 weight 1 \n"
                        + "\tnexthop via 192.0.2.2 dev eth1 weight 3 onlink dead linkdown\n"));
        // As ip -oneline prints it.
        assertEquals(
                expected,
                rewritten("default proto static metric 100 \\\tnexthop via 192.0.2.1 dev eth0 weight 1 "
                        + "\\\tnexthop via 192.0.2.2 dev eth1 weight 3 onlink dead linkdown\n"));
    }

    @Test
    void shouldTellTheFamilyOfADefaultRoute() throws IOException {
        assertEquals("1: default dev ppp0\n", rewritten("default dev ppp0 scope link"));
        assertEquals("1: default dev ppp0 pref medium\n", rewritten("default dev ppp0 metric 0 pref medium"));
        assertEquals("1: default via inet6 fe80::1 dev e0\n", rewritten("default via inet6 fe80::1 dev e0"));
        assertEquals("1: default via fe80::1 pref medium\n", rewritten("default fe80::1"));
        assertEquals("1: default pref medium\n", rewritten("::/0"));
    }

    @Test
    void shouldTellWhatRoutesAreNotForAllPackets() throws IOException {
        final List<String> seen = new ArrayList<>();
        final String text = "10.0.0.0/8 tos 0x10 dev a\n::/0 from 2001:db8::/48 dev b\n::/0 from ::/0 dev c\n";
        RouteFile.read("x", new ByteArrayInputStream(text.getBytes(US_ASCII)), route -> {
            seen.add(route.path(0).device() + " " + route.typeOfService() + " " + route.isSourceSpecific());
        });
        assertEquals(List.of("a 16 false", "b 0 true", "c 0 false"), seen);
    }

    @Test
    void shouldSayWhereALineIsWrongAndWhatWasExpected() {
        assertEquals("routes.txt:1:9: prefixLength: value=33, limit=32", complaint("1.2.3.4/33"));
        assertEquals(
                "routes.txt:2:3: host bits are set, the network is 1.2.3.0/24", complaint("1.2.3.0/24\n  1.2.3.4/24"));
        assertEquals("routes.txt:1:5: octet: value=256, limit=255", complaint("1.2.256.0/24"));
        assertEquals(
                "routes.txt:1:1: expected a prefix, \"default\" or the type of a route, found \"hello\\x80\"",
                assertThrows(
                                RouteFileException.class,
                                () -> rewritten(new byte[] {'h', 'e', 'l', 'l', 'o', (byte) 0x80}))
                        .getMessage());
        assertEquals(
                "routes.txt:1:11: expected a prefix or \"default\", found the end of the line",
                complaint("blackhole "));
        assertEquals(
                "routes.txt:1:13: expected the address of a gateway, found \"dev\"", complaint("default via dev eth0"));
        assertEquals("routes.txt:1:18: expected an octet, 0 to 255, found the end", complaint("1.2.3.0/24 9.9.9."));
        assertEquals(
                "routes.txt:1:16: expected the name of an interface, found the end of the line",
                complaint("1.2.3.0/24 dev "));
        assertEquals(
                "routes.txt:1:19: a metric: value=4294967296, limit=4294967295",
                complaint("1.2.3.0/24 metric 4294967296"));
        assertEquals(
                "routes.txt:1:12: expected a word of \"ip route\", such as \"via\", \"dev\" or \"metric\", found \"foo\"",
                complaint("1.2.3.0/24 foo"));
        assertEquals(
                "routes.txt:1:12: expected a route without encapsulation",
                complaint("1.2.3.0/24 encap mpls 100 via 1.1.1.1"));
        assertEquals("routes.txt:2:1: \"nexthop\" without a route before it", complaint("\nnexthop via 1.1.1.1"));
        assertEquals(
                "routes.txt:1:19: an IPv6 route cannot have an IPv4 gateway", complaint("2001:db8::/32 via 1.1.1.1"));
        assertEquals(
                "routes.txt:2:2: \"nexthop\" after a route that has a path already",
                complaint("10.0.0.0/8 via 1.1.1.1\n\tnexthop via 1.1.1.2"));
        assertEquals("routes.txt:1:1: expected a line of 65536 octets at most", complaint(" ".repeat(65_537) + "x"));
        assertEquals("routes.txt:2:1: expected a line of 65536 octets at most", complaint("\n" + "x".repeat(400_000)));
    }

    @Test
    void shouldBoundThePathsOfARoute() throws IOException {
        final String most = "default\n" + "nexthop dev a\n".repeat(FileRoute.MAX_PATHS);
        assertEquals(FileRoute.MAX_PATHS + 1, rewritten(most).lines().count());
        assertEquals("routes.txt:1026:1: paths: value=1025, limit=1024", complaint(most + "nexthop dev a\n"));
    }

    @Test
    void shouldReadLinesThatCrossTheBuffer() throws IOException {
        final StringBuilder text = new StringBuilder();
        final StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            final String prefix = "10." + (i >>> 8 & 0xFF) + "." + (i & 0xFF) + ".0/24";
            text.append(" ".repeat(i % 7)).append(prefix).append('\n');
            expected.append(i + 1).append(": ").append(prefix).append('\n');
        }
        assertEquals(expected.toString(), rewritten(text.toString()));
    }

    @Test
    void shouldReadGzipAndSayWhenItIsDamaged() throws IOException {
        final byte[] compressed = gzip("1.0.0.0/24\n".repeat(1000).getBytes(US_ASCII));
        assertEquals(1000, rewritten(compressed).lines().count());
        assertTrue(assertThrows(
                        RouteFileException.class, () -> rewritten(Arrays.copyOf(compressed, compressed.length - 10)))
                .getMessage()
                .startsWith("routes.txt: the gzip stream ends too early"));
        compressed[20] ^= 0x55;
        assertTrue(assertThrows(RouteFileException.class, () -> rewritten(compressed))
                .getMessage()
                .startsWith("routes.txt: the gzip stream is damaged"));
    }

    @Test
    void shouldGivePrefixesOnly() throws IOException {
        final Path file = folder.resolve("list");
        Files.writeString(file, "10.0.0.0/8 via 1.1.1.1\n2001:db8::/32\n");
        final List<String> seen = new ArrayList<>();
        final long count = RouteFile.readPrefixes(
                file,
                (isIpv6, high, low, length) -> seen.add(isIpv6 + " " + Long.toHexString(high | low) + " " + length));
        assertEquals(2, count);
        assertEquals(List.of("false a000000 8", "true 20010db800000000 32"), seen);
        assertThrows(NoSuchFileException.class, () -> RouteFile.readPrefixes(folder.resolve("no"), (a, b, c, d) -> {}));
    }

    @Test
    void shouldPassOnWhatTheConsumerThrows() {
        final IOException failure = new IOException("full");
        final IOException thrown = assertThrows(
                IOException.class,
                () -> RouteFile.read("x", new ByteArrayInputStream("::/0".getBytes(US_ASCII)), route -> {
                    throw failure;
                }));
        assertEquals(failure, thrown);
    }

    @Test
    void shouldWritePlainListsAndCompressByName() throws IOException {
        final Path file = folder.resolve("list.gz");
        final FileRoute route = new FileRoute();
        try (RouteTextWriter writer = RouteTextWriter.create(file)) {
            for (int i = 0; i < 50_000; i++) {
                writer.writePrefix(false, 0, i, 32);
            }
            route.reset(true, 0x2001_0db8_0000_0000L, 0, 32).addPath().gateway(true, 0xfe80L << 48, 1);
            writer.writePlain(route);
        }
        final String text = new String(new GZIPInputStream(Files.newInputStream(file)).readAllBytes(), US_ASCII);
        assertEquals(50_001, text.lines().count());
        assertTrue(text.startsWith("0.0.0.0/32\n0.0.0.1/32\n"));
        assertTrue(text.endsWith("\n0.0.195.79/32\n2001:db8::/32 fe80::1\n"));
        assertFalse(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)
                .contains("0.0.0.0"));
    }

    @Test
    void shouldRefuseToWriteNamesThatAreNoWords() {
        final RouteTextWriter writer = new RouteTextWriter(new ByteArrayOutputStream());
        final FileRoute route = new FileRoute();
        for (final String name : List.of("", "a b", "#a", "a\\b", "a\n", "é")) {
            route.reset(false, 0, 0, 0).addPath().device(name);
            assertThrows(IllegalArgumentException.class, () -> writer.write(route), name);
        }
    }
}
