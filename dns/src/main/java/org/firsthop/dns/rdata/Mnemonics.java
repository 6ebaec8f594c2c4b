package org.firsthop.dns.rdata;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of 16-bit codes, with a prefix and decimal digits for those that have none (RFC 3597 section 5). */
final class Mnemonics {
    private static final int MAX_VALUE = 0xFFFF;

    private final String prefix;
    private final @Nullable String[] names;
    private final Map<String, Integer> values = new HashMap<>();

    Mnemonics(final String prefix, final int size) {
        this.prefix = prefix;
        this.names = new String[size];
    }

    Mnemonics add(final int value, final String name) {
        names[value] = name;
        values.put(name, value);
        return this;
    }

    String name(final int value) {
        final String name = value < names.length ? names[value] : null;
        return name == null ? prefix + value : name;
    }

    int parse(final CharSequence text) {
        final String name = text.toString().toUpperCase(Locale.ROOT);
        final Integer value = values.get(name);
        if (value != null) {
            return value;
        }
        final int digits = name.length() - prefix.length();
        if (!name.startsWith(prefix) || digits < 1 || digits > 5) {
            return -1;
        }
        int number = 0;
        for (int i = prefix.length(); i < name.length(); i++) {
            final char digit = name.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + digit - '0';
        }
        return number <= MAX_VALUE ? number : -1;
    }
}
