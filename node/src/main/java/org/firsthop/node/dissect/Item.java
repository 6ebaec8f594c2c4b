package org.firsthop.node.dissect;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A value of a field in a packet. It refers to the packet's octets, and is good as long as they are.
 *
 * @param field that has the value.
 * @param buffer that holds the packet.
 * @param offset in the buffer of the octets that hold the value; where it was worked out, of those it was worked out from.
 * @param length of these octets, 0 for a value that is not in the packet.
 * @param depth of the item in the tree of its layer, from 0.
 * @param number the value of a numeric field.
 * @param text the value of a field of {@link Format#TEXT}, else {@code null}.
 */
public record Item(
        Field field,
        DirectBuffer buffer,
        int offset,
        int length,
        int depth,
        long number,
        @Nullable String text) {
    /** {@return the value as Wireshark writes it} */
    public String value() {
        if (text != null) {
            return text;
        }
        final Format format = field.format();
        return format.isNumeric() ? format.number(number) : format.octets(buffer, offset, length);
    }
}
