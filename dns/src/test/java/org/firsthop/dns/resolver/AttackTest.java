package org.firsthop.dns.resolver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.dns.cache.CacheConfig;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.rdata.RecordType;
import org.junit.jupiter.api.Test;

/** Attacks on an iterative resolver, each by those whom the notes name; budgets count packets out. */
class AttackTest {
    private static final String EVIL = "198.51.100.66";

    /** The tree of {@link IterativeResolverTest} with an attacker's zone {@code evil.com.} beside the others. */
    private static SimNet net(final TestZone... evil) {
        final SimNet net = IterativeResolverTest.net();
        final TestZone com = new TestZone(
                "com.",
                "com. 172800 NS a.gtld.",
                "example.com. 172800 NS ns1.example.com.",
                "ns1.example.com. 172800 A 198.51.100.3",
                "other.com. 172800 NS ns.hoster.net.",
                "evil.com. 172800 NS ns.evil.com.",
                "ns.evil.com. 172800 A " + EVIL);
        net.server("198.51.100.2", com, IterativeResolverTest.NET);
        net.server(EVIL, evil);
        return net;
    }

    private static boolean wasSentTo(final SimNet net, final String address) {
        return net.sent.stream().anyMatch(sent -> sent.address() == Ipv4Address.parse(address));
    }

    /** Bug class 28: NXNSAttack, CVE-2020-12662. */
    @Test
    void shouldSpendAtMostTwelvePacketsOnSixtyNameServersThatDoNotExist() {
        final TestZone evil = new TestZone("evil.com.");
        for (int i = 0; i < 60; i++) {
            evil.add("sub.evil.com. 300 NS fake" + i + ".example.com.");
        }
        final SimNet net = net(evil);
        assertEquals(
                Rcode.SERVFAIL,
                SimNet.parse(net.resolve("www.sub.evil.com.", 1)).rcode());
        assertTrue(net.sent.size() <= 12, "packets: " + net.sent.size());
    }

    /** Bug classes 28 and 31: a long chain, each link a packet of its own. */
    @Test
    void shouldSpendAtMostFourteenPacketsOnAChainOfFortyAliases() {
        final SimNet net = net();
        net.server(EVIL, (query, stream) -> {
            final String name = SimNet.nameOf(SimNet.parse(query), 12).toLowerCase(Locale.ROOT);
            final int dot = name.indexOf('.');
            final int link =
                    dot > 0 && name.matches("c\\d+\\.evil\\.com\\.") ? Integer.parseInt(name.substring(1, dot)) : -1;
            final TestZone zone = new TestZone("evil.com.");
            return SimNet.authority(
                    query, stream, link < 0 ? zone : zone.add(name + " 300 CNAME c" + (link + 1) + ".evil.com."));
        });
        // A zone that holds one link only gives NXDOMAIN for the next; the answer must not be taken for it.
        assertEquals(
                Rcode.NXDOMAIN, SimNet.parse(net.resolve("c1.evil.com.", 1)).rcode());

        final SimNet chain = net();
        final TestZone[] zones = new TestZone[40];
        final TestZone com = new TestZone("com.");
        for (int i = 0; i < zones.length; i++) {
            zones[i] = new TestZone("z" + i + ".com.", "a.z" + i + ".com. 300 CNAME a.z" + (i + 1) + ".com.");
            com.add("z" + i + ".com. 172800 NS ns.z" + i + ".com.").add("ns.z" + i + ".com. 172800 A " + EVIL);
        }
        chain.server("198.51.100.2", com);
        chain.server(EVIL, zones);
        final List<TraceEvent> events = new ArrayList<>();
        chain.resolver.traceTo((client, event, base, name, type, high, low, number) -> events.add(event));
        assertEquals(Rcode.SERVFAIL, SimNet.parse(chain.resolve("a.z0.com.", 1)).rcode());
        assertTrue(chain.sent.size() <= 14, "packets: " + chain.sent.size());
        assertEquals(1, chain.resolver.counter(ResolverCounter.ALIASES_LIMITED));
        assertTrue(events.contains(TraceEvent.ALIASES_LIMITED), "the trace says why: " + events);
        // What the limit cut off does not fail for those who ask for it.
        assertEquals(
                "rcode 0; a.z39.com. 300 5 a.z40.com.", SimNet.show(chain.resolve("a.z39.com.", RecordType.CNAME)));

        final SimNet oneZone = net();
        final TestZone links = new TestZone("evil.com.");
        for (int i = 0; i < 40; i++) {
            links.add("c" + i + ".evil.com. 300 CNAME c" + (i + 1) + ".evil.com.");
        }
        oneZone.server(EVIL, links);
        assertEquals(
                Rcode.SERVFAIL, SimNet.parse(oneZone.resolve("c0.evil.com.", 1)).rcode());
        assertTrue(oneZone.sent.size() <= 14, "packets: " + oneZone.sent.size());
    }

