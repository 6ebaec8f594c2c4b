package org.firsthop.dns.rdata;

/** Text of a master file is not as RFC 1035 section 5 has it; the message names the file, the line and the column. */
public final class MasterFileException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** The line, from 1. */
    private final int line;

    /** The column, from 1. */
    private final int column;

    /**
     * An error at a place in a file.
     *
     * @param file the file's name, or what stands for it.
     * @param line from 1.
     * @param column from 1.
     * @param problem what was found and what was expected, without a final period.
     */
    public MasterFileException(final String file, final int line, final int column, final String problem) {
        super(file + ":" + line + ":" + column + ": " + problem);
        this.line = line;
        this.column = column;
    }

    /** {@return the line of the error, from 1} */
    public int line() {
        return line;
    }

    /** {@return the column of the error, from 1} */
    public int column() {
        return column;
    }
}
