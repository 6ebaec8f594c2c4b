package org.firsthop.forwarding.rib;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.firsthop.core.address.Ipv6Address;

/** Next hops that routes of one family use, and what they come to at present. */
final class Target {
    /** An address at the left of 128 bits that next hops lead by, and what depends on the way to it. */
    static final class Gateway {
        final boolean isIpv6;
        final Ipv6Address address;
        final Set<Target> dependents = new HashSet<>();

        Gateway(final boolean isIpv6, final Ipv6Address address) {
            this.isIpv6 = isIpv6;
            this.address = address;
        }
    }

    final NextHops nextHops;
    final boolean isIpv6;
    final int index;

    /** The routes that use it. */
    int firstRoute;

    int routeCount;

    /** Where packets go: the one member, or the group, or 0 when nowhere. */
    int adjacency;

    /** The group, or 0 while there was never more than one member. */
    int group;

    /** Adjacencies that it leads to, held. */
    int[] members = {};

    /** Adjacencies of paths that name their interface, held as long as there are routes. */
    int[] named = {};

    /** All gateways that its resolution has asked for, the failed ones too. */
    final List<Gateway> gateways = new ArrayList<>();

    /** Whether a gateway leads back to it, or through more routes than are followed. */
    boolean isLoop;

    /** Whether the adjacency table had no room. */
    boolean isStarved;

    Target(final NextHops nextHops, final boolean isIpv6, final int index) {
        this.nextHops = nextHops;
        this.isIpv6 = isIpv6;
        this.index = index;
    }
}
