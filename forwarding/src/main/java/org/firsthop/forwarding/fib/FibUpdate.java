package org.firsthop.forwarding.fib;

/** What came of an update of a FIB. Every update is applied whole or not at all. */
public enum FibUpdate {
    /** The prefix was not there and now is. */
    ADDED,

    /** The prefix was there with another adjacency, and has the new one now. */
    REPLACED,

    /** The prefix was there with the same adjacency: nothing was written. */
    UNCHANGED,

    /** The prefix was there and is gone. */
    WITHDRAWN,

    /** The prefix to withdraw was not there: nothing was written. */
    ABSENT,

    /**
     * Refused: the memory that the FIB may use does not hold the result beside what readers may still read. Nothing was
     * changed. The same update may succeed after readers have announced, or after routes were withdrawn.
     */
    FULL
}
