package org.firsthop.forwarding.bridge;

import org.firsthop.core.frame.FramePool;

/**
 * The 16 bits of a VLAN tag (IEEE 802.1Q section 9.6), which the descriptor of a frame inside the bridge bears in the place of
 * its adjacency: priority, drop eligibility and VLAN. So a flooded copy, which copies the descriptor, knows its VLAN.
 */
final class TagControl {
    private static final int VID_MASK = 0xFFF;

    private TagControl() {}

    /** The VLAN Identifier, 0 to 4,095. */
    static int vid(final int control) {
        return control & VID_MASK;
    }

    /** The same priority and drop eligibility in another VLAN. */
    static int withVid(final int control, final int vid) {
        return (control & ~VID_MASK) | vid;
    }

    static int of(final FramePool pool, final int frame) {
        return pool.adjacency(frame);
    }

    static void set(final FramePool pool, final int frame, final int control) {
        pool.adjacency(frame, control);
    }
}
