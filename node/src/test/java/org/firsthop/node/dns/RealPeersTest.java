package org.firsthop.node.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.dns.authority.AuthoritativeResponder;
import org.firsthop.dns.authority.ZoneSet;
import org.firsthop.dns.cache.CacheConfig;
import org.firsthop.dns.cache.RrsetCache;
import org.firsthop.dns.client.DnsAnswer;
import org.firsthop.dns.client.DnsClient;
import org.firsthop.dns.client.DnsRecord;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.random.ChaChaRandom;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.resolver.ForwardingConfig;
import org.firsthop.dns.resolver.Outbox;
import org.firsthop.dns.resolver.Resolver;
import org.firsthop.dns.resolver.ResolverConfig;
import org.firsthop.dns.resolver.ResolverCounter;
import org.firsthop.dns.resolver.RootHints;
import org.firsthop.dns.resolver.ServerList;
import org.firsthop.dns.zone.ZoneBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our resolvers against name servers of others: the same records and response codes as dig gets. */
class RealPeersTest {
    private static final ResolverConfig CONFIG =
            ResolverConfig.DEFAULT.withSources(8).withPriming(false);

    @TempDir
    private Path folder;

    private interface Body {
        void run(DnsClient client) throws Exception;
    }

    private static RrsetCache cache(final ChaChaRandom random) {
        return new RrsetCache(CacheConfig.DEFAULT.withCapacity(4 << 20), random);
    }

    private static Function<Outbox, Resolver> stub(final int port) {
        return stub(port, ForwardingConfig.DEFAULT);
    }

    private static Function<Outbox, Resolver> stub(final int port, final ForwardingConfig forwarding) {
        final ChaChaRandom random = new ChaChaRandom(1);
        final ServerList servers = ServerList.EMPTY.withIpv4(Ipv4Address.parse("127.0.0.1"), port);
        return outbox -> Resolver.forwarding(CONFIG, forwarding, servers, cache(random), random, outbox);
    }

    /** Over TCP alone: the same answers, nearly all of them over connections that were open (RFC 7766 section 6.2.1). */
    private static void assertUsesConnectionsAgain(final int port) throws Exception {
        final ResolverDriver driver = new ResolverDriver(
                CONFIG, stub(port, new ForwardingConfig(2_000_000_000L, 2, false, true)), 1, System::nanoTime);
        drive(driver, client -> assertAnswersAsDigGets(client, port));
        final long opened = driver.resolver().counter(ResolverCounter.CONNECTIONS_OPENED);
        final long again = driver.resolver().counter(ResolverCounter.CONNECTIONS_REUSED);
        assertEquals(0, driver.resolver().counter(ResolverCounter.DATAGRAMS_SENT));
        assertTrue(opened > 0 && again > 5 * opened, "opened " + opened + ", used again " + again);
    }

