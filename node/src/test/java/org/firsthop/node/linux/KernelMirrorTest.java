package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.firsthop.node.live.LiveRouter;
import org.firsthop.node.live.NodeOptions;
import org.firsthop.node.live.PortKind;
import org.firsthop.node.mirror.MirrorConfig;
import org.firsthop.node.mirror.MirrorEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A router that has only ports, between hosts: the kernel in its namespace has the addresses, routes and neighbors. */
class KernelMirrorTest {
    private NetworkLab lab;

    @BeforeEach
    void lay() {
        NetworkLab.require("ping");
        lab = NetworkLab.with("a", "r", "b");
        lab.link("a", "a0", "r", "r0").link("r", "r1", "b", "b0");
        lab.ip("a", "addr add 10.1.0.2/24 dev a0").ip("a", "addr add fd01::2/64 dev a0 nodad");
        lab.ip("b", "addr add 10.2.0.2/24 dev b0").ip("b", "addr add fd02::2/64 dev b0 nodad");
        lab.ip("a", "route add default via 10.1.0.1").ip("a", "route add default via fd01::1");
        lab.ip("b", "route add default via 10.2.0.1").ip("b", "route add default via fd02::1");
        lab.ip("r", "addr add 10.1.0.1/24 dev r0").ip("r", "addr add fd01::1/64 dev r0 nodad");
        lab.ip("r", "addr add 10.2.0.1/24 dev r1").ip("r", "addr add fd02::1/64 dev r1 nodad");
    }

    @AfterEach
    void clear() {
        lab.close();
    }

    private LiveRouter start(final PortKind kind) throws Exception {
        return lab.closing(lab.in(
                "r",
                () -> LiveRouter.mirror(
                        List.of("r0", "r1"),
                        Map.of("r0", kind, "r1", kind),
                        NodeOptions.DEFAULT,
                        MirrorConfig.DEFAULT)));
    }

    private void ping(final String from, final String address) {
        lab.exec(from, "ping", "-c", "3", "-i", "0.02", "-W", "3", address).ok();
    }

    @Test
    void shouldForwardAndLeaveTheRestToTheKernel() throws Exception {
        final LiveRouter router = start(PortKind.PACKET);
        ping("a", "10.2.0.2");
        ping("b", "fd01::2");
        ping("a", "10.1.0.1");
        ping("a", "fd01::1");
        assertTrue(router.node().report().port("r0", "rx-packets") > 0);
        assertEquals(0, router.mirror().counters().get(MirrorEvent.REQUEST_REFUSED));
    }
}
