package org.firsthop.node.router;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.forwarding.nat.ConnectionTracker;
import org.firsthop.tcp.tracker.TcpTracker;

/** The tracker of the TCP module, as a NAT asks for it. Inside is side 0. */
public final class TrackedConnections implements ConnectionTracker {
    private final TcpTracker tracker = new TcpTracker(true);

    /** A tracker that takes up connections in their midst, as a router must that was started after them. */
    public TrackedConnections() {}

    @Override
    public int stateLength() {
        return TcpTracker.STATE_LENGTH;
    }

    @Override
    public Phase track(
            final MutableDirectBuffer state,
            final int stateOffset,
            final boolean isFromInside,
            final DirectBuffer segment,
            final int offset,
            final int textLength) {
        return switch (tracker.track(state, stateOffset, isFromInside ? 0 : 1, segment, offset, textLength)) {
            case OPENING -> Phase.OPENING;
            case ESTABLISHED -> Phase.ESTABLISHED;
            case CLOSING -> Phase.CLOSING;
            case INVALID -> Phase.INVALID;
        };
    }
}
