package org.firsthop.node.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The head of a message: its start line and fields, to the empty line (RFC 9112 sections 2 to 5).
 *
 * <p>Octets are given to it as they come, however they are cut. A line may end in a bare LF (section 2.2).
 */
public final class HttpHead {
    /** The most octets of a head. */
    public static final int MAX_LENGTH = 16 * 1024;

    /** What names may consist of beside letters and digits ("tchar", RFC 9110 section 5.6.2). */
    private static final String NAME_SIGNS = "!#$%&'*+-.^_`|~";

    private static final int REQUEST_TOO_LARGE = 431;
    private static final int BAD_REQUEST = 400;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final List<Field> fields = new ArrayList<>();
    private @Nullable String startLine;
    private int length;
    private boolean isComplete;

    private record Field(String name, String value) {}

    /** A head of which nothing has come yet. */
    public HttpHead() {}

    /**
     * Takes octets, to the end of the head and no further.
     *
     * @param buffer that holds them.
     * @param offset of the first.
     * @param count how many there are.
     * @return how many were taken.
     * @throws HttpException when it is no head, or one too long.
     */
    public int take(final DirectBuffer buffer, final int offset, final int count) throws HttpException {
        int taken = 0;
        while (taken < count && !isComplete) {
            final byte octet = buffer.getByte(offset + taken++);
            if (++length > MAX_LENGTH) {
                throw new HttpException(REQUEST_TOO_LARGE, "a head of more than " + MAX_LENGTH + " octets");
            }
            if (octet == '\n') {
                end(line.toString(ISO_8859_1));
                line.reset();
            } else {
                line.write(octet);
            }
        }
        return taken;
    }

    private void end(final String raw) throws HttpException {
        final String text = raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
        if (text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7F)) {
            throw bad("a control character in a head");
        }
        if (startLine == null) {
            if (!text.isEmpty()) { // Empty lines before a start line are read over (section 2.2).
                startLine = text;
            }
        } else if (text.isEmpty()) {
            isComplete = true;
        } else {
            final int colon = text.indexOf(':');
            // No space before the colon (section 5.1), and no line that continues the one before (section 5.2).
            if (colon < 1 || !isToken(text.substring(0, colon))) {
                throw bad("a line of a head that is no field");
            }
            fields.add(new Field(
                    text.substring(0, colon), text.substring(colon + 1).strip()));
        }
    }

    static boolean isToken(final String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || NAME_SIGNS.indexOf(c) >= 0);
    }

    private static HttpException bad(final String problem) {
        return new HttpException(BAD_REQUEST, problem);
    }

    /** {@return whether the empty line has come} */
    public boolean isComplete() {
        return isComplete;
    }

    /** {@return whether nothing has come yet} */
    public boolean isEmpty() {
        return length == 0;
    }

    /** {@return the request line or status line, empty before it has come} */
    public String startLine() {
        return startLine == null ? "" : startLine;
    }

    /** {@return the fields, a line each, as they came} */
    public List<String> lines() {
        return fields.stream().map(f -> f.name + ": " + f.value).toList();
    }

    /**
     * The values of a field.
     *
     * @param name in any case.
     * @return one for each line that has the name.
     */
    public List<String> values(final String name) {
        return fields.stream()
                .filter(f -> f.name.equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /**
     * Whether a field that is a list has an element, in any case.
     *
     * @param name of the field.
     * @param element to look for.
     * @return whether it is there.
     */
    public boolean lists(final String name, final String element) {
        return values(name).stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .anyMatch(each -> each.strip().equalsIgnoreCase(element));
    }

    /**
     * How long the body is, by the field Content-Length (RFC 9112 section 6.3).
     *
     * @return octets, or −1 when it is not said.
     * @throws HttpException when it says no one number.
     */
    public long contentLength() throws HttpException {
        long found = -1;
        for (final String value : values("Content-Length")) {
            for (final String each : value.split(",", -1)) {
                final String digits = each.strip();
                if (digits.isEmpty() || digits.length() > 18 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    throw bad("Content-Length: " + value);
                }
                final long number = Long.parseLong(digits);
                if (found >= 0 && found != number) {
                    throw bad("two values of Content-Length: " + found + " and " + number);
                }
                found = number;
            }
        }
        return found;
    }
}