    /** What content networks do: eight aliases through five zones besides the first, all of them cold. */
    @Test
    void shouldFollowEightAliasesThroughSixZones() {
        final SimNet net = net();
        final TestZone com = new TestZone("com.");
        final TestZone[] zones = new TestZone[6];
        for (int i = 0; i < zones.length; i++) {
            zones[i] = new TestZone("z" + i + ".com.");
            com.add("z" + i + ".com. 172800 NS ns.z" + i + ".com.").add("ns.z" + i + ".com. 172800 A " + EVIL);
        }
        final String[] chain = {"a.z0", "a.z1", "b.z1", "a.z2", "b.z2", "a.z3", "a.z4", "b.z4", "a.z5"};
        for (int i = 0; i + 1 < chain.length; i++) {
            zones[chain[i].charAt(3) - '0'].add(chain[i] + ".com. 300 CNAME " + chain[i + 1] + ".com.");
        }
        zones[5].add("a.z5.com. 300 A 192.0.2.9");
        net.server("198.51.100.2", com);
        net.server(EVIL, zones);
        final String shown = SimNet.show(net.resolve("a.z0.com.", 1));
        assertTrue(shown.startsWith("rcode 0; ") && shown.endsWith("a.z5.com. 300 1 192.0.2.9"), shown);
    }

    /** Bug class 31: loops of one, two and many. */
    @Test
    void shouldFailOnLoopsOfAliases() {
        final SimNet net = net(new TestZone(
                "evil.com.",
                "one.evil.com. 300 CNAME one.evil.com.",
                "two.evil.com. 300 CNAME three.evil.com.",
                "three.evil.com. 300 CNAME TWO.evil.com.",
                "d.evil.com. 300 DNAME d.d.evil.com."));
        assertEquals(
                Rcode.SERVFAIL, SimNet.parse(net.resolve("one.evil.com.", 1)).rcode());
        assertEquals(
                Rcode.SERVFAIL, SimNet.parse(net.resolve("two.evil.com.", 1)).rcode());
        final int rcode = SimNet.parse(net.resolve("x.d.evil.com.", 1)).rcode();
        assertTrue(rcode == Rcode.SERVFAIL || rcode == Rcode.YXDOMAIN, "rcode: " + rcode);
        assertTrue(net.sent.size() <= 40, "packets: " + net.sent.size());
    }

    /** Bug class 32: tsuNAME, zones whose servers are in each other. */
    @Test
    void shouldSpendAtMostEightPacketsOnZonesThatDelegateToEachOther() {
        final SimNet net = net();
        net.server(
                "198.51.100.2",
                new TestZone("com.", "a.com. 300 NS ns.b.com.", "b.com. 300 NS ns.a.com."),
                IterativeResolverTest.NET);
        assertEquals(Rcode.SERVFAIL, SimNet.parse(net.resolve("www.a.com.", 1)).rcode());
        assertTrue(net.sent.size() <= 8, "packets: " + net.sent.size());
        assertEquals(0, net.resolver.tasksActive());
    }

    /** Bug class 32: every server's name leads to one more zone without glue. */
    @Test
    void shouldBoundTheDepthOfServersWithoutGlue() {
        final SimNet net = net();
        final TestZone com = new TestZone("com.");
        for (int i = 0; i < 100; i++) {
            com.add("z" + i + ".com. 300 NS ns.z" + (i + 1) + ".com.");
        }
        net.server("198.51.100.2", com);
        assertEquals(Rcode.SERVFAIL, SimNet.parse(net.resolve("www.z0.com.", 1)).rcode());
        assertTrue(net.sent.size() <= 14, "packets: " + net.sent.size());
    }

    /** Nobody makes a name fail for others by reaching it at the end of a chain that is too deep. */
    @Test
    void shouldNotRememberAFailureThatOnlyALimitMade() {
        final SimNet net = net();
        final TestZone com = new TestZone("com.", "deep.com. 300 NS ns.hoster.net.");
        for (int i = 0; i < 8; i++) {
            com.add("z" + i + ".com. 300 NS " + (i < 7 ? "ns.z" + (i + 1) : "www.deep") + ".com.");
        }
        net.server("198.51.100.2", com, IterativeResolverTest.NET);
        net.server(
                "198.51.100.4",
                new TestZone("deep.com.", "www.deep.com. 300 A 192.0.2.7"),
                IterativeResolverTest.HOSTER);
        assertEquals(Rcode.SERVFAIL, SimNet.parse(net.resolve("www.z0.com.", 1)).rcode());
        assertEquals("rcode 0; www.deep.com. 300 1 192.0.2.7", SimNet.show(net.resolve("www.deep.com.", 1)));
    }

