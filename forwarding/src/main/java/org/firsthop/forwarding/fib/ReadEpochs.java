package org.firsthop.forwarding.fib;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * Tells writers when no reader can still hold what was taken out of a shared structure (quiescent-state-based
 * reclamation): readers never wait, and pay one store a batch.
 *
 * <p>A reader thread {@linkplain #register() registers}, and from then on {@linkplain Reader#announce() announces} between
 * two batches that it holds nothing from the structures: no adjacency index, no address. A writer that has taken something
 * out of reach calls {@link #retire()}, keeps the epoch that it returns beside the thing, and may use the memory again once
 * {@link #isQuiescent(long)} says that every registered reader has announced since.
 *
 * <p>A reader that stops announcing holds memory back, though never the writer's thread; one that is going to wait for long
 * says so with {@link Reader#pause()} first. FIBs and {@link AdjacencyTable} that are read together share one object.
 *
 * <p>{@code register}, {@code retire} and {@code isQuiescent} are free for any thread; a {@link Reader} belongs to one.
 */
public final class ReadEpochs {
    /** Octets from one reader's word to the next: two cache lines, because machines fetch them in pairs. */
    private static final int SLOT_LENGTH = 2 * MemoryRegion.CACHE_LINE_ALIGNMENT;

    /** The word of a slot that no reader reads under: later than every epoch. */
    private static final long PAUSED = Long.MAX_VALUE;

    private final AtomicLong epoch = new AtomicLong(1);
    private final MemoryRegion slots;
    private final boolean[] taken;

    /** Slots from here on have never been taken; grows only. */
    private volatile int highWaterMark;

    /**
     * Epochs for a bounded number of readers.
     *
     * @param maxReaders how many may be registered at once, 1 to 65,536.
     * @throws IllegalArgumentException when it is outside its range.
     */
    public ReadEpochs(final int maxReaders) {
        if (maxReaders < 1 || maxReaders > 1 << 16) {
            throw new IllegalArgumentException("maxReaders: value=" + maxReaders + ", limit=1.." + (1 << 16));
        }
        slots = MemoryRegion.allocate((long) maxReaders * SLOT_LENGTH, SLOT_LENGTH);
        taken = new boolean[maxReaders];
        for (int i = 0; i < maxReaders; i++) {
            Memory.putNativeLong(null, slotAddress(i), PAUSED);
        }
    }

    /**
     * Registers the reader that the calling thread, or the thread it is handed to, will read as. It starts out reading.
     *
     * @return the reader; close it when the thread reads no more.
     * @throws IllegalStateException when as many as the constructor allowed are registered.
     */
    public Reader register() {
        synchronized (taken) {
            for (int i = 0; i < taken.length; i++) {
                if (!taken[i]) {
                    taken[i] = true;
                    highWaterMark = Math.max(highWaterMark, i + 1);
                    final Reader reader = new Reader(this, i);
                    reader.resume();
                    return reader;
                }
            }
        }
        throw new IllegalStateException("readers: value=" + (taken.length + 1) + ", limit=" + taken.length);
    }

    /**
     * Begins an epoch; called after something was taken out of reach by a store that readers will see.
     *
     * @return the epoch to pass to {@link #isQuiescent(long)}.
     */
    public long retire() {
        // A full barrier: the stores that took the thing out of reach come before the reads of isQuiescent.
        return epoch.incrementAndGet();
    }

    /**
     * Whether every reader has announced, paused or gone since an epoch began.
     *
     * @param retired the epoch that {@link #retire()} returned.
     * @return whether no reader can hold what was taken out of reach before it.
     */
    public boolean isQuiescent(final long retired) {
        return quiescentEpoch() >= retired;
    }

    /**
     * The latest epoch that every reader has announced, paused or gone since: what {@link #isQuiescent(long)} says for it, it
     * says for all earlier ones.
     *
     * @return the epoch, {@link Long#MAX_VALUE} when nobody reads.
     */
    public long quiescentEpoch() {
        // Pairs with the barrier in resume(): either its reader sees the stores before retire(), or we see its slot.
        VarHandle.fullFence();
        final int count = highWaterMark;
        long epochOfAll = PAUSED;
        for (int i = 0; i < count; i++) {
            epochOfAll = Math.min(epochOfAll, Memory.acquireLong(slotAddress(i)));
        }
        return epochOfAll;
    }

    private long slotAddress(final int index) {
        return slots.address() + (long) index * SLOT_LENGTH;
    }

    private void release(final int index) {
        synchronized (taken) {
            taken[index] = false;
        }
    }

    /** One registered reader. Belongs to one thread at a time. */
    public static final class Reader implements AutoCloseable {
        private final ReadEpochs epochs;
        private final long slot;
        private final int index;
        private boolean closed;

        private Reader(final ReadEpochs epochs, final int index) {
            this.epochs = epochs;
            this.index = index;
            this.slot = epochs.slotAddress(index);
        }

        /**
         * Says that this reader holds nothing that it read before. Called once a batch, between batches; not while paused
         * and not after {@link #close()}.
         */
        public void announce() {
            // The acquire in get() makes what was unreachable at that epoch unreachable to the reads that follow; the
            // release makes the reads that went before precede the store.
            Memory.releaseLong(slot, epochs.epoch.get());
        }

        /** Says that this reader holds nothing and will not read until {@link #resume()}. */
        public void pause() {
            Memory.releaseLong(slot, PAUSED);
        }

        /** Ends a {@link #pause()}: from here on this reader reads, and announces. */
        public void resume() {
            if (closed) {
                throw new IllegalStateException("reader: closed");
            }
            Memory.releaseLong(slot, epochs.epoch.get());
            // The slot is visible before anything is read: pairs with the barrier in isQuiescent().
            VarHandle.fullFence();
        }

        /** Gives the reader's place back; it must not be used afterwards. Closing twice does nothing. */
        @Override
        public void close() {
            if (!closed) {
                closed = true;
                pause();
                epochs.release(index);
            }
        }
    }
}
