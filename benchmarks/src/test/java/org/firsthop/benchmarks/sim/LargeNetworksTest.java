package org.firsthop.benchmarks.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The large networks, made small: every connection is opened, on one thread and on two. */
class LargeNetworksTest {
    @ParameterizedTest
    @CsvSource({"hosts, 400, 1", "hosts, 400, 2", "ring, 40, 1", "ring, 40, 2", "torus, 20, 1", "torus, 20, 2"})
    void shouldOpenEveryConnection(final String shape, final int size, final int threads) throws IOException {
        final Workload workload = LargeNetworks.workload(shape, size);
        final ByteArrayOutputStream figures = new ByteArrayOutputStream();
        final long connected;
        try (PrintStream out = new PrintStream(figures, true, StandardCharsets.UTF_8)) {
            connected = LargeNetworks.run(workload, threads, LargeNetworks.Memory.now(), out);
        }
        assertEquals(workload.connects().size(), connected);
        assertTrue(figures.toString(StandardCharsets.UTF_8).contains("frame-hops"), figures.toString());
    }
}
