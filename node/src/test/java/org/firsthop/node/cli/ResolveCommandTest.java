package org.firsthop.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.firsthop.dns.authority.AuthoritativeResponder;
import org.firsthop.dns.authority.ZoneSet;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.zone.ZoneBuilder;
import org.firsthop.node.dns.AuthorityServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ResolveCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private AuthorityServer server;
    private Thread thread;
    private String at;

    @BeforeEach
    void serve() throws Exception {
        final Path zone = Files.writeString(
                folder.resolve("zone"),
                "$TTL 60\n. SOA a. b. 1 2 3 4 300\n. NS a.\na. A 127.0.0.1\nwww.test. CNAME web.test.\n"
                        + "web.test. A 192.0.2.80\nweb.test. AAAA 2001:db8::80\n"
                        + "mail.test. MX 10 web.test.\n");
        final AuthoritativeResponder responder = new AuthoritativeResponder(
                new ZoneSet(List.of(ZoneBuilder.read(DomainName.of("."), zone))), 1232, false);
        server = AuthorityServer.open(
                new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0),
                responder,
                4,
                AuthorityServer.DEFAULT_IDLE_NANOS,
                System::nanoTime);
        at = "127.0.0.1:" + server.address().getPort();
        thread = new Thread(() -> {
            try {
                server.run();
            } catch (final java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        thread.start();
    }

    @AfterEach
    void end() throws InterruptedException {
        server.close();
        thread.join();
    }

    private String run(final int code, final String... args) {
        out.reset();
        err.reset();
        assertEquals(
                code,
                Firsthop.run(Console.of(new ByteArrayInputStream(new byte[0]), out, err), args),
                err.toString(UTF_8));
        return out.toString(UTF_8);
    }

    @Test
    void shouldShowAnAnswerAsDigDoes() {
        final String text = run(Firsthop.DONE, "resolve", "www.test", "A", "--server", at);
        assertTrue(text.contains("status: NOERROR"), text);
        assertTrue(text.matches("(?s).*www\\.test\\.\\s+60\\s+IN\\s+CNAME\\s+web\\.test\\..*"), text);
        assertTrue(text.contains("192.0.2.80"), text);
    }

    @Test
    void shouldShowTheDataAlone() {
        assertEquals(
                "web.test.\n192.0.2.80\n", run(Firsthop.DONE, "resolve", "www.test", "A", "--server", at, "--short"));
        assertEquals(
                "10 web.test.\n", run(Firsthop.DONE, "resolve", "mail.test", "MX", "--server", at, "--short", "--tcp"));
    }

    @Test
    void shouldTellProgramsInJson() {
        final String text = run(Firsthop.DONE, "resolve", "www.test", "AAAA", "--server", at, "-T", "json");
        assertTrue(text.startsWith("{") && text.contains("\"2001:db8::80\""), text);
    }

    @Test
    void shouldWalkFromTheRootAndTellEachStep() throws Exception {
        final Path hints = Files.writeString(folder.resolve("hints"), ". 60 NS a.\na. 60 A 127.0.0.1\n");
        final String port = at.substring(at.indexOf(':') + 1);
        final String text = run(
                Firsthop.DONE,
                "resolve",
                "www.test",
                "A",
                "--iterative",
                "--root-hints",
                hints.toString(),
                "--laboratory",
                port,
                "--trace");
        assertTrue(text.contains("deepest known zone cut") && text.contains("192.0.2.80"), text);
    }

    @Test
    void shouldLookIntoTheHostsFileForAddressesOfEachFamily() throws Exception {
        final Path hosts = Files.writeString(folder.resolve("hosts"), "192.0.2.7 web.test\n2001:db8::7 web.test\n");
        final Path conf = Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
        final String[] files = {"--hosts", hosts.toString(), "--resolv-conf", conf.toString(), "--short"};
        assertEquals("192.0.2.7\n", run(Firsthop.DONE, with(files, "resolve", "web.test", "A")));
        assertEquals("2001:db8::7\n", run(Firsthop.DONE, with(files, "resolve", "WEB.test", "AAAA")));
        final List<String> both = run(Firsthop.DONE, with(files, "resolve", "web.test"))
                .lines()
                .sorted()
                .toList();
        assertEquals(List.of("192.0.2.7", "2001:db8::7"), both);
    }

    @Test
    void shouldAskAServerForWhatTheHostsFileDoesNotHave() throws Exception {
        final Path hosts = Files.writeString(folder.resolve("hosts"), "192.0.2.7 web.test\n");
        assertEquals(
                "10 web.test.\n",
                run(
                        Firsthop.DONE,
                        "resolve",
                        "mail.test",
                        "MX",
                        "--hosts",
                        hosts.toString(),
                        "--server",
                        at,
                        "--short"));
    }

    @Test
    void shouldRefuseTypesAndServersThatAreNone() {
        run(Firsthop.BAD_USAGE, "resolve", "a", "FROB", "--server", at);
        assertTrue(err.toString(UTF_8).contains("TYPE: value=FROB"), err.toString(UTF_8));
        run(Firsthop.BAD_USAGE, "resolve", "a", "A", "--server", "nowhere");
        assertTrue(err.toString(UTF_8).contains("--server: value=nowhere"), err.toString(UTF_8));
    }

    @Test
    void shouldRefuseNamesThatAreNoneAndOptionsThatContradictEachOther() {
        run(Firsthop.BAD_USAGE, "resolve", "a..b", "A", "--server", at);
        assertTrue(err.toString(UTF_8).contains("resolve: name: value=a..b, a label is empty"), err.toString(UTF_8));
        run(Firsthop.BAD_USAGE, "resolve", "a", "A", "--iterative", "--tcp");
        assertTrue(err.toString(UTF_8).contains("--tcp: not with --iterative"), err.toString(UTF_8));
        run(Firsthop.BAD_USAGE, "resolve", "a", "A", "--iterative", "--server", at);
        assertTrue(err.toString(UTF_8).contains("--server: not with --iterative"), err.toString(UTF_8));
    }

    @Test
    void shouldSayInWordsWhyNoServerAnswered() {
        final String text = run(Firsthop.BAD_INPUT, "resolve", "a", "A", "--server", "127.0.0.1:1", "--tcp");
        assertTrue(text.contains("; EDE: 22 (No Reachable Authority)\n"), text);
    }

    private static String[] with(final String[] more, final String... first) {
        final List<String> all = new java.util.ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
