package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.Port;
import org.firsthop.node.live.LiveRouter;
import org.firsthop.node.live.NodeOptions;
import org.firsthop.node.live.PortKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two workers of one router share the flows of its interfaces: by the interfaces' queues with AF_XDP, by the kernel's hash of flows
 * with packet sockets.
 */
class LiveWorkersTest {
    private static final int FLOWS = 64;
    private static final int PACKETS_A_FLOW = 4;
    private static final int PORT = 4000;
    private static final int TIMEOUT_MS = 10_000;

    /** Rings of the usual size would take all frames, and leave none for what is to be sent. */
    private static final int FRAMES = 4 * 1024;

    @ParameterizedTest
    @EnumSource(names = {"PACKET", "XDP"})
    void shouldShareFlowsBetweenWorkers(final PortKind kind) throws Exception {
        try (NetworkLab lab = TwoHosts.lay(2)) {
            final NodeOptions options = new NodeOptions(2, FRAMES, 2048, false, Map.of(), null);
            try (LiveRouter router = TwoHosts.route(lab, kind, "", options)) {
                final DatagramSocket socket = lab.closing(lab.in("b", () -> new DatagramSocket(PORT)));
                final CompletableFuture<Integer> echo = CompletableFuture.supplyAsync(() -> echo(socket));
                lab.in("a", () -> exchange());
                assertEquals(FLOWS * PACKETS_A_FLOW, NetworkLab.wait(echo));
                // Segments of one connection stay in order, whichever worker has it.
                Transfer.between(lab, "a", "b", "10.2.0.2");
                router.node().close();
                assertShared(router);
            }
        }
    }

    private static void assertShared(final LiveRouter router) {
        assertEquals(2, router.node().workers().size());
        long total = 0;
        for (final Worker worker : router.node().workers()) {
            for (final Port port : worker.ports()) {
                final long received = port.counters().receivedFrames();
                assertTrue(
                        received >= FLOWS * PACKETS_A_FLOW / 8, worker.roleName() + ' ' + port.name() + ' ' + received);
                total += received;
            }
        }
        assertTrue(total >= 2L * FLOWS * PACKETS_A_FLOW, total + " received");
        long held = 0;
        for (final Worker worker : router.node().workers()) {
            held += worker.graph().inside();
        }
        assertEquals(held, router.node().pool().outstanding(), "frames that nobody gave back");
    }

    /** Sends back what comes. */
    private static int echo(final DatagramSocket socket) {
        final DatagramPacket packet = new DatagramPacket(new byte[64], 64);
        try {
            socket.setSoTimeout(TIMEOUT_MS);
            for (int i = 0; i < FLOWS * PACKETS_A_FLOW; i++) {
                socket.receive(packet);
                socket.send(packet);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return FLOWS * PACKETS_A_FLOW;
    }

    /** As many flows as there are sockets; every packet has its answer. */
    private static int exchange() throws Exception {
        final InetSocketAddress to = new InetSocketAddress(InetAddress.getByName("10.2.0.2"), PORT);
        for (int flow = 0; flow < FLOWS; flow++) {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.setSoTimeout(TIMEOUT_MS);
                for (int i = 0; i < PACKETS_A_FLOW; i++) {
                    socket.send(new DatagramPacket(new byte[] {(byte) flow, (byte) i}, 2, to));
                    final DatagramPacket answer = new DatagramPacket(new byte[64], 64);
                    socket.receive(answer);
                    assertEquals(flow << 8 | i, answer.getData()[0] << 8 | answer.getData()[1]);
                }
            }
        }
        return FLOWS;
    }
}
