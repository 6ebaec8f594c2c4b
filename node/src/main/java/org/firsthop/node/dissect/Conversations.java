package org.firsthop.node.dissect;

import java.util.HashMap;
import java.util.Map;
import org.firsthop.node.dissect.NetworkHeader.Address;

/**
 * The conversations of a capture, numbered from 0 in the order they begin: {@code tcp.stream} and {@code udp.stream}.
 *
 * <p>A conversation is a protocol and two endpoints, in either direction. Grows with the capture; not thread-safe.
 */
public final class Conversations {
    private final Map<Key, TcpConversation> tcp = new HashMap<>();
    private final Map<Key, Integer> udp = new HashMap<>();
    private int tcpCount;

    /** No conversations yet. */
    public Conversations() {}

    /**
     * The conversation of a UDP datagram.
     *
     * @param network header that carries it.
     * @param sourcePort of the datagram.
     * @param destinationPort of the datagram.
     * @return its number.
     */
    public int udp(final NetworkHeader network, final int sourcePort, final int destinationPort) {
        return udp.computeIfAbsent(Key.of(network, sourcePort, destinationPort), key -> udp.size());
    }

    /**
     * The conversation of a TCP segment; a SYN with another initial sequence number begins a new one between the same
     * endpoints.
     *
     * @param network header that carries it.
     * @param sourcePort of the segment.
     * @param destinationPort of the segment.
     * @param sequenceNumber of the segment.
     * @param opening whether the segment has SYN and not ACK.
     * @param whole whether the segment's length is known, so that its sequence number is worth noting.
     * @return its number.
     */
    public int tcp(
            final NetworkHeader network,
            final int sourcePort,
            final int destinationPort,
            final int sequenceNumber,
            final boolean opening,
            final boolean whole) {
        final Key key = Key.of(network, sourcePort, destinationPort);
        final boolean forward = key.isForward(network, sourcePort);
        TcpConversation conversation = tcp.get(key);
        if (conversation == null || (opening && conversation.isReusedBy(forward, sequenceNumber))) {
            conversation = new TcpConversation(tcpCount++);
            tcp.put(key, conversation);
        }
        if (whole) {
            conversation.note(forward, sequenceNumber);
        }
        return conversation.number;
    }

    /** The two endpoints of a conversation, the lesser one first, so that both directions have the same key. */
    private record Key(int version, Address low, int lowPort, Address high, int highPort) {
        static Key of(final NetworkHeader network, final int sourcePort, final int destinationPort) {
            final Address source = network.source();
            final Address destination = network.destination();
            int order = Long.compareUnsigned(source.high(), destination.high());
            if (order == 0) {
                order = Long.compareUnsigned(source.low(), destination.low());
            }
            if (order == 0) {
                order = Integer.compare(sourcePort, destinationPort);
            }
            return order <= 0
                    ? new Key(network.version(), source, sourcePort, destination, destinationPort)
                    : new Key(network.version(), destination, destinationPort, source, sourcePort);
        }

        boolean isForward(final NetworkHeader network, final int sourcePort) {
            return low.equals(network.source()) && lowPort == sourcePort;
        }
    }

    /** A TCP conversation and the first sequence number that each direction showed. */
    private static final class TcpConversation {
        private final int number;
        private final boolean[] seen = new boolean[2];
        private final int[] initial = new int[2];

        TcpConversation(final int number) {
            this.number = number;
        }

        boolean isReusedBy(final boolean forward, final int sequenceNumber) {
            final int direction = forward ? 0 : 1;
            return seen[direction] && initial[direction] != sequenceNumber;
        }

        void note(final boolean forward, final int sequenceNumber) {
            final int direction = forward ? 0 : 1;
            if (!seen[direction]) {
                seen[direction] = true;
                initial[direction] = sequenceNumber;
            }
        }
    }
}
