package org.firsthop.dns.name;

import org.agrona.UnsafeApi;
import org.jspecify.annotations.Nullable;

/**
 * The octets of a string, read where the JVM keeps them: a string without a character above U+00FF is an array with an octet
 * for each (JEP 254), which can be read eight characters at a time, where {@link String#charAt} tells them one by one.
 *
 * <p>The fields are private to {@code java.lang}. Whether this JVM has them, and in them what is expected, is tried once; where
 * it does not, no string has octets, and the caller reads characters. Free for any thread; allocates nothing.
 */
final class StringOctets {
    private static final byte LATIN_1 = 0;
    private static final long ABSENT = -1;
    private static final long VALUE = offset("value", byte[].class);
    private static final long CODER = offset("coder", byte.class);
    private static final boolean READABLE = isReadable();

    private StringOctets() {}

    /**
     * The octets of a string.
     *
     * @param text to read.
     * @return an octet for each character, in their order, not to be written; or {@code null} where the string is kept another
     *     way.
     */
    static byte @Nullable [] of(final String text) {
        return READABLE && UnsafeApi.getByte(text, CODER) == LATIN_1 ? value(text) : null;
    }

    private static byte @Nullable [] value(final String text) {
        return (byte[]) UnsafeApi.getReference(text, VALUE);
    }

    private static long offset(final String field, final Class<?> type) {
        try {
            final var found = String.class.getDeclaredField(field);
            return found.getType() == type ? UnsafeApi.objectFieldOffset(found) : ABSENT;
        } catch (final NoSuchFieldException absent) {
            return ABSENT;
        }
    }

    private static boolean isReadable() {
        if (VALUE == ABSENT || CODER == ABSENT) {
            return false;
        }
        final String narrow = "a\u00FF";
        final byte[] octets = value(narrow);
        return octets != null
                && octets.length == 2
                && octets[0] == 'a'
                && octets[1] == -1
                && UnsafeApi.getByte(narrow, CODER) == LATIN_1
                && UnsafeApi.getByte("a\u0100", CODER) != LATIN_1;
    }
}
