package org.firsthop.node.internet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.firsthop.node.sim.LinkConfig;
import org.firsthop.node.sim.LinkEnd;
import org.firsthop.node.sim.LinkObserver;
import org.firsthop.node.sim.SimNode;
import org.firsthop.node.sim.SimRandom;

/** Laws of whole networks: any shape, any faults. */
class ConnectPropertyTest {
    /** Of visits under faults, so many that one of them finds its way where there is one. */
    private static final int MAX_VISITS = 10;

    private static final long LIMIT_NS = 60_000_000_000L;
    private static final int TTL = 64;

    /** Routers joined at random, with static routes along shortest paths, and a host behind each of two. */
    private static final class RandomNetwork {
        final SimRandom random;
        final int routers;
        final boolean[][] joined;
        final boolean[][] cut;
        final int client;
        final int server;
        final Topology topology;

        RandomNetwork(final long seed, final int routers, final int shape, final double fault, final boolean cuts) {
            this.random = new SimRandom(seed);
            this.routers = routers;
            joined = new boolean[routers][routers];
            cut = new boolean[routers][routers];
            for (int i = 1; i < routers; i++) { // A tree, of which rings and meshes are made.
                join(i, shape == 1 ? i - 1 : random.nextInt(i));
            }
            if (shape == 1) {
                join(0, routers - 1);
            }
            for (int i = 0; shape == 2 && i < routers; i++) {
                join(random.nextInt(routers), random.nextInt(routers));
            }
            client = random.nextInt(routers);
            server = random.nextInt(routers);
            topology = build(fault, cuts);
        }

        private void join(final int a, final int b) {
            if (a != b) {
                joined[a][b] = true;
                joined[b][a] = true;
            }
        }

        /** The next router from each towards one, over links that routing believes in; −1 where there is none. */
        private int[] towards(final int goal) {
            final int[] next = new int[routers];
            Arrays.fill(next, -1);
            final ArrayDeque<Integer> open = new ArrayDeque<>(List.of(goal));
            next[goal] = goal;
            while (!open.isEmpty()) {
                final int at = open.remove();
                for (int other = 0; other < routers; other++) {
                    if (joined[at][other] && next[other] < 0) {
                        next[other] = at;
                        open.add(other);
                    }
                }
            }
            return next;
        }

        private Topology build(final double fault, final boolean cuts) {
            final Topology.Builder builder = Topology.builder();
            for (int i = 0; i < routers; i++) {
                final List<String> lines = new ArrayList<>();
                lines.add("interface host0 mac " + mac(i, 255) + " address 10.1." + i + ".1/24");
                for (int j = 0; j < routers; j++) {
                    if (joined[i][j]) {
                        lines.add("interface r" + j + " mac " + mac(i, j) + " address " + transfer(i, j) + "/30");
                    }
                }
                for (int goal = 0; goal < routers; goal++) {
                    final int next = towards(goal)[i];
                    if (goal != i && next >= 0) {
                        lines.add("route 10.1." + goal + ".0/24 via " + transfer(next, i) + " dev r" + next);
                    }
                }
                builder.router("router" + i, lines.toArray(new String[0]));
            }
            builder.host(
                    "client",
                    "interface eth0 mac 02:00:00:ff:00:01 address 10.1." + client + ".2/24",
                    "route default via 10.1." + client + ".1 dev eth0",
                    "nameserver 10.1." + server + ".3");
            builder.host(
                    "server",
                    "interface eth0 mac 02:00:00:ff:00:02 address 10.1." + server + ".3/24",
                    "route default via 10.1." + server + ".1 dev eth0",
                    "listen 80");
            builder.bridge("clients");
            if (client != server) {
                builder.bridge("servers");
            }
            final LinkConfig good = LinkConfig.ethernet();
            builder.link("client.eth0", "clients", good);
            builder.link("server.eth0", client == server ? "clients" : "servers", good);
            builder.link("router" + client + ".host0", "clients", good);
            if (client != server) {
                builder.link("router" + server + ".host0", "servers", good);
            }
            for (int i = 0; i < routers; i++) {
                for (int j = 0; j < i; j++) {
                    if (joined[i][j]) {
                        cut[i][j] = cuts && random.nextInt(4) == 0;
                        cut[j][i] = cut[i][j];
                        builder.link("router" + i + ".r" + j, "router" + j + ".r" + i, config(fault, cut[i][j]));
                    }
                }
            }
            return builder.build();
        }

        private LinkConfig config(final double fault, final boolean isCut) {
            return isCut
                    ? LinkConfig.ethernet().loss(1)
                    : LinkConfig.ethernet()
                            .delay(1 + random.nextInt(5_000_000))
                            .loss(fault)
                            .duplication(fault)
                            .reordering(fault, 2_000_000)
                            .corruption(fault);
        }

        /** Whether the static routes lead there and back over links that work. */
        boolean hasPath() {
            return works(client, server) && works(server, client);
        }

        private boolean works(final int from, final int to) {
            final int[] next = towards(to);
            for (int at = from; at != to; at = next[at]) {
                if (next[at] < 0 || cut[at][next[at]]) {
                    return false;
                }
            }
            return true;
        }

        private static String mac(final int router, final int port) {
            return String.format("02:00:00:00:%02x:%02x", router, port);
        }

        private static String transfer(final int own, final int other) {
            final int low = Math.min(own, other);
            final int high = Math.max(own, other);
            return "10.2." + (low * 16 + high) + '.' + (own == low ? 1 : 2);
        }
    }

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
        // A router that has asked for a neighbor three times in vain says so (RFC 4861 section 7.2.2), and with faults
        // that
        // happens: the next visit, of other faults, finds the way. Without faults the first one does.
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
