package org.firsthop.node.walk;

import java.io.IOException;

/** Writes JSON (RFC 8259), two spaces a level; commas and line ends take care of themselves. */
final class Json {
    private final Appendable out;
    private int depth;
    private boolean isEmpty = true;
    private boolean afterName;

    Json(final Appendable out) {
        this.out = out;
    }

    Json begin(final char bracket) throws IOException {
        value();
        out.append(bracket);
        depth++;
        isEmpty = true;
        return this;
    }

    Json end(final char bracket) throws IOException {
        depth--;
        if (!isEmpty) {
            newLine();
        }
        out.append(bracket);
        isEmpty = false;
        return this;
    }

    Json name(final String name) throws IOException {
        value();
        quote(name);
        out.append(": ");
        afterName = true;
        return this;
    }

    Json text(final String text) throws IOException {
        value();
        quote(text);
        return this;
    }

    Json number(final long number) throws IOException {
        value();
        out.append(Long.toString(number));
        return this;
    }

    Json flag(final boolean flag) throws IOException {
        value();
        out.append(Boolean.toString(flag));
        return this;
    }

    private void value() throws IOException {
        if (afterName) {
            afterName = false;
            return;
        }
        if (!isEmpty) {
            out.append(',');
        }
        if (depth > 0) {
            newLine();
        }
        isEmpty = false;
    }

    private void newLine() throws IOException {
        out.append('\n').append("  ".repeat(depth));
    }

    private void quote(final String text) throws IOException {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
