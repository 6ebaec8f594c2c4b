package org.firsthop.node.dissect.protocol;

import java.util.List;
import org.firsthop.core.capture.CaptureFormat;
import org.firsthop.core.capture.CaptureReader;
import org.firsthop.core.capture.LinkType;
import org.firsthop.core.drop.DropReason;
import org.firsthop.node.dissect.Conversations;
import org.firsthop.node.dissect.DissectedPacket;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Dissector;
import org.firsthop.node.dissect.DropJudge;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.MissingOctets;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/**
 * Takes the packets of one capture apart, in their order: streams are numbered across them.
 *
 * <p>Whatever the octets are, there is no exception. Not thread-safe.
 */
public final class PacketDissector {
    static final Protocol FRAME = new Protocol("frame", "Frame");

    private static final double NANOS_PER_SECOND = 1e9;

    private static final Field NUMBER = FRAME.field("frame.number", "Number", Format.DECIMAL);
    private static final Field TIME = FRAME.field("frame.time_epoch", "Time since the epoch", Format.SECONDS);
    private static final Field INTERFACE = FRAME.field("frame.interface_id", "Interface", Format.DECIMAL);
    private static final Field INTERFACE_NAME = FRAME.field("frame.interface_name", "Interface name", Format.TEXT);
    private static final Field ENCAPSULATION = FRAME.field("frame.encap_type", "Encapsulation", Format.DECIMAL);
    private static final Field LENGTH = FRAME.field("frame.len", "Length on the wire", Format.DECIMAL);
    private static final Field CAPTURED_LENGTH = FRAME.field("frame.cap_len", "Length captured", Format.DECIMAL);
    private static final Field PROTOCOLS = FRAME.field("frame.protocols", "Protocols", Format.TEXT);
    private static final Field DROP = FRAME.field("firsthop.drop", "Dropped by a router for", Format.TEXT);

    private final DropJudge judge;
    private final Conversations conversations = new Conversations();
    private long firstTimestamp;

    /**
     * A dissector for a capture that begins.
     *
     * @param judge that says why a router would drop a packet.
     */
    public PacketDissector(final DropJudge judge) {
        this.judge = judge;
    }

    /** {@return the protocols that packets are dissected into, with all their fields} */
    public static List<Protocol> protocols() {
        return List.of(
                FRAME,
                EthernetDissector.PROTOCOL,
                VlanDissector.PROTOCOL,
                ServiceVlanDissector.PROTOCOL,
                LlcDissector.PROTOCOL,
                SllDissector.PROTOCOL,
                NullDissector.PROTOCOL,
                RawDissector.PROTOCOL,
                PppDissector.PROTOCOL,
                HdlcDissector.PROTOCOL,
                PppoeDissector.PROTOCOL,
                PppoeDissector.DISCOVERY,
                PppoeDissector.SESSION,
                MplsDissector.PROTOCOL,
                LoopDissector.PROTOCOL,
                ArpDissector.PROTOCOL,
                Ipv4Dissector.PROTOCOL,
                Ipv6Dissector.PROTOCOL,
                Ipv6Extensions.HOP_BY_HOP,
                Ipv6Extensions.DESTINATION,
                Ipv6Extensions.ROUTING,
                Ipv6Extensions.FRAGMENT,
                AuthenticationDissector.PROTOCOL,
                IcmpDissector.PROTOCOL,
                Icmpv6Fields.PROTOCOL,
                UdpDissector.PROTOCOL,
                TcpFields.PROTOCOL,
                DnsFields.PROTOCOL,
                DnsFields.MULTICAST,
                DnsFields.LINK_LOCAL,
                DataDissector.PROTOCOL);
    }

