package org.firsthop.node.dissect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.firsthop.node.dissect.NetworkHeader.Address;

/**
 * The conversations of a capture, numbered from 0 in the order they begin: {@code tcp.stream} and {@code udp.stream}; and the
 * questions asked in them.
 *
 * <p>A conversation is a protocol and two endpoints, in either direction. Grows with the capture; not thread-safe.
 */
public final class Conversations {
    /** A question that comes later than this after its like is another one. */
    private static final double RETRANSMISSION_SECONDS = 5;

    private final Map<Key, TcpConversation> tcp = new HashMap<>();
    private final Map<Key, Integer> udp = new HashMap<>();
    private final Map<QuestionKey, Question> questions = new HashMap<>();
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

    /**
     * How many octets of a TCP segment belong to a message that began in an earlier segment.
     *
     * @param network header that carries the segment.
     * @param sourcePort of the segment.
     * @param destinationPort of the segment.
     * @param sequenceNumber of the segment.
     * @return octets until the next message, perhaps beyond the segment; 0 when no message is known to go on here.
     */
    public int continued(
            final NetworkHeader network, final int sourcePort, final int destinationPort, final int sequenceNumber) {
        final Key key = Key.of(network, sourcePort, destinationPort);
        final TcpConversation conversation = tcp.get(key);
        return conversation == null
                ? 0
                : conversation.continued(key.isForward(network, sourcePort), Integer.toUnsignedLong(sequenceNumber));
    }

    /**
     * Notes that a message goes on after a TCP segment.
     *
     * @param network header that carries the segment.
     * @param sourcePort of the segment.
     * @param destinationPort of the segment.
     * @param sequenceNumber of the segment.
     * @param octets from there on to the end of the message.
     */
    public void continues(
            final NetworkHeader network,
            final int sourcePort,
            final int destinationPort,
            final int sequenceNumber,
            final int octets) {
        final Key key = Key.of(network, sourcePort, destinationPort);
        final TcpConversation conversation = tcp.get(key);
        if (conversation != null) {
            final long from = Integer.toUnsignedLong(sequenceNumber);
            conversation
                    .messageEnds
                    .get(key.isForward(network, sourcePort) ? 0 : 1)
                    .put(from, from + octets);
        }
    }

    /**
     * Notes a question.
     *
     * @param conversation a number that is unique among all transports.
     * @param id of the question.
     * @param seconds when it was asked.
     * @return whether it was asked before, not long ago, and not answered since.
     */
    public boolean isAskedAgain(final long conversation, final int id, final double seconds) {
        final QuestionKey key = new QuestionKey(conversation, id);
        final Question before = questions.get(key);
        if (before != null && !before.answered && seconds - before.asked < RETRANSMISSION_SECONDS) {
            return true;
        }
        questions.put(key, new Question(seconds));
        return false;
    }

    /**
     * Notes an answer.
     *
     * @param conversation of the question.
     * @param id of the question.
     */
    public void answer(final long conversation, final int id) {
        final Question question = questions.get(new QuestionKey(conversation, id));
        if (question != null) {
            question.answered = true;
        }
    }

    private record QuestionKey(long conversation, int id) {}

    /** A question and whether its answer was seen. */
    private static final class Question {
        private final double asked;
        private boolean answered;

        Question(final double asked) {
            this.asked = asked;
        }
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

    /** A TCP conversation: for each direction the first sequence number it showed, and where messages end. */
    private static final class TcpConversation {
        private final int number;
        private final boolean[] seen = new boolean[2];
        private final int[] initial = new int[2];
        /** By the sequence number of the segment that a message begins in. */
        private final List<TreeMap<Long, Long>> messageEnds = List.of(new TreeMap<>(), new TreeMap<>());

        TcpConversation(final int number) {
            this.number = number;
        }

        boolean isReusedBy(final boolean forward, final int sequenceNumber) {
            final int direction = forward ? 0 : 1;
            return seen[direction] && initial[direction] != sequenceNumber;
        }

        int continued(final boolean forward, final long sequenceNumber) {
            final Map.Entry<Long, Long> before =
                    messageEnds.get(forward ? 0 : 1).lowerEntry(sequenceNumber);
            return before == null ? 0 : (int) Math.max(0, before.getValue() - sequenceNumber);
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
