package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.forwarding.rib.RouteTableLimits;
import org.firsthop.node.live.LiveRouter;
import org.firsthop.node.live.PortKind;
import org.firsthop.node.mirror.MirrorConfig;
import org.firsthop.node.mirror.MirrorEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A router that has only ports, between hosts: the kernel in its namespace has the addresses, routes and neighbors. */
class KernelMirrorTest {
    @TempDir
    Path folder;

    private NetworkLab lab;

    @BeforeEach
    void lay() {
        NetworkLab.require("ping");
        lab = TwoHosts.lay();
        TwoHosts.addressKernel(lab);
    }

    @AfterEach
    void clear() {
        lab.close();
    }

    private LiveRouter start(final PortKind kind) throws Exception {
        return TwoHosts.mirror(lab, kind, MirrorConfig.DEFAULT);
    }

    private void ping(final String from, final String address) {
        lab.exec(from, "ping", "-c", "3", "-i", "0.02", "-W", "3", address).ok();
    }

    @ParameterizedTest
    @EnumSource(names = {"PACKET", "XDP"})
    void shouldForwardAndLeaveTheRestToTheKernel(final PortKind kind) throws Exception {
        final LiveRouter router = start(kind);
        ping("a", "10.2.0.2");
        ping("b", "fd01::2");
        ping("a", "10.1.0.1");
        ping("a", "fd01::1");
        ping("b", "10.1.0.1");
        lab.ip("r", "addr add 10.55.0.1/32 dev lo");
        ping("a", "10.55.0.1");
        assertTrue(router.node().report().port("r0", "rx-packets") > 0);
        assertEquals(0, router.mirror().counters().get(MirrorEvent.REQUEST_REFUSED));
    }

    /** One of each kind that routes come in. */
    private static final List<String> ROUTES = List.of(
            "20.0.0.0/8 via 10.2.0.2",
            "20.1.0.0/16 via 10.1.0.2 metric 20",
            "20.1.0.0/16 via 10.2.0.2 metric 10",
            "20.2.0.0/16 dev r1",
            "20.3.0.0/16 nexthop via 10.1.0.2 weight 3 nexthop via 10.2.0.2",
            "20.4.0.0/16 via 172.16.9.9 dev r0 onlink",
            "20.5.0.0/16 via inet6 fd02::2 dev r1",
            "20.6.0.0/16 nhid 10",
            "20.7.0.0/16 nhid 30",
            "20.8.1.0/24 nhid 40",
            "blackhole 20.9.0.0/16",
            "unreachable 20.10.0.0/16",
            "prohibit 20.11.0.0/16",
            "20.12.0.0/16 via 10.2.0.2 mtu 1400 proto bird",
            "fd20::/16 via fd02::2",
            "fd20:1::/32 nexthop via fd01::2 nexthop via fd02::2",
            "unreachable fd20:2::/32",
            "fd20:3::/32 nhid 50",
            "default via 10.1.0.2",
            "default via fd01::2");

    private static final List<KernelRoutes.Destination> DESTINATIONS = destinations();

    private static List<KernelRoutes.Destination> destinations() {
        final List<KernelRoutes.Destination> all = new ArrayList<>();
        for (int second = 0; second < 16; second++) {
            all.add(KernelRoutes.Destination.of(20 << 24 | second << 16 | 0x0105));
            all.add(new KernelRoutes.Destination(true, 0xFD20L << 48 | (long) second << 32, 5));
        }
        for (final String text : new String[] {
            "10.1.0.0", "10.1.0.1", "10.1.0.2", "10.1.0.77", "10.1.0.255", "10.2.0.2", "127.0.0.1", "8.8.8.8"
        }) {
            all.add(KernelRoutes.Destination.of(Ipv4Address.parse(text)));
        }
        for (final String text : new String[] {"fd01::1", "fd01::2", "fd01::77", "fd02::2", "2001:db8::1", "::1"}) {
            final Ipv6Address address = Ipv6Address.parse(text);
            all.add(new KernelRoutes.Destination(true, address.high(), address.low()));
        }
        return all;
    }

    private void change(final String what, final String route) {
        final boolean isIpv6 = route.contains("fd20") || route.contains("fd01");
        lab.ip("r", (isIpv6 ? "-6 " : "") + "route " + what + " " + route);
    }

    private void addRoutes() {
        lab.ip("r", "nexthop add id 10 via 10.1.0.2 dev r0").ip("r", "nexthop add id 20 via 10.2.0.2 dev r1");
        lab.ip("r", "nexthop add id 30 group 10,4/20").ip("r", "nexthop add id 40 blackhole");
        lab.ip("r", "nexthop add id 50 via fd02::2 dev r1");
        ROUTES.forEach(route -> change("add", route));
    }

    /** Waits until the router's answers are the kernel's. */
    private void awaitEqual(final LiveRouter router) throws Exception {
        KernelRoutes.awaitEqual(lab, "r", router, DESTINATIONS);
    }

