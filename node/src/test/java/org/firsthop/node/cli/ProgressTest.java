package org.firsthop.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long MILLISECOND = 1_000_000L;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private long now = -5;

    private Progress begin(final boolean terminal) {
        return Progress.begin(new PrintStream(err, true, UTF_8), terminal, "reading", () -> now);
    }

    @Test
    void shouldStaySilentForASecondAndWithoutATerminal() {
        try (Progress progress = begin(true);
                Progress other = begin(false)) {
            now += 999 * MILLISECOND;
            progress.update(1, 2);
            now += 10_000 * MILLISECOND;
            other.update(1, 2);
        }
        assertEquals("", err.toString(UTF_8));
    }

    @Test
    void shouldDrawTenTimesASecondAndClearTheLine() {
        try (Progress progress = begin(true)) {
            now += 1000 * MILLISECOND;
            progress.update(1, 2);
            now += 99 * MILLISECOND;
            progress.update(2, 2);
            now += MILLISECOND;
            progress.update(1234, 0);
        }
        final String erase = "\r\u001B[K";
        assertEquals(
                erase + "reading [###############...............]  50% (1 s)" + erase + "reading: 1,234 (1 s)" + erase,
                err.toString(UTF_8));
    }
}
