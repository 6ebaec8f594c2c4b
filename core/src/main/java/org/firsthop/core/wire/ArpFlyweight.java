package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.i32;
import static org.firsthop.core.wire.NetworkOrder.putI32;
import static org.firsthop.core.wire.NetworkOrder.putU16;
import static org.firsthop.core.wire.NetworkOrder.putU48;
import static org.firsthop.core.wire.NetworkOrder.putU8;
import static org.firsthop.core.wire.NetworkOrder.u16;
import static org.firsthop.core.wire.NetworkOrder.u48;
import static org.firsthop.core.wire.NetworkOrder.u8;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * An ARP packet (RFC 826), of any kind of addresses and of IPv4 over Ethernet in particular.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |         Hardware Type         |         Protocol Type         |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |  Hw. Length   | Proto. Length |           Operation           |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                    Sender Hardware Address                    |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |  Sender Hardware (continued)  |    Sender Protocol Address    |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |  Sender Protocol (continued)  |    Target Hardware Address    |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |              Target Hardware Address (continued)              |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                    Target Protocol Address                    |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The figure is of Ethernet and IPv4; in general the addresses are as long as the two lengths say, and stand in the
 * same order. {@link #check(DirectBuffer, int, int)} passes a packet of any kind, after which the fixed fields and the
 * places of the addresses can be read. The readers and writers of {@code long} and {@code int} addresses, and what tells
 * probes from announcements, are for IPv4 over Ethernet only: after {@link #checkEthernetIpv4(DirectBuffer, int, int)}.
 *
 * <p>After the check that a reader wants has returned {@link DropReason#NONE}, that reader touches no octet outside the
 * checked range. Reusable; not thread-safe.
 */
public final class ArpFlyweight extends Flyweight<ArpFlyweight> {
    /** Octets of the fixed fields. */
    public static final int HEADER_LENGTH = 8;

    /** Octets of a packet for IPv4 over Ethernet. */
    public static final int ETHERNET_IPV4_LENGTH = 28;

    /** Offset of Hardware Type. */
    public static final int HARDWARE_TYPE_OFFSET = 0;

    /** Offset of Protocol Type. */
    public static final int PROTOCOL_TYPE_OFFSET = 2;

    /** Offset of the octet that holds the length of hardware addresses. */
    public static final int HARDWARE_LENGTH_OFFSET = 4;

    /** Offset of the octet that holds the length of protocol addresses. */
    public static final int PROTOCOL_LENGTH_OFFSET = 5;

    /** Offset of Operation. */
    public static final int OPERATION_OFFSET = 6;

    /** Offset of the sender's MAC address, for IPv4 over Ethernet. */
    public static final int SENDER_MAC_OFFSET = 8;

    /** Offset of the sender's IPv4 address, for IPv4 over Ethernet. */
    public static final int SENDER_IPV4_OFFSET = 14;

    /** Offset of the target's MAC address, for IPv4 over Ethernet. */
    public static final int TARGET_MAC_OFFSET = 18;

    /** Offset of the target's IPv4 address, for IPv4 over Ethernet. */
    public static final int TARGET_IPV4_OFFSET = 24;

    /** Hardware Type of Ethernet (IANA "ARP Parameters"). */
    public static final int HARDWARE_ETHERNET = 1;

    /** Operation of a request: who has the target's protocol address? */
    public static final int REQUEST = 1;

    /** Operation of a reply: the sender has its protocol address. */
    public static final int REPLY = 2;

    /** Operation of a Reverse ARP request (RFC 903). */
    public static final int REVERSE_REQUEST = 3;

    /** Operation of a Reverse ARP reply (RFC 903). */
    public static final int REVERSE_REPLY = 4;

    /** Operation of an Inverse ARP request (RFC 2390). */
    public static final int INVERSE_REQUEST = 8;

    /** Operation of an Inverse ARP reply (RFC 2390). */
    public static final int INVERSE_REPLY = 9;

    /** Fewer than 8 octets are there, or fewer than both pairs of addresses take. The sender, or a snap length. */
    public static final DropReason TRUNCATED = DropReason.declare(
            "ARP_TRUNCATED", Severity.WARNING, "fewer octets are there than the fixed fields and the addresses take");

    /** Hardware Type is not Ethernet (RFC 826, "Do I have the hardware type in ar$hrd?"). The sender. */
    public static final DropReason NOT_ETHERNET =
            DropReason.declare("ARP_NOT_ETHERNET", Severity.WARNING, "Hardware Type is not 1, Ethernet");

    /** Protocol Type is not IPv4 (RFC 826, "Do I speak the protocol in ar$pro?"). The sender. */
    public static final DropReason NOT_IPV4 =
            DropReason.declare("ARP_NOT_IPV4", Severity.WARNING, "Protocol Type is not 0x0800, IPv4");

    /** The lengths are not those of MAC and IPv4 addresses, 6 and 4 (RFC 826). The sender. */
    public static final DropReason BAD_ADDRESS_LENGTH = DropReason.declare(
            "ARP_BAD_ADDRESS_LENGTH",
            Severity.WARNING,
            "the address lengths are not 6 and 4, as Ethernet and IPv4 have them");

    private static final int HARDWARE_LENGTH = 6;
    private static final int PROTOCOL_LENGTH = 4;
    private static final long ETHERNET_IPV4_FIELDS = (long) HARDWARE_ETHERNET << 48
            | (long) EtherType.IPV4 << 32
            | HARDWARE_LENGTH << 24
            | PROTOCOL_LENGTH << 16;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public ArpFlyweight() {}

    /**
     * Tells whether a packet of any kind of addresses can be read: the fixed fields and four addresses are there.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the packet.
     * @param offset of its first octet.
     * @param length octets from there on; link padding may follow.
     * @return {@link DropReason#NONE} or {@link #TRUNCATED}.
     */
    public static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #check(DirectBuffer, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the packet.
     * @param length octets from there on.
     * @return {@link DropReason#NONE} or {@link #TRUNCATED}.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        if (length < HEADER_LENGTH) {
            return TRUNCATED;
        }
        final int addressLengths =
                Memory.u8(base, address + HARDWARE_LENGTH_OFFSET) + Memory.u8(base, address + PROTOCOL_LENGTH_OFFSET);
        return length < HEADER_LENGTH + 2 * addressLengths ? TRUNCATED : DropReason.NONE;
    }

    /**
     * Tells whether a packet is one for IPv4 over Ethernet and can be read as such.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the packet.
     * @param offset of its first octet.
     * @param length octets from there on; link padding may follow.
     * @return {@link DropReason#NONE}, or the first rule of RFC 826 that the packet breaks.
     */
    public static DropReason checkEthernetIpv4(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return checkEthernetIpv4(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #checkEthernetIpv4(DirectBuffer, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the packet.
     * @param length octets from there on.
     * @return {@link DropReason#NONE}, or the first rule of RFC 826 that the packet breaks.
     */
    public static DropReason checkEthernetIpv4(final @Nullable Object base, final long address, final int length) {
        if (length < HEADER_LENGTH) {
            return TRUNCATED;
        }
        // RFC 826, "Packet Reception": the questions in their order.
        if (Memory.u16(base, address + HARDWARE_TYPE_OFFSET) != HARDWARE_ETHERNET) {
            return NOT_ETHERNET;
        }
        if (Memory.u16(base, address + PROTOCOL_TYPE_OFFSET) != EtherType.IPV4) {
            return NOT_IPV4;
        }
        if (Memory.u8(base, address + HARDWARE_LENGTH_OFFSET) != HARDWARE_LENGTH
                || Memory.u8(base, address + PROTOCOL_LENGTH_OFFSET) != PROTOCOL_LENGTH) {
            return BAD_ADDRESS_LENGTH;
        }
        return length < ETHERNET_IPV4_LENGTH ? TRUNCATED : DropReason.NONE;
    }

    /**
     * Writes a request for IPv4 over Ethernet with all four addresses zero.
     *
     * @return this.
     */
    public ArpFlyweight writeDefaults() {
        return write(REQUEST, 0, 0, 0, 0);
    }

    /**
     * Writes a request: the sender asks for the MAC address of an IPv4 address (RFC 826, "Packet Generation").
     *
     * @param senderMac of the asking interface.
     * @param senderIpv4 of the asking interface.
     * @param targetIpv4 that is asked for.
     * @return this.
     */
    public ArpFlyweight writeRequest(final long senderMac, final int senderIpv4, final int targetIpv4) {
        return write(REQUEST, senderMac, senderIpv4, 0, targetIpv4);
    }

    /**
     * Writes a reply: the sender has its IPv4 address.
     *
     * @param senderMac of the answering interface.
     * @param senderIpv4 that was asked for.
     * @param targetMac of the asking interface.
     * @param targetIpv4 of the asking interface.
     * @return this.
     */
    public ArpFlyweight writeReply(
            final long senderMac, final int senderIpv4, final long targetMac, final int targetIpv4) {
        return write(REPLY, senderMac, senderIpv4, targetMac, targetIpv4);
    }

    /**
     * Writes a probe: does anyone have this address already? The sender's IPv4 address is zero, so that nobody learns it
     * (RFC 5227 section 2.1.1).
     *
     * @param senderMac of the probing interface.
     * @param ipv4 that it would use.
     * @return this.
     */
    public ArpFlyweight writeProbe(final long senderMac, final int ipv4) {
        return write(REQUEST, senderMac, 0, 0, ipv4);
    }

    /**
     * Writes an announcement: the sender now has this address (RFC 5227 section 2.3).
     *
     * @param senderMac of the announcing interface.
     * @param ipv4 that it has.
     * @return this.
     */
    public ArpFlyweight writeAnnouncement(final long senderMac, final int ipv4) {
        return write(REQUEST, senderMac, ipv4, 0, ipv4);
    }

    /**
     * Turns a request for IPv4 over Ethernet into its reply, in place: the sender becomes the target, and what was asked
     * for becomes the sender (RFC 826, "Swap hardware and protocol fields").
     *
     * @param mac of the interface that answers.
     * @return this.
     */
    public ArpFlyweight turnIntoReply(final long mac) {
        return writeReply(mac, targetIpv4(), senderMac(), senderIpv4());
    }

    private ArpFlyweight write(
            final int operation,
            final long senderMac,
            final int senderIpv4,
            final long targetMac,
            final int targetIpv4) {
        NetworkOrder.putI64(buffer, offset, ETHERNET_IPV4_FIELDS | operation);
        return senderMac(senderMac).senderIpv4(senderIpv4).targetMac(targetMac).targetIpv4(targetIpv4);
    }

    /** {@return Hardware Type, 16 bits: 0 to 65,535} */
    public int hardwareType() {
        return u16(buffer, offset + HARDWARE_TYPE_OFFSET);
    }

    /**
     * Sets Hardware Type.
     *
     * @param type 0 to 65,535.
     * @return this.
     */
    public ArpFlyweight hardwareType(final int type) {
        putU16(buffer, offset + HARDWARE_TYPE_OFFSET, type);
        return this;
    }

    /** {@return Protocol Type, 16 bits, an {@link EtherType}: 0 to 65,535} */
    public int protocolType() {
        return u16(buffer, offset + PROTOCOL_TYPE_OFFSET);
    }

    /**
     * Sets Protocol Type.
     *
     * @param type an {@link EtherType}, 0 to 65,535.
     * @return this.
     */
    public ArpFlyweight protocolType(final int type) {
        putU16(buffer, offset + PROTOCOL_TYPE_OFFSET, type);
        return this;
    }

    /** {@return octets of a hardware address: 0 to 255} */
    public int hardwareLength() {
        return u8(buffer, offset + HARDWARE_LENGTH_OFFSET);
    }

    /**
     * Sets the length of hardware addresses, and so the places of those that follow.
     *
     * @param octets 0 to 255.
     * @return this.
     */
    public ArpFlyweight hardwareLength(final int octets) {
        putU8(buffer, offset + HARDWARE_LENGTH_OFFSET, octets);
        return this;
    }

    /** {@return octets of a protocol address: 0 to 255} */
    public int protocolLength() {
        return u8(buffer, offset + PROTOCOL_LENGTH_OFFSET);
    }

    /**
     * Sets the length of protocol addresses, and so the places of those that follow.
     *
     * @param octets 0 to 255.
     * @return this.
     */
    public ArpFlyweight protocolLength(final int octets) {
        putU8(buffer, offset + PROTOCOL_LENGTH_OFFSET, octets);
        return this;
    }

    /** {@return Operation, 16 bits, such as {@link #REQUEST}: 0 to 65,535} */
    public int operation() {
        return u16(buffer, offset + OPERATION_OFFSET);
    }

    /**
     * Sets Operation.
     *
     * @param code such as {@link #REPLY}, 0 to 65,535.
     * @return this.
     */
    public ArpFlyweight operation(final int code) {
        putU16(buffer, offset + OPERATION_OFFSET, code);
        return this;
    }

    /** {@return octets of the packet, fixed fields and addresses: 8 to 1,028} */
    public int length() {
        return HEADER_LENGTH + 2 * (hardwareLength() + protocolLength());
    }

    /** {@return where Sender Hardware Address begins, as an index in the buffer; {@link #hardwareLength()} octets} */
    public int senderHardwareAddressOffset() {
        return offset + HEADER_LENGTH;
    }

    /** {@return where Sender Protocol Address begins, as an index in the buffer; {@link #protocolLength()} octets} */
    public int senderProtocolAddressOffset() {
        return senderHardwareAddressOffset() + hardwareLength();
    }

    /** {@return where Target Hardware Address begins, as an index in the buffer; {@link #hardwareLength()} octets} */
    public int targetHardwareAddressOffset() {
        return senderProtocolAddressOffset() + protocolLength();
    }

    /** {@return where Target Protocol Address begins, as an index in the buffer; {@link #protocolLength()} octets} */
    public int targetProtocolAddressOffset() {
        return targetHardwareAddressOffset() + hardwareLength();
    }

    /** {@return whether the types and lengths are those of IPv4 over Ethernet} */
    public boolean isEthernetIpv4() {
        return hardwareType() == HARDWARE_ETHERNET
                && protocolType() == EtherType.IPV4
                && hardwareLength() == HARDWARE_LENGTH
                && protocolLength() == PROTOCOL_LENGTH;
    }

    /** {@return Sender Hardware Address of Ethernet, 48 bits, first octet most significant} */
    public long senderMac() {
        return u48(buffer, offset + SENDER_MAC_OFFSET);
    }

    /**
     * Sets Sender Hardware Address of Ethernet.
     *
     * @param address whose low 48 bits are written.
     * @return this.
     */
    public ArpFlyweight senderMac(final long address) {
        putU48(buffer, offset + SENDER_MAC_OFFSET, address);
        return this;
    }

    /** {@return Sender Protocol Address of IPv4, first octet most significant} */
    public int senderIpv4() {
        return i32(buffer, offset + SENDER_IPV4_OFFSET);
    }

    /**
     * Sets Sender Protocol Address of IPv4.
     *
     * @param address first octet most significant.
     * @return this.
     */
    public ArpFlyweight senderIpv4(final int address) {
        putI32(buffer, offset + SENDER_IPV4_OFFSET, address);
        return this;
    }

    /** {@return Target Hardware Address of Ethernet, 48 bits, first octet most significant} */
    public long targetMac() {
        return u48(buffer, offset + TARGET_MAC_OFFSET);
    }

    /**
     * Sets Target Hardware Address of Ethernet.
     *
     * @param address whose low 48 bits are written.
     * @return this.
     */
    public ArpFlyweight targetMac(final long address) {
        putU48(buffer, offset + TARGET_MAC_OFFSET, address);
        return this;
    }

    /** {@return Target Protocol Address of IPv4, first octet most significant} */
    public int targetIpv4() {
        return i32(buffer, offset + TARGET_IPV4_OFFSET);
    }

    /**
     * Sets Target Protocol Address of IPv4.
     *
     * @param address first octet most significant.
     * @return this.
     */
    public ArpFlyweight targetIpv4(final int address) {
        putI32(buffer, offset + TARGET_IPV4_OFFSET, address);
        return this;
    }

    /**
     * Whether a request or a reply for IPv4 over Ethernet is about its sender's own address, which no one asked for
     * (RFC 5944 section 4.6; Wireshark's {@code arp.isgratuitous}).
     *
     * @return whether the sender's and the target's IPv4 addresses are equal.
     */
    public boolean isGratuitous() {
        final int operation = operation();
        return (operation == REQUEST || operation == REPLY) && senderIpv4() == targetIpv4();
    }

    /**
     * Whether a request for IPv4 over Ethernet asks if anyone has an address already (RFC 5227 section 1.1; Wireshark's
     * {@code arp.isprobe}).
     *
     * @return whether the sender's IPv4 address and the target's MAC address are zero and the target's IPv4 address is not.
     */
    public boolean isProbe() {
        return operation() == REQUEST && senderIpv4() == 0 && targetIpv4() != 0 && targetMac() == 0;
    }

    /**
     * Whether a request for IPv4 over Ethernet announces its sender's address (RFC 5227 section 1.1; Wireshark's
     * {@code arp.isannouncement}).
     *
     * @return whether the packet is gratuitous, a request, and the target's MAC address is zero.
     */
    public boolean isAnnouncement() {
        return operation() == REQUEST && senderIpv4() == targetIpv4() && targetMac() == 0;
    }
}
