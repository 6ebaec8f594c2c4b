package org.firsthop.forwarding.bridge;

import org.firsthop.core.address.MacAddress;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.VlanTagFlyweight;
import org.firsthop.forwarding.bridge.BridgePort.Mode;

/**
 * Refuses frames that no bridge carries, and finds the VLAN of the others (IEEE 802.1Q sections 6.9 and 8.6.1 to 8.6.3).
 *
 * <p>On an access port or a trunk the tag is taken off: behind this stage no frame has one, and the descriptor has its 16
 * bits of control with the VLAN in any case.
 */
public final class BridgeInput extends Stage {
    /** The source is a group address, which no station sends from, or all zeros (IEEE 802.3 section 3.2.3). The sender. */
    public static final DropReason SOURCE_NOT_A_STATION = DropReason.declare(
            "BRIDGE_SOURCE_NOT_A_STATION", Severity.WARNING, "the source is a group address or all zeros");

    /** The destination is one of 01-80-C2-00-00-00 to -0F, which a bridge never forwards (IEEE 802.1Q table 8-1). */
    public static final DropReason RESERVED_ADDRESS = DropReason.declare(
            "BRIDGE_RESERVED_ADDRESS",
            Severity.INFO,
            "the destination is reserved for the link, such as for STP or LLDP");

    /** A frame of a VLAN on a port whose stations know none (section 6.9). The station, or who set up the port. */
    public static final DropReason TAGGED_ON_ACCESS_PORT = DropReason.declare(
            "BRIDGE_TAGGED_ON_ACCESS_PORT", Severity.WARNING, "a frame with a VLAN's tag came in by an access port");

    /** A frame without a VLAN on a trunk that has no native one (section 6.9). Who set up the trunk's ends. */
    public static final DropReason UNTAGGED_ON_TRUNK = DropReason.declare(
            "BRIDGE_UNTAGGED_ON_TRUNK",
            Severity.WARNING,
            "a frame without a VLAN came in by a trunk without a native VLAN");

    /** The tag has the reserved VID 4,095 (section 9.6). The sender. */
    public static final DropReason RESERVED_VID =
            DropReason.declare("BRIDGE_RESERVED_VID", Severity.WARNING, "the tag has the reserved VID 4095");

    /** The port does not carry the VLAN, seen as the frame came in (section 8.6.2). Who set up the trunk's ends. */
    public static final DropReason VLAN_NOT_ADMITTED = DropReason.declare(
            "BRIDGE_VLAN_NOT_ADMITTED", Severity.WARNING, "the port it came in by does not carry the frame's VLAN");

    private static final long RESERVED_ADDRESSES = 0x0180_C200_0000L;
    private static final int ADDRESSES_LENGTH = 2 * MacAddress.LENGTH;

    /** Where good frames go. */
    public final Output learn = output("learn");

    private final PortTable ports;

    BridgeInput(final PortTable ports, final FrameAllocator frames) {
        super("bridge-input", frames);
        this.ports = ports;
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final DropReason reason = admit(frame);
            if (reason == DropReason.NONE) {
                learn.send(frame);
            } else {
                drop(frame, reason);
            }
        }
    }

    private DropReason admit(final int frame) {
        final FramePool pool = pool();
        final long address = pool.address(frame);
        final int length = pool.length(frame);
        // The type is the stations' business: a bridge forwards what it does not understand.
        if (length < EthernetFlyweight.HEADER_LENGTH) {
            return EthernetFlyweight.TRUNCATED_HEADER;
        }
        final long source = Memory.i64(null, address + EthernetFlyweight.SOURCE_OFFSET) >>> 16;
        if (!MacAddress.isStation(source)) {
            return SOURCE_NOT_A_STATION;
        }
        final long destination = Memory.i64(null, address) >>> 16;
        if ((destination & ~0xFL) == RESERVED_ADDRESSES) {
            return RESERVED_ADDRESS;
        }
        return classify(frame, address, length);
    }

    /** Finds the VLAN, and takes the tag off. */
    private DropReason classify(final int frame, final long address, final int length) {
        final FramePool pool = pool();
        final int port = pool.ingress(frame);
        final Mode mode = ports.mode(port);
        final boolean hasTag =
                mode != Mode.PLAIN && Memory.u16(null, address + EthernetFlyweight.ETHER_TYPE_OFFSET) == EtherType.VLAN;
        int control = 0;
        if (hasTag) {
            if (length < EthernetFlyweight.HEADER_LENGTH + VlanTagFlyweight.LENGTH) {
                return VlanTagFlyweight.TRUNCATED_TAG;
            }
            control = Memory.u16(null, address + EthernetFlyweight.HEADER_LENGTH);
            final int vid = TagControl.vid(control);
            if (vid > VlanTagFlyweight.MAX_VID) {
                return RESERVED_VID;
            }
            if (mode == Mode.ACCESS && vid != VlanTagFlyweight.VID_PRIORITY_ONLY) {
                return TAGGED_ON_ACCESS_PORT;
            }
        }
        if (TagControl.vid(control) == VlanTagFlyweight.VID_PRIORITY_ONLY) {
            if (ports.untaggedVlan(port) == 0) {
                return UNTAGGED_ON_TRUNK;
            }
            control = TagControl.withVid(control, ports.untaggedVlan(port));
        }
        if (!ports.admits(port, TagControl.vid(control))) {
            return VLAN_NOT_ADMITTED;
        }
        if (hasTag) {
            Memory.copy(null, address, null, address + VlanTagFlyweight.LENGTH, ADDRESSES_LENGTH);
            pool.bounds(frame, pool.offset(frame) + VlanTagFlyweight.LENGTH, length - VlanTagFlyweight.LENGTH);
        }
        TagControl.set(pool, frame, control);
        return DropReason.NONE;
    }
}
