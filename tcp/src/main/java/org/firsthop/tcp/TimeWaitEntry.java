package org.firsthop.tcp;

import org.firsthop.core.memory.Memory;
import org.firsthop.tcp.table.FlowKey;
import org.firsthop.tcp.table.TimeoutQueue;

/**
 * A connection in TIME-WAIT: 64 octets in a slab, one cache line.
 *
 * <p>It holds what is needed to answer a retransmitted FIN and to judge a new SYN (RFC 6191); the offset of its timestamps
 * is computed again. The key ({@link FlowKey}) is at offset 0, the {@link TimeoutQueue}'s fields are at {@link #TIMEOUT_OFFSET}.
 * All methods take the object's address; none checks anything.
 */
final class TimeWaitEntry {
    /** Octets of an entry. */
    static final int LENGTH = 64;

    static final int RCV_NXT_OFFSET = 36;
    static final int SND_NXT_OFFSET = 40;
    static final int TS_RECENT_OFFSET = 44;
    static final int STAMP_OFFSET = 48;
    static final int TIMEOUT_OFFSET = 52;

    /** Timestamps were negotiated. */
    static final int TIMESTAMPS_OK = 1 << 31;
    /** An ACK was sent; the tick counts. */
    static final int ANSWERED = 1 << 30;
    /** The tick of the last ACK, modulo 2<sup>30</sup>. */
    static final int TICK_MASK = (1 << 30) - 1;

    private TimeWaitEntry() {}

    /** {@return RCV.NXT, past the peer's FIN} */
    static int rcvNxt(final long address) {
        return Memory.nativeInt(null, address + RCV_NXT_OFFSET);
    }

    static void rcvNxt(final long address, final int value) {
        Memory.putNativeInt(null, address + RCV_NXT_OFFSET, value);
    }

    /** {@return SND.NXT, past our FIN} */
    static int sndNxt(final long address) {
        return Memory.nativeInt(null, address + SND_NXT_OFFSET);
    }

    static void sndNxt(final long address, final int value) {
        Memory.putNativeInt(null, address + SND_NXT_OFFSET, value);
    }

    /** {@return TS.Recent} */
    static int tsRecent(final long address) {
        return Memory.nativeInt(null, address + TS_RECENT_OFFSET);
    }

    static void tsRecent(final long address, final int value) {
        Memory.putNativeInt(null, address + TS_RECENT_OFFSET, value);
    }

    /** {@return the flags of this class above the tick, 30 bits, of the last ACK} */
    static int stamp(final long address) {
        return Memory.nativeInt(null, address + STAMP_OFFSET);
    }

    static void stamp(final long address, final int value) {
        Memory.putNativeInt(null, address + STAMP_OFFSET, value);
    }
}
