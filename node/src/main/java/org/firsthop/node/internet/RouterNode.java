package org.firsthop.node.internet;

import org.firsthop.core.pipeline.Worker;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.node.sim.SimNode;

/** A worker of stages as a node of a simulation: a router, or a switch. */
public final class RouterNode implements SimNode {
    private final Worker worker;
    private final ForwardingTables tables;

    RouterNode(final Worker worker, final ForwardingTables tables) {
        this.worker = worker;
        this.tables = tables;
    }

    @Override
    public String name() {
        return worker.roleName();
    }

    @Override
    public void work(final long nowNs) {
        do {
            worker.doWork();
        } while (worker.hasArrivals());
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
