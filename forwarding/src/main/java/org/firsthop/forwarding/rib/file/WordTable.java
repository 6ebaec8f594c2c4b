package org.firsthop.forwarding.rib.file;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Words of a text that come again and again, such as keywords and names of interfaces, each as one string. Bounded: a word
 * whose place is taken by another replaces it.
 */
final class WordTable {
    private static final int PLACES = 1 << 10;

    private final @Nullable String[] words = new String[PLACES];

    /**
     * The string of a word.
     *
     * @param octets that hold the word, one a character.
     * @param start of the word.
     * @param end of the word.
     * @return the string.
     */
    String intern(final byte[] octets, final int start, final int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + octets[i];
        }
        final int place = (hash ^ hash >>> 15) & (PLACES - 1);
        final String known = words[place];
        if (known != null && isEqual(known, octets, start, end)) {
            return known;
        }
        final String added = new String(octets, start, end - start, StandardCharsets.ISO_8859_1);
        words[place] = added;
        return added;
    }

    private static boolean isEqual(final String word, final byte[] octets, final int start, final int end) {
        if (word.length() != end - start) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (word.charAt(i - start) != (octets[i] & 0xFF)) {
                return false;
            }
        }
        return true;
    }
}
