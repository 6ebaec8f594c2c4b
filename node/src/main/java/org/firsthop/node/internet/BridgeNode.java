package org.firsthop.node.internet;

import java.util.HashSet;
import java.util.Set;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.forwarding.bridge.Bridge;
import org.firsthop.forwarding.bridge.BridgePort;
import org.firsthop.forwarding.bridge.MacTable;

/** A switch as a node of a simulation. */
public final class BridgeNode extends WorkerNode {
    private final Bridge bridge;
    private final Set<Long> known = new HashSet<>();

    BridgeNode(final Bridge bridge, final Worker worker) {
        super(worker);
        this.bridge = bridge;
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
}
