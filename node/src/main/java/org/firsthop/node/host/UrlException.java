package org.firsthop.node.host;

/** A text is no URL that a host could connect to; the message says what is wrong, and where. */
public final class UrlException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong.
     *
     * @param problem for the user.
     */
    public UrlException(final String problem) {
        super(problem);
    }
}
