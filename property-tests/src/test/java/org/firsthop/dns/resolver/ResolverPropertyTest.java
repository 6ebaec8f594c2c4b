package org.firsthop.dns.resolver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.dns.cache.CacheConfig;
import org.firsthop.dns.cache.RrsetCache;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.random.ChaChaRandom;

/**
 * An iterative resolver among the servers of a random tree of zones, with delegations, aliases, wildcards, empty
 * non-terminals, servers elsewhere and servers that are silent, refuse, fail or lack authority.
 *
 * <p>The long form of the forgery law: {@code mvn -pl property-tests -am verify -Dtest=ResolverPropertyTest
 * -Dfirsthop.forgeries=10000000}.
 */
class ResolverPropertyTest {
    private static final int MAX_LINKS = 11;
    private static final long FORGERIES = Long.getLong("firsthop.forgeries", 100_000);
    private static final String FORGED = "6.6.6.6";
    private static final int[] TYPES = {ZoneTree.A, ZoneTree.A, ZoneTree.TXT, ZoneTree.CNAME, ZoneTree.DNAME};

    /** Budgets so wide that only what the tree implies can end a query. */
    private static final ResolverConfig WIDE = ResolverConfig.DEFAULT
            .withBudget(10_000, 1_000, 1_000, 32, MAX_LINKS)
            .withAliasZones(MAX_LINKS)
            .withDeadline(3_600_000_000_000L, 3);

    private static TreeNet net(final ZoneTree tree, final ResolverConfig config, final long seed) {
        final TreeNet net = new TreeNet(tree);
        final ChaChaRandom random = new ChaChaRandom(seed);
        final List<RootHints.Server> roots = new ArrayList<>();
        for (final ZoneTree.Server server : tree.nodes.get(0).servers) {
            roots.add(RootHints.Server.ofIpv4(DomainName.of(server.name()), Ipv4Address.parse(server.address())));
        }
        net.resolver = Resolver.iterative(
                config,
                new RootHints(roots),
                new RrsetCache(CacheConfig.DEFAULT.withCapacity(2 << 20), random),
                random,
                net);
        return net;
    }

    private static void assertResolvesAsTheTreeImplies(final ZoneTree tree, final TreeNet net, final Random random) {
        for (int i = 0; i < 12; i++) {
            final String name = tree.names.get(random.nextInt(tree.names.size()));
            final int type = TYPES[random.nextInt(TYPES.length)];
            final ZoneTree.Answer expected = tree.resolve(name, type, MAX_LINKS);
            final ZoneTree.Answer actual = net.resolve(name, type);
            assertEquals(expected, actual, name + " " + type);
            assertEquals(0, net.resolver.tasksActive());
            assertEquals(0, net.resolver.clientsActive());
        }
    }

    @Property(tries = 150)
    void resolutionAgreesWithTheTree(
            @ForAll final long seed,
            @ForAll @IntRange(min = 1, max = 12) final int zones,
            @ForAll final boolean minimise) {
        final ZoneTree tree = new ZoneTree(seed, zones, false);
        final TreeNet net = net(tree, WIDE.withPrivacy(minimise, true, true), seed);
        assertResolvesAsTheTreeImplies(tree, net, new Random(seed));
    }

    @Property(tries = 100)
    void resolutionAgreesWithTheTreeWhereServersAreLameOrDead(
            @ForAll final long seed, @ForAll @IntRange(min = 1, max = 12) final int zones) {
        final ZoneTree tree = new ZoneTree(seed, zones, true);
        assertResolvesAsTheTreeImplies(tree, net(tree, WIDE, seed), new Random(seed));
    }

    /** Forgeries that lack the id, the port, the source or the case, each in time before the right response. */
    @Property(tries = 100)
    void noForgeryReachesAnAnswer(@ForAll final long seed, @ForAll @IntRange(min = 1, max = 8) final int zones) {
        final ZoneTree tree = new ZoneTree(seed, zones, true);
        final TreeNet net = net(tree, WIDE, seed);
        final Random random = new Random(seed ^ 1);
        net.attacker = (victim, source, address, query, response) -> {
            for (int i = 0; i < 4; i++) {
                final byte[] forged = forge(query);
                switch (random.nextInt(4)) {
                    case 0 -> {
                        forged[random.nextInt(2)] ^= (byte) (1 << random.nextInt(8));
                        victim.deliver(source, address, 53, forged, 1 + i);
                    }
                    case 1 -> victim.deliver(source, address, 1 + random.nextInt(52), forged, 1 + i);
                    case 2 -> victim.deliver(source ^ (1 << random.nextInt(8)), address, 53, forged, 1 + i);
                    default -> {
                        // A question without a letter has no case to miss.
                        if (flipCase(forged, random)) {
                            victim.deliver(source, address, 53, forged, 1 + i);
                        }
                    }
                }
            }
        };
        assertResolvesAsTheTreeImplies(tree, net, new Random(seed));
    }

