package org.firsthop.node.dissect.protocol;

import java.util.List;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.NetworkHeader;
import org.firsthop.node.dissect.Slice;
import org.jspecify.annotations.Nullable;

/** TCP (RFC 9293). */
final class TcpDissector {
    private static final long LOW_32_BITS = 0xFFFF_FFFFL;

    private TcpDissector() {}

    static void dissect(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(TcpFields.PROTOCOL, slice).length(TcpFlyweight.MIN_HEADER_LENGTH);
        final TcpFlyweight tcp = new TcpFlyweight().wrap(slice.buffer(), slice.start());
        slice.require(0, TcpFlyweight.SEQUENCE_NUMBER_OFFSET);
        layer.add(TcpFields.SOURCE_PORT, tcp);
        layer.add(TcpFields.DESTINATION_PORT, tcp);
        dissection.summarize("TCP", tcp.sourcePort() + " → " + tcp.destinationPort());
        // An ICMP error may quote no more than 8 octets (RFC 792), so there the number comes first, and once.
        final boolean quoted = isQuotedByIcmp(dissection.packet().protocols());
        if (quoted) {
            layer.add(TcpFields.SEQUENCE_NUMBER, tcp);
        }
        slice.require(0, TcpFlyweight.CHECKSUM_OFFSET);
        final NetworkHeader network = dissection.network();
        final int headerLength = tcp.headerLength();
        final int segmentLength = slice.reported();
        final boolean whole = headerLength <= segmentLength
                && !dissection.isInErrorMessage()
                && (network == null || !network.fragmented());
        int stream = Ports.NO_STREAM;
        if (network != null) {
            stream = dissection
                    .conversations()
                    .tcp(
                            network,
                            tcp.sourcePort(),
                            tcp.destinationPort(),
                            tcp.sequenceNumber(),
                            tcp.isSyn() && !tcp.isAck(),
                            whole);
            layer.add(TcpFields.STREAM, 0, 0, stream);
        }
        if (whole) {
            layer.add(TcpFields.SEGMENT_LENGTH, 0, 0, segmentLength - headerLength);
        }
        if (!quoted) {
            layer.add(TcpFields.SEQUENCE_NUMBER, tcp);
            layer.add(TcpFields.RAW_SEQUENCE_NUMBER, tcp);
        }
        if (headerLength < TcpFlyweight.MIN_HEADER_LENGTH) {
            layer.add(TcpFields.HEADER_LENGTH, tcp);
            dissection.summarize("TCP", "bad header length " + headerLength);
            return;
        }
        layer.add(TcpFields.ACKNOWLEDGMENT_NUMBER, tcp);
        layer.add(TcpFields.RAW_ACKNOWLEDGMENT_NUMBER, tcp);
        layer.add(TcpFields.HEADER_LENGTH, tcp);
        addFlags(layer, tcp);
        layer.add(TcpFields.WINDOW, tcp);
        layer.add(TcpFields.CHECKSUM, tcp);
        addChecksumStatus(layer, slice, tcp, network);
        layer.add(TcpFields.URGENT_POINTER, tcp);
        dissection.summarize("TCP", describe(tcp, segmentLength));
        layer.length(headerLength);
        TcpOptionsDissector.dissect(layer, slice, headerLength, dissection);
        // What a RST carries is meant for people (RFC 9293 section 3.5.3).
        if (headerLength < slice.captured() && !tcp.isRst()) {
            dissectPayload(tcp, stream, slice.from(headerLength), dissection);
        }
    }

    /** Dissects the payload from where the first message begins, if one of an earlier segment goes on in this. */
    private static void dissectPayload(
            final TcpFlyweight tcp, final int stream, final Slice payload, final Dissection dissection) {
        final NetworkHeader network = dissection.network();
        final int begin = network == null
                ? 0
                : dissection
                        .conversations()
                        .continued(network, tcp.sourcePort(), tcp.destinationPort(), tcp.sequenceNumber());
        if (begin >= payload.reported()) {
            return;
        }
        final int toCome =
                Ports.dissectTcp(tcp.sourcePort(), tcp.destinationPort(), stream, payload.from(begin), dissection);
        if (toCome > 0 && network != null) {
            dissection
                    .conversations()
                    .continues(
                            network,
                            tcp.sourcePort(),
                            tcp.destinationPort(),
                            tcp.sequenceNumber(),
                            payload.reported() + toCome);
        }
    }

    private static boolean isQuotedByIcmp(final List<String> protocols) {
        final int count = protocols.size();
        return count > 2
                && protocols.get(count - 2).equals(Ipv4Dissector.PROTOCOL.name())
                && protocols.get(count - 3).equals(IcmpDissector.PROTOCOL.name());
    }

    private static void addFlags(final Layer layer, final TcpFlyweight tcp) {
        layer.add(TcpFields.FLAGS, tcp);
        layer.indent();
        layer.add(TcpFields.RESERVED, tcp);
        layer.add(TcpFields.AE, tcp);
        layer.add(TcpFields.CWR, tcp);
        layer.add(TcpFields.ECE, tcp);
        layer.add(TcpFields.URG, tcp);
        layer.add(TcpFields.ACK, tcp);
        layer.add(TcpFields.PSH, tcp);
        layer.add(TcpFields.RST, tcp);
        layer.add(TcpFields.SYN, tcp);
        layer.add(TcpFields.FIN, tcp);
        layer.outdent();
    }

    private static void addChecksumStatus(
            final Layer layer, final Slice slice, final TcpFlyweight tcp, final @Nullable NetworkHeader network) {
        if (network == null || network.fragmented() || !slice.isWhole()) {
            layer.add(TcpFields.CHECKSUM_STATUS, 0, 0, ChecksumStatus.UNVERIFIED);
            return;
        }
        final int residue = InternetChecksum.finish(PseudoHeaders.sum(network, IpProtocol.TCP, slice.reported())
                + InternetChecksum.partialSum(slice.buffer(), slice.start(), slice.reported()));
        layer.add(TcpFields.CHECKSUM_STATUS, 0, 0, ChecksumStatus.of(residue == 0));
        layer.add(TcpFields.CHECKSUM_CALCULATED, 0, 0, Ipv4Dissector.calculated(tcp.checksum(), residue));
    }

    private static String describe(final TcpFlyweight tcp, final int segmentLength) {
        final StringBuilder flags = new StringBuilder();
        append(flags, tcp.isSyn(), "SYN");
        append(flags, tcp.isFin(), "FIN");
        append(flags, tcp.isRst(), "RST");
        append(flags, tcp.isPsh(), "PSH");
        append(flags, tcp.isAck(), "ACK");
        append(flags, tcp.isUrg(), "URG");
        append(flags, tcp.isEce(), "ECE");
        append(flags, tcp.isCwr(), "CWR");
        append(flags, tcp.isAe(), "AE");
        final StringBuilder text = new StringBuilder(64)
                .append(tcp.sourcePort())
                .append(" → ")
                .append(tcp.destinationPort())
                .append(" [")
                .append(flags)
                .append("] Seq=")
                .append(tcp.sequenceNumber() & LOW_32_BITS);
        if (tcp.isAck()) {
            text.append(" Ack=").append(tcp.acknowledgmentNumber() & LOW_32_BITS);
        }
        return text.append(" Win=")
                .append(tcp.window())
                .append(" Len=")
                .append(Math.max(0, segmentLength - tcp.headerLength()))
                .toString();
    }

    private static void append(final StringBuilder flags, final boolean set, final String name) {
        if (set) {
            flags.append(flags.isEmpty() ? "" : ", ").append(name);
        }
    }
}
