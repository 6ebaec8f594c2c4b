package org.firsthop.dns.rdata;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.memory.Memory;
import org.firsthop.dns.name.WireName;
import org.jspecify.annotations.Nullable;

/** The parameters of a service binding: their keys (RFC 9460 section 14.3.2) and the form of their values. */
public final class SvcParams {
    /** Keys that a client must understand, in increasing order, 16 bits each (RFC 9460 section 8). */
    public static final int MANDATORY = 0;

    /** Protocols above TLS, each after an octet of its length (RFC 9460 section 7.1). */
    public static final int ALPN = 1;

    /** The scheme's default protocol is not served; no value (RFC 9460 section 7.1). */
    public static final int NO_DEFAULT_ALPN = 2;

    /** The port, 16 bits (RFC 9460 section 7.2). */
    public static final int PORT = 3;

    /** IPv4 addresses to try meanwhile (RFC 9460 section 7.3). */
    public static final int IPV4HINT = 4;

    /** The configuration of encrypted ClientHello (RFC 9848). */
    public static final int ECH = 5;

    /** IPv6 addresses to try meanwhile (RFC 9460 section 7.3). */
    public static final int IPV6HINT = 6;

    /** The path of DNS over HTTPS (RFC 9461 section 5). */
    public static final int DOHPATH = 7;

    private static final String[] NAMES = {
        "mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath"
    };

    private SvcParams() {}

    /**
     * The name of a key.
     *
     * @param key 0 to 65,535.
     * @return such as {@code alpn}, or {@code key667} where there is none (RFC 9460 section 2.1).
     */
    public static String name(final int key) {
        return key < NAMES.length ? NAMES[key] : "key" + key;
    }

    /**
     * Reads the name of a key.
     *
     * @param text in lower case, such as {@code port} or {@code key3}.
     * @return the key, or −1 where the text is none.
     */
    public static int parse(final String text) {
        for (int key = 0; key < NAMES.length; key++) {
            if (NAMES[key].equals(text)) {
                return key;
            }
        }
        if (!text.startsWith("key") || text.length() > 8 || text.length() < 4) {
            return -1;
        }
        int number = 0;
        for (int i = 3; i < text.length(); i++) {
            final char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + digit - '0';
        }
        return number < 0xFFFF ? number : -1;
    }

    /**
     * Checks the parameters of RDATA whose fields are in place: each key once and in increasing order, values in the form of
     * their keys (RFC 9460 section 2.2). In alias form, with priority 0, parameters are to be ignored, so only their order
     * counts (section 2.4.2).
     */
    static DropReason check(final @Nullable Object base, final long rdata, final int length) {
        final boolean service = Memory.u16(base, rdata) != 0;
        int position = 2 + WireName.length(base, rdata + 2);
        int last = -1;
        while (position < length) {
            final int key = Memory.u16(base, rdata + position);
            final int size = Memory.u16(base, rdata + position + 2);
            if (key <= last || (service && !isValue(base, rdata + position + 4, key, size))) {
                return RdataCheck.BAD_RDATA;
            }
            last = key;
            position += 4 + size;
        }
        return DropReason.NONE;
    }

    static boolean isValue(final @Nullable Object base, final long value, final int key, final int size) {
        return switch (key) {
            case MANDATORY -> isMandatory(base, value, size);
            case ALPN -> isAlpn(base, value, size);
            case NO_DEFAULT_ALPN -> size == 0;
            case PORT -> size == 2;
            case IPV4HINT -> size > 0 && size % 4 == 0;
            case ECH, DOHPATH -> size > 0;
            case IPV6HINT -> size > 0 && size % 16 == 0;
            default -> true;
        };
    }

    private static boolean isMandatory(final @Nullable Object base, final long value, final int size) {
        int last = MANDATORY;
        for (int i = 0; i + 1 < size; i += 2) {
            final int key = Memory.u16(base, value + i);
            if (key <= last) {
                return false;
            }
            last = key;
        }
        return size > 0 && size % 2 == 0;
    }

    private static boolean isAlpn(final @Nullable Object base, final long value, final int size) {
        int position = 0;
        while (position < size) {
            final int length = Memory.u8(base, value + position);
            if (length == 0) {
                return false;
            }
            position += 1 + length;
        }
        return size > 0 && position == size;
    }
}
