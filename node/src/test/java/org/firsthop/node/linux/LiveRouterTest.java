package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.Map;
import org.firsthop.node.config.RouterConfigParser;
import org.firsthop.node.live.LiveRouter;
import org.firsthop.node.live.NodeOptions;
import org.firsthop.node.live.PortKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two hosts of the kernel's own with a router between them: the kernel first, as the control, then ours. */
class LiveRouterTest {
    private static final String CONFIG = """
        interface r0 mac 02:00:00:00:00:01 address 10.1.0.1/24 address fd01::1/64
        interface r1 mac 02:00:00:00:00:02 address 10.2.0.1/24 address fd02::1/64
        """;

    private NetworkLab lab;

    @BeforeEach
    void lay() {
        NetworkLab.require("ping");
        lab = NetworkLab.with("a", "r", "b");
    }

    @AfterEach
    void clear() {
        lab.close();
    }

    private void cable() {
        lab.link("a", "a0", "r", "r0").link("r", "r1", "b", "b0");
        address("a0", "b0");
    }

    private void address(final String left, final String right) {
        lab.ip("a", "addr add 10.1.0.2/24 dev " + left).ip("a", "addr add fd01::2/64 dev " + left + " nodad");
        lab.ip("b", "addr add 10.2.0.2/24 dev " + right).ip("b", "addr add fd02::2/64 dev " + right + " nodad");
        lab.ip("a", "route add default via 10.1.0.1").ip("a", "route add default via fd01::1");
        lab.ip("b", "route add default via 10.2.0.1").ip("b", "route add default via fd02::1");
    }

    private void check() throws Exception {
        for (final int size : new int[] {0, 1, 56, 1472, 4000}) {
            ping("10.2.0.2", size);
        }
        ping("fd02::2", 56);
        ping("fd02::2", 1452);
        Transfer.between(lab, "a", "b", "10.2.0.2");
        Transfer.between(lab, "b", "a", "fd01::2");
    }

    private void ping(final String address, final int size) {
        lab.exec("a", "ping", "-c", "3", "-i", "0.02", "-W", "3", "-s", "" + size, address)
                .ok();
    }

    @Test
    void shouldPassTheSameChecksWithTheKernelAsRouter() throws Exception {
        cable();
        lab.ip("r", "addr add 10.1.0.1/24 dev r0").ip("r", "addr add 10.2.0.1/24 dev r1");
        lab.ip("r", "addr add fd01::1/64 dev r0 nodad").ip("r", "addr add fd02::1/64 dev r1 nodad");
        lab.exec("r", "sysctl", "-qw", "net.ipv4.ip_forward=1").ok();
        lab.exec("r", "sysctl", "-qw", "net.ipv6.conf.all.forwarding=1").ok();
        check();
    }

    @ParameterizedTest
    @EnumSource(names = {"PACKET", "XDP"})
    void shouldRouteBetweenTwoHosts(final PortKind kind) throws Exception {
        cable();
        final LiveRouter router = lab.closing(lab.in("r", () -> start(kind, NodeOptions.DEFAULT)));
        check();
        router.close();
        assertEquals(held(router), router.node().pool().outstanding(), "frames that nobody gave back");
    }

    @Test
    void shouldRouteBetweenTapInterfacesOfThisMachine() throws Exception {
        try (LiveRouter router = lab.in("r", () -> start(PortKind.TAP, NodeOptions.DEFAULT))) {
            // The other ends of the wires are the TAP interfaces themselves: they move to the hosts.
            lab.ip("r", "link set r0 netns " + lab.name("a")).ip("r", "link set r1 netns " + lab.name("b"));
            lab.ip("a", "link set r0 up").ip("b", "link set r1 up");
            address("r0", "r1");
            check();
            assertTrue(router.node().report().port("r0", "rx-packets") > 0);
        }
    }

    @Test
    void shouldAnswerArpForItsOwnAddress() throws Exception {
        NetworkLab.require("arping");
        cable();
        try (LiveRouter router = lab.in("r", () -> start(PortKind.PACKET, NodeOptions.DEFAULT))) {
            final String answer = lab.exec("a", "arping", "-c", "1", "-w", "3", "-I", "a0", "10.1.0.1")
                    .ok()
                    .output();
            assertTrue(answer.contains("02:00:00:00:00:01"), answer);
            assertEquals(
                    1,
                    lab.exec("a", "arping", "-D", "-c", "1", "-w", "3", "-I", "a0", "10.1.0.1")
                            .code(),
                    "duplicate detection finds the address taken");
            assertTrue(router.node().report().port("r0", "tx-packets") >= 2);
        }
    }

    private static long held(final LiveRouter router) {
        return router.node().workers().stream()
                .mapToLong(worker -> worker.graph().inside())
                .sum();
    }

    private static LiveRouter start(final PortKind kind, final NodeOptions options) throws Exception {
        return LiveRouter.start(
                RouterConfigParser.parse("router.conf", new StringReader(CONFIG), Path.of("")),
                Map.of("r0", kind, "r1", kind),
                options);
    }
}
