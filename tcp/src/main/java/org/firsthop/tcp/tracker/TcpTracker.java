package org.firsthop.tcp.tracker;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.TcpOptions;
import org.firsthop.core.wire.TcpSequence;

/**
 * Follows a TCP connection from between its two ends.
 *
 * <p>A segment belongs to the connection when its sequence numbers lie between what its sender has sent, less a window, and what
 * the other end has allowed it to send, and when it acknowledges nothing that was not sent (van Rooij, "Real Stateful TCP Packet
 * Filtering in IP Filter", 2000). So a reset that somebody guesses ends no connection, though the check is wider than that of the
 * end itself (RFC 5961). Of a connection whose beginning was not seen, or some of whose segments come in fragments, the windows
 * are not known, and flags alone are followed.
 *
 * <p>A SYN in an established connection passes and changes nothing: it is how an end that has lost its state finds out
 * (RFC 9293 section 3.5.1), and the other end's answer decides.
 *
 * <p>What is known of a connection stands in {@link #STATE_LENGTH} octets of the user's. The two ends are sides 0 and 1. One
 * tracker serves any number of connections of one thread, and allocates nothing.
 */
public final class TcpTracker {
    /** Octets of state that a connection needs, all zeros before its first segment. */
    public static final int STATE_LENGTH = 40;

    // Layout of the state: flags of the connection, then each side.
    private static final int FLAGS = 0;
    private static final int SIDE = 4;
    private static final int SIDE_LENGTH = 16;

    // Flags of the connection.
    private static final int RESET = 1;
    private static final int WINDOWS_UNKNOWN = 2;

    // A side: the sequence number behind the last that it sent; behind the last that it may send; its largest window.
    private static final int END = 0;
    private static final int LIMIT = 4;
    private static final int WINDOW = 8;
    private static final int SIDE_FLAGS = 12;
    private static final int SCALE = 13;

    // Flags of a side.
    private static final int SYN_SENT = 1;
    private static final int SYN_ACKED = 2;
    private static final int FIN_SENT = 4;
    private static final int HAS_SCALE = 8;

    /** How far an acknowledgment may lie behind, at least: more than a window without scaling. */
    private static final int ACKNOWLEDGMENT_SLACK = 66_000;

    private final TcpOptions options = new TcpOptions();
    private final boolean acceptsMidstream;

    /** Where a connection is in its life. */
    public enum Phase {
        /** The handshake is under way. */
        OPENING,
        /** Both ends have acknowledged each other's SYN, and at most one has sent a FIN. */
        ESTABLISHED,
        /** Both ends have sent a FIN, or one has reset the connection. */
        CLOSING,
        /** The segment is none of this connection's; what is known of it did not change. */
        INVALID
    }

    /**
     * A tracker.
     *
     * @param acceptsMidstream whether a connection may begin with a segment in its midst, as it does for a router that was
     *     started after it.
     */
    public TcpTracker(final boolean acceptsMidstream) {
        this.acceptsMidstream = acceptsMidstream;
    }

    /**
     * Sees a segment.
     *
     * @param state holds what is known of the connection.
     * @param at offset of the first of its {@link #STATE_LENGTH} octets.
     * @param side that sent the segment, 0 or 1.
     * @param segment holds the header, which {@link TcpFlyweight#check} found good.
     * @param offset of the header's first octet.
     * @param textLength octets behind the header; −1 when the rest is in fragments to come.
     * @return where the connection is now.
     */
    public Phase track(
            final MutableDirectBuffer state,
            final int at,
            final int side,
            final DirectBuffer segment,
            final int offset,
            final int textLength) {
        final int flags = NetworkOrder.u16(segment, offset + TcpFlyweight.DATA_OFFSET_FLAGS_OFFSET);
        if (!isPlausible(flags)) {
            return Phase.INVALID;
        }
        final int me = at + SIDE + side * SIDE_LENGTH;
        final int peer = at + SIDE + (side ^ 1) * SIDE_LENGTH;
        final boolean opens = (flags & (TcpFlyweight.SYN | TcpFlyweight.ACK)) == TcpFlyweight.SYN;
        final Phase before = phase(state, at);
        if (opens && (before == Phase.CLOSING || isUnanswered(state, me, peer))) {
            state.setMemory(
                    at, STATE_LENGTH, (byte) 0); // Another connection of the same ports (RFC 6191), or another try.
        } else if (opens && before == Phase.ESTABLISHED) {
            return before;
        }
        if (textLength < 0) {
            set(state, at + FLAGS, WINDOWS_UNKNOWN);
        }
        final boolean isFirst = !has(state, me + SIDE_FLAGS, SYN_SENT) && !has(state, peer + SIDE_FLAGS, SYN_SENT);
        if (isFirst && !opens && !has(state, at + FLAGS, WINDOWS_UNKNOWN)) {
            if (!acceptsMidstream || (flags & (TcpFlyweight.RST | TcpFlyweight.SYN)) != 0) {
                return Phase.INVALID;
            }
            set(state, at + FLAGS, WINDOWS_UNKNOWN);
        }
        if (has(state, at + FLAGS, WINDOWS_UNKNOWN)) {
            follow(state, at, me, flags);
            return phase(state, at);
        }
        return check(state, at, me, peer, segment, offset, flags, textLength) ? phase(state, at) : Phase.INVALID;
    }

