package org.firsthop.node.dissect.protocol;

import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.wire.ArpFlyweight;
import org.firsthop.core.wire.EtherType;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.HeaderField;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** ARP (RFC 826), with addresses of any length. */
final class ArpDissector {
    static final Protocol PROTOCOL = new Protocol("arp", "Address Resolution Protocol");

    /** Hardware type of IEEE 802 networks, whose addresses are those of Ethernet. */
    private static final int HARDWARE_IEEE_802 = 6;

    private static final int HARDWARE_AX25 = 3;
    private static final int HARDWARE_ATM = 19;

    private static final HeaderField<ArpFlyweight> HARDWARE_TYPE = PROTOCOL.number(
            "arp.hw.type",
            "Hardware type",
            Format.DECIMAL,
            ArpFlyweight.HARDWARE_TYPE_OFFSET,
            2,
            ArpFlyweight::hardwareType);
    private static final HeaderField<ArpFlyweight> PROTOCOL_TYPE = PROTOCOL.number(
            "arp.proto.type",
            "Protocol type",
            Format.HEX_16,
            ArpFlyweight.PROTOCOL_TYPE_OFFSET,
            2,
            ArpFlyweight::protocolType);
    private static final HeaderField<ArpFlyweight> HARDWARE_SIZE = PROTOCOL.number(
            "arp.hw.size",
            "Hardware size",
            Format.DECIMAL,
            ArpFlyweight.HARDWARE_LENGTH_OFFSET,
            1,
            ArpFlyweight::hardwareLength);
    private static final HeaderField<ArpFlyweight> PROTOCOL_SIZE = PROTOCOL.number(
            "arp.proto.size",
            "Protocol size",
            Format.DECIMAL,
            ArpFlyweight.PROTOCOL_LENGTH_OFFSET,
            1,
            ArpFlyweight::protocolLength);
    private static final HeaderField<ArpFlyweight> OPCODE = PROTOCOL.number(
            "arp.opcode", "Opcode", Format.DECIMAL, ArpFlyweight.OPERATION_OFFSET, 2, ArpFlyweight::operation);
    private static final Field SENDER_MAC = PROTOCOL.field("arp.src.hw_mac", "Sender MAC address", Format.MAC);
    private static final Field SENDER_HARDWARE = PROTOCOL.field("arp.src.hw", "Sender hardware address", Format.OCTETS);
    private static final Field SENDER_IPV4 = PROTOCOL.field("arp.src.proto_ipv4", "Sender IP address", Format.IPV4);
    private static final Field SENDER_PROTOCOL =
            PROTOCOL.field("arp.src.proto", "Sender protocol address", Format.OCTETS);
    private static final Field TARGET_MAC = PROTOCOL.field("arp.dst.hw_mac", "Target MAC address", Format.MAC);
    private static final Field TARGET_HARDWARE = PROTOCOL.field("arp.dst.hw", "Target hardware address", Format.OCTETS);
    private static final Field TARGET_IPV4 = PROTOCOL.field("arp.dst.proto_ipv4", "Target IP address", Format.IPV4);
    private static final Field TARGET_PROTOCOL =
            PROTOCOL.field("arp.dst.proto", "Target protocol address", Format.OCTETS);
    private static final Field GRATUITOUS = PROTOCOL.field("arp.isgratuitous", "Is gratuitous", Format.BOOLEAN);
    private static final Field PROBE = PROTOCOL.field("arp.isprobe", "Is probe", Format.BOOLEAN);
    private static final Field ANNOUNCEMENT = PROTOCOL.field("arp.isannouncement", "Is announcement", Format.BOOLEAN);

    private ArpDissector() {}

