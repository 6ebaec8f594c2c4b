package org.firsthop.node.walk;

/** Colours of a terminal, or none. */
public enum Ink {
    /** Text as it is. */
    PLAIN,
    /** Escape sequences of ECMA-48. */
    COLOURED;

    String strong(final String text) {
        return wrap("1", text);
    }

    String faint(final String text) {
        return wrap("2", text);
    }

    String good(final String text) {
        return wrap("1;32", text);
    }

    String bad(final String text) {
        return wrap("1;31", text);
    }

    private String wrap(final String code, final String text) {
        return this == PLAIN ? text : "\u001b[" + code + 'm' + text + "\u001b[0m";
    }
}
