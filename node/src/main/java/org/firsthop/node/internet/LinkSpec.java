package org.firsthop.node.internet;

import org.firsthop.node.sim.LinkConfig;

/**
 * What a topology says of a link. Immutable.
 *
 * @param line of the file; 0 for none.
 * @param leftNode the node at one end.
 * @param leftPort its interface; empty for a switch, which has as many ports as links.
 * @param rightNode the node at the other end.
 * @param rightPort its interface; empty for a switch.
 * @param config what it does to frames.
 */
public record LinkSpec(
        int line, String leftNode, String leftPort, String rightNode, String rightPort, LinkConfig config) {
    /** {@return the name: both nodes, unique as long as there are not two links between them} */
    public String name() {
        return leftNode + '-' + rightNode;
    }
}
