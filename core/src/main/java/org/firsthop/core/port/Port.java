package org.firsthop.core.port;

import org.firsthop.core.frame.FrameBatch;

/**
 * A source and sink of Ethernet frames, without FCS.
 *
 * <p>No method waits. A port belongs to one thread, the worker's; links between threads have two ports.
 */
public interface Port extends AutoCloseable {
    /** {@return the name by which users know the port, such as {@code eth0}} */
    String name();

    /**
     * Takes what has come in. The caller owns the frames from then on.
     *
     * @param into to append to.
     * @param limit of frames to take.
     * @return how many were taken, 0 when nothing is there.
     */
    int receive(FrameBatch into, int limit);

    /**
     * Sends frames. The port owns those it took and frees them when they are gone.
     *
     * @param frames to send, the first ones first; the batch itself is not changed.
     * @return how many were taken, counted from the first; the caller still owns the others.
     */
    int transmit(FrameBatch frames);

    /** {@return what has gone through the port} */
    PortCounters counters();

    /**
     * Whether frames may still come in.
     *
     * @return {@code false} when the port has come to the end of its source and {@link #receive} will take nothing more.
     */
    default boolean isOpen() {
        return true;
    }

    /** Gives back what the port holds of the system; frames it still has are freed. */
    @Override
    void close();
}
