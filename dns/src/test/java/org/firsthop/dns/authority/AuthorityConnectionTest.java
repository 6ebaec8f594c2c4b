package org.firsthop.dns.authority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.QueryTemplate;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.zone.Zone;
import org.firsthop.dns.zone.ZoneBuilder;
import org.junit.jupiter.api.Test;

class AuthorityConnectionTest {
    private static final Zone ZONE = ZoneBuilder.parse(
            DomainName.of("z"), "@ 5 SOA a b 1 2 3 4 5\n@ 5 NS a\n$GENERATE 1-2000 h$ 5 A 10.0.0.1\n");
    private static final QueryTemplate PLAIN = QueryTemplate.plain(0);

    private final AuthoritativeResponder responder = new AuthoritativeResponder(new ZoneSet(List.of(ZONE)), 1232, true);
    private final AuthorityConnection connection = new AuthorityConnection(responder);
    private final UnsafeBuffer in = new UnsafeBuffer(new byte[4096]);
    private final UnsafeBuffer out = new UnsafeBuffer(new byte[3 * AuthorityConnection.SEND_CAPACITY]);
    private final MessageFlyweight response = new MessageFlyweight();

    private int frame(final int at, final int id, final String name, final int type) {
        final int length = PLAIN.encode(in, at + 2, id, name, type, RecordClass.IN);
        NetworkOrder.putU16(in, at, length);
        return at + 2 + length;
    }

    /** Bug class 16 of the field notes: the length and the message may come octet by octet. */
    @Test
    void shouldAnswerHoweverTheStreamIsCut() {
        final int length = frame(frame(0, 1, "h1.z", RecordType.A), 2, "h2.z", RecordType.A);
        int written = 0;
        for (int i = 0; i < length; i++) {
            assertEquals(1, connection.receive(in, i, 1));
            written += connection.send(out, written, out.capacity() - written);
        }
        assertTrue(connection.isIdle());
        final int first = NetworkOrder.u16(out, 0);
        assertEquals(DropReason.NONE, response.parse(out, 2, first));
        assertEquals(1, response.id());
        final int second = NetworkOrder.u16(out, 2 + first);
        assertEquals(DropReason.NONE, response.parse(out, 4 + first, second));
        assertEquals(2, response.id());
        assertEquals(written, 4 + first + second);
    }

    @Test
    void shouldAnswerPipelinedQueriesInOneGo() {
        int length = 0;
        for (int i = 0; i < 20; i++) {
            length = frame(length, i, "h" + (i + 1) + ".z", RecordType.A);
        }
        assertEquals(length, connection.receive(in, 0, length));
        int at = 0;
        final int written = connection.send(out, 0, out.capacity());
        for (int i = 0; i < 20; i++) {
            final int size = NetworkOrder.u16(out, at);
            assertEquals(DropReason.NONE, response.parse(out, at + 2, size));
            assertEquals(i, response.id());
            assertEquals(1, response.answerEnd());
            at += 2 + size;
        }
        assertEquals(written, at);
    }

    @Test
    void shouldWriteNothingWithoutRoomForTheLongestMessage() {
        connection.receive(in, 0, frame(0, 1, "h1.z", RecordType.A));
        assertEquals(0, connection.send(out, 0, AuthorityConnection.SEND_CAPACITY - 1));
        assertTrue(connection.hasWork());
        assertTrue(connection.send(out, 0, AuthorityConnection.SEND_CAPACITY) > 0);
        assertFalse(connection.hasWork());
    }

    @Test
    void shouldTransferAndThenAnswerTheNextQuery() {
        connection.receive(in, 0, frame(frame(0, 1, "z", RecordType.AXFR), 2, "h1.z", RecordType.A));
        int records = 0;
        int last = -1;
        while (connection.hasWork()) {
            final int written = connection.send(out, 0, AuthorityConnection.SEND_CAPACITY);
            assertEquals(NetworkOrder.u16(out, 0), written - 2);
            assertEquals(DropReason.NONE, response.parse(out, 2, written - 2));
            records += response.id() == 1 ? response.answerEnd() : 0;
            last = response.id();
        }
        assertEquals(ZONE.recordCount() + 1, records);
        assertEquals(2, last);
    }

    @Test
    void shouldTakeNoMoreThanItHasRoomFor() {
        final UnsafeBuffer flood = new UnsafeBuffer(new byte[200_000]);
        NetworkOrder.putU16(flood, 0, 0xFFFF);
        assertEquals(AuthorityConnection.SEND_CAPACITY, connection.receive(flood, 0, flood.capacity()));
        assertEquals(0, connection.receive(flood, 0, 1));
        assertTrue(connection.send(out, 0, out.capacity()) > 0, "the junk is answered with FORMERR");
        assertEquals(1, responder.counters().responses(Rcode.FORMERR));
        assertTrue(connection.receive(flood, 0, 1) == 1);
    }

    @Test
    void shouldDoWrongAsOftenAsAsked() {
        final FaultyResponder faulty = new FaultyResponder(
                responder,
                new Faults(100_000, 200_000, 300_000, 400_000, 500_000, 0x7F000001, 99),
                new SplittableRandom(7));
        final int length = PLAIN.encode(in, 0, 0x1234, "h1.z", RecordType.A, RecordClass.IN);
        int dropped = 0;
        int truncated = 0;
        int wrongIds = 0;
        int lies = 0;
        int delays = 0;
        final int rounds = 10_000;
        for (int i = 0; i < rounds; i++) {
            final int answered = faulty.respond(in, 0, length, null, out, 0, out.capacity());
            if (answered == 0) {
                dropped++;
                continue;
            }
            assertEquals(DropReason.NONE, response.parse(out, 0, answered));
            truncated += response.isTruncated() ? 1 : 0;
            wrongIds += response.id() == 0x1234 ? 0 : 1;
            lies += !response.isTruncated() && response.rdataInt(0, 0) == 0x7F000001 ? 1 : 0;
            delays += faulty.delayNanos() == 99 ? 1 : 0;
        }
        assertEquals(0.1, (double) dropped / rounds, 0.01);
        assertEquals(0.2 * 0.9, (double) truncated / rounds, 0.015);
        assertEquals(0.3 * 0.9, (double) wrongIds / rounds, 0.015);
        assertEquals(0.4 * 0.8 * 0.9, (double) lies / rounds, 0.015);
        assertEquals(0.5 * 0.9, (double) delays / rounds, 0.02);
        faulty.faults(Faults.NONE);
        assertTrue(faulty.respond(in, 0, length, null, out, 0, out.capacity()) > 0);
        assertEquals(0, faulty.delayNanos());
    }
}
