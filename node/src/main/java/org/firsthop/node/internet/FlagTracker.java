package org.firsthop.node.internet;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.forwarding.nat.ConnectionTracker;

/**
 * Follows TCP connections by the flags of their segments: who has opened, who has ended. It does not judge sequence numbers, as
 * a network of one's own does not need it.
 *
 * <p>It has no state of its own: one serves any number of NATs.
 */
final class FlagTracker implements ConnectionTracker {
    private static final int STATE_LENGTH = 8;
    private static final int OPENED = 1;
    private static final int ENDED = 2;
    private static final int OUTSIDE_SHIFT = 4;

    @Override
    public int stateLength() {
        return STATE_LENGTH;
    }

    @Override
    public Phase track(
            final MutableDirectBuffer state,
            final int stateOffset,
            final boolean isFromInside,
            final DirectBuffer segment,
            final int offset,
            final int textLength) {
        final int flags = segment.getByte(offset + TcpFlyweight.DATA_OFFSET_FLAGS_OFFSET + 1);
        if ((flags & TcpFlyweight.SYN) != 0 && (flags & (TcpFlyweight.FIN | TcpFlyweight.RST)) != 0) {
            return Phase.INVALID;
        }
        final int side = isFromInside ? 0 : OUTSIDE_SHIFT;
        int seen = state.getInt(stateOffset);
        if ((flags & TcpFlyweight.SYN) != 0) {
            seen |= OPENED << side;
        }
        if ((flags & TcpFlyweight.FIN) != 0) {
            seen |= ENDED << side;
        }
        if ((flags & TcpFlyweight.RST) != 0) {
            seen |= ENDED | (ENDED << OUTSIDE_SHIFT);
        }
        state.putInt(stateOffset, seen);
        if (isBoth(seen, ENDED)) {
            return Phase.CLOSING;
        }
        return isBoth(seen, OPENED) ? Phase.ESTABLISHED : Phase.OPENING;
    }

    private static boolean isBoth(final int seen, final int what) {
        final int both = what | (what << OUTSIDE_SHIFT);
        return (seen & both) == both;
    }
}
