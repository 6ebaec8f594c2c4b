package org.firsthop.dns.authority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.MessageText;
import org.firsthop.dns.message.Opcode;
import org.firsthop.dns.message.QueryTemplate;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.zone.Zone;
import org.firsthop.dns.zone.ZoneBuilder;
import org.junit.jupiter.api.Test;

class AuthoritativeResponderTest {
    private static final Zone EXAMPLE = ZoneBuilder.parse(DomainName.of("example"), """
            $TTL 3600
            @           SOA ns1 hostmaster 7 7200 600 86400 300
                        NS  ns1
                        MX  10 mail
            ns1         A   192.0.2.53
            mail        A   192.0.2.25
                        AAAA 2001:db8::25
            www         CNAME web
            web         A   192.0.2.80
            out         CNAME host.elsewhere.test.
            dangling    CNAME nothing
            loop1       CNAME loop2
            loop2       CNAME loop1
            a.b.ent     TXT "below empty non-terminals"
            child       NS  ns.child
                        NS  ns.sibling
                        DS  1 8 2 00
            ns.child    A   198.51.100.53
            ns.sibling  A   198.51.100.54
            old         DNAME new
            x.new       A   192.0.2.99
            multi       A   192.0.2.1
                        TXT "t"
            """);

    /** The zone of RFC 4592 section 2.2.1. */
    private static final Zone WILD = ZoneBuilder.parse(DomainName.of("wild"), """
            $TTL 3600
            @           SOA ns.test. h.test. 1 2 3 4 60
                        NS  ns.test.
            *           TXT "this is a wildcard"
            *           MX  10 host1
            sub.*       TXT "this is not a wildcard"
            host1       A   192.0.2.1
            _ssh._tcp.host1 SRV 0 0 22 host1
            _ssh._tcp.host2 SRV 0 0 22 host1
            subdel      NS  ns.test.
            """);

    private static final QueryTemplate PLAIN = QueryTemplate.plain(MessageHeader.RD);

    private final AuthoritativeResponder responder =
            new AuthoritativeResponder(new ZoneSet(List.of(EXAMPLE, WILD)), 1232, true);
    private final UnsafeBuffer in = new UnsafeBuffer(new byte[1024]);
    private final UnsafeBuffer out = new UnsafeBuffer(new byte[0x10000]);
    private final MessageFlyweight response = new MessageFlyweight();

    private int send(final int length) {
        return responder.respond(in, 0, length, null, out, 0, out.capacity());
    }

    private void read(final int length) {
        assertEquals(DropReason.NONE, response.parse(out, 0, length));
        assertEquals(DropReason.NONE, response.validate());
        assertTrue(response.isResponse());
    }

    private MessageFlyweight ask(final QueryTemplate template, final String name, final int type) {
        final int length = template.encode(in, 0, 0x1234, name, type, RecordClass.IN);
        read(send(length));
        assertEquals(0x1234, response.id());
        return response;
    }

    private MessageFlyweight ask(final String name, final int type) {
        return ask(PLAIN, name, type);
    }

