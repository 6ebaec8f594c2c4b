package org.firsthop.forwarding.neighbor;

import java.util.Arrays;
import org.firsthop.core.frame.FramePool;

/** Queues of frames, one an entry, chained through the frames' own indices: no queue takes memory of its own. */
final class HeldFrames {
    private final int[] next;
    private final int[] first;
    private final int[] last;
    private final int[] sizes;
    private int total;

    HeldFrames(final int frames, final int entries) {
        next = new int[frames];
        first = new int[entries];
        last = new int[entries];
        sizes = new int[entries];
        Arrays.fill(first, FramePool.NO_FRAME);
    }

    /** {@return frames in all queues} */
    int total() {
        return total;
    }

    int size(final int entry) {
        return sizes[entry];
    }

    void add(final int entry, final int frame) {
        next[frame] = FramePool.NO_FRAME;
        if (first[entry] == FramePool.NO_FRAME) {
            first[entry] = frame;
        } else {
            next[last[entry]] = frame;
        }
        last[entry] = frame;
        sizes[entry]++;
        total++;
    }

    /** Takes the oldest frame of an entry; {@return it, or {@link FramePool#NO_FRAME}} */
    int poll(final int entry) {
        final int frame = first[entry];
        if (frame != FramePool.NO_FRAME) {
            first[entry] = next[frame];
            sizes[entry]--;
            total--;
        }
        return frame;
    }
}
