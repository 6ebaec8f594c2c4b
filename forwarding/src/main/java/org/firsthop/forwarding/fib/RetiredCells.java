package org.firsthop.forwarding.fib;

/**
 * Cells of an arena that were taken out of readers' reach, until every reader has announced since. Belongs to the writer.
 */
final class RetiredCells {
    /** So many cells are added before readers are asked about: asking costs the writer a miss for each of them. */
    private static final int PATIENCE = 64;

    private final ReadEpochs epochs;
    private final SlabArena arena;

    /** A ring: offset in the high half, octets in the low. */
    private long[] cells = new long[256];

    private long[] cellEpochs = new long[256];
    private int head;
    private int count;
    private int unsealed;

    /** How many waited when readers were last asked about. */
    private int askedAt;

    private long octets;

    /**
     * Nothing retired yet.
     *
     * @param epochs that the readers announce to.
     * @param arena that the cells go back to.
     */
    RetiredCells(final ReadEpochs epochs, final SlabArena arena) {
        this.epochs = epochs;
        this.arena = arena;
    }

    /**
     * Takes a cell that the next {@link #seal()} says is out of readers' reach.
     *
     * @param offset of the cell.
     * @param length octets that it was allocated with.
     */
    void add(final int offset, final int length) {
        if (count == cells.length) {
            grow();
        }
        cells[index(count)] = ((long) offset << 32) | length;
        count++;
        unsealed++;
        octets += SlabArena.cellLength(length);
    }

    /** Says that all that was added is out of readers' reach from here on. */
    void seal() {
        if (unsealed > 0) {
            final long epoch = epochs.retire();
            for (int i = count - unsealed; i < count; i++) {
                cellEpochs[index(i)] = epoch;
            }
            unsealed = 0;
            if (count >= askedAt + PATIENCE) {
                reclaim();
            }
        }
    }

    /** Gives back to the arena what every reader has announced since. */
    void reclaim() {
        final long epoch = epochs.quiescentEpoch();
        while (count > unsealed && cellEpochs[head] <= epoch) {
            final int length = (int) cells[head];
            arena.free((int) (cells[head] >>> 32), length);
            octets -= SlabArena.cellLength(length);
            head = index(1);
            count--;
        }
        askedAt = count;
    }

    /** {@return octets of the cells that wait} */
    long octets() {
        return octets;
    }

    private int index(final int i) {
        return (head + i) & (cells.length - 1);
    }

    private void grow() {
        final long[] moreCells = new long[cells.length * 2];
        final long[] moreEpochs = new long[cells.length * 2];
        for (int i = 0; i < count; i++) {
            moreCells[i] = cells[index(i)];
            moreEpochs[i] = cellEpochs[index(i)];
        }
        cells = moreCells;
        cellEpochs = moreEpochs;
        head = 0;
    }
}
