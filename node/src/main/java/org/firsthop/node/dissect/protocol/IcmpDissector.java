package org.firsthop.node.dissect.protocol;

import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.wire.IcmpCode;
import org.firsthop.core.wire.IcmpFlyweight;
import org.firsthop.core.wire.IcmpType;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.HeaderField;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.NetworkHeader;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** ICMP for IPv4 (RFC 792). */
final class IcmpDissector {
    static final Protocol PROTOCOL = new Protocol("icmp", "Internet Control Message Protocol");

    /** Of a router's advertisement: the length of an entry, in words of 32 bits, and what it is (RFC 1256 section 3). */
    private static final int ENTRY_LENGTH_OFFSET = 5;

    private static final int ENTRY_LENGTH = 2;

    /** In words of 32 bits. */
    private static final int QUOTATION_LENGTH_OFFSET = 5;

    private static final int TYPE_INFORMATION_REQUEST = 15;
    private static final int TYPE_INFORMATION_REPLY = 16;

    private static final HeaderField<IcmpFlyweight> TYPE =
            PROTOCOL.number("icmp.type", "Type", Format.DECIMAL, IcmpFlyweight.TYPE_OFFSET, 1, IcmpFlyweight::type);
    private static final HeaderField<IcmpFlyweight> CODE =
            PROTOCOL.number("icmp.code", "Code", Format.DECIMAL, IcmpFlyweight.CODE_OFFSET, 1, IcmpFlyweight::code);
    private static final HeaderField<IcmpFlyweight> CHECKSUM = PROTOCOL.number(
            "icmp.checksum", "Checksum", Format.HEX_16, IcmpFlyweight.CHECKSUM_OFFSET, 2, IcmpFlyweight::checksum);
    private static final Field CHECKSUM_STATUS =
            PROTOCOL.field("icmp.checksum.status", "Checksum status", Format.DECIMAL);
    private static final HeaderField<IcmpFlyweight> IDENTIFIER = PROTOCOL.number(
            "icmp.ident", "Identifier", Format.DECIMAL, IcmpFlyweight.IDENTIFIER_OFFSET, 2, IcmpFlyweight::identifier);
    private static final HeaderField<IcmpFlyweight> SEQUENCE_NUMBER = PROTOCOL.number(
            "icmp.seq",
            "Sequence number",
            Format.DECIMAL,
            IcmpFlyweight.SEQUENCE_NUMBER_OFFSET,
            2,
            IcmpFlyweight::sequenceNumber);
    private static final HeaderField<IcmpFlyweight> MTU = PROTOCOL.number(
            "icmp.mtu",
            "MTU of next hop",
            Format.DECIMAL,
            IcmpFlyweight.NEXT_HOP_MTU_OFFSET,
            2,
            IcmpFlyweight::nextHopMtu);
    private static final Field GATEWAY = PROTOCOL.field("icmp.redir_gw", "Gateway address", Format.IPV4);

    private IcmpDissector() {}

    static void dissect(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(PROTOCOL, slice).length(IcmpFlyweight.HEADER_LENGTH);
        slice.require(0, IcmpFlyweight.IDENTIFIER_OFFSET + Short.BYTES);
        final IcmpFlyweight icmp = new IcmpFlyweight().wrap(slice.buffer(), slice.start());
        layer.add(TYPE, icmp);
        layer.add(CODE, icmp);
        layer.add(CHECKSUM, icmp);
        dissection.summarize("ICMP", describe(icmp));
        addChecksumStatus(layer, slice, icmp, dissection);
        switch (icmp.type()) {
            case IcmpType.ECHO_REQUEST, IcmpType.ECHO_REPLY -> {
                layer.add(IDENTIFIER, icmp);
                layer.add(SEQUENCE_NUMBER, icmp);
                dissection.summarize(
                        "ICMP", describe(icmp) + ", id " + icmp.identifier() + ", seq " + icmp.sequenceNumber());
                DataDissector.dissect(slice.from(IcmpFlyweight.DATA_OFFSET), dissection);
            }
            case IcmpType.TIMESTAMP_REQUEST,
                    IcmpType.TIMESTAMP_REPLY,
                    TYPE_INFORMATION_REQUEST,
                    TYPE_INFORMATION_REPLY,
                    IcmpType.ADDRESS_MASK_REQUEST,
                    IcmpType.ADDRESS_MASK_REPLY -> {
                layer.add(IDENTIFIER, icmp);
                layer.add(SEQUENCE_NUMBER, icmp);
            }
            case IcmpType.EXTENDED_ECHO_REQUEST, IcmpType.EXTENDED_ECHO_REPLY -> layer.add(IDENTIFIER, icmp);
            case IcmpType.DESTINATION_UNREACHABLE -> {
                if (icmp.code() == IcmpCode.FRAGMENTATION_NEEDED) {
                    layer.add(MTU, icmp);
                }
                dissectOriginal(slice, false, dissection);
            }
            case IcmpType.REDIRECT -> {
                layer.add(GATEWAY, IcmpFlyweight.GATEWAY_OFFSET, Ipv4Address.LENGTH);
                dissectOriginal(slice, true, dissection);
            }
            case IcmpType.ROUTER_ADVERTISEMENT -> {
                // Entries of another length are not RFC 1256's.
                if (slice.u8(ENTRY_LENGTH_OFFSET) != ENTRY_LENGTH) {
                    DataDissector.dissect(slice.from(IcmpFlyweight.DATA_OFFSET), dissection);
                }
            }
            case IcmpType.SOURCE_QUENCH, IcmpType.TIME_EXCEEDED, IcmpType.PARAMETER_PROBLEM ->
                dissectOriginal(slice, false, dissection);
            default -> {
                // Type, code and checksum are all that is shown of the others.
            }
        }
    }