    /**
     * Takes the current packet of a reader apart.
     *
     * @param reader whose {@link CaptureReader#next()} returned {@code true}.
     * @return the packet, good until the reader's next one.
     */
    public DissectedPacket dissect(final CaptureReader reader) {
        if (reader.packetNumber() == 1) {
            firstTimestamp = reader.timestampNanos();
        }
        final DissectedPacket packet = new DissectedPacket(
                reader.packetNumber(),
                (reader.timestampNanos() - firstTimestamp) / NANOS_PER_SECOND,
                reader.originalLength());
        final int reported =
                (int) Math.min(Integer.MAX_VALUE, Math.max(reader.originalLength(), reader.capturedLength()));
        final Slice slice = new Slice(reader.buffer(), reader.offset(), reader.capturedLength(), reported);
        final Dissection dissection = new Dissection(packet, conversations);
        final Layer frame = dissection.layer(FRAME, slice);
        dissection.summarize(LinkType.name(reader.linkType()), "");
        try {
            dissector(reader.linkType()).dissect(slice, dissection);
        } catch (final MissingOctets e) {
            packet.missing(e);
            dissection.retractQuotation(e);
        }
        packet.dropReason(judge.judge(reader.buffer(), reader.offset(), reader.capturedLength(), reader.linkType()));
        addFrame(frame, packet, reader);
        return packet;
    }

    private static void addFrame(final Layer frame, final DissectedPacket packet, final CaptureReader reader) {
        frame.add(NUMBER, 0, 0, reader.packetNumber());
        if (reader.hasTimestamp()) {
            frame.add(TIME, 0, 0, reader.timestampNanos());
        }
        if (reader.format() == CaptureFormat.PCAPNG) {
            frame.add(INTERFACE, 0, 0, reader.interfaceIndex());
        }
        final String name = reader.captureInterface(reader.interfaceIndex()).name();
        if (name != null) {
            frame.add(INTERFACE_NAME, 0, 0, name);
        }
        frame.add(ENCAPSULATION, 0, 0, wiretapEncapsulation(reader.linkType()));
        frame.add(LENGTH, 0, 0, reader.originalLength());
        frame.add(CAPTURED_LENGTH, 0, 0, reader.capturedLength());
        frame.add(PROTOCOLS, 0, 0, String.join(":", packet.protocols()));
        if (packet.dropReason() != DropReason.NONE) {
            frame.add(DROP, 0, 0, packet.dropReason().name());
        }
    }

    private static Dissector dissector(final int linkType) {
        return switch (linkType) {
            case LinkType.ETHERNET -> EthernetDissector::dissect;
            case LinkType.NULL, LinkType.LOOP -> NullDissector::dissect;
            case LinkType.RAW, LinkType.RAW_12, LinkType.RAW_14 -> RawDissector::dissect;
            case LinkType.IPV4 -> Ipv4Dissector::dissectEither;
            case LinkType.IPV6 -> (slice, dissection) -> Ipv6Dissector.dissect(slice, dissection);
            case LinkType.LINUX_SLL -> SllDissector::dissect;
            case LinkType.LINUX_SLL2 -> SllDissector::dissectVersion2;
            case LinkType.PPP, LinkType.PPP_HDLC -> PppDissector::dissectFramed;
            case LinkType.PPP_ETHER -> PppoeDissector::dissectSession;
            case LinkType.C_HDLC -> HdlcDissector::dissect;
            default -> DataDissector::dissect;
        };
    }

    /** The number that Wireshark's capture library has for a link type; 0, which is "unknown", for others. */
    private static int wiretapEncapsulation(final int linkType) {
        return switch (linkType) {
            case LinkType.ETHERNET -> 1;
            case LinkType.PPP, LinkType.PPP_HDLC -> 4;
            case LinkType.RAW, LinkType.RAW_12, LinkType.RAW_14 -> 7;
            case LinkType.NULL -> 15;
            case LinkType.LINUX_SLL -> 25;
            case LinkType.C_HDLC -> 28;
            case LinkType.IPV4 -> 129;
            case LinkType.IPV6 -> 130;
            case LinkType.LINUX_SLL2 -> 210;
            default -> 0;
        };
    }
}
