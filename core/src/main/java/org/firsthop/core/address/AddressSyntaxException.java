package org.firsthop.core.address;

/**
 * Text is not the address or prefix that it should be; says where reading stopped and what was expected there.
 *
 * <p>The message holds the kind, the text, the column and the problem on one line:
 * {@code IPv4 address "1.2.3", column 6: expected '.', found the end}. A reader of files adds its own file and line, and
 * adds {@link #column()} − 1 to the column where the text began.
 */
public final class AddressSyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_QUOTED = 80;

    /** Where in the text the problem stands, 1 for the first character. */
    private final int column;

    /** What was expected there, or which limit was passed. */
    private final String problem;

    private AddressSyntaxException(
            final String kind,
            final CharSequence text,
            final int start,
            final int end,
            final int at,
            final String problem) {
        super(kind + " " + quote(text, start, end) + ", column " + (at - start + 1) + ": " + problem);
        this.column = at - start + 1;
        this.problem = problem;
    }

    /**
     * Where in the text the problem stands.
     *
     * @return the column, 1 for the first character; one more than the text's length when it ended too early.
     */
    public int column() {
        return column;
    }

    /** {@return what was expected there, or which limit was passed, without the text and the column} */
    public String problem() {
        return problem;
    }

    static AddressSyntaxException at(
            final String kind,
            final CharSequence text,
            final int start,
            final int end,
            final int at,
            final String problem) {
        return new AddressSyntaxException(kind, text, start, end, at, problem);
    }

    static AddressSyntaxException expected(
            final String kind,
            final CharSequence text,
            final int start,
            final int end,
            final int at,
            final String what) {
        return at(kind, text, start, end, at, "expected " + what + ", found " + found(text, end, at));
    }

    private static String found(final CharSequence text, final int end, final int at) {
        if (at >= end) {
            return "the end";
        }
        final StringBuilder out = new StringBuilder(8).append('\'');
        appendVisible(out, text.charAt(at));
        return out.append('\'').toString();
    }

    private static String quote(final CharSequence text, final int start, final int end) {
        final StringBuilder out = new StringBuilder(Math.min(end - start, MAX_QUOTED) + 8).append('"');
        for (int i = start; i < end; i++) {
            if (i - start == MAX_QUOTED) {
                return out.append("\"...").toString();
            }
            appendVisible(out, text.charAt(i));
        }
        return out.append('"').toString();
    }

    /** Characters that would hide or break the line of a message are shown by their code. */
    private static void appendVisible(final StringBuilder out, final char c) {
        if (c >= ' ' && c <= '~') {
            out.append(c);
        } else {
            out.append(String.format("\\u%04x", (int) c));
        }
    }
}
