package org.firsthop.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookupCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private int run(final String in, final String... args) {
        return Firsthop.run(Console.of(new ByteArrayInputStream(in.getBytes(UTF_8)), out, err), args);
    }

    private String file(final String name, final String text) throws IOException {
        final Path file = folder.resolve(name);
        try (OutputStream stream = Files.newOutputStream(file);
                OutputStream octets = name.endsWith(".gz") ? new GZIPOutputStream(stream) : stream) {
            octets.write(text.getBytes(UTF_8));
        }
        return file.toString();
    }

    @Test
    void shouldAnswerAddressesOfTheCommandLine() throws IOException {
        final String table = file("table.txt.gz", "1.0.0.0/8\n1.2.0.0/16\n2001:db8::/32\n");
        assertEquals(
                Firsthop.DONE,
                run("9.9.9.9", "lookup", "--routes", table, "1.2.3.4", "1.3.0.0", "2.0.0.0", "2001:db8:0:0::1", "::"));
        assertEquals("""
                1.2.3.4 1.2.0.0/16 -
                1.3.0.0 1.0.0.0/8 -
                2.0.0.0 - -
                2001:db8::1 2001:db8::/32 -
                :: - -
                """, out.toString(UTF_8));
        assertEquals("", err.toString(UTF_8));
    }

    @Test
    void shouldAnswerEachLineOfStdinInOrder() throws IOException {
        final String table = file("table", "0.0.0.0/0 192.0.2.1\n::/0 fe80::1\n10.0.0.0/8 192.0.2.2\n");
        final StringBuilder in = new StringBuilder("# addresses\n\n");
        final StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            final boolean isInside = i % 3 == 0;
            final String address = (isInside ? "10." : "11.") + (i >>> 8) + "." + (i & 0xFF) + ".1";
            in.append(i % 5 == 0 ? "2001:db8::1" : address).append(i % 7 == 0 ? "\r\n" : "\n");
            expected.append(
                    i % 5 == 0
                            ? "2001:db8::1 ::/0 fe80::1\n"
                            : isInside ? address + " 10.0.0.0/8 192.0.2.2\n" : address + " 0.0.0.0/0 192.0.2.1\n");
        }
        assertEquals(Firsthop.DONE, run(in.toString(), "lookup", "--routes", table));
        assertEquals(expected.toString(), out.toString(UTF_8));
    }

    @Test
    void shouldPrintNextHopsOfEveryKind() throws IOException {
        final String table = file("routes", """
                default proto static metric 100
                \tnexthop via 192.0.2.1 dev eth0 weight 1
                \tnexthop dev ppp0 weight 1
                \tnexthop via 192.0.2.7 dev eth9 weight 1 dead linkdown
                10.0.0.0/8 via 192.0.2.2 dev eth0
                10.1.0.0/16 dev eth1 scope link
                blackhole 10.2.0.0/16
                throw 10.3.0.0/16
                local 10.1.0.1 dev eth1 table local proto kernel
                10.4.0.0/16 via inet6 fe80::1 dev eth0
                """);
        assertEquals(
                Firsthop.DONE,
                run(
                        "",
                        "lookup",
                        "--routes",
                        table,
                        "8.8.8.8",
                        "10.0.0.1",
                        "10.1.0.2",
                        "10.2.0.1",
                        "10.3.0.1",
                        "10.1.0.1",
                        "10.4.0.1"));
        assertEquals("""
                8.8.8.8 0.0.0.0/0 192.0.2.1,dev ppp0
                10.0.0.1 10.0.0.0/8 192.0.2.2
                10.1.0.2 10.1.0.0/16 dev eth1
                10.2.0.1 10.2.0.0/16 blackhole
                10.3.0.1 10.3.0.0/16 throw
                10.1.0.1 10.1.0.1/32 local
                10.4.0.1 10.4.0.0/16 fe80::1
                """, out.toString(UTF_8));
        assertEquals("", err.toString(UTF_8));
    }

    @Test
    void shouldPreferLocalThenTheLowerMetricThenTheLaterFile() throws IOException {
        final String one = file("one", """
                10.0.0.0/8 via 1.0.0.1 metric 20
                10.0.0.0/8 via 1.0.0.2 metric 10
                10.0.0.0/8 via 1.0.0.3 metric 30
                11.0.0.1 via 1.0.0.1
                local 11.0.0.1 dev lo table local metric 900
                12.0.0.0/8 via 1.0.0.1
                """);
        final String two = file("two", "12.0.0.0/8 via 1.0.0.2\n");
        assertEquals(
                Firsthop.DONE, run("", "lookup", "--routes", one, "--routes", two, "10.0.0.1", "11.0.0.1", "12.0.0.1"));
        assertEquals(
                "10.0.0.1 10.0.0.0/8 1.0.0.2\n11.0.0.1 11.0.0.1/32 local\n12.0.0.1 12.0.0.0/8 1.0.0.2\n",
                out.toString(UTF_8));
    }

    @Test
    void shouldSayWhatItPassedOver() throws IOException {
        final String table = file("routes", """
                10.0.0.0/8 via 1.0.0.1 table 100
                10.0.0.0/8 tos 0x10 via 1.0.0.1
                10.0.0.0/8 via 1.0.0.1 dev eth0 dead linkdown
                ::/0 from 2001:db8::/32 dev eth0
                """);
        assertEquals(Firsthop.DONE, run("10.0.0.1\n::1\n", "lookup", "--routes", table));
        assertEquals("10.0.0.1 - -\n::1 - -\n", out.toString(UTF_8));
        assertTrue(err.toString(UTF_8).startsWith("firsthop: passed over 4 routes"), err.toString(UTF_8));
    }

    @Test
    void shouldTellTheTimes() throws IOException {
        assertEquals(Firsthop.DONE, run("1.0.0.1\n", "lookup", "--timing", "--routes", file("t", "1.0.0.0/8\n::/0\n")));
        assertTrue(err.toString(UTF_8)
                .matches("loaded 1 IPv4 and 1 IPv6 routes in \\d+\\.\\d{3} s\n"
                        + "looked up 1 addresses in \\d+\\.\\d{3} s, of which \\d+\\.\\d{3} s in the tables\n"));
    }

    @Test
    void shouldSayWhereTheInputIsBad() throws IOException {
        final String table = file("table", "1.0.0.0/8\n1.2.3.4/33\n");
        assertEquals(Firsthop.BAD_INPUT, run("", "lookup", "--routes", table, "1.2.3.4"));
        assertEquals("firsthop: " + table + ":2:9: prefixLength: value=33, limit=32\n", err.toString(UTF_8));
        err.reset();
        final String good = file("good", "1.0.0.0/8\n");
        assertEquals(Firsthop.BAD_INPUT, run("1.0.0.1\n1.0.0.256\n", "lookup", "--routes", good));
        assertEquals("1.0.0.1 1.0.0.0/8 -\n", out.toString(UTF_8));
        assertEquals("firsthop: stdin:2:7: octet: value=256, limit=255\n", err.toString(UTF_8));
        err.reset();
        assertEquals(Firsthop.BAD_INPUT, run("1.0.0.1 1.0.0.2\n", "lookup", "--routes", good));
        assertEquals("firsthop: stdin:1:9: expected one address a line, found \"1.0.0.2\"\n", err.toString(UTF_8));
        err.reset();
        assertEquals(Firsthop.BAD_USAGE, run("", "lookup", "--routes", good, "1.0.0"));
        assertTrue(err.toString(UTF_8).startsWith("firsthop lookup: IPv4 address \"1.0.0\""), err.toString(UTF_8));
        err.reset();
        assertEquals(Firsthop.BAD_USAGE, run("", "lookup", "1.0.0.1"));
        assertTrue(err.toString(UTF_8).contains("--routes"));
    }

    @Test
    void shouldAnswerBeforeItWaitsForMore() throws Exception {
        final String table = file("table", "1.0.0.0/8\n");
        final PipedOutputStream questions = new PipedOutputStream();
        final PipedOutputStream answered = new PipedOutputStream();
        try (InputStream in = new PipedInputStream(questions);
                InputStream answers = new PipedInputStream(answered)) {
            final CompletableFuture<Integer> code = CompletableFuture.supplyAsync(
                    () -> Firsthop.run(Console.of(in, answered, err), "lookup", "--routes", table));
            questions.write("1.0.0.1\n".getBytes(UTF_8));
            questions.flush();
            assertEquals("1.0.0.1 1.0.0.0/8 -\n", new String(answers.readNBytes(20), UTF_8));
            questions.close();
            assertEquals(Firsthop.DONE, code.get());
        }
    }
}
