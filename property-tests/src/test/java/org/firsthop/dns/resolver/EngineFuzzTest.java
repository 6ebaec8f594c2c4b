package org.firsthop.dns.resolver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.dns.SharedData;
import org.firsthop.dns.cache.CacheConfig;
import org.firsthop.dns.cache.RrsetCache;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.random.ChaChaRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * Mutations of messages that others recorded and made up, through the iterative resolver: as clients' queries, as datagrams
 * that answer nothing, and as responses with the right id and question. No exception, no hang, nothing left under way, and
 * at most one answer a query. The property {@code firsthop.fuzz.messages} sets how many.
 */
class EngineFuzzTest {
    private static final int MESSAGES = Integer.getInteger("firsthop.fuzz.messages", 20_000);
    private static final long SEED = Long.getLong("firsthop.fuzz.seed", 20_261_123L);
    private static final int MAX_LENGTH = 4096;
    private static final int MESSAGES_OF_A_RESOLVER = 20_000;

    @Test
    void shouldSurviveMutationsAsQueriesAndResponses() throws IOException {
        final List<byte[]> seeds = seeds(SharedData.directory("fuzz/dns-wire"));
        assertTrue(seeds.size() > 100, "seeds: " + seeds.size());
        Assertions.assertTimeoutPreemptively(Duration.ofMinutes(30), () -> fuzz(seeds));
    }

    private static List<byte[]> seeds(final Path folder) throws IOException {
        final List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (final Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                final byte[] octets = Files.readAllBytes(file);
                if (octets.length >= MessageHeader.LENGTH && octets.length <= MAX_LENGTH) {
                    seeds.add(octets);
                }
            }
        }
        return seeds;
    }

    private static void fuzz(final List<byte[]> seeds) {
        final Random random = new Random(SEED);
        final long[] sent = new long[1];
        while (sent[0] < MESSAGES) {
            final ZoneTree tree = new ZoneTree(random.nextLong(), 6, false);
            final TreeNet net = net(tree, random.nextLong());
            net.attacker = (victim, source, address, query, response) -> {
                for (int i = 0; i < 3; i++, sent[0]++) {
                    victim.deliver(source, address, 53, asResponse(mutated(seeds, random), query), 1 + i);
                }
            };
            final long end = Math.min(MESSAGES, sent[0] + MESSAGES_OF_A_RESOLVER);
            for (long client = 0; sent[0] < end; client++) {
                final byte[] octets = mutated(seeds, random);
                sent[0]++;
                if ((client & 1) == 0) {
                    net.resolver.query(client, new UnsafeBuffer(octets), 0, octets.length, false, net.now);
                } else {
                    net.deliver(random.nextInt(256), random.nextInt(), 53, octets, 1);
                }
                net.packets = 0;
                net.run();
                // The priming query has a budget of its own.
                assertTrue(net.packets <= 2 * 50, "packets: " + net.packets);
                assertEquals(0, net.resolver.tasksActive(), "seed " + SEED + ", message " + sent[0]);
                assertEquals(0, net.resolver.clientsActive(), "seed " + SEED + ", message " + sent[0]);
            }
        }
        System.out.println(sent[0] + " messages from " + seeds.size() + " seeds from seed " + SEED);
    }

    private static TreeNet net(final ZoneTree tree, final long seed) {
        final TreeNet net = new TreeNet(tree);
        final ChaChaRandom random = new ChaChaRandom(seed);
        final List<RootHints.Server> roots = new ArrayList<>();
        for (final ZoneTree.Server server : tree.nodes.get(0).servers) {
            roots.add(RootHints.Server.ofIpv4(DomainName.of(server.name()), Ipv4Address.parse(server.address())));
        }
        net.resolver = Resolver.iterative(
                ResolverConfig.DEFAULT,
                new RootHints(roots),
                new RrsetCache(CacheConfig.DEFAULT.withCapacity(2 << 20), random),
                random,
                net);
        return net;
    }

    private static byte[] mutated(final List<byte[]> seeds, final Random random) {
        final byte[] seed = seeds.get(random.nextInt(seeds.size()));
        final byte[] octets =
                Arrays.copyOf(seed, random.nextInt(8) == 0 ? random.nextInt(seed.length + 1) : seed.length);
        for (int i = random.nextInt(5); i > 0 && octets.length > 0; i--) {
            final int at = random.nextInt(random.nextBoolean() ? octets.length : Math.min(octets.length, 64));
            switch (random.nextInt(3)) {
                case 0 -> octets[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> octets[at] = (byte) random.nextInt();
                default -> octets[at] = (byte) (random.nextBoolean() ? 0xC0 : 0);
            }
        }
        return octets;
    }

    /** The sections of a message behind the id and question of a query: what a server that means no good may send. */
    private static byte[] asResponse(final byte[] message, final byte[] query) {
        int questionEnd = MessageHeader.LENGTH;
        while (query[questionEnd] != 0) {
            questionEnd += query[questionEnd] + 1;
        }
        questionEnd += 5;
        final int body = Math.max(0, message.length - MessageHeader.LENGTH);
        final byte[] response = Arrays.copyOf(query, questionEnd + body);
        if (message.length >= MessageHeader.LENGTH) {
            System.arraycopy(message, 2, response, 2, MessageHeader.LENGTH - 2);
            System.arraycopy(message, MessageHeader.LENGTH, response, questionEnd, body);
        }
        response[2] = (byte) (response[2] & 0x07 | 0x80);
        response[4] = 0;
        response[5] = 1;
        return response;
    }
}
