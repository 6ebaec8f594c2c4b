package org.firsthop.node.cli;

import java.io.IOException;

/** Nobody reads what the command writes any more, as when {@code head} has seen enough: the command ends quietly. */
public final class ClosedOutputException extends IOException {
    private static final long serialVersionUID = 1L;

    ClosedOutputException(final IOException cause) {
        super("the output is closed", cause);
    }
}
