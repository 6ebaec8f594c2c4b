package org.firsthop.node.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.tcp.CloseReason;
import org.firsthop.tcp.TcpEngine;
import org.firsthop.tcp.TcpState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The TCP engine with nc and nginx at the other end of a TAP interface. */
class TcpToolsTest {
    /** Octets each way; fewer where frames are lost, {@code -Dfirsthop.live.octets=10485760} for as many. */
    private static final int LENGTH = 10 * 1024 * 1024;

    private static final int LOSSY_LENGTH = Integer.getInteger("firsthop.live.octets", 2 * 1024 * 1024);

    private static final long MAPPED = 0xFFFF_0000_0000L;
    private static final long OURS = MAPPED | 0x0A00_0001L;
    private static final long KERNELS = MAPPED | 0x0A00_0002L;
    private static final int CHUNK = 16 * 1024;

    @TempDir
    Path folder;

    private NetworkLab lab;
    private TcpOnTap ours;

    @BeforeEach
    void require() {
        NetworkLab.require("nc", "ss");
    }

    @AfterEach
    void clear() {
        if (lab != null) {
            lab.close();
        }
    }

    private void lay(final double loss) throws Exception {
        lab = NetworkLab.with("k");
        ours = TcpOnTap.in(lab, "k", loss);
    }

    private static int length(final double loss) {
        return loss == 0 ? LENGTH : LOSSY_LENGTH;
    }

    /** A file of the pattern. */
    private Path pattern(final int length) throws Exception {
        final byte[] octets = new byte[length];
        TcpOnTap.patternFrom(0, length).getBytes(0, octets);
        return Files.write(folder.resolve("pattern"), octets);
    }

    /** Runs nc from one file to another; what came must be the pattern. */
    private CompletableFuture<Boolean> nc(final String words, final int length) throws Exception {
        final Path in = pattern(length);
        final Path out = folder.resolve("out");
        return lab.startIn("k", () -> {
            lab.exec("k", "sh", "-c", "nc -N " + words + " < " + in + " > " + out)
                    .ok();
            assertTrue(Arrays.equals(Files.readAllBytes(in), Files.readAllBytes(out)), "what nc got");
            return true;
        });
    }

    /** nc sends all, half-closes, and gets as much back. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05})
    void shouldServeNcAcrossItsHalfClose(final double loss) throws Exception {
        lay(loss);
        final PatternExchange exchange = new PatternExchange(length(loss), true);
        ours.command(host -> host.serve(8080, () -> exchange));
        final CompletableFuture<Boolean> nc = nc("10.0.0.1 8080", length(loss));
        assertTrue(NetworkLab.wait(nc));
        assertEquals(length(loss), NetworkLab.wait(exchange.received));
        assertEquals(CloseReason.NORMAL, NetworkLab.wait(exchange.closed));
    }

    /** Both send at once. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05})
    void shouldExchangeWithAListeningNc(final double loss) throws Exception {
        lay(loss);
        final CompletableFuture<Boolean> nc = nc("-l 10.0.0.2 5000", length(loss));
        Peers.awaitListener(lab, "k", "-Hltn", ":5000 ");
        final PatternExchange exchange = new PatternExchange(length(loss), false).finishingLast();
        ours.command(host -> host.connect(OURS, 0, KERNELS, 5000, exchange));
        assertEquals(length(loss), NetworkLab.wait(exchange.received));
        assertTrue(NetworkLab.wait(nc));
        assertEquals(CloseReason.NORMAL, NetworkLab.wait(exchange.closed));
    }

    /** A process that is killed with data unread makes its kernel reset the connection. */
    @Test
    void shouldEndByTheResetOfAKilledNc() throws Exception {
        lay(0);
        final Process nc = lab.start("k", "nc", "-l", "10.0.0.2", "5000");
        Peers.awaitListener(lab, "k", "-Hltn", ":5000 ");
        lab.exec("k", "kill", "-STOP", "" + nc.pid()).ok();
        final PatternExchange exchange = new PatternExchange(10_000, false);
        ours.command(host -> host.connect(OURS, 0, KERNELS, 5000, exchange));
        boolean isUnread = false;
        for (int tries = 0; tries < 100 && !isUnread; tries++) {
            // The FIN counts as one more.
            isUnread = lab.exec("k", "ss", "-Htn").output().matches("(?s).* 1000[01] .*");
            Thread.sleep(20);
        }
        assertTrue(isUnread, "the data wait to be read");
        nc.destroyForcibly();
        assertEquals(CloseReason.RESET, NetworkLab.wait(exchange.closed));
    }

