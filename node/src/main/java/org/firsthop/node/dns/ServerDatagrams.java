package org.firsthop.node.dns;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import org.agrona.DirectBuffer;
import org.firsthop.node.linux.DatagramVector;

/**
 * A server's UDP socket: queries come in bursts, and go back to senders that are kept by number.
 *
 * <p>Not thread-safe. Datagrams that were received stay until the next {@link #receive}.
 */
abstract class ServerDatagrams {
    /** The most datagrams of a burst. */
    static final int BURST = 32;

    /** Queries have fewer octets; what is longer is not one. */
    static final int QUERY_ROOM = 2_048;

    /**
     * Takes the best way that the system has.
     *
     * @param channel bound, not blocking.
     * @param senders that can be kept at a time.
     * @param room octets of the longest response.
     * @return the socket.
     */
    static ServerDatagrams over(final DatagramChannel channel, final int senders, final int room) throws IOException {
        final DatagramVector vector = DatagramVector.open(channel, BURST, QUERY_ROOM, room);
        return vector == null ? new ChannelDatagrams(channel, senders, room) : new VectorDatagrams(vector, senders);
    }

    /** {@return how many datagrams came, 0 to {@link #BURST}; fewer than that where no more wait} */
    abstract int receive() throws IOException;

    /** {@return the buffer that holds the datagrams of the burst} */
    abstract DirectBuffer buffer();

    /** {@return where a datagram lies in the buffer} */
    abstract int offset(int datagram);

    /** {@return octets of a datagram} */
    abstract int length(int datagram);

    /** Keeps the sender of a datagram under a number. */
    abstract void keepSender(int datagram, int number);

    /** Sends a response to the sender that was kept under a number; at the latest at the next {@link #flush}. */
    abstract void send(int number, DirectBuffer buffer, int offset, int length);

    /** Hands to the kernel what was to be sent. */
    abstract void flush();

    /** {@return responses that the kernel did not take} */
    abstract long unsent();
}
