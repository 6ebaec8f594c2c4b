package org.firsthop.forwarding.local;

import org.firsthop.core.frame.FramePool;

/** The flags that stages of this module set in a frame's descriptor, beside {@link FramePool#TRACED}. */
public final class FrameFlags {
    /** The frame came to a link-layer broadcast or multicast address. */
    public static final int LINK_GROUP = 2;

    /** This node made the packet: its hop limit is not counted down, and its addresses may be of the link only. */
    public static final int LOCAL_ORIGIN = 4;

    /** The packet is a message of neighbor discovery, and valid (RFC 4861 sections 6.1, 7.1 and 8.1). */
    public static final int DISCOVERY = 8;

    private FrameFlags() {}
}
