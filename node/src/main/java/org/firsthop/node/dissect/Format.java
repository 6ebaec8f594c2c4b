package org.firsthop.node.dissect;

import java.util.Locale;
import org.agrona.DirectBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.wire.NetworkOrder;

/** How the value of a field is written: the same as Wireshark writes it with {@code -T fields}. */
public enum Format {
    /** An unsigned number in decimal. */
    DECIMAL("decimal number"),
    /** A number in hexadecimal, 2 digits. */
    HEX_8("hexadecimal number, 2 digits"),
    /** A number in hexadecimal, 4 digits. */
    HEX_16("hexadecimal number, 4 digits"),
    /** A number in hexadecimal, 6 digits. */
    HEX_24("hexadecimal number, 6 digits"),
    /** A number in hexadecimal, 8 digits. */
    HEX_32("hexadecimal number, 8 digits"),
    /** 1 or 0. */
    BOOLEAN("1 or 0"),
    /** Nanoseconds, written as seconds with nine digits after the point. */
    SECONDS("seconds with nine decimals"),
    /** An IPv4 address: 4 octets of the packet. */
    IPV4("IPv4 address"),
    /** An IPv6 address as RFC 5952 writes it: 16 octets of the packet. */
    IPV6("IPv6 address"),
    /** A MAC address with colons: 6 octets of the packet. */
    MAC("MAC address"),
    /** Octets of the packet in hexadecimal, without separators. */
    OCTETS("octets in hexadecimal"),
    /** Octets of the packet in hexadecimal, with colons between them. */
    COLON_OCTETS("octets in hexadecimal with colons"),
    /** Text that a dissector made. */
    TEXT("text");

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final char[] DIGITS = "0123456789abcdef".toCharArray();

    private final String description;

    Format(final String description) {
        this.description = description;
    }

    /** {@return what a value looks like, in a few words} */
    public String description() {
        return description;
    }

    /** {@return whether the value is a number that is read from the octets, not the octets themselves or text} */
    public boolean isNumeric() {
        return switch (this) {
            case IPV4, IPV6, MAC, OCTETS, COLON_OCTETS, TEXT -> false;
            default -> true;
        };
    }

    /**
     * Writes a number.
     *
     * @param value to write.
     * @return its text.
     */
    String number(final long value) {
        return switch (this) {
            case HEX_8 -> hex(value, 2);
            case HEX_16 -> hex(value, 4);
            case HEX_24 -> hex(value, 6);
            case HEX_32 -> hex(value, 8);
            case SECONDS -> seconds(value);
            default -> Long.toString(value);
        };
    }

    /**
     * Writes octets of a packet.
     *
     * @param buffer that holds them.
     * @param index of the first.
     * @param length in octets; what an address needs, for an address.
     * @return their text.
     */
    String octets(final DirectBuffer buffer, final int index, final int length) {
        return switch (this) {
            case IPV4 -> Ipv4Address.toString(NetworkOrder.i32(buffer, index));
            case IPV6 -> Ipv6Address.toString(NetworkOrder.i64(buffer, index), NetworkOrder.i64(buffer, index + 8));
            case MAC -> MacAddress.toString(NetworkOrder.u48(buffer, index));
            case COLON_OCTETS -> hex(buffer, index, length).replaceAll("(..)(?!$)", "$1:");
            default -> hex(buffer, index, length);
        };
    }

    private static String hex(final long value, final int digits) {
        final char[] text = new char[digits + 2];
        text[0] = '0';
        text[1] = 'x';
        for (int i = 0; i < digits; i++) {
            text[i + 2] = DIGITS[(int) (value >>> (4 * (digits - 1 - i))) & 0xF];
        }
        return new String(text);
    }

    private static String hex(final DirectBuffer buffer, final int index, final int length) {
        if (length == 0) {
            return "<MISSING>";
        }
        final char[] text = new char[length * 2];
        for (int i = 0; i < length; i++) {
            final int octet = NetworkOrder.u8(buffer, index + i);
            text[2 * i] = DIGITS[octet >>> 4];
            text[2 * i + 1] = DIGITS[octet & 0xF];
        }
        return new String(text);
    }

    private static String seconds(final long nanos) {
        final String sign = nanos < 0 ? "-" : "";
        final long seconds = Math.abs(nanos / NANOS_PER_SECOND);
        final long fraction = Math.abs(nanos % NANOS_PER_SECOND);
        return String.format(Locale.ROOT, "%s%d.%09d", sign, seconds, fraction);
    }
}
