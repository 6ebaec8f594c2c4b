package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import org.firsthop.node.config.RouterConfigParser;
import org.firsthop.node.live.LiveRouter;
import org.firsthop.node.live.NodeOptions;
import org.firsthop.node.live.PortKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hosts of the kernel's that nobody configures: they have addresses and a default route from what our router advertises. */
class AdvertisementLiveTest {
    private static final String CONFIG = """
        interface r0 mac 02:00:00:00:00:01 address 10.1.0.1/24 address fd01::1/64 proxy-ndp
        interface r1 mac 02:00:00:00:00:02 address fd02::1/64
        advertise r0 interval 10s lifetime 90s hop-limit 77 reachable 20s retransmit 2s
        advertise r1 interval 4s mtu off prefix fd02::/64 valid 60m preferred 30m
        neighbors proxy-delay 0s
        """;

    private static final int PATIENCE_MS = 20_000;

    private NetworkLab lab;

    @BeforeEach
    void lay() {
        NetworkLab.require("ping");
        lab = NetworkLab.with("a", "r", "b");
        lab.link("a", "a0", "r", "r0").link("r", "r1", "b", "b0");
        for (final String host : new String[] {"a", "b"}) {
            final String device = "net.ipv6.conf." + host + "0.";
            lab.exec(
                            host,
                            "sysctl",
                            "-qw",
                            device + "accept_ra=1",
                            device + "autoconf=1",
                            device + "accept_ra_defrtr=1")
                    .ok();
        }
    }

    @AfterEach
    void clear() {
        lab.close();
    }

    private String says(final String host, final String words) {
        return lab.exec(host, Peers.words("ip -6", words)).ok().output();
    }

    private String awaits(final String host, final String words, final Predicate<String> wanted) throws Exception {
        final long deadline = System.nanoTime() + PATIENCE_MS * 1_000_000L;
        String said = says(host, words);
        while (!wanted.test(said)) {
            assertTrue(System.nanoTime() - deadline < 0, "ip -6 " + words + " says:\n" + said);
            Thread.sleep(20);
            said = says(host, words);
        }
        return said;
    }

    // RFC 4861 sections 6.2.4 to 6.2.6, RFC 4862 section 5.5, as the kernel's hosts read them.
    @Test
    void shouldConfigureHostsOfTheKernel() throws Exception {
        final LiveRouter router = lab.in(
                "r",
                () -> LiveRouter.start(
                        RouterConfigParser.parse("router.conf", new StringReader(CONFIG), Path.of("")),
                        Map.of("r0", PortKind.PACKET, "r1", PortKind.PACKET),
                        NodeOptions.DEFAULT));
        try (router) {
            final String route = awaits("a", "route show default", said -> said.contains("proto ra"));
            assertTrue(route.contains("via fe80::ff:fe00:1 dev a0"), route);
            assertTrue(route.contains("hoplimit 77"), route);
            final String addresses = awaits(
                    "a",
                    "addr show dev a0 scope global",
                    said -> said.contains("inet6 fd01::") && !said.contains("tentative"));
            final String prefix = awaits("b", "addr show dev b0 scope global", said -> said.contains("inet6 fd02::"));
            assertTrue(prefix.contains("valid_lft 3") && prefix.contains("preferred_lft 1"), prefix);
            assertEquals(
                    "20000",
                    lab.exec("a", "sysctl", "-n", "net.ipv6.neigh.a0.base_reachable_time_ms")
                            .ok()
                            .output()
                            .strip());
            final String remote =
                    prefix.substring(prefix.indexOf("fd02::"), prefix.indexOf('/', prefix.indexOf("fd02::")));
            awaits("b", "route show default", said -> said.contains("proto ra"));
            lab.exec("a", "ping", "-c", "3", "-i", "0.05", "-W", "3", remote).ok();
            // A host that believes its own prefix to be longer finds the other network by a proxy.
            lab.ip("a", "route add fd02::/64 dev a0 metric 1");
            lab.exec("a", "ping", "-c", "3", "-i", "0.05", "-W", "3", remote).ok();
            final String neighbor = says("a", "neigh show " + remote);
            assertTrue(neighbor.contains("lladdr 02:00:00:00:00:01"), neighbor);
            lab.ip("a", "route del fd02::/64 dev a0 metric 1");
            assertTrue(addresses.contains("dynamic"), addresses);
        }
        awaits("a", "route show default", String::isBlank);
        awaits("b", "route show default", String::isBlank);
    }

    // RFC 792, RFC 4443 section 4.2: echo data of any length come back.
    @Test
    void shouldAnswerTheLongestPings() throws Exception {
        lab.ip("a", "addr add 10.1.0.2/24 dev a0").ip("a", "addr add fd01::2/64 dev a0 nodad");
        try (LiveRouter router = lab.in(
                "r",
                () -> LiveRouter.start(
                        RouterConfigParser.parse("router.conf", new StringReader(CONFIG), Path.of("")),
                        Map.of("r0", PortKind.PACKET, "r1", PortKind.PACKET),
                        NodeOptions.DEFAULT))) {
            for (final int size : new int[] {4000, 65_507}) {
                for (final String address : new String[] {"10.1.0.1", "fd01::1"}) {
                    lab.exec("a", "ping", "-c", "3", "-i", "0.1", "-W", "3", "-s", "" + size, address)
                            .ok();
                }
            }
            assertTrue(router.node().report().port("r0", "tx-packets") > 0);
        }
    }
}
