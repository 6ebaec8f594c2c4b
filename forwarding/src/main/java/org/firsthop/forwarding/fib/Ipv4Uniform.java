package org.firsthop.forwarding.fib;

import org.agrona.collections.Int2IntCounterMap;
import org.agrona.collections.Int2IntHashMap;
import org.agrona.collections.IntIntConsumer;

/**
 * The cells that blocks with one answer all over share, one for each such answer. Belongs to the writer.
 */
final class Ipv4Uniform {
    private final Ipv4Leaves leaves;

    /** Offsets of cells, and how many blocks use, or will use, each, by their answer. */
    private final Int2IntHashMap cells = new Int2IntHashMap(SlabArena.NONE);

    private final Int2IntCounterMap uses = new Int2IntCounterMap(0);

    /**
     * No cells.
     *
     * @param leaves that writes them.
     */
    Ipv4Uniform(final Ipv4Leaves leaves) {
        this.leaves = leaves;
    }

    /**
     * Gives a block a share of a cell. It counts from here on, so that the cell stands until the block's word is published.
     *
     * @param block index.
     * @param answer of the whole block.
     * @return the block's word, or {@link Ipv4Records#NONE} when there is no room.
     */
    int share(final int block, final int answer) {
        int cell = cells.get(answer);
        if (cell == SlabArena.NONE) {
            cell = leaves.writeUniform(answer);
            if (cell == SlabArena.NONE) {
                return Ipv4Records.NONE;
            }
            cells.put(answer, cell);
        }
        uses.incrementAndGet(answer);
        return leaves.uniformWord(block, cell);
    }

    /**
     * Takes a block's share back; a cell that no block has a share of is given away.
     *
     * @param block index.
     * @param word of the block.
     * @param sink that gets the offset and the octets of the cell.
     */
    void release(final int block, final int word, final IntIntConsumer sink) {
        final int answer = leaves.answer(block, word, 0);
        if (uses.decrementAndGet(answer) == 0) {
            cells.remove(answer);
            sink.accept(leaves.cell(block, word), leaves.length(block, word));
        }
    }
}
