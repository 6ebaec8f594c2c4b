package org.firsthop.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.Example;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.Memory;

class GuardedMemoryTest {
    private final GuardedMemory memory = new GuardedMemory();

    @Example
    void shouldThrowWhenOneOctetBehindTheEndIsReadByAddress() {
        final UnsafeBuffer buffer = memory.endingWith(new byte[] {1, 2, 3});
        assertEquals(0x0203, Memory.u16(null, buffer.addressOffset() + 1));
        assertThrows(InternalError.class, () -> {
            sum(buffer.addressOffset(), 4);
            GuardedMemory.settle();
        });
        assertEquals(6, sum(buffer.addressOffset(), 3));
    }

    private static int sum(final long address, final int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += Memory.u8(null, address + i);
        }
        return sum;
    }
}
