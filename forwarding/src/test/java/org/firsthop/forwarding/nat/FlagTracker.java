package org.firsthop.forwarding.nat;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.wire.TcpFlyweight;

/** A tracker that looks at flags alone: SYN from both is established, RST or FIN from both is closing. */
final class FlagTracker implements ConnectionTracker {
    @Override
    public int stateLength() {
        return 8;
    }

    @Override
    public Phase track(
            final MutableDirectBuffer state,
            final int stateOffset,
            final boolean isFromInside,
            final DirectBuffer segment,
            final int offset,
            final int textLength) {
        final int flags = segment.getByte(offset + 13) & 0x3F;
        if ((flags & (TcpFlyweight.SYN | TcpFlyweight.FIN)) == (TcpFlyweight.SYN | TcpFlyweight.FIN)) {
            return Phase.INVALID;
        }
        int seen = state.getInt(stateOffset);
        final int side = isFromInside ? 0 : 4;
        seen |= (flags & TcpFlyweight.SYN) != 0 ? 1 << side : 0;
        seen |= (flags & TcpFlyweight.FIN) != 0 ? 2 << side : 0;
        seen |= (flags & TcpFlyweight.RST) != 0 ? 0x22 : 0;
        state.putInt(stateOffset, seen);
        if ((seen & 0x22) == 0x22) {
            return Phase.CLOSING;
        }
        return (seen & 0x11) == 0x11 ? Phase.ESTABLISHED : Phase.OPENING;
    }
}
