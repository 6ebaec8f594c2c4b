package org.firsthop.forwarding.ip;

import org.agrona.DirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6ExtensionFlyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.Ipv6OptionIterator;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.forwarding.local.FrameFlags;
import org.firsthop.forwarding.option.Ipv6OptionCheck;
import org.firsthop.forwarding.option.RouterAlertReceiver;
import org.jspecify.annotations.Nullable;

/**
 * Validates the IPv6 header (RFC 8200 section 3) and refuses addresses that may not stand where they stand (RFC 4291).
 *
 * <p>What follows Payload Length in the frame is link padding and is cut off. Of the extension headers only
 * hop-by-hop options are a router's business (RFC 8200 section 4).
 */
public final class Ipv6Input extends InputStage {
    /** The source is a multicast or the loopback address (RFC 4291 sections 2.5.3 and 2.7). The sender. */
    public static final DropReason MARTIAN_SOURCE = DropReason.declare(
            "IPV6_MARTIAN_SOURCE", Severity.WARNING, "the source is a multicast or the loopback address");

    /** The destination is the loopback or the unspecified address (RFC 4291 sections 2.5.2 and 2.5.3). The sender. */
    public static final DropReason MARTIAN_DESTINATION = DropReason.declare(
            "IPV6_MARTIAN_DESTINATION", Severity.WARNING, "the destination is the loopback or unspecified address");

    /** A packet that came to a link-layer group address but bears another node's address. The sender. */
    public static final DropReason LINK_GROUP_UNICAST = DropReason.declare(
            "IPV6_LINK_GROUP_UNICAST", Severity.WARNING, "a unicast packet came in a link-layer multicast frame");

    /** The destination is a multicast group beyond the link, and this router has no multicast routes. */
    public static final DropReason MULTICAST_NOT_ROUTED = DropReason.declare(
            "IPV6_MULTICAST_NOT_ROUTED", Severity.INFO, "the destination is a multicast group, which is not routed");

    /** The group is of no scope, or of one interface; neither comes by a link (RFC 4291 section 2.7). The sender. */
    public static final DropReason INTERFACE_SCOPE = DropReason.declare(
            "IPV6_INTERFACE_SCOPE", Severity.WARNING, "a group of the interface's own scope cannot come by a link");

    private static final int LINK_LOCAL_SCOPE = 2;

    /** A group's first 16 bits without its flags. */
    private static final int GROUP_AND_SCOPE_MASK = 0xFF0F;

    private final Ipv6OptionCheck options = new Ipv6OptionCheck();

    /**
     * The stage.
     *
     * @param alertReceiver that is shown packets which ask routers to look.
     * @param frames the allocator of the thread that runs the graph.
     */
    public Ipv6Input(final RouterAlertReceiver alertReceiver, final FrameAllocator frames) {
        super("ipv6-input", alertReceiver, frames);
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
                refuse(frame, address, reason);
                continue;
            }
            final int length = Ipv6Flyweight.totalLength(null, address);
            if (length != received) {
                pool.length(frame, l3Offset + length);
            }
            pool.l4Offset(frame, l3Offset + Ipv6Flyweight.HEADER_LENGTH);
            if (Memory.u8(null, address + Ipv6Flyweight.NEXT_HEADER_OFFSET) == IpProtocol.HOP_BY_HOP
                    && isTakenForOptions(frame, address, length, nowNs)) {
                continue;
            }
            final int first = Memory.u16(null, address + Ipv6Flyweight.DESTINATION_OFFSET);
            if (first >>> 8 == 0xFF) {
                // RFC 4291 section 2.7: the low four bits are the group's scope.
                if ((first & 0xF) <= LINK_LOCAL_SCOPE || isAllRoutersOfSite(address)) {
                    local.send(frame);
                } else {
                    drop(frame, MULTICAST_NOT_ROUTED);
                }
            } else if ((pool.flags(frame) & FrameFlags.LINK_GROUP) != 0) {
                drop(frame, LINK_GROUP_UNICAST);
            } else {
                unicast.send(frame);
            }
        }
    }

    /** ff05::2, a group of every router (RFC 4291 sections 2.7.1 and 2.8). */
    private static boolean isAllRoutersOfSite(final long address) {
        return Memory.i64(null, address + Ipv6Flyweight.DESTINATION_OFFSET) == 0xFF05_0000_0000_0000L
                && Memory.i64(null, address + Ipv6Flyweight.DESTINATION_OFFSET + 8) == 2;
    }

    private void refuse(final int frame, final long address, final DropReason reason) {
        if (reason == Ipv6Flyweight.JUMBO_PAYLOAD_MISSING) {
            reject(frame, reason, Ipv6Flyweight.PAYLOAD_LENGTH_OFFSET, errors);
        } else if (reason == Ipv6Flyweight.BAD_JUMBO_LENGTH) {
            reject(frame, reason, jumboLengthOffset(address), errors);
        } else {
            drop(frame, reason);
        }
    }

    /** Where the length of a jumbogram stands, whose option was found (RFC 2675 section 3). */
    private static int jumboLengthOffset(final long address) {
        final int data = Ipv6Flyweight.HEADER_LENGTH + Ipv6ExtensionFlyweight.DATA_OFFSET;
        final int length = Ipv6ExtensionFlyweight.headerLength(null, address + Ipv6Flyweight.HEADER_LENGTH)
                - Ipv6ExtensionFlyweight.DATA_OFFSET;
        return data
                + Ipv6OptionIterator.find(
                        null, address + data, length, Ipv6OptionIterator.JUMBO_PAYLOAD, Integer.BYTES);
    }

    /** Judges the hop-by-hop options, which are every router's to read (RFC 8200 section 4.3); whether the packet ended here. */
    private boolean isTakenForOptions(final int frame, final long address, final int length, final long nowNs) {
        final int at = Ipv6Flyweight.HEADER_LENGTH;
        final DropReason cut = Ipv6ExtensionFlyweight.check(null, address + at, length - at);
        if (cut != DropReason.NONE) {
            drop(frame, cut);
            return true;
        }
        final DropReason reason = options.check(pool().buffer(), pool().offset(frame) + pool().l3Offset(frame), at);
        if (reason == Ipv6OptionCheck.UNKNOWN_DISCARDED) {
            drop(frame, reason);
            return true;
        }
        if (reason != DropReason.NONE) {
            reject(frame, reason, options.errorOffset(), errors);
            return true;
        }
        final int alert = options.alert();
        return alert != Ipv6OptionCheck.NO_ALERT && isTakenForAlert(frame, alert, nowNs);
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
        final DropReason reason = Ipv6Flyweight.check(base, address, length);
        if (reason != DropReason.NONE) {
            return reason;
        }
        final long sourceHigh = Memory.i64(base, address + Ipv6Flyweight.SOURCE_OFFSET);
        if (sourceHigh >>> 56 == 0xFF
                || (sourceHigh == 0 && Memory.i64(base, address + Ipv6Flyweight.SOURCE_OFFSET + 8) == 1)) {
            return MARTIAN_SOURCE;
        }
        final long destinationHigh = Memory.i64(base, address + Ipv6Flyweight.DESTINATION_OFFSET);
        if (destinationHigh == 0 && Memory.i64(base, address + Ipv6Flyweight.DESTINATION_OFFSET + 8) >>> 1 == 0) {
            return MARTIAN_DESTINATION;
        }
        final int group = (int) (destinationHigh >>> 48) & GROUP_AND_SCOPE_MASK;
        if (group == 0xFF00 || group == 0xFF01) {
            return INTERFACE_SCOPE;
        }
        return DropReason.NONE;
    }
}
