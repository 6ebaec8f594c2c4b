package org.firsthop.node.http;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that a request asks for (RFC 9110 section 14): the whole, or one range of octets.
 *
 * @param begin of the first octet.
 * @param length in octets.
 * @param isPartial whether it was asked for as a part.
 */
record ByteRange(long begin, long length, boolean isPartial) {
    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * The part of a file of some size; what is not one range of octets is read over, as section 14.2 allows.
     *
     * @return {@code null} when nothing of the file is in the range.
     */
    static @Nullable ByteRange of(final List<String> values, final long size) {
        final Matcher range = ONE.matcher(values.size() == 1 ? values.get(0) : "");
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return new ByteRange(0, size, false);
        }
        if (range.group(1).isEmpty()) { // The last so many octets.
            final long count = Math.min(size, Long.parseLong(range.group(2)));
            return count == 0 ? null : new ByteRange(size - count, count, true);
        }
        final long first = Long.parseLong(range.group(1));
        final long last = range.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(range.group(2)));
        if (!range.group(2).isEmpty() && Long.parseLong(range.group(2)) < first) {
            return new ByteRange(0, size, false); // Not valid, and so read over (section 14.1.1).
        }
        return first >= size ? null : new ByteRange(first, last - first + 1, true);
    }

    /** {@return the value of Content-Range, for a file of some size} */
    String text(final long size) {
        return "bytes " + begin + '-' + (begin + length - 1) + '/' + size;
    }
}
