package org.firsthop.forwarding.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.wire.EthernetFlyweight;
import org.junit.jupiter.api.Test;

/** A switch allocates nothing: for a frame to a station that it knows, nor for one that it floods and tags. */
class BridgeAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int LENGTH = 60;
    private static final long SENDER = 0x0200_0000_0001L;
    private static final long RECEIVER = 0x0200_0000_0002L;

    private final BridgeLab lab = new BridgeLab(
            256,
            bridge -> bridge,
            BridgePort.access(1),
            BridgePort.access(1),
            BridgePort.trunk(1),
            BridgePort.trunk(1));
    private final EthernetFlyweight ethernet = new EthernetFlyweight();
    private final FrameBatch batch = new FrameBatch();

    /** Sends frames to a destination, and counts what comes out and what is allocated. */
    private void assertNothingIsAllocated(final long destination, final int copies) {
        int sent = 0;
        for (int i = 0; i < 4_000; i++) {
            sent = cycle(destination);
        }
        assertEquals(8 * copies, sent);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5 && least != 0; round++) {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 500; i++) {
                cycle(destination);
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least, "octets allocated in 500 rounds");
        assertEquals(0, lab.pool.outstanding());
    }

    private int cycle(final long destination) {
        lab.sleepNs(1_000_000);
        for (int i = 0; i < 8; i++) {
            final int frame = lab.frames.allocate();
            lab.pool.length(frame, LENGTH);
            ethernet.wrap(lab.pool.buffer(), lab.pool.offset(frame))
                    .destination(destination)
                    .source(SENDER)
                    .etherType(0x0800);
            batch.add(frame);
        }
        lab.links.get(0).left().transmit(batch);
        batch.clear();
        lab.worker.doWork();
        for (int port = 0; port < lab.links.size(); port++) {
            lab.links.get(port).left().receive(batch, 256);
        }
        final int sent = batch.size();
        lab.frames.freeAll(batch);
        return sent;
    }

    @Test
    void shouldAllocateNothingForKnownStations() {
        lab.send(1, RECEIVER, SENDER);
        assertNothingIsAllocated(RECEIVER, 1);
    }

    @Test
    void shouldAllocateNothingForUnknownStations() {
        assertNothingIsAllocated(RECEIVER, 3);
    }

    @Test
    void shouldAllocateNothingForBroadcasts() {
        assertNothingIsAllocated(0xFFFF_FFFF_FFFFL, 3);
    }
}
