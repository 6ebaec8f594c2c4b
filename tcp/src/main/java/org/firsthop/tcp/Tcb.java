package org.firsthop.tcp;

import org.firsthop.core.memory.Memory;
import org.firsthop.tcp.table.FlowKey;

/**
 * The transmission control block of a connection (RFC 9293 section 3.3.1): 192 octets in a slab, three cache lines.
 *
 * <p>The first line holds what finds the connection and what every segment is checked against; the second what changes with
 * the round trip; the third congestion control, timers and the user's own. A connection without data owns nothing else:
 * rings are attached when there is something to hold. Names are the RFC's. Sequence numbers are 32 bits to be compared by
 * {@code TcpSequence}; ticks are milliseconds, 32 bits that wrap.
 *
 * <p>The key ({@link FlowKey}) is at offset 0. All methods take the object's address; none checks anything.
 */
final class Tcb {
    /** Octets of a block. */
    static final int LENGTH = 192;

    static final int STATE_OFFSET = 36;
    static final int SND_SHIFT_OFFSET = 37;
    static final int RCV_SHIFT_OFFSET = 38;
    static final int RETRIES_OFFSET = 39;
    static final int FLAGS_OFFSET = 40;
    static final int RCV_NXT_OFFSET = 44;
    static final int RCV_WND_OFFSET = 48;
    static final int SND_UNA_OFFSET = 52;
    static final int SND_NXT_OFFSET = 56;
    static final int SND_WND_OFFSET = 60;
    static final int SND_WL1_OFFSET = 64;
    static final int SND_WL2_OFFSET = 68;
    static final int MAX_SND_WND_OFFSET = 72;
    static final int TS_RECENT_OFFSET = 76;
    static final int TS_RECENT_AGE_OFFSET = 80;
    static final int TS_OFFSET_OFFSET = 84;
    static final int LAST_ACK_SENT_OFFSET = 88;
    static final int ISS_OFFSET = 92;
    static final int IRS_OFFSET = 96;
    static final int SND_MSS_OFFSET = 100;
    static final int RCV_MSS_OFFSET = 102;
    static final int SRTT_OFFSET = 104;
    static final int RTTVAR_OFFSET = 108;
    static final int RTO_OFFSET = 112;
    static final int ECN_RECOVER_OFFSET = 116;
    static final int CWND_OFFSET = 128;
    static final int SSTHRESH_OFFSET = 132;
    static final int RECOVER_OFFSET = 136;
    static final int DUP_ACKS_OFFSET = 140;
    static final int PROBES_OFFSET = 141;
    static final int DELAYED_SEGMENTS_OFFSET = 142;
    static final int OPTIONS_OFFSET = 143;
    static final int RETRANSMIT_DEADLINE_OFFSET = 144;
    static final int ACK_DEADLINE_OFFSET = 148;
    static final int IDLE_DEADLINE_OFFSET = 152;
    static final int LAST_RECEIVED_OFFSET = 156;
    static final int CHALLENGE_TICK_OFFSET = 160;
    static final int SENT_AT_OFFSET = 164;
    static final int USER_COOKIE_OFFSET = 168;
    static final int QUEUE_PREVIOUS_OFFSET = 168;
    static final int LISTENER_OFFSET = 172;
    static final int QUEUE_NEXT_OFFSET = 176;
    static final int RETRANSMISSIONS_OFFSET = 176;
    static final int SEND_BLOCK_OFFSET = 180;
    static final int RECEIVE_BLOCK_OFFSET = 184;
    static final int GENERATION_OFFSET = 188;

    static final int CLOSED = 0;
    static final int LISTEN = 1;
    static final int SYN_SENT = 2;
    static final int SYN_RECEIVED = 3;
    static final int ESTABLISHED = 4;
    static final int FIN_WAIT_1 = 5;
    static final int FIN_WAIT_2 = 6;
    static final int CLOSE_WAIT = 7;
    static final int CLOSING = 8;
    static final int LAST_ACK = 9;
    static final int TIME_WAIT = 10;

