package org.firsthop.dns.name;

import org.agrona.BufferUtil;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Names as text: labels between dots, {@code \X} for a character that would else mean something, {@code \DDD} for an octet by
 * its decimal value (RFC 1035 section 5.1, RFC 4343 section 2.1).
 *
 * <p>A final dot makes a name absolute. Text without it is relative: the origin that the caller gives is appended, the root
 * where none is given. {@code @} stands for the origin in a master file only, so the reader of those treats it. Characters
 * beyond ASCII are refused: an internationalized name is turned to its A-labels (RFC 5890) before it comes here.
 *
 * <p>Printing escapes the dot, the backslash, and what a master file takes for its own ({@code " ( ) ; @ $}); octets that are
 * no visible ASCII character, the space among them, become {@code \DDD}. So whatever was printed parses to the same octets.
 */
public final class NameText {
    /** The text has an empty label, such as two dots in a row, or no characters at all. */
    public static final int EMPTY_LABEL = -11;

    /** A label has more than 63 octets. */
    public static final int LABEL_TOO_LONG = -12;

    /** The name has more than 255 octets. */
    public static final int NAME_TOO_LONG = -13;

    /** A backslash ends the text, or is followed by a digit that does not begin three of a value up to 255. */
    public static final int BAD_ESCAPE = -14;

    /** A character is not ASCII. */
    public static final int NOT_ASCII = -15;

    private static final int NOT_PLAIN = -1;

    // Less than the most characters of a name, so that the last store of eight stays inside the destination.
    private static final int MAX_PLAIN = WireName.MAX_LENGTH - 2;
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long DOTS = '.' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long LOW_SEVEN = 0x7F7F_7F7F_7F7F_7F7FL;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private NameText() {}

    /**
     * Turns text into an absolute name in wire form; relative text is completed with the root.
     *
     * @param text to read.
     * @param toBase the destination's array, or {@code null}.
     * @param to address of the destination, {@link WireName#CAPACITY} octets.
     * @return the name's octets, 1 to 255, or a negative fault of this class.
     */
    public static int parse(final CharSequence text, final @Nullable Object toBase, final long to) {
        return parse(text, 0, text.length(), null, 0, 0, toBase, to);
    }

    /**
     * Turns a part of a text into a name in wire form.
     *
     * @param text to read.
     * @param start index of the first character.
     * @param end index after the last character.
     * @param originBase the origin's array, or {@code null}.
     * @param origin address of the wire form that is appended to relative text.
     * @param originLength its octets, or 0 to append the root.
     * @param toBase the destination's array, or {@code null}.
     * @param to address of the destination, {@link WireName#CAPACITY} octets.
     * @return the name's octets, 1 to 255, or a negative fault of this class.
     */
    public static int parse(
            final CharSequence text,
            final int start,
            final int end,
            final @Nullable Object originBase,
            final long origin,
            final int originLength,
            final @Nullable Object toBase,
            final long to) {
        if (start >= end) {
            return EMPTY_LABEL;
        }
        if (end - start == 1 && text.charAt(start) == '.') {
            Memory.putU8(toBase, to, 0);
            return 1;
        }
        final byte[] octets = text instanceof String string ? StringOctets.of(string) : null;
        final int openLabel = octets == null
                ? NOT_PLAIN
                : parsePlain(octets, BufferUtil.ARRAY_BASE_OFFSET + start, end - start, toBase, to);
        return openLabel == NOT_PLAIN
                ? parseAny(text, start, end, originBase, origin, originLength, toBase, to)
                : complete(toBase, to, openLabel, end - start + 1, originBase, origin, originLength);
    }

    /** Turns text of any kind into a name character by character. */
    private static int parseAny(
            final CharSequence text,
            final int start,
            final int end,
            final @Nullable Object originBase,
            final long origin,
            final int originLength,
            final @Nullable Object toBase,
            final long to) {
        int labelStart = 0;
        int length = 1;
        int index = start;
        while (index < end) {
            int octet = text.charAt(index++);
            if (octet == '.') {
                final int fault = closeLabel(toBase, to, labelStart, length);
                if (fault < 0) {
                    return fault;
                }
                labelStart = length++;
                continue;
            }
            if (octet == '\\') {
                final int escape = escape(text, index, end);
                if (escape < 0) {
                    return escape;
                }
                octet = escape & 0xFF;
                index += escape >>> 8;
            } else if (octet > 0x7F) {
                return NOT_ASCII;
            }
            if (length >= WireName.MAX_LENGTH) {
                return NAME_TOO_LONG;
            }
            Memory.putU8(toBase, to + length++, octet);
        }
        return complete(toBase, to, labelStart, length, originBase, origin, originLength);
    }

    /**
     * Writes the labels of text that has nothing but ASCII without a backslash, eight characters at a time.
     *
     * @return where the octet of length of the last label stands, which is not written yet; or {@link #NOT_PLAIN} where the text
     *     is of another kind, or has a fault for the slower way to name.
     */
    private static int parsePlain(
            final byte[] text, final long start, final int count, final @Nullable Object toBase, final long to) {
        if (count > MAX_PLAIN) {
            return NOT_PLAIN;
        }
        int labelStart = 0;
        for (int done = 0; done < count; done += 8) {
            final int left = count - done;
            final long octets = left >= 8
                    ? Memory.i64(text, start + done)
                    : count >= 8 ? Memory.i64(text, start + count - 8) << ((8 - left) << 3) : fewer(text, start, count);
            final long backslashes = ~((octets ^ BACKSLASHES) + LOW_SEVEN);
            if (((octets | backslashes) & HIGH_BITS) != 0) {
                return NOT_PLAIN;
            }
            Memory.putI64(toBase, to + done + 1, octets);
            long dots = ~((octets ^ DOTS) + LOW_SEVEN) & HIGH_BITS;
            while (dots != 0) {
                final int leading = Long.numberOfLeadingZeros(dots);
                final int dot = done + 1 + (leading >>> 3);
                final int label = dot - labelStart - 1;
                if (label == 0 || label > WireName.MAX_LABEL_LENGTH) {
                    return NOT_PLAIN;
                }
                Memory.putU8(toBase, to + labelStart, label);
                labelStart = dot;
                dots ^= Long.MIN_VALUE >>> leading;
            }
        }
        return labelStart;
    }

    /** {@return one to seven characters, the first in the highest octet} */
    private static long fewer(final byte[] text, final long start, final int count) {
        if (count >= 4) {
            // The two halves share octets, which are the same in both.
            return (long) Memory.i32(text, start) << 32
                    | (Memory.i32(text, start + count - 4) & 0xFFFF_FFFFL) << ((8 - count) << 3);
        }
        long octets = 0;
        for (int i = 0; i < count; i++) {
            octets |= (long) Memory.u8(text, start + i) << (56 - (i << 3));
        }
        return octets;
    }

    /** Ends a name whose last label is still open, or whose last character was a dot. */
    private static int complete(
            final @Nullable Object toBase,
            final long to,
            final int labelStart,
            final int length,
            final @Nullable Object originBase,
            final long origin,
            final int originLength) {
        if (length - labelStart == 1) {
            // The last character was a dot: the name is absolute, and its root stands where the next label would.
            Memory.putU8(toBase, to + labelStart, 0);
            return length > WireName.MAX_LENGTH ? NAME_TOO_LONG : length;
        }
        final int fault = closeLabel(toBase, to, labelStart, length);
        if (fault < 0) {
            return fault;
        }
        if (originLength == 0) {
            if (length >= WireName.MAX_LENGTH) {
                return NAME_TOO_LONG;
            }
            Memory.putU8(toBase, to + length, 0);
            return length + 1;
        }
        if (length + originLength > WireName.MAX_LENGTH) {
            return NAME_TOO_LONG;
        }
        Memory.copy(originBase, origin, toBase, to + length, originLength);
        return length + originLength;
    }

    /**
     * Reads what follows a backslash.
     *
     * @param text to read.
     * @param index after the backslash.
     * @param end index after the last character.
     * @return the octet in the low 8 bits and the number of characters read, 1 or 3, above them; or a negative fault.
     */
    public static int escape(final CharSequence text, final int index, final int end) {
        if (index >= end) {
            return BAD_ESCAPE;
        }
        final char first = text.charAt(index);
        if (first < '0' || first > '9') {
            return first > 0x7F ? NOT_ASCII : (1 << 8) | first;
        }
        if (index + 3 > end) {
            return BAD_ESCAPE;
        }
        final int tens = text.charAt(index + 1) - '0';
        final int units = text.charAt(index + 2) - '0';
        final int value = (first - '0') * 100 + tens * 10 + units;
        return tens < 0 || tens > 9 || units < 0 || units > 9 || value > 255 ? BAD_ESCAPE : (3 << 8) | value;
    }

    /**
     * What a fault means, for a message to the one who wrote the text.
     *
     * @param fault a negative result of this class.
     * @return a phrase without a final period.
     */
    public static String describe(final int fault) {
        return switch (fault) {
            case EMPTY_LABEL -> "a label is empty";
            case LABEL_TOO_LONG -> "a label has more than 63 octets";
            case NAME_TOO_LONG -> "the name has more than 255 octets";
            case BAD_ESCAPE -> "a backslash is not followed by a character or by three digits up to 255";
            case NOT_ASCII -> "a character is not ASCII";
            default -> throw new IllegalArgumentException("fault: value=" + fault + ", expected -15 to -11");
        };
    }

    /**
     * Appends a name as text, absolute, with its final dot.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of a well-formed name in wire form.
     * @param to where the text goes.
     */
    public static void print(final @Nullable Object base, final long address, final StringBuilder to) {
        long position = address;
        int label = Memory.u8(base, position);
        if (label == 0) {
            to.append('.');
        }
        while (label != 0) {
            printLabel(base, position + 1, label, to);
            to.append('.');
            position += label + 1;
            label = Memory.u8(base, position);
        }
    }

    /**
     * Appends the octets of a label, escaped.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the label's first octet, after its length.
     * @param length in octets.
     * @param to where the text goes.
     */
    public static void printLabel(
            final @Nullable Object base, final long address, final int length, final StringBuilder to) {
        for (int i = 0; i < length; i++) {
            final int octet = Memory.u8(base, address + i);
            if (octet <= ' ' || octet >= 0x7F) {
                printDecimal(octet, to);
            } else {
                if (isSpecial(octet)) {
                    to.append('\\');
                }
                to.append((char) octet);
            }
        }
    }

    /**
     * Appends an octet as {@code \DDD}.
     *
     * @param octet 0 to 255.
     * @param to where the text goes.
     */
    public static void printDecimal(final int octet, final StringBuilder to) {
        to.append('\\')
                .append((char) ('0' + octet / 100))
                .append((char) ('0' + octet / 10 % 10))
                .append((char) ('0' + octet % 10));
    }

    private static boolean isSpecial(final int octet) {
        return switch (octet) {
            case '.', '\\', '"', '(', ')', ';', '@', '$' -> true;
            default -> false;
        };
    }

    private static int closeLabel(
            final @Nullable Object toBase, final long to, final int labelStart, final int length) {
        final int label = length - labelStart - 1;
        if (label == 0) {
            return EMPTY_LABEL;
        }
        if (label > WireName.MAX_LABEL_LENGTH) {
            return LABEL_TOO_LONG;
        }
        Memory.putU8(toBase, to + labelStart, label);
        return 0;
    }
}
