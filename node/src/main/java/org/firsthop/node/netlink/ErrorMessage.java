package org.firsthop.node.netlink;

import org.agrona.DirectBuffer;

/**
 * The kernel's answer to a request: that it succeeded, or why not, in words where it has some ({@code NLMSG_ERROR} with extended
 * acknowledgement).
 *
 * <pre>
 *   0 error, negated (32 bits)   4 header of the request   20 the rest of the request, perhaps   … attributes
 * </pre>
 */
public final class ErrorMessage {
    private static final int LENGTH = 4 + Rtnetlink.HEADER_LENGTH;
    private static final int FLAG_CAPPED = 0x100;
    private static final int TEXT = 1;

    private final Attributes attributes = new Attributes();
    private int errno;
    private String text = "";

    /** A decoder. */
    public ErrorMessage() {}

    /**
     * Decodes the present message of a reader.
     *
     * @param reader at a message of type {@link Rtnetlink#ERROR}.
     * @return whether it holds together; else the fields have no meaning.
     */
    public boolean decode(final NetlinkReader reader) {
        final DirectBuffer buffer = reader.buffer();
        final int offset = reader.payload();
        final int length = reader.payloadLength();
        if (length < LENGTH) {
            return false;
        }
        errno = -buffer.getInt(offset);
        text = "";
        final int requestLength = buffer.getInt(offset + 4);
        final boolean isCapped = (reader.flags() & FLAG_CAPPED) != 0 || requestLength < Rtnetlink.HEADER_LENGTH;
        final long after = isCapped ? LENGTH : 4L + ((requestLength + 3L) & ~3L);
        if ((reader.flags() & Rtnetlink.FLAG_ACK_ATTRIBUTES) == 0 || after > length) {
            return true;
        }
        attributes.wrap(buffer, offset + (int) after, length - (int) after);
        while (attributes.next()) {
            if (attributes.type() == TEXT) {
                text = LinkMessage.text(buffer, attributes);
            }
        }
        return !attributes.isDamaged();
    }

    /** {@return why the request failed, a number of errno(3); 0 when it succeeded} */
    public int errno() {
        return errno;
    }

    /** {@return the kernel's words about it, or none} */
    public String text() {
        return text;
    }
}