    /** Window scaling was negotiated. */
    static final int WINDOW_SCALE_OK = 1;
    /** SACK was negotiated (RFC 2018). */
    static final int SACK_OK = 1 << 1;
    /** Snd.TS.OK: timestamps were negotiated (RFC 7323). */
    static final int TIMESTAMPS_OK = 1 << 2;
    /** The open was passive. */
    static final int PASSIVE = 1 << 3;
    /** The user will send nothing more; a FIN follows the last octet. */
    static final int FIN_QUEUED = 1 << 4;
    /** The FIN was sent: SND.NXT counts it. */
    static final int FIN_SENT = 1 << 5;
    /** The peer's FIN was received in order: RCV.NXT counts it. */
    static final int FIN_RECEIVED = 1 << 6;
    /** The user has closed the handle. */
    static final int USER_CLOSED = 1 << 7;
    /** The user knows the handle: {@code onClosed} is owed. */
    static final int USER_KNOWN = 1 << 8;
    /** The retransmission timer runs as persist timer. */
    static final int PERSIST = 1 << 9;
    /** {@link #retransmitDeadline} counts. */
    static final int RETRANSMIT_ARMED = 1 << 10;
    /** {@link #ackDeadline} counts. */
    static final int ACK_ARMED = 1 << 11;
    /** {@link #idleDeadline} counts. */
    static final int IDLE_ARMED = 1 << 12;
    /** Fast recovery (RFC 6582, RFC 6675). */
    static final int RECOVERY = 1 << 13;
    /** Retransmission after a timeout (RFC 5681 section 3.1). */
    static final int LOSS = 1 << 14;
    /** It waits in a listener's accept queue. */
    static final int QUEUED = 1 << 15;
    /** The user was told that the send ring is full and waits for {@code onWritable}. */
    static final int WANTS_WRITABLE = 1 << 16;
    /** The sink took no segment; {@link #ackDeadline} is when to try again. */
    static final int OUTPUT_BLOCKED = 1 << 17;
    /** The SYN or SYN-ACK was sent again (RFC 6298 section 5.7, RFC 5681 section 3.1). */
    static final int SYN_RETRANSMITTED = 1 << 18;
    /** A challenge ACK was sent and {@link #challengeTick} counts. */
    static final int CHALLENGED = 1 << 19;
    /** The connection is closed, out of the index, and kept only until the user has read what was received. */
    static final int LINGERING = 1 << 20;
    /** Segments arrived out of order and are in the receive ring. */
    static final int OUT_OF_ORDER = 1 << 21;
    /** Since the retransmission timer was armed nothing was sent again, so that a segment may be timed (Karn). */
    static final int TIMING = 1 << 22;
    /** {@code onWritable} is due when this segment has been dealt with. */
    static final int WRITABLE_DUE = 1 << 23;
    /** An acknowledgment is sent at the end of the burst of packets at hand. */
    static final int ACK_OWED = 1 << 24;
    /** An ICMP error has told of trouble on the way since the peer was last heard to acknowledge something. */
    static final int UNREACHABLE_TOLD = 1 << 25;
    /** ECN was negotiated (RFC 3168 section 6.1.1). */
    static final int ECN_OK = 1 << 26;
    /** A packet came with the mark of congestion, and the peer has not said yet that it has heard: ACKs bear ECE. */
    static final int ECN_ECHO = 1 << 27;
    /** The window was reduced: the next new data bear CWR. */
    static final int CWR_DUE = 1 << 28;
    /** The window was reduced for what was in flight before {@link #ecnRecover}: not again, and it does not grow. */
    static final int ECN_REDUCED = 1 << 29;

    /** Nagle's algorithm is off. */
    static final int OPTION_NO_DELAY = 1;
    /** Keep-alive is on. */
    static final int OPTION_KEEP_ALIVE = 1 << 1;

    private Tcb() {}

