package org.firsthop.node.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.firsthop.core.address.Ipv4Address;
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
import org.firsthop.dns.resolver.RootHints;
import org.firsthop.dns.resolver.ServerList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        final ChaChaRandom random = new ChaChaRandom(1);
        final ServerList servers = ServerList.EMPTY.withIpv4(Ipv4Address.parse("127.0.0.1"), port);
        return outbox -> Resolver.forwarding(CONFIG, ForwardingConfig.DEFAULT, servers, cache(random), random, outbox);
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
        }
    }

    private static Function<Outbox, Resolver> iterative(final Laboratory laboratory, final ResolverConfig config)
            throws IOException {
        final ChaChaRandom random = new ChaChaRandom(2);
        final RootHints hints = RootHintsFile.read(laboratory.hints());
        return outbox -> Resolver.iterative(config, hints, cache(random), random, outbox);
    }
}
