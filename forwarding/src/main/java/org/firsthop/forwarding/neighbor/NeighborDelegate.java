package org.firsthop.forwarding.neighbor;

/**
 * Who finds neighbors in the place of this pipeline, such as the kernel of the same machine: it is asked for one, and gives the
 * adjacencies their link headers when it knows.
 *
 * <p>Workers ask, each on its own thread.
 */
public interface NeighborDelegate {
    /**
     * Asks for a neighbor, or tells that a stale one is in use.
     *
     * @param link index of the interface.
     * @param high the first 64 bits of its address, 0 for IPv4.
     * @param low the last 64 bits, {@link LocalAddress#mapped(int)} for IPv4.
     * @return whether the question was taken; it may be asked again later.
     */
    boolean ask(int link, long high, long low);

    /** {@return a number that changes with every neighbor and every route that has changed} */
    int revision();
}
