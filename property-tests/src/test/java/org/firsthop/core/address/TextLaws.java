package org.firsthop.core.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The laws that every type obeys which is read from text and printed. */
final class TextLaws {
    private static final int BEFORE = 2;

    private TextLaws() {}

    interface Format {
        int format(MutableDirectBuffer buffer, int index);
    }

    static void formatAndAppendEqualToString(
            final String text, final Format format, final Consumer<Appendable> append) {
        final StringBuilder appended = new StringBuilder();
        append.accept(appended);
        assertEquals(text, appended.toString());
        final byte[] expected = new byte[BEFORE + text.length() + 3];
        Arrays.fill(expected, (byte) 0xA5);
        final UnsafeBuffer buffer = new UnsafeBuffer(expected.clone());
        for (int i = 0; i < text.length(); i++) {
            expected[BEFORE + i] = (byte) text.charAt(i);
        }
        assertEquals(text.length(), format.format(buffer, BEFORE));
        assertEquals(new UnsafeBuffer(expected), buffer);
    }

    /** Texts that are nearly right: some characters of right ones replaced, removed or inserted. */
    static Arbitrary<String> damaged(final String alphabet, final String... right) {
        final Arbitrary<String> any =
                Arbitraries.strings().withChars(alphabet.toCharArray()).ofMaxLength(45);
        final Arbitrary<String> nearly = Arbitraries.of(right)
                .flatMap(text -> Arbitraries.randoms().map(random -> {
                    final StringBuilder damaged = new StringBuilder(text);
                    for (int i = random.nextInt(4); i > 0 && damaged.length() > 0; i--) {
                        final int index = random.nextInt(damaged.length());
                        final char c = alphabet.charAt(random.nextInt(alphabet.length()));
                        switch (random.nextInt(3)) {
                            case 0 -> damaged.setCharAt(index, c);
                            case 1 -> damaged.insert(index, c);
                            default -> damaged.deleteCharAt(index);
                        }
                    }
                    return damaged.toString();
                }));
        return Arbitraries.oneOf(any, nearly, Arbitraries.strings().ofMaxLength(20));
    }

    /** Reading either yields a value or an error of one line whose column is in the text or just behind it. */
    static <T> void readOrRefused(final String text, final Function<String, T> read, final Consumer<T> ifRead) {
        final T value;
        try {
            value = read.apply(text);
        } catch (final AddressSyntaxException e) {
            assertTrue(e.column() >= 1 && e.column() <= text.length() + 1, () -> e.getMessage());
            assertTrue(e.getMessage().contains(", column " + e.column() + ": " + e.problem()), () -> e.getMessage());
            assertTrue(e.getMessage().chars().allMatch(c -> c >= ' ' && c <= '~'), () -> e.getMessage());
            return;
        }
        ifRead.accept(value);
    }
}
