package org.firsthop.core.address;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An IPv4 address (RFC 791) as the 32 bits of an {@code int}, the first octet on the wire the most significant.
 *
 * <p>Reads and prints dotted quads: four octets in decimal without leading zeros, as {@code inet_pton} wants them. What
 * special addresses there are is the registry of RFC 6890. All methods are static, pure and free for any thread.
 */
public final class Ipv4Address {
    /** Octets of an address on the wire. */
    public static final int LENGTH = 4;

    /** Characters of the longest address in text. */
    public static final int MAX_TEXT_LENGTH = 15;

    /** {@code 0.0.0.0}: no address, or this host before it has one (RFC 1122 section 3.2.1.3). */
    public static final int UNSPECIFIED = 0;

    /** {@code 255.255.255.255}: every host of this link (RFC 1122 section 3.2.1.3). */
    public static final int LIMITED_BROADCAST = 0xFFFF_FFFF;

    private static final String KIND = "IPv4 address";
    private static final int OCTETS = 4;
    private static final int MAX_OCTET = 255;
    private static final long MULTICAST_MAC_PREFIX = 0x0100_5E00_0000L;
    private static final int MULTICAST_MAC_BITS = 0x7F_FFFF;

    private Ipv4Address() {}

    /**
     * Reads a dotted quad.
     *
     * @param text all of which is the address.
     * @return the address.
     * @throws AddressSyntaxException when the text is not an address; names the column and what was expected.
     */
    public static int parse(final CharSequence text) {
        return parse(text, 0, text.length());
    }

    /**
     * Reads a dotted quad that is a part of a text.
     *
     * @param text that holds the address.
     * @param start index of the first character.
     * @param end index after the last character.
     * @return the address.
     * @throws AddressSyntaxException when that part is not an address; columns count from {@code start}.
     */
    public static int parse(final CharSequence text, final int start, final int end) {
        return parse(KIND, text, start, start, end);
    }

    /** As the public form; {@code kind} and {@code start} are those of the whole that the dotted quad is the end of. */
    static int parse(final String kind, final CharSequence text, final int start, final int from, final int end) {
        int address = 0;
        int position = from;
        for (int octets = 1; ; octets++) {
            final int first = position;
            int value = 0;
            while (position < end && AsciiDigits.isDecimal(text.charAt(position))) {
                if (position > first && value == 0) {
                    throw AddressSyntaxException.at(kind, text, start, end, first, "octet with a leading zero");
                }
                value = value * 10 + text.charAt(position) - '0';
                position++;
                if (value > MAX_OCTET) {
                    final String problem = "octet: value=" + digits(text, first, end) + ", limit=" + MAX_OCTET;
                    throw AddressSyntaxException.at(kind, text, start, end, first, problem);
                }
            }
            if (position == first) {
                throw AddressSyntaxException.expected(kind, text, start, end, position, "an octet, 0 to 255");
            }
            address = address << 8 | value;
            if (octets == OCTETS) {
                break;
            }
            if (position == end || text.charAt(position) != '.') {
                throw AddressSyntaxException.expected(kind, text, start, end, position, "'.'");
            }
            position++;
        }
        if (position != end) {
            throw AddressSyntaxException.expected(kind, text, start, end, position, "the end");
        }
        return address;
    }

    /** The digits that begin at an index, for a message. */
    static String digits(final CharSequence text, final int first, final int end) {
        int last = first;
        while (last < end && AsciiDigits.isDecimal(text.charAt(last))) {
            last++;
        }
        return text.subSequence(first, last).toString();
    }

    /**
     * Prints an address as a dotted quad.
     *
     * @param address to print.
     * @return 7 to 15 characters.
     */
    public static String toString(final int address) {
        final byte[] text = new byte[MAX_TEXT_LENGTH];
        final int length = format(address, new UnsafeBuffer(text), 0);
        return new String(text, 0, length, StandardCharsets.ISO_8859_1);
    }

    /**
     * Prints an address into a buffer, as {@link #toString(int)}; allocates nothing.
     *
     * @param address to print.
     * @param buffer to write, in ASCII.
     * @param index of the first character.
     * @return the number of characters, 7 to 15.
     * @throws IndexOutOfBoundsException when the buffer has no room and its bounds are checked.
     */
    public static int format(final int address, final MutableDirectBuffer buffer, final int index) {
        int position = index;
        for (int shift = 24; shift >= 0; shift -= 8) {
            position = AsciiDigits.putDecimal(buffer, position, address >>> shift);
            if (shift > 0) {
                buffer.putByte(position++, (byte) '.');
            }
        }
        return position - index;
    }

