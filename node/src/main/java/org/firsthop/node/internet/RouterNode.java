package org.firsthop.node.internet;

import java.util.List;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.node.sim.LinkEnd;
import org.firsthop.node.sim.SimNode;

/** A worker of stages as a node of a simulation: a router, or a switch. */
public final class RouterNode implements SimNode {
    private final Worker worker;
    private final ForwardingTables tables;
    private final List<LinkEnd> ports;

    RouterNode(final Worker worker, final ForwardingTables tables, final List<LinkEnd> ports) {
        this.worker = worker;
        this.tables = tables;
        this.ports = List.copyOf(ports);
    }

    @Override
    public String name() {
        return worker.roleName();
    }

    @Override
    public void work(final long nowNs) {
        do {
            worker.doWork();
        } while (hasArrivals());
    }

    private boolean hasArrivals() {
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).hasArrivals()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public long nextDeadline() {
        return worker.graph().nextDeadline();
    }

    /** {@return the worker} */
    public Worker worker() {
        return worker;
    }

    /** {@return interfaces and routes} */
    public ForwardingTables tables() {
        return tables;
    }

    @Override
    public String toString() {
        return name();
    }
}
