package org.firsthop.node.internet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.agrona.BufferUtil;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.pipeline.StageGraph;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.node.host.ConnectResult;
import org.firsthop.node.host.Host;
import org.firsthop.node.host.UrlException;
import org.firsthop.node.sim.Link;
import org.firsthop.node.sim.LinkEnd;
import org.firsthop.node.sim.LinkObserver;
import org.firsthop.node.sim.SimNode;

/** Laws of whole networks: any shape, any faults. */
class ConnectPropertyTest {
    /** Of visits under faults, so many that one of them finds its way where there is one. */
    private static final int MAX_VISITS = 10;

    private static final long LIMIT_NS = 60_000_000_000L;
    private static final int TTL = 64;

    /** What a run has shown: how it ended, and all octets on all links. */
    private static final class Run implements LinkObserver {
        final SimulatedNetwork network;
        final CRC32 octets = new CRC32();
        final ConnectResult result;
        int leastTtl = TTL;

        Run(final Topology topology, final long seed) throws IOException, UrlException {
            network = SimulatedNetwork.of(topology, seed);
            network.simulation().observe(this);
            final CompletableFuture<ConnectResult> future = network.connect(
                    "client",
                    "http://"
                            + topology.nodes().stream()
                                    .filter(n -> n.name().equals("server"))
                                    .findFirst()
                                    .orElseThrow()
                                    .config()
                                    .interfaces()
                                    .get(0)
                                    .addresses()
                                    .get(0)
                                    .address()
                            + '/');
            network.simulation().run(future::isDone, LIMIT_NS);
            network.settle(LIMIT_NS);
            result = future.join();
        }

        @Override
        public void onFrame(
                final LinkEnd from,
                final FramePool pool,
                final int frame,
                final long departNs,
                final long arriveNs,
                final Fate fate) {
            final byte[] copy = new byte[pool.length(frame)];
            Memory.copy(null, pool.address(frame), copy, BufferUtil.ARRAY_BASE_OFFSET, copy.length);
            octets.update(copy);
            octets.update((int) departNs);
            if (copy[12] == 8 && copy[13] == 0) {
                leastTtl = Math.min(leastTtl, copy[22] & 0xFF);
            }
        }

        void assertBalanced() {
            for (final Link link : network.simulation().links()) {
                for (final LinkEnd end : List.of(link.left(), link.right())) {
                    assertEquals(
                            end.sent() + end.duplicated(),
                            end.delivered() + end.dropped() + end.underWay(),
                            end.name());
                }
            }
            for (final SimNode node : network.nodes().values()) {
                final Worker worker = node instanceof Host host
                        ? host.worker()
                        : node instanceof RouterNode router ? router.worker() : ((BridgeNode) node).worker();
                long originated = 0;
                long received = 0;
                long ended = 0;
                for (final Stage stage : worker.graph().stages()) {
                    originated += stage.originated();
                    ended += stage.dropped() + stage.consumed() + stage.held();
                    assertEquals(0, stage.drops().get(StageGraph.STAGE_FAILED), stage.name());
                }
                for (final var port : worker.ports()) {
                    received += port.counters().receivedFrames();
                }
                assertEquals(received + originated, ended, node.name());
            }
        }
    }

    @Property(tries = 40)
    void connectsWheneverAPathExistsWhateverTheFaults(
            @ForAll final long seed,
            @ForAll @IntRange(min = 1, max = 10) final int routers,
            @ForAll @IntRange(min = 0, max = 2) final int shape,
            @ForAll @IntRange(min = 0, max = 5) final int faults)
            throws IOException, UrlException {
        final RandomNetwork shaped = new RandomNetwork(seed, routers, shape, faults / 100.0, false);
        // A router that has asked for a neighbor three times in vain says so (RFC 4861 section 7.2.2), and with
        // faults that happens: the next visit, of other faults, finds the way. Without faults the first one does.
        final int visits = faults == 0 ? 1 : MAX_VISITS;
        boolean isConnected = false;
        String failure = "";
        for (int visit = 0; visit < visits && !isConnected; visit++) {
            final Run run = new Run(shaped.topology, seed + visit);
            isConnected = run.result.isConnected();
            failure = run.result.failure();
            assertTrue(run.leastTtl >= TTL - routers, "TTL fell to " + run.leastTtl);
            run.assertBalanced();
        }
        assertTrue(isConnected, failure);
    }

    @Property(tries = 40)
    void connectsExactlyWhenTheRoutesLeadOverWorkingLinks(
            @ForAll final long seed,
            @ForAll @IntRange(min = 2, max = 10) final int routers,
            @ForAll @IntRange(min = 0, max = 2) final int shape)
            throws IOException, UrlException {
        final RandomNetwork shaped = new RandomNetwork(seed, routers, shape, 0, true);
        final Run run = new Run(shaped.topology, seed);
        assertEquals(shaped.hasPath(), run.result.isConnected(), run.result.failure());
        run.assertBalanced();
    }

    @Property(tries = 20)
    void twoRunsFromOneSeedAreEqual(
            @ForAll final long seed,
            @ForAll @IntRange(min = 1, max = 8) final int routers,
            @ForAll @IntRange(min = 0, max = 2) final int shape,
            @ForAll @IntRange(min = 0, max = 20) final int faults)
            throws IOException, UrlException {
        final Topology topology = new RandomNetwork(seed, routers, shape, faults / 100.0, false).topology;
        final Run one = new Run(topology, seed);
        final Run two = new Run(topology, seed);
        assertEquals(one.octets.getValue(), two.octets.getValue());
        assertEquals(one.result.endNs(), two.result.endNs());
        assertEquals(one.network.simulation().events(), two.network.simulation().events());
    }
}
