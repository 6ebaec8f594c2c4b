package org.firsthop.dns.authority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.QueryTemplate;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.zone.ZoneBuilder;
import org.junit.jupiter.api.Test;

/** What a query costs in garbage: nothing, be it good or not. */
class AllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int ROUNDS = 5_000;
    private static final int BATCHES = 6;

    private static final String ZONE = """
            $TTL 5
            @ SOA a b 1 2 3 4 5
            @ NS a
            a A 10.0.0.1
            www CNAME a
            *.w TXT "wild"
            cut NS ns.cut
            ns.cut A 10.0.0.2
            old DNAME new
            x.new AAAA ::1
            """;
    private static final String[] NAMES = {"a.z", "www.z", "b.w.z", "x.cut.z", "x.old.z", "nope.z", "a.org", "z"};

    private final AuthoritativeResponder responder =
            new AuthoritativeResponder(new ZoneSet(List.of(ZoneBuilder.parse(DomainName.of("z"), ZONE))));
    private final QueryTemplate template = QueryTemplate.edns(MessageHeader.RD, 1232, QueryTemplate.DNSSEC_OK);
    private final UnsafeBuffer in = new UnsafeBuffer(BufferUtil.allocateDirectAligned(1024, 64));
    private final UnsafeBuffer out = new UnsafeBuffer(BufferUtil.allocateDirectAligned(0x10000, 64));
    private final MessageFlyweight message = new MessageFlyweight();
    private final byte[] name = new byte[WireName.CAPACITY];

    private static void assertNoAllocation(final IntUnaryOperator round) {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int sum = 0;
        for (int i = 0; i < WARM_UP; i++) {
            sum += round.applyAsInt(i);
        }
        // What the JVM does once on this thread is not the code's: one batch of many without a byte is the proof.
        long least = Long.MAX_VALUE;
        for (int batch = 0; batch < BATCHES; batch++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < ROUNDS; i++) {
                sum += round.applyAsInt(i);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(sum != 0);
        assertEquals(0, least, "bytes in " + ROUNDS + " rounds");
    }

    private int answer(final int i) {
        final int type = (i & 1) == 0 ? RecordType.A : RecordType.AAAA;
        final int length = template.encode(in, 0, i, NAMES[i % NAMES.length], type, RecordClass.IN);
        return responder.respond(in, 0, length, null, out, 0, out.capacity());
    }

    @Test
    void shouldAnswerWithoutAllocation() {
        assertNoAllocation(this::answer);
    }

    @Test
    void shouldReadWithoutAllocation() {
        assertNoAllocation(i -> {
            final int length = answer(i);
            assertEquals(DropReason.NONE, message.parse(out, 0, length));
            assertEquals(DropReason.NONE, message.validate());
            int sum = message.copyNameFolded(message.questionName(0), name, BufferUtil.ARRAY_BASE_OFFSET);
            for (int record = 0; record < message.recordCount(); record++) {
                sum += message.copyName(message.owner(record), name, BufferUtil.ARRAY_BASE_OFFSET)
                        + message.ttl(record);
            }
            return sum;
        });
    }

    @Test
    void shouldRefuseWithoutAllocation() {
        assertNoAllocation(i -> {
            final int length = template.encode(in, 0, i, "a.z", RecordType.A, RecordClass.IN);
            in.putByte(12 + i % (length - 12), (byte) (0xC0 | i));
            message.parse(in, 0, length - (i & 3));
            return responder.respond(in, 0, length - (i & 3), null, out, 0, out.capacity());
        });
    }
}
