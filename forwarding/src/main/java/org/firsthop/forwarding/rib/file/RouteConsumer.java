package org.firsthop.forwarding.rib.file;

import java.io.IOException;

/** Receives the routes of a file one by one. */
@FunctionalInterface
public interface RouteConsumer {
    /**
     * Takes a route.
     *
     * @param route valid until the method returns; the next route is the same object.
     * @throws IOException when the consumer finds the route wrong, or cannot write it; ends the reading.
     */
    void accept(FileRoute route) throws IOException;
}
