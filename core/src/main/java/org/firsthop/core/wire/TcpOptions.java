package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;

import org.agrona.DirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * What the options of one TCP segment say, read in one pass: a holder of values that outlives the segment.
 *
 * <p>{@link #parse(DirectBuffer, int, int)} forgets the segment before and reads another. Options of unknown kind are skipped
 * (RFC 9293 section 3.1, MUST-6); of an option that is there twice, the last counts. A value whose option is absent is 0. Whether
 * an option may be on a segment — most only with SYN — is for the TCP to judge.
 *
 * <p>Two faults are told apart. A length that breaks the list itself ends the pass, and what was read before stays:
 * {@link TcpOptionIterator#BAD_OPTION_LENGTH}. A known option of a length that its RFC does not give it is left out, and the
 * pass goes on: {@link #UNEXPECTED_OPTION_LENGTH}. It is for the caller to drop the segment for either, or to go on with what was
 * understood.
 *
 * <p>Reusable; allocates nothing after construction; not thread-safe.
 */
public final class TcpOptions {
    /** The largest window scale in use; a larger one counts as this (RFC 7323 section 2.3). */
    public static final int MAX_WINDOW_SCALE = 14;

    /** A known option has a length that its RFC does not give it; the option was ignored. The sender. */
    public static final DropReason UNEXPECTED_OPTION_LENGTH = DropReason.declare(
            "TCP_UNEXPECTED_OPTION_LENGTH",
            Severity.WARNING,
            "the length of an option is not one that its kind may have");

    /** NOP, NOP, Timestamps and its length: how RFC 7323 appendix A lays out the option of nearly every segment. */
    private static final int ALIGNED_TIMESTAMPS = 0x0101_080A;

    private static final int ALIGNED_TIMESTAMPS_LENGTH = 12;

    private static final int HAS_MAXIMUM_SEGMENT_SIZE = 1;
    private static final int HAS_WINDOW_SCALE = 1 << 1;
    private static final int HAS_SACK_PERMITTED = 1 << 2;
    private static final int HAS_TIMESTAMPS = 1 << 3;
    private static final int HAS_USER_TIMEOUT = 1 << 4;
    private static final int HAS_FAST_OPEN = 1 << 5;
    private static final int HAS_FAST_OPEN_EXPERIMENT = 1 << 6;
    private static final int HAS_MD5_SIGNATURE = 1 << 7;
    private static final int HAS_AUTHENTICATION = 1 << 8;
    private static final int HAS_MULTIPATH = 1 << 9;
    private static final int HAS_ACCURATE_ECN = 1 << 10;

    private final int[] sackEdges = new int[2 * TcpOptionKind.MAX_SACK_BLOCKS];
    private int present;
    private int unknownCount;
    private int maximumSegmentSize;
    private int windowScale;
    private int timestampValue;
    private int timestampEcho;
    private int sackBlockCount;
    private int userTimeout;
    private int fastOpenCookieLength;
    private long fastOpenCookieHigh;
    private long fastOpenCookieLow;

    /** A holder of no options. */
    public TcpOptions() {}

    /**
     * Reads the options of a header that passed {@link TcpFlyweight#check(DirectBuffer, int, int)}.
     *
     * @param tcp laid over the header.
     * @return as {@link #parse(DirectBuffer, int, int)}.
     */
    public DropReason parse(final TcpFlyweight tcp) {
        return parse(tcp.buffer(), tcp.optionsOffset(), tcp.optionsLength());
    }

    /**
     * Reads options. Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the header.
     * @param offset of the first option.
     * @param length octets of options.
     * @return {@link DropReason#NONE}, {@link TcpOptionIterator#BAD_OPTION_LENGTH} or {@link #UNEXPECTED_OPTION_LENGTH},
     *     the former where both are due.
     */
    public DropReason parse(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return parse(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #parse(DirectBuffer, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first option.
     * @param length octets of options.
     * @return {@link DropReason#NONE}, or the fault.
     */
    public DropReason parse(final @Nullable Object base, final long address, final int length) {
        clear();
        if (length == ALIGNED_TIMESTAMPS_LENGTH && Memory.i32(base, address) == ALIGNED_TIMESTAMPS) {
            timestamps(base, address + Integer.BYTES);
            return DropReason.NONE;
        }
        DropReason reason = DropReason.NONE;
        int position = 0;
        while (position < length) {
            final int kind = Memory.u8(base, address + position);
            if (kind == TcpOptionKind.NO_OPERATION) {
                position++;
                continue;
            }
            if (kind == TcpOptionKind.END_OF_LIST) {
                break;
            }
            final int remaining = length - position;
            final int optionLength = remaining < 2 ? 0 : Memory.u8(base, address + position + 1);
            if (optionLength < 2 || optionLength > remaining) {
                return TcpOptionIterator.BAD_OPTION_LENGTH;
            }
            if (!TcpOptionKind.isLengthValid(kind, optionLength)
                    || !read(kind, base, address + position + 2, optionLength - 2)) {
                reason = UNEXPECTED_OPTION_LENGTH;
            }
            position += optionLength;
        }
        return reason;
    }

    /** Forgets everything, as if a segment without options had been read. */
    public void clear() {
        present = 0;
        unknownCount = 0;
        maximumSegmentSize = 0;
        windowScale = 0;
        timestampValue = 0;
        timestampEcho = 0;
        sackBlockCount = 0;
        userTimeout = 0;
        fastOpenCookieLength = 0;
        fastOpenCookieHigh = 0;
        fastOpenCookieLow = 0;
    }

    private boolean read(final int kind, final @Nullable Object base, final long data, final int dataLength) {
        switch (kind) {
            case TcpOptionKind.MAXIMUM_SEGMENT_SIZE -> {
                maximumSegmentSize = Memory.u16(base, data);
                present |= HAS_MAXIMUM_SEGMENT_SIZE;
            }
            case TcpOptionKind.WINDOW_SCALE -> {
                windowScale = Memory.u8(base, data);
                present |= HAS_WINDOW_SCALE;
            }
            case TcpOptionKind.SACK_PERMITTED -> present |= HAS_SACK_PERMITTED;
            case TcpOptionKind.SACK -> {
                sackBlockCount = dataLength / TcpOptionKind.SACK_BLOCK_LENGTH;
                for (int i = 0; i < 2 * sackBlockCount; i++) {
                    sackEdges[i] = Memory.i32(base, data + (long) i * Integer.BYTES);
                }
            }
            case TcpOptionKind.TIMESTAMPS -> timestamps(base, data);
            case TcpOptionKind.USER_TIMEOUT -> {
                userTimeout = Memory.u16(base, data);
                present |= HAS_USER_TIMEOUT;
            }
            case TcpOptionKind.FAST_OPEN -> {
                fastOpenCookie(base, data, dataLength);
                present = (present | HAS_FAST_OPEN) & ~HAS_FAST_OPEN_EXPERIMENT;
            }
            case TcpOptionKind.MD5_SIGNATURE -> present |= HAS_MD5_SIGNATURE;
            case TcpOptionKind.AUTHENTICATION -> present |= HAS_AUTHENTICATION;
            case TcpOptionKind.MULTIPATH -> present |= HAS_MULTIPATH;
            case TcpOptionKind.ACCURATE_ECN_0, TcpOptionKind.ACCURATE_ECN_1 -> present |= HAS_ACCURATE_ECN;
            case TcpOptionKind.EXPERIMENT_2 -> {
                return experiment(base, data, dataLength);
            }
            default -> unknownCount++;
        }
        return true;
    }

    private boolean experiment(final @Nullable Object base, final long data, final int dataLength) {
        if (dataLength < Short.BYTES || Memory.u16(base, data) != TcpOptionKind.FAST_OPEN_EXPERIMENT) {
            unknownCount++;
            return true;
        }
        final int cookieLength = dataLength - Short.BYTES;
        if (!TcpOptionKind.isFastOpenCookieLengthValid(cookieLength)) {
            return false;
        }
        fastOpenCookie(base, data + Short.BYTES, cookieLength);
        present |= HAS_FAST_OPEN | HAS_FAST_OPEN_EXPERIMENT;
        return true;
    }

    private void timestamps(final @Nullable Object base, final long data) {
        timestampValue = Memory.i32(base, data);
        timestampEcho = Memory.i32(base, data + Integer.BYTES);
        present |= HAS_TIMESTAMPS;
    }

    private void fastOpenCookie(final @Nullable Object base, final long data, final int length) {
        fastOpenCookieLength = length;
        fastOpenCookieHigh = leftAligned(base, data, Math.min(length, Long.BYTES));
        fastOpenCookieLow = leftAligned(base, data + Long.BYTES, Math.max(0, length - Long.BYTES));
    }

    private static long leftAligned(final @Nullable Object base, final long data, final int length) {
        long bits = 0;
        for (int i = 0; i < length; i++) {
            bits |= (long) Memory.u8(base, data + i) << (56 - 8 * i);
        }
        return bits;
    }

    /** {@return whether Maximum Segment Size is there} */
    public boolean hasMaximumSegmentSize() {
        return (present & HAS_MAXIMUM_SEGMENT_SIZE) != 0;
    }

    /** {@return Maximum Segment Size as it stands, 16 bits: 0 to 65,535} */
    public int maximumSegmentSize() {
        return maximumSegmentSize;
    }

    /** {@return whether Window Scale is there} */
    public boolean hasWindowScale() {
        return (present & HAS_WINDOW_SCALE) != 0;
    }

    /** {@return Window Scale's shift count as it stands, 8 bits: 0 to 255} */
    public int windowScaleRaw() {
        return windowScale;
    }

    /** {@return Window Scale's shift count as it is used: 0 to {@link #MAX_WINDOW_SCALE} (RFC 7323 section 2.3)} */
    public int windowScale() {
        return Math.min(windowScale, MAX_WINDOW_SCALE);
    }

    /** {@return whether SACK Permitted is there} */
    public boolean isSackPermitted() {
        return (present & HAS_SACK_PERMITTED) != 0;
    }

    /** {@return the number of SACK blocks: 0 to {@link TcpOptionKind#MAX_SACK_BLOCKS}} */
    public int sackBlockCount() {
        return sackBlockCount;
    }

    /**
     * The first sequence number of a SACK block.
     *
     * @param block 0 to {@link #sackBlockCount()} − 1.
     * @return 32 bits; compare with {@link TcpSequence}.
     */
    public int sackLeftEdge(final int block) {
        return sackEdges[2 * block];
    }

    /**
     * The sequence number that follows a SACK block.
     *
     * @param block 0 to {@link #sackBlockCount()} − 1.
     * @return 32 bits; compare with {@link TcpSequence}.
     */
    public int sackRightEdge(final int block) {
        return sackEdges[2 * block + 1];
    }

    /** {@return whether Timestamps is there} */
    public boolean hasTimestamps() {
        return (present & HAS_TIMESTAMPS) != 0;
    }

    /** {@return TSval, 32 bits; compare with {@link TcpSequence}} */
    public int timestampValue() {
        return timestampValue;
    }

    /** {@return TSecr, 32 bits; compare with {@link TcpSequence}} */
    public int timestampEcho() {
        return timestampEcho;
    }

    /** {@return whether User Timeout is there} */
    public boolean hasUserTimeout() {
        return (present & HAS_USER_TIMEOUT) != 0;
    }

    /** {@return User Timeout as it stands, 16 bits: granularity over 15 bits of time (RFC 5482 section 3)} */
    public int userTimeoutRaw() {
        return userTimeout;
    }

    /** {@return User Timeout in seconds, whichever its granularity: 0 to 1,966,020} */
    public int userTimeoutSeconds() {
        final int time = userTimeout & 0x7FFF;
        return (userTimeout & 0x8000) != 0 ? time * 60 : time;
    }

    /** {@return whether Fast Open is there, as option 34 or as the experiment: a request, or a cookie} */
    public boolean hasFastOpen() {
        return (present & HAS_FAST_OPEN) != 0;
    }

    /** {@return whether Fast Open came as the experiment (RFC 7413 appendix A), and wants to be answered as such} */
    public boolean isFastOpenExperiment() {
        return (present & HAS_FAST_OPEN_EXPERIMENT) != 0;
    }

    /** {@return octets of the Fast Open cookie: 0, a request for one, or 4 to 16 and even} */
    public int fastOpenCookieLength() {
        return fastOpenCookieLength;
    }

    /** {@return octets 0 to 7 of the Fast Open cookie, the first the most significant; zeros follow a shorter one} */
    public long fastOpenCookieHigh() {
        return fastOpenCookieHigh;
    }

    /** {@return octets 8 to 15 of the Fast Open cookie, the first the most significant; zeros follow a shorter one} */
    public long fastOpenCookieLow() {
        return fastOpenCookieLow;
    }

    /** {@return whether an MD5 Signature is there, not verified here} */
    public boolean hasMd5Signature() {
        return (present & HAS_MD5_SIGNATURE) != 0;
    }

    /** {@return whether TCP-AO is there, not verified here} */
    public boolean hasAuthentication() {
        return (present & HAS_AUTHENTICATION) != 0;
    }

    /** {@return whether a Multipath TCP option is there} */
    public boolean hasMultipath() {
        return (present & HAS_MULTIPATH) != 0;
    }

    /** {@return whether an Accurate ECN option is there} */
    public boolean hasAccurateEcn() {
        return (present & HAS_ACCURATE_ECN) != 0;
    }

    /** {@return how many options of unknown kind were skipped: 0 to 20} */
    public int unknownCount() {
        return unknownCount;
    }
}
