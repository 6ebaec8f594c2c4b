package org.firsthop.dns.resolver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.dns.cache.CacheConfig;
import org.firsthop.dns.cache.RrsetCache;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.random.ChaChaRandom;
import org.firsthop.dns.rdata.RecordType;
import org.junit.jupiter.api.Test;

class ForwardingResolverTest {
    private static final TestZone ZONE = new TestZone(
            ".",
            "www.example.com. 300 A 192.0.2.1",
            "alias.example.com. 30 CNAME target.example.net.",
            "target.example.net. 300 A 192.0.2.2",
            "big.example.com. 300 TXT " + "x".repeat(3_000),
            "zero.example.com. 0 A 192.0.2.3",
            "one.example.com. 5 A 192.0.2.4");
    private static final String FIRST = "203.0.113.1";
    private static final String SECOND = "203.0.113.2";

    private static final ServerList SERVERS =
            ServerList.EMPTY.withIpv4(Ipv4Address.parse(FIRST), 53).withIpv4(Ipv4Address.parse(SECOND), 53);

    private static SimNet net(final ResolverConfig config, final ForwardingConfig forwarding, final CacheConfig cache) {
        return net(SERVERS, config, forwarding, cache).server(FIRST, ZONE).server(SECOND, ZONE);
    }

    private static SimNet net(
            final ServerList servers,
            final ResolverConfig config,
            final ForwardingConfig forwarding,
            final CacheConfig cache) {
        final SimNet net = new SimNet();
        final ChaChaRandom random = new ChaChaRandom(1);
        net.resolver = Resolver.forwarding(config, forwarding, servers, new RrsetCache(cache, random), random, net);
        return net;
    }

    private static SimNet net() {
        return net(
                ResolverConfig.DEFAULT,
                ForwardingConfig.DEFAULT,
                CacheConfig.DEFAULT.withCapacity(2 << 20).withStaleTtl(3_600));
    }

    @Test
    void shouldAskWithRecursionAndGiveTheWholeChain() {
        final SimNet net = net();
        assertEquals(
                "rcode 0; alias.example.com. 30 5 target.example.net.; target.example.net. 300 1 192.0.2.2",
                SimNet.show(net.resolve("alias.example.com.", 1)));
        assertEquals(1, net.sent.size());
        assertTrue(net.sent.get(0).message().isRecursionDesired());
    }

    /** Bug class 11: ids, sources and case are drawn anew for each query and spread over their ranges. */
    @Test
    void shouldSpreadIdsSourcesAndCase() {
        final SimNet net = net();
        final Set<Integer> ids = new HashSet<>();
        final int[] sources = new int[16];
        int capitals = 0;
        int letters = 0;
        final int queries = 4_000;
        for (int i = 0; i < queries; i++) {
            net.resolve("n" + i + ".example.com.", 1);
        }
        for (final SimNet.Sent sent : net.sent) {
            ids.add(sent.message().id());
            sources[sent.source() / 16]++;
            for (final byte octet : sent.query()) {
                letters += Character.isLetter(octet) ? 1 : 0;
                capitals += Character.isUpperCase(octet) ? 1 : 0;
            }
        }
        assertTrue(ids.size() > queries * 0.95, "ids: " + ids.size());
        double chiSquared = 0;
        for (final int count : sources) {
            chiSquared += Math.pow(count - queries / 16.0, 2) / (queries / 16.0);
        }
        // 15 degrees of freedom: 37.7 is exceeded with probability 0.001.
        assertTrue(chiSquared < 37.7, "chi squared of sources: " + chiSquared);
        assertEquals(0.5, (double) capitals / letters, 0.05);
    }

