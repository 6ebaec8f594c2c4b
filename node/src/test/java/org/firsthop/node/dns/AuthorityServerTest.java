package org.firsthop.node.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.firsthop.dns.authority.AuthoritativeResponder;
import org.firsthop.dns.authority.ZoneSet;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.zone.ZoneBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server against dig and kdig (Debian: bind9-dnsutils, knot-dnsutils); tests that need them are skipped without. */
@Timeout(60)
class AuthorityServerTest {
    private static final String ZONE = """
            $TTL 3600
            @        SOA ns1 hostmaster 7 7200 600 86400 300
                     NS  ns1
                     MX  10 mail
                     CAA 0 issue "ca.example.net"
            ns1      A   192.0.2.53
            mail     A   192.0.2.25
                     AAAA 2001:db8::25
            www      CNAME web
            web      A   192.0.2.80
            *.wild   TXT "from a wildcard"
            child    NS  ns.child
            ns.child A   198.51.100.53
            old      DNAME new
            x.new    A   192.0.2.99
            svc      HTTPS 1 . alpn="h2,h3" port=8443 ipv4hint=192.0.2.80
            srv      SRV 1 2 443 web
            key      TLSA 3 1 1 0123456789ABCDEF
            odd      TYPE65280 \\# 3 010203
            txt      TXT "a \\"quoted\\" string" "\\007"
            $GENERATE 1-200 big A 10.0.0.$
            """;

    private final AuthoritativeResponder responder = new AuthoritativeResponder(
            new ZoneSet(List.of(ZoneBuilder.parse(DomainName.of("example.com"), ZONE))), 1232, true);
    private AuthorityServer server;
    private Thread thread;

    @BeforeEach
    void start() throws IOException {
        server = AuthorityServer.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                responder,
                4,
                TimeUnit.SECONDS.toNanos(1),
                System::nanoTime);
        thread = new Thread(
                () -> {
                    try {
                        server.run();
                    } catch (final IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                },
                "authority");
        thread.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.close();
        thread.join();
    }

    private String run(final String program, final String... words) throws IOException, InterruptedException {
        final String port = String.valueOf(server.address().getPort());
        final String[] command = new String[words.length + 4];
        command[0] = program;
        command[1] = "@127.0.0.1";
        command[2] = "-p";
        command[3] = port;
        System.arraycopy(words, 0, command, 4, words.length);
        final Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (final IOException missing) {
            assumeTrue(false, "skipped: " + program + " is not installed: " + missing.getMessage());
            throw missing;
        }
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return output;
    }

    private static List<String> lines(final String text) {
        return text.lines().map(line -> line.replaceAll("\\s+", " ")).sorted().toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web A|192.0.2.80",
                "www A|192.0.2.80;web.example.com.",
                "mail AAAA|2001:db8::25",
                "any.name.wild TXT|\"from a wildcard\"",
                "x.old A|192.0.2.99;new.example.com.;x.new.example.com.",
                "svc HTTPS|1 . alpn=\"h2,h3\" port=8443 ipv4hint=192.0.2.80",
                "srv SRV|1 2 443 web.example.com.",
                "key TLSA|3 1 1 0123456789ABCDEF",
                "odd TYPE65280|\\# 3 010203",
                "txt TXT|\"a \\\"quoted\\\" string\" \"\\007\""
            })
    void shouldAnswerDigAsTheZoneSays(final String question, final String expected)
            throws IOException, InterruptedException {
        final String[] words = question.split(" ");
        for (final String transport : new String[] {"+notcp", "+tcp"}) {
            final String answer =
                    run("dig", "+short", "+tries=2", "+time=5", transport, words[0] + ".example.com", words[1]);
            assertEquals(List.of(expected.split(";")).stream().sorted().toList(), lines(answer), answer);
        }
    }

    @Test
    void shouldTellDigWhatIsNotThere() throws IOException, InterruptedException {
        final String nothing = run("dig", "nope.example.com", "A");
        assertTrue(nothing.contains("status: NXDOMAIN"), nothing);
        assertTrue(nothing.contains("SOA\tns1.example.com. hostmaster.example.com. 7 7200 600 86400 300"), nothing);
        final String referral = run("dig", "+norecurse", "host.child.example.com", "A");
        assertTrue(referral.contains("flags: qr; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 2"), referral);
        assertTrue(run("dig", "example.org", "A").contains("status: REFUSED"));
        assertEquals(1, responder.counters().responses(Rcode.NXDOMAIN));
    }

    @Test
    void shouldBeAskedAgainOverTcpWhenTheAnswerIsTooLong() throws IOException, InterruptedException {
        final String full = run("dig", "+short", "big.example.com", "A");
        assertEquals(
                200,
                lines(full).stream().filter(line -> line.startsWith("10.0.0.")).count(),
                full);
        assertEquals(1, responder.counters().truncated());
    }

    @Test
    void shouldHandTheZoneOverToDig() throws IOException, InterruptedException {
        final List<String> records =
                lines(run("dig", "+onesoa", "+nocomments", "+nocmd", "+nostats", "example.com", "AXFR"));
        assertEquals(
                219,
                records.stream()
                        .filter(line -> !line.startsWith(";") && !line.isBlank())
                        .count());
    }

    @Test
    void shouldSpeakEdnsWithKdig() throws IOException, InterruptedException {
        final String answer =
                run("kdig", "+edns=0", "+padding=64", "+cookie", "+subnet=192.0.2.0/24", "web.example.com", "A");
        assertTrue(answer.contains("192.0.2.80"), answer);
        assertTrue(answer.contains("Version: 0"), answer);
        final String version = run("kdig", "+edns=7", "web.example.com", "A");
        assertTrue(version.contains("BADVERS"), version);
        final String stream = run("kdig", "+tcp", "+keepopen", "web.example.com", "A", "mail.example.com", "AAAA");
        assertTrue(stream.contains("192.0.2.80") && stream.contains("2001:db8::25"), stream);
    }

    @Test
    void shouldCloseConnectionsThatSayNothingAndThoseBeyondTheLimit() throws IOException, InterruptedException {
        final Socket[] sockets = new Socket[5];
        for (int i = 0; i < sockets.length; i++) {
            sockets[i] =
                    new Socket(server.address().getAddress(), server.address().getPort());
        }
        final long start = System.nanoTime();
        assertEquals(-1, sockets[4].getInputStream().read(), "the fifth is one too many");
        assertEquals(1, server.refusedConnections());
        assertEquals(-1, sockets[0].getInputStream().read(), "idle for a second");
        assertTrue(System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(500));
        for (final Socket socket : Arrays.asList(sockets)) {
            socket.close();
        }
    }

    @Test
    void shouldAnswerOverTcpHoweverTheQueryIsCut() throws IOException {
        final byte[] query = {
            0, 29, 0x12, 0x34, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 3, 'c', 'o', 'm', 0,
            0, 6, 0, 1
        };
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.setTcpNoDelay(true);
            for (final byte octet : query) {
                socket.getOutputStream().write(octet);
                socket.getOutputStream().flush();
            }
            final byte[] head = socket.getInputStream().readNBytes(4);
            assertEquals(0x12, head[2]);
            assertEquals(0x34, head[3]);
        }
    }

    @Test
    void shouldNameTheAddressThatCannotBeHad() {
        final IOException thrown = org.junit.jupiter.api.Assertions.assertThrows(
                IOException.class, () -> AuthorityServer.open(server.address(), responder, 1, 1, System::nanoTime));
        assertTrue(String.valueOf(thrown.getMessage()).startsWith("cannot listen on "), thrown.getMessage());
    }
}
