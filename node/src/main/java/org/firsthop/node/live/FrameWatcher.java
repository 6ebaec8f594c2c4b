package org.firsthop.node.live;

import org.firsthop.core.frame.FramePool;

/** Sees the frames of a port, on the thread that uses it. */
@FunctionalInterface
public interface FrameWatcher {
    /**
     * A frame passes.
     *
     * @param pool that has the frame.
     * @param frame that came in, or was given to the port to be sent.
     * @param isReceived whether it came in.
     */
    void onFrame(FramePool pool, int frame, boolean isReceived);
}
