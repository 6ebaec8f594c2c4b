package org.firsthop.dns.resolver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.MessageText;
import org.firsthop.dns.message.Opcode;
import org.firsthop.dns.message.QueryTemplate;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.rdata.EdnsOption;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.junit.jupiter.api.Test;

/** Bugs that other resolvers had, and that no other test is named for. */
class ResolverBugClassesTest {
    private static final String ONE = "198.51.100.71";
    private static final String TWO = "198.51.100.72";

    private static SimNet net() {
        final SimNet net = IterativeResolverTest.net();
        net.server(
                "198.51.100.2",
                new TestZone(
                        "com.",
                        "com. 172800 NS a.gtld.",
                        "one.com. 172800 NS ns.one.com.",
                        "ns.one.com. 172800 A " + ONE,
                        "two.com. 172800 NS ns.two.com.",
                        "ns.two.com. 172800 A " + TWO),
                IterativeResolverTest.NET);
        return net;
    }

    private static void ask(final SimNet net, final long client, final String name, final byte[] options) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
        final int length = QueryTemplate.edns(MessageHeader.RD, 1232, 0, options)
                .encode(buffer, 0, (int) client, name, 1, RecordClass.IN);
        net.resolver.query(client, buffer, 0, length, false, net.now);
    }

    /**
     * Bug class 12, the variant with client subnets (CVE-2025-30192, CVE-2025-5994): queries that differ in their subnets must
     * not open several questions at once, whose ids could then be guessed against each other.
     */
    @Test
    void shouldAskOnceForManyClientSubnetsAndTellNoneOfThem() {
        final SimNet net = net().server(ONE, new TestZone("one.com.", "www.one.com. 300 A 192.0.2.9"));
        final int clients = 40;
        for (int i = 0; i < clients; i++) {
            final byte[] subnet = {0, EdnsOption.CLIENT_SUBNET, 0, 7, 0, 1, 24, 0, 10, 0, (byte) i};
            ask(net, i, "www.one.com.", subnet);
        }
        net.run();
        assertEquals(clients, net.answers.size());
        net.answers
                .values()
                .forEach(answer -> assertEquals("rcode 0; www.one.com. 300 1 192.0.2.9", SimNet.show(answer)));
        final long last = net.sent.stream()
                .filter(sent -> sent.question().equalsIgnoreCase("www.one.com. 1"))
                .count();
        assertEquals(1, last);
        net.sent.forEach(sent -> {
            final MessageFlyweight query = sent.message();
            final int opt = query.optRecord();
            final int end = opt < 0 ? 0 : query.rdataOffset(opt) + query.rdataLength(opt);
            for (int at = opt < 0 ? 0 : query.rdataOffset(opt); at < end; ) {
                final UnsafeBuffer octets = new UnsafeBuffer(sent.query());
                assertTrue(NetworkOrder.u16(octets, at) != EdnsOption.CLIENT_SUBNET, sent.question());
                at += 4 + NetworkOrder.u16(octets, at + 2);
            }
        });
    }

    /** Bug class 31 across zones (hickory#3566): aliases that lead from zone to zone and back. */
    @Test
    void shouldFailOnLoopsOfAliasesAcrossZones() {
        final SimNet net = net().server(ONE, new TestZone("one.com.", "a.one.com. 300 CNAME b.two.com."))
                .server(TWO, new TestZone("two.com.", "b.two.com. 300 CNAME A.ONE.com."));
        assertEquals(Rcode.SERVFAIL, SimNet.parse(net.resolve("a.one.com.", 1)).rcode());
        assertTrue(net.sent.size() <= 14, "packets: " + net.sent.size());
        assertEquals(Rcode.SERVFAIL, SimNet.parse(net.resolve("b.two.com.", 1)).rcode());
        assertTrue(net.sent.size() <= 20, "packets: " + net.sent.size());
        assertEquals(0, net.resolver.tasksActive());
    }

    /** Bug class 34 (CVE-2025-59030): a NOTIFY empties no cache, whoever sends it. */
    @Test
    void shouldKeepItsCacheWhenNotified() {
        final SimNet net = net().server(ONE, new TestZone("one.com.", "www.one.com. 300 A 192.0.2.9"));
        final String expected = "rcode 0; www.one.com. 300 1 192.0.2.9";
        assertEquals(expected, SimNet.show(net.resolve("www.one.com.", 1)));
        final int sent = net.sent.size();

        for (final String name : new String[] {"one.com.", "www.one.com.", "."}) {
            final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
            final int length = QueryTemplate.plain(0).encode(buffer, 0, 7, name, 6, RecordClass.IN);
            NetworkOrder.putU16(buffer, 2, MessageHeader.flags(MessageHeader.AA, Opcode.NOTIFY, 0));
            final long client = 1_000 + name.length();
            net.resolver.query(client, buffer, 0, length, false, net.now);
            net.run();
            final MessageFlyweight answer = SimNet.parse(net.answers.get(client));
            assertEquals(Rcode.NOTIMP, answer.rcode(), name);
            assertEquals(Opcode.NOTIFY, answer.opcode());
        }
        assertTrue(SimNet.show(net.resolve("www.one.com.", 1)).endsWith(" 1 192.0.2.9"));
        assertEquals(sent, net.sent.size(), "packets after the answer was in the cache");
    }

    /** RFC 8482 section 4.2: ANY costs no packet and amplifies nothing. */
    @Test
    void shouldAnswerAnyWithOneRecordMadeUp() {
        final SimNet net = net();
        final MessageFlyweight answer = SimNet.parse(net.resolve("www.one.com.", RecordType.ANY));
        assertEquals(DropReason.NONE, answer.validate());
        assertEquals(Rcode.NOERROR, answer.rcode());
        assertEquals(1, answer.answerEnd() - answer.answerStart());
        assertEquals(RecordType.HINFO, answer.type(answer.answerStart()));
        final StringBuilder text = new StringBuilder();
        MessageText.printRecord(answer, answer.answerStart(), text);
        assertTrue(text.toString().contains("\"RFC8482\" \"\""), text.toString());
        assertEquals(0, net.sent.size());
        assertEquals(0, net.resolver.clientsActive());
    }
}
