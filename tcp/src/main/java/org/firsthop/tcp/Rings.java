package org.firsthop.tcp;

import org.firsthop.core.memory.Memory;
import org.firsthop.tcp.table.Slab;
import org.jspecify.annotations.Nullable;

/**
 * The memory of data in transit: rings of three sizes, each with room for what goes with it, attached to a connection only
 * while there is data.
 *
 * <p>A ring's capacity is a power of two, and the octet of sequence number <em>s</em> lies at {@code s mod capacity}: there
 * is no head and no tail to keep, and an octet that came early lies where it belongs from the start. Before the ring lie
 * {@link #HEADER_LENGTH} octets for {@link SendState} or {@link ReceiveState}.
 *
 * <p>The number of rings of each size is fixed at construction: that is the bound on what all connections together may
 * hold. So is their memory, unless it is taken {@linkplain TcpEngineBuilder#ringsOnDemand on demand}.
 */
final class Rings {
    /** No ring. */
    static final int NONE = -1;

    /** Octets before each ring. */
    static final int HEADER_LENGTH = 256;

    private static final int SIZE_SHIFT = 28;
    private static final int INDEX_MASK = (1 << SIZE_SHIFT) - 1;

    private static final int SIZES = 3;

    private final TcpConfig config;
    private final int[] capacities = new int[SIZES];

    /** By size; {@code null} before the first ring of a size is wanted, where memory is taken on demand. */
    private final @Nullable Slab[] slabs = new Slab[SIZES];

    Rings(final TcpConfig config) {
        this.config = config;
        for (int size = 0; size < SIZES; size++) {
            capacities[size] = config.ringCapacity(size);
            if (!config.ringsOnDemand()) {
                slab(size);
            }
        }
    }

    private Slab slab(final int size) {
        Slab slab = slabs[size];
        if (slab == null) {
            slab = new Slab(config.ringCount(size), HEADER_LENGTH + capacities[size]);
            slabs[size] = slab;
        }
        return slab;
    }

    /** {@return a ring of at least a capacity, the smallest that is left, or {@link #NONE}} */
    int allocate(final int capacity) {
        for (int size = 0; size < SIZES; size++) {
            if (capacities[size] >= capacity && !slab(size).isFull()) {
                return (size << SIZE_SHIFT) | slab(size).allocate();
            }
        }
        return NONE;
    }

    void free(final int ring) {
        slab(ring >>> SIZE_SHIFT).free(ring & INDEX_MASK);
    }

    int capacity(final int ring) {
        return capacities[ring >>> SIZE_SHIFT];
    }

    /** {@return the address of the octets before the ring} */
    long header(final int ring) {
        return slab(ring >>> SIZE_SHIFT).address(ring & INDEX_MASK);
    }

    /**
     * Moves what is in a ring to a larger one.
     *
     * @return the larger ring, the other one being free; or {@link #NONE}, with nothing changed.
     */
    int grow(final int ring, final int capacity, final int from, final int length) {
        final int larger = allocate(capacity);
        if (larger == NONE) {
            return NONE;
        }
        Memory.copy(null, header(ring), null, header(larger), HEADER_LENGTH);
        final int mask = capacity(ring) - 1;
        int moved = 0;
        while (moved < length) {
            final int position = (from + moved) & mask;
            final int run = Math.min(length - moved, mask + 1 - position);
            copyIn(larger, from + moved, null, header(ring) + HEADER_LENGTH + position, run);
            moved += run;
        }
        free(ring);
        return larger;
    }

    /** Writes octets whose sequence numbers begin at {@code sequence}; not more than the capacity. */
    void copyIn(
            final int ring,
            final int sequence,
            final @Nullable Object fromBase,
            final long fromAddress,
            final int length) {
        final int capacity = capacity(ring);
        final int position = sequence & (capacity - 1);
        final int run = Math.min(length, capacity - position);
        final long data = header(ring) + HEADER_LENGTH;
        Memory.copy(fromBase, fromAddress, null, data + position, run);
        if (run < length) {
            Memory.copy(fromBase, fromAddress + run, null, data, length - run);
        }
    }

    /** Reads octets whose sequence numbers begin at {@code sequence}. */
    void copyOut(
            final int ring, final int sequence, final @Nullable Object toBase, final long toAddress, final int length) {
        final int capacity = capacity(ring);
        final int position = sequence & (capacity - 1);
        final int run = Math.min(length, capacity - position);
        final long data = header(ring) + HEADER_LENGTH;
        Memory.copy(null, data + position, toBase, toAddress, run);
        if (run < length) {
            Memory.copy(null, data, toBase, toAddress + run, length - run);
        }
    }

    /** {@return rings in use, of all sizes} */
    int inUse() {
        int sum = 0;
        for (final Slab slab : slabs) {
            sum += slab == null ? 0 : slab.inUse();
        }
        return sum;
    }

    /** {@return octets of memory that is taken for rings} */
    long memory() {
        long sum = 0;
        for (final Slab slab : slabs) {
            sum += slab == null ? 0 : slab.memory();
        }
        return sum;
    }
}