    /** No end sends SYN with FIN or RST, or a segment that neither opens, resets nor acknowledges (RFC 9293 section 3.10.7). */
    private static boolean isPlausible(final int flags) {
        return switch (flags & (TcpFlyweight.SYN | TcpFlyweight.FIN | TcpFlyweight.RST)) {
            case TcpFlyweight.SYN, TcpFlyweight.RST -> true;
            case 0, TcpFlyweight.FIN -> (flags & TcpFlyweight.ACK) != 0;
            default -> false;
        };
    }

    /** Whether this side alone has spoken, so that its SYN may be another. */
    private static boolean isUnanswered(final MutableDirectBuffer state, final int me, final int peer) {
        return has(state, me + SIDE_FLAGS, SYN_SENT) && !has(state, peer + SIDE_FLAGS, SYN_SENT);
    }

    /** Follows flags alone, where windows are not known. */
    private static void follow(final MutableDirectBuffer state, final int at, final int me, final int flags) {
        if ((flags & TcpFlyweight.RST) != 0) {
            set(state, at + FLAGS, RESET);
        }
        if ((flags & TcpFlyweight.FIN) != 0) {
            set(state, me + SIDE_FLAGS, FIN_SENT);
        }
        // Whoever acknowledges without a SYN is in the midst of a connection.
        set(state, me + SIDE_FLAGS, SYN_SENT | SYN_ACKED);
    }

    private boolean check(
            final MutableDirectBuffer state,
            final int at,
            final int me,
            final int peer,
            final DirectBuffer segment,
            final int offset,
            final int flags,
            final int textLength) {
        final boolean isSyn = (flags & TcpFlyweight.SYN) != 0;
        final boolean isFin = (flags & TcpFlyweight.FIN) != 0;
        final boolean isAck = (flags & TcpFlyweight.ACK) != 0;
        final int sequence = NetworkOrder.i32(segment, offset + TcpFlyweight.SEQUENCE_NUMBER_OFFSET);
        final int acknowledgment = NetworkOrder.i32(segment, offset + TcpFlyweight.ACKNOWLEDGMENT_NUMBER_OFFSET);
        final int end = sequence + textLength + (isSyn ? 1 : 0) + (isFin ? 1 : 0);
        final int peerEnd = state.getInt(peer + END);
        final boolean isMyFirst = !has(state, me + SIDE_FLAGS, SYN_SENT);
        if (isMyFirst) {
            if (isSyn) {
                if (isAck && acknowledgment != peerEnd) {
                    return false;
                }
            } else {
                // Before its SYN an end can only refuse the other's: with an exact acknowledgment (section 3.10.7.3).
                if ((flags & TcpFlyweight.RST) == 0 || !isAck || acknowledgment != peerEnd) {
                    return false;
                }
                set(state, at + FLAGS, RESET);
                return true;
            }
        } else if (!isInWindow(state, me, peer, sequence, end, isSyn)
                || (isAck && !isAcknowledgable(state, me, peer, acknowledgment))) {
            return false;
        }
        final int window = window(state, me, peer, segment, offset, isSyn);
        if (isMyFirst) {
            begin(state, me, segment, offset, end);
        }
        if (TcpSequence.greaterThan(end, state.getInt(me + END))) {
            state.putInt(me + END, end);
        }
        if (window > state.getInt(me + WINDOW)) {
            state.putInt(me + WINDOW, window);
        }
        if (isAck && has(state, peer + SIDE_FLAGS, SYN_SENT)) {
            set(state, peer + SIDE_FLAGS, SYN_ACKED);
            final int limit = acknowledgment + Math.max(window, 1);
            if (TcpSequence.greaterThan(limit, state.getInt(peer + LIMIT))) {
                state.putInt(peer + LIMIT, limit);
            }
        }
        if (isFin) {
            set(state, me + SIDE_FLAGS, FIN_SENT);
        }
        if ((flags & TcpFlyweight.RST) != 0) {
            set(state, at + FLAGS, RESET);
        }
        return true;
    }

