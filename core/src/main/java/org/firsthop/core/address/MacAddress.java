package org.firsthop.core.address;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A 48-bit MAC address (IEEE 802 EUI-48) in the low bits of a {@code long}, the first octet on the wire the most
 * significant of the 48.
 *
 * <p>Reads {@code aa:bb:cc:dd:ee:ff}, {@code aa-bb-cc-dd-ee-ff} and {@code aabb.ccdd.eeff} in either case; prints the
 * first. All methods are static, pure and free for any thread; bits above the 48 are ignored by readers and never
 * returned.
 */
public final class MacAddress {
    /** Octets of an address on the wire. */
    public static final int LENGTH = 6;

    /** Characters of an address in text. */
    public static final int TEXT_LENGTH = 17;

    /** The bits that an address may have. */
    public static final long MASK = 0xFFFF_FFFF_FFFFL;

    /** All ones: every station. */
    public static final long BROADCAST = MASK;

    /** All zeros: no station; stands in ARP requests where the address is not known. */
    public static final long UNSPECIFIED = 0;

    private static final String KIND = "MAC address";
    private static final long GROUP_BIT = 0x0100_0000_0000L;
    private static final long LOCAL_BIT = 0x0200_0000_0000L;
    private static final int DOTTED_TEXT_LENGTH = 14;

    private MacAddress() {}

    /**
     * Reads an address.
     *
     * @param text all of which is the address.
     * @return the address.
     * @throws AddressSyntaxException when the text is not an address; names the column and what was expected.
     */
    public static long parse(final CharSequence text) {
        return parse(text, 0, text.length());
    }

    /**
     * Reads an address that is a part of a text.
     *
     * @param text that holds the address.
     * @param start index of the first character.
     * @param end index after the last character.
     * @return the address.
     * @throws AddressSyntaxException when that part is not an address; columns count from {@code start}.
     */
    public static long parse(final CharSequence text, final int start, final int end) {
        final boolean dotted = end - start > 4 && text.charAt(start + 4) == '.';
        final int digitsPerGroup = dotted ? 4 : 2;
        final char separator = dotted ? '.' : end - start > 2 && text.charAt(start + 2) == '-' ? '-' : ':';
        final int length = dotted ? DOTTED_TEXT_LENGTH : TEXT_LENGTH;
        long address = 0;
        for (int i = 0; i < length; i++) {
            final int position = start + i;
            if (i % (digitsPerGroup + 1) == digitsPerGroup) {
                if (position >= end || text.charAt(position) != separator) {
                    throw AddressSyntaxException.expected(KIND, text, start, end, position, "'" + separator + "'");
                }
            } else {
                final int digit = position < end ? AsciiDigits.hexValue(text.charAt(position)) : -1;
                if (digit < 0) {
                    throw AddressSyntaxException.expected(KIND, text, start, end, position, "a hexadecimal digit");
                }
                address = address << 4 | digit;
            }
        }
        if (start + length < end) {
            throw AddressSyntaxException.expected(KIND, text, start, end, start + length, "the end");
        }
        return address;
    }

    /**
     * Prints an address as {@code aa:bb:cc:dd:ee:ff}.
     *
     * @param address to print.
     * @return 17 characters.
     */
    public static String toString(final long address) {
        final byte[] text = new byte[TEXT_LENGTH];
        format(address, new UnsafeBuffer(text), 0);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /**
     * Prints an address into a buffer, as {@link #toString(long)}; allocates nothing.
     *
     * @param address to print.
     * @param buffer to write, in ASCII.
     * @param index of the first character.
     * @return the number of characters, 17.
     * @throws IndexOutOfBoundsException when the buffer has no room and its bounds are checked.
     */
    public static int format(final long address, final MutableDirectBuffer buffer, final int index) {
        int position = index;
        for (int shift = 40; shift >= 0; shift -= 8) {
            buffer.putByte(position++, (byte) AsciiDigits.hexDigit((int) (address >>> (shift + 4))));
            buffer.putByte(position++, (byte) AsciiDigits.hexDigit((int) (address >>> shift)));
            if (shift > 0) {
                buffer.putByte(position++, (byte) ':');
            }
        }
        return TEXT_LENGTH;
    }

    /**
     * Appends an address to a text, as {@link #toString(long)}; allocates nothing itself.
     *
     * @param address to print.
     * @param out to append to.
     * @throws UncheckedIOException when appending fails.
     */
    public static void append(final long address, final Appendable out) {
        try {
            for (int shift = 40; shift >= 0; shift -= 8) {
                out.append(AsciiDigits.hexDigit((int) (address >>> (shift + 4))));
                out.append(AsciiDigits.hexDigit((int) (address >>> shift)));
                if (shift > 0) {
                    out.append(':');
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether an address names a group of stations: the I/G bit, the lowest of the first octet, is set. Broadcast is one.
     *
     * @param address to look at.
     * @return whether it is a group address.
     */
    public static boolean isMulticast(final long address) {
        return (address & GROUP_BIT) != 0;
    }

    /**
     * Whether an address is {@link #BROADCAST}.
     *
     * @param address to look at.
     * @return whether it names every station.
     */
    public static boolean isBroadcast(final long address) {
        return (address & MASK) == BROADCAST;
    }

    /**
     * Whether an address names one station: neither a group nor {@link #UNSPECIFIED}. Only such may be a frame's source.
     *
     * @param address to look at.
     * @return whether it names one station.
     */
    public static boolean isStation(final long address) {
        return !isMulticast(address) && !isUnspecified(address);
    }

    /**
     * Whether an address is {@link #UNSPECIFIED}.
     *
     * @param address to look at.
     * @return whether it is all zeros.
     */
    public static boolean isUnspecified(final long address) {
        return (address & MASK) == UNSPECIFIED;
    }

    /**
     * Whether an address was given by an administrator and not by a maker: the U/L bit, the second lowest of the first
     * octet, is set.
     *
     * @param address to look at.
     * @return whether it is locally administered.
     */
    public static boolean isLocallyAdministered(final long address) {
        return (address & LOCAL_BIT) != 0;
    }
}