    /** Bug class 12: a forgery is dropped and the real answer still taken; a near miss moves the question to TCP. */
    @Test
    void shouldOutliveForgeriesAndMoveToTcpAfterANearMiss() {
        final SimNet net = net();
        net.tap = sent -> {
            final byte[] forged =
                    SimNet.authority(sent.query(), false, new TestZone(".", "www.example.com. 300 A 6.6.6.6"));
            // Another sender, another port, another source: no more than noise.
            net.deliver(sent.source(), Ipv4Address.parse("203.0.113.66"), 53, forged.clone(), net.now + 1);
            net.deliver(sent.source(), sent.address(), 5353, forged.clone(), net.now + 1);
            net.deliver((sent.source() + 1) % 256, sent.address(), 53, forged.clone(), net.now + 1);
        };
        assertEquals("rcode 0; www.example.com. 300 1 192.0.2.1", SimNet.show(net.resolve("www.example.com.", 1)));
        assertEquals(0, net.connected.size());
        assertEquals(3, net.resolver.drops().get(Exchanges.UNSOLICITED));

        final SimNet guessed = net();
        guessed.tap = sent -> {
            final byte[] forged =
                    SimNet.authority(sent.query(), false, new TestZone(".", "www.example.com. 300 A 6.6.6.6"));
            forged[0] ^= 1;
            guessed.deliver(sent.source(), sent.address(), 53, forged, guessed.now + 1);
        };
        assertEquals("rcode 0; www.example.com. 300 1 192.0.2.1", SimNet.show(guessed.resolve("www.example.com.", 1)));
        assertEquals(1, guessed.connected.size());
        assertEquals(1, guessed.resolver.counter(ResolverCounter.NEAR_MISSES));
    }

    /** Bug class 12: right id, port and server, but the case of the question was not repeated. */
    @Test
    void shouldNotTakeAResponseInAnotherCase() {
        final SimNet net = net();
        net.tap = sent -> {
            final byte[] forged =
                    SimNet.authority(sent.query(), false, new TestZone(".", "www.example.com. 300 A 6.6.6.6"));
            forged[13] ^= 0x20;
            net.deliver(sent.source(), sent.address(), 53, forged, net.now + 1);
        };
        assertEquals("rcode 0; www.example.com. 300 1 192.0.2.1", SimNet.show(net.resolve("www.example.com.", 1)));
        assertEquals(1, net.connected.size());
    }

    /** Bug class 13 (CVE-2024-25638): records that were not asked for reach neither client nor cache. */
    @Test
    void shouldDropRecordsThatWereNotAskedFor() {
        final SimNet net = net();
        final byte[] extra = {0, 0, 1, 0, 1, 0, 0, 1, 44, 0, 4, 6, 6, 6, 6};
        net.server(FIRST, (query, stream) -> {
            final byte[] good = SimNet.authority(query, stream, ZONE);
            // One more answer record, owned by the root, before the OPT of 11 octets.
            final byte[] bad = new byte[good.length + extra.length];
            System.arraycopy(good, 0, bad, 0, good.length - 11);
            System.arraycopy(extra, 0, bad, good.length - 11, extra.length);
            System.arraycopy(good, good.length - 11, bad, bad.length - 11, 11);
            bad[7]++;
            return bad;
        });
        assertEquals("rcode 0; www.example.com. 300 1 192.0.2.1", SimNet.show(net.resolve("www.example.com.", 1)));
        net.server(FIRST, ZONE);
        assertEquals("rcode 0", SimNet.show(net.resolve(".", 1)));
    }

    /** Bug classes 14 and 16: a truncated response is not used, TCP gives the whole, in pieces, and UDP goes on after. */
    @Test
    void shouldAskOverTcpWhenTruncated() {
        final SimNet net = net();
        final byte[] answer = net.resolve("big.example.com.", RecordType.TXT);
        assertTrue(SimNet.parse(answer).isTruncated(), "to a client that takes 1,232 octets");
        assertEquals(1, net.connected.size());
        assertEquals(1, net.resolver.counter(ResolverCounter.TRUNCATED));
        assertEquals("rcode 0; www.example.com. 300 1 192.0.2.1", SimNet.show(net.resolve("www.example.com.", 1)));
        assertEquals(1, net.connected.size());
        for (int i = 0; i < 100; i++) {
            net.resolver.cache().flush();
            net.resolve("big.example.com.", RecordType.TXT);
        }
        assertEquals(0, net.resolver.counter(ResolverCounter.POOL_EXHAUSTED), "bug class 15: streams are given back");
    }

