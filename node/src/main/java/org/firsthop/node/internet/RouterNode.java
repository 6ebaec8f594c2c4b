package org.firsthop.node.internet;

import org.firsthop.core.pipeline.Worker;
import org.firsthop.forwarding.ip.ForwardingTables;

/** A router as a node of a simulation. */
public final class RouterNode extends WorkerNode {
    private final ForwardingTables tables;

    RouterNode(final Worker worker, final ForwardingTables tables) {
        super(worker);
        this.tables = tables;
    }

    /** {@return interfaces and routes} */
    public ForwardingTables tables() {
        return tables;
    }
}
