package org.firsthop.core.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.agrona.BitUtil;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The free frames of a pool that no thread keeps, in magazines, and who takes them from here. Any thread; none waits for another.
 */
final class FrameDepot {
    /** Frames of a full magazine. */
    static final int MAGAZINE_SIZE = 64;

    private static final int MAX_ALLOCATORS = 256;

    private final MpmcVarHandleArrayQueue<FrameBatch> fullMagazines;
    private final MpmcVarHandleArrayQueue<FrameBatch> emptyMagazines;
    private final List<FrameAllocator> allocators = new ArrayList<>();

    /** All frames are here. */
    FrameDepot(final int frames) {
        final int magazines = (frames + MAGAZINE_SIZE - 1) / MAGAZINE_SIZE;
        // Every allocator may hold one magazine in transit, so a free never waits for an empty one.
        final int queueCapacity = Math.max(2, BitUtil.findNextPositivePowerOfTwo(magazines + MAX_ALLOCATORS));
        fullMagazines = new MpmcVarHandleArrayQueue<>(queueCapacity);
        emptyMagazines = new MpmcVarHandleArrayQueue<>(queueCapacity);
        for (int magazine = 0; magazine < magazines; magazine++) {
            final FrameBatch batch = new FrameBatch(MAGAZINE_SIZE);
            final int first = magazine * MAGAZINE_SIZE;
            for (int frame = Math.min(first + MAGAZINE_SIZE, frames) - 1; frame >= first; frame--) {
                batch.add(frame);
            }
            fullMagazines.offer(batch);
        }
        for (int spare = 0; spare < MAX_ALLOCATORS; spare++) {
            emptyMagazines.offer(new FrameBatch(MAGAZINE_SIZE));
        }
    }

    /** Lets an allocator take frames. */
    void add(final FrameAllocator allocator) {
        synchronized (allocators) {
            if (allocators.size() == MAX_ALLOCATORS) {
                throw new IllegalStateException(
                        "allocators: value=" + (MAX_ALLOCATORS + 1) + ", limit=" + MAX_ALLOCATORS);
            }
            allocators.add(allocator);
        }
    }

    /** How many frames are neither here nor with an allocator, exact while no thread allocates or frees. */
    int outstanding() {
        long count = 0;
        synchronized (allocators) {
            for (final FrameAllocator allocator : allocators) {
                count += allocator.allocated() - allocator.freed();
            }
        }
        return (int) count;
    }

    @Nullable
    FrameBatch pollFull() {
        return fullMagazines.poll();
    }

    void offerFull(final FrameBatch magazine) {
        fullMagazines.offer(magazine);
    }

    FrameBatch takeEmpty() {
        return Objects.requireNonNull(emptyMagazines.poll(), "a spare magazine for every allocator");
    }

    void offerEmpty(final FrameBatch magazine) {
        emptyMagazines.offer(magazine);
    }
}
