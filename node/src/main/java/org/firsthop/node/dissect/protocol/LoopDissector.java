package org.firsthop.node.dissect.protocol;

import java.nio.ByteOrder;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Field;
import org.firsthop.node.dissect.Format;
import org.firsthop.node.dissect.Layer;
import org.firsthop.node.dissect.Protocol;
import org.firsthop.node.dissect.Slice;

/** Ethernet's Configuration Test Protocol, whose numbers are little-endian (DIX Ethernet version 2.0 chapter 8). */
final class LoopDissector {
    static final Protocol PROTOCOL = new Protocol("loop", "Configuration Test Protocol (loopback)");

    private static final int FUNCTION_REPLY = 1;
    private static final int FUNCTION_FORWARD = 2;
    private static final int MAC_LENGTH = 6;

    private static final Field SKIP_COUNT = PROTOCOL.field("loop.skipcount", "Skip count", Format.DECIMAL);
    private static final Field FUNCTION = PROTOCOL.field("loop.function", "Function", Format.DECIMAL);
    private static final Field RECEIPT = PROTOCOL.field("loop.receipt_number", "Receipt number", Format.DECIMAL);
    private static final Field FORWARD_ADDRESS = PROTOCOL.field("loop.forwarding_address", "Forward to", Format.MAC);

    private LoopDissector() {}

    static void dissect(final Slice slice, final Dissection dissection) {
        final Layer layer = dissection.enter(PROTOCOL, slice);
        dissection.summarize("LOOP", "");
        layer.add(SKIP_COUNT, 0, 2, littleEndian(slice, 0));
        int offset = 2;
        boolean more = true;
        while (more) {
            final int function = littleEndian(slice, offset);
            layer.add(FUNCTION, offset, 2, function);
            offset += 2;
            if (function == FUNCTION_FORWARD) {
                layer.add(FORWARD_ADDRESS, offset, MAC_LENGTH);
                offset += MAC_LENGTH;
            } else {
                if (function == FUNCTION_REPLY) {
                    layer.add(RECEIPT, offset, 2, littleEndian(slice, offset));
                    offset += 2;
                }
                more = false;
            }
        }
        layer.length(offset);
        DataDissector.dissect(slice.from(offset), dissection);
    }

    private static int littleEndian(final Slice slice, final int offset) {
        slice.require(offset, 2);
        return slice.buffer().getShort(slice.start() + offset, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }
}