    private static void addChecksumStatus(
            final Layer layer, final Slice slice, final IcmpFlyweight icmp, final Dissection dissection) {
        final NetworkHeader network = dissection.network();
        final boolean verifiable =
                slice.isWhole() && !dissection.isInErrorMessage() && (network == null || !network.fragmented());
        layer.add(
                CHECKSUM_STATUS,
                0,
                0,
                verifiable ? ChecksumStatus.of(icmp.isChecksumValid(slice.reported())) : ChecksumStatus.UNVERIFIED);
    }

    /** Dissects the datagram that an error is about, as far as it is quoted. */
    private static void dissectOriginal(final Slice slice, final boolean redirect, final Dissection dissection) {
        slice.require(0, IcmpFlyweight.HEADER_LENGTH);
        final Slice original = slice.from(IcmpFlyweight.DATA_OFFSET);
        if (!redirect) {
            limitToQuotation(slice, original);
        }
        final boolean nested = dissection.isInErrorMessage();
        if (original.reported() == 0) {
            return;
        }
        dissection.inErrorMessage(true);
        dissection.inRedirect(redirect);
        Ipv4Dissector.dissect(original, dissection);
        dissection.inRedirect(false);
        dissection.inErrorMessage(nested);
    }

    /** Leaves out the extensions behind a datagram, where its length is told (RFC 4884 section 4.1). */
    private static void limitToQuotation(final Slice slice, final Slice original) {
        final int type = slice.u8(IcmpFlyweight.TYPE_OFFSET);
        final int words = type == IcmpType.SOURCE_QUENCH ? 0 : slice.u8(QUOTATION_LENGTH_OFFSET);
        if (words == 0
                || original.reported() <= words * Integer.BYTES
                || !original.has(0, Ipv4Flyweight.IDENTIFICATION_OFFSET)) {
            return;
        }
        final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(original.buffer(), original.start());
        if (ip.totalLength() > words * Integer.BYTES) {
            // The length is that of the whole datagram, but Wireshark counts it from the end of the IP header.
            original.limit(ip.headerLength() + words * Integer.BYTES);
        }
    }

    private static String describe(final IcmpFlyweight icmp) {
        return switch (icmp.type()) {
            case IcmpType.ECHO_REPLY -> "Echo reply";
            case IcmpType.ECHO_REQUEST -> "Echo request";
            case IcmpType.DESTINATION_UNREACHABLE -> "Destination unreachable, code " + icmp.code();
            case IcmpType.SOURCE_QUENCH -> "Source quench";
            case IcmpType.REDIRECT -> "Redirect, code " + icmp.code();
            case IcmpType.TIME_EXCEEDED -> "Time exceeded, code " + icmp.code();
            case IcmpType.PARAMETER_PROBLEM -> "Parameter problem, code " + icmp.code();
            case IcmpType.TIMESTAMP_REQUEST -> "Timestamp request";
            case IcmpType.TIMESTAMP_REPLY -> "Timestamp reply";
            default -> "type " + icmp.type() + ", code " + icmp.code();
        };
    }
}
