package org.firsthop.forwarding.option;

import org.firsthop.core.frame.FramePool;

/** Looks at packets on their way to others that ask routers to (RFC 2113, RFC 2711), such as those of RSVP. */
@FunctionalInterface
public interface RouterAlertReceiver {
    /** Lets all packets go on their way: routers that none of the protocols concern forward them like others (RFC 6398). */
    RouterAlertReceiver FORWARD_ALL = (pool, frame, value, nowNs) -> false;

    /**
     * Looks at one packet, whose header is valid and whose octets may be read during the call.
     *
     * @param pool that has the frame.
     * @param frame that holds the packet from {@link FramePool#l3Offset(int)} on.
     * @param value of the option: 0 for every router to look; for IPv6 1 is RSVP (RFC 2711 section 2.1).
     * @param nowNs the time of the worker's clock, in nanoseconds.
     * @return whether the packet was taken and is not to be forwarded.
     */
    boolean take(FramePool pool, int frame, int value, long nowNs);
}
