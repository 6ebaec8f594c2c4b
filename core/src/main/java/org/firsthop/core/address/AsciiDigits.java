package org.firsthop.core.address;

import java.io.IOException;
import org.agrona.MutableDirectBuffer;

/**
 * Digits as addresses have them: read one at a time, and written as octets of ASCII.
 *
 * <p>The decimal text of an octet is precomputed: its characters from the low byte up, their number in the high byte.
 */
final class AsciiDigits {
    private static final int[] DECIMAL = new int[256];
    private static final int LENGTH_SHIFT = 24;

    static {
        for (int octet = 0; octet < DECIMAL.length; octet++) {
            final String text = Integer.toString(octet);
            int packed = text.length() << LENGTH_SHIFT;
            for (int i = 0; i < text.length(); i++) {
                packed |= text.charAt(i) << (8 * i);
            }
            DECIMAL[octet] = packed;
        }
    }

    private AsciiDigits() {}

    /** The value of a hexadecimal digit of either case, or −1. */
    static int hexValue(final char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        final int lower = c | 0x20;
        return c < 0x80 && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    static boolean isDecimal(final char c) {
        return c >= '0' && c <= '9';
    }

    /** The digit of the low four bits, lower case. */
    static char hexDigit(final int nibble) {
        final int value = nibble & 0xF;
        return (char) (value < 10 ? '0' + value : 'a' + value - 10);
    }

    /** Writes an octet in decimal; returns the index after it. */
    static int putDecimal(final MutableDirectBuffer buffer, final int index, final int octet) {
        final int packed = DECIMAL[octet & 0xFF];
        final int length = packed >>> LENGTH_SHIFT;
        for (int i = 0; i < length; i++) {
            buffer.putByte(index + i, (byte) (packed >>> (8 * i)));
        }
        return index + length;
    }

    static void appendDecimal(final Appendable out, final int octet) throws IOException {
        final int packed = DECIMAL[octet & 0xFF];
        final int length = packed >>> LENGTH_SHIFT;
        for (int i = 0; i < length; i++) {
            out.append((char) ((packed >>> (8 * i)) & 0xFF));
        }
    }
}
