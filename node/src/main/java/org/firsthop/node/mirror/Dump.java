package org.firsthop.node.mirror;

import org.firsthop.node.netlink.Rtnetlink;

/** What is dumped, in this order: what comes later refers to what came before. */
enum Dump {
    /** The links. */
    LINKS(Rtnetlink.GET_LINK),
    /** The addresses of links. */
    ADDRESSES(Rtnetlink.GET_ADDRESS),
    /** The next hop objects, where the kernel has them (Linux 5.3). */
    NEXT_HOPS(Rtnetlink.GET_NEXT_HOP),
    /** The routes. */
    ROUTES(Rtnetlink.GET_ROUTE),
    /** The neighbors, whose host routes depend on the routes. */
    NEIGHBORS(Rtnetlink.GET_NEIGHBOR);

    final int request;

    Dump(final int request) {
        this.request = request;
    }

    /** {@return the one that follows; after the last the first} */
    Dump next() {
        return switch (this) {
            case LINKS -> ADDRESSES;
            case ADDRESSES -> NEXT_HOPS;
            case NEXT_HOPS -> ROUTES;
            case ROUTES -> NEIGHBORS;
            case NEIGHBORS -> LINKS;
        };
    }
}
