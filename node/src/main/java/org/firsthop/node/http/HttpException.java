package org.firsthop.node.http;

import java.io.IOException;

/** A peer said something that is not HTTP/1.1, or more than is borne. */
public final class HttpException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What a server answers to it. */
    private final int status;

    HttpException(final int status, final String message) {
        super(message);
        this.status = status;
    }

    /** {@return the status code that a server answers with} */
    public int status() {
        return status;
    }
}