    private static void drive(final ResolverDriver driver, final Body body) throws Exception {
        final Thread thread = new Thread(() -> {
            try {
                driver.run();
            } catch (final IOException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        try {
            body.run(new DnsClient(driver));
        } finally {
            driver.close();
            thread.join(5_000);
        }
    }

    private static String show(final DnsAnswer answer) {
        final TreeSet<String> records = new TreeSet<>();
        for (final DnsRecord record : answer.answers()) {
            records.add(record.owner().toString().toLowerCase(Locale.ROOT) + " " + RecordType.name(record.type()) + " "
                    + record.rdataText());
        }
        return Rcode.name(answer.rcode()) + " " + String.join("; ", records);
    }

    private static void assertAnswersAsDigGets(final DnsClient client, final int port) throws Exception {
        int records = 0;
        int denials = 0;
        for (int i = 0; i < Laboratory.NAMES; i++) {
            final String type = i % 6 == 2 ? "TXT" : i % 6 == 3 ? "MX" : "A";
            final String name = i % 25 == 24
                    ? "n" + i + ".dname.example.test."
                    : i % 25 == 23 ? "x" + i + ".wild.example.test." : "n" + i + ".example.test.";
            final DnsAnswer answer = client.lookup(DomainName.of(name), RecordType.parse(type), 20, TimeUnit.SECONDS);
            assertEquals(Laboratory.dig("127.0.0.1", port, name, type), show(answer), name + " " + type);
            records += answer.answers().size();
            denials += answer.rcode() == Rcode.NXDOMAIN ? 1 : 0;
        }
        assertTrue(records > 500 && denials > 40, "records: " + records + ", denials: " + denials);
    }

    @Test
    void shouldAnswerAsDigThroughUnboundAndWalkTheTreeOfNsd() throws Exception {
        assumeTrue(Laboratory.isInstalled("nsd", "unbound", "dig"), "nsd, unbound or dig is not installed");
        try (Laboratory laboratory = new Laboratory(folder)) {
            laboratory.writeZones();
            laboratory.startNsd();
            laboratory.startUnbound();
            drive(
                    new ResolverDriver(CONFIG, stub(laboratory.resolverPort), 1, System::nanoTime),
                    client -> assertAnswersAsDigGets(client, laboratory.resolverPort));
            assertUsesConnectionsAgain(laboratory.resolverPort);
            final ResolverConfig config = CONFIG.withServers(laboratory.port, false, true);
            drive(
                    new ResolverDriver(config, iterative(laboratory, config), 1, System::nanoTime),
                    client -> assertAnswersAsDigGets(client, laboratory.resolverPort));
            // Our own server over sockets, read by dig, against the same resolver in this process.
            final ResolverDriver server =
                    new ResolverDriver(config, iterative(laboratory, config), 4, System::nanoTime);
            final InetSocketAddress listening = server.listen(new InetSocketAddress("127.0.0.1", 0));
            drive(server, client -> assertAnswersAsDigGets(client, listening.getPort()));
        }
    }

    @Test
    void shouldAnswerAsDigThroughBind() throws Exception {
        assumeTrue(Laboratory.isInstalled("named", "dig"), "named or dig is not installed");
        try (Laboratory laboratory = new Laboratory(folder)) {
            laboratory.writeZones();
            laboratory.startBind();
            drive(
                    new ResolverDriver(CONFIG, stub(laboratory.resolverPort), 1, System::nanoTime),
                    client -> assertAnswersAsDigGets(client, laboratory.resolverPort));
            assertUsesConnectionsAgain(laboratory.resolverPort);
        }
    }

    private static Function<Outbox, Resolver> iterative(final Laboratory laboratory, final ResolverConfig config)
            throws IOException {
        final ChaChaRandom random = new ChaChaRandom(2);
        final RootHints hints = RootHintsFile.read(laboratory.hints());
        return outbox -> Resolver.iterative(config, hints, cache(random), random, outbox);
    }

    /** Signed zones through our resolver: the records, signatures and proofs that dig gets from the zones' own servers. */
    @ParameterizedTest(name = "NSEC3: {0}")
    @ValueSource(booleans = {false, true})
    void shouldHandProofsOnAsTheServersOfSignedZonesGiveThem(final boolean hashed) throws Exception {
        assumeTrue(
                Laboratory.isInstalled("nsd", "dnssec-signzone", "dnssec-keygen", "dig"),
                "nsd, BIND's tools or dig is not installed");
        try (Laboratory laboratory = new Laboratory(folder)) {
            laboratory.writeZones();
            laboratory.signZones(hashed);
            laboratory.startNsd();
            final ResolverConfig config =
                    CONFIG.withServers(laboratory.port, false, true).withDnssecOk(true);
            final ResolverDriver server =
                    new ResolverDriver(config, iterative(laboratory, config), 4, System::nanoTime);
            final int port =
                    server.listen(new InetSocketAddress("127.0.0.1", 0)).getPort();
            final String proof = hashed ? " NSEC3 " : " NSEC ";
            drive(server, client -> {
                for (int round = 0; round < 2; round++) {
                    // From the servers, then from the cache.
                    assertProves(laboratory, port, "127.0.0.3", "none.example.test. A", proof);
                    assertProves(laboratory, port, "127.0.0.3", "n0.example.test. MX", proof);
                    assertProves(laboratory, port, "127.0.0.3", "b.c.example.test. A", proof);
                    assertProves(laboratory, port, "127.0.0.3", "x.wild.example.test. A", proof);
                    assertProves(laboratory, port, "127.0.0.3", "x.wild.example.test. MX", proof);
                    assertProves(laboratory, port, "127.0.0.3", "n0.example.test. A", " RRSIG ");
                    assertProves(laboratory, port, "127.0.0.3", "example.test. DNSKEY", " RRSIG ");
                    assertProves(laboratory, port, "127.0.0.2", "example.test. DS", " RRSIG ");
                    assertProves(laboratory, port, "127.0.0.2", "chain.test. DS", proof);
                    assertProves(laboratory, port, "127.0.0.1", "test. DS", " RRSIG ");
                }
            });
        }
    }

    private static void assertProves(
            final Laboratory laboratory,
            final int port,
            final String authority,
            final String question,
            final String expected)
            throws Exception {
        final String name = question.substring(0, question.indexOf(' '));
        final String type = question.substring(question.indexOf(' ') + 1);
        final String theirs = Laboratory.dig(authority, laboratory.port, name, type, "+dnssec", "+authority", "+norec");
        final String ours = Laboratory.dig("127.0.0.1", port, name, type, "+dnssec", "+authority");
        assertEquals(withoutServers(theirs), ours, question);
        assertTrue(ours.contains(expected), question + ": " + ours);
        final String plain = Laboratory.dig("127.0.0.1", port, name, type, "+authority");
        assertFalse(plain.contains(" RRSIG ") || plain.contains(" NSEC"), question + ": " + plain);
    }

    /** A server names the servers of its zone beside its answers; a resolver does not. */
    private static String withoutServers(final String dig) {
        final int status = dig.indexOf(' ');
        final TreeSet<String> kept = new TreeSet<>();
        for (final String record : dig.substring(status + 1).split("; ")) {
            if (!record.matches("\\S+ (NS|RRSIG NS) .*")) {
                kept.add(record);
            }
        }
        return dig.substring(0, status + 1) + String.join("; ", kept);
    }

    @Test
    void shouldHandSignaturesOnToThoseWhoAskForThem() throws Exception {
        assumeTrue(Laboratory.isInstalled("dig"), "dig is not installed");
        try (Laboratory laboratory = new Laboratory(folder)) {
            laboratory.writeZones();
            final String signature = " 8 3 3600 20300101000000 20200101000000 1 example.test. AAAA";
            final Path zone = Files.writeString(
                    folder.resolve("signed"),
                    Files.readString(laboratory.zoneFile("root"))
                                    .lines()
                                    .limit(2)
                                    .reduce("", (a, b) -> a + b + "\n")
                            + ". NS a.root.\na.root. A 127.0.0.1\nsigned.test. A 192.0.2.1\nsigned.test. RRSIG A"
                            + signature + "\nalias.test. CNAME signed.test.\nalias.test. RRSIG CNAME" + signature
                            + "\n");
            final AuthoritativeResponder responder = new AuthoritativeResponder(
                    new ZoneSet(List.of(ZoneBuilder.read(DomainName.of("."), zone))), 1232, false);
            final AuthorityServer authority = AuthorityServer.open(
                    new InetSocketAddress("127.0.0.1", 0),
                    responder,
                    4,
                    AuthorityServer.DEFAULT_IDLE_NANOS,
                    System::nanoTime);
            final Thread serving = new Thread(() -> {
                try {
                    authority.run();
                } catch (final IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            serving.start();
            final ResolverConfig config = CONFIG.withServers(authority.address().getPort(), false, true)
                    .withDnssecOk(true);
            final ResolverDriver server =
                    new ResolverDriver(config, iterative(laboratory, config), 4, System::nanoTime);
            final int port =
                    server.listen(new InetSocketAddress("127.0.0.1", 0)).getPort();
            drive(server, client -> {
                for (int i = 0; i < 2; i++) {
                    // First from the server, then from the cache.
                    final String plain = Laboratory.dig("127.0.0.1", port, "alias.test.", "A");
                    assertEquals("NOERROR alias.test. CNAME signed.test.; signed.test. A 192.0.2.1", plain);
                    final String signed = Laboratory.dig("127.0.0.1", port, "alias.test.", "A", "+dnssec");
                    assertTrue(
                            signed.contains("alias.test. RRSIG CNAME 8 3 3600")
                                    && signed.contains("signed.test. RRSIG A 8 3 3600"),
                            signed);
                }
            });
            authority.close();
            serving.join();
        }
    }

    @Test
    void shouldLoseNothingThatDnsperfAsks() throws Exception {
        assumeTrue(Laboratory.isInstalled("nsd", "dig", "dnsperf"), "nsd, dig or dnsperf is not installed");
        try (Laboratory laboratory = new Laboratory(folder)) {
            laboratory.writeZones();
            laboratory.startNsd();
            final StringBuilder names = new StringBuilder();
            for (int i = 0; i < Laboratory.NAMES; i += 6) {
                names.append("n" + i + ".example.test A\n");
            }
            final Path queries = Files.writeString(folder.resolve("queries"), names);
            final ResolverConfig config = CONFIG.withServers(laboratory.port, false, true);
            final ResolverDriver server =
                    new ResolverDriver(config, iterative(laboratory, config), 4, System::nanoTime);
            final int port =
                    server.listen(new InetSocketAddress("127.0.0.1", 0)).getPort();
            drive(server, client -> {
                final Process dnsperf = new ProcessBuilder(
                                "dnsperf",
                                "-s",
                                "127.0.0.1",
                                "-p",
                                "" + port,
                                "-d",
                                "" + queries,
                                "-n",
                                "30",
                                "-q",
                                "20")
                        .redirectErrorStream(true)
                        .start();
                final String out = new String(dnsperf.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertEquals(0, dnsperf.waitFor(), out);
                assertTrue(out.replaceAll(" +", " ").contains("Queries completed: 1020 (100.00%)"), out);
                assertTrue(out.contains("NOERROR 1020 (100.00%)"), out);
            });
        }
    }

    @Test
    void shouldAnswerKdigOverUdpAndTcp() throws Exception {
        assumeTrue(Laboratory.isInstalled("nsd", "dig", "kdig"), "nsd, dig or kdig is not installed");
        try (Laboratory laboratory = new Laboratory(folder)) {
            laboratory.writeZones();
            laboratory.startNsd();
            final ResolverConfig config = CONFIG.withServers(laboratory.port, false, true);
            final ResolverDriver server =
                    new ResolverDriver(config, iterative(laboratory, config), 4, System::nanoTime);
            final int port =
                    server.listen(new InetSocketAddress("127.0.0.1", 0)).getPort();
            drive(server, client -> {
                for (final String transport : List.of("+notcp", "+tcp")) {
                    final Process kdig = new ProcessBuilder(
                                    "kdig", "@127.0.0.1", "-p", "" + port, "n0.example.test", "A", "+short", transport)
                            .redirectErrorStream(true)
                            .start();
                    final String out = new String(kdig.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    assertEquals(
                            List.of("192.0.2.0", "198.51.100.0"),
                            out.lines().sorted().toList(),
                            transport);
                }
            });
        }
    }
}