    /** Sets everything but key and generation to zero; word by word, which costs less than the call that fills a range. */
    static void clearAll(final long address) {
        Memory.putNativeInt(null, address + STATE_OFFSET, 0);
        for (int offset = FLAGS_OFFSET; offset < RECEIVE_BLOCK_OFFSET; offset += Long.BYTES) {
            Memory.putNativeLong(null, address + offset, 0);
        }
        Memory.putNativeInt(null, address + RECEIVE_BLOCK_OFFSET, 0);
    }

    /** {@return whether a flag is set} */
    static boolean is(final long address, final int flag) {
        return (flags(address) & flag) != 0;
    }

    static void set(final long address, final int flag) {
        flags(address, flags(address) | flag);
    }

    static void clear(final long address, final int flag) {
        flags(address, flags(address) & ~flag);
    }

    /** {@return octets and flags between SND.UNA and SND.NXT} */
    static int flightSize(final long address) {
        return sndNxt(address) - sndUna(address);
    }

    /** {@return whether the FIN was sent and acknowledged} */
    static boolean isFinAcknowledged(final long address) {
        return is(address, FIN_SENT) && sndUna(address) == sndNxt(address);
    }

    /** {@return the state, one of the constants of this class} */
    static int state(final long address) {
        return Memory.u8(null, address + STATE_OFFSET);
    }

    static void state(final long address, final int value) {
        Memory.putU8(null, address + STATE_OFFSET, value);
    }

    /** {@return Snd.Wind.Shift (RFC 7323 section 2.2), 0 to 14} */
    static int sndShift(final long address) {
        return Memory.u8(null, address + SND_SHIFT_OFFSET);
    }

    static void sndShift(final long address, final int value) {
        Memory.putU8(null, address + SND_SHIFT_OFFSET, value);
    }

    /** {@return Rcv.Wind.Shift (RFC 7323 section 2.2), 0 to 14} */
    static int rcvShift(final long address) {
        return Memory.u8(null, address + RCV_SHIFT_OFFSET);
    }

    static void rcvShift(final long address, final int value) {
        Memory.putU8(null, address + RCV_SHIFT_OFFSET, value);
    }

    /** {@return how often the oldest outstanding segment, or probe, was sent again} */
    static int retries(final long address) {
        return Memory.u8(null, address + RETRIES_OFFSET);
    }

    static void retries(final long address, final int value) {
        Memory.putU8(null, address + RETRIES_OFFSET, value);
    }

    /** {@return the flags of this class} */
    static int flags(final long address) {
        return Memory.nativeInt(null, address + FLAGS_OFFSET);
    }

    static void flags(final long address, final int value) {
        Memory.putNativeInt(null, address + FLAGS_OFFSET, value);
    }

    /** {@return RCV.NXT} */
    static int rcvNxt(final long address) {
        return Memory.nativeInt(null, address + RCV_NXT_OFFSET);
    }

    static void rcvNxt(final long address, final int value) {
        Memory.putNativeInt(null, address + RCV_NXT_OFFSET, value);
    }

    /** {@return RCV.WND, from RCV.NXT to the right edge that was last advertised} */
    static int rcvWnd(final long address) {
        return Memory.nativeInt(null, address + RCV_WND_OFFSET);
    }

    static void rcvWnd(final long address, final int value) {
        Memory.putNativeInt(null, address + RCV_WND_OFFSET, value);
    }

    /** {@return SND.UNA} */
    static int sndUna(final long address) {
        return Memory.nativeInt(null, address + SND_UNA_OFFSET);
    }

    static void sndUna(final long address, final int value) {
        Memory.putNativeInt(null, address + SND_UNA_OFFSET, value);
    }

    /** {@return SND.NXT: never moves back, retransmission has its own marks} */
    static int sndNxt(final long address) {
        return Memory.nativeInt(null, address + SND_NXT_OFFSET);
    }

    static void sndNxt(final long address, final int value) {
        Memory.putNativeInt(null, address + SND_NXT_OFFSET, value);
    }

    /** {@return SND.WND, scaled} */
    static int sndWnd(final long address) {
        return Memory.nativeInt(null, address + SND_WND_OFFSET);
    }

