package org.firsthop.forwarding.neighbor;

import static org.firsthop.forwarding.neighbor.Lan.GATEWAY_MAC;
import static org.firsthop.forwarding.neighbor.Lan.HOST_MAC;
import static org.firsthop.forwarding.neighbor.Lan.LAN;
import static org.firsthop.forwarding.neighbor.Lan.LAN_MAC;
import static org.firsthop.forwarding.neighbor.Lan.SECOND;
import static org.firsthop.forwarding.neighbor.Lan.WAN;
import static org.firsthop.forwarding.neighbor.Lan.WAN_MAC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.port.Port;
import org.firsthop.core.wire.ArpFlyweight;
import org.junit.jupiter.api.Test;

/** Finding neighbors allocates nothing: answers, probes, uses of stale neighbors, and a scan, all together. */
class NeighborAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int SCANNED = Ipv4Address.parse("192.168.1.128");

    private final Lan lan = new Lan(NeighborConfig.builder()
            .duplicateProbes(0)
            .announcements(0)
            .unresolvedPerLink(32)
            .staleNs(SECOND)
            .failedNs(SECOND)
            .reachableNs(SECOND)
            .delayNs(SECOND / 2)
            .build());
    private final FrameBatch batch = new FrameBatch();
    private final int request = lan.arpRequest(HOST_MAC, "192.168.1.100", "192.168.1.1");
    private final int solicitation =
            lan.solicit(LAN_MAC, "2001:db8:1::100", "2001:db8:1::1", "2001:db8:1::1", HOST_MAC);
    private final int reply = lan.arp(WAN_MAC, ArpFlyweight.REPLY, GATEWAY_MAC, "203.0.113.1", WAN_MAC, "203.0.113.2");
    private final int packet = lan.packet(LAN, "192.168.1.100", "8.8.8.8", 1);
    private final int scan = lan.packet(WAN, "203.0.113.66", "192.168.1.128", 1);
    private int scanned;

    private void send(final int link, final int template) {
        final int frame = lan.frames.allocate();
        lan.pool.copy(template, frame, lan.pool);
        lan.pool.l3Offset(frame, 0);
        lan.pool.l4Offset(frame, 0);
        batch.clear();
        batch.add(frame);
        final Port port = lan.link(link).left();
        assertTrue(port.transmit(batch) == 1);
        lan.run();
        batch.clear();
        lan.lanLink.left().receive(batch, 256);
        lan.wanLink.left().receive(batch, 256);
        lan.frames.freeAll(batch);
    }

    private void cycle() {
        lan.nowNs += SECOND / 20;
        send(LAN, request);
        send(LAN, solicitation);
        send(LAN, packet);
        scanned = (scanned + 1) % 100;
        lan.ipv4
                .wrap(lan.pool.buffer(), lan.pool.offset(scan) + 14)
                .destination(SCANNED + scanned)
                .fillChecksum();
        send(WAN, scan);
        send(WAN, reply);
    }

    @Test
    void shouldAllocateNothing() {
        for (int i = 0; i < 5_000; i++) {
            cycle();
        }
        final long probes = lan.neighbors.count(NeighborEvent.PROBE_SENT);
        final long requests = lan.neighbors.count(NeighborEvent.REQUEST_SENT);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5 && least != 0; round++) {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++) {
                cycle();
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least, "octets allocated in 1,000 rounds");
        assertTrue(lan.neighbors.count(NeighborEvent.PROBE_SENT) > probes, "stale neighbors were probed");
        assertTrue(lan.neighbors.count(NeighborEvent.REQUEST_SENT) > requests, "unknown neighbors were asked for");
    }
}