    @Test
    void shouldHaveWhatWasThereBefore() throws Exception {
        addRoutes();
        awaitEqual(start(PortKind.PACKET));
    }

    @Test
    void shouldFollowRoutesThatComeAndGo() throws Exception {
        final LiveRouter router = start(PortKind.PACKET);
        addRoutes();
        awaitEqual(router);
        change("replace", "20.0.0.0/8 via 10.1.0.2");
        change("append", "20.0.0.0/8 via 10.2.0.2");
        change("prepend", "20.2.0.0/16 via 10.1.0.2");
        change("append", "fd20:1::/32 via fd01::77");
        change("change", "default via fd02::2");
        awaitEqual(router);
        change("del", "20.0.0.0/8 via 10.1.0.2");
        change("del", "20.2.0.0/16 via 10.1.0.2");
        change("del", "fd20:1::/32 via fd02::2 dev r1");
        change("del", "20.1.0.0/16 metric 10");
        change("del", "default via 10.1.0.2");
        awaitEqual(router);
        assertEquals(1, router.mirror().counters().get(MirrorEvent.RESYNCHRONIZED), "all of it was told");
    }

    @Test
    void shouldNoticeWhatTheKernelRemovesWithoutAWord() throws Exception {
        addRoutes();
        final LiveRouter router = start(PortKind.PACKET);
        awaitEqual(router);
        lab.ip("r", "nexthop del id 10");
        awaitEqual(router);
        change("add", "30.0.0.0/8 via 10.2.0.2 src 10.1.0.1");
        lab.ip("r", "addr add 10.1.0.3/24 dev r0").ip("r", "addr del 10.1.0.1/24 dev r0");
        awaitEqual(router);
        lab.ip("r", "link set r1 down");
        awaitEqual(router);
        lab.ip("r", "link set r1 up");
        awaitEqual(router);
        ping("b", "10.2.0.1");
        lab.ip("r", "link del r0");
        awaitEqual(router);
    }

    @Test
    void shouldDumpAgainWhenNotificationsAreLost() throws Exception {
        final LiveRouter router = TwoHosts.mirror(lab, PortKind.PACKET, MirrorConfig.DEFAULT.withBuffers(4096, 65_536));
        final StringBuilder batch = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            batch.append("route replace 30.")
                    .append(i >> 8)
                    .append('.')
                    .append(i & 0xFF)
                    .append(".0/24 via 10.2.0.2\n");
        }
        final Path file = Files.writeString(folder.resolve("batch"), batch);
        // A mirror that gets the processor each time may follow for a while even with so little room.
        for (int i = 0; i < 50 && router.mirror().counters().get(MirrorEvent.OVERRUN) == 0; i++) {
            lab.exec("r", "ip", "-batch", file.toString()).ok();
        }
        assertTrue(router.mirror().counters().get(MirrorEvent.OVERRUN) > 0, "nothing was lost");
        addRoutes();
        awaitEqual(router);
        awaitRoutes(router, 20_000);
    }

    private static void awaitRoutes(final LiveRouter router, final int more) throws Exception {
        for (int i = 0; i < 250 && router.tables().ipv4().size() < more; i++) {
            Thread.sleep(20);
        }
        assertTrue(router.tables().ipv4().size() >= more, router.mirror() + ", expected " + more);
    }

    /** What finds no room is counted; the rest is mirrored, and forwarded by. */
    @Test
    void shouldKeepToItsBounds() throws Exception {
        final StringBuilder batch = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            batch.append("route add 30.0.")
                    .append(i & 0xFF)
                    .append('.')
                    .append(i >> 8)
                    .append("/32 via 10.2.0.2\n");
        }
        for (int i = 10; i < 60; i++) {
            batch.append("neigh add 10.1.0.").append(i).append(" lladdr 02:00:00:00:00:99 dev r0\n");
        }
        final Path file = Files.writeString(folder.resolve("batch"), batch);
        final LiveRouter router = TwoHosts.mirror(
                lab, PortKind.PACKET, MirrorConfig.DEFAULT.withLimits(new RouteTableLimits(200, 400, 64), 16));
        ping("a", "10.2.0.2");
        lab.exec("r", "ip", "-batch", file.toString()).ok();
        for (int i = 0; i < 250 && router.mirror().counters().get(MirrorEvent.NEIGHBOR_REFUSED) == 0; i++) {
            Thread.sleep(20);
        }
        assertTrue(router.mirror().counters().get(MirrorEvent.ROUTE_REFUSED) > 0, "all routes found room");
        assertTrue(router.mirror().counters().get(MirrorEvent.NEIGHBOR_REFUSED) > 0, "all neighbors found room");
        assertTrue(router.tables().ipv4().size() <= 200, router.mirror().toString());
        ping("a", "10.2.0.2");
    }
}
