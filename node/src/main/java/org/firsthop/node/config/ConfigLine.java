package org.firsthop.node.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.firsthop.core.address.AddressSyntaxException;

/** One line of a configuration file, taken word by word; every error knows its place. */
public final class ConfigLine {
    private final String file;
    private final int number;
    private final String text;
    private final List<Word> words = new ArrayList<>();
    private int next;

    /**
     * A word.
     *
     * @param text of the word.
     * @param column at which it begins, from 1.
     */
    public record Word(String text, int column) {}

    /**
     * Makes a value of a word.
     *
     * @param <T> the type of the value.
     */
    @FunctionalInterface
    public interface Reading<T> {
        /**
         * Makes the value.
         *
         * @param text of the word.
         * @return the value.
         * @throws IllegalArgumentException when the word is none, with a message for the user.
         */
        T read(String text);
    }

    /**
     * Parts a line at white space; a hash begins a comment.
     *
     * @param file the name that messages give it.
     * @param number of the line, from 1.
     * @param text of the line.
     */
    public ConfigLine(final String file, final int number, final String text) {
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

    /** {@return the number of the line, from 1} */
    public int number() {
        return number;
    }

    /** {@return whether words are left} */
    public boolean hasMore() {
        return next < words.size();
    }

    /**
     * Takes the next word.
     *
     * @param expected what it should be, for the message when there is none.
     * @return the word.
     * @throws ConfigException when the line has ended.
     */
    public Word word(final String expected) throws ConfigException {
        if (!hasMore()) {
            throw error(text.stripTrailing().length() + 1, "expected " + expected + ", found the end of the line");
        }
        return words.get(next++);
    }

    /**
     * Takes the next word when it is a given one.
     *
     * @param keyword that it may be.
     * @return whether it was.
     */
    public boolean takes(final String keyword) {
        if (hasMore() && words.get(next).text.equals(keyword)) {
            next++;
            return true;
        }
        return false;
    }

    /**
     * Takes the next word, which must be a given one.
     *
     * @param keyword that it must be.
     * @throws ConfigException when it is another.
     */
    public void keyword(final String keyword) throws ConfigException {
        final Word word = word('"' + keyword + '"');
        if (!word.text.equals(keyword)) {
            throw error(word, "expected \"" + keyword + "\", found \"" + word.text + '"');
        }
    }

    /**
     * Takes the next word as a value.
     *
     * @param expected what it should be, for messages.
     * @param reading that makes the value.
     * @param <T> the type of the value.
     * @return the value.
     * @throws ConfigException when it is none.
     */
    public <T> T value(final String expected, final Reading<T> reading) throws ConfigException {
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

    /** {@return what is left of the line, as it stands there} */
    public String rest() {
        final String left = hasMore() ? text.substring(words.get(next).column - 1) : "";
        next = words.size();
        return left.strip();
    }

    /** {@return the words that are left, which stay to be taken} */
    public String peekRest() {
        return words.subList(next, words.size()).stream().map(Word::text).collect(Collectors.joining(" "));
    }

    /**
     * Makes sure that nothing follows.
     *
     * @throws ConfigException when something does.
     */
    public void end() throws ConfigException {
        if (hasMore()) {
            final Word word = words.get(next);
            throw error(word, "expected the end of the line, found \"" + word.text + '"');
        }
    }

    /**
     * An error about a word.
     *
     * @param word that it is about.
     * @param problem what was expected and what was found.
     * @return the exception.
     */
    public ConfigException error(final Word word, final String problem) {
        return error(word.column, problem);
    }

    private ConfigException error(final int column, final String problem) {
        return new ConfigException(file, number, column, problem);
    }

    /**
     * An error about the line as a whole.
     *
     * @param problem what was expected and what was found.
     * @return the exception.
     */
    public ConfigException error(final String problem) {
        return error(words.isEmpty() ? 1 : words.get(0).column, problem);
    }
}
