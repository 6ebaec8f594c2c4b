package org.firsthop.forwarding.fib;

import java.util.Arrays;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * Allocates cells of any size, aligned to four octets, from one region outside the heap.
 *
 * <p>The region is cut into pages of {@value #PAGE_LENGTH} octets. A page holds cells of one size; when all of them are
 * free again, the page is free for any size. Whatever is larger than half a page takes whole pages side by side. So memory
 * that was given back is never stranded in a size that nobody wants any more, but for what is left of pages in use.
 *
 * <p>Cells are named by their offset in the region; the first page is left out, so that 0 names none. Belongs to one thread.
 * Nothing is cleared.
 */
final class SlabArena {
    /** Octets of a page. */
    static final int PAGE_LENGTH = 4096;

    /** What {@link #allocate} returns when there is no room. */
    static final int NONE = -1;

    /**
     * Added to the octets of a cell, a power of two from 32 on: the cell is aligned to them, its first 32nd is not used, and it
     * has as much more at its end.
     */
    static final int SHIFTED = 1 << 30;

    private static final int PAGE_SHIFT = 12;
    private static final int LARGEST_CELL = PAGE_LENGTH / 2;

    /** Cells up to this size come in steps of four octets; larger ones divide a page evenly. */
    private static final int LARGEST_FINE_CELL = 256;

    private static final int FINE_CLASSES = LARGEST_FINE_CELL / 4 + 1;
    /** Shifted cells have the classes from here on, by the logarithm of their length. */
    private static final int SHIFTED_CLASSES = FINE_CLASSES + PAGE_LENGTH / LARGEST_FINE_CELL;

    private static final int CLASSES = SHIFTED_CLASSES + PAGE_SHIFT;

    /** Class of a page that is free. */
    private static final byte FREE = -1;

    /** Class of a page that belongs to a run of whole pages. */
    private static final byte WHOLE = -2;

    private final MemoryRegion region;
    private final long address;
    private final byte[] classes;
    private final short[] used;
    private final short[] carved;

    /** First free cell of a page that was used before, as an offset in the region, or {@link #NONE}; linked in the cells. */
    private final int[] freeCells;

    /** Pages of one class that have room, doubly linked; {@link #NONE} ends a list. */
    private final int[] next;

    private final int[] previous;
    private final int[] withRoom = new int[CLASSES];
    private int freePages;
    private int search;

    /**
     * An arena.
     *
     * @param capacity in octets; what exceeds whole pages is left out.
     * @throws IllegalArgumentException when it is below two pages or above what a region holds.
     */
    SlabArena(final long capacity) {
        if (capacity < 2 * PAGE_LENGTH) {
            throw new IllegalArgumentException(
                    "capacity: value=" + capacity + ", expected at least " + 2 * PAGE_LENGTH);
        }
        region = MemoryRegion.allocate(capacity & -PAGE_LENGTH);
        address = region.address();
        final int pages = region.capacity() >>> PAGE_SHIFT;
        classes = new byte[pages];
        used = new short[pages];
        carved = new short[pages];
        freeCells = new int[pages];
        next = new int[pages];
        previous = new int[pages];
        freePages = pages - 1;
        Arrays.fill(classes, FREE);
        classes[0] = WHOLE;
        Arrays.fill(withRoom, NONE);
    }

    /** {@return the address of offset 0} */
    long address() {
        return address;
    }

    /** {@return octets of the region} */
    int capacity() {
        return region.capacity();
    }

    /** {@return octets of the pages that hold at least one cell} */
    long takenOctets() {
        return (long) (classes.length - 1 - freePages) << PAGE_SHIFT;
    }

    /**
     * The octets that a cell takes.
     *
     * @param octets asked for, at least 4.
     * @return at least as many.
     */
    static int cellLength(final int octets) {
        if (isWhole(octets)) {
            return (octets + PAGE_LENGTH - 1) & -PAGE_LENGTH;
        }
        return lengthOfClass(classOf(octets));
    }

    /**
     * Takes a cell.
     *
     * @param octets at least 4.
     * @return its offset, a multiple of four, or {@link #NONE} when there is no room.
     */
    int allocate(final int octets) {
        if (isWhole(octets)) {
            return allocatePages((octets + PAGE_LENGTH - 1) >>> PAGE_SHIFT);
        }
        final int sizeClass = classOf(octets);
        int page = withRoom[sizeClass];
        if (page == NONE) {
            page = allocatePages(1) >> PAGE_SHIFT;
            if (page == NONE) {
                return NONE;
            }
            classes[page] = (byte) sizeClass;
            used[page] = 0;
            carved[page] = 0;
            freeCells[page] = NONE;
            link(page, sizeClass);
        }
        final int length = lengthOfClass(sizeClass);
        int cell = freeCells[page];
        if (cell != NONE) {
            freeCells[page] = Memory.nativeInt(null, linkAddress(cell, sizeClass));
        } else {
            cell = (page << PAGE_SHIFT) + carved[page]++ * length;
        }
        if (++used[page] == cellsPerPage(sizeClass)) {
            unlink(page, sizeClass);
        }
        return cell;
    }

    /**
     * Gives a cell back.
     *
     * @param offset that {@link #allocate} returned.
     * @param octets that it was asked for.
     */
    void free(final int offset, final int octets) {
        int page = offset >>> PAGE_SHIFT;
        if (isWhole(octets)) {
            for (final int end = page + ((octets + PAGE_LENGTH - 1) >>> PAGE_SHIFT); page < end; page++) {
                classes[page] = FREE;
                freePages++;
            }
            return;
        }
        final int sizeClass = classOf(octets);
        final int cells = cellsPerPage(sizeClass);
        Memory.putNativeInt(null, linkAddress(offset, sizeClass), freeCells[page]);
        freeCells[page] = offset;
        if (used[page]-- == cells) {
            link(page, sizeClass);
        }
        if (used[page] == 0) {
            unlink(page, sizeClass);
            classes[page] = FREE;
            freePages++;
        }
    }

    private int allocatePages(final int count) {
        if (count > freePages) {
            return NONE;
        }
        int at = count == 1 ? findRun(search, classes.length, 1) : NONE;
        if (at == NONE) {
            at = findRun(0, classes.length, count);
        }
        if (at == NONE) {
            return NONE;
        }
        search = count == 1 ? at + 1 : search;
        Arrays.fill(classes, at, at + count, WHOLE);
        freePages -= count;
        return at << PAGE_SHIFT;
    }

    private int findRun(final int from, final int to, final int count) {
        int length = 0;
        for (int page = from; page < to; page++) {
            length = classes[page] == FREE ? length + 1 : 0;
            if (length == count) {
                return page - count + 1;
            }
        }
        return NONE;
    }

    private void link(final int page, final int sizeClass) {
        next[page] = withRoom[sizeClass];
        previous[page] = NONE;
        if (next[page] != NONE) {
            previous[next[page]] = page;
        }
        withRoom[sizeClass] = page;
    }

    private void unlink(final int page, final int sizeClass) {
        if (previous[page] == NONE) {
            withRoom[sizeClass] = next[page];
        } else {
            next[previous[page]] = next[page];
        }
        if (next[page] != NONE) {
            previous[next[page]] = previous[page];
        }
    }

    /**
     * The octets that a cell takes.
     *
     * @param offset that {@link #allocate} returned for a cell of no more than half a page.
     * @return at least as many as were asked for.
     */
    int lengthAt(final int offset) {
        return lengthOfClass(classes[offset >>> PAGE_SHIFT]);
    }

    /** Where a free cell keeps the next one; the first octets of a shifted cell are not its own. */
    private long linkAddress(final int cell, final int sizeClass) {
        return address + cell + (sizeClass >= SHIFTED_CLASSES ? Integer.BYTES : 0);
    }

    private static boolean isWhole(final int octets) {
        return octets > LARGEST_CELL && (octets & SHIFTED) == 0;
    }

    private static int cellsPerPage(final int sizeClass) {
        // The last shifted cell of a page would reach into the next page.
        return PAGE_LENGTH / lengthOfClass(sizeClass) - (sizeClass >= SHIFTED_CLASSES ? 1 : 0);
    }

    private static int classOf(final int octets) {
        if ((octets & SHIFTED) != 0) {
            return SHIFTED_CLASSES + Integer.numberOfTrailingZeros(octets);
        }
        final int words = (octets + 3) >>> 2;
        return words < FINE_CLASSES
                ? words
                : FINE_CLASSES + PAGE_LENGTH / LARGEST_FINE_CELL - PAGE_LENGTH / (words << 2);
    }

    private static int lengthOfClass(final int sizeClass) {
        if (sizeClass >= SHIFTED_CLASSES) {
            return 1 << (sizeClass - SHIFTED_CLASSES);
        }
        return sizeClass < FINE_CLASSES
                ? sizeClass << 2
                : (PAGE_LENGTH / (FINE_CLASSES + PAGE_LENGTH / LARGEST_FINE_CELL - sizeClass)) & -4;
    }
}
