package org.firsthop.forwarding.rib.mrt;

import java.io.IOException;

/** Receives what an {@link MrtReader} reads, in the order of the file. */
@FunctionalInterface
public interface MrtConsumer {
    /**
     * Takes a route that was announced or withdrawn.
     *
     * @param route valid until the method returns; the next route is the same object.
     * @throws IOException when the consumer cannot take it; ends the reading.
     */
    void accept(MrtRoute route) throws IOException;

    /**
     * Takes the end of a session: all routes of the peer are withdrawn.
     *
     * @param peer at the other end.
     * @throws IOException when the consumer cannot take it; ends the reading.
     */
    default void peerDown(final MrtPeer peer) throws IOException {}
}
