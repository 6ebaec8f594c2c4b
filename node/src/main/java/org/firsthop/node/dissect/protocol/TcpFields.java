package org.firsthop.node.dissect.protocol;

import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.HeaderField;
import org.firsthop.node.dissect.Protocol;

/** The fields of TCP's header and options. */
final class TcpFields {
    static final Protocol PROTOCOL = new Protocol("tcp", "Transmission Control Protocol");

    static final HeaderField<TcpFlyweight> SOURCE_PORT = PROTOCOL.number(
            "tcp.srcport", "Source port", Format.DECIMAL, TcpFlyweight.SOURCE_PORT_OFFSET, 2, TcpFlyweight::sourcePort);
    static final HeaderField<TcpFlyweight> DESTINATION_PORT = PROTOCOL.number(
            "tcp.dstport",
            "Destination port",
            Format.DECIMAL,
            TcpFlyweight.DESTINATION_PORT_OFFSET,
            2,
            TcpFlyweight::destinationPort);
    static final Field STREAM = PROTOCOL.field("tcp.stream", "Stream index", Format.DECIMAL);
    static final Field SEGMENT_LENGTH = PROTOCOL.field("tcp.len", "Segment length", Format.DECIMAL);
    /** Absolute, as Wireshark shows it when told not to count from the first it sees. */
    static final HeaderField<TcpFlyweight> SEQUENCE_NUMBER = PROTOCOL.number(
            "tcp.seq",
            "Sequence number",
            Format.DECIMAL,
            TcpFlyweight.SEQUENCE_NUMBER_OFFSET,
            4,
            tcp -> tcp.sequenceNumber() & 0xFFFF_FFFFL);

    static final HeaderField<TcpFlyweight> RAW_SEQUENCE_NUMBER = PROTOCOL.number(
            "tcp.seq_raw",
            "Sequence number",
            Format.DECIMAL,
            TcpFlyweight.SEQUENCE_NUMBER_OFFSET,
            4,
            tcp -> tcp.sequenceNumber() & 0xFFFF_FFFFL);
    /** Absolute, as {@link #SEQUENCE_NUMBER}. */
    static final HeaderField<TcpFlyweight> ACKNOWLEDGMENT_NUMBER = PROTOCOL.number(
            "tcp.ack",
            "Acknowledgment number",
            Format.DECIMAL,
            TcpFlyweight.ACKNOWLEDGMENT_NUMBER_OFFSET,
            4,
            tcp -> tcp.acknowledgmentNumber() & 0xFFFF_FFFFL);

