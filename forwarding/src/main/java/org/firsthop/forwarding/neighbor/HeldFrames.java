package org.firsthop.forwarding.neighbor;

import java.util.Arrays;
import org.firsthop.core.frame.FramePool;

/**
 * Queues of frames, one an entry, as chains of links out of one store that grows to the most that ever waited: whole networks of
 * hosts have room for few, one router for many.
 */
final class HeldFrames {
    private static final int NONE = -1;
    private static final int INITIAL_LINKS = 8;

    private final int[] first;
    private final int[] last;
    private final int[] sizes;
    private int[] frames = new int[INITIAL_LINKS];
    private int[] next = new int[INITIAL_LINKS];
    private int firstFree;
    private int total;

    HeldFrames(final int entries) {
        first = new int[entries];
        last = new int[entries];
        sizes = new int[entries];
        chainFree(0);
    }

    /** {@return frames in all queues} */
    int total() {
        return total;
    }

    int size(final int entry) {
        return sizes[entry];
    }

    void add(final int entry, final int frame) {
        if (firstFree == NONE) {
            final int used = frames.length;
            frames = Arrays.copyOf(frames, used << 1);
            next = Arrays.copyOf(next, used << 1);
            chainFree(used);
        }
        final int link = firstFree;
        firstFree = next[link];
        frames[link] = frame;
        if (sizes[entry] == 0) {
            first[entry] = link;
        } else {
            next[last[entry]] = link;
        }
        last[entry] = link;
        sizes[entry]++;
        total++;
    }

    /** Takes the oldest frame of an entry; {@return it, or {@link FramePool#NO_FRAME}} */
    int poll(final int entry) {
        if (sizes[entry] == 0) {
            return FramePool.NO_FRAME;
        }
        final int link = first[entry];
        first[entry] = next[link];
        sizes[entry]--;
        total--;
        next[link] = firstFree;
        firstFree = link;
        return frames[link];
    }

    private void chainFree(final int from) {
        for (int link = from; link < next.length; link++) {
            next[link] = link + 1 < next.length ? link + 1 : NONE;
        }
        firstFree = from;
    }
}