    /** What arrives damaged under the right id ends in an answer of some kind: nothing throws, nothing hangs. */
    @Property(tries = 150)
    void damagedResponsesNeitherThrowNorHang(
            @ForAll final long seed, @ForAll @IntRange(min = 1, max = 8) final int zones) {
        final ZoneTree tree = new ZoneTree(seed, zones, false);
        final TreeNet net = net(tree, ResolverConfig.DEFAULT, seed);
        final Random random = new Random(seed ^ 2);
        net.attacker = (victim, source, address, query, response) -> {
            if (response != null && random.nextInt(3) > 0) {
                final byte[] damaged = java.util.Arrays.copyOf(response, response.length - random.nextInt(4) / 3 * 5);
                for (int i = 0; i < 1 + random.nextInt(6); i++) {
                    damaged[2 + random.nextInt(damaged.length - 2)] ^= (byte) (1 + random.nextInt(255));
                }
                victim.deliver(source, address, 53, damaged, 1);
            }
        };
        for (int i = 0; i < 12; i++) {
            net.packets = 0;
            final String name = tree.names.get(random.nextInt(tree.names.size()));
            final ZoneTree.Answer answer = net.resolve(name, ZoneTree.A);
            assertTrue(answer.rcode() <= 6, "rcode: " + answer.rcode());
            // The priming query has a budget of its own.
            assertTrue(net.packets <= 2 * 50, "packets for " + name + ": " + net.packets);
            assertEquals(0, net.resolver.tasksActive());
            assertEquals(0, net.resolver.clientsActive());
        }
    }

    /** Of blind forgeries against open questions none is taken; each lacks exactly one of id, port and case. */
    @Property(tries = 1)
    void noneOfManyForgeriesIsTaken() {
        final ZoneTree tree = new ZoneTree(5, 6, false);
        final Random random = new Random(5);
        long sent = 0;
        while (sent < FORGERIES) {
            final TreeNet net = net(tree, WIDE, random.nextLong());
            final long[] count = new long[1];
            net.attacker = (victim, source, address, query, response) -> {
                for (int i = 0; i < 300; i++) {
                    final byte[] forged = forge(query);
                    final boolean wrongSource = i % 3 == 0;
                    if (i % 3 == 1) {
                        final int id = random.nextInt(0x1_0000);
                        if (id == ((query[0] & 0xFF) << 8 | query[1] & 0xFF)) {
                            continue;
                        }
                        forged[0] = (byte) (id >>> 8);
                        forged[1] = (byte) id;
                    } else if (i % 3 == 2 && !flipCase(forged, random)) {
                        continue;
                    }
                    final int from = wrongSource ? (source + 1 + random.nextInt(255)) % 256 : source;
                    victim.deliver(from, address, 53, forged, 1 + i);
                    count[0]++;
                }
            };
            for (int i = 0; i < 20; i++) {
                final String name = tree.names.get(random.nextInt(tree.names.size()));
                assertEquals(tree.resolve(name, ZoneTree.A, MAX_LINKS), net.resolve(name, ZoneTree.A));
            }
            sent += count[0];
        }
    }

    /** A response that answers whatever was asked with the attacker's address, with authority. */
    private static byte[] forge(final byte[] query) {
        int end = MessageHeader.LENGTH;
        while (query[end] != 0) {
            end += query[end] + 1;
        }
        end += 5;
        final byte[] forged = java.util.Arrays.copyOf(query, end + 16);
        forged[2] = (byte) 0x84;
        forged[3] = 0;
        forged[7] = 1;
        forged[11] = 0;
        final int address = Ipv4Address.parse(FORGED);
        final byte[] record = {
            (byte) 0xC0,
            12,
            0,
            1,
            0,
            1,
            0,
            1,
            0x51,
            (byte) 0x80,
            0,
            4,
            (byte) (address >>> 24),
            (byte) (address >>> 16),
            (byte) (address >>> 8),
            (byte) address
        };
        System.arraycopy(record, 0, forged, end, record.length);
        return forged;
    }

    private static boolean flipCase(final byte[] message, final Random random) {
        final List<Integer> letters = new ArrayList<>();
        for (int i = MessageHeader.LENGTH; message[i] != 0; i += message[i] + 1) {
            for (int k = i + 1; k <= i + message[i]; k++) {
                if (Character.isLetter(message[k])) {
                    letters.add(k);
                }
            }
        }
        if (letters.isEmpty()) {
            return false;
        }
        message[letters.get(random.nextInt(letters.size()))] ^= 0x20;
        return true;
    }
}
