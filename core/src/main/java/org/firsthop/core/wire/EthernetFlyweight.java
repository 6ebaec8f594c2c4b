package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.putU16;
import static org.firsthop.core.wire.NetworkOrder.putU48;
import static org.firsthop.core.wire.NetworkOrder.u16;
import static org.firsthop.core.wire.NetworkOrder.u48;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The MAC header of an Ethernet frame (IEEE 802.3 section 3.1.1), with an EtherType ("Ethernet II", RFC 894) or with the
 * length of an LLC frame (RFC 1042).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                      Destination Address                      |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |      Destination Address      |        Source Address         |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                        Source Address                         |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |        Length or Type         |            Data ...           |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Addresses are the low 48 bits of a {@code long}, as {@link org.firsthop.core.address.MacAddress} has them. VLAN tags
 * stand where the data begins ({@link VlanTagFlyweight}); a frame check sequence, where the octets include one, is
 * {@link EthernetFcs}'s concern. Frames shorter than the 60 octets that IEEE 802.3 section 4.2.3.3 pads to are accepted: on
 * virtual links, and in captures made before padding, they are common.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the checked range. Reusable; not thread-safe.
 */
public final class EthernetFlyweight extends Flyweight<EthernetFlyweight> {
    /** Octets of the header. */
    public static final int HEADER_LENGTH = 14;

    /** Offset of Destination Address. */
    public static final int DESTINATION_OFFSET = 0;

    /** Offset of Source Address. */
    public static final int SOURCE_OFFSET = 6;

    /** Offset of the 16 bits that are an EtherType or a length. */
    public static final int ETHER_TYPE_OFFSET = 12;

    /** Fewer than 14 octets are there. The sender, or a capture's snap length. */
    public static final DropReason TRUNCATED_HEADER = DropReason.declare(
            "ETHERNET_TRUNCATED_HEADER", Severity.WARNING, "fewer than the 14 octets of a MAC header are there");

    /** The 16 bits are neither a length nor a type: 1,501 to 1,535 (IEEE 802.3 section 3.2.6). The sender. */
    public static final DropReason UNDEFINED_TYPE = DropReason.declare(
            "ETHERNET_UNDEFINED_TYPE", Severity.WARNING, "Length or Type is 1501 to 1535, neither of the two");

    /** The length of an LLC frame is beyond the octets received (IEEE 802.3 section 3.4). The sender, or a snap length. */
    public static final DropReason TRUNCATED_PAYLOAD = DropReason.declare(
            "ETHERNET_TRUNCATED_PAYLOAD", Severity.WARNING, "the length is beyond the octets that were received");

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public EthernetFlyweight() {}

    /**
     * Tells whether a frame's MAC header can be read, and where it holds a length, whether so many octets are there.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the frame.
     * @param offset of its first octet.
     * @param length octets from there on, without a frame check sequence.
     * @return {@link DropReason#NONE}, or the first rule that the header breaks.
     */
    public static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #check(DirectBuffer, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the frame.
     * @param length octets from there on.
     * @return {@link DropReason#NONE}, or the first rule that the header breaks.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        if (length < HEADER_LENGTH) {
            return TRUNCATED_HEADER;
        }
        return checkTypeOrLength(Memory.u16(base, address + ETHER_TYPE_OFFSET), length - HEADER_LENGTH);
    }

    /** The rules for the 16 bits, which stand before the data of a frame and again after each VLAN tag. */
    static DropReason checkTypeOrLength(final int typeOrLength, final int received) {
        if (EtherType.isType(typeOrLength)) {
            return DropReason.NONE;
        }
        if (!EtherType.isLength(typeOrLength)) {
            return UNDEFINED_TYPE;
        }
        return typeOrLength > received ? TRUNCATED_PAYLOAD : DropReason.NONE;
    }

    /**
     * Writes a header for IPv4 with both addresses zero.
     *
     * @return this.
     */
    public EthernetFlyweight writeDefaults() {
        buffer.setMemory(offset, HEADER_LENGTH, (byte) 0);
        return etherType(EtherType.IPV4);
    }

    /** {@return Destination Address, 48 bits, first octet most significant} */
    public long destination() {
        return u48(buffer, offset + DESTINATION_OFFSET);
    }

    /**
     * Sets Destination Address.
     *
     * @param address whose low 48 bits are written.
     * @return this.
     */
    public EthernetFlyweight destination(final long address) {
        putU48(buffer, offset + DESTINATION_OFFSET, address);
        return this;
    }

    /** {@return Source Address, 48 bits, first octet most significant} */
    public long source() {
        return u48(buffer, offset + SOURCE_OFFSET);
    }

    /**
     * Sets Source Address.
     *
     * @param address whose low 48 bits are written.
     * @return this.
     */
    public EthernetFlyweight source(final long address) {
        putU48(buffer, offset + SOURCE_OFFSET, address);
        return this;
    }

    /** {@return the 16 bits after the addresses, 0 to 65,535: an {@link EtherType}, or a length ({@link #isLength()})} */
    public int etherType() {
        return u16(buffer, offset + ETHER_TYPE_OFFSET);
    }

    /**
     * Sets the EtherType, or the length of an LLC frame.
     *
     * @param typeOrLength 0 to 65,535.
     * @return this.
     */
    public EthernetFlyweight etherType(final int typeOrLength) {
        putU16(buffer, offset + ETHER_TYPE_OFFSET, typeOrLength);
        return this;
    }

    /** {@return whether {@link #etherType()} is the length of an LLC frame, which the data then begins with} */
    public boolean isLength() {
        return EtherType.isLength(etherType());
    }

    /** {@return where the data begins, as an index in the buffer: the first VLAN tag, the LLC header or the packet} */
    public int payloadOffset() {
        return offset + HEADER_LENGTH;
    }

    /**
     * Octets of data: what the length says, or all that follows the header, padding included, where there is a type.
     *
     * @param frameLength octets of the frame, without a frame check sequence, as checked.
     * @return the octets from {@link #payloadOffset()} on.
     */
    public int payloadLength(final int frameLength) {
        final int typeOrLength = etherType();
        return EtherType.isLength(typeOrLength) ? typeOrLength : frameLength - HEADER_LENGTH;
    }

    /**
     * Writes both addresses of a header, by address; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the header.
     * @param destination whose low 48 bits are written.
     * @param source whose low 48 bits are written.
     */
    public static void rewriteAddresses(
            final @Nullable Object base, final long address, final long destination, final long source) {
        Memory.putI64(base, address + DESTINATION_OFFSET, (destination << 16) | ((source >>> 32) & 0xFFFF));
        Memory.putI32(base, address + SOURCE_OFFSET + 2, (int) source);
    }
}
