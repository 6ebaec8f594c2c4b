package org.firsthop.node.host;

import java.util.List;
import org.agrona.concurrent.NanoClock;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.Port;
import org.firsthop.forwarding.fragment.ReassemblyConfig;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.forwarding.local.LocalOutput;
import org.firsthop.forwarding.local.LocalReceiver;
import org.firsthop.forwarding.neighbor.NeighborConfig;

/** The stages of a host: a router's, with forwarding off. */
final class HostGraph {
    /** As much as one host speaks with: some datagrams of 64 KiB in pieces that fit the least MTU of IPv6. */
    private static final ReassemblyConfig REASSEMBLY = new ReassemblyConfig()
            .datagrams(16)
            .datagramsPerSource(8)
            .fragmentsPerDatagram(56)
            .heldFrames(256);

    private final Worker worker;
    private final LocalOutput[] output = new LocalOutput[1];

    HostGraph(
            final String name,
            final FrameAllocator frames,
            final NanoClock clock,
            final ForwardingTables tables,
            final List<? extends Port> ports,
            final NeighborConfig neighbors,
            final LocalReceiver receiver) {
        final Router router = new Router(name, frames, tables)
                .forwarding(false)
                .neighbors(neighbors)
                .receiver(receiver)
                .reassembly(REASSEMBLY)
                .output(way -> output[0] = way);
        for (final IpInterface iface : tables.interfaces().all()) {
            router.port(ports.get(iface.index()));
        }
        worker = router.worker(clock);
    }

    Worker worker() {
        return worker;
    }

    /** Runs what came and what is to go; {@return how much it was} */
    int work(final IpSender sender) {
        final FrameBatch waiting = sender.waiting();
        final int sent = waiting.size();
        for (int i = 0; i < waiting.size(); i++) {
            output[0].send(waiting.get(i));
        }
        waiting.clear();
        return sent + worker.doWork();
    }

    boolean hasArrivals() {
        return worker.hasArrivals();
    }

    long nextDeadline() {
        return worker.graph().nextDeadline();
    }
}
