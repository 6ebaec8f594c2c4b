package org.firsthop.forwarding.ip;

import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.neighbor.Links;
import org.firsthop.forwarding.neighbor.LocalAddress;

/**
 * Where link-local IPv6 destinations lead: to the link that the packet is of, and to no other (RFC 4291 section 2.5.6, RFC 4007
 * section 9).
 *
 * <p>One address may be of another node on each link, of which a FIB, that knows addresses alone, holds one at most. So its answer
 * counts where it leads to the packet's own link and to the destination itself; else the address is this node's, or one to be found
 * on the link. Any thread that may read the tables.
 */
final class LinkLocalRoutes {
    private final Links links;
    private final AdjacencyTable adjacencies;
    private final int[] locals;
    private final int[] connected;

    /**
     * Routes of a node.
     *
     * @param tables with all interfaces.
     */
    LinkLocalRoutes(final ForwardingTables tables) {
        links = tables.links();
        adjacencies = tables.adjacencies();
        locals = tables.interfaces().all().stream().mapToInt(tables::local).toArray();
        connected = tables.interfaces().all().stream().mapToInt(tables::onLink).toArray();
    }

    /** {@return whether an address with these first 64 bits is link-local} */
    static boolean isLinkLocal(final long high) {
        return high >>> 54 == 0xFE80 >>> 6;
    }

    /**
     * The adjacency of a link-local destination.
     *
     * @param high the first 64 bits.
     * @param low the last 64 bits.
     * @param link index of the interface by which the packet came; for one of this node's own, by which it is to leave.
     * @param found what the FIB answers.
     * @return the index.
     */
    int adjacency(final long high, final long low, final int link, final int found) {
        final LocalAddress own = links.get(link).find(high, low);
        if (own != null) {
            return locals[link];
        }
        final long state = Adjacency.state(adjacencies.entryAddress(found));
        final boolean isOfLink = Adjacency.egressInterface(state) == link;
        return switch (Adjacency.kind(state)) {
            // The address of whichever router of a subnet (RFC 4291 section 2.6.1).
            case Adjacency.LOCAL -> isOfLink ? found : connected[link];
            case Adjacency.FORWARD, Adjacency.STALE, Adjacency.NEXT_HOP ->
                // A default route contains link-local addresses too, but leads to another neighbor.
                isOfLink && adjacencies.nextHopLow(found) == low && adjacencies.nextHopHigh(found) == high
                        ? found
                        : connected[link];
            default -> connected[link];
        };
    }
}