    /** Bug classes 15 and 17: everything is given back after timeouts, and the deadline is one for all tries. */
    @Test
    void shouldFailAtTheDeadlineAndGiveEverythingBack() {
        final SimNet net = net();
        net.servers.clear();
        final long began = net.now;
        final byte[] answer = net.resolve("www.example.com.", 1);
        assertEquals(Rcode.SERVFAIL, SimNet.parse(answer).rcode());
        assertEquals(7 * SimNet.SECONDS, net.now - began);
        assertEquals(0, net.resolver.clientsActive());
        assertEquals(0, net.resolver.tasksActive());
        assertEquals(
                "[203.0.113.1, 203.0.113.2]",
                Arrays.toString(net.sent.stream()
                        .map(sent -> Ipv4Address.toString(sent.address()))
                        .toArray()));
    }

    @Test
    void shouldTryTheNextServerAndRotateWhereAskedTo() {
        final SimNet net = net();
        net.server(FIRST, (query, stream) -> SimNet.reply(query, Rcode.SERVFAIL));
        assertEquals("rcode 0; www.example.com. 300 1 192.0.2.1", SimNet.show(net.resolve("www.example.com.", 1)));
        assertEquals(2, net.sent.size());

        final SimNet rotating = net(
                ResolverConfig.DEFAULT,
                new ForwardingConfig(SimNet.SECONDS, 2, true, false),
                CacheConfig.DEFAULT.withCapacity(2 << 20));
        rotating.resolve("a.example.com.", 1);
        rotating.resolve("b.example.com.", 1);
        assertNotEquals(rotating.sent.get(0).address(), rotating.sent.get(1).address());
    }

    /** As glibc does: 3 s for the first of three servers, 3 s × 2 / 3 for the second, 3 s × 4 / 3 for the third. */
    @Test
    void shouldWaitForEachServerAsGlibcDoes() {
        final SimNet net = net(
                SERVERS.withIpv4(Ipv4Address.parse("203.0.113.3"), 53),
                ResolverConfig.DEFAULT.withDeadline(60 * SimNet.SECONDS, 3),
                new ForwardingConfig(3 * SimNet.SECONDS, 2, false, false),
                CacheConfig.DEFAULT.withCapacity(2 << 20));
        net.resolve("www.example.com.", 1);
        final List<Long> waits = new ArrayList<>();
        for (int i = 1; i < net.sent.size(); i++) {
            waits.add((net.sent.get(i).at() - net.sent.get(i - 1).at()) / SimNet.SECONDS);
        }
        assertEquals(List.of(3L, 2L, 4L, 3L, 2L), waits);
    }

    @Test
    void shouldUseTcpFromTheStartWhereAskedTo() {
        final SimNet net = net(
                ResolverConfig.DEFAULT,
                new ForwardingConfig(SimNet.SECONDS, 2, false, true),
                CacheConfig.DEFAULT.withCapacity(2 << 20));
        assertEquals("rcode 0; www.example.com. 300 1 192.0.2.1", SimNet.show(net.resolve("www.example.com.", 1)));
        assertEquals(0, net.sent.size());
    }

    @Test
    void shouldAskWithoutEdnsAServerThatDoesNotKnowIt() {
        final SimNet net = net();
        net.server(
                FIRST,
                (query, stream) -> SimNet.parse(query).optRecord() >= 0
                        ? SimNet.reply(query, Rcode.FORMERR)
                        : SimNet.authority(query, stream, ZONE));
        assertEquals("rcode 0; www.example.com. 300 1 192.0.2.1", SimNet.show(net.resolve("www.example.com.", 1)));
        net.resolve("b.example.com.", 1);
        assertEquals(3, net.sent.size(), "and remembers it");
    }

