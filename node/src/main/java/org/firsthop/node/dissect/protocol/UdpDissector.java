package org.firsthop.node.dissect.protocol;

import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.UdpFlyweight;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.HeaderField;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.NetworkHeader;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;
import org.jspecify.annotations.Nullable;

/** UDP (RFC 768). */
final class UdpDissector {
    static final Protocol PROTOCOL = new Protocol("udp", "User Datagram Protocol");

    private static final HeaderField<UdpFlyweight> SOURCE_PORT = PROTOCOL.number(
            "udp.srcport", "Source port", Format.DECIMAL, UdpFlyweight.SOURCE_PORT_OFFSET, 2, UdpFlyweight::sourcePort);
    private static final HeaderField<UdpFlyweight> DESTINATION_PORT = PROTOCOL.number(
            "udp.dstport",
            "Destination port",
            Format.DECIMAL,
            UdpFlyweight.DESTINATION_PORT_OFFSET,
            2,
            UdpFlyweight::destinationPort);
    private static final HeaderField<UdpFlyweight> LENGTH = PROTOCOL.number(
            "udp.length", "Length", Format.DECIMAL, UdpFlyweight.LENGTH_OFFSET, 2, UdpFlyweight::length);
    private static final HeaderField<UdpFlyweight> CHECKSUM = PROTOCOL.number(
            "udp.checksum", "Checksum", Format.HEX_16, UdpFlyweight.CHECKSUM_OFFSET, 2, UdpFlyweight::checksum);
    private static final Field CHECKSUM_STATUS =
            PROTOCOL.field("udp.checksum.status", "Checksum status", Format.DECIMAL);
    private static final Field CHECKSUM_CALCULATED =
            PROTOCOL.field("udp.checksum_calculated", "Calculated checksum", Format.HEX_16);
    private static final Field STREAM = PROTOCOL.field("udp.stream", "Stream index", Format.DECIMAL);

    private UdpDissector() {}

    static void dissect(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(PROTOCOL, slice).length(UdpFlyweight.HEADER_LENGTH);
        final UdpFlyweight udp = new UdpFlyweight().wrap(slice.buffer(), slice.start());
        slice.require(0, UdpFlyweight.LENGTH_OFFSET);
        layer.add(SOURCE_PORT, udp);
        layer.add(DESTINATION_PORT, udp);
        layer.add(LENGTH, udp);
        dissection.summarize("UDP", udp.sourcePort() + " → " + udp.destinationPort());
        final int length = udp.length();
        final NetworkHeader network = dissection.network();
        final boolean jumbo = length == 0 && network != null && network.version() == 6;
        if (length < UdpFlyweight.HEADER_LENGTH && !jumbo) {
            dissection.summarize("UDP", "bad length " + length);
            return;
        }
        final int datagramLength = jumbo ? slice.reported() : length;
        final boolean whole = slice.isWhole();
        slice.limit(datagramLength);
        layer.add(CHECKSUM, udp);
        addChecksumStatus(layer, slice, udp, datagramLength, whole ? network : null);
        int stream = Ports.NO_STREAM;
        if (network != null) {
            stream = dissection.conversations().udp(network, udp.sourcePort(), udp.destinationPort());
            layer.add(STREAM, 0, 0, stream);
        }
        dissection.summarize(
                "UDP",
                udp.sourcePort() + " → " + udp.destinationPort() + " Len="
                        + (datagramLength - UdpFlyweight.HEADER_LENGTH));
        final Slice payload = slice.from(UdpFlyweight.HEADER_LENGTH);
        if (payload.captured() > 0) {
            Ports.dissectUdp(udp.sourcePort(), udp.destinationPort(), stream, payload, dissection);
        }
    }

    private static void addChecksumStatus(
            final Layer layer,
            final Slice slice,
            final UdpFlyweight udp,
            final int datagramLength,
            final @Nullable NetworkHeader network) {
        if (!udp.isChecksumPresent()) {
            layer.add(
                    CHECKSUM_STATUS,
                    0,
                    0,
                    network != null && network.version() == 6 ? ChecksumStatus.ILLEGAL : ChecksumStatus.ABSENT);
        } else if (network == null || network.fragmented() || !slice.has(0, datagramLength)) {
            layer.add(CHECKSUM_STATUS, 0, 0, ChecksumStatus.UNVERIFIED);
        } else {
            final int residue = InternetChecksum.finish(PseudoHeaders.sum(network, IpProtocol.UDP, datagramLength)
                    + InternetChecksum.partialSum(slice.buffer(), slice.start(), datagramLength));
            layer.add(CHECKSUM_STATUS, 0, 0, ChecksumStatus.of(residue == 0));
            // A sum of zero is sent as all ones (RFC 768).
            final int calculated = Ipv4Dissector.calculated(udp.checksum(), residue);
            layer.add(CHECKSUM_CALCULATED, 0, 0, calculated == 0 ? 0xFFFF : calculated);
        }
    }
}
