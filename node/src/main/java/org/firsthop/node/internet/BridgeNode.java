package org.firsthop.node.internet;

import java.util.HashSet;
import java.util.Set;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.forwarding.bridge.Bridge;
import org.firsthop.forwarding.bridge.BridgePort;
import org.firsthop.forwarding.bridge.MacTable;
import org.firsthop.node.sim.SimNode;

/** A switch as a node of a simulation. */
public final class BridgeNode implements SimNode {
    private final Bridge bridge;
    private final Worker worker;
    private final Set<Long> known = new HashSet<>();

    BridgeNode(final Bridge bridge, final Worker worker) {
        this.bridge = bridge;
        this.worker = worker;
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

    /**
     * Whether the switch knows the port of a station.
     *
     * @param mac its address in the low 48 bits.
     * @return whether it does.
     */
    public boolean knows(final long mac) {
        return bridge.stations().find(BridgePort.DEFAULT_VLAN, mac) != MacTable.UNKNOWN;
    }

    /**
     * Whether the switch knows a station that it did not know when this was last asked.
     *
     * @param mac its address in the low 48 bits.
     * @return whether it does.
     */
    public boolean isNew(final long mac) {
        return knows(mac) && known.add(mac);
    }

    @Override
    public String toString() {
        return name();
    }
}
