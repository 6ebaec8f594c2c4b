package org.firsthop.forwarding.rib.mrt;

import org.firsthop.forwarding.rib.RouteSource;
import org.jspecify.annotations.Nullable;

/** Says of the routes of a {@link org.firsthop.forwarding.rib.RouteTable} who sent them, for files that name the peers. */
@FunctionalInterface
public interface MrtSenders {
    /**
     * The sender of a route.
     *
     * @param source of the route.
     * @param pathId that the route has in the table.
     * @return who sent it, the same for the same arguments; {@code null} when the route is none of a peer.
     */
    @Nullable
    MrtSender of(RouteSource source, int pathId);
}
