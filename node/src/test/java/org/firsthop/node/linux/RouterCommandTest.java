package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.firsthop.core.capture.CaptureReader;
import org.firsthop.node.cli.Console;
import org.firsthop.node.cli.Firsthop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command as users start it: a process of its own in a namespace, told to end by a signal. */
class RouterCommandTest {
    @TempDir
    Path folder;

    private NetworkLab lab;

    @BeforeEach
    void lay() {
        lab = TwoHosts.lay();
    }

    @AfterEach
    void clear() {
        lab.close();
    }

    @Test
    void shouldRouteCountAndCaptureUntilTerminated() throws Exception {
        NetworkLab.require("ping");
        final Path config = Files.writeString(folder.resolve("router.conf"), """
                interface r0 mac 02:00:00:00:00:01 address 10.1.0.1/24
                interface r1 mac 02:00:00:00:00:02 address 10.2.0.1/24
                """);
        final Path counters = folder.resolve("counters");
        final Path capture = folder.resolve("r0.pcapng");
        final Process router = start(
                "router",
                "--config",
                config.toString(),
                "--counters",
                counters.toString(),
                "--workers",
                "2",
                "--pcap",
                "r0=" + capture);
        lab.exec("a", "ping", "-c", "20", "-i", "0.01", "-W", "2", "10.2.0.2").ok();

        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final Console console = Console.of(InputStream.nullInputStream(), out, new PrintStream(out));
        assertEquals(Firsthop.DONE, Firsthop.run(console, "stats", counters.toString()));
        final String stats = out.toString(StandardCharsets.UTF_8);
        assertTrue(stats.startsWith("r0:") && stats.contains("\nr1:"), stats);
        assertTrue(
                Pattern.compile("RX: +bytes +packets +errors +dropped +missed +mcast\\s+\\d+ +\\d+ +0 +0 +0 +\\d+\\s+"
                                + "TX: +bytes +packets +errors +dropped +carrier")
                        .matcher(stats)
                        .find(),
                stats);

        router.destroy(); // SIGTERM
        assertTrue(router.waitFor(10, TimeUnit.SECONDS), "still running");
        assertEquals(128 + 15, router.exitValue());
        int pings = 0;
        try (CaptureReader reader = CaptureReader.open(capture)) {
            while (reader.next()) {
                pings += reader.capturedLength() == 98 ? 1 : 0;
            }
        }
        assertEquals(40, pings, "requests in and replies out");
    }

    @Test
    void shouldLeaveNothingBehindWhenKilled() throws Exception {
        final Path config = Files.writeString(folder.resolve("router.conf"), """
                interface tap9 mac 02:00:00:00:00:01 address 10.9.0.1/24
                interface r0 mac 02:00:00:00:00:02 address 10.1.0.1/24
                """);
        final Process router = start("router", "--config", config.toString(), "--port", "tap9=tap", "--port", "r0=xdp");
        assertEquals(0, lab.exec("r", "ip", "link", "show", "tap9").code());
        assertTrue(lab.exec("r", "ip", "link", "show", "r0").output().contains("xdp"));
        router.destroyForcibly(); // SIGKILL
        assertTrue(router.waitFor(10, TimeUnit.SECONDS), "still running");
        assertEquals(1, lab.exec("r", "ip", "link", "show", "tap9").code());
        assertFalse(lab.exec("r", "ip", "link", "show", "r0").output().contains("xdp"));
    }

    @ParameterizedTest
    @CsvSource({"TERM, 15", "INT, 2"})
    void shouldDetachWhenToldToEnd(final String signal, final int number) throws Exception {
        Assumptions.assumeFalse(
                isIgnored(number), () -> "SIG" + signal + " is ignored here, and by what is started here");
        final Path config = Files.writeString(folder.resolve("router.conf"), """
                interface r0 mac 02:00:00:00:00:01 address 10.1.0.1/24
                interface r1 mac 02:00:00:00:00:02 address 10.2.0.1/24
                """);
        final Process router = start("router", "--config", config.toString(), "--port", "r0=xdp", "--port", "r1=xdp");
        assertTrue(lab.exec("r", "ip", "link", "show", "r1").output().contains("xdp"));
        lab.exec("r", "kill", "-" + signal, Long.toString(router.pid())).ok();
        assertTrue(router.waitFor(10, TimeUnit.SECONDS), "still running");
        assertEquals(128 + number, router.exitValue());
        assertFalse(lab.exec("r", "ip", "link").output().contains("xdp"));
    }

    private static boolean isIgnored(final int signal) throws IOException {
        for (final String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("SigIgn:")) {
                return (Long.parseUnsignedLong(line.substring(7).trim(), 16) >> signal - 1 & 1) != 0;
            }
        }
        return false;
    }

    /** Starts the command in namespace r, and returns when it runs. */
    private Process start(final String... words) throws Exception {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "org.firsthop.node.cli.Firsthop"));
        command.addAll(List.of(words));
        return lab.startUntilSays("r", "firsthop: running", command.toArray(new String[0]));
    }
}
