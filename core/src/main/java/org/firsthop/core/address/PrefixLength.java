package org.firsthop.core.address;

/** The length of a prefix: its range, and how it is read after the slash. */
final class PrefixLength {
    private PrefixLength() {}

    static void require(final int length, final int limit) {
        if (length < 0 || length > limit) {
            throw new IllegalArgumentException("prefixLength: value=" + length + ", limit=" + limit);
        }
    }

    /** Where the address of a prefix ends: at the slash, or at the end. */
    static int indexOfSlash(final CharSequence text, final int start, final int end) {
        int index = start;
        while (index < end && text.charAt(index) != '/') {
            index++;
        }
        return index;
    }

    /** Reads the length after the slash; the limit itself when there is no slash. */
    static int parse(
            final String kind,
            final CharSequence text,
            final int start,
            final int slash,
            final int end,
            final int limit) {
        if (slash == end) {
            return limit;
        }
        final int first = slash + 1;
        int position = first;
        int length = 0;
        while (position < end && AsciiDigits.isDecimal(text.charAt(position))) {
            if (position > first && length == 0) {
                throw AddressSyntaxException.at(kind, text, start, end, first, "prefixLength with a leading zero");
            }
            length = length * 10 + text.charAt(position) - '0';
            if (length > limit) {
                final String problem =
                        "prefixLength: value=" + Ipv4Address.digits(text, first, end) + ", limit=" + limit;
                throw AddressSyntaxException.at(kind, text, start, end, first, problem);
            }
            position++;
        }
        if (position == first) {
            final String what = "a prefix length, 0 to " + limit;
            throw AddressSyntaxException.expected(kind, text, start, end, position, what);
        }
        if (position != end) {
            throw AddressSyntaxException.expected(kind, text, start, end, position, "the end");
        }
        return length;
    }
}
