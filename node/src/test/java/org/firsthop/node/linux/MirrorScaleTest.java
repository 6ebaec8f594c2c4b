package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.node.live.LiveRouter;
import org.firsthop.node.live.PortKind;
import org.firsthop.node.mirror.MirrorConfig;
import org.firsthop.node.mirror.MirrorEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The mirror at work: beside BIRD, in a storm of changes, and with a full table while packets pass. For 10,000 addresses each time
 * the router's answer is the kernel's.
 *
 * <p>{@code -Dfirsthop.mirror.routes=1000000 -Dfirsthop.mirror.changes=100000} make a full table and a long storm; the time and
 * memory that they take are printed.
 */
class MirrorScaleTest {
    private static final int ROUTES = Integer.getInteger("firsthop.mirror.routes", 20_000);
    private static final int CHANGES = Integer.getInteger("firsthop.mirror.changes", 10_000);
    private static final int BIRD_ROUTES = Math.min(ROUTES / 10, 50_000);
    private static final int ADDRESSES = 10_000;
    private static final int BATCH = 50_000;
    private static final long SEED = 42;

    @TempDir
    Path folder;

    private NetworkLab lab;

    @BeforeEach
    void lay() {
        lab = TwoHosts.lay();
        TwoHosts.addressKernel(lab);
    }

    @AfterEach
    void clear() {
        lab.close();
    }

    private LiveRouter start() throws Exception {
        return TwoHosts.mirror(lab, PortKind.PACKET, MirrorConfig.DEFAULT);
    }

    @Test
    void shouldForwardByTheRoutesOfBird() throws Exception {
        NetworkLab.require("bird", "birdc", "ping");
        final LiveRouter router = start();
        final StringBuilder statics = new StringBuilder();
        for (int i = 0; i < BIRD_ROUTES; i++) {
            statics.append("route ").append(Ipv4Address.toString(prefix(i))).append("/24 blackhole;\n");
        }
        // A BGP neighbor with many routes, an OSPF neighbor with one, and the router's own BIRD between them.
        lab.ip("b", "addr add 10.99.0.1/24 dev lo");
        bird(
                "a",
                "protocol static many { ipv4; " + statics + "}\n"
                        + bgp("65001", "10.1.0.1", "65000", "import none; export all; next hop self;"));
        bird("b", ospf("lo\" { stub; }; interface \"b0"));
        bird(
                "r",
                bgp("65000", "10.1.0.2", "65001", "import all; export none;") + ospf("r1")
                        + "protocol kernel { ipv4 { export all; }; }\n");
        awaitRoutes(router, BIRD_ROUTES + 1);
        awaitEqual(router, addresses());
        final int beyond = Ipv4Address.parse("10.99.0.1"); // OSPF tells it, some seconds after it has begun.
        for (int i = 0; i < 1_000 && router.tables().ipv4().lookup(beyond) == 0; i++) {
            Thread.sleep(20);
        }
        lab.exec("a", "ping", "-c", "3", "-i", "0.02", "-W", "3", "10.99.0.1").ok();

        birdc("a", "disable many");
        for (int i = 0; i < 500 && router.tables().ipv4().size() > BIRD_ROUTES / 2; i++) {
            Thread.sleep(20);
        }
        awaitEqual(router, addresses());
        birdc("a", "enable many");
        awaitRoutes(router, BIRD_ROUTES + 1);
        awaitEqual(router, addresses());
    }

    private static String bgp(final String own, final String neighbor, final String other, final String channel) {
        return "protocol bgp { local as " + own + "; neighbor " + neighbor + " as " + other
                + "; connect delay time 1; connect retry time 1; error wait time 1, 2; ipv4 { " + channel + " }; }\n";
    }

    private static String ospf(final String interfaces) {
        return "protocol ospf v2 { ipv4 { export none; }; area 0 { interface \"" + interfaces
                + "\" { type ptp; hello 1; dead 4; retransmit 2; }; }; }\n";
    }

    private void bird(final String namespace, final String protocols) throws IOException {
        final Path config = Files.writeString(
                folder.resolve(namespace + ".conf"),
                "router id 10.0.0." + (namespace.charAt(0) - 'a' + 1) + ";\nprotocol device { scan time 1; }\n"
                        + protocols);
        lab.start(
                namespace,
                "bird",
                "-f",
                "-c",
                config.toString(),
                "-s",
                control(namespace),
                "-P",
                control(namespace) + ".pid");
    }

    private String control(final String namespace) {
        return folder.resolve(namespace + ".ctl").toString();
    }

