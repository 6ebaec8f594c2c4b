package org.firsthop.forwarding.rib.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.firsthop.core.address.AddressSyntaxException;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv4Prefix;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.Ipv6Prefix;

/**
 * Lines of text as words, read in place: the way from a file's octets to addresses makes no object.
 *
 * <pre>{@code
 * while (reader.nextLine()) {
 *     while (reader.nextWord()) {
 *         if (reader.isAddress()) …
 *     }
 * }
 * }</pre>
 *
 * <p>A line ends with LF or CRLF. Words are separated by blanks and tabs, and by the backslash that {@code ip -oneline}
 * writes for the end of a line; a word that begins with {@code #} begins a comment, which is no word. Addresses and prefixes
 * are read by {@code org.firsthop.core.address}; what it refuses becomes a {@link RouteFileException} with file, line and
 * column. gzip is recognized and decompressed. Not thread-safe.
 */
public final class LineReader implements Closeable {
    /** Octets of the longest line. */
    public static final int MAX_LINE_LENGTH = 64 * 1024;

    private static final int BUFFER_LENGTH = 4 * MAX_LINE_LENGTH;

    private final RouteFileInput in;
    private final byte[] octets = new byte[BUFFER_LENGTH];
    private final Ascii text = new Ascii();
    private final WordTable words = new WordTable();

    /** Index after the last octet read. */
    private int limit;

    /** Index of the first octet after this line. */
    private int next;

    private int lineStart;
    private int lineEnd;
    private int wordStart;
    private int wordEnd;
    private boolean hasColon;
    private boolean ended;
    private long line;

    // The address or prefix last read.
    private long high;
    private long low;
    private int prefixLength;

    /** The octets of the buffer as characters, one each. */
    private final class Ascii implements CharSequence {
        @Override
        public int length() {
            return limit;
        }

        @Override
        public char charAt(final int index) {
            return (char) (octets[index] & 0xFF);
        }

        @Override
        public CharSequence subSequence(final int start, final int end) {
            return string(start, end);
        }

        @Override
        public String toString() {
            return string(0, limit);
        }
    }

    LineReader(final RouteFileInput in) {
        this.in = in;
    }

    /**
     * Begins to read a text.
     *
     * @param file the name that messages give it.
     * @param source of the text, plain or gzip, not buffered; closed with the reader.
     * @return the reader, before the first line.
     * @throws IOException when the source cannot be read, or begins like gzip and is not.
     */
    public static LineReader of(final String file, final InputStream source) throws IOException {
        return new LineReader(new RouteFileInput(file, source));
    }

    /**
     * Moves to the next line.
     *
     * @return whether there is one.
     * @throws IOException when the file cannot be read.
     * @throws RouteFileException when the line is longer than {@link #MAX_LINE_LENGTH}.
     */
    public boolean nextLine() throws IOException {
        int index = next;
        lineStart = index;
        while (true) {
            while (index < limit) {
                if (octets[index++] == '\n') {
                    return line(index - 1, index);
                }
            }
            if (ended) {
                return index > lineStart && line(index, index);
            }
            if (limit - lineStart > MAX_LINE_LENGTH) {
                throw tooLong();
            }
            index -= lineStart;
            fill();
        }
    }

    /**
     * Whether the next line can be had without waiting for the source; for a reader that answers what it has read before it
     * waits.
     *
     * @return whether a line feed stands in what was read already.
     */
    public boolean hasLine() {
        for (int index = next; index < limit; index++) {
            if (octets[index] == '\n') {
                return true;
            }
        }
        return false;
    }

    private boolean line(final int end, final int following) throws RouteFileException {
        line++;
        lineEnd = end > lineStart && octets[end - 1] == '\r' ? end - 1 : end;
        next = following;
        wordStart = lineStart;
        wordEnd = lineStart;
        if (lineEnd - lineStart > MAX_LINE_LENGTH) {
            line--;
            throw tooLong();
        }
        return true;
    }

    private RouteFileException tooLong() {
        return RouteFileException.at(
                in.file(), line + 1, 1, "expected a line of " + MAX_LINE_LENGTH + " octets at most");
    }

    /** Moves the line to the front of the buffer, and reads more after it. */
    private void fill() throws IOException {
        if (lineStart > 0) {
            System.arraycopy(octets, lineStart, octets, 0, limit - lineStart);
            limit -= lineStart;
            lineStart = 0;
        }
        final int count = in.read(octets, limit, octets.length - limit);
        if (count < 0) {
            ended = true;
        } else {
            limit += count;
        }
    }

    /**
     * Moves to the next word of the line.
     *
     * @return whether there is one; otherwise the word is empty and stands at the end of the line.
     */
    public boolean nextWord() {
        int index = wordEnd;
        while (index < lineEnd && isSeparator(octets[index])) {
            index++;
        }
        wordStart = index;
        boolean colon = false;
        if (index < lineEnd && octets[index] != '#') {
            while (index < lineEnd && !isSeparator(octets[index])) {
                colon |= octets[index++] == ':';
            }
        }
        wordEnd = index;
        hasColon = colon;
        return wordEnd > wordStart;
    }

