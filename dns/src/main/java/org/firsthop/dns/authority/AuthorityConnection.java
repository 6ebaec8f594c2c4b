package org.firsthop.dns.authority;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.message.MessageFlyweight;

/**
 * A TCP connection to the server, without its socket: each message has two octets of length before it (RFC 1035 section 4.2.2),
 * however the stream is cut, and queries may come without waiting for answers (RFC 7766 section 6.2.1.1).
 *
 * <p>{@link #receive} takes octets that came in, {@link #send} gives octets to go out; queries are answered in their order, and
 * one is read only when there is room for its answer, so that who does not read is not read either. Not thread-safe; allocates
 * nothing after construction.
 */
public final class AuthorityConnection {
    /** Octets of the length before a message. */
    public static final int LENGTH_OCTETS = 2;

    /** The room that {@link #send} needs: the longest message and its length. */
    public static final int SEND_CAPACITY = LENGTH_OCTETS + MessageFlyweight.MAX_LENGTH;

    private final AuthoritativeResponder responder;
    private final ZoneTransfer transfer = new ZoneTransfer();
    private final UnsafeBuffer input;
    private int begin;
    private int end;

    /**
     * A connection that was just opened.
     *
     * @param responder that answers, on the thread of this connection.
     */
    public AuthorityConnection(final AuthoritativeResponder responder) {
        this.responder = responder;
        this.input = new UnsafeBuffer(new byte[SEND_CAPACITY]);
    }

    /**
     * Takes octets of the stream, as many as there is room for.
     *
     * @param from that holds them.
     * @param offset of the first.
     * @param length how many there are.
     * @return how many were taken; the others come again after {@link #send}.
     */
    public int receive(final DirectBuffer from, final int offset, final int length) {
        if (begin > 0 && input.capacity() - end < length) {
            input.putBytes(0, input, begin, end - begin);
            end -= begin;
            begin = 0;
        }
        final int taken = Math.min(length, input.capacity() - end);
        input.putBytes(end, from, offset, taken);
        end += taken;
        return taken;
    }

    /** {@return whether {@link #send} has something to give} */
    public boolean hasWork() {
        return transfer.isActive() || hasMessage();
    }

    /** {@return whether nothing is held: no part of a query, and no transfer goes on} */
    public boolean isIdle() {
        return begin == end && !transfer.isActive();
    }

    /**
     * Answers queries that came in whole, as far as there is room.
     *
     * @param out where the stream's octets go.
     * @param offset of the first.
     * @param capacity octets that may be written; nothing is while it is below {@link #SEND_CAPACITY}.
     * @return octets that were written.
     */
    public int send(final MutableDirectBuffer out, final int offset, final int capacity) {
        int written = 0;
        while (capacity - written >= SEND_CAPACITY && hasWork()) {
            final int at = offset + written;
            final int length;
            if (transfer.isActive()) {
                length = transfer.next(out, at + LENGTH_OCTETS, MessageFlyweight.MAX_LENGTH);
            } else {
                final int size = NetworkOrder.u16(input, begin);
                length = responder.respond(
                        input,
                        begin + LENGTH_OCTETS,
                        size,
                        transfer,
                        out,
                        at + LENGTH_OCTETS,
                        MessageFlyweight.MAX_LENGTH);
                begin += LENGTH_OCTETS + size;
            }
            if (length > 0) {
                NetworkOrder.putU16(out, at, length);
                written += LENGTH_OCTETS + length;
            }
        }
        return written;
    }

    private boolean hasMessage() {
        return end - begin >= LENGTH_OCTETS && end - begin - LENGTH_OCTETS >= NetworkOrder.u16(input, begin);
    }
}
