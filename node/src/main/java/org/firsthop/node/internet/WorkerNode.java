package org.firsthop.node.internet;

import org.firsthop.core.pipeline.Worker;
import org.firsthop.node.sim.SimNode;

/** A worker of stages as a node of a simulation. */
public abstract class WorkerNode implements SimNode {
    private final Worker worker;

    WorkerNode(final Worker worker) {
        this.worker = worker;
    }

    @Override
    public final String name() {
        return worker.roleName();
    }

    @Override
    public final void work(final long nowNs) {
        do {
            worker.doWork();
        } while (worker.hasArrivals());
    }

    @Override
    public final long nextDeadline() {
        return worker.graph().nextDeadline();
    }

    /** {@return the worker} */
    public final Worker worker() {
        return worker;
    }

    @Override
    public final String toString() {
        return name();
    }
}
