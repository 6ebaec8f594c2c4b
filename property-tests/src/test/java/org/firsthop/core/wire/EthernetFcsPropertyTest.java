package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.memory.MemoryRegion;

class EthernetFcsPropertyTest {
    private static final MemoryRegion REGION = MemoryRegion.allocate(512);

    private final EthernetFcs fcs = new EthernetFcs();

    @Property
    void checkIsTotal(@ForAll @Size(max = 100) final byte[] octets) {
        final UnsafeBuffer heap = new UnsafeBuffer(octets);
        REGION.buffer().setMemory(0, 200, (byte) 0xA5);
        REGION.buffer().putBytes(3, octets);
        final DropReason reason = fcs.check(heap, 0, octets.length);
        assertSame(reason, fcs.check(REGION.buffer(), 3, octets.length));
        assertEquals(octets.length < EthernetFcs.LENGTH, reason == EthernetFcs.TRUNCATED_FCS);
        assertSame(EthernetFcs.TRUNCATED_FCS, fcs.check(octets, heap.addressOffset(), -1));
    }

    @Property
    void filledSequenceIsRightAndStandsBehindTheFrame(
            @ForAll @Size(max = 100) final byte[] octets, @ForAll @IntRange(max = 8) final int offset) {
        final byte[] expected = new byte[offset + octets.length + EthernetFcs.LENGTH + 3];
        Arrays.fill(expected, (byte) 0xA5);
        System.arraycopy(octets, 0, expected, offset, octets.length);
        final UnsafeBuffer buffer = new UnsafeBuffer(expected.clone());
        fcs.fill(buffer, offset, octets.length);
        assertSame(DropReason.NONE, fcs.check(buffer, offset, octets.length + EthernetFcs.LENGTH));
        final int value = byDefinition(octets);
        for (int i = 0; i < EthernetFcs.LENGTH; i++) {
            expected[offset + octets.length + i] = (byte) (value >>> 8 * i);
        }
        assertEquals(new UnsafeBuffer(expected), buffer);
    }

    @Property
    void burstOfUpTo32BitsIsFound(
            @ForAll @Size(min = 1, max = 100) final byte[] octets,
            @ForAll final int pattern,
            @ForAll @IntRange(max = 799) final int firstBit) {
        final UnsafeBuffer buffer = new UnsafeBuffer(Arrays.copyOf(octets, octets.length + 4));
        fcs.fill(buffer, 0, octets.length);
        final int burst = pattern | 1;
        for (int i = 0; i < 32; i++) {
            final int bit = firstBit % (octets.length * 8) + i;
            if ((burst >>> i & 1) == 1 && bit < buffer.capacity() * 8) {
                buffer.putByte(bit / 8, (byte) (buffer.getByte(bit / 8) ^ 1 << bit % 8));
            }
        }
        assertSame(EthernetFcs.BAD_FCS, fcs.check(buffer, 0, buffer.capacity()));
    }

    /** IEEE 802.3 section 3.2.9, bit by bit, lowest bit of each octet first. */
    private static int byDefinition(final byte[] octets) {
        int crc = -1;
        for (final byte octet : octets) {
            crc ^= octet & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ 0xEDB8_8320 : crc >>> 1;
            }
        }
        return ~crc;
    }
}
