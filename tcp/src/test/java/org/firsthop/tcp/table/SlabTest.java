package org.firsthop.tcp.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.firsthop.core.memory.Memory;
import org.junit.jupiter.api.Test;

final class SlabTest {
    @Test
    void shouldGiveEveryObjectOnceThenNone() {
        final Slab slab = new Slab(1000, 64);
        final Set<Long> addresses = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            addresses.add(slab.address(slab.allocate()));
        }
        assertEquals(1000, addresses.size());
        assertTrue(slab.isFull());
        assertEquals(Slab.NONE, slab.allocate());
        assertEquals(1000, slab.inUse());
    }

    @Test
    void shouldReuseTheObjectFreedLast() {
        final Slab slab = new Slab(8, 64);
        final int first = slab.allocate();
        final int second = slab.allocate();
        slab.free(first);
        slab.free(second);
        assertEquals(second, slab.allocate());
        assertEquals(first, slab.allocate());
        assertEquals(2, slab.highWaterMark());
    }

    @Test
    void shouldKeepObjectsApartAcrossRegions() {
        final int stride = 1 << 20;
        final Slab slab = new Slab(600, stride);
        long previous = 0;
        for (int i = 0; i < 600; i++) {
            final long address = slab.address(slab.allocate());
            Memory.putNativeLong(null, address, i);
            Memory.putNativeLong(null, address + stride - Long.BYTES, i);
            assertTrue(previous == 0 || Math.abs(address - previous) >= stride);
            previous = address;
        }
        for (int i = 0; i < 600; i++) {
            assertEquals(i, Memory.nativeLong(null, slab.address(i)));
            assertEquals(i, Memory.nativeLong(null, slab.address(i) + stride - Long.BYTES));
        }
        assertEquals(600L * stride, slab.memory());
    }

    @Test
    void shouldRefuseSizesOutsideTheirRange() {
        assertThrows(IllegalArgumentException.class, () -> new Slab(0, 64));
        assertThrows(IllegalArgumentException.class, () -> new Slab(8, 12));
    }
}
