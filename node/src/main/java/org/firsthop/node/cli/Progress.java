package org.firsthop.node.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * A progress bar on stderr: drawn only on a terminal, only when the work takes longer than a second, and at most ten times a
 * second. Not thread-safe.
 */
public final class Progress implements AutoCloseable {
    private static final long DELAY_NANOS = 1_000_000_000L;
    private static final long INTERVAL_NANOS = 100_000_000L;
    private static final int WIDTH = 30;
    private static final String ERASE_LINE = "\r\u001B[K";

    private final PrintStream err;
    private final boolean enabled;
    private final String what;
    private final LongSupplier clock;
    private final long start;
    private long nextDraw;
    private boolean drawn;

    private Progress(final PrintStream err, final boolean enabled, final String what, final LongSupplier clock) {
        this.err = err;
        this.enabled = enabled;
        this.what = what;
        this.clock = clock;
        start = clock.getAsLong();
        nextDraw = start + DELAY_NANOS;
    }

    /**
     * Begins some work.
     *
     * @param console whose stderr gets the bar.
     * @param what is being done, a few words.
     * @return its progress, to be closed when the work is done.
     */
    public static Progress begin(final Console console, final String what) {
        return begin(console.err(), console.isErrTerminal(), what, System::nanoTime);
    }

    static Progress begin(final PrintStream err, final boolean enabled, final String what, final LongSupplier clock) {
        return new Progress(err, enabled, what, clock);
    }

    /**
     * Says how far the work is; cheap enough for every packet or line.
     *
     * @param done units of work done.
     * @param total units altogether, or 0 when that is not known.
     */
    public void update(final long done, final long total) {
        if (!enabled) {
            return;
        }
        final long now = clock.getAsLong();
        if (now - nextDraw < 0) {
            return;
        }
        nextDraw = now + INTERVAL_NANOS;
        drawn = true;
        final double seconds = (now - start) / 1e9;
        if (total <= 0) {
            err.print(String.format(Locale.ROOT, "%s%s: %,d (%.0f s)", ERASE_LINE, what, done, seconds));
        } else {
            final double share = Math.min(1.0, (double) done / total);
            final int filled = (int) (share * WIDTH);
            err.print(String.format(
                    Locale.ROOT,
                    "%s%s [%s%s] %3.0f%% (%.0f s)",
                    ERASE_LINE,
                    what,
                    "#".repeat(filled),
                    ".".repeat(WIDTH - filled),
                    share * 100,
                    seconds));
        }
        err.flush();
    }

    /** Takes the bar off the terminal. */
    @Override
    public void close() {
        if (drawn) {
            err.print(ERASE_LINE);
            err.flush();
            drawn = false;
        }
    }
}
