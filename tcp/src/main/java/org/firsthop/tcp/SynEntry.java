package org.firsthop.tcp;

import org.firsthop.core.memory.Memory;
import org.firsthop.tcp.table.FlowKey;
import org.firsthop.tcp.table.TimeoutQueue;

/**
 * A half-open connection, SYN-RECEIVED after a passive open: 64 octets in a slab, one cache line.
 *
 * <p>It holds what the SYN said and nothing that can be computed again; a connection proper is made only when the handshake
 * is complete. The key ({@link FlowKey}) is at offset 0, the {@link TimeoutQueue}'s fields are at {@link #TIMEOUT_OFFSET}. All
 * methods take the object's address; none checks anything.
 */
final class SynEntry {
    /** Octets of an entry. */
    static final int LENGTH = 64;

    static final int IRS_OFFSET = 36;
    static final int ISS_OFFSET = 40;
    static final int TS_RECENT_OFFSET = 44;
    static final int MSS_OFFSET = 48;
    static final int FLAGS_OFFSET = 50;
    static final int TIMEOUT_OFFSET = 52;

    /** The peer's Window Scale, 0 to 14. */
    static final int WINDOW_SCALE_MASK = 0xF;
    /** The SYN had Window Scale. */
    static final int WINDOW_SCALE_OK = 1 << 4;
    /** The SYN had SACK Permitted. */
    static final int SACK_OK = 1 << 5;
    /** The SYN had Timestamps. */
    static final int TIMESTAMPS_OK = 1 << 6;
    /** A segment other than the SYN was answered with an ACK since the last SYN-ACK: no more for now. */
    static final int ANSWERED = 1 << 7;
    /** The SYN offered ECN (RFC 3168). */
    static final int ECN_OK = 1 << 8;
    /** The stage of an entry whose SYN waits for the user's decision: nothing was sent yet. */
    static final int DEFERRED_STAGE = 127;

    /** Below the stage, in the same 16 bits. */
    private static final int FLAGS_MASK = 0x1FF;

    private static final int STAGE_SHIFT = 9;

    private SynEntry() {}

    /** {@return IRS} */
    static int irs(final long address) {
        return Memory.nativeInt(null, address + IRS_OFFSET);
    }

    static void irs(final long address, final int value) {
        Memory.putNativeInt(null, address + IRS_OFFSET, value);
    }

    /** {@return ISS} */
    static int iss(final long address) {
        return Memory.nativeInt(null, address + ISS_OFFSET);
    }

    static void iss(final long address, final int value) {
        Memory.putNativeInt(null, address + ISS_OFFSET, value);
    }

    /** {@return TS.Recent: TSval of the SYN} */
    static int tsRecent(final long address) {
        return Memory.nativeInt(null, address + TS_RECENT_OFFSET);
    }

    static void tsRecent(final long address, final int value) {
        Memory.putNativeInt(null, address + TS_RECENT_OFFSET, value);
    }

    /** {@return the MSS option of the SYN, or the default for its absence} */
    static int mss(final long address) {
        return Memory.nativeShort(null, address + MSS_OFFSET) & 0xFFFF;
    }

    static void mss(final long address, final int value) {
        Memory.putNativeShort(null, address + MSS_OFFSET, (short) value);
    }

    /** {@return the flags of this class} */
    static int flags(final long address) {
        return flagsAndStage(address) & FLAGS_MASK;
    }

    static void flags(final long address, final int value) {
        flagsAndStage(address, (flagsAndStage(address) & ~FLAGS_MASK) | value);
    }

    /** {@return how often the SYN-ACK was sent again; the queue it waits in} */
    static int stage(final long address) {
        return flagsAndStage(address) >>> STAGE_SHIFT;
    }

    static void stage(final long address, final int value) {
        flagsAndStage(address, flags(address) | (value << STAGE_SHIFT));
    }

    private static int flagsAndStage(final long address) {
        return Memory.nativeShort(null, address + FLAGS_OFFSET) & 0xFFFF;
    }

    private static void flagsAndStage(final long address, final int value) {
        Memory.putNativeShort(null, address + FLAGS_OFFSET, (short) value);
    }
}
