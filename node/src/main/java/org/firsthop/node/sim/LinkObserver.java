package org.firsthop.node.sim;

import org.firsthop.core.frame.FramePool;

/** Sees the frames on links, as a tap at the sender's end does. */
@FunctionalInterface
public interface LinkObserver {
    /** What the link is about to do to a frame. */
    enum Fate {
        /** It will arrive, unless the link goes down before. */
        CARRIED,
        /** It will arrive twice. */
        DUPLICATED,
        /** It will arrive with flipped bits, and be dropped for its FCS. */
        CORRUPTED,
        /** It will not arrive. */
        LOST
    }

    /**
     * Sees one frame, good during the call.
     *
     * @param from the end that sends it.
     * @param pool that has the frame.
     * @param frame complete, padding and FCS included, before any damage.
     * @param departNs when its first bit leaves.
     * @param arriveNs when its last bit arrives, if it does.
     * @param fate what will become of it.
     */
    void onFrame(LinkEnd from, FramePool pool, int frame, long departNs, long arriveNs, Fate fate);
}
