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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three of our routers in a row between two hosts of the kernel's own; the last link carries packets of 1,400 octets. */
class RouterChainTest {
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

    private static NetworkLab lab;

    @BeforeAll
    static void lay() throws Exception {
        lab = NetworkLab.with("a", "r1", "r2", "r3", "b");
        try {
            lab.link("a", "eth0", "r1", "left").link("r1", "right", "r2", "left");
            lab.link("r2", "right", "r3", "left").link("r3", "right", "b", "eth0");
            lab.ip("a", "addr add 10.0.1.9/24 dev eth0").ip("a", "addr add fd00:1::9/64 dev eth0 nodad");
            lab.ip("b", "addr add 10.0.4.9/24 dev eth0").ip("b", "addr add fd00:4::9/64 dev eth0 nodad");
            lab.ip("a", "route add default via 10.0.1.1").ip("a", "route add default via fd00:1::1");
            lab.ip("b", "route add default via 10.0.4.3").ip("b", "route add default via fd00:4::3");
            for (int i = 0; i < CONFIGS.size(); i++) {
                final String config = CONFIGS.get(i);
                lab.closing(lab.in(
                        "r" + (i + 1),
                        () -> LiveRouter.start(
                                RouterConfigParser.parse("router.conf", new StringReader(config), Path.of("")),
                                Map.of(),
                                NodeOptions.DEFAULT)));
            }
            NetworkLab.require("ping");
            lab.exec("a", "ping", "-c", "2", "-i", "0.1", "-W", "4", "10.0.4.9").ok();
            lab.exec("a", "ping", "-c", "2", "-i", "0.1", "-W", "4", "fd00:4::9")
                    .ok();
        } catch (final Exception | Error e) {
            lab.close();
            throw e;
        }
    }

    @AfterAll
    static void clear() {
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
    void shouldAnswerPingAndEndTracerouteToItself() {
        NetworkLab.require("traceroute");
        lab.exec("a", "ping", "-c", "2", "-i", "0.02", "-W", "2", "10.0.3.3").ok();
        lab.exec("a", "ping", "-c", "2", "-i", "0.02", "-W", "2", "-R", "10.0.3.2")
                .ok();
        lab.exec("a", "ping", "-c", "2", "-i", "0.02", "-W", "2", "fd00:3::3").ok();
        final String way = lab.exec("a", "traceroute", "-n", "-q", "1", "-w", "2", "10.0.3.3")
                .ok()
                .output();
        assertHops(way, "10.0.1.1", "10.0.2.2", "10.0.3.3");
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