    /** Bug class 28: any query, whatever its servers do. */
    @Test
    void shouldSpendAtMostFiftyPacketsOnAnything() {
        final SimNet net = net();
        final TestZone com = new TestZone("com.");
        for (int i = 0; i < 13; i++) {
            com.add("dead.com. 300 NS ns" + i + ".dead.com.");
            com.add("ns" + i + ".dead.com. 300 A 198.51.100." + (100 + 2 * i));
            com.add("ns" + i + ".dead.com. 300 A 198.51.100." + (101 + 2 * i));
        }
        net.server("198.51.100.2", com);
        for (int i = 100; i < 126; i++) {
            net.server("198.51.100." + i, (query, stream) -> SimNet.reply(query, Rcode.SERVFAIL));
        }
        assertEquals(
                Rcode.SERVFAIL, SimNet.parse(net.resolve("www.dead.com.", 1)).rcode());
        assertTrue(net.sent.size() <= 50, "packets: " + net.sent.size());
    }

    /** Bug class 29: thirteen names with the same address are one server. */
    @Test
    void shouldAskAnAddressNoMoreOftenForManyNames() {
        final SimNet net = net();
        final TestZone com = new TestZone("com.");
        for (int i = 0; i < 60; i++) {
            com.add("self.com. 300 NS ns" + i + ".self.com.").add("ns" + i + ".self.com. 300 A " + EVIL);
        }
        net.server("198.51.100.2", com);
        net.server(EVIL, (query, stream) -> null);
        net.resolve("www.self.com.", 1);
        final long toEvil = net.sent.stream()
                .filter(sent -> sent.address() == Ipv4Address.parse(EVIL))
                .count();
        assertTrue(toEvil <= 3, "packets: " + toEvil);
    }

    /** Bug class 30: glue that is no server's address. */
    @Test
    void shouldNotAskAddressesThatNoServerHas() {
        final String[] addresses = {
            "0.0.0.0", "127.0.0.1", "127.8.8.8", "224.0.0.1", "255.255.255.255", "0.1.2.3", "240.0.0.1"
        };
        final SimNet net = net();
        final TestZone com = new TestZone("com.");
        for (int i = 0; i < addresses.length; i++) {
            com.add("odd.com. 300 NS ns" + i + ".odd.com.").add("ns" + i + ".odd.com. 300 A " + addresses[i]);
        }
        net.server("198.51.100.2", com);
        assertEquals(
                Rcode.SERVFAIL, SimNet.parse(net.resolve("www.odd.com.", 1)).rcode());
        for (final String address : addresses) {
            assertFalse(wasSentTo(net, address), address);
        }
        assertTrue(Addresses.isServer(0x2001_0DB8_0000_0000L, 1, false));
        assertFalse(Addresses.isServer(0, 0, true));
        assertFalse(Addresses.isServer(0, 1, false));
        assertFalse(Addresses.isServer(0xFF02_0000_0000_0000L, 1, true));
        assertFalse(Addresses.isServer(0xFE80_0000_0000_0000L, 1, true));
    }

    /** Bug class 26: records of other zones in answer, authority and additional sections change nothing. */
    @Test
    void shouldKeepServersToTheirOwnZones() {
        final SimNet net = net();
        // A zone that claims to be the root answers for everything that it is asked, and more.
        final TestZone liar =
                new TestZone(".", "www.evil.com. 300 CNAME www.example.com.", "www.example.com. 300 A 6.6.6.6");
        net.server(EVIL, liar);
        assertEquals(
                "rcode 0; www.evil.com. 299 5 www.example.com.; www.example.com. 300 1 192.0.2.1",
                SimNet.show(net.resolve("www.evil.com.", 1)));
        assertEquals("rcode 0; www.example.com. 300 1 192.0.2.1", SimNet.show(net.resolve("www.example.com.", 1)));
        // Asked for a name that does not exist there it sends a referral for com, its parent: not strictly down.
        net.server(
                EVIL,
                (query, stream) -> SimNet.authority(
                        query, stream, new TestZone(".", "com. 300 NS ns.evil.com.", "ns.evil.com. 300 A " + EVIL)));
        assertEquals(
                Rcode.SERVFAIL, SimNet.parse(net.resolve("other.evil.com.", 1)).rcode());
        net.resolver.cache().flush(org.firsthop.dns.name.DomainName.of("www.example.com."), true);
        assertEquals("rcode 0; www.example.com. 300 1 192.0.2.1", SimNet.show(net.resolve("www.example.com.", 1)));
    }

