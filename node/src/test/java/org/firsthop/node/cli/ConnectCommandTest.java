package org.firsthop.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.firsthop.node.internet.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectCommandTest {
    private static final String URL = "https://www.example.com/";

    /** How each scenario ends, in the words of the command's last lines. */
    private static final Map<String, String> ENDS = Map.ofEntries(
            Map.entry("first-visit", "connected  192.168.1.100:"),
            Map.entry("second-visit", "connected  192.168.1.100:"),
            Map.entry("ipv6", " > [2606:2800:220:1:248:1893:25c8:1946]:443\n           (https) after "),
            Map.entry("alias", "93.184.216.34:443 (https)"),
            Map.entry("neighbor", "192.168.1.50:80 (http)"),
            Map.entry("address", "93.184.216.34:443 (https)"),
            Map.entry("nxdomain", "failed     nosuch.example.com does not exist: 8.8.8.8 says NXDOMAIN"),
            Map.entry("refused", "failed     93.184.216.34:81 refuses connections: nothing listens at port 81"),
            Map.entry("no-route", "failed     198.51.100.2 says of packets to 192.0.2.1:443: network unreachable"),
            Map.entry(
                    "no-gateway",
                    "failed     no route to 93.184.216.34: no prefix in the routes of laptop contains it"),
            Map.entry("ttl", "failed     198.51.100.6 says of packets to 93.184.216.34:443: TTL exceeded in transit"),
            Map.entry(
                    "dead-resolver",
                    "failed     the address of www.example.com cannot be found out: no answer from 8.8.8.8"),
            Map.entry("dead-server", "failed     198.51.100.6 says of packets to 93.184.216.34:443: host unreachable"),
            Map.entry(
                    "dead-line",
                    "failed     the address of www.example.com cannot be found out: no answer from 8.8.8.8"),
            Map.entry("truncated", "93.184.216.34:443 (https)"),
            Map.entry("lossy", "sent again"),
            Map.entry("noisy", "sent again"));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private int run(final String... args) {
        out.reset();
        err.reset();
        final String[] words =
                Stream.concat(Stream.of("connect"), Stream.of(args)).toArray(String[]::new);
        return Firsthop.run(Console.of(new ByteArrayInputStream(new byte[0]), out, err), words);
    }

    private String output() {
        return out.toString(UTF_8);
    }

    @Test
    void shouldPrintWhatTheReadmeShows() throws IOException {
        assertEquals(Firsthop.DONE, run(URL));
        final String readme =
                Files.readString(Path.of(System.getProperty("firsthop.root")).resolve("README.md"));
        assertTrue(
                readme.contains("```text\n" + output() + "```\n"),
                "README.md does not show the walk as the command prints it:\n" + output());
        assertEquals("", err.toString(UTF_8));
    }

    static Stream<String> scenarios() {
        return Scenario.all().stream().map(Scenario::name);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldEndEachScenarioAsItIsMeantTo(final String name) {
        final int code = run("--scenario", name);
        final String text = output();
        assertEquals(Scenario.named(name).connects() ? Firsthop.DONE : Firsthop.BAD_INPUT, code, text);
        assertTrue(text.contains(ENDS.get(name)), text);
        text.lines().forEach(line -> assertTrue(line.length() <= 100, line));
        assertEquals("", err.toString(UTF_8));
    }

    @Test
    void shouldShowTheRetransmissionsOfALossyLine() {
        assertEquals(Firsthop.DONE, run(URL, "--loss", "0.3"));
        assertTrue(output().contains("lost on the way to"), output());
        assertTrue(output().contains("(sent again, 2nd time)"), output());
    }

    @Test
    void shouldAskAgainOverTcpWhenTheAnswerWasTruncated() {
        run("--scenario", "truncated");
        assertTrue(output().contains("too long for a datagram: truncated"), output());
        assertTrue(output().contains("the answer was cut short: asks again over TCP"), output());
    }

    @Test
    void shouldUseItsCachesTheSecondTime() {
        run(URL, "--repeat", "2");
        final String second =
                output().substring(output().indexOf("\nconnected ")).substring(1);
        assertTrue(second.contains("cache: has www.example.com. A"), second);
        assertTrue(second.contains("packets    3 (3 TCP)"), second);
        run(URL, "--repeat", "2", "--no-cache");
        assertTrue(output().substring(output().indexOf("\nconnected ")).contains("DNS www.example.com. A?"));
    }

    @Test
    void shouldWriteTheSameOctetsEveryTime() throws IOException {
        final Path first = folder.resolve("first.pcapng");
        final Path second = folder.resolve("second.pcapng");
        final Path other = folder.resolve("other.pcapng");
        run(URL, "--loss", "0.3", "--pcap", first.toString());
        final String text = output();
        run(URL, "--loss", "0.3", "--pcap", second.toString());
        assertEquals(text, output());
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
        run(URL, "--loss", "0.3", "--seed", "2", "--pcap", other.toString());
        assertNotEquals(text, output());
    }

    @Test
    void shouldDrawADiagramThatABrowserReads() throws Exception {
        final Path file = folder.resolve("walk.svg");
        run(URL, "--svg", file.toString());
        final var document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        assertEquals("svg", document.getDocumentElement().getTagName());
        assertTrue(document.getElementsByTagName("line").getLength() > 60);
    }

    @Test
    void shouldDrawTheHeadersOfTheSyn() {
        run(URL, "--explain");
        assertTrue(output().contains("| Ethernet II, 14 octets "), output());
        assertTrue(output().contains("| TCP, 40 octets: SYN "), output());
    }

    @Test
    void shouldWriteJsonForPrograms() {
        assertEquals(Firsthop.DONE, run(URL, "-T", "json"));
        assertTrue(output().startsWith(
                        "[\n  {\n    \"url\": \"https://www.example.com:443/\",\n    \"connected\": true,\n"));
        assertTrue(output().endsWith("\n  }\n]\n"), output());
    }

    @Test
    void shouldReadAnotherTopology() throws IOException {
        final Path file = Files.writeString(folder.resolve("lan.topology"), """
            host a
              interface eth0 mac 02:00:00:00:00:01 address 10.0.0.1/24
              nameserver 10.0.0.2
            host b
              interface eth0 mac 02:00:00:00:00:02 address 10.0.0.2/24
              listen 80
            link a.eth0 b.eth0 delay 1ms
            """);
        assertEquals(Firsthop.DONE, run("http://10.0.0.2/", "--topology", file.toString(), "--from", "a"));
        assertTrue(output().contains("10.0.0.2 is on my own network, 10.0.0.0/24"), output());
    }

    @Test
    void shouldSayWhereATopologyIsWrong() throws IOException {
        final Path file = Files.writeString(folder.resolve("bad.topology"), "host a\n  interfase eth0\n");
        assertEquals(Firsthop.BAD_INPUT, run(URL, "--topology", file.toString()));
        assertTrue(
                err.toString(UTF_8).startsWith("firsthop: " + file + ":2:3: expected \"interface\","),
                err.toString(UTF_8));
    }

    @Test
    void shouldRefuseWhatIsNoUrl() {
        assertEquals(Firsthop.BAD_USAGE, run("www.example.com"));
        assertTrue(err.toString(UTF_8).contains("has no scheme: write https://www.example.com"), err.toString(UTF_8));
        assertEquals(Firsthop.BAD_USAGE, run());
        assertEquals(Firsthop.BAD_USAGE, run(URL, "--loss", "2"));
        assertEquals(Firsthop.BAD_USAGE, run("--scenario", "nonsense"));
    }
}