    private void birdc(final String namespace, final String words) {
        final List<String> command = new ArrayList<>(List.of("birdc", "-s", control(namespace)));
        command.addAll(List.of(words.split(" ")));
        lab.exec(namespace, command.toArray(new String[0])).ok();
    }

    @Test
    void shouldBeEqualAfterAStormOfChanges() throws Exception {
        final LiveRouter router = start();
        final Random random = new Random(SEED);
        final Set<String> there = new HashSet<>();
        final List<String> lines = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            final int route = random.nextInt(2_000);
            final String prefix =
                    Ipv4Address.toString(prefix(route) & -1 << (8 + 4 - route % 5)) + "/" + (20 + route % 5);
            final String verb = !there.contains(prefix) ? "add" : random.nextBoolean() ? "replace" : "del";
            if (verb.equals("del")) {
                there.remove(prefix);
            } else {
                there.add(prefix);
            }
            lines.add("route " + verb + ' ' + prefix + (verb.equals("del") ? "" : via(random.nextInt(3))));
        }
        final long begin = System.nanoTime();
        batch(lines);
        final long told = System.nanoTime();
        awaitEqual(router, addresses());
        report("storm", router, CHANGES, begin, told);
        assertEquals(1, router.mirror().counters().get(MirrorEvent.RESYNCHRONIZED), "nothing was lost");
    }

    private static String via(final int way) {
        return switch (way) {
            case 0 -> " via 10.1.0.2";
            case 1 -> " via 10.2.0.2";
            default -> " nexthop via 10.1.0.2 nexthop via 10.2.0.2";
        };
    }

    @Test
    void shouldMirrorAFullTableWhilePacketsPass() throws Exception {
        NetworkLab.require("ping");
        final LiveRouter router = start();
        final var traffic = lab.startIn(
                "a",
                () -> lab.exec(
                        "a",
                        "ping",
                        "-q",
                        "-c",
                        "" + Math.max(100, ROUTES / 700),
                        "-i",
                        "0.01",
                        "-W",
                        "2",
                        "10.2.0.2"));
        final List<String> lines = new ArrayList<>();
        for (int i = 0; i < ROUTES; i++) {
            lines.add("route add " + Ipv4Address.toString(prefix(i)) + "/24" + via(i % 2));
        }
        final long begin = System.nanoTime();
        batch(lines);
        final long told = System.nanoTime();
        awaitRoutes(router, ROUTES);
        report("full table", router, ROUTES, begin, told);
        awaitEqual(router, addresses());
        final String pings = NetworkLab.wait(traffic).ok().output();
        assertTrue(pings.contains(" 0% packet loss"), pings);
        router.close();

        final long dump = System.nanoTime();
        final LiveRouter second = start();
        report("dump", second, ROUTES, dump, System.nanoTime());
        assertTrue(second.tables().ipv4().size() >= ROUTES, second.mirror().toString());
        awaitEqual(second, addresses());
    }

    private static void report(
            final String what, final LiveRouter router, final int routes, final long begin, final long told) {
        System.out.printf(
                "%s: %,d routes told in %.2f s, followed %.3f s later; %s%n",
                what, routes, (told - begin) / 1e9, (System.nanoTime() - told) / 1e9, router.mirror());
    }

    /** Prefixes of /24 spread over what is routed on the Internet, all different. */
    private static int prefix(final int index) {
        return (20 << 24) + (int) ((index * 7919L % (1 << 22)) << 8);
    }

    private static List<KernelRoutes.Destination> addresses() {
        final int[] networks = new int[256];
        final Random random = new Random(SEED);
        for (int i = 0; i < networks.length; i++) {
            networks[i] = prefix(random.nextInt(BIRD_ROUTES)) | 1;
        }
        return KernelRoutes.random(ADDRESSES, SEED, networks);
    }

    private void batch(final List<String> lines) throws IOException {
        for (int from = 0; from < lines.size(); from += BATCH) {
            final Path file = folder.resolve("batch");
            Files.write(file, lines.subList(from, Math.min(lines.size(), from + BATCH)));
            lab.exec("r", "ip", "-batch", file.toString()).ok();
        }
    }

    private static void awaitRoutes(final LiveRouter router, final int least) throws Exception {
        for (int i = 0; i < 3_000 && router.tables().ipv4().size() < least; i++) {
            Thread.sleep(10);
        }
        assertTrue(router.tables().ipv4().size() >= least, router.mirror() + ", expected " + least);
    }

    private void awaitEqual(final LiveRouter router, final List<KernelRoutes.Destination> destinations)
            throws Exception {
        KernelRoutes.awaitEqual(lab, "r", router, destinations);
    }
}