    private List<String> records(final int from, final int to) {
        final List<String> texts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            final StringBuilder text = new StringBuilder();
            MessageText.printRecord(response, i, text);
            texts.add(text.toString());
        }
        return texts;
    }

    private List<String> answers() {
        return records(response.answerStart(), response.answerEnd());
    }

    private List<String> authorities() {
        return records(response.authorityStart(), response.authorityEnd());
    }

    private List<String> additionals() {
        return records(response.additionalStart(), response.additionalEnd());
    }

    @Test
    void shouldAnswerWithTheRrsetAndTheCaseOfTheQuestion() {
        ask("WeB.ExamPle", RecordType.A);
        assertEquals(Rcode.NOERROR, response.rcode());
        assertTrue(response.isAuthoritative());
        assertTrue(response.isRecursionDesired(), "RD is copied");
        assertFalse(response.isRecursionAvailable());
        assertEquals(List.of("WeB.ExamPle.\t3600\tIN\tA\t192.0.2.80"), answers());
    }

    @Test
    void shouldAddAddressesOfMailExchanges() {
        ask("example", RecordType.MX);
        assertEquals(List.of("example.\t3600\tIN\tMX\t10 mail.example."), answers());
        assertEquals(
                List.of("mail.example.\t3600\tIN\tA\t192.0.2.25", "mail.example.\t3600\tIN\tAAAA\t2001:db8::25"),
                additionals());
    }

    @Test
    void shouldFollowAliasesInsideItsZones() {
        ask("www.example", RecordType.A);
        assertEquals(
                List.of("www.example.\t3600\tIN\tCNAME\tweb.example.", "web.example.\t3600\tIN\tA\t192.0.2.80"),
                answers());
        ask("www.example", RecordType.CNAME);
        assertEquals(List.of("www.example.\t3600\tIN\tCNAME\tweb.example."), answers());
    }

    @Test
    void shouldLeaveAliasesOutOfItsZonesToTheAsker() {
        ask("out.example", RecordType.A);
        assertEquals(Rcode.NOERROR, response.rcode());
        assertEquals(List.of("out.example.\t3600\tIN\tCNAME\thost.elsewhere.test."), answers());
    }

    /** RFC 6604 section 3: the response code speaks of the last name of the chain. */
    @Test
    void shouldSayNxdomainForTheTargetOfAnAlias() {
        ask("dangling.example", RecordType.A);
        assertEquals(Rcode.NXDOMAIN, response.rcode());
        assertEquals(List.of("dangling.example.\t3600\tIN\tCNAME\tnothing.example."), answers());
        assertEquals(1, authorities().size());
    }

    /** Bug class 31 of the field notes, the authoritative side. */
    @Test
    void shouldNotRepeatAliasesThatLoop() {
        ask("loop1.example", RecordType.A);
        assertEquals(
                List.of(
                        "loop1.example.\t3600\tIN\tCNAME\tloop2.example.",
                        "loop2.example.\t3600\tIN\tCNAME\tloop1.example."),
                answers());
    }

    /** RFC 2308 section 3: the SOA in a negative answer has the lesser of its TTL and its minimum. */
    @Test
    void shouldSayForHowLongThereIsNothing() {
        final String soa = "example.\t300\tIN\tSOA\tns1.example. hostmaster.example. 7 7200 600 86400 300";
        ask("no.example", RecordType.A);
        assertEquals(Rcode.NXDOMAIN, response.rcode());
        assertTrue(response.isAuthoritative());
        assertEquals(List.of(soa), authorities());
        ask("web.example", RecordType.AAAA);
        assertEquals(Rcode.NOERROR, response.rcode());
        assertEquals(List.of(), answers());
        assertEquals(List.of(soa), authorities());
    }

    @Test
    void shouldSayThatEmptyNonTerminalsExist() {
        ask("ent.example", RecordType.A);
        assertEquals(Rcode.NOERROR, response.rcode());
        assertEquals(0, response.answerEnd());
        ask("b.ent.example", RecordType.TXT);
        assertEquals(Rcode.NOERROR, response.rcode());
        ask("c.ent.example", RecordType.TXT);
        assertEquals(Rcode.NXDOMAIN, response.rcode());
    }

    @Test
    void shouldReferWithGlue() {
        for (final String name : new String[] {"child.example", "deep.below.child.example", "ns.child.example"}) {
            ask(name, RecordType.A);
            assertEquals(Rcode.NOERROR, response.rcode());
            assertFalse(response.isAuthoritative(), name);
            assertEquals(List.of(), answers());
            assertEquals(
                    List.of(
                            "child.example.\t3600\tIN\tNS\tns.child.example.",
                            "child.example.\t3600\tIN\tNS\tns.sibling.example."),
                    authorities());
            assertEquals(
                    List.of(
                            "ns.child.example.\t3600\tIN\tA\t198.51.100.53",
                            "ns.sibling.example.\t3600\tIN\tA\t198.51.100.54"),
                    additionals());
        }
        assertEquals(3, responder.counters().referrals());
    }

    @Test
    void shouldAnswerForTheDsOfADelegation() {
        ask("child.example", RecordType.DS);
        assertTrue(response.isAuthoritative());
        assertEquals(List.of("child.example.\t3600\tIN\tDS\t1 8 2 00"), answers());
        ask(QueryTemplate.edns(0, 1232, QueryTemplate.DNSSEC_OK), "x.child.example", RecordType.A);
        assertTrue(authorities().contains("child.example.\t3600\tIN\tDS\t1 8 2 00"));
    }

    @Test
    void shouldSynthesizeAliasesFromDname() {
        ask("x.old.example", RecordType.A);
        assertEquals(
                List.of(
                        "old.example.\t3600\tIN\tDNAME\tnew.example.",
                        "x.old.example.\t3600\tIN\tCNAME\tx.new.example.",
                        "x.new.example.\t3600\tIN\tA\t192.0.2.99"),
                answers());
        ask("old.example", RecordType.DNAME);
        assertEquals(List.of("old.example.\t3600\tIN\tDNAME\tnew.example."), answers());
    }

    @Test
    void shouldSayYxdomainWhenDnameMakesTheNameTooLong() {
        final String label = "a".repeat(63);
        final Zone zone = ZoneBuilder.parse(
                DomainName.of("z"), "@ 5 SOA a b 1 2 3 4 5\n@ 5 NS a\nd 5 DNAME " + label + "." + label + ".z.\n");
        responder.zones(new ZoneSet(List.of(zone)));
        ask(label + "." + label + ".d.z", RecordType.A);
        assertEquals(Rcode.YXDOMAIN, response.rcode());
        assertEquals(1, response.answerEnd());
    }

    /** The queries of RFC 4592 section 2.2.1 and their answers. */
    @Test
    void shouldSynthesizeFromWildcardsAsRfc4592Says() {
        assertEquals(1, ask("host3.wild", RecordType.MX).answerEnd());
        assertEquals(List.of("host3.wild.\t3600\tIN\tMX\t10 host1.wild."), answers());
        assertEquals(0, ask("host3.wild", RecordType.A).answerEnd());
        assertEquals(Rcode.NOERROR, response.rcode());
        assertEquals(1, ask("foo.bar.wild", RecordType.TXT).answerEnd());
        assertEquals(0, ask("host1.wild", RecordType.MX).answerEnd(), "host1 exists");
        assertEquals(Rcode.NOERROR, response.rcode());
        assertEquals(0, ask("sub.*.wild", RecordType.MX).answerEnd(), "sub.* exists");
        assertEquals(
                Rcode.NXDOMAIN, ask("_telnet._tcp.host1.wild", RecordType.SRV).rcode(), "_tcp.host1 exists");
        assertFalse(ask("host.subdel.wild", RecordType.A).isAuthoritative(), "subdel is a delegation");
        assertEquals(1, response.authorityEnd() - response.authorityStart());
        assertEquals(Rcode.NXDOMAIN, ask("ghost.*.wild", RecordType.MX).rcode(), "*.wild exists");
    }

    /** RFC 8482 section 4.1. */
    @Test
    void shouldAnswerAnyWithOneRrsetOverUdpAndWithAllOverTcp() {
        ask("multi.example", RecordType.ANY);
        assertEquals(List.of("multi.example.\t3600\tIN\tA\t192.0.2.1"), answers());
        final int length = PLAIN.encode(in, 0, 1, "multi.example", RecordType.ANY, RecordClass.IN);
        read(responder.respond(in, 0, length, new ZoneTransfer(), out, 0, out.capacity()));
        assertEquals(2, response.answerEnd());
    }

    @Test
    void shouldRefuseNamesOfOtherZonesAndOtherClasses() {
        assertEquals(Rcode.REFUSED, ask("example.org", RecordType.A).rcode());
        assertFalse(response.isAuthoritative());
        final int length = PLAIN.encode(in, 0, 1, "web.example", RecordType.A, RecordClass.CH);
        read(send(length));
        assertEquals(Rcode.REFUSED, response.rcode());
    }

    /** RFC 8906 section 8: each of its tests, with the answer that it wants. */
    @Test
    void shouldBehaveAsRfc8906Asks() {
        final QueryTemplate edns = QueryTemplate.edns(0, 1232, 0);
        assertEquals(Rcode.NOERROR, ask(PLAIN, "example", 1000).rcode(), "8.1.2 unknown type");
        int length = PLAIN.encode(in, 0, 1, "example", RecordType.SOA, RecordClass.IN);
        NetworkOrder.putU16(in, 2, MessageHeader.Z | MessageHeader.AD | MessageHeader.CD);
        read(send(length));
        assertEquals(Rcode.NOERROR, response.rcode(), "8.1.3.1 header bits");
        assertEquals(0, response.flags() & (MessageHeader.Z | MessageHeader.AD));
        NetworkOrder.putU16(in, 2, 15 << 11);
        read(send(MessageHeader.LENGTH));
        assertEquals(Rcode.NOTIMP, response.rcode(), "8.1.4 unknown opcode");
        assertEquals(15, response.opcode());
        ask(edns, "example", RecordType.SOA);
        assertEquals(Rcode.NOERROR, response.rcode(), "8.2.1 EDNS");
        assertEquals(0, response.ednsVersion(response.optRecord()));
        length = edns.encode(in, 0, 1, "example", RecordType.SOA, RecordClass.IN);
        in.putByte(length - 5, (byte) 1);
        read(send(length));
        assertEquals(Rcode.BADVERS, response.extendedRcode(), "8.2.2 EDNS version 1");
        assertEquals(0, response.answerEnd());
        assertEquals(0, response.ednsVersion(response.optRecord()));
        ask(QueryTemplate.edns(0, 1232, 0, new byte[] {0, 100, 0, 0}), "example", RecordType.SOA);
        assertEquals(1, response.answerEnd(), "8.2.3 unknown option");
        assertEquals(0, response.rdataLength(response.optRecord()));
        ask(QueryTemplate.edns(0, 1232, 0x0040), "example", RecordType.SOA);
        assertEquals(0, response.ednsFlags(response.optRecord()), "8.2.4 unknown EDNS flags");
        ask(QueryTemplate.edns(0, 1232, QueryTemplate.DNSSEC_OK), "example", RecordType.SOA);
        assertEquals(QueryTemplate.DNSSEC_OK, response.ednsFlags(response.optRecord()), "8.2.7 DO is copied");
    }

    @Test
    void shouldSayFormerrForWhatItCannotRead() {
        final int length = PLAIN.encode(in, 0, 1, "example", RecordType.SOA, RecordClass.IN);
        read(send(length - 1));
        assertEquals(Rcode.FORMERR, response.rcode());
        NetworkOrder.putU16(in, 4, 0);
        read(send(length));
        assertEquals(Rcode.FORMERR, response.rcode(), "no question");
        NetworkOrder.putU16(in, 4, 1);
        NetworkOrder.putU16(in, 10, 2);
        in.setMemory(length, 22, (byte) 0);
        NetworkOrder.putU16(in, length + 1, RecordType.OPT);
        NetworkOrder.putU16(in, length + 12, RecordType.OPT);
        read(send(length + 22));
        assertEquals(Rcode.FORMERR, response.rcode(), "two OPT records");
    }

    @Test
    void shouldNotRespondToResponsesNorToFragmentsOfAHeader() {
        final int length = PLAIN.encode(in, 0, 1, "example", RecordType.SOA, RecordClass.IN);
        assertEquals(0, send(11));
        NetworkOrder.putU16(in, 2, MessageHeader.QR);
        assertEquals(0, send(length));
        assertEquals(2, responder.counters().dropped());
        assertEquals(2, responder.counters().queries());
    }

    @Test
    void shouldTruncateWholeRrsetsAndKeepOpt() {
        final StringBuilder text = new StringBuilder("@ 5 SOA a b 1 2 3 4 5\n@ 5 NS a\n");
        for (int i = 0; i < 100; i++) {
            text.append("big 5 A 10.0.0.").append(i).append('\n');
        }
        final Zone zone = ZoneBuilder.parse(DomainName.of("z"), text);
        responder.zones(new ZoneSet(List.of(zone)));
        ask("big.z", RecordType.A);
        assertTrue(response.isTruncated());
        assertEquals(0, response.recordCount());
        ask(QueryTemplate.edns(0, 1000, 0), "big.z", RecordType.A);
        assertTrue(response.isTruncated());
        assertEquals(1, response.recordCount());
        assertEquals(0, response.optRecord());
        responder.zones(new ZoneSet(List.of(zone)));
        final int length = PLAIN.encode(in, 0, 1, "big.z", RecordType.A, RecordClass.IN);
        read(responder.respond(in, 0, length, new ZoneTransfer(), out, 0, out.capacity()));
        assertEquals(100, response.answerEnd());
        assertEquals(2, responder.counters().truncated());
    }

    /** Bug class 7 of the field notes: thousands of options, and the same again and again. */
    @Test
    void shouldAnswerQueriesWithThousandsOfOptions() {
        final byte[] options = new byte[60_000];
        for (int i = 0; i < options.length; i += 4) {
            options[i + 1] = 3;
        }
        final QueryTemplate many = QueryTemplate.edns(0, 1232, 0, options);
        final UnsafeBuffer large = new UnsafeBuffer(new byte[QueryTemplate.CAPACITY + many.tailLength()]);
        final int length = many.encode(large, 0, 1, "example", RecordType.SOA, RecordClass.IN);
        final int answered = responder.respond(large, 0, length, null, out, 0, out.capacity());
        read(answered);
        assertEquals(Rcode.NOERROR, response.rcode());
        assertTrue(answered < 200, "no option is answered");
    }

    @Test
    void shouldTransferTheWholeZone() {
        final ZoneTransfer transfer = new ZoneTransfer();
        final int length = PLAIN.encode(in, 0, 1, "example", RecordType.AXFR, RecordClass.IN);
        read(responder.respond(in, 0, length, transfer, out, 0, out.capacity()));
        final List<String> all = new ArrayList<>(answers());
        while (transfer.isActive()) {
            final int next = transfer.next(out, 0, out.capacity());
            if (next > 0) {
                read(next);
                all.addAll(answers());
            }
        }
        assertEquals(EXAMPLE.recordCount() + 1, all.size());
        assertEquals(all.get(0), all.get(all.size() - 1));
        assertTrue(all.get(0).contains("SOA"));
        assertEquals(EXAMPLE.recordCount(), all.stream().distinct().count());
    }

    @Test
    void shouldTransferZonesThatNeedManyMessages() {
        final StringBuilder text =
                new StringBuilder("@ 5 SOA a b 1 2 3 4 5\n@ 5 NS a\n$GENERATE 1-3000 h$ 5 A 10.0.0.1\n");
        final Zone zone = ZoneBuilder.parse(DomainName.of("z"), text);
        responder.zones(new ZoneSet(List.of(zone)));
        final ZoneTransfer transfer = new ZoneTransfer();
        final int length = PLAIN.encode(in, 0, 1, "z", RecordType.AXFR, RecordClass.IN);
        read(responder.respond(in, 0, length, transfer, out, 0, out.capacity()));
        int records = response.answerEnd();
        int messages = 1;
        while (transfer.isActive()) {
            read(transfer.next(out, 0, out.capacity()));
            assertFalse(response.isTruncated());
            records += response.answerEnd();
            messages++;
        }
        assertEquals(3003, records);
        assertTrue(messages > 2);
    }

    @Test
    void shouldRefuseTransfersThatAreNotAllowedAndThoseOverUdp() {
        assertEquals(Rcode.NOTIMP, ask("example", RecordType.AXFR).rcode());
        ask("example", RecordType.IXFR);
        assertEquals(1, response.answerEnd());
        assertEquals(RecordType.SOA, response.type(0));
        final AuthoritativeResponder closed = new AuthoritativeResponder(new ZoneSet(List.of(EXAMPLE)));
        final ZoneTransfer transfer = new ZoneTransfer();
        final int length = PLAIN.encode(in, 0, 1, "example", RecordType.AXFR, RecordClass.IN);
        read(closed.respond(in, 0, length, transfer, out, 0, out.capacity()));
        assertEquals(Rcode.REFUSED, response.rcode());
        assertFalse(transfer.isActive());
    }

    @Test
    void shouldSetOpcodeOfNotifyInItsNotimp() {
        final int length = PLAIN.encode(in, 0, 1, "example", RecordType.SOA, RecordClass.IN);
        NetworkOrder.putU16(in, 2, MessageHeader.flags(0, Opcode.NOTIFY, 0));
        read(send(length));
        assertEquals(Rcode.NOTIMP, response.rcode());
        assertEquals(Opcode.NOTIFY, response.opcode());
    }
}
