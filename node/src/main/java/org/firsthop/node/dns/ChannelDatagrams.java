package org.firsthop.node.dns;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Datagrams by way of the JDK, one a call: works everywhere. */
final class ChannelDatagrams extends ServerDatagrams {
    private final DatagramChannel channel;
    private final @Nullable SocketAddress[] senders;
    private final @Nullable SocketAddress[] peers = new SocketAddress[BURST];
    private final int[] lengths = new int[BURST];
    private final ByteBuffer received = ByteBuffer.allocateDirect(BURST * QUERY_ROOM);
    private final UnsafeBuffer receivedOctets = new UnsafeBuffer(received);
    private final ByteBuffer outgoing;
    private final UnsafeBuffer outgoingOctets;
    private long unsent;

    ChannelDatagrams(final DatagramChannel channel, final int senders, final int room) {
        this.channel = channel;
        this.senders = new SocketAddress[senders];
        outgoing = ByteBuffer.allocateDirect(room);
        outgoingOctets = new UnsafeBuffer(outgoing);
    }

    @Override
    int receive() throws IOException {
        int count = 0;
        while (count < BURST) {
            received.limit((count + 1) * QUERY_ROOM).position(count * QUERY_ROOM);
            final SocketAddress peer = channel.receive(received);
            if (peer == null) {
                break;
            }
            peers[count] = peer;
            lengths[count] = received.position() - count * QUERY_ROOM;
            count++;
        }
        return count;
    }

    @Override
    DirectBuffer buffer() {
        return receivedOctets;
    }

    @Override
    int offset(final int datagram) {
        return datagram * QUERY_ROOM;
    }

    @Override
    int length(final int datagram) {
        return lengths[datagram];
    }

    @Override
    void keepSender(final int datagram, final int number) {
        senders[number] = peers[datagram];
    }

    @Override
    void send(final int number, final DirectBuffer buffer, final int offset, final int length) {
        final SocketAddress peer = senders[number];
        if (peer == null) {
            return;
        }
        outgoing.clear().limit(length);
        outgoingOctets.putBytes(0, buffer, offset, length);
        try {
            if (channel.send(outgoing, peer) == 0) {
                unsent++;
            }
        } catch (final IOException refusedByKernel) {
            // No route back, or a port of 0: the peer's trouble.
            unsent++;
        }
    }

    @Override
    void flush() {
        // Each was sent at once.
    }

    @Override
    long unsent() {
        return unsent;
    }
}
