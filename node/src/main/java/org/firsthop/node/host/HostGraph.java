package org.firsthop.node.host;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.NanoClock;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.Port;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.forwarding.local.LocalOutput;
import org.firsthop.forwarding.local.LocalReceiver;
import org.firsthop.forwarding.neighbor.NeighborConfig;
import org.firsthop.node.sim.LinkEnd;

/** The stages of a host: a router's, with forwarding off. */
final class HostGraph {
    private final Worker worker;
    private final List<LinkEnd> links = new ArrayList<>();
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
                .output(way -> output[0] = way);
        for (final IpInterface iface : tables.interfaces().all()) {
            final Port port = ports.get(iface.index());
            router.port(port);
            if (port instanceof LinkEnd end) {
                links.add(end);
            }
        }
        worker = router.worker(clock);
    }

    Worker worker() {
        return worker;
    }

    /** Runs what came and what is to go. */
    void work(final IpSender sender) {
        final FrameBatch waiting = sender.waiting();
        for (int i = 0; i < waiting.size(); i++) {
            output[0].send(waiting.get(i));
        }
        waiting.clear();
        worker.doWork();
    }

    boolean hasArrivals() {
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).hasArrivals()) {
                return true;
            }
        }
        return false;
    }

    long nextDeadline() {
        return worker.graph().nextDeadline();
    }
}
