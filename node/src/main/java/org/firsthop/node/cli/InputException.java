package org.firsthop.node.cli;

import java.io.IOException;

/** The input of a command is bad; the message is the one line that the user sees, and the exit code is 1. */
public final class InputException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * An exception for a fault in a file as a whole.
     *
     * @param problem with the file's name, what was found and what was expected, without a final period.
     */
    public InputException(final String problem) {
        super(problem);
    }

    /**
     * An exception for a fault in a line of text.
     *
     * @param file that has the line.
     * @param line number, from 1.
     * @param problem what was found and what was expected, without a final period.
     */
    public InputException(final String file, final long line, final String problem) {
        super(file + ":" + line + ": " + problem);
    }

    /**
     * An exception for a fault in a line of text, at a column.
     *
     * @param file that has the line.
     * @param line number, from 1.
     * @param column of the first character at fault, from 1.
     * @param problem what was found and what was expected, without a final period.
     */
    public InputException(final String file, final long line, final int column, final String problem) {
        super(file + ":" + line + ":" + column + ": " + problem);
    }
}
