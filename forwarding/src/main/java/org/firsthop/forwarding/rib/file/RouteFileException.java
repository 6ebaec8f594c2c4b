package org.firsthop.forwarding.rib.file;

import java.io.IOException;

/** A file of routes says something that cannot be; the message is one line that names the file and the place in it. */
public final class RouteFileException extends IOException {
    private static final long serialVersionUID = 1L;

    private RouteFileException(final String message) {
        super(message);
    }

    /**
     * A fault of the file as a whole.
     *
     * @param file as the user named it.
     * @param problem what was found and what was expected, without a final period.
     * @return the exception.
     */
    public static RouteFileException of(final String file, final String problem) {
        return new RouteFileException(file + ": " + problem);
    }

    /**
     * A fault in a text.
     *
     * @param file as the user named it.
     * @param line from 1.
     * @param column of the first octet at fault, from 1.
     * @param problem what was found and what was expected, without a final period.
     * @return the exception.
     */
    public static RouteFileException at(final String file, final long line, final int column, final String problem) {
        return new RouteFileException(file + ":" + line + ":" + column + ": " + problem);
    }

    /**
     * A fault in a binary file.
     *
     * @param file as the user named it.
     * @param offset of the octet at fault, from 0, after decompression.
     * @param problem what was found and what was expected, without a final period.
     * @return the exception.
     */
    public static RouteFileException atOctet(final String file, final long offset, final String problem) {
        return new RouteFileException(file + ": octet " + offset + ": " + problem);
    }
}
