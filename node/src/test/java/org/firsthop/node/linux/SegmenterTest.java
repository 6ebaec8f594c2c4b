package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.core.wire.TcpFlyweight;
import org.junit.jupiter.api.Test;

class SegmenterTest {
    private static final int IP = EthernetFlyweight.HEADER_LENGTH;
    private static final int TCP = IP + Ipv4Flyweight.MIN_HEADER_LENGTH;
    private static final int HEADERS = TCP + 20;
    private static final int SOURCE = 0x0A000001;
    private static final int DESTINATION = 0x0A000002;
    private static final int FLAGS = 0x99; // CWR, ACK, PSH, FIN

    private final FramePool pool = FramePool.builder().frames(64).build();
    private final FrameAllocator frames = pool.allocator();
    private final MemoryRegion memory = MemoryRegion.allocate(70_000);
    private final UnsafeBuffer whole = memory.buffer();
    private final MemoryRegion header = MemoryRegion.allocate(VirtioHeader.LENGTH);
    private final Segmenter segmenter = new Segmenter();

    @Test
    void shouldCutTcpAsItsSenderWouldHave() {
        final int payload = 3_500;
        tcpOverIpv4(payload);
        describe(VirtioHeader.TCP_OVER_IPV4, 1_000, TCP);

        assertTrue(segmenter.begin(memory.address(), HEADERS + payload, header.address(), pool.maxFrameLength()));
        int packets = 0;
        int octets = 0;
        while (segmenter.hasNext()) {
            final int frame = frames.allocate();
            segmenter.next(pool, frame);
            final int expected = Math.min(1_000, payload - octets);
            assertEquals(HEADERS + expected, pool.length(frame));
            final int at = pool.offset(frame);
            final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(pool.buffer(), at + IP);
            assertEquals(20 + 20 + expected, ip.totalLength());
            assertEquals((0xFFFE + packets) & 0xFFFF, ip.identification());
            assertTrue(ip.isChecksumValid());
            final TcpFlyweight tcp = new TcpFlyweight().wrap(pool.buffer(), at + TCP);
            assertEquals(0xFFFF_FF00 + octets, tcp.sequenceNumber());
            final boolean isLast = octets + expected == payload;
            assertEquals((packets == 0 ? 0x80 : 0) | 0x10 | (isLast ? 0x09 : 0), tcp.flags());
            final long pseudoHeader = PseudoHeader.ipv4(SOURCE, DESTINATION, 6, 20 + expected);
            assertTrue(TcpFlyweight.isChecksumValid(null, pool.address(frame) + TCP, pseudoHeader, 20 + expected));
            for (int i = 0; i < expected; i++) {
                assertEquals(whole.getByte(HEADERS + octets + i), pool.buffer().getByte(at + HEADERS + i));
            }
            octets += expected;
            packets++;
        }
        assertEquals(4, packets);
    }

    @Test
    void shouldRefuseWhatDoesNotHoldTogether() {
        tcpOverIpv4(3_000);
        describe(VirtioHeader.TCP_OVER_IPV4, 0, TCP);
        assertFalse(segmenter.begin(memory.address(), HEADERS + 3_000, header.address(), 1_974), "segments of nothing");
        describe(VirtioHeader.TCP_OVER_IPV4, 1_000, 4_000);
        assertFalse(segmenter.begin(memory.address(), HEADERS + 3_000, header.address(), 1_974), "headers outside");
        describe(VirtioHeader.TCP_OVER_IPV4, 1_950, TCP);
        assertFalse(segmenter.begin(memory.address(), HEADERS + 3_000, header.address(), 1_974), "no room");
        assertFalse(segmenter.hasNext());
    }

    /** Whatever stands in the frame and beside it, what is cut stays inside the frame's slot and comes to an end. */
    @Test
    void shouldStayInsideTheFrameWhateverItHolds() {
        final Random random = new Random(7);
        final int frame = frames.allocate();
        for (int round = 0; round < 20_000; round++) {
            tcpOverIpv4(3_000);
            for (int i = random.nextInt(8); i > 0; i--) {
                whole.putByte(random.nextInt(HEADERS + 4), (byte) random.nextInt());
            }
            describe(random.nextInt(6), random.nextInt(2_500), random.nextInt(4) > 0 ? TCP : random.nextInt(4_000));
            final int length = random.nextInt(HEADERS + 3_000);
            int packets = 0;
            if (segmenter.begin(memory.address(), length, header.address(), pool.maxFrameLength())) {
                while (segmenter.hasNext()) {
                    segmenter.next(pool, frame);
                    assertTrue(pool.length(frame) <= pool.maxFrameLength());
                    packets++;
                }
            }
            assertTrue(packets <= length);
        }
    }

    private void describe(final int kind, final int segmentLength, final int checksumStart) {
        final UnsafeBuffer buffer = header.buffer();
        buffer.putByte(0, (byte) 1);
        buffer.putByte(1, (byte) kind);
        buffer.putShort(4, (short) segmentLength, ByteOrder.nativeOrder());
        buffer.putShort(6, (short) checksumStart, ByteOrder.nativeOrder());
        buffer.putShort(8, (short) 16, ByteOrder.nativeOrder());
    }

    private void tcpOverIpv4(final int payload) {
        whole.setMemory(0, whole.capacity(), (byte) 0);
        new EthernetFlyweight().wrap(whole, 0).etherType(EtherType.IPV4);
        new Ipv4Flyweight()
                .wrap(whole, IP)
                .writeDefaults()
                .totalLength(20 + 20 + payload)
                .identification(0xFFFE)
                .protocol(6)
                .source(SOURCE)
                .destination(DESTINATION);
        final TcpFlyweight tcp = new TcpFlyweight().wrap(whole, TCP).writeDefaults();
        tcp.sequenceNumber(0xFFFF_FF00).flags(FLAGS);
        tcp.checksum(~InternetChecksum.finish(PseudoHeader.ipv4(SOURCE, DESTINATION, 6, 20 + payload)) & 0xFFFF);
        for (int i = 0; i < payload; i++) {
            whole.putByte(HEADERS + i, (byte) (i * 13));
        }
    }
}
