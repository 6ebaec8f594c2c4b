package org.firsthop.forwarding.fib;

import org.agrona.DirectBuffer;
import org.firsthop.core.memory.Memory;

/**
 * The link headers of an {@link AdjacencyTable}'s entries: two copies, of which the state names the one that counts, and one
 * that waits until readers have done with the other two.
 *
 * <p>A copy that no longer counts bears the epoch in which it was retired, and is written again when all readers have announced
 * since. Of the headers that are given meanwhile, the last one waits. For the writer of the table.
 */
final class LinkHeaders {
    private static final int PENDING_LENGTH_OFFSET = 84;
    private static final int COPY_A_EPOCH_OFFSET = 88;
    private static final int COPY_B_EPOCH_OFFSET = 96;
    private static final int PENDING_HEADER_OFFSET = 104;

    private final ReadEpochs epochs;

    /** Entries whose last link header waits for readers to announce. */
    private final int[] pending;

    private int pendingCount;

    LinkHeaders(final ReadEpochs epochs, final int capacity) {
        this.epochs = epochs;
        pending = new int[capacity];
    }

    /** Gives an entry a link header, which counts after the next {@link #publish} for which a copy is free. */
    void give(final int adjacency, final long entry, final DirectBuffer buffer, final int offset, final int length) {
        buffer.boundsCheck(offset, length);
        final long header = entry + PENDING_HEADER_OFFSET;
        Memory.fill(null, header, Adjacency.LINK_HEADER_COPY_LENGTH, (byte) 0);
        Memory.copy(
                buffer.byteArray(),
                buffer.addressOffset() + offset,
                null,
                header + Adjacency.LINK_HEADER_COPY_LENGTH - length,
                length);
        if (!isPending(entry)) {
            pending[pendingCount++] = adjacency;
        }
        Memory.putNativeInt(null, entry + PENDING_LENGTH_OFFSET, length + 1);
    }

    /**
     * Has all headers count that wait for a copy which readers have done with.
     *
     * @param entries the address of entry 0.
     * @return how many still wait.
     */
    int publish(final long entries) {
        int kept = 0;
        for (int i = 0; i < pendingCount; i++) {
            if (!publishOne(entries + ((long) pending[i] << AdjacencyTable.ENTRY_SHIFT))) {
                pending[kept++] = pending[i];
            }
        }
        pendingCount = kept;
        return kept;
    }

    private boolean publishOne(final long entry) {
        final long state = Adjacency.state(entry);
        final int current = Adjacency.hasLinkHeader(state) ? copyOffset(state) : 0;
        final int copy;
        if (current != Adjacency.COPY_A_OFFSET && isCopyFree(entry, COPY_A_EPOCH_OFFSET)) {
            copy = Adjacency.COPY_A_OFFSET;
        } else if (current != Adjacency.COPY_B_OFFSET && isCopyFree(entry, COPY_B_EPOCH_OFFSET)) {
            copy = Adjacency.COPY_B_OFFSET;
        } else {
            return false;
        }
        Memory.copy(null, entry + PENDING_HEADER_OFFSET, null, entry + copy, Adjacency.LINK_HEADER_COPY_LENGTH);
        final long length = Memory.nativeInt(null, entry + PENDING_LENGTH_OFFSET) - 1L;
        Memory.putNativeInt(null, entry + PENDING_LENGTH_OFFSET, 0);
        final int kind = Adjacency.kind(state) == Adjacency.STALE ? Adjacency.STALE : Adjacency.FORWARD;
        change(
                entry,
                Adjacency.pack(kind, Adjacency.egressInterface(state), Adjacency.mtu(state))
                        | (length << Adjacency.LENGTH_SHIFT)
                        | ((long) copy << Adjacency.COPY_SHIFT));
        return true;
    }

    /** Stores a new state; a copy of the link header that counted until then waits for readers from here on. */
    void change(final long entry, final long state) {
        final long before = Adjacency.state(entry);
        Memory.releaseLong(entry + Adjacency.STATE_OFFSET, state);
        if (Adjacency.hasLinkHeader(before)) {
            final int offset =
                    copyOffset(before) == Adjacency.COPY_A_OFFSET ? COPY_A_EPOCH_OFFSET : COPY_B_EPOCH_OFFSET;
            Memory.putNativeLong(null, entry + offset, epochs.retire());
        }
    }

    /** Forgets a header that waits. */
    void forget(final int adjacency, final long entry) {
        if (isPending(entry)) {
            Memory.putNativeInt(null, entry + PENDING_LENGTH_OFFSET, 0);
            for (int i = 0; i < pendingCount; i++) {
                if (pending[i] == adjacency) {
                    pending[i] = pending[--pendingCount];
                }
            }
        }
    }

    /** Where the copy that counts lies in its entry. */
    static int copyOffset(final long state) {
        return (int) (state >>> Adjacency.COPY_SHIFT) & 0xFF;
    }

    private boolean isCopyFree(final long entry, final int epochOffset) {
        return epochs.isQuiescent(Memory.nativeLong(null, entry + epochOffset));
    }

    private static boolean isPending(final long entry) {
        return Memory.nativeInt(null, entry + PENDING_LENGTH_OFFSET) != 0;
    }
}