    static void sndWnd(final long address, final int value) {
        Memory.putNativeInt(null, address + SND_WND_OFFSET, value);
    }

    /** {@return SND.WL1} */
    static int sndWl1(final long address) {
        return Memory.nativeInt(null, address + SND_WL1_OFFSET);
    }

    static void sndWl1(final long address, final int value) {
        Memory.putNativeInt(null, address + SND_WL1_OFFSET, value);
    }

    /** {@return SND.WL2} */
    static int sndWl2(final long address) {
        return Memory.nativeInt(null, address + SND_WL2_OFFSET);
    }

    static void sndWl2(final long address, final int value) {
        Memory.putNativeInt(null, address + SND_WL2_OFFSET, value);
    }

    /** {@return MAX.SND.WND (RFC 5961 section 5.2)} */
    static int maxSndWnd(final long address) {
        return Memory.nativeInt(null, address + MAX_SND_WND_OFFSET);
    }

    static void maxSndWnd(final long address, final int value) {
        Memory.putNativeInt(null, address + MAX_SND_WND_OFFSET, value);
    }

    /** {@return TS.Recent (RFC 7323 section 4.3)} */
    static int tsRecent(final long address) {
        return Memory.nativeInt(null, address + TS_RECENT_OFFSET);
    }

    static void tsRecent(final long address, final int value) {
        Memory.putNativeInt(null, address + TS_RECENT_OFFSET, value);
    }

    /** {@return the tick at which TS.Recent was set} */
    static int tsRecentAge(final long address) {
        return Memory.nativeInt(null, address + TS_RECENT_AGE_OFFSET);
    }

    static void tsRecentAge(final long address, final int value) {
        Memory.putNativeInt(null, address + TS_RECENT_AGE_OFFSET, value);
    }

    /** {@return what is added to the clock to give TSval (RFC 7323 section 5.4)} */
    static int tsOffset(final long address) {
        return Memory.nativeInt(null, address + TS_OFFSET_OFFSET);
    }

    static void tsOffset(final long address, final int value) {
        Memory.putNativeInt(null, address + TS_OFFSET_OFFSET, value);
    }

    /** {@return Last.ACK.sent (RFC 7323 section 4.3)} */
    static int lastAckSent(final long address) {
        return Memory.nativeInt(null, address + LAST_ACK_SENT_OFFSET);
    }

    static void lastAckSent(final long address, final int value) {
        Memory.putNativeInt(null, address + LAST_ACK_SENT_OFFSET, value);
    }

    /** {@return ISS} */
    static int iss(final long address) {
        return Memory.nativeInt(null, address + ISS_OFFSET);
    }

    static void iss(final long address, final int value) {
        Memory.putNativeInt(null, address + ISS_OFFSET, value);
    }

    /** {@return IRS} */
    static int irs(final long address) {
        return Memory.nativeInt(null, address + IRS_OFFSET);
    }

    static void irs(final long address, final int value) {
        Memory.putNativeInt(null, address + IRS_OFFSET, value);
    }

    /** {@return Eff.snd.MSS: the most octets of data in a segment (RFC 9293 section 3.7.1)} */
    static int sndMss(final long address) {
        return Memory.nativeShort(null, address + SND_MSS_OFFSET) & 0xFFFF;
    }

    static void sndMss(final long address, final int value) {
        Memory.putNativeShort(null, address + SND_MSS_OFFSET, (short) value);
    }

    /** {@return the most octets of data that have come in a segment, a guess at what the peer uses} */
    static int rcvMss(final long address) {
        return Memory.nativeShort(null, address + RCV_MSS_OFFSET) & 0xFFFF;
    }

    static void rcvMss(final long address, final int value) {
        Memory.putNativeShort(null, address + RCV_MSS_OFFSET, (short) value);
    }

    /** {@return SRTT in microseconds (RFC 6298), 0 before the first measurement} */
    static int srtt(final long address) {
        return Memory.nativeInt(null, address + SRTT_OFFSET);
    }