    /** Bug class 26: the glue of a referral is used to go on, and is no answer. */
    @Test
    void shouldNotAnswerFromGlue() {
        final SimNet net = IterativeResolverTest.net();
        net.server(
                "198.51.100.2",
                new TestZone("com.", "example.com. 300 NS ns1.example.com.", "ns1.example.com. 300 A 198.51.100.3"));
        net.server("198.51.100.3", new TestZone("example.com.", "ns1.example.com. 300 A 198.51.100.33"));
        net.resolve("www.example.com.", 1);
        assertEquals("rcode 0; ns1.example.com. 300 1 198.51.100.33", SimNet.show(net.resolve("ns1.example.com.", 1)));
    }

    /** Bug class 27: ghost domains, CVE-2022-30698. */
    @Test
    void shouldLetADelegationDieWithTheTtlThatItsParentGave() {
        final SimNet net = IterativeResolverTest.net();
        final TestZone com = new TestZone("com.", "ghost.com. 3600 NS ns.ghost.com.", "ns.ghost.com. 3600 A " + EVIL);
        net.server("198.51.100.2", com);
        final TestZone ghost =
                new TestZone("ghost.com.", "ghost.com. 86400 NS ns2.ghost.com.", "ns.ghost.com. 86400 A " + EVIL);
        ghost.add("sub.ghost.com. 86400 NS ns.ghost.com.");
        final TestZone sub = new TestZone("sub.ghost.com.", "www.sub.ghost.com. 10 A 192.0.2.66");
        net.server(EVIL, ghost, sub);
        assertEquals(0, SimNet.parse(net.resolve("www.sub.ghost.com.", 1)).rcode());
        com.remove("ghost.com.").remove("ns.ghost.com.");
        for (int i = 0; i < 36; i++) {
            // The ghost is asked for its NS all the while, and refreshes it with a TTL of a day.
            net.now += 99 * SimNet.SECONDS;
            net.resolve("ghost.com.", RecordType.NS);
            assertEquals(0, SimNet.parse(net.resolve("www.sub.ghost.com.", 1)).rcode());
        }
        net.now += 100 * SimNet.SECONDS;
        assertEquals(
                Rcode.NXDOMAIN,
                SimNet.parse(net.resolve("www.sub.ghost.com.", 1)).rcode());
    }

    /** Bug class 33: a CNAME, an error or a denial at a name in between does not end the search. */
    @Test
    void shouldPassWhatStandsAtShortenedNames() {
        final SimNet net = net(new TestZone(
                "evil.com.",
                "b.evil.com. 300 CNAME elsewhere.evil.com.",
                "a.b.evil.com. 300 A 192.0.2.5",
                "x.y.z.evil.com. 300 A 192.0.2.6"));
        assertEquals("rcode 0; a.b.evil.com. 300 1 192.0.2.5", SimNet.show(net.resolve("a.b.evil.com.", 1)));
        for (final int rcode : new int[] {Rcode.NXDOMAIN, Rcode.REFUSED, Rcode.SERVFAIL, Rcode.FORMERR}) {
            final SimNet broken = net();
            broken.server(EVIL, (query, stream) -> {
                final String name = SimNet.nameOf(SimNet.parse(query), 12).toLowerCase(Locale.ROOT);
                return name.startsWith("x.")
                        ? SimNet.authority(query, stream, new TestZone("evil.com.", "x.y.z.evil.com. 300 A 192.0.2.6"))
                        : SimNet.reply(query, rcode);
            });
            assertEquals(
                    "rcode 0; x.y.z.evil.com. 300 1 192.0.2.6",
                    SimNet.show(broken.resolve("x.y.z.evil.com.", 1)),
                    "rcode " + rcode);
        }
    }

