package org.firsthop.core.frame;

import java.util.ArrayList;
import java.util.List;

/** Which frames of a checked pool are owned by somebody: finds frames that are taken or freed twice, and those never freed. */
final class FrameOwners {
    private final boolean[] isOwned;

    FrameOwners(final int frames) {
        isOwned = new boolean[frames];
    }

    /** A frame is given out. */
    void claim(final int frame) {
        if (isOwned[frame]) {
            throw new IllegalStateException("frame " + frame + " is allocated, but somebody owns it");
        }
        isOwned[frame] = true;
    }

    /** A frame comes back. */
    void release(final int frame) {
        if (!isOwned[frame]) {
            throw new IllegalStateException("frame " + frame + " is freed, but nobody owns it: freed twice?");
        }
        isOwned[frame] = false;
    }

    /** The frames that are owned, ascending. */
    List<Integer> owned() {
        final List<Integer> owned = new ArrayList<>();
        for (int frame = 0; frame < isOwned.length; frame++) {
            if (isOwned[frame]) {
                owned.add(frame);
            }
        }
        return owned;
    }
}
