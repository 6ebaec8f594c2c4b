package org.firsthop.core.wire;

/**
 * Kinds of TCP options (IANA "TCP Option Kind Numbers") and the lengths that their RFCs give them.
 *
 * <p>{@link #END_OF_LIST} and {@link #NO_OPERATION} are one octet; every other option, known or not, has a length octet that
 * counts the whole option (RFC 9293 section 3.1, MUST-68).
 */
public final class TcpOptionKind {
    /** End of Option List, one octet (RFC 9293 section 3.2). */
    public static final int END_OF_LIST = 0;

    /** No-Operation, one octet (RFC 9293 section 3.2). */
    public static final int NO_OPERATION = 1;

    /** Maximum Segment Size, 4 octets (RFC 9293 section 3.7.1). */
    public static final int MAXIMUM_SEGMENT_SIZE = 2;

    /** Window Scale, 3 octets (RFC 7323 section 2.2). */
    public static final int WINDOW_SCALE = 3;

    /** SACK Permitted, 2 octets (RFC 2018 section 2). */
    public static final int SACK_PERMITTED = 4;

    /** SACK, 2 octets and 8 for each of one to four blocks (RFC 2018 section 3). */
    public static final int SACK = 5;

    /** Timestamps, 10 octets (RFC 7323 section 3.2). */
    public static final int TIMESTAMPS = 8;

    /** MD5 Signature, 18 octets (RFC 2385, obsoleted by RFC 5925). */
    public static final int MD5_SIGNATURE = 19;

    /** User Timeout, 4 octets (RFC 5482 section 3). */
    public static final int USER_TIMEOUT = 28;

    /** Authentication Option (TCP-AO), 4 octets or more (RFC 5925 section 2.2). */
    public static final int AUTHENTICATION = 29;

    /** Multipath TCP, 3 octets or more (RFC 8684 section 3). */
    public static final int MULTIPATH = 30;

    /** Fast Open Cookie, 2 octets for a request, else 6 to 18 and even (RFC 7413 section 4.1.1). */
    public static final int FAST_OPEN = 34;

    /** Accurate ECN, order 0; 2, 5, 8 or 11 octets (RFC 9768 section 3.2.3). */
    public static final int ACCURATE_ECN_0 = 172;

    /** Accurate ECN, order 1; 2, 5, 8 or 11 octets (RFC 9768 section 3.2.3). */
    public static final int ACCURATE_ECN_1 = 174;

    /** Experiments, told apart by an identifier in their first two or four octets of data (RFC 6994). */
    public static final int EXPERIMENT_1 = 253;

    /** Experiments, told apart by an identifier in their first two or four octets of data (RFC 6994). */
    public static final int EXPERIMENT_2 = 254;

    /** The experiment identifier of Fast Open before it had a kind (RFC 7413 appendix A), with {@link #EXPERIMENT_2}. */
    public static final int FAST_OPEN_EXPERIMENT = 0xF989;

    /** Octets of {@link #MAXIMUM_SEGMENT_SIZE}. */
    public static final int MAXIMUM_SEGMENT_SIZE_LENGTH = 4;

    /** Octets of {@link #WINDOW_SCALE}. */
    public static final int WINDOW_SCALE_LENGTH = 3;

    /** Octets of {@link #SACK_PERMITTED}. */
    public static final int SACK_PERMITTED_LENGTH = 2;

    /** Octets of {@link #TIMESTAMPS}. */
    public static final int TIMESTAMPS_LENGTH = 10;

    /** Octets of {@link #MD5_SIGNATURE}. */
    public static final int MD5_SIGNATURE_LENGTH = 18;

    /** Octets of {@link #USER_TIMEOUT}. */
    public static final int USER_TIMEOUT_LENGTH = 4;

    /** Octets of one block of {@link #SACK}. */
    public static final int SACK_BLOCK_LENGTH = 8;

    /** The most blocks of {@link #SACK} that 40 octets of options have room for. */
    public static final int MAX_SACK_BLOCKS = 4;

    /** The fewest octets of a Fast Open cookie. */
    public static final int MIN_FAST_OPEN_COOKIE_LENGTH = 4;

    /** The most octets of a Fast Open cookie. */
    public static final int MAX_FAST_OPEN_COOKIE_LENGTH = 16;

    private TcpOptionKind() {}

    /**
     * Whether an option's length is one that its kind may have.
     *
     * @param kind 0 to 255.
     * @param length of the whole option, 2 to 255; of {@link #END_OF_LIST} and {@link #NO_OPERATION}, 1.
     * @return whether it is; always, for a kind unknown here.
     */
    public static boolean isLengthValid(final int kind, final int length) {
        return switch (kind) {
            case END_OF_LIST, NO_OPERATION -> length == 1;
            case MAXIMUM_SEGMENT_SIZE -> length == MAXIMUM_SEGMENT_SIZE_LENGTH;
            case WINDOW_SCALE -> length == WINDOW_SCALE_LENGTH;
            case SACK_PERMITTED -> length == SACK_PERMITTED_LENGTH;
            case SACK ->
                length >= 2 + SACK_BLOCK_LENGTH
                        && length <= 2 + MAX_SACK_BLOCKS * SACK_BLOCK_LENGTH
                        && (length - 2) % SACK_BLOCK_LENGTH == 0;
            case TIMESTAMPS -> length == TIMESTAMPS_LENGTH;
            case MD5_SIGNATURE -> length == MD5_SIGNATURE_LENGTH;
            case USER_TIMEOUT -> length == USER_TIMEOUT_LENGTH;
            case AUTHENTICATION -> length >= 4;
            case MULTIPATH -> length >= 3;
            case FAST_OPEN -> isFastOpenCookieLengthValid(length - 2);
            case ACCURATE_ECN_0, ACCURATE_ECN_1 -> length <= 11 && length % 3 == 2;
            default -> true;
        };
    }

    /**
     * Whether a Fast Open cookie may have a length (RFC 7413 section 4.1.1).
     *
     * @param length of the cookie in octets.
     * @return whether it is 0, a request, or 4 to 16 and even.
     */
    public static boolean isFastOpenCookieLengthValid(final int length) {
        return length == 0
                || (length >= MIN_FAST_OPEN_COOKIE_LENGTH
                        && length <= MAX_FAST_OPEN_COOKIE_LENGTH
                        && (length & 1) == 0);
    }
}
