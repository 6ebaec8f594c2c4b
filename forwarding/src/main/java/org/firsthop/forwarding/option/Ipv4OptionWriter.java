package org.firsthop.forwarding.option;

import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv4OptionIterator;
import org.firsthop.core.wire.Ipv4OptionType;
import org.firsthop.core.wire.Ipv4RouteOptionFlyweight;
import org.firsthop.core.wire.Ipv4TimestampOptionFlyweight;
import org.firsthop.forwarding.local.IpHeaders;
import org.firsthop.forwarding.local.NodeAddresses;

/**
 * Writes into the options of IPv4 packets that leave what they ask of every node on the way: its address into Record Route (RFC
 * 1812 section 5.3.13.5) and the time into Timestamp (section 5.3.13.6).
 *
 * <p>The address is that of the interface by which the packet leaves, which is how the node is known where it goes to (RFC 791
 * section 3.1); where a sender prescribes addresses, any of the node's own counts. Reusable; one thread.
 */
public final class Ipv4OptionWriter {
    private final NodeAddresses addresses;
    private final TimeOfDay time;
    private final Ipv4OptionIterator options = new Ipv4OptionIterator();
    private final Ipv4RouteOptionFlyweight route = new Ipv4RouteOptionFlyweight();
    private final Ipv4TimestampOptionFlyweight timestamps = new Ipv4TimestampOptionFlyweight();

    /**
     * A writer.
     *
     * @param addresses of this node.
     * @param time that timestamps tell.
     */
    public Ipv4OptionWriter(final NodeAddresses addresses, final TimeOfDay time) {
        this.addresses = addresses;
        this.time = time;
    }

    /**
     * Writes into the options of a packet that {@link Ipv4OptionCheck} has passed or this node made; the header's checksum is
     * right after as it was before.
     *
     * @param buffer that holds the packet.
     * @param offset of the header's first octet.
     * @param headerLength octets of the header, options included.
     * @param interfaceIndex of the interface by which it leaves.
     * @param nowNs the time of the worker's clock, in nanoseconds.
     */
    public void write(
            final MutableDirectBuffer buffer,
            final int offset,
            final int headerLength,
            final int interfaceIndex,
            final long nowNs) {
        final int fixed = Ipv4Flyweight.MIN_HEADER_LENGTH;
        final long header = buffer.addressOffset() + offset;
        boolean isChanged = false;
        options.wrap(buffer, offset + fixed, headerLength - fixed);
        while (options.next()) {
            final long address = buffer.addressOffset() + options.offset();
            final int type = options.type();
            if (type == Ipv4OptionType.RECORD_ROUTE
                    && Ipv4RouteOptionFlyweight.check(null, address, options.length()) == DropReason.NONE) {
                final int own = own(header, interfaceIndex);
                isChanged |= own != 0 && route.wrap(buffer, options.offset()).record(own);
            } else if (type == Ipv4OptionType.TIMESTAMP
                    && Ipv4TimestampOptionFlyweight.check(null, address, options.length()) == DropReason.NONE) {
                timestamps.wrap(buffer, options.offset());
                timestamps.stamp(timestampAddress(header, interfaceIndex), time.timestamp(nowNs));
                isChanged = true;
            }
        }
        if (isChanged) {
            IpHeaders.fillIpv4Checksum(header, headerLength);
        }
    }

    private int own(final long header, final int interfaceIndex) {
        return addresses.ipv4Source(interfaceIndex, Memory.i32(null, header + Ipv4Flyweight.DESTINATION_OFFSET));
    }

    /** What the next entry is to bear: the prescribed address where it is one of this node's. */
    private int timestampAddress(final long header, final int interfaceIndex) {
        final int next = timestamps.recordedCount();
        if (timestamps.flag() == Ipv4TimestampOptionFlyweight.PRESCRIBED_ADDRESSES
                && next < timestamps.entryCount()
                && addresses.isOwn(timestamps.address(next))) {
            return timestamps.address(next);
        }
        return own(header, interfaceIndex);
    }

    /**
     * Makes the options of an echo request those of its reply: Record Route and Timestamp go on, so that the way back is
     * told too (RFC 1122 section 3.2.2.6); what stood between them becomes No Operation.
     *
     * @param buffer that holds the request's header.
     * @param offset of the header's first octet.
     * @param headerLength octets of the header, options included.
     * @return octets of the reply's header: those of the request's where options go on, else those of one without.
     */
    public int reflect(final MutableDirectBuffer buffer, final int offset, final int headerLength) {
        final int fixed = Ipv4Flyweight.MIN_HEADER_LENGTH;
        boolean isAnyKept = false;
        options.wrap(buffer, offset + fixed, headerLength - fixed);
        while (options.next()) {
            final int type = options.type();
            if (type == Ipv4OptionType.RECORD_ROUTE || type == Ipv4OptionType.TIMESTAMP) {
                isAnyKept = true;
            } else if (type != Ipv4OptionType.END_OF_LIST) {
                buffer.setMemory(options.offset(), options.length(), (byte) Ipv4OptionType.NO_OPERATION);
            }
        }
        return isAnyKept ? headerLength : fixed;
    }
}