    /** Takes down a side's SYN. */
    private void begin(
            final MutableDirectBuffer state,
            final int me,
            final DirectBuffer segment,
            final int offset,
            final int end) {
        state.putInt(me + END, end);
        state.putInt(me + LIMIT, end);
        set(state, me + SIDE_FLAGS, SYN_SENT);
        final int headerLength = (NetworkOrder.u8(segment, offset + TcpFlyweight.DATA_OFFSET_FLAGS_OFFSET) >>> 4) << 2;
        options.parse(segment, offset + TcpFlyweight.OPTIONS_OFFSET, headerLength - TcpFlyweight.MIN_HEADER_LENGTH);
        if (options.hasWindowScale()) {
            set(state, me + SIDE_FLAGS, HAS_SCALE);
            state.putByte(me + SCALE, (byte) options.windowScale());
        }
    }

    /** Whether a segment lies between what its sender has sent, less the other's window, and what it may send. */
    private static boolean isInWindow(
            final MutableDirectBuffer state,
            final int me,
            final int peer,
            final int sequence,
            final int end,
            final boolean isSyn) {
        final int oldest = state.getInt(me + END) - Math.max(state.getInt(peer + WINDOW), 1) - (isSyn ? 1 : 0);
        return TcpSequence.lessThanOrEqual(sequence, state.getInt(me + LIMIT))
                && TcpSequence.greaterThanOrEqual(end, oldest);
    }

    /** Whether an acknowledgment is of something that the other end has sent, and not too long ago. */
    private static boolean isAcknowledgable(
            final MutableDirectBuffer state, final int me, final int peer, final int acknowledgment) {
        if (!has(state, peer + SIDE_FLAGS, SYN_SENT)) {
            return true;
        }
        final int slack = Math.max(ACKNOWLEDGMENT_SLACK, state.getInt(me + WINDOW));
        return TcpSequence.lessThanOrEqual(acknowledgment, state.getInt(peer + END))
                && TcpSequence.greaterThanOrEqual(acknowledgment, state.getInt(peer + END) - slack);
    }

    /** The window that a segment announces; that of a SYN is never scaled, and others only when both agreed (RFC 7323). */
    private static int window(
            final MutableDirectBuffer state,
            final int me,
            final int peer,
            final DirectBuffer segment,
            final int offset,
            final boolean isSyn) {
        final int field = NetworkOrder.u16(segment, offset + TcpFlyweight.WINDOW_OFFSET);
        final boolean isScaled =
                !isSyn && has(state, me + SIDE_FLAGS, HAS_SCALE) && has(state, peer + SIDE_FLAGS, HAS_SCALE);
        return isScaled ? field << state.getByte(me + SCALE) : field;
    }

    private static Phase phase(final MutableDirectBuffer state, final int at) {
        final int both = state.getByte(at + SIDE + SIDE_FLAGS) & state.getByte(at + SIDE + SIDE_LENGTH + SIDE_FLAGS);
        if (has(state, at + FLAGS, RESET) || (both & FIN_SENT) != 0) {
            return Phase.CLOSING;
        }
        return (both & SYN_ACKED) != 0 ? Phase.ESTABLISHED : Phase.OPENING;
    }

    private static boolean has(final MutableDirectBuffer state, final int index, final int flag) {
        return (state.getByte(index) & flag) != 0;
    }

    private static void set(final MutableDirectBuffer state, final int index, final int flags) {
        state.putByte(index, (byte) (state.getByte(index) | flags));
    }
}