    /** Joined questions: the birthday attack has one target. */
    @Test
    void shouldAskOnceForManyClients() {
        final SimNet net = net();
        final long[] clients = new long[50];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = net.ask(i % 2 == 0 ? "www.example.com." : "WWW.example.com.", 1);
        }
        net.run();
        assertEquals(1, net.sent.size());
        for (final long client : clients) {
            assertEquals(0, SimNet.parse(net.answers.get(client)).rcode());
        }
    }

    /** Bug class 34 (DNSBomb): no more clients wait for one question than the limit, the others are told at once. */
    @Test
    void shouldBoundTheBurstThatOneLateResponseReleases() {
        final SimNet net = net();
        for (int i = 0; i < 100; i++) {
            net.ask("www.example.com.", 1);
        }
        assertEquals(36, net.answers.size());
        assertEquals(36, net.resolver.counter(ResolverCounter.REFUSED_FULL));
        net.run();
        assertEquals(100, net.answers.size());
    }

    /** Bug classes 20 and 21: negatives end; a CNAME that outlives or dies before its target is fetched anew alone. */
    @Test
    void shouldFetchAnewOnlyWhatHasExpired() {
        final SimNet net = net();
        net.resolve("alias.example.com.", 1);
        net.now += 31 * SimNet.SECONDS;
        assertEquals(
                "rcode 0; alias.example.com. 30 5 target.example.net.; target.example.net. 300 1 192.0.2.2",
                SimNet.show(net.resolve("alias.example.com.", 1)));
        assertEquals(2, net.sent.size());
        assertEquals("rcode 3", SimNet.show(net.resolve("no.example.com.", 1)));
        assertEquals("rcode 3", SimNet.show(net.resolve("no.example.com.", 28)));
        assertEquals(3, net.sent.size());
        net.now += 301 * SimNet.SECONDS;
        net.resolve("no.example.com.", 1);
        assertEquals(4, net.sent.size());
    }

    /** Bug class 22: TTL 0 serves the query that fetched it and none after. */
    @Test
    void shouldUseTtlZeroOnce() {
        final SimNet net = net();
        assertEquals("rcode 0; zero.example.com. 0 1 192.0.2.3", SimNet.show(net.resolve("zero.example.com.", 1)));
        net.now++;
        net.resolve("zero.example.com.", 1);
        assertEquals(2, net.sent.size());
    }

    /** RFC 8767, and bug class 25: stale data is given late and marked, and does not live on. */
    @Test
    void shouldServeStaleDataWhenServersAreSilent() {
        final SimNet net = net();
        net.resolve("one.example.com.", 1);
        net.servers.clear();
        net.now += 60 * SimNet.SECONDS;
        final long began = net.now;
        final long client = net.ask("one.example.com.", 1);
        net.run(began + 1_799 * SimNet.MILLIS);
        assertEquals(null, net.answers.get(client));
        net.run(began + 1_801 * SimNet.MILLIS);
        assertEquals("rcode 0; one.example.com. 30 1 192.0.2.4", SimNet.show(net.answers.get(client)));
        final MessageFlyweight message = SimNet.parse(net.answers.get(client));
        final int opt = message.rdataOffset(message.optRecord());
        assertEquals(15, message.rdataInt(message.optRecord(), 0) >>> 16, "extended error at " + opt);
        assertEquals(3, message.rdataInt(message.optRecord(), 2) & 0xFFFF);
        net.run();
        net.now += 3_600 * SimNet.SECONDS;
        assertEquals(
                Rcode.SERVFAIL, SimNet.parse(net.resolve("one.example.com.", 1)).rcode());
    }

    @Test
    void shouldRememberFailuresForAWhile() {
        final SimNet net = net();
        net.servers.clear();
        net.resolve("www.example.com.", 1);
        final int packets = net.sent.size();
        final long began = net.now;
        assertEquals(
                Rcode.SERVFAIL, SimNet.parse(net.resolve("www.example.com.", 1)).rcode());
        assertEquals(packets, net.sent.size());
        assertEquals(began, net.now);
        net.now += 5 * SimNet.SECONDS;
        net.resolve("www.example.com.", 1);
        assertTrue(net.sent.size() > packets);
    }

    @Test
    void shouldPrefetchWhatIsAskedForAtTheEndOfItsLife() {
        final SimNet net = net(
                ResolverConfig.DEFAULT.withFreshness(0, true),
                ForwardingConfig.DEFAULT,
                CacheConfig.DEFAULT.withCapacity(2 << 20));
        net.resolve("www.example.com.", 1);
        net.now += 280 * SimNet.SECONDS;
        assertEquals("rcode 0; www.example.com. 20 1 192.0.2.1", SimNet.show(net.resolve("www.example.com.", 1)));
        assertEquals(2, net.sent.size());
        net.now += 25 * SimNet.SECONDS;
        assertEquals("rcode 0; www.example.com. 275 1 192.0.2.1", SimNet.show(net.resolve("www.example.com.", 1)));
        assertEquals(2, net.sent.size());
    }
}
