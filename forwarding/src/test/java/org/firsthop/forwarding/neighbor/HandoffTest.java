package org.firsthop.forwarding.neighbor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.SpscFrameQueue;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.forwarding.ip.Router;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A second worker over the same tables, which finds neighbors through the first. */
class HandoffTest {
    private final Lan lan =
            new Lan(NeighborConfig.builder().duplicateProbes(0).announcements(0).build());
    private final SpscFrameQueue queue = new SpscFrameQueue(4);
    private final MemoryLink lanLink = new MemoryLink("lan-2", lan.frames, 8);
    private final MemoryLink wanLink = new MemoryLink("wan-2", lan.frames, 8);
    private final Worker second = new Router("second", lan.frames, lan.tables)
            .port(lanLink.right())
            .port(wanLink.right())
            .neighbors(queue)
            .worker(() -> lan.nowNs);

    HandoffTest() {
        lan.neighbors.from(queue);
    }

    @AfterEach
    void close() {
        lan.close();
    }

    private void sendToSecond(final MemoryLink link, final int... frames) {
        final FrameBatch batch = new FrameBatch();
        for (final int frame : frames) {
            batch.add(frame);
        }
        assertEquals(frames.length, link.left().transmit(batch));
        while (second.doWork() > 0) {
            // until nothing is left to do
        }
    }

    @Test
    void shouldFindNeighborsForAnotherWorker() {
        sendToSecond(wanLink, lan.packet(Lan.WAN, "8.8.8.8", "192.168.1.100", 1));
        lan.run();
        assertEquals(List.of("ff:ff:ff:ff:ff:ff who-has 192.168.1.100 tell 192.168.1.1"), lan.seen(Lan.LAN));
        sendToSecond(lanLink, lan.arpReply(Lan.HOST_MAC, "192.168.1.100"));
        lan.run();
        assertEquals(List.of("a0:b2:c3:d4:e5:f6 packet 1 ttl 63"), lan.seen(Lan.LAN));
        sendToSecond(wanLink, lan.packet(Lan.WAN, "8.8.8.8", "192.168.1.100", 2));
        final FrameBatch out = new FrameBatch();
        assertEquals(1, lanLink.left().receive(out, 8), "the second worker forwards by itself from here on");
        lan.frames.freeAll(out);
    }

    @Test
    void shouldDropWhatLostItsRouteOnTheWay() {
        lan.tables.addRoute(
                Ipv4Address.parse("10.0.0.0"), 8, lan.tables.nextHop(lan.lan, Ipv4Address.parse("192.168.1.9")));
        sendToSecond(wanLink, lan.packet(Lan.WAN, "8.8.8.8", "10.0.0.1", 1));
        lan.tables.removeRoute(Ipv4Address.parse("10.0.0.0"), 8);
        lan.tables.removeRoute(0, 0);
        lan.run();
        assertEquals(1, lan.dropped(NeighborDrops.ROUTE_WITHDRAWN));
    }

    @Test
    void shouldDropAndCountWhatTheOwnerIsTooSlowFor() {
        final int[] frames = new int[10];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = lan.packet(Lan.WAN, "8.8.8.8", "192.168.1.100", i);
        }
        sendToSecond(wanLink, frames);
        assertEquals(6, second.graph().drops().get(NeighborHandoff.HANDOFF_FULL));
        lan.run();
        assertEquals(4, lan.neighbors.held());
    }
}