    @Test
    void shouldMakeNcEndByAReset() throws Exception {
        lay(0);
        ours.command(host -> host.serve(9, () -> new TcpOnTap.Life() {
            @Override
            public boolean step(final TcpEngine engine, final long connection, final long nowNs) {
                engine.abort(connection, nowNs);
                return true;
            }
        }));
        // nc waits for the other side, not for its input.
        final Process nc = lab.start("k", "nc", "-d", "10.0.0.1", "9");
        assertTrue(nc.waitFor(10, TimeUnit.SECONDS), "nc goes on");
        assertTrue(lab.exec("k", "ss", "-Htn").output().isBlank(), "the kernel holds no connection");
    }

    /** Both send a SYN before either has seen the other's (RFC 9293 section 3.5, figure 7). */
    @Test
    void shouldOpenSimultaneouslyWithNc() throws Exception {
        lay(0);
        ours.hold();
        final CompletableFuture<Boolean> nc = nc("-s 10.0.0.2 -p 5002 10.0.0.1 5001", 1_000);
        boolean isSynSent = false;
        for (int tries = 0; tries < 200 && !isSynSent; tries++) {
            isSynSent =
                    lab.exec("k", "ss", "-Htn", "state", "syn-sent").output().contains(":5001");
        }
        assertTrue(isSynSent, "nc has sent its SYN");
        final PatternExchange exchange = new PatternExchange(1_000, false);
        ours.command(host -> {
            host.connect(OURS, 5001, KERNELS, 5002, exchange);
            host.release();
        });
        assertEquals(1_000, NetworkLab.wait(exchange.received));
        assertTrue(NetworkLab.wait(nc));
        assertEquals(CloseReason.NORMAL, NetworkLab.wait(exchange.closed));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05})
    void shouldFetchFromNginx(final double loss) throws Exception {
        lay(loss);
        final Path file = Peers.file(folder, "file", length(loss));
        Peers.nginx(lab, "k", folder);
        final Fetch fetch = new Fetch();
        ours.command(host -> host.connect(OURS, 0, KERNELS, 80, fetch));
        final byte[] answer = NetworkLab.wait(fetch.answer);
        final int content = answer.length - length(loss);
        final String head = new String(answer, 0, content, US_ASCII);
        assertTrue(head.startsWith("HTTP/1.1 200 OK\r\n") && head.endsWith("\r\n\r\n"), head);
        assertTrue(Arrays.equals(Files.readAllBytes(file), Arrays.copyOfRange(answer, content, answer.length)));
        assertEquals(CloseReason.NORMAL, NetworkLab.wait(fetch.closed));
    }

    /** Asks for the file and keeps all that comes. */
    private static final class Fetch implements TcpOnTap.Life {
        private static final UnsafeBuffer REQUEST =
                new UnsafeBuffer("GET /file HTTP/1.1\r\nHost: k\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
        final CompletableFuture<byte[]> answer = new CompletableFuture<>();
        final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final UnsafeBuffer input = new UnsafeBuffer(new byte[CHUNK]);
        private boolean isAsked;

        @Override
        public boolean step(final TcpEngine engine, final long connection, final long nowNs) {
            if (!isAsked && engine.state(connection) == TcpState.ESTABLISHED) {
                isAsked = engine.send(connection, REQUEST, 0, REQUEST.capacity(), nowNs) == REQUEST.capacity();
            }
            final int count = engine.receive(connection, input, 0, CHUNK, nowNs);
            if (count == TcpEngine.END_OF_DATA) {
                engine.close(connection, nowNs);
                answer.complete(received.toByteArray());
            } else if (count > 0) {
                received.write(input.byteArray(), 0, count);
            }
            return count > 0;
        }

        @Override
        public void closed(final CloseReason reason) {
            closed.complete(reason);
        }
    }
}
