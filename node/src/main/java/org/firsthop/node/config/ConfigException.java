package org.firsthop.node.config;

import java.io.IOException;

/** A configuration file says something that cannot be; the message names the place and what was expected there. */
public final class ConfigException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The file as the user named it. */
    private final String file;

    /** The line, from 1. */
    private final int line;

    /** The column, from 1. */
    private final int column;

    /**
     * Names a place and what is wrong there.
     *
     * @param file as the user named it.
     * @param line from 1.
     * @param column from 1, in characters.
     * @param problem what was expected and what was found.
     */
    public ConfigException(final String file, final int line, final int column, final String problem) {
        super(file + ':' + line + ':' + column + ": " + problem);
        this.file = file;
        this.line = line;
        this.column = column;
    }

    /** {@return the file as the user named it} */
    public String file() {
        return file;
    }

    /** {@return the line, from 1} */
    public int line() {
        return line;
    }

    /** {@return the column, from 1, in characters} */
    public int column() {
        return column;
    }
}
