package org.firsthop.forwarding.ip;

import org.agrona.DirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.forwarding.local.FrameFlags;
import org.firsthop.forwarding.local.NodeAddresses;
import org.firsthop.forwarding.option.Ipv4OptionCheck;
import org.firsthop.forwarding.option.RouterAlertReceiver;
import org.jspecify.annotations.Nullable;

/**
 * Validates the IPv4 header (RFC 1812 section 5.2.2) and refuses addresses that may not stand where they stand (section
 * 5.3.7), and options that break a rule.
 *
 * <p>What follows Total Length in the frame is link padding and is cut off.
 */
public final class Ipv4Input extends InputStage {
    /** The header's checksum is wrong (RFC 1812 section 5.2.2 (2)). A bad link or memory on the way. */
    public static final DropReason BAD_CHECKSUM =
            DropReason.declare("IPV4_BAD_CHECKSUM", Severity.WARNING, "the header checksum is wrong");

    /** The source is a multicast, broadcast, loopback or reserved address (RFC 1812 section 5.3.7). The sender. */
    public static final DropReason MARTIAN_SOURCE = DropReason.declare(
            "IPV4_MARTIAN_SOURCE", Severity.WARNING, "the source is a group, loopback or reserved address");

    /** The destination is loopback, "this network" or reserved (RFC 1812 sections 4.2.2.11 and 5.3.7). The sender. */
    public static final DropReason MARTIAN_DESTINATION = DropReason.declare(
            "IPV4_MARTIAN_DESTINATION", Severity.WARNING, "the destination is a loopback or reserved address");

    /** A packet that came to a link-layer group address but bears another node's address (RFC 1812 section 5.3.4). */
    public static final DropReason LINK_GROUP_UNICAST = DropReason.declare(
            "IPV4_LINK_GROUP_UNICAST",
            Severity.WARNING,
            "a unicast packet came in a link-layer broadcast or multicast frame");

    /** The destination is a multicast group beyond the link, and this router has no multicast routes. */
    public static final DropReason MULTICAST_NOT_ROUTED = DropReason.declare(
            "IPV4_MULTICAST_NOT_ROUTED", Severity.INFO, "the destination is a multicast group, which is not routed");

    /** 224.0.0.0/24 without its last octet (RFC 5771 section 4): never forwarded. */
    private static final int LOCAL_NETWORK_CONTROL = 0xE00000;

    private final NodeAddresses addresses;
    private final Ipv4OptionCheck options = new Ipv4OptionCheck();

    /**
     * The stage.
     *
     * @param addresses of this node.
     * @param alertReceiver that is shown packets which ask routers to look.
     * @param frames the allocator of the thread that runs the graph.
     */
    public Ipv4Input(
            final NodeAddresses addresses, final RouterAlertReceiver alertReceiver, final FrameAllocator frames) {
        super("ipv4-input", alertReceiver, frames);
        this.addresses = addresses;
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        final FramePool pool = pool();
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final int l3Offset = pool.l3Offset(frame);
            final long address = pool.address(frame) + l3Offset;
            final int received = pool.length(frame) - l3Offset;
            final DropReason reason = validate(null, address, received);
            if (reason != DropReason.NONE) {
                drop(frame, reason);
                continue;
            }
            final int totalLength = Memory.u16(null, address + Ipv4Flyweight.TOTAL_LENGTH_OFFSET);
            if (totalLength != received) {
                pool.length(frame, l3Offset + totalLength);
            }
            final int headerLength = (Memory.u8(null, address) & 0xF) << 2;
            pool.l4Offset(frame, l3Offset + headerLength);
            if (headerLength != Ipv4Flyweight.MIN_HEADER_LENGTH && isTakenForOptions(frame, headerLength, nowNs)) {
                continue;
            }
            final int destination = Memory.i32(null, address + Ipv4Flyweight.DESTINATION_OFFSET);
            if (destination >>> 24 >= 224) {
                if (destination == -1 || destination >>> 8 == LOCAL_NETWORK_CONTROL) {
                    local.send(frame);
                } else {
                    drop(frame, MULTICAST_NOT_ROUTED);
                }
            } else if ((pool.flags(frame) & FrameFlags.LINK_GROUP) != 0) {
                // RFC 1812 section 4.2.2.11 (d): a broadcast to the network is for every station of it.
                if (addresses.broadcastInterface(destination) == pool.ingress(frame)) {
                    local.send(frame);
                } else {
                    drop(frame, LINK_GROUP_UNICAST);
                }
            } else {
                unicast.send(frame);
            }
        }
    }

    /** Judges the options of a packet, and shows it to whoever looks at router alerts; whether it ended here. */
    private boolean isTakenForOptions(final int frame, final int headerLength, final long nowNs) {
        final DropReason reason =
                options.check(pool().buffer(), pool().offset(frame) + pool().l3Offset(frame), headerLength);
        if (reason != DropReason.NONE) {
            reject(frame, reason, options.errorOffset(), errors);
            return true;
        }
        final int alert = options.alert();
        return alert != Ipv4OptionCheck.NO_ALERT && isTakenForAlert(frame, alert, nowNs);
    }

    /**
     * What a router says of a packet's header, whatever its tables hold.
     *
     * @param buffer that holds the packet.
     * @param offset of the header's first octet.
     * @param length octets from there on.
     * @return {@link DropReason#NONE}, or the first rule that the header breaks.
     * @throws IndexOutOfBoundsException when the range is not inside the buffer and its bounds are checked.
     */
    public static DropReason validate(final DirectBuffer buffer, final int offset, final int length) {
        NetworkOrder.boundsCheck(buffer, offset, length);
        return validate(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #validate(DirectBuffer, int, int)}, by address.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the header's first octet.
     * @param length octets from there on.
     * @return {@link DropReason#NONE}, or the first rule that the header breaks.
     */
    public static DropReason validate(final @Nullable Object base, final long address, final int length) {
        final DropReason reason = Ipv4Flyweight.check(base, address, length);
        if (reason != DropReason.NONE) {
            return reason;
        }
        // RFC 1812 section 5.2.2 (2).
        if (!Ipv4Flyweight.isChecksumValid(base, address)) {
            return BAD_CHECKSUM;
        }
        final int source = Memory.i32(base, address + Ipv4Flyweight.SOURCE_OFFSET);
        final int destination = Memory.i32(base, address + Ipv4Flyweight.DESTINATION_OFFSET);
        if (isMartianSource(source, destination)) {
            return MARTIAN_SOURCE;
        }
        if (isMartianDestination(destination)) {
            return MARTIAN_DESTINATION;
        }
        return DropReason.NONE;
    }

    /**
     * RFC 1812 section 5.3.7: no router forwards from 0/8, 127/8, 224/3. A host that asks for its address bears 0.0.0.0, and speaks
     * to all or to a group (section 4.2.2.11 (a)).
     */
    private static boolean isMartianSource(final int source, final int destination) {
        final int first = source >>> 24;
        return first == 127 || first >= 224 || (first == 0 && (source != 0 || destination >>> 24 < 224));
    }

    /** RFC 1812 section 5.3.7: nothing goes to 0/8, 127/8 or 240/4, save the limited broadcast. */
    private static boolean isMartianDestination(final int destination) {
        final int first = destination >>> 24;
        return first == 0 || first == 127 || (first >= 240 && destination != -1);
    }
}
