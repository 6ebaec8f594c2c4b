package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.firsthop.node.config.RouterConfigParser;
import org.firsthop.node.live.LiveRouter;
import org.firsthop.node.live.NodeOptions;
import org.firsthop.node.live.PortKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Three routers in a row between two hosts of the kernel's own; the last link carries packets of 1,400 octets. The kernel's own
 * routers pass the same checks, as the control.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RouterChainContract {
    private static final List<String> CONFIGS = List.of("""
        interface left mac 02:00:00:00:01:01 address 10.0.1.1/24 address fd00:1::1/64
        interface right mac 02:00:00:00:01:02 address 10.0.2.1/24 address fd00:2::1/64
        route default via 10.0.2.2 dev right
        route default via fd00:2::2 dev right
        """, """
        interface left mac 02:00:00:00:02:01 address 10.0.2.2/24 address fd00:2::2/64
        interface right mac 02:00:00:00:02:02 address 10.0.3.2/24 address fd00:3::2/64
        route 10.0.1.0/24 via 10.0.2.1 dev left
        route 10.0.4.0/24 via 10.0.3.3 dev right
        route fd00:1::/64 via fd00:2::1 dev left
        route fd00:4::/64 via fd00:3::3 dev right
        """, """
        interface left mac 02:00:00:00:03:01 address 10.0.3.3/24 address fd00:3::3/64
        interface right mac 02:00:00:00:03:02 mtu 1400 address 10.0.4.3/24 address fd00:4::3/64
        route default via 10.0.3.2 dev left
        route default via fd00:3::2 dev left
        """);

    private NetworkLab lab;

    /** Makes a router of a namespace. */
    abstract void route(NetworkLab at, String namespace, String config) throws Exception;

    @BeforeAll
    void lay() throws Exception {
        NetworkLab.require("ping");
        lab = NetworkLab.with("a", "r1", "r2", "r3", "b");
        try {
            // A kernel answers a few probes and then one a second: whether any is left depends on the tests before.
            for (final String kernel : List.of("a", "r1", "r2", "r3", "b")) {
                lab.exec(kernel, "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0")
                        .ok();
            }
            lab.link("a", "eth0", "r1", "left").link("r1", "right", "r2", "left");
            lab.link("r2", "right", "r3", "left").link("r3", "right", "b", "eth0");
            lab.ip("a", "addr add 10.0.1.9/24 dev eth0").ip("a", "addr add fd00:1::9/64 dev eth0 nodad");
            lab.ip("b", "addr add 10.0.4.9/24 dev eth0").ip("b", "addr add fd00:4::9/64 dev eth0 nodad");
            lab.ip("a", "route add default via 10.0.1.1").ip("a", "route add default via fd00:1::1");
            lab.ip("b", "route add default via 10.0.4.3").ip("b", "route add default via fd00:4::3");
            for (int i = 0; i < CONFIGS.size(); i++) {
                route(lab, "r" + (i + 1), CONFIGS.get(i));
            }
            lab.exec("a", Peers.words("ping -c 2 -i 0.1 -W 4 10.0.4.9")).ok();
            lab.exec("a", Peers.words("ping -c 2 -i 0.1 -W 4 fd00:4::9")).ok();
        } catch (final Exception | Error e) {
            lab.close();
            throw e;
        }
    }

    /** One of our routers. */
    static void start(final NetworkLab at, final String namespace, final String config, final PortKind kind)
            throws Exception {
        at.closing(at.in(
                namespace,
                () -> LiveRouter.start(
                        RouterConfigParser.parse("router.conf", new StringReader(config), Path.of("")),
                        Map.of("left", kind, "right", kind),
                        NodeOptions.DEFAULT)));
    }

    @AfterAll
    void clear() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void shouldBeSeenByTraceroute() {
        NetworkLab.require("traceroute");
        for (final String mode : List.of("-U", "-I", "-T")) {
            final String way = lab.exec("a", "traceroute", "-n", "-q", "1", "-w", "2", mode, "10.0.4.9")
                    .ok()
                    .output();
            assertHops(way, "10.0.1.1", "10.0.2.2", "10.0.3.3", "10.0.4.9");
            final String way6 = lab.exec("a", "traceroute", "-6", "-n", "-q", "1", "-w", "2", mode, "fd00:4::9")
                    .ok()
                    .output();
            assertHops(way6, "fd00:1::1", "fd00:2::2", "fd00:3::3", "fd00:4::9");
        }
    }

    @Test
    void shouldBeSeenByMtr() {
        NetworkLab.require("mtr");
        for (final String mode : List.of("", "--udp ", "--tcp ")) {
            final String way = lab.exec("a", Peers.words("mtr --report -n -c 2 -i 0.1 -G 1 " + mode + "10.0.4.9"))
                    .ok()
                    .output();
            assertReported(way, "10.0.1.1", "10.0.2.2", "10.0.3.3", "10.0.4.9");
            final String way6 = lab.exec("a", Peers.words("mtr -6 --report -n -c 2 -i 0.1 -G 1 " + mode + "fd00:4::9"))
                    .ok()
                    .output();
            assertReported(way6, "fd00:1::1", "fd00:2::2", "fd00:3::3", "fd00:4::9");
        }
    }

    private static void assertReported(final String report, final String... expected) {
        final List<String> hops = Pattern.compile("^ *\\d+\\.\\|-- (\\S+) +0\\.0%", Pattern.MULTILINE)
                .matcher(report)
                .results()
                .map(hop -> hop.group(1))
                .toList();
        assertEquals(List.of(expected), hops, report);
    }

    @Test
    void shouldAnswerPingAndEndTracerouteToItself() {
        NetworkLab.require("traceroute");
        for (final int size : new int[] {0, 56, 1452, 1472, 4000}) {
            for (final String address : List.of("10.0.3.3", "fd00:3::3")) {
                lab.exec("a", Peers.words("ping -c 2 -i 0.02 -W 2 -s " + size + ' ' + address))
                        .ok();
            }
        }
        for (final String mode : List.of("-U", "-I", "-T")) {
            final String way = lab.exec("a", Peers.words("traceroute -n -q 1 -w 2 " + mode + " 10.0.3.3"))
                    .ok()
                    .output();
            assertHops(way, "10.0.1.1", "10.0.2.2", "10.0.3.3");
            final String way6 = lab.exec("a", Peers.words("traceroute -6 -n -q 1 -w 2 " + mode + " fd00:3::3"))
                    .ok()
                    .output();
            assertHops(way6, "fd00:1::1", "fd00:2::2", "fd00:3::3");
        }
    }

    /** RFC 791: each router writes the address of the interface by which the packet leaves. */
    @Test
    void shouldRecordTheRoute() {
        final String way =
                lab.exec("a", Peers.words("ping -c 1 -W 2 -n -R 10.0.4.9")).ok().output();
        final List<String> recorded = Pattern.compile("^(?:RR:)?\\s+(10\\.\\S+)$", Pattern.MULTILINE)
                .matcher(way)
                .results()
                .map(hop -> hop.group(1))
                .toList();
        assertEquals(
                List.of(
                        "10.0.1.9",
                        "10.0.2.1",
                        "10.0.3.2",
                        "10.0.4.3",
                        "10.0.4.9",
                        "10.0.4.9",
                        "10.0.3.3",
                        "10.0.2.2",
                        "10.0.1.1"),
                recorded,
                way);
        final String toRouter =
                lab.exec("a", Peers.words("ping -c 1 -W 2 -n -R 10.0.3.2")).ok().output();
        assertTrue(toRouter.contains("RR:") && toRouter.contains("10.0.2.1"), toRouter);
    }

    @Test
    void shouldCarryFragmentsAndCutWhatMayBeCut() {
        for (final int size : new int[] {0, 1, 1372, 1373, 1472, 4000}) {
            lab.exec("a", Peers.words("ping -c 2 -i 0.02 -W 2 -M dont -s " + size + " 10.0.4.9"))
                    .ok();
        }
        for (final int size : new int[] {0, 1352, 4000}) {
            lab.exec("a", Peers.words("ping -c 3 -i 0.02 -W 2 -M dont -s " + size + " fd00:4::9"))
                    .output();
        }
        // The first packet that is too big for the last link has told the sender.
        lab.exec("a", Peers.words("ping -c 2 -i 0.02 -W 2 -M dont -s 4000 fd00:4::9"))
                .ok();
    }

    /** As Linux does: closed TCP ports answer with a reset, closed UDP ports with port unreachable. */
    @Test
    void shouldRefuseWhatItDoesNotOffer() {
        NetworkLab.require("nmap");
        for (final String target : List.of("10.0.3.3", "-6 fd00:3::3")) {
            final String ports = lab.exec("a", Peers.words("nmap -sS -sU -n -Pn -p T:22,80,443,U:53 " + target))
                    .ok()
                    .output();
            for (final String port : List.of("22/tcp", "80/tcp", "443/tcp", "53/udp")) {
                assertTrue(Pattern.compile(port + " +closed").matcher(ports).find(), ports);
            }
        }
    }

    @Test
    void shouldTellTracepathTheSmallMtu() {
        NetworkLab.require("tracepath");
        for (final String address : List.of("10.0.4.9", "fd00:4::9")) {
            final String way = lab.exec("a", "tracepath", "-n", address).ok().output();
            assertTrue(way.contains("pmtu 1400"), way);
            assertTrue(way.contains(address) && way.contains("reached"), way);
        }
    }

    @Test
    void shouldLetTcpFindTheSmallMtu() throws Exception {
        final String refused = lab.exec("a", "ping", "-c", "1", "-W", "2", "-M", "do", "-s", "1472", "10.0.4.9")
                .output();
        assertTrue(refused.contains("mtu = 1400") || refused.contains("mtu=1400"), refused);
        Transfer.between(lab, "b", "a", "10.0.1.9");
        Transfer.between(lab, "b", "a", "fd00:1::9");
    }

    private static void assertHops(final String way, final String... expected) {
        final List<String> hops = Pattern.compile("^ *\\d+ +(\\S+) ", Pattern.MULTILINE)
                .matcher(way)
                .results()
                .map(hop -> hop.group(1))
                .toList();
        assertEquals(List.of(expected), hops, way);
    }
}
