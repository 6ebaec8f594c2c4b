package org.firsthop.dns.resolver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.firsthop.core.address.Ipv4Address;
import org.firsthop.dns.cache.CacheConfig;
import org.firsthop.dns.cache.RrsetCache;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.random.ChaChaRandom;
import org.firsthop.dns.rdata.RecordType;
import org.junit.jupiter.api.Test;

class IterativeResolverTest {
    static final TestZone ROOT = new TestZone(
            ".",
            ". 518400 NS a.root.",
            "a.root. 518400 A 198.51.100.1",
            "com. 172800 NS a.gtld.",
            "a.gtld. 172800 A 198.51.100.2",
            "net. 172800 NS a.gtld.");
    static final TestZone COM = new TestZone(
            "com.",
            "com. 172800 NS a.gtld.",
            "example.com. 172800 NS ns1.example.com.",
            "ns1.example.com. 172800 A 198.51.100.3",
            "other.com. 172800 NS ns.hoster.net.");
    static final TestZone NET = new TestZone(
            "net.",
            "net. 172800 NS a.gtld.",
            "hoster.net. 172800 NS ns.hoster.net.",
            "ns.hoster.net. 172800 A 198.51.100.4");
    static final TestZone EXAMPLE = new TestZone(
            "example.com.",
            "example.com. 3600 NS ns1.example.com.",
            "ns1.example.com. 3600 A 198.51.100.3",
            "www.example.com. 300 A 192.0.2.1",
            "alias.example.com. 300 CNAME www.example.com.",
            "away.example.com. 300 CNAME www.other.com.",
            "a.b.c.example.com. 300 A 192.0.2.2",
            "*.wild.example.com. 300 A 192.0.2.3",
            "sub.example.com. 300 DNAME other.com.");
    static final TestZone OTHER =
            new TestZone("other.com.", "other.com. 3600 NS ns.hoster.net.", "www.other.com. 300 A 192.0.2.9");
    static final TestZone HOSTER =
            new TestZone("hoster.net.", "hoster.net. 3600 NS ns.hoster.net.", "ns.hoster.net. 3600 A 198.51.100.4");

    static SimNet net() {
        return net(ResolverConfig.DEFAULT.withPriming(false), CacheConfig.DEFAULT.withCapacity(4 << 20));
    }

    static SimNet net(final ResolverConfig config, final CacheConfig cacheConfig) {
        final SimNet net = new SimNet();
        final ChaChaRandom random = new ChaChaRandom(1);
        net.resolver = Resolver.iterative(
                config,
                RootHints.of(DomainName.of("a.root."), Ipv4Address.parse("198.51.100.1")),
                new RrsetCache(cacheConfig, random),
                random,
                net);
        net.server("198.51.100.1", ROOT);
        net.server("198.51.100.2", COM, NET);
        net.server("198.51.100.3", EXAMPLE);
        net.server("198.51.100.4", OTHER, HOSTER);
        return net;
    }

    @Test
    void shouldWalkDownFromTheRoot() {
        final SimNet net = net();
        assertEquals("rcode 0; www.example.com. 300 1 192.0.2.1", SimNet.show(net.resolve("www.example.com.", 1)));
        assertEquals(3, net.sent.size());
        assertEquals(0, net.resolver.tasksActive());
        assertEquals(0, net.resolver.clientsActive());
    }

    @Test
    void shouldAnswerFromTheCacheWithTheTtlCountedDown() {
        final SimNet net = net();
        net.resolve("www.example.com.", 1);
        final int packets = net.sent.size();
        net.now += 100 * SimNet.SECONDS;
        assertEquals("rcode 0; www.example.com. 200 1 192.0.2.1", SimNet.show(net.resolve("www.example.com.", 1)));
        assertEquals(packets, net.sent.size());
    }

    @Test
    void shouldShowTheChainOfAliases() {
        final SimNet net = net();
        assertEquals(
                "rcode 0; alias.example.com. 300 5 www.example.com.; www.example.com. 300 1 192.0.2.1",
                SimNet.show(net.resolve("alias.example.com.", 1)));
        assertEquals(
                "rcode 0; away.example.com. 299 5 www.other.com.; www.other.com. 300 1 192.0.2.9",
                SimNet.show(net.resolve("away.example.com.", 1)));
    }

    @Test
    void shouldSynthesizeFromDname() {
        final SimNet net = net();
        assertEquals(
                "rcode 0; sub.example.com. 299 39 other.com.; www.sub.example.com. 299 5 www.other.com.; "
                        + "www.other.com. 300 1 192.0.2.9",
                SimNet.show(net.resolve("www.sub.example.com.", 1)));
    }

    @Test
    void shouldDenyNamesAndTypes() {
        final SimNet net = net();
        assertEquals("rcode 3", SimNet.show(net.resolve("nothing.example.com.", 1)));
        assertEquals("rcode 0", SimNet.show(net.resolve("www.example.com.", RecordType.AAAA)));
        final int packets = net.sent.size();
        assertEquals("rcode 3", SimNet.show(net.resolve("nothing.example.com.", RecordType.TXT)));
        assertEquals("rcode 0", SimNet.show(net.resolve("WWW.example.com.", RecordType.AAAA)));
        assertEquals(packets, net.sent.size(), "negatives are cached (RFC 2308)");
        net.now += 301 * SimNet.SECONDS;
        net.resolve("nothing.example.com.", 1);
        assertTrue(net.sent.size() > packets, "and end with their TTL");
    }

    @Test
    void shouldPassEmptyNonTerminalsAndWildcards() {
        final SimNet net = net();
        assertEquals("rcode 0; a.b.c.example.com. 300 1 192.0.2.2", SimNet.show(net.resolve("a.b.c.example.com.", 1)));
        assertEquals("rcode 0", SimNet.show(net.resolve("b.c.example.com.", 1)));
        assertEquals(
                "rcode 0; x.wild.example.com. 300 1 192.0.2.3", SimNet.show(net.resolve("x.wild.example.com.", 1)));
    }

    @Test
    void shouldFindServersWithoutGlue() {
        final SimNet net = net();
        assertEquals("rcode 0; www.other.com. 300 1 192.0.2.9", SimNet.show(net.resolve("www.other.com.", 1)));
    }

    @Test
    void shouldShowServersOnlyTheLabelsThatTheyNeed() {
        final SimNet net = net();
        net.resolve("www.example.com.", RecordType.AAAA);
        assertEquals("com. 1", net.sent.get(0).question().toLowerCase(java.util.Locale.ROOT));
        assertEquals("example.com. 1", net.sent.get(1).question().toLowerCase(java.util.Locale.ROOT));
        assertEquals("www.example.com. 28", net.sent.get(2).question().toLowerCase(java.util.Locale.ROOT));
    }
}
