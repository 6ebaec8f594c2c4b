package org.firsthop.forwarding.bridge;

import java.util.List;
import org.firsthop.forwarding.bridge.BridgePort.Mode;

/** What the stages ask about ports, for every frame: the configuration in arrays by the port's index. */
final class PortTable {
    private static final int WORDS = 64;

    private final Mode[] modes;
    private final int[] untaggedVlans;
    private final boolean[] filtersIngress;
    private final int[] isolationGroups;

    /** One bit a VLAN, {@link #WORDS} words a port. */
    private final long[] carried;

    PortTable(final List<BridgePort> ports) {
        final int size = ports.size();
        modes = new Mode[size];
        untaggedVlans = new int[size];
        filtersIngress = new boolean[size];
        isolationGroups = new int[size];
        carried = new long[size * WORDS];
        for (int port = 0; port < size; port++) {
            final BridgePort config = ports.get(port);
            modes[port] = config.mode;
            untaggedVlans[port] = config.untaggedVlan;
            filtersIngress[port] = config.filtersIngress;
            isolationGroups[port] = config.isolationGroup;
            final long[] words = config.vlans.toLongArray();
            System.arraycopy(words, 0, carried, port * WORDS, words.length);
        }
    }

    int size() {
        return modes.length;
    }

    Mode mode(final int port) {
        return modes[port];
    }

    /** The VLAN of frames without a tag; 0 where they are refused. */
    int untaggedVlan(final int port) {
        return untaggedVlans[port];
    }

    /** Whether frames of a VLAN may come in by a port. */
    boolean admits(final int port, final int vlan) {
        return !filtersIngress[port] || carries(port, vlan);
    }

    /** Whether frames of a VLAN may leave by a port. */
    boolean carries(final int port, final int vlan) {
        return (carried[port * WORDS + (vlan >>> 6)] & 1L << vlan) != 0;
    }

    /** Whether two different ports are in one isolation group. */
    boolean areIsolated(final int one, final int other) {
        return isolationGroups[one] != 0 && isolationGroups[one] == isolationGroups[other];
    }

    /** Whether frames of a VLAN leave a port with a tag. */
    boolean tags(final int port, final int vlan) {
        return modes[port] == Mode.TRUNK && vlan != untaggedVlans[port];
    }
}