    static void srtt(final long address, final int value) {
        Memory.putNativeInt(null, address + SRTT_OFFSET, value);
    }

    /** {@return RTTVAR in microseconds (RFC 6298)} */
    static int rttvar(final long address) {
        return Memory.nativeInt(null, address + RTTVAR_OFFSET);
    }

    static void rttvar(final long address, final int value) {
        Memory.putNativeInt(null, address + RTTVAR_OFFSET, value);
    }

    /** {@return SND.NXT when the window was reduced last; only with {@link #ECN_REDUCED}} */
    static int ecnRecover(final long address) {
        return Memory.nativeInt(null, address + ECN_RECOVER_OFFSET);
    }

    static void ecnRecover(final long address, final int value) {
        Memory.putNativeInt(null, address + ECN_RECOVER_OFFSET, value);
    }

    /** {@return RTO in ticks, without the backing off (RFC 6298)} */
    static int rto(final long address) {
        return Memory.nativeInt(null, address + RTO_OFFSET);
    }

    static void rto(final long address, final int value) {
        Memory.putNativeInt(null, address + RTO_OFFSET, value);
    }

    /** {@return cwnd in octets (RFC 5681)} */
    static int cwnd(final long address) {
        return Memory.nativeInt(null, address + CWND_OFFSET);
    }

    static void cwnd(final long address, final int value) {
        Memory.putNativeInt(null, address + CWND_OFFSET, value);
    }

    /** {@return ssthresh in octets (RFC 5681)} */
    static int ssthresh(final long address) {
        return Memory.nativeInt(null, address + SSTHRESH_OFFSET);
    }

    static void ssthresh(final long address, final int value) {
        Memory.putNativeInt(null, address + SSTHRESH_OFFSET, value);
    }

    /** {@return recover (RFC 6582), RecoveryPoint (RFC 6675)} */
    static int recover(final long address) {
        return Memory.nativeInt(null, address + RECOVER_OFFSET);
    }

    static void recover(final long address, final int value) {
        Memory.putNativeInt(null, address + RECOVER_OFFSET, value);
    }

    /** {@return duplicate acknowledgments in a row} */
    static int dupAcks(final long address) {
        return Memory.u8(null, address + DUP_ACKS_OFFSET);
    }

    static void dupAcks(final long address, final int value) {
        Memory.putU8(null, address + DUP_ACKS_OFFSET, value);
    }

    /** {@return keep-alive probes sent without an answer} */
    static int probes(final long address) {
        return Memory.u8(null, address + PROBES_OFFSET);
    }

    static void probes(final long address, final int value) {
        Memory.putU8(null, address + PROBES_OFFSET, value);
    }

    /** {@return segments of full size received since the last acknowledgment was sent} */
    static int delayedSegments(final long address) {
        return Memory.u8(null, address + DELAYED_SEGMENTS_OFFSET);
    }

    static void delayedSegments(final long address, final int value) {
        Memory.putU8(null, address + DELAYED_SEGMENTS_OFFSET, value);
    }

    /** {@return what the user asked of this connection, the bits OPTION_ of this class} */
    static int options(final long address) {
        return Memory.u8(null, address + OPTIONS_OFFSET);
    }

    static void options(final long address, final int value) {
        Memory.putU8(null, address + OPTIONS_OFFSET, value);
    }

    /** {@return when the retransmission or persist timer expires} */
    static int retransmitDeadline(final long address) {
        return Memory.nativeInt(null, address + RETRANSMIT_DEADLINE_OFFSET);
    }

    static void retransmitDeadline(final long address, final int value) {
        Memory.putNativeInt(null, address + RETRANSMIT_DEADLINE_OFFSET, value);
    }

    /** {@return when a delayed acknowledgment is due} */
    static int ackDeadline(final long address) {
        return Memory.nativeInt(null, address + ACK_DEADLINE_OFFSET);
    }

    static void ackDeadline(final long address, final int value) {
        Memory.putNativeInt(null, address + ACK_DEADLINE_OFFSET, value);
    }