    /**
     * Appends an address to a text, as {@link #toString(int)}; allocates nothing itself.
     *
     * @param address to print.
     * @param out to append to.
     * @throws UncheckedIOException when appending fails.
     */
    public static void append(final int address, final Appendable out) {
        try {
            for (int shift = 24; shift >= 0; shift -= 8) {
                AsciiDigits.appendDecimal(out, address >>> shift);
                if (shift > 0) {
                    out.append('.');
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether an address is of {@code 0.0.0.0/8}, "this network", which only a source without an address may use
     * (RFC 1122 section 3.2.1.3).
     *
     * @param address to look at.
     * @return whether it is.
     */
    public static boolean isThisNetwork(final int address) {
        return address >>> 24 == 0;
    }

    /**
     * Whether an address is of {@code 127.0.0.0/8}, which never leaves a host (RFC 1122 section 3.2.1.3).
     *
     * @param address to look at.
     * @return whether it is a loopback address.
     */
    public static boolean isLoopback(final int address) {
        return address >>> 24 == 127;
    }

    /**
     * Whether an address is of {@code 10.0.0.0/8}, {@code 172.16.0.0/12} or {@code 192.168.0.0/16} (RFC 1918).
     *
     * @param address to look at.
     * @return whether it is private.
     */
    public static boolean isPrivate(final int address) {
        return address >>> 24 == 10 || address >>> 20 == 0xAC1 || address >>> 16 == 0xC0A8;
    }

    /**
     * Whether an address is of {@code 100.64.0.0/10}, which providers use between their customers and their NAT
     * (RFC 6598).
     *
     * @param address to look at.
     * @return whether it is a shared address.
     */
    public static boolean isShared(final int address) {
        return address >>> 22 == 0x6440_0000 >>> 22;
    }

    /**
     * Whether an address is of {@code 169.254.0.0/16}, which is not forwarded (RFC 3927).
     *
     * @param address to look at.
     * @return whether it is link-local.
     */
    public static boolean isLinkLocal(final int address) {
        return address >>> 16 == 0xA9FE;
    }

    /**
     * Whether an address is of {@code 192.0.2.0/24}, {@code 198.51.100.0/24} or {@code 203.0.113.0/24}, which stand in
     * examples only (RFC 5737).
     *
     * @param address to look at.
     * @return whether it is for documentation.
     */
    public static boolean isDocumentation(final int address) {
        final int network = address >>> 8;
        return network == 0xC0_0002 || network == 0xC6_3364 || network == 0xCB_0071;
    }

    /**
     * Whether an address is of {@code 198.18.0.0/15}, for benchmarks of network devices (RFC 2544).
     *
     * @param address to look at.
     * @return whether it is for benchmarks.
     */
    public static boolean isBenchmarking(final int address) {
        return address >>> 17 == 0xC612 >>> 1;
    }

    /**
     * Whether an address is of {@code 224.0.0.0/4}, class D (RFC 1112).
     *
     * @param address to look at.
     * @return whether it names a group of hosts.
     */
    public static boolean isMulticast(final int address) {
        return address >>> 28 == 0xE;
    }

    /**
     * Whether an address is of {@code 224.0.0.0/24}, the groups of one link, which no router forwards (RFC 5771
     * section 4).
     *
     * @param address to look at.
     * @return whether it names a group of this link.
     */
    public static boolean isLinkLocalMulticast(final int address) {
        return address >>> 8 == 0xE0_0000;
    }

    /**
     * Whether an address is of {@code 240.0.0.0/4}, reserved (RFC 1112 section 4); {@link #LIMITED_BROADCAST} is one.
     *
     * @param address to look at.
     * @return whether it is of class E.
     */
    public static boolean isClassE(final int address) {
        return address >>> 28 == 0xF;
    }

    /**
     * Whether an address is {@link #LIMITED_BROADCAST}.
     *
     * @param address to look at.
     * @return whether it names every host of this link.
     */
    public static boolean isLimitedBroadcast(final int address) {
        return address == LIMITED_BROADCAST;
    }

    /**
     * Whether an address is {@link #UNSPECIFIED}.
     *
     * @param address to look at.
     * @return whether it is all zeros.
     */
    public static boolean isUnspecified(final int address) {
        return address == UNSPECIFIED;
    }

    /**
     * The MAC address that frames to a group are sent to: {@code 01:00:5e} and the group's low 23 bits (RFC 1112
     * section 6.4).
     *
     * @param group a multicast address.
     * @return its MAC address, as {@link MacAddress} has it.
     */
    public static long multicastMac(final int group) {
        return MULTICAST_MAC_PREFIX | (group & MULTICAST_MAC_BITS);
    }
}
