package org.firsthop.core.address;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads and prints IPv6 addresses: RFC 4291 section 2.2 and RFC 5952. */
final class Ipv6Text {
    private static final String KIND = "IPv6 address";
    private static final int GROUPS = 8;
    private static final int GROUP_BITS = 16;
    private static final int MAX_DIGITS = 4;
    private static final int QUAD_GROUPS = 2;
    private static final int NOT_YET = -1;

    private Ipv6Text() {}

    static Ipv6Address parse(final CharSequence text, final int start, final int end) {
        // The groups read so far are shifted in from the right; at "::" those before it are put aside as the head.
        long high = 0;
        long low = 0;
        long headHigh = 0;
        long headLow = 0;
        int groups = 0;
        int groupsBeforeGap = NOT_YET;
        int position = start;
        boolean groupMustFollow = true;
        if (end - start >= 2 && text.charAt(start) == ':' && text.charAt(start + 1) == ':') {
            groupsBeforeGap = 0;
            position += 2;
            groupMustFollow = false;
        }
        while (groupMustFollow || position < end) {
            final int first = position;
            int group = 0;
            for (int digit; position < end && (digit = AsciiDigits.hexValue(text.charAt(position))) >= 0; position++) {
                group = group << 4 | digit;
                if (position - first == MAX_DIGITS) {
                    throw error(text, start, end, first, "group of more than 4 digits");
                }
            }
            if (position == first) {
                throw expected(text, start, end, position, "a group of hexadecimal digits");
            }
            if (position < end && text.charAt(position) == '.') {
                final int room = groupsBeforeGap == NOT_YET ? GROUPS : GROUPS - 1;
                if (groupsBeforeGap == NOT_YET ? groups != GROUPS - QUAD_GROUPS : groups + QUAD_GROUPS > room) {
                    throw error(
                            text,
                            start,
                            end,
                            first,
                            "a dotted quad must be the last two of 8 groups, here " + groups
                                    + " groups stand before it");
                }
                final int quad = Ipv4Address.parse(KIND, text, start, first, end);
                high = high << 32 | low >>> 32;
                low = low << 32 | (quad & 0xFFFF_FFFFL);
                groups += QUAD_GROUPS;
                break;
            }
            if (groups == GROUPS) {
                throw error(text, start, end, first, "more than 8 groups");
            }
            high = high << GROUP_BITS | low >>> (Long.SIZE - GROUP_BITS);
            low = low << GROUP_BITS | group;
            groups++;
            groupMustFollow = false;
            if (position == end) {
                break;
            }
            if (text.charAt(position) != ':') {
                throw expected(text, start, end, position, groups == GROUPS ? "the end" : "':'");
            }
            position++;
            if (position < end && text.charAt(position) == ':') {
                if (groupsBeforeGap != NOT_YET) {
                    throw error(text, start, end, position - 1, "'::' may stand only once");
                }
                groupsBeforeGap = groups;
                headHigh = high;
                headLow = low;
                high = 0;
                low = 0;
                position++;
            } else {
                groupMustFollow = true;
            }
        }
        if (groupsBeforeGap == NOT_YET) {
            if (groups != GROUPS) {
                throw expected(text, start, end, end, "8 groups, or '::' for those that are zero, after " + groups);
            }
            return new Ipv6Address(high, low);
        }
        if (groups == GROUPS) {
            throw error(text, start, end, end, "'::' must stand for at least one of 8 groups, here 8 are written");
        }
        final int shift = (GROUPS - groupsBeforeGap) * GROUP_BITS;
        return new Ipv6Address(high | shiftedHigh(headHigh, headLow, shift), low | shiftedLow(headLow, shift));
    }

    /** The upper half of 128 bits shifted left by 16 to 128. */
    private static long shiftedHigh(final long high, final long low, final int shift) {
        if (shift >= Long.SIZE) {
            return shift == 2 * Long.SIZE ? 0 : low << (shift - Long.SIZE);
        }
        return high << shift | low >>> (Long.SIZE - shift);
    }

    /** The lower half of 128 bits shifted left by 16 to 128. */
    private static long shiftedLow(final long low, final int shift) {
        return shift >= Long.SIZE ? 0 : low << shift;
    }

    static String toString(final long high, final long low) {
        final byte[] text = new byte[Ipv6Address.MAX_TEXT_LENGTH];
        final int length = format(high, low, new UnsafeBuffer(text), 0);
        return new String(text, 0, length, StandardCharsets.ISO_8859_1);
    }