    /** {@return when the keep-alive or FIN-WAIT-2 timer expires} */
    static int idleDeadline(final long address) {
        return Memory.nativeInt(null, address + IDLE_DEADLINE_OFFSET);
    }

    static void idleDeadline(final long address, final int value) {
        Memory.putNativeInt(null, address + IDLE_DEADLINE_OFFSET, value);
    }

    /** {@return the tick of the last acceptable segment} */
    static int lastReceived(final long address) {
        return Memory.nativeInt(null, address + LAST_RECEIVED_OFFSET);
    }

    static void lastReceived(final long address, final int value) {
        Memory.putNativeInt(null, address + LAST_RECEIVED_OFFSET, value);
    }

    /** {@return the tick of the last challenge ACK} */
    static int challengeTick(final long address) {
        return Memory.nativeInt(null, address + CHALLENGE_TICK_OFFSET);
    }

    static void challengeTick(final long address, final int value) {
        Memory.putNativeInt(null, address + CHALLENGE_TICK_OFFSET, value);
    }

    /** {@return the tick since which something has been outstanding without progress} */
    static int sentAt(final long address) {
        return Memory.nativeInt(null, address + SENT_AT_OFFSET);
    }

    static void sentAt(final long address, final int value) {
        Memory.putNativeInt(null, address + SENT_AT_OFFSET, value);
    }

    /** {@return what the user attached} */
    static long userCookie(final long address) {
        return Memory.nativeLong(null, address + USER_COOKIE_OFFSET);
    }

    static void userCookie(final long address, final long value) {
        Memory.putNativeLong(null, address + USER_COOKIE_OFFSET, value);
    }

    /** {@return before it is accepted: the connection before it in the accept queue} */
    static int queuePrevious(final long address) {
        return Memory.nativeInt(null, address + QUEUE_PREVIOUS_OFFSET);
    }

    static void queuePrevious(final long address, final int value) {
        Memory.putNativeInt(null, address + QUEUE_PREVIOUS_OFFSET, value);
    }

    /** {@return before it is accepted: the listener} */
    static int listener(final long address) {
        return Memory.nativeInt(null, address + LISTENER_OFFSET);
    }

    static void listener(final long address, final int value) {
        Memory.putNativeInt(null, address + LISTENER_OFFSET, value);
    }

    /** {@return before it is accepted: the connection behind it in the accept queue} */
    static int queueNext(final long address) {
        return Memory.nativeInt(null, address + QUEUE_NEXT_OFFSET);
    }

    static void queueNext(final long address, final int value) {
        Memory.putNativeInt(null, address + QUEUE_NEXT_OFFSET, value);
    }

    /** {@return after it is accepted: segments sent again} */
    static int retransmissions(final long address) {
        return Memory.nativeInt(null, address + RETRANSMISSIONS_OFFSET);
    }

    static void retransmissions(final long address, final int value) {
        Memory.putNativeInt(null, address + RETRANSMISSIONS_OFFSET, value);
    }

    /** {@return the ring of data to send, or {@code Rings.NONE}} */
    static int sendBlock(final long address) {
        return Memory.nativeInt(null, address + SEND_BLOCK_OFFSET);
    }

    static void sendBlock(final long address, final int value) {
        Memory.putNativeInt(null, address + SEND_BLOCK_OFFSET, value);
    }

    /** {@return the ring of data received, or {@code Rings.NONE}} */
    static int receiveBlock(final long address) {
        return Memory.nativeInt(null, address + RECEIVE_BLOCK_OFFSET);
    }

    static void receiveBlock(final long address, final int value) {
        Memory.putNativeInt(null, address + RECEIVE_BLOCK_OFFSET, value);
    }

    /** {@return how often this slot has been used; what a handle must agree with} */
    static int generation(final long address) {
        return Memory.nativeInt(null, address + GENERATION_OFFSET);
    }

    static void generation(final long address, final int value) {
        Memory.putNativeInt(null, address + GENERATION_OFFSET, value);
    }
}
