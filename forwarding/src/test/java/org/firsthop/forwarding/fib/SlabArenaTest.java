package org.firsthop.forwarding.fib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.firsthop.core.memory.Memory;
import org.junit.jupiter.api.Test;

class SlabArenaTest {
    private record Cell(int offset, int octets, byte mark) {}

    private final SlabArena arena = new SlabArena(1 << 20);

    @Test
    void shouldGiveCellsOfAnySizeThatDoNotOverlap() {
        for (int octets = 4; octets < 9000; octets++) {
            final int first = arena.allocate(octets);
            final int second = arena.allocate(octets);
            assertTrue(first > 0 && second > 0);
            assertEquals(0, first & 3);
            assertTrue(Math.abs(first - second) >= octets, () -> "cells overlap");
            assertTrue(SlabArena.cellLength(octets) >= octets && SlabArena.cellLength(octets) < octets * 2 + 4096);
            arena.free(second, octets);
            arena.free(first, octets);
        }
        assertEquals(0, arena.takenOctets());
    }

    @Test
    void shouldKeepWhatIsInACellThroughRandomUse() {
        final Random random = new Random(1);
        final List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            if (cells.isEmpty() || random.nextInt(100) < (i / 10_000 % 2 == 0 ? 60 : 40)) {
                final int octets = 4 + random.nextInt(random.nextInt(50) == 0 ? 9000 : 400);
                final int offset = arena.allocate(octets);
                if (offset != SlabArena.NONE) {
                    final Cell cell = new Cell(offset, octets, (byte) i);
                    Memory.fill(null, arena.address() + offset, octets, cell.mark);
                    cells.add(cell);
                }
            } else {
                release(cells.remove(random.nextInt(cells.size())));
            }
        }
        cells.forEach(this::release);
        assertEquals(0, arena.takenOctets());
    }

    @Test
    void shouldRefuseWhenFullAndServeOtherSizesAfterwards() {
        final List<Integer> cells = new ArrayList<>();
        for (int cell = arena.allocate(16); cell != SlabArena.NONE; cell = arena.allocate(16)) {
            cells.add(cell);
        }
        assertEquals(((1 << 20) - 4096) / 16, cells.size());
        assertEquals(SlabArena.NONE, arena.allocate(20));
        assertEquals(SlabArena.NONE, arena.allocate(5000));
        cells.forEach(cell -> arena.free(cell, 16));
        assertNotEquals(SlabArena.NONE, arena.allocate((1 << 20) - 4096));
        assertEquals(SlabArena.NONE, arena.allocate(4));
        assertEquals((1 << 20) - 4096, arena.takenOctets());
    }

    @Test
    void shouldRefuseACapacityWithoutRoom() {
        assertThrows(IllegalArgumentException.class, () -> new SlabArena(8191));
    }

    private void release(final Cell cell) {
        for (int i = 0; i < cell.octets; i++) {
            assertEquals(cell.mark, (byte) Memory.u8(null, arena.address() + cell.offset + i));
        }
        arena.free(cell.offset, cell.octets);
    }
}