    static final HeaderField<TcpFlyweight> RAW_ACKNOWLEDGMENT_NUMBER = PROTOCOL.number(
            "tcp.ack_raw",
            "Acknowledgment number",
            Format.DECIMAL,
            TcpFlyweight.ACKNOWLEDGMENT_NUMBER_OFFSET,
            4,
            tcp -> tcp.acknowledgmentNumber() & 0xFFFF_FFFFL);
    static final HeaderField<TcpFlyweight> HEADER_LENGTH = PROTOCOL.number(
            "tcp.hdr_len",
            "Header length",
            Format.DECIMAL,
            TcpFlyweight.DATA_OFFSET_FLAGS_OFFSET,
            1,
            TcpFlyweight::headerLength);
    static final HeaderField<TcpFlyweight> FLAGS = PROTOCOL.number(
            "tcp.flags",
            "Flags",
            Format.HEX_16,
            TcpFlyweight.DATA_OFFSET_FLAGS_OFFSET,
            2,
            tcp -> tcp.reserved() << 9 | tcp.flags());
    static final HeaderField<TcpFlyweight> RESERVED = PROTOCOL.flag(
            "tcp.flags.res", "Reserved", TcpFlyweight.DATA_OFFSET_FLAGS_OFFSET, 1, tcp -> tcp.reserved() != 0);
    static final HeaderField<TcpFlyweight> AE =
            PROTOCOL.flag("tcp.flags.ae", "Accurate ECN", TcpFlyweight.DATA_OFFSET_FLAGS_OFFSET, 1, TcpFlyweight::isAe);
    static final HeaderField<TcpFlyweight> CWR = PROTOCOL.flag(
            "tcp.flags.cwr",
            "Congestion Window Reduced",
            TcpFlyweight.DATA_OFFSET_FLAGS_OFFSET + 1,
            1,
            TcpFlyweight::isCwr);
    static final HeaderField<TcpFlyweight> ECE = PROTOCOL.flag(
            "tcp.flags.ece", "ECN-Echo", TcpFlyweight.DATA_OFFSET_FLAGS_OFFSET + 1, 1, TcpFlyweight::isEce);
    static final HeaderField<TcpFlyweight> URG =
            PROTOCOL.flag("tcp.flags.urg", "Urgent", TcpFlyweight.DATA_OFFSET_FLAGS_OFFSET + 1, 1, TcpFlyweight::isUrg);
    static final HeaderField<TcpFlyweight> ACK = PROTOCOL.flag(
            "tcp.flags.ack", "Acknowledgment", TcpFlyweight.DATA_OFFSET_FLAGS_OFFSET + 1, 1, TcpFlyweight::isAck);
    static final HeaderField<TcpFlyweight> PSH =
            PROTOCOL.flag("tcp.flags.push", "Push", TcpFlyweight.DATA_OFFSET_FLAGS_OFFSET + 1, 1, TcpFlyweight::isPsh);
    static final HeaderField<TcpFlyweight> RST = PROTOCOL.flag(
            "tcp.flags.reset", "Reset", TcpFlyweight.DATA_OFFSET_FLAGS_OFFSET + 1, 1, TcpFlyweight::isRst);
    static final HeaderField<TcpFlyweight> SYN =
            PROTOCOL.flag("tcp.flags.syn", "Syn", TcpFlyweight.DATA_OFFSET_FLAGS_OFFSET + 1, 1, TcpFlyweight::isSyn);
    static final HeaderField<TcpFlyweight> FIN =
            PROTOCOL.flag("tcp.flags.fin", "Fin", TcpFlyweight.DATA_OFFSET_FLAGS_OFFSET + 1, 1, TcpFlyweight::isFin);
    static final HeaderField<TcpFlyweight> WINDOW = PROTOCOL.number(
            "tcp.window_size_value", "Window", Format.DECIMAL, TcpFlyweight.WINDOW_OFFSET, 2, TcpFlyweight::window);
    static final HeaderField<TcpFlyweight> CHECKSUM = PROTOCOL.number(
            "tcp.checksum", "Checksum", Format.HEX_16, TcpFlyweight.CHECKSUM_OFFSET, 2, TcpFlyweight::checksum);
    static final Field CHECKSUM_STATUS = PROTOCOL.field("tcp.checksum.status", "Checksum status", Format.DECIMAL);
    static final Field CHECKSUM_CALCULATED =
            PROTOCOL.field("tcp.checksum_calculated", "Calculated checksum", Format.HEX_16);
    static final HeaderField<TcpFlyweight> URGENT_POINTER = PROTOCOL.number(
            "tcp.urgent_pointer",
            "Urgent pointer",
            Format.DECIMAL,
            TcpFlyweight.URGENT_POINTER_OFFSET,
            2,
            TcpFlyweight::urgentPointer);

    static final Field OPTIONS = PROTOCOL.field("tcp.options", "TCP options", Format.OCTETS);
    static final Field KIND = PROTOCOL.field("tcp.option_kind", "Kind", Format.DECIMAL);
    static final Field LENGTH = PROTOCOL.field("tcp.option_len", "Length", Format.DECIMAL);
    static final Field MSS = PROTOCOL.field("tcp.options.mss_val", "Maximum segment size", Format.DECIMAL);
    static final Field WINDOW_SCALE = PROTOCOL.field("tcp.options.wscale.shift", "Window scale shift", Format.DECIMAL);
    static final Field SACK_PERMITTED = PROTOCOL.field("tcp.options.sack_perm", "SACK permitted", Format.OCTETS);
    static final Field SACK_LEFT = PROTOCOL.field("tcp.options.sack_le", "SACK left edge", Format.DECIMAL);
    static final Field SACK_RIGHT = PROTOCOL.field("tcp.options.sack_re", "SACK right edge", Format.DECIMAL);
    static final Field TIMESTAMP_VALUE =
            PROTOCOL.field("tcp.options.timestamp.tsval", "Timestamp value", Format.DECIMAL);
    static final Field TIMESTAMP_ECHO =
            PROTOCOL.field("tcp.options.timestamp.tsecr", "Timestamp echo reply", Format.DECIMAL);

    private TcpFields() {}
}
