package org.firsthop.node.dissect.protocol;

import java.nio.charset.StandardCharsets;
import org.firsthop.node.dissect.MissingOctets;
import org.firsthop.node.dissect.Slice;

/**
 * A name in a DNS message, for people, and how many octets it takes where it stands.
 *
 * <p>The codec's names ({@code org.firsthop.dns.name}) refuse what is damaged; this one reads on and shows what there is, as
 * Wireshark does: a name that is too long or loops is told in angle brackets.
 *
 * @param text labels with dots between them, {@code <Root>} for the root; never empty.
 * @param length octets up to the end of the name or its first pointer, at least 1.
 */
record DnsName(String text, int length) {
    private static final int MAX_TEXT_LENGTH = 254;
    private static final int MAX_POINTERS = 255;
    private static final int KIND_MASK = 0xC0;
    private static final int POINTER = 0xC0;
    private static final int EXTENDED = 0x40;
    private static final int BIT_STRING = 0x41;
    private static final int DELETE = 0x7F;
    private static final String ESCAPED = "\u0007\b\f\n\r\t\u000B";
    private static final String ESCAPES = "abfnrtv";

    /**
     * Reads a name.
     *
     * @param slice that holds the message.
     * @param message where it begins in the slice, which is what pointers are relative to.
     * @param start of the name in the slice.
     * @throws MissingOctets when the name goes beyond the slice, or nobody knows where it ends.
     */
    static DnsName read(final Slice slice, final int message, final int start) {
        final byte[] octets = new byte[MAX_TEXT_LENGTH + 1];
        int written = 0;
        // What the text is cut to: bit-string labels are written, but not counted.
        int counted = 0;
        int room = MAX_TEXT_LENGTH;
        int offset = start;
        int length = -1;
        int pointers = 0;
        for (int head = slice.u8(offset++); head != 0; head = slice.u8(offset++)) {
            if ((head & KIND_MASK) == POINTER) {
                final int target = message + ((head & ~POINTER) << Byte.SIZE | slice.u8(offset++));
                if (length < 0) {
                    length = offset - start;
                }
                pointers++;
                if (target == offset + 2 || pointers > MAX_POINTERS) {
                    return new DnsName("<Name contains a pointer that loops>", length);
                }
                offset = target;
            } else if (head == BIT_STRING) {
                final String bits = bitString(slice, offset);
                offset += 1 + bitStringLength(slice.u8(offset));
                final int fits = Math.min(bits.length(), room);
                System.arraycopy(bits.getBytes(StandardCharsets.US_ASCII), 0, octets, written, fits);
                written += fits;
                room -= fits;
            } else if ((head & KIND_MASK) != 0) {
                if ((head & KIND_MASK) != EXTENDED || counted == 0) {
                    throw MissingOctets.malformed();
                }
                return new DnsName("<Unknown extended label>", offset - start);
            } else {
                // The first label takes one from the room too, for the dot that it does not have.
                if (written > 0 && room > 0) {
                    octets[written++] = '.';
                    counted++;
                }
                room = Math.max(0, room - 1);
                for (int i = 0; i < head; i++) {
                    final byte octet = (byte) slice.u8(offset++);
                    if (room > 0) {
                        octets[written++] = octet;
                        counted++;
                        room--;
                    }
                }
            }
        }
        final int ownLength = length < 0 ? offset - start : length;
        if (room == 0) {
            return new DnsName("<Name too long>", ownLength);
        }
        if (written > 0 && counted == 0) {
            throw MissingOctets.malformed();
        }
        return new DnsName(
                written == 0 ? "<Root>" : printable(new String(octets, 0, counted, StandardCharsets.UTF_8)), ownLength);
    }

    private static int bitStringLength(final int bits) {
        return bits == 0 ? 1 : (bits + Byte.SIZE - 1) / Byte.SIZE;
    }

    /** A bit-string label (RFC 2673 section 3.2). */
    private static String bitString(final Slice slice, final int offset) {
        final int bits = slice.u8(offset);
        final StringBuilder text = new StringBuilder("\\[x");
        for (int i = 0; i < bitStringLength(bits); i++) {
            text.append(String.format("%02x", slice.u8(offset + 1 + i)));
        }
        return text.append('/').append(bits).append(']').toString();
    }

    /** Text of which what cannot be printed is escaped. */
    static String printable(final String raw) {
        final StringBuilder text = new StringBuilder(raw.length());
        raw.codePoints().forEach(c -> {
            final int escape = ESCAPED.indexOf(c);
            if (escape >= 0) {
                text.append('\\').append(ESCAPES.charAt(escape));
            } else if (c < ' ' || c == DELETE) {
                text.append(String.format("\\%03o", c));
            } else if (isPrintable(c)) {
                text.appendCodePoint(c);
            } else {
                text.append(String.format(Character.isBmpCodePoint(c) ? "\\u%04X" : "\\U%08X", c));
            }
        });
        return text.toString();
    }

    private static boolean isPrintable(final int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.UNASSIGNED, Character.SURROGATE -> false;
            default -> true;
        };
    }
}
