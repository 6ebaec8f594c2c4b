package org.firsthop.dns.rdata;

/**
 * Cuts the text of a master file into words, quoted strings and ends of lines (RFC 1035 section 5.1).
 *
 * <p>A comment goes from {@code ;} to the end of its line; between parentheses the end of a line does not count; a backslash
 * takes the special meaning from the character after it. A word may hold a quoted part after {@code =}, as parameters of a
 * service binding do (RFC 9460 section 2.1). Tokens are told by where they lie in the text, their escapes not yet undone.
 *
 * <p>Reusable for one text only; not thread-safe.
 */
public final class MasterLexer {
    /** What a token is. */
    public enum Token {
        /** Characters without a blank. */
        WORD,
        /** Characters between quotes, which are not part of it. */
        QUOTED,
        /** The end of a line, or of lines that parentheses join. */
        END_OF_LINE,
        /** The end of the text. */
        END_OF_FILE
    }

    private final String file;
    private final CharSequence text;
    private Token token = Token.END_OF_LINE;
    private int position;
    private int start;
    private int end;
    private int line = 1;
    private int lineStart;
    private int tokenLine = 1;
    private int tokenColumn = 1;
    private int depth;
    private boolean blankBefore;
    private boolean pushedBack;

    /**
     * A lexer at the beginning of a text.
     *
     * @param file the file's name, for errors.
     * @param text to read.
     */
    public MasterLexer(final String file, final CharSequence text) {
        this.file = file;
        this.text = text;
    }

    /**
     * Moves to the next token.
     *
     * @return what it is; after the end of the text always {@link Token#END_OF_FILE}.
     * @throws MasterFileException when a quote or a parenthesis is not closed, or a parenthesis was not opened.
     */
    public Token next() {
        if (pushedBack) {
            pushedBack = false;
            return token;
        }
        blankBefore = false;
        while (position < text.length()) {
            final char character = text.charAt(position);
            switch (character) {
                case ' ', '\t', '\r' -> {
                    blankBefore = true;
                    position++;
                }
                case ';' -> skipComment();
                case '\n' -> {
                    if (depth == 0) {
                        mark();
                        newLine();
                        token = Token.END_OF_LINE;
                        return token;
                    }
                    newLine();
                    blankBefore = true;
                }
                case '(' -> {
                    depth++;
                    position++;
                    blankBefore = true;
                }
                case ')' -> {
                    mark();
                    if (--depth < 0) {
                        throw error("a parenthesis was closed that was not opened");
                    }
                    position++;
                    blankBefore = true;
                }
                default -> {
                    mark();
                    token = character == '"' ? quoted() : word();
                    return token;
                }
            }
        }
        mark();
        if (depth > 0) {
            throw error("a parenthesis was opened but not closed");
        }
        end = position;
        token = Token.END_OF_FILE;
        return token;
    }

    /** Makes the next call of {@link #next} give the same token again. */
    public void pushBack() {
        pushedBack = true;
    }

    /** {@return what the current token is} */
    public Token token() {
        return token;
    }

    /** {@return whether the current token ends a line or the text} */
    public boolean isEnd() {
        return token == Token.END_OF_LINE || token == Token.END_OF_FILE;
    }

    /** {@return whether blanks or parentheses stand directly before the current token} */
    public boolean isBlankBefore() {
        return blankBefore;
    }

    /** {@return the text that tokens lie in} */
    public CharSequence text() {
        return text;
    }

    /** {@return the index of the current token's first character} */
    public int start() {
        return start;
    }

    /** {@return the index after the current token's last character} */
    public int end() {
        return end;
    }

    /** {@return the current token's characters, their escapes not undone} */
    public String tokenText() {
        return text.subSequence(start, end).toString();
    }

    /** {@return the name of the file, for errors} */
    public String file() {
        return file;
    }

    /** {@return the line of the current token, from 1} */
    public int line() {
        return tokenLine;
    }

    /**
     * Moves to the next token, which must be a word or a quoted string.
     *
     * @param expected what should stand there, for the error.
     * @throws MasterFileException when the line ends.
     */
    public void require(final String expected) {
        next();
        if (isEnd()) {
            throw error("the line ends where " + expected + " was expected");
        }
    }

    /**
     * Moves to the next token, which must end the line.
     *
     * @throws MasterFileException when it does not.
     */
    public void requireEnd() {
        next();
        if (!isEnd()) {
            throw error("'" + tokenText() + "' stands where the line should end");
        }
    }

    /**
     * An error at the current token.
     *
     * @param problem what was found and what was expected, without a final period.
     * @return the exception, to be thrown.
     */
    public MasterFileException error(final String problem) {
        return new MasterFileException(file, tokenLine, tokenColumn, problem);
    }

    private void mark() {
        start = position;
        tokenLine = line;
        tokenColumn = position - lineStart + 1;
    }

    private void newLine() {
        position++;
        end = position;
        line++;
        lineStart = position;
    }

    private void skipComment() {
        while (position < text.length() && text.charAt(position) != '\n') {
            position++;
        }
    }

    private Token quoted() {
        start = ++position;
        skipQuoted();
        end = position - 1;
        return Token.QUOTED;
    }

    /** Goes behind the closing quote of a string whose opening one was passed. */
    private void skipQuoted() {
        while (position < text.length()) {
            final char character = text.charAt(position++);
            if (character == '"') {
                return;
            }
            if (character == '\n') {
                break;
            }
            if (character == '\\') {
                position++;
            }
        }
        throw error("a quote was opened but not closed in its line");
    }

    private Token word() {
        while (position < text.length()) {
            final char character = text.charAt(position);
            if (character == '\\') {
                position = Math.min(position + 2, text.length());
            } else if (character == '"' && text.charAt(position - 1) == '=') {
                position++;
                skipQuoted();
            } else if (isWordEnd(character)) {
                break;
            } else {
                position++;
            }
        }
        end = position;
        return Token.WORD;
    }

    private static boolean isWordEnd(final char character) {
        return switch (character) {
            case ' ', '\t', '\r', '\n', ';', '(', ')', '"' -> true;
            default -> false;
        };
    }
}