    static int format(final long high, final long low, final MutableDirectBuffer buffer, final int index) {
        final int run = longestZeroRun(high, low);
        final int runStart = runStart(run);
        final int runEnd = runEnd(run);
        final boolean endsInQuad = endsInQuad(high, low);
        final int hexGroups = endsInQuad ? GROUPS - QUAD_GROUPS : GROUPS;
        int position = index;
        int i = 0;
        while (i < hexGroups) {
            if (i == runStart) {
                buffer.putByte(position++, (byte) ':');
                buffer.putByte(position++, (byte) ':');
                i = runEnd;
            } else {
                if (i != 0 && i != runEnd) {
                    buffer.putByte(position++, (byte) ':');
                }
                final int group = group(high, low, i);
                for (int shift = highestNibble(group); shift >= 0; shift -= 4) {
                    buffer.putByte(position++, (byte) AsciiDigits.hexDigit(group >>> shift));
                }
                i++;
            }
        }
        if (endsInQuad) {
            if (runEnd != hexGroups) {
                buffer.putByte(position++, (byte) ':');
            }
            position += Ipv4Address.format((int) low, buffer, position);
        }
        return position - index;
    }

    static void append(final long high, final long low, final Appendable out) {
        final int run = longestZeroRun(high, low);
        final int runStart = runStart(run);
        final int runEnd = runEnd(run);
        final boolean endsInQuad = endsInQuad(high, low);
        final int hexGroups = endsInQuad ? GROUPS - QUAD_GROUPS : GROUPS;
        try {
            int i = 0;
            while (i < hexGroups) {
                if (i == runStart) {
                    out.append(':').append(':');
                    i = runEnd;
                } else {
                    if (i != 0 && i != runEnd) {
                        out.append(':');
                    }
                    final int group = group(high, low, i);
                    for (int shift = highestNibble(group); shift >= 0; shift -= 4) {
                        out.append(AsciiDigits.hexDigit(group >>> shift));
                    }
                    i++;
                }
            }
            if (endsInQuad) {
                if (runEnd != hexGroups) {
                    out.append(':');
                }
                Ipv4Address.append((int) low, out);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The run that "::" stands for: the longest of two or more zero groups (RFC 5952 section 4.2.2), the first of equals
     * (section 4.2.3); its start in the high and its end in the low 16 bits, or a run at 9 that is never met.
     */
    private static int longestZeroRun(final long high, final long low) {
        int bestStart = GROUPS + 1;
        int bestLength = 1;
        int i = 0;
        while (i < GROUPS) {
            final int start = i;
            while (i < GROUPS && group(high, low, i) == 0) {
                i++;
            }
            if (i - start > bestLength) {
                bestStart = start;
                bestLength = i - start;
            }
            i++;
        }
        return bestStart << 16 | (bestStart + bestLength);
    }

    private static int runStart(final int run) {
        return run >>> 16;
    }

    private static int runEnd(final int run) {
        return run & 0xFFFF;
    }

    /** RFC 5952 section 5: the well-known prefixes of RFC 4291 that embed an IPv4 address. */
    private static boolean endsInQuad(final long high, final long low) {
        return high == 0 && (low >>> 32 == 0xFFFF || (low >>> 32 == 0 && low >>> 16 != 0));
    }

    private static int group(final long high, final long low, final int index) {
        final long half = index < GROUPS / 2 ? high : low;
        return (int) (half >>> (GROUP_BITS * (~index & 3))) & 0xFFFF;
    }

    /** The shift of the first digit that is printed: leading zeros are not (RFC 5952 section 4.1). */
    private static int highestNibble(final int group) {
        return (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(group | 1)) & ~3;
    }

    private static AddressSyntaxException error(
            final CharSequence text, final int start, final int end, final int at, final String problem) {
        return AddressSyntaxException.at(KIND, text, start, end, at, problem);
    }

    private static AddressSyntaxException expected(
            final CharSequence text, final int start, final int end, final int at, final String what) {
        final String hint = at < end && text.charAt(at) == '%' ? ": a zone id is no part of an address" : "";
        final AddressSyntaxException plain = AddressSyntaxException.expected(KIND, text, start, end, at, what);
        return hint.isEmpty() ? plain : error(text, start, end, at, plain.problem() + hint);
    }
}
