package org.firsthop.node.netlink;

import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;

/**
 * Writes requests to rtnetlink(7), one behind the other.
 *
 * <pre>{@code
 * writer.clear().dump(Rtnetlink.GET_ROUTE, sequence);
 * send(buffer, writer.length());
 * }</pre>
 */
public final class NetlinkWriter {
    private static final int ROUTE_HEADER_LENGTH = 12;

    private final MutableDirectBuffer buffer;
    private int message;
    private int position;

    /**
     * A writer.
     *
     * @param buffer to write to; must have room for what is written.
     */
    public NetlinkWriter(final MutableDirectBuffer buffer) {
        this.buffer = buffer;
    }

    /**
     * Forgets what was written.
     *
     * @return this.
     */
    public NetlinkWriter clear() {
        position = 0;
        return this;
    }

    /** {@return octets of all messages} */
    public int length() {
        return position;
    }

    /**
     * Asks for all there are of a kind.
     *
     * @param type such as {@link Rtnetlink#GET_ROUTE}.
     * @param sequence that the answers will bear.
     * @return this.
     */
    public NetlinkWriter dump(final int type, final int sequence) {
        // The longest header of any kind; a shorter one is followed by zeros that say nothing.
        final int headerLength = type == Rtnetlink.GET_LINK
                ? 16
                : type == Rtnetlink.GET_ADDRESS || type == Rtnetlink.GET_NEXT_HOP ? 8 : ROUTE_HEADER_LENGTH;
        return begin(type, Rtnetlink.FLAG_DUMP, sequence).zeros(headerLength).end();
    }

    /**
     * Asks which way packets to an address go.
     *
     * @param isIpv6 whether it is an IPv6 address.
     * @param high the first 64 bits of an IPv6 address.
     * @param low the last 64 bits; an IPv4 address in the low 32 bits.
     * @param wantsRoute whether to answer with the route that matched, and not with what becomes of it.
     * @param sequence that the answer will bear.
     * @return this.
     */
    public NetlinkWriter getRoute(
            final boolean isIpv6, final long high, final long low, final boolean wantsRoute, final int sequence) {
        begin(Rtnetlink.GET_ROUTE, 0, sequence);
        final int header = position;
        zeros(ROUTE_HEADER_LENGTH);
        buffer.putByte(header, (byte) (isIpv6 ? Rtnetlink.FAMILY_IPV6 : Rtnetlink.FAMILY_IPV4));
        buffer.putByte(header + 1, (byte) (isIpv6 ? 128 : 32));
        buffer.putInt(header + 8, wantsRoute ? 0x2000 : 0);
        return address(1, isIpv6, high, low).end();
    }

    /**
     * Asks the kernel to find out a neighbor's link address, or to confirm it, as if it had a packet for it.
     *
     * @param interfaceIndex on whose link the neighbor is.
     * @param isIpv6 whether its address is an IPv6 one.
     * @param high the first 64 bits of an IPv6 address.
     * @param low the last 64 bits; an IPv4 address in the low 32 bits.
     * @param sequence that an error will bear.
     * @return this.
     */
    public NetlinkWriter useNeighbor(
            final int interfaceIndex, final boolean isIpv6, final long high, final long low, final int sequence) {
        begin(Rtnetlink.NEW_NEIGHBOR, Rtnetlink.FLAG_CREATE, sequence);
        final int header = position;
        zeros(12);
        buffer.putByte(header, (byte) (isIpv6 ? Rtnetlink.FAMILY_IPV6 : Rtnetlink.FAMILY_IPV4));
        buffer.putInt(header + 4, interfaceIndex);
        buffer.putByte(header + 10, (byte) 1); // NTF_USE
        return address(1, isIpv6, high, low).end();
    }

    /**
     * Begins a message.
     *
     * @param type of the message.
     * @param flags beside {@link Rtnetlink#FLAG_REQUEST}.
     * @param sequence that answers will bear.
     * @return this.
     */
    public NetlinkWriter begin(final int type, final int flags, final int sequence) {
        message = position;
        zeros(Rtnetlink.HEADER_LENGTH);
        buffer.putShort(message + 4, (short) type);
        buffer.putShort(message + 6, (short) (flags | Rtnetlink.FLAG_REQUEST));
        buffer.putInt(message + 8, sequence);
        return this;
    }

    /**
     * Writes octets of a header.
     *
     * @param octets the low eight bits of each.
     * @return this.
     */
    public NetlinkWriter octets(final int... octets) {
        for (final int octet : octets) {
            buffer.putByte(position++, (byte) octet);
        }
        return this;
    }

    /**
     * Writes a 32-bit number of a header, in the machine's order.
     *
     * @param value to write.
     * @return this.
     */
    public NetlinkWriter number(final int value) {
        buffer.putInt(position, value);
        position += Integer.BYTES;
        return this;
    }

    /**
     * Writes an attribute of a 32-bit number.
     *
     * @param type of the attribute.
     * @param value in the machine's order.
     * @return this.
     */
    public NetlinkWriter number(final int type, final int value) {
        return attribute(type, Integer.BYTES).number(value);
    }

    /**
     * Writes an attribute of an address.
     *
     * @param type of the attribute.
     * @param isIpv6 whether it is an IPv6 address.
     * @param high the first 64 bits of an IPv6 address.
     * @param low the last 64 bits; an IPv4 address in the low 32 bits.
     * @return this.
     */
    public NetlinkWriter address(final int type, final boolean isIpv6, final long high, final long low) {
        if (isIpv6) {
            attribute(type, 2 * Long.BYTES);
            buffer.putLong(position, high, ByteOrder.BIG_ENDIAN);
            buffer.putLong(position + Long.BYTES, low, ByteOrder.BIG_ENDIAN);
            position += 2 * Long.BYTES;
        } else {
            attribute(type, Integer.BYTES);
            buffer.putInt(position, (int) low, ByteOrder.BIG_ENDIAN);
            position += Integer.BYTES;
        }
        return this;
    }

    /**
     * Ends the message.
     *
     * @return this.
     */
    public NetlinkWriter end() {
        buffer.putInt(message, position - message);
        return this;
    }

    private NetlinkWriter attribute(final int type, final int length) {
        buffer.putShort(position, (short) (4 + length));
        buffer.putShort(position + 2, (short) type);
        position += 4;
        return this;
    }

    private NetlinkWriter zeros(final int count) {
        buffer.setMemory(position, count, (byte) 0);
        position += count;
        return this;
    }
}
