package org.firsthop.node.live;

import java.util.ArrayList;
import java.util.List;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.frame.SpscFrameQueue;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.port.PortCounters;
import org.firsthop.core.wire.ArpFlyweight;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.node.linux.LivePort;

/**
 * Lets every worker hear the answers of neighbors, whichever worker's share of the interface they came in by.
 *
 * <p>Workers that share an interface each ask for the link addresses they need, but an answer comes to one of them only. An ARP
 * reply or a neighbor advertisement is therefore copied for the others; a copy that finds no room is left out, and the worker
 * that missed it asks again, as after a loss on the wire. Questions stay with the worker that got them, which alone answers.
 */
final class NeighborRelay {
    private static final int QUEUE_CONTAINERS = 8;
    private static final int ICMPV6 = EthernetFlyweight.HEADER_LENGTH + Ipv6Flyweight.HEADER_LENGTH;

    private NeighborRelay() {}

    /**
     * Puts a relay before the ports that workers have on one interface.
     *
     * @param ports one for each worker.
     * @param allocators of the workers, in the same order, of one pool.
     * @return the ports that the workers use in their place.
     */
    static List<LivePort> join(final List<? extends LivePort> ports, final List<FrameAllocator> allocators) {
        final int workers = ports.size();
        final SpscFrameQueue[][] queues = new SpscFrameQueue[workers][workers];
        for (int from = 0; from < workers; from++) {
            for (int to = 0; to < workers; to++) {
                queues[from][to] = new SpscFrameQueue(QUEUE_CONTAINERS);
            }
        }
        final List<LivePort> joined = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            joined.add(new Relayed(ports.get(worker), allocators.get(worker), queues, worker));
        }
        return joined;
    }

    /** A worker's port. */
    private static final class Relayed implements LivePort {
        private final LivePort port;
        private final FrameAllocator frames;
        private final FramePool pool;
        private final List<SpscFrameQueue> toOthers = new ArrayList<>();
        private final List<SpscFrameQueue> fromOthers = new ArrayList<>();
        private final FrameBatch single = new FrameBatch(1);

        Relayed(final LivePort port, final FrameAllocator frames, final SpscFrameQueue[][] queues, final int worker) {
            this.port = port;
            this.frames = frames;
            this.pool = frames.pool();
            for (int other = 0; other < queues.length; other++) {
                if (other != worker) {
                    toOthers.add(queues[worker][other]);
                    fromOthers.add(queues[other][worker]);
                }
            }
        }

        @Override
        public int receive(final FrameBatch into, final int limit) {
            final int first = into.size();
            int taken = port.receive(into, limit);
            for (int i = first; i < first + taken; i++) {
                if (isAnswer(into.get(i))) {
                    relay(into.get(i));
                }
            }
            for (int i = 0; i < fromOthers.size(); i++) {
                taken += fromOthers.get(i).poll(into, limit - taken);
            }
            return taken;
        }

        private void relay(final int frame) {
            for (int i = 0; i < toOthers.size(); i++) {
                final int copy = frames.allocate();
                if (copy == FramePool.NO_FRAME) {
                    return;
                }
                pool.copy(frame, copy, pool);
                single.clear();
                single.add(copy);
                if (toOthers.get(i).offer(single) == 0) {
                    frames.free(copy);
                }
            }
        }

        /** Whether a frame is an ARP reply or a neighbor advertisement; whether it is a good one, its reader decides. */
        private boolean isAnswer(final int frame) {
            final long address = pool.address(frame);
            final int length = pool.length(frame);
            if (length < EthernetFlyweight.HEADER_LENGTH + ArpFlyweight.ETHERNET_IPV4_LENGTH) {
                return false;
            }
            final int type = Memory.u16(null, address + EthernetFlyweight.ETHER_TYPE_OFFSET);
            final long header = address + EthernetFlyweight.HEADER_LENGTH;
            if (type == EtherType.ARP) {
                return Memory.u16(null, header + ArpFlyweight.OPERATION_OFFSET) == ArpFlyweight.REPLY;
            }
            return type == EtherType.IPV6
                    && length > ICMPV6
                    && Memory.u8(null, header + Ipv6Flyweight.NEXT_HEADER_OFFSET) == IpProtocol.ICMPV6
                    && Memory.u8(null, address + ICMPV6) == Icmpv6Type.NEIGHBOR_ADVERTISEMENT;
        }

        @Override
        public String name() {
            return port.name();
        }

        @Override
        public int[] descriptors() {
            return port.descriptors();
        }

        @Override
        public int transmit(final FrameBatch batch) {
            return port.transmit(batch);
        }

        @Override
        public PortCounters counters() {
            return port.counters();
        }

        @Override
        public boolean isOpen() {
            return port.isOpen();
        }

        @Override
        public void close() {
            port.close();
            final FrameBatch rest = new FrameBatch();
            for (final SpscFrameQueue queue : fromOthers) {
                while (queue.poll(rest, rest.capacity()) > 0) {
                    frames.freeAll(rest);
                }
            }
        }
    }
}
