package org.firsthop.node.config;

import java.util.ArrayList;
import java.util.List;
import org.firsthop.core.address.AddressSyntaxException;

/** One line of a configuration file, taken word by word; every error knows its place. */
final class ConfigLine {
    private final String file;
    private final int number;
    private final String text;
    private final List<Word> words = new ArrayList<>();
    private int next;

    /** A word and the column at which it begins. */
    record Word(String text, int column) {}

    /** Makes a value of a word's text; may throw {@link IllegalArgumentException} with a message for the user. */
    interface Reading<T> {
        T read(String text);
    }

    ConfigLine(final String file, final int number, final String text) {
        this.file = file;
        this.number = number;
        this.text = text;
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            final boolean ends = i == text.length() || text.charAt(i) == '#';
            if (ends || Character.isWhitespace(text.charAt(i))) {
                if (start >= 0) {
                    words.add(new Word(text.substring(start, i), start + 1));
                    start = -1;
                }
                if (ends) {
                    break;
                }
            } else if (start < 0) {
                start = i;
            }
        }
    }

    int number() {
        return number;
    }

    boolean hasMore() {
        return next < words.size();
    }

    /** Takes the next word. */
    Word word(final String expected) throws ConfigException {
        if (!hasMore()) {
            throw error(text.stripTrailing().length() + 1, "expected " + expected + ", found the end of the line");
        }
        return words.get(next++);
    }

    /** Takes the next word when it is a given one. */
    boolean takes(final String keyword) {
        if (hasMore() && words.get(next).text.equals(keyword)) {
            next++;
            return true;
        }
        return false;
    }

    /** Takes the next word, which must be a given one. */
    void keyword(final String keyword) throws ConfigException {
        final Word word = word('"' + keyword + '"');
        if (!word.text.equals(keyword)) {
            throw error(word, "expected \"" + keyword + "\", found \"" + word.text + '"');
        }
    }

    /** Takes the next word as a value. */
    <T> T value(final String expected, final Reading<T> reading) throws ConfigException {
        final Word word = word(expected);
        try {
            return reading.read(word.text);
        } catch (final AddressSyntaxException e) {
            throw error(word.column + e.column() - 1, expected + ": " + e.problem());
        } catch (final NumberFormatException e) {
            throw error(word, "expected " + expected + ", found \"" + word.text + '"');
        } catch (final IllegalArgumentException e) {
            throw error(word, String.valueOf(e.getMessage()));
        }
    }

    /** Makes sure that nothing follows. */
    void end() throws ConfigException {
        if (hasMore()) {
            final Word word = words.get(next);
            throw error(word, "expected the end of the line, found \"" + word.text + '"');
        }
    }

    ConfigException error(final Word word, final String problem) {
        return error(word.column, problem);
    }

    ConfigException error(final int column, final String problem) {
        return new ConfigException(file, number, column, problem);
    }

    /** An error about the line as a whole. */
    ConfigException error(final String problem) {
        return error(words.isEmpty() ? 1 : words.get(0).column, problem);
    }
}