    /** Bug class 33: the NS records of the zone itself beside an answer are no cut. */
    @Test
    void shouldNotTakeTheZonesOwnServersForACut() {
        final SimNet net = net();
        final TestZone evil =
                new TestZone("evil.com.", "evil.com. 300 NS ns.evil.com.", "a.b.evil.com. 300 A 192.0.2.5");
        net.server(EVIL, (query, stream) -> {
            // Without SOA and AA, and with the zone's own NS: what some servers say for a name in between.
            final String name = SimNet.nameOf(SimNet.parse(query), 12).toLowerCase(Locale.ROOT);
            if (name.startsWith("a.")) {
                return SimNet.authority(query, stream, evil);
            }
            final byte[] answer = SimNet.authority(
                    query, stream, new TestZone("com.", "evil.com. 300 NS ns.evil.com.", "ns.evil.com. 300 A " + EVIL));
            return answer;
        });
        assertEquals("rcode 0; a.b.evil.com. 300 1 192.0.2.5", SimNet.show(net.resolve("a.b.evil.com.", 1)));
    }

    /** A name of many labels is shown in ten steps at most (RFC 9156 section 2.3). */
    @Test
    void shouldShowALongNameInTenSteps() {
        final SimNet net = net(new TestZone("evil.com.", "*.evil.com. 300 A 192.0.2.5"));
        final String name = "1.2.3.4.5.6.7.8.9.0.1.2.3.4.5.6.7.8.9.0.1.2.3.4.5.6.7.8.9.0.1.2.evil.com.";
        assertEquals("rcode 0; " + name + " 300 1 192.0.2.5", SimNet.show(net.resolve(name, 1)));
        assertTrue(net.sent.size() <= 13, "packets: " + net.sent.size());
    }

    /** Lame servers: one refuses, one answers without authority, one is silent, the last serves. */
    @Test
    void shouldGetPastLameServers() {
        final SimNet net = net();
        net.server(
                "198.51.100.2",
                new TestZone(
                        "com.",
                        "lame.com. 300 NS ns1.lame.com.",
                        "lame.com. 300 NS ns2.lame.com.",
                        "lame.com. 300 NS ns3.lame.com.",
                        "lame.com. 300 NS ns4.lame.com.",
                        "ns1.lame.com. 300 A 198.51.100.101",
                        "ns2.lame.com. 300 A 198.51.100.102",
                        "ns3.lame.com. 300 A 198.51.100.103",
                        "ns4.lame.com. 300 A 198.51.100.104"));
        final TestZone zone = new TestZone("lame.com.", "www.lame.com. 300 A 192.0.2.5");
        net.server("198.51.100.101", (query, stream) -> SimNet.reply(query, Rcode.REFUSED));
        net.server("198.51.100.102", (query, stream) -> {
            final byte[] answer = SimNet.authority(query, stream, zone);
            answer[2] &= ~4;
            return answer;
        });
        net.server("198.51.100.104", zone);
        for (int i = 0; i < 10; i++) {
            net.resolver.cache().flush();
            assertEquals("rcode 0; www.lame.com. 300 1 192.0.2.5", SimNet.show(net.resolve("www.lame.com.", 1)));
        }
        assertTrue(net.resolver.counter(ResolverCounter.LAME) <= 2, "remembered");
    }

    /** The pools are a bound: what does not fit is refused at once, and all is given back. */
    @Test
    void shouldRefuseWhatDoesNotFitIntoItsPools() {
        final SimNet net = IterativeResolverTest.net(
                ResolverConfig.DEFAULT.withPriming(false).withPools(8, 4, 1, 8),
                CacheConfig.DEFAULT.withCapacity(2 << 20));
        for (int i = 0; i < 100; i++) {
            net.ask("n" + i + ".example.com.", 1);
        }
        assertTrue(net.resolver.clientsActive() <= 8 && net.resolver.tasksActive() <= 4);
        assertTrue(net.answers.size() >= 92, "answers: " + net.answers.size());
        net.run();
        assertEquals(100, net.answers.size());
        assertEquals(0, net.resolver.tasksActive());
        assertEquals("rcode 0; www.example.com. 300 1 192.0.2.1", SimNet.show(net.resolve("www.example.com.", 1)));
    }

    /** The same seed and the same inputs give the same packets. */
    @Test
    void shouldRepeatItself() {
        final SimNet one = IterativeResolverTest.net();
        final SimNet other = IterativeResolverTest.net();
        one.resolve("away.example.com.", 1);
        other.resolve("away.example.com.", 1);
        assertEquals(one.sent.size(), other.sent.size());
        for (int i = 0; i < one.sent.size(); i++) {
            assertEquals(
                    java.util.Arrays.toString(one.sent.get(i).query()),
                    java.util.Arrays.toString(other.sent.get(i).query()));
            assertEquals(one.sent.get(i).source(), other.sent.get(i).source());
        }
    }
}
