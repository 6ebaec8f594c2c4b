package org.firsthop.dns.rdata;

import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/** Options of EDNS: their codes (RFC 6891 section 9) and the form of their data. */
public final class EdnsOption {
    /** The server's name for itself (RFC 5001). */
    public static final int NSID = 3;

    /** The part of the client's address for which an answer is good (RFC 7871). */
    public static final int CLIENT_SUBNET = 8;

    /** The cookies of client and server (RFC 7873, RFC 9018). */
    public static final int COOKIE = 10;

    /** How long a TCP connection may be idle (RFC 7828). */
    public static final int TCP_KEEPALIVE = 11;

    /** Octets that hide the message's length (RFC 7830). */
    public static final int PADDING = 12;

    /** An extended error (RFC 8914). */
    public static final int EXTENDED_ERROR = 15;

    /** Octets of a client's cookie. */
    public static final int CLIENT_COOKIE_LENGTH = 8;

    private static final int MIN_SERVER_COOKIE_LENGTH = 8;
    private static final int MAX_SERVER_COOKIE_LENGTH = 32;

    private EdnsOption() {}

    /**
     * The name of an option.
     *
     * @param code 0 to 65,535.
     * @return as dig prints it, such as {@code COOKIE}, or {@code OPT=65001} where there is none.
     */
    public static String name(final int code) {
        return switch (code) {
            case NSID -> "NSID";
            case CLIENT_SUBNET -> "CLIENT-SUBNET";
            case COOKIE -> "COOKIE";
            case TCP_KEEPALIVE -> "TCP-KEEPALIVE";
            case PADDING -> "PAD";
            case EXTENDED_ERROR -> "EDE";
            default -> "OPT=" + code;
        };
    }

    /**
     * Tells whether the length is one that cookies have: 8 octets of the client, and none or 8 to 32 of the server (RFC 7873
     * section 4).
     *
     * @param length of the option's data.
     * @return whether it is.
     */
    public static boolean isCookieLength(final int length) {
        return length == CLIENT_COOKIE_LENGTH
                || (length >= CLIENT_COOKIE_LENGTH + MIN_SERVER_COOKIE_LENGTH
                        && length <= CLIENT_COOKIE_LENGTH + MAX_SERVER_COOKIE_LENGTH);
    }

    /**
     * Tells whether data is a client subnet: a family that exists, prefix lengths that it can have, as many octets of address
     * as the source prefix needs, and no bit set behind it (RFC 7871 section 6).
     *
     * @param base the data's array, or {@code null} for absolute addresses.
     * @param data address of the data.
     * @param length of the data.
     * @return whether it is.
     */
    public static boolean isClientSubnet(final @Nullable Object base, final long data, final int length) {
        if (length < 4) {
            return false;
        }
        final int family = Memory.u16(base, data);
        final int source = Memory.u8(base, data + 2);
        final int scope = Memory.u8(base, data + 3);
        final int bits = family == 1 ? 32 : family == 2 ? 128 : -1;
        if (source > bits || scope > bits || length != 4 + (source + 7) / 8) {
            return false;
        }
        final int spare = -source & 7;
        return spare == 0 || (Memory.u8(base, data + length - 1) & ((1 << spare) - 1)) == 0;
    }
}
