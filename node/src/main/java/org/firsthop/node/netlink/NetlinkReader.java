package org.firsthop.node.netlink;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Goes through the messages of a netlink datagram (netlink(7)).
 *
 * <pre>{@code
 * reader.wrap(buffer, 0, length);
 * while (reader.next()) {
 *     switch (reader.type()) { … }
 * }
 * }</pre>
 *
 * <p>A message whose length does not fit the datagram ends it, and {@link #isDamaged()} says so.
 */
public final class NetlinkReader {
    private static final int TYPE_OFFSET = 4;
    private static final int FLAGS_OFFSET = 6;
    private static final int SEQUENCE_OFFSET = 8;
    private static final int PORT_OFFSET = 12;

    private DirectBuffer buffer = new UnsafeBuffer(0, 0);
    private int message;
    private int next;
    private int limit;
    private boolean isDamaged;

    /** A reader of nothing. */
    public NetlinkReader() {}

    /**
     * Begins before the first message.
     *
     * @param octets that hold the datagram.
     * @param offset where it begins.
     * @param length of the datagram.
     * @return this.
     */
    public NetlinkReader wrap(final DirectBuffer octets, final int offset, final int length) {
        octets.boundsCheck(offset, length);
        buffer = octets;
        message = offset;
        next = offset;
        limit = offset + length;
        isDamaged = false;
        return this;
    }

    /** {@return whether there is another message, which is the present one now} */
    public boolean next() {
        if (limit - next < Rtnetlink.HEADER_LENGTH) {
            isDamaged |= limit != next;
            return false;
        }
        final int length = buffer.getInt(next);
        if (length < Rtnetlink.HEADER_LENGTH || length > limit - next) {
            isDamaged = true;
            next = limit;
            return false;
        }
        message = next;
        next = Math.min(limit, message + Rtnetlink.align(length));
        return true;
    }

    /** {@return whether the datagram ended within a message} */
    public boolean isDamaged() {
        return isDamaged;
    }

    /** {@return the buffer of the datagram} */
    public DirectBuffer buffer() {
        return buffer;
    }

    /** {@return where the payload of the present message begins} */
    public int payload() {
        return message + Rtnetlink.HEADER_LENGTH;
    }

    /** {@return octets of the payload of the present message} */
    public int payloadLength() {
        return buffer.getInt(message) - Rtnetlink.HEADER_LENGTH;
    }

    /** {@return the type of the present message} */
    public int type() {
        return buffer.getShort(message + TYPE_OFFSET) & 0xFFFF;
    }

    /** {@return the flags of the present message} */
    public int flags() {
        return buffer.getShort(message + FLAGS_OFFSET) & 0xFFFF;
    }

    /** {@return the number of the request that the present message answers, 0 when it answers none} */
    public int sequence() {
        return buffer.getInt(message + SEQUENCE_OFFSET);
    }

    /** {@return the socket that the present message is an answer to, 0 when it is for everybody} */
    public int port() {
        return buffer.getInt(message + PORT_OFFSET);
    }
}
