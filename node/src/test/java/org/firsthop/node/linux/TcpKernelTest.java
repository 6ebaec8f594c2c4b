package org.firsthop.node.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.tcp.CloseReason;
import org.firsthop.tcp.TcpEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The TCP engine and the kernel's TCP, at the two ends of a TAP interface. */
class TcpKernelTest {
    /** Octets each way: {@code -Dfirsthop.live.octets=10485760} for 10 MiB. */
    private static final long LENGTH = Long.getLong("firsthop.live.octets", 2L * 1024 * 1024);

    private static final long MAPPED = 0xFFFF_0000_0000L;
    private static final long OURS = MAPPED | 0x0A00_0001L;
    private static final long KERNELS = MAPPED | 0x0A00_0002L;
    private static final int CHUNK = 16 * 1024;

    private NetworkLab lab;
    private TcpOnTap ours;

    private void lay(final double loss) throws Exception {
        lab = NetworkLab.with("k");
        ours = TcpOnTap.in(lab, "k", loss);
    }

    @AfterEach
    void clear() {
        if (lab != null) {
            lab.close();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05})
    void shouldServeBothWaysAcrossAHalfClose(final double loss) throws Exception {
        lay(loss);
        final PatternExchange exchange = new PatternExchange(LENGTH, true);
        ours.command(host -> host.serve(8080, () -> exchange));
        final long received = exchangeAsAClient();
        assertEquals(LENGTH, received);
        assertEquals(LENGTH, NetworkLab.wait(exchange.received));
        assertEquals(CloseReason.NORMAL, NetworkLab.wait(exchange.closed));
        assertTrue(loss == 0 || ours.lost() > 20, "frames were lost: " + ours.lost());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05})
    void shouldFetchAndSendAtOnceAsAClient(final double loss) throws Exception {
        lay(loss);
        final CompletableFuture<Integer> port = new CompletableFuture<>();
        final CompletableFuture<Long> kernel = lab.startIn("k", () -> serveOnce(port));
        final int kernelPort = NetworkLab.wait(port);
        final PatternExchange exchange = new PatternExchange(LENGTH, false);
        ours.command(host -> host.connect(OURS, 0, KERNELS, kernelPort, exchange));
        assertEquals(LENGTH, NetworkLab.wait(exchange.received));
        assertEquals(LENGTH, NetworkLab.wait(kernel));
        assertEquals(CloseReason.NORMAL, NetworkLab.wait(exchange.closed));
    }

    /** With net.ipv4.tcp_ecn=1 the kernel offers ECN, and takes our offer. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHeedMarksOfCongestionAndEchoThem(final boolean active) throws Exception {
        lab = NetworkLab.with("k");
        lab.exec("k", "sysctl", "-qw", "net.ipv4.tcp_ecn=1").ok();
        ours = TcpOnTap.in(lab, "k", 0, 0.02);
        final PatternExchange exchange = new PatternExchange(LENGTH, !active);
        final long received;
        if (active) {
            final CompletableFuture<Integer> port = new CompletableFuture<>();
            final CompletableFuture<Long> kernel = lab.startIn("k", () -> serveOnce(port));
            final int kernelPort = NetworkLab.wait(port);
            ours.command(host -> host.connect(OURS, 0, KERNELS, kernelPort, exchange));
            received = NetworkLab.wait(kernel);
        } else {
            ours.command(host -> host.serve(8080, () -> exchange));
            received = exchangeAsAClient();
        }
        assertEquals(LENGTH, received);
        assertEquals(LENGTH, NetworkLab.wait(exchange.received));
        assertEquals(CloseReason.NORMAL, NetworkLab.wait(exchange.closed));
        assertTrue(ours.engine.counters().congestionMarks() > 5, "marks from the kernel's side");
        assertTrue(ours.engine.counters().congestionEchoes() > 5, "echoes of the kernel");
        assertEquals(0, ours.engine.counters().retransmittedSegments());
    }

    /** The kernel connects, sends all, closes its side and reads what comes; {@return how much came} */
    private long exchangeAsAClient() throws Exception {
        return lab.in("k", () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("10.0.0.1", 8080), 10_000);
                send(socket.getOutputStream());
                socket.shutdownOutput();
                return read(socket.getInputStream());
            }
        });
    }

    private long serveOnce(final CompletableFuture<Integer> port) throws Exception {
        try (ServerSocket listener = new ServerSocket()) {
            listener.bind(new InetSocketAddress("10.0.0.2", 0));
            port.complete(listener.getLocalPort());
            try (Socket socket = listener.accept()) {
                final CompletableFuture<Long> reading = lab.startIn("k", () -> read(socket.getInputStream()));
                send(socket.getOutputStream());
                socket.shutdownOutput();
                return NetworkLab.wait(reading);
            }
        }
    }

    @Test
    void shouldServeCurl() throws Exception {
        NetworkLab.require("curl");
        lay(0);
        ours.command(host -> host.serve(80, HttpAnswer::new));
        final NetworkLab.Result result = lab.exec(
                "k",
                "curl",
                "-sS",
                "-m",
                "30",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code} %{size_download}",
                "http://10.0.0.1/");
        assertEquals("200 " + LENGTH, result.ok().output());
    }

    /** Answers a request with the pattern, by HTTP/1.1. */
    private static final class HttpAnswer implements TcpOnTap.Life {
        private static final byte[] HEADER =
                ("HTTP/1.1 200 OK\r\nContent-Length: " + LENGTH + "\r\nConnection: close\r\n\r\n").getBytes(US_ASCII);
        private final UnsafeBuffer input = new UnsafeBuffer(new byte[CHUNK]);
        private final StringBuilder request = new StringBuilder();
        private long sent;

        @Override
        public boolean step(final TcpEngine engine, final long connection, final long nowNs) {
            final int count = engine.receive(connection, input, 0, CHUNK, nowNs);
            if (count > 0) {
                request.append(input.getStringWithoutLengthAscii(0, count));
            }
            if (request.indexOf("\r\n\r\n") < 0) {
                return count > 0;
            }
            boolean goesOn = false;
            final long end = HEADER.length + LENGTH;
            while (sent < end) {
                final int header = (int) Math.max(0, HEADER.length - sent);
                final int length = header > 0 ? header : (int) Math.min(CHUNK, end - sent);
                final int taken = header > 0
                        ? engine.send(connection, new UnsafeBuffer(HEADER), (int) sent, length, nowNs)
                        : engine.send(connection, TcpOnTap.patternFrom(sent - HEADER.length, length), 0, length, nowNs);
                if (taken <= 0) {
                    break;
                }
                sent += taken;
                goesOn = true;
            }
            if (sent == end && count == TcpEngine.END_OF_DATA) {
                engine.close(connection, nowNs);
            } else if (sent == end) {
                engine.shutdown(connection, nowNs);
            }
            return goesOn;
        }
    }

    @Test
    void shouldEndByTheKernelsReset() throws Exception {
        lay(0);
        final PatternExchange exchange = new PatternExchange(0, true);
        ours.command(host -> host.serve(9, () -> exchange));
        lab.in("k", () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("10.0.0.1", 9), 10_000);
                socket.setSoLinger(true, 0); // The close sends a reset.
            }
            return null;
        });
        assertEquals(CloseReason.RESET, NetworkLab.wait(exchange.closed));
    }

    @Test
    void shouldRefuseTheKernelAndBeRefusedByIt() throws Exception {
        lay(0);
        final String refusal = lab.in("k", () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("10.0.0.1", 4), 10_000);
                return "connected";
            } catch (final ConnectException e) {
                return String.valueOf(e.getMessage());
            }
        });
        assertEquals("Connection refused", refusal);
        final PatternExchange exchange = new PatternExchange(0, true);
        ours.command(host -> host.connect(OURS, 0, KERNELS, 4, exchange));
        assertEquals(CloseReason.REFUSED, NetworkLab.wait(exchange.closed));
    }

    /** Both send a SYN before either has seen the other's (RFC 9293 section 3.5, figure 7). */
    @Test
    void shouldOpenSimultaneouslyWithTheKernel() throws Exception {
        lay(0);
        ours.hold();
        final CompletableFuture<Long> kernel = lab.startIn("k", () -> {
            try (Socket socket = new Socket()) {
                socket.bind(new InetSocketAddress("10.0.0.2", 5002));
                socket.connect(new InetSocketAddress("10.0.0.1", 5001), 10_000);
                socket.shutdownOutput();
                return read(socket.getInputStream());
            }
        });
        boolean isSynSent = false;
        for (int tries = 0; tries < 200 && !isSynSent; tries++) {
            isSynSent =
                    lab.exec("k", "ss", "-Htn", "state", "syn-sent").output().contains(":5001");
        }
        assertTrue(isSynSent, "the kernel has sent its SYN");
        final PatternExchange exchange = new PatternExchange(1_000, false);
        ours.command(host -> {
            host.connect(OURS, 5001, KERNELS, 5002, exchange);
            host.release();
        });
        assertEquals(1_000, NetworkLab.wait(kernel));
        assertEquals(CloseReason.NORMAL, NetworkLab.wait(exchange.closed));
        assertEquals(1, ours.engine.counters().activeOpens());
    }

    private static void send(final OutputStream out) throws Exception {
        final byte[] chunk = new byte[CHUNK];
        for (long place = 0; place < LENGTH; place += CHUNK) {
            TcpOnTap.patternFrom(place, CHUNK).getBytes(0, chunk);
            out.write(chunk);
        }
        out.flush();
    }

    private static long read(final InputStream in) throws Exception {
        final byte[] chunk = new byte[CHUNK];
        long place = 0;
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            for (int i = 0; i < count; i++) {
                if (chunk[i] != TcpOnTap.pattern(place + i)) {
                    throw new AssertionError("octet " + (place + i) + " is wrong");
                }
            }
            place += count;
        }
        return place;
    }
}