    private static boolean isSeparator(final byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\\';
    }

    /** {@return whether the word can only be an address or a prefix: it begins with a digit, or has a colon} */
    public boolean isAddress() {
        return wordEnd > wordStart && (hasColon || (octets[wordStart] >= '0' && octets[wordStart] <= '9'));
    }

    /** {@return the word; equal words of a file are mostly one object} */
    public String word() {
        return words.intern(octets, wordStart, wordEnd);
    }

    /**
     * Reads the word as an address.
     *
     * @return whether it is an IPv6 address; {@link #high()} and {@link #low()} have the value.
     * @throws RouteFileException when it is no address.
     */
    public boolean address() throws RouteFileException {
        try {
            if (hasColon) {
                final Ipv6Address address = Ipv6Address.parse(text, wordStart, wordEnd);
                high = address.high();
                low = address.low();
            } else {
                high = 0;
                low = Ipv4Address.parse(text, wordStart, wordEnd) & 0xFFFF_FFFFL;
            }
            return hasColon;
        } catch (final AddressSyntaxException e) {
            throw at(e);
        }
    }

    /**
     * Reads the word as a prefix; an address without a length is the prefix of that one address.
     *
     * @return whether it is an IPv6 prefix; {@link #high()}, {@link #low()} and {@link #prefixLength()} have the value.
     * @throws RouteFileException when it is no prefix, or bits beyond its length are set.
     */
    public boolean prefix() throws RouteFileException {
        try {
            if (hasColon) {
                final Ipv6Prefix prefix = Ipv6Prefix.parse(text, wordStart, wordEnd);
                high = prefix.high();
                low = prefix.low();
                prefixLength = prefix.length();
            } else {
                final Ipv4Prefix prefix = Ipv4Prefix.parse(text, wordStart, wordEnd);
                high = 0;
                low = prefix.address() & 0xFFFF_FFFFL;
                prefixLength = prefix.length();
            }
            return hasColon;
        } catch (final AddressSyntaxException e) {
            throw at(e);
        }
    }

    /**
     * Reads the word as a decimal number.
     *
     * @param what it is, for the message.
     * @param max the greatest value.
     * @return 0 to the greatest.
     * @throws RouteFileException when it is no such number.
     */
    public long number(final String what, final long max) throws RouteFileException {
        long value = 0;
        for (int i = wordStart; i < wordEnd; i++) {
            final int digit = octets[i] - '0';
            if (digit < 0 || digit > 9) {
                throw expected(what + ", 0 to " + max);
            }
            value = value * 10 + digit;
            if (value > max) {
                throw at(what + ": value=" + word() + ", limit=" + max);
            }
        }
        if (wordStart == wordEnd) {
            throw expected(what + ", 0 to " + max);
        }
        return value;
    }

    /** {@return the first 64 bits of the IPv6 address last read; 0 for IPv4} */
    public long high() {
        return high;
    }

    /** {@return the last 64 bits of the IPv6 address last read, or the IPv4 address in the low 32 bits} */
    public long low() {
        return low;
    }

    /** {@return the length of the prefix last read} */
    public int prefixLength() {
        return prefixLength;
    }

    /** {@return the name that messages give the file} */
    public String file() {
        return in.file();
    }

    /** {@return the number of this line, from 1} */
    public long lineNumber() {
        return line;
    }

    /** {@return the column of the word, from 1} */
    public int column() {
        return wordStart - lineStart + 1;
    }

    /**
     * An exception for the word.
     *
     * @param what was expected in its place.
     * @return the exception.
     */
    public RouteFileException expected(final String what) {
        return at("expected " + what + ", found " + (wordEnd == wordStart ? "the end of the line" : quoted()));
    }

    /**
     * An exception at the word.
     *
     * @param problem with it.
     * @return the exception.
     */
    public RouteFileException at(final String problem) {
        return RouteFileException.at(in.file(), line, column(), problem);
    }

    private RouteFileException at(final AddressSyntaxException cause) {
        final RouteFileException failure =
                RouteFileException.at(in.file(), line, column() + cause.column() - 1, cause.problem());
        failure.initCause(cause);
        return failure;
    }

    /** The word, short and visible. */
    private String quoted() {
        final int shown = Math.min(wordEnd, wordStart + 40);
        final StringBuilder quoted = new StringBuilder().append('"');
        for (int i = wordStart; i < shown; i++) {
            final int octet = octets[i] & 0xFF;
            if (octet > ' ' && octet <= '~') {
                quoted.append((char) octet);
            } else {
                quoted.append(String.format("\\x%02x", octet));
            }
        }
        return quoted.append(shown < wordEnd ? "\"..." : "\"").toString();
    }

    private String string(final int start, final int end) {
        return new String(octets, start, end - start, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
