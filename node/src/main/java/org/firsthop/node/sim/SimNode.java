package org.firsthop.node.sim;

/** Whatever stands at the ends of links: a host, a router, a switch. */
public interface SimNode {
    /** {@return the name, unique in the simulation} */
    String name();

    /**
     * Does all there is to do now: takes all the frames that wait in the node's ports, and does what time asks for. Called when a
     * frame has come, when the deadline has, and after {@link Simulation#wake}.
     *
     * @param nowNs the simulation's time.
     */
    void work(long nowNs);

    /** {@return when {@link #work} is to be called though no frame comes, {@link Long#MAX_VALUE} for never; asked after each} */
    long nextDeadline();
}