    static void dissect(final Slice slice, final Dissection dissection) {
        final ArpFlyweight arp = new ArpFlyweight().wrap(slice.buffer(), slice.start());
        if (slice.has(0, ArpFlyweight.HEADER_LENGTH)) {
            if (arp.hardwareType() == HARDWARE_ATM) {
                // Other addresses, of which there may be two each (RFC 2225): not ours.
                dissection.note(PROTOCOL.name());
                DataDissector.dissect(slice, dissection);
                return;
            }
            if (arp.hardwareType() == HARDWARE_AX25) {
                // Wireshark counts ARP for AX.25 as a protocol within ARP, though it reads the same.
                dissection.note(PROTOCOL.name());
            }
        }
        final Layer layer = dissection.enter(PROTOCOL, slice);
        if (slice.has(0, ArpFlyweight.HEADER_LENGTH)) {
            slice.limit(arp.length());
            layer.length(arp.length());
        }
        layer.add(HARDWARE_TYPE, arp);
        layer.add(PROTOCOL_TYPE, arp);
        layer.add(HARDWARE_SIZE, arp);
        layer.add(PROTOCOL_SIZE, arp);
        layer.add(OPCODE, arp);
        dissection.summarize("ARP", "operation " + arp.operation());
        slice.require(0, arp.length());
        final boolean mac = arp.hardwareLength() == MacAddress.LENGTH
                && (arp.hardwareType() == ArpFlyweight.HARDWARE_ETHERNET || arp.hardwareType() == HARDWARE_IEEE_802);
        final boolean ipv4 = arp.protocolLength() == Ipv4Address.LENGTH && arp.protocolType() == EtherType.IPV4;
        if (arp.protocolLength() == Ipv4Address.LENGTH) {
            addJudgements(layer, slice, arp);
        }
        if (mac && ipv4) {
            dissection.summarize("ARP", describe(arp));
        }
        int offset = ArpFlyweight.HEADER_LENGTH;
        offset = addAddress(layer, mac ? SENDER_MAC : SENDER_HARDWARE, offset, arp.hardwareLength());
        offset = addAddress(layer, ipv4 ? SENDER_IPV4 : SENDER_PROTOCOL, offset, arp.protocolLength());
        offset = addAddress(layer, mac ? TARGET_MAC : TARGET_HARDWARE, offset, arp.hardwareLength());
        addAddress(layer, ipv4 ? TARGET_IPV4 : TARGET_PROTOCOL, offset, arp.protocolLength());
    }

    private static int addAddress(final Layer layer, final Field field, final int offset, final int length) {
        if (length > 0) {
            layer.add(field, offset, length);
        }
        return offset + length;
    }

    /** What RFC 5227 calls the packet, for hardware addresses of any length. */
    private static void addJudgements(final Layer layer, final Slice slice, final ArpFlyweight arp) {
        final boolean request = arp.operation() == ArpFlyweight.REQUEST;
        final long sender = slice.u32(arp.senderProtocolAddressOffset() - slice.start());
        final long target = slice.u32(arp.targetProtocolAddressOffset() - slice.start());
        final boolean targetUnknown =
                isZero(slice, arp.targetHardwareAddressOffset() - slice.start(), arp.hardwareLength());
        if (sender == target && (request || arp.operation() == ArpFlyweight.REPLY)) {
            layer.add(GRATUITOUS, 0, 0, true);
            if (request && targetUnknown) {
                layer.add(ANNOUNCEMENT, 0, 0, true);
            }
        } else if (request && sender == 0 && targetUnknown) {
            layer.add(PROBE, 0, 0, true);
        }
    }

    private static boolean isZero(final Slice slice, final int offset, final int length) {
        for (int i = 0; i < length; i++) {
            if (slice.u8(offset + i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static String describe(final ArpFlyweight arp) {
        final String sender = Ipv4Address.toString(arp.senderIpv4());
        final String target = Ipv4Address.toString(arp.targetIpv4());
        return switch (arp.operation()) {
            case ArpFlyweight.REQUEST ->
                arp.isProbe()
                        ? "Who has " + target + "? (probe)"
                        : arp.isGratuitous()
                                ? "ARP announcement for " + sender
                                : "Who has " + target + "? Tell " + sender;
            case ArpFlyweight.REPLY -> sender + " is at " + MacAddress.toString(arp.senderMac());
            default -> "operation " + arp.operation() + ", sender " + sender + ", target " + target;
        };
    }
}
