package org.firsthop.node.walk;

import java.util.List;

/** One thing that happened on the walk. */
public sealed interface Step {
    /** {@return when it happened, in nanoseconds} */
    long timeNs();

    /** {@return the node at which it happened} */
    String who();

    /**
     * Something that a node knew, decided or found out.
     *
     * @param timeNs when.
     * @param who the node.
     * @param text what, one sentence without a period.
     */
    record Remark(long timeNs, String who, String text) implements Step {}

    /**
     * A packet, from the node that made it to where it ended.
     *
     * @param number of the packet in the order of sending, from 1.
     * @param attempt how often the node has sent this by now: 1, or more when it had to say it again.
     * @param protocol in a word, such as DNS.
     * @param summary what it says.
     * @param hops the links that it went over, in order; a flooded frame has several from one node.
     */
    record Packet(int number, int attempt, String protocol, String summary, List<Hop> hops) implements Step {
        @Override
        public long timeNs() {
            return hops.get(0).departNs();
        }

        @Override
        public String who() {
            return hops.get(0).from();
        }
    }
}
