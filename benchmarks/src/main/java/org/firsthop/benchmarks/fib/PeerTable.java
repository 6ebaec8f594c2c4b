package org.firsthop.benchmarks.fib;

/** A table in one way of looking up. */
interface PeerTable {
    /** {@return its name, {@code firsthop} for our own} */
    String name();

    /** {@return whether it looks up vectors rather than one address at a time} */
    boolean isBatch();

    /**
     * Looks all addresses of a stream up.
     *
     * @param stream 0 to 3.
     */
    void pass(int stream);

    /**
     * Looks a vector up.
     *
     * @param stream 0 to 3.
     * @param vector of the stream.
     * @param hops receives the next hops, 0 for none.
     */
    void answers(int stream, int vector, int[] hops);
}
