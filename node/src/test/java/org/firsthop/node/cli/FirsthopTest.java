package org.firsthop.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.capture.LinkType;
import org.firsthop.core.capture.PcapWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirsthopTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private int run(final String... args) {
        return Firsthop.run(Console.of(new ByteArrayInputStream(new byte[0]), out, err), args);
    }

    private String complaint() {
        final String text = err.toString(UTF_8);
        assertTrue(text.endsWith("\n"), text);
        assertEquals(1, text.lines().count(), text);
        return text.strip();
    }

    @Test
    void shouldTeachWhenAskedForHelp() {
        assertEquals(Firsthop.DONE, run("--help"));
        assertTrue(out.toString(UTF_8).contains("Exit codes:"));
        assertTrue(out.toString(UTF_8).contains("dissect"));
        assertEquals("", err.toString(UTF_8));
    }

    @Test
    void shouldTellItsVersion() {
        assertEquals(Firsthop.DONE, run("--version"));
        assertTrue(out.toString(UTF_8).startsWith("firsthop "));
    }

    @Test
    void shouldRefuseBadUsageWithOneLine() {
        assertEquals(Firsthop.BAD_USAGE, run());
        assertEquals("firsthop: Missing command (see firsthop --help)", complaint());
        err.reset();
        assertEquals(Firsthop.BAD_USAGE, run("dissect", "--nonsense"));
        assertTrue(complaint().startsWith("firsthop dissect: "));
        assertEquals("", out.toString(UTF_8));
    }

    /** Complaints about the ports of live nodes come before anything is attached to. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "switch|between which interfaces? --port IF, --port IF=xdp",
                "switch --port eth8=dpdk|--port eth8=dpdk: expected packet, xdp or tap, found \"dpdk\"",
                "switch --port eth8 --pcap eth9=x.pcapng|--port names no interface \"eth9\"",
                "switch --port eth8 --frames 255|frames: value=255, minimum=256",
                "router|either --config FILE or --mirror-kernel says what the router is",
                "router --mirror-kernel|--mirror-kernel needs interfaces: --port IF, --port IF=xdp"
            })
    void shouldRefusePortsThatMakeNoNode(final String line, final String expected) {
        final String[] words = line.split(" ", -1);
        assertEquals(Firsthop.BAD_USAGE, run(words));
        assertEquals("firsthop " + words[0] + ": " + expected + " (see firsthop " + words[0] + " --help)", complaint());
    }

    @Test
    void shouldNameTheFileWhenInputIsBad() throws IOException {
        final Path missing = folder.resolve("missing.pcap");
        assertEquals(Firsthop.BAD_INPUT, run("dissect", missing.toString()));
        assertEquals("firsthop: " + missing + ": no such file", complaint());
        err.reset();
        final Path text = Files.writeString(folder.resolve("text.pcap"), "not a capture");
        assertEquals(Firsthop.BAD_INPUT, run("dissect", text.toString()));
        assertTrue(complaint().startsWith("firsthop: " + text + ": offset 0: found magic 6e6f7420"));
    }

    @Test
    void shouldEndQuietlyWhenNobodyReadsTheOutput() throws IOException {
        final Path capture = folder.resolve("one.pcap");
        try (PcapWriter writer = PcapWriter.builder(LinkType.ETHERNET).create(capture)) {
            for (int i = 0; i < 10_000; i++) {
                writer.write(i, new UnsafeBuffer(new byte[60]), 0, 60, 60);
            }
        }
        assertEquals(Firsthop.DONE, runInto(new FailingOutput("Broken pipe"), capture));
        assertEquals("", err.toString(UTF_8));
        assertEquals(Firsthop.BAD_INPUT, runInto(new FailingOutput("No space left on device"), capture));
        assertEquals("firsthop: No space left on device", complaint());
    }

    private int runInto(final OutputStream output, final Path capture) {
        return Firsthop.run(
                Console.of(new ByteArrayInputStream(new byte[0]), output, err), "dissect", capture.toString());
    }

    /** A stream that nothing can be written to. */
    private static final class FailingOutput extends OutputStream {
        private final String message;

        FailingOutput(final String message) {
            this.message = message;
        }

        @Override
        public void write(final int octet) throws IOException {
            throw new IOException(message);
        }
    }
}
