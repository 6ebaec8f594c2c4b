package org.firsthop.forwarding.bridge;

import java.util.BitSet;
import org.firsthop.core.wire.VlanTagFlyweight;

/**
 * What a port of a {@link Bridge} may do: its VLANs, its share of the table of stations, its limits.
 *
 * <pre>{@code
 * BridgePort.access(10).macLimit(32).broadcastLimit(1_000, 100)
 * BridgePort.trunk(10, 20).nativeVlan(1)
 * }</pre>
 *
 * <p>Configuration: filled by one thread and read when the bridge is wired.
 */
public final class BridgePort {
    /** The VLAN of ports that name none (IEEE 802.1Q table 9-2, default PVID). */
    public static final int DEFAULT_VLAN = 1;

    /** What a port makes of VLAN tags. */
    enum Mode {
        /** Tags are data. */
        PLAIN,
        /** Frames have no tag. */
        ACCESS,
        /** Frames have a tag, but for those of the native VLAN. */
        TRUNK
    }

    final Mode mode;
    final BitSet vlans = new BitSet();
    final long[] framesPerSecond = new long[StormLimit.KINDS];
    final int[] burst = new int[StormLimit.KINDS];
    int untaggedVlan;
    boolean filtersIngress = true;
    int macLimit;
    int isolationGroup;

    private BridgePort(final Mode mode, final int untaggedVlan) {
        this.mode = mode;
        this.untaggedVlan = untaggedVlan;
    }

    /**
     * A port that takes tags for data, as bridges without VLANs do (IEEE 802.1D), in {@link #DEFAULT_VLAN}.
     *
     * @return its configuration.
     */
    public static BridgePort plain() {
        return plain(DEFAULT_VLAN);
    }

    /**
     * A port that takes tags for data, in a VLAN of its own choice: the end of a tunnel through the bridge's VLAN.
     *
     * @param vlan 1 to 4,094.
     * @return its configuration.
     * @throws IllegalArgumentException when the VLAN is outside its range.
     */
    public static BridgePort plain(final int vlan) {
        final BridgePort port = new BridgePort(Mode.PLAIN, checkedVlan(vlan));
        port.vlans.set(vlan);
        return port;
    }

    /**
     * A port for stations that know nothing of VLANs: it takes frames without a tag, or with one that gives a priority only,
     * and sends frames without a tag (IEEE 802.1Q section 6.9, "Admit Only VLAN-untagged and Priority-tagged frames").
     *
     * @param vlan of all its frames, 1 to 4,094.
     * @return its configuration.
     * @throws IllegalArgumentException when the VLAN is outside its range.
     */
    public static BridgePort access(final int vlan) {
        final BridgePort port = new BridgePort(Mode.ACCESS, checkedVlan(vlan));
        port.vlans.set(vlan);
        return port;
    }

    /**
     * A port that carries several VLANs, told apart by tags; frames without one are refused until {@link #nativeVlan} says
     * where they belong.
     *
     * @param vlans that the port carries, each 1 to 4,094.
     * @return its configuration.
     * @throws IllegalArgumentException when a VLAN is outside its range.
     */
    public static BridgePort trunk(final int... vlans) {
        final BridgePort port = new BridgePort(Mode.TRUNK, 0);
        for (final int vlan : vlans) {
            port.vlans.set(checkedVlan(vlan));
        }
        return port;
    }

    /**
     * A port that carries every VLAN.
     *
     * @return its configuration.
     */
    public static BridgePort trunkOfAll() {
        final BridgePort port = new BridgePort(Mode.TRUNK, 0);
        port.vlans.set(1, VlanTagFlyweight.MAX_VID + 1);
        return port;
    }

    /**
     * Sets the VLAN of a trunk's frames that have no tag, in both directions; the trunk carries it from now on.
     *
     * @param vlan 1 to 4,094.
     * @return this.
     * @throws IllegalArgumentException when the VLAN is outside its range.
     * @throws IllegalStateException when the port is no trunk.
     */
    public BridgePort nativeVlan(final int vlan) {
        if (mode != Mode.TRUNK) {
            throw new IllegalStateException("nativeVlan: value=" + vlan + ", but the port is no trunk");
        }
        untaggedVlan = checkedVlan(vlan);
        vlans.set(vlan);
        return this;
    }

    /**
     * Sets whether frames of VLANs that the port does not carry are refused as they come in (IEEE 802.1Q section 8.6.2); they
     * never leave by it. On unless told otherwise.
     *
     * @param enable whether to refuse them.
     * @return this.
     */
    public BridgePort ingressFiltering(final boolean enable) {
        filtersIngress = enable;
        return this;
    }

    /**
     * Sets the port's share of the table of stations. Ports without one get equal parts of what is left.
     *
     * @param stations at least 1.
     * @return this.
     * @throws IllegalArgumentException when below 1.
     */
    public BridgePort macLimit(final int stations) {
        macLimit = positive("macLimit", stations);
        return this;
    }

    /**
     * Puts the port into a group whose members get no frames from each other (split horizon; "isolated ports").
     *
     * @param group at least 1.
     * @return this.
     * @throws IllegalArgumentException when below 1.
     */
    public BridgePort isolationGroup(final int group) {
        isolationGroup = positive("isolationGroup", group);
        return this;
    }

    /**
     * Limits broadcasts that come in by the port; without, they are not limited.
     *
     * @param framesPerSecond over the long run, 1 to 1,000,000,000.
     * @param burst that may come at once, at least 1.
     * @return this.
     * @throws IllegalArgumentException when a value is outside its range.
     */
    public BridgePort broadcastLimit(final long framesPerSecond, final int burst) {
        return limit(StormLimit.BROADCAST, framesPerSecond, burst);
    }

    /**
     * Limits frames to other groups than broadcast that come in by the port; without, they are not limited.
     *
     * @param framesPerSecond over the long run, 1 to 1,000,000,000.
     * @param burst that may come at once, at least 1.
     * @return this.
     * @throws IllegalArgumentException when a value is outside its range.
     */
    public BridgePort multicastLimit(final long framesPerSecond, final int burst) {
        return limit(StormLimit.MULTICAST, framesPerSecond, burst);
    }

    /**
     * Limits frames to stations that nobody knows and that come in by the port; without, they are not limited.
     *
     * @param framesPerSecond over the long run, 1 to 1,000,000,000.
     * @param burst that may come at once, at least 1.
     * @return this.
     * @throws IllegalArgumentException when a value is outside its range.
     */
    public BridgePort unknownUnicastLimit(final long framesPerSecond, final int burst) {
        return limit(StormLimit.UNKNOWN_UNICAST, framesPerSecond, burst);
    }

    private BridgePort limit(final int kind, final long rate, final int frames) {
        if (rate < 1 || rate > StormLimit.MAX_RATE) {
            throw new IllegalArgumentException("framesPerSecond: value=" + rate + ", range=1.." + StormLimit.MAX_RATE);
        }
        framesPerSecond[kind] = rate;
        burst[kind] = positive("burst", frames);
        return this;
    }

    static int checkedVlan(final int vlan) {
        if (vlan < 1 || vlan > VlanTagFlyweight.MAX_VID) {
            throw new IllegalArgumentException("vlan: value=" + vlan + ", range=1.." + VlanTagFlyweight.MAX_VID);
        }
        return vlan;
    }

    private static int positive(final String what, final int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": value=" + value + ", minimum=1");
        }
        return value;
    }
}
