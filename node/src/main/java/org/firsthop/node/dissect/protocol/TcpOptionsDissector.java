package org.firsthop.node.dissect.protocol;

import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.TcpOptionKind;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.Slice;

/** The options of a TCP header (RFC 9293 section 3.2, RFC 7323, RFC 2018). */
final class TcpOptionsDissector {
    private static final int MIN_LENGTH = 2;

    private TcpOptionsDissector() {}

    static void dissect(final Layer layer, final Slice slice, final int headerLength, final Dissection dissection) {
        final int total = Math.min(headerLength, slice.captured()) - TcpFlyweight.MIN_HEADER_LENGTH;
        if (headerLength == TcpFlyweight.MIN_HEADER_LENGTH) {
            return;
        }
        layer.add(TcpFields.OPTIONS, TcpFlyweight.OPTIONS_OFFSET, Math.max(0, total));
        layer.indent();
        int offset = TcpFlyweight.OPTIONS_OFFSET;
        boolean ended = false;
        while (offset < headerLength) {
            final int kind = slice.u8(offset);
            ended |= kind == TcpOptionKind.END_OF_LIST;
            if (ended && kind != TcpOptionKind.END_OF_LIST) {
                break;
            }
            if (kind == TcpOptionKind.END_OF_LIST || kind == TcpOptionKind.NO_OPERATION) {
                layer.add(TcpFields.KIND, offset, 1, kind);
                offset++;
                continue;
            }
            if (offset + 1 >= headerLength) {
                break;
            }
            final int length = slice.u8(offset + 1);
            if (length < MIN_LENGTH || length > headerLength - offset) {
                break;
            }
            if (kind == TcpOptionKind.MULTIPATH) {
                // A protocol of its own (RFC 8684), and none of ours.
                dissection.note(DataDissector.PROTOCOL.name());
                offset += length;
                continue;
            }
            layer.add(TcpFields.KIND, offset, 1, kind);
            layer.add(TcpFields.LENGTH, offset + 1, 1, length);
            layer.indent();
            dissectOption(layer, slice, kind, offset, length);
            layer.outdent();
            offset += length;
        }
        layer.outdent();
    }

    private static void dissectOption(
            final Layer layer, final Slice slice, final int kind, final int offset, final int length) {
        final int data = offset + 2;
        switch (kind) {
            case TcpOptionKind.MAXIMUM_SEGMENT_SIZE -> {
                if (length == TcpOptionKind.MAXIMUM_SEGMENT_SIZE_LENGTH) {
                    layer.add(TcpFields.MSS, data, 2, slice.u16(data));
                }
            }
            case TcpOptionKind.WINDOW_SCALE -> {
                if (length == TcpOptionKind.WINDOW_SCALE_LENGTH) {
                    layer.add(TcpFields.WINDOW_SCALE, data, 1, slice.u8(data));
                }
            }
            case TcpOptionKind.SACK_PERMITTED -> {
                if (length == TcpOptionKind.SACK_PERMITTED_LENGTH) {
                    layer.add(TcpFields.SACK_PERMITTED, offset, length);
                }
            }
            case TcpOptionKind.SACK -> {
                for (int block = data;
                        block + TcpOptionKind.SACK_BLOCK_LENGTH <= offset + length;
                        block += TcpOptionKind.SACK_BLOCK_LENGTH) {
                    layer.add(TcpFields.SACK_LEFT, block, 4, slice.u32(block));
                    layer.add(TcpFields.SACK_RIGHT, block + 4, 4, slice.u32(block + 4));
                }
            }
            case TcpOptionKind.TIMESTAMPS -> {
                if (length == TcpOptionKind.TIMESTAMPS_LENGTH) {
                    layer.add(TcpFields.TIMESTAMP_VALUE, data, 4, slice.u32(data));
                    layer.add(TcpFields.TIMESTAMP_ECHO, data + 4, 4, slice.u32(data + 4));
                }
            }
            // Kind and length are all that is shown of the others.
            default -> slice.require(offset, length);
        }
    }
}
