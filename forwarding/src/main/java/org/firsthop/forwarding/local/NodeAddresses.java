package org.firsthop.forwarding.local;

import org.firsthop.core.address.Ipv6Address;
import org.firsthop.forwarding.neighbor.Link;
import org.firsthop.forwarding.neighbor.Links;
import org.firsthop.forwarding.neighbor.LocalAddress;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that this node speaks from, and the choice among them of the source of what it sends.
 *
 * <p>They are those of its {@link Links} that no other node has been found to use (RFC 4862 section 5.4, RFC 5227): one that is
 * still tentative is not used yet. A look goes through all addresses, as befits the few that a node has.
 */
public final class NodeAddresses {
    /** Stands for no interface. */
    public static final int NO_INTERFACE = -1;

    private final Links links;

    /**
     * A view.
     *
     * @param links whose addresses they are.
     */
    public NodeAddresses(final Links links) {
        this.links = links;
    }

    /**
     * Whether an IPv4 address is one of this node's, on whatever interface.
     *
     * @param address most significant octet first.
     * @return whether it is; broadcast addresses are not.
     */
    public boolean isOwn(final int address) {
        return isOwn(0, LocalAddress.mapped(address));
    }

    /**
     * Whether an IPv6 address is one of this node's, on whatever interface.
     *
     * @param high the first 64 bits.
     * @param low the last 64 bits.
     * @return whether it is.
     */
    public boolean isOwn(final long high, final long low) {
        for (int index = 0; index < links.size(); index++) {
            final LocalAddress own = links.get(index).find(high, low);
            if (own != null && isUsable(own)) {
                return true;
            }
        }
        return false;
    }

    /**
     * On which link an IPv4 address is the broadcast address (RFC 1812 sections 4.2.3.1 and 5.3.5).
     *
     * @param address most significant octet first.
     * @return index of the interface, or {@link #NO_INTERFACE} when the address is no broadcast address of this node's links.
     */
    public int broadcastInterface(final int address) {
        int found = NO_INTERFACE;
        for (int index = 0; index < links.size(); index++) {
            final Link link = links.get(index);
            for (int i = 0; i < link.addressCount(); i++) {
                final LocalAddress own = link.address(i);
                if (!own.isIpv4()) {
                    continue;
                }
                if (own.ipv4() == address) {
                    return NO_INTERFACE;
                }
                if (isBroadcast(own, address)) {
                    found = index;
                }
            }
        }
        return found;
    }

    private static boolean isBroadcast(final LocalAddress own, final int address) {
        // RFC 3021: a prefix of 31 or 32 bits has none. RFC 1812 section 4.2.3.1: all ones, and the obsolete all zeros.
        if (own.prefixLength() >= 31) {
            return false;
        }
        final int host = own.prefixLength() == 0 ? -1 : (1 << (32 - own.prefixLength())) - 1;
        return ((own.ipv4() ^ address) & ~host) == 0 && ((address & host) == 0 || (address & host) == host);
    }

    /**
     * Chooses the source of an IPv4 packet of this node's own (RFC 1122 section 3.3.4.3): of the addresses of the interface
     * the one whose prefix holds the destination, the longest prefix first; else the interface's first address; else, where
     * the interface has none, the node's first (RFC 1812 section 4.3.2.4, "router-id").
     *
     * @param interfaceIndex of the interface by which the packet leaves or, of a reply, by which the other's packet came.
     * @param destination most significant octet first.
     * @return the address, or 0 when the node has none.
     */
    public int ipv4Source(final int interfaceIndex, final int destination) {
        final long low = LocalAddress.mapped(destination);
        LocalAddress best = bestIpv4(links.get(interfaceIndex), low);
        for (int index = 0; best == null && index < links.size(); index++) {
            best = bestIpv4(links.get(index), low);
        }
        return best == null ? 0 : best.ipv4();
    }

    private static @Nullable LocalAddress bestIpv4(final Link link, final long destination) {
        LocalAddress best = null;
        for (int i = 0; i < link.addressCount(); i++) {
            final LocalAddress own = link.address(i);
            if (own.isIpv4() && isUsable(own) && (best == null || isBetter(own, best, destination))) {
                best = own;
            }
        }
        return best;
    }

    private static boolean isBetter(final LocalAddress own, final LocalAddress best, final long destination) {
        return own.covers(0, destination) && (!best.covers(0, destination) || own.prefixLength() > best.prefixLength());
    }

    /**
     * Chooses the source of an IPv6 packet of this node's own by those rules of RFC 6724 section 5 that configured
     * addresses can differ in: the same address (1), the appropriate scope (2), the outgoing interface (5), the longest
     * matching prefix (8). A link-local address never speaks to a destination of wider scope, and never from another link.
     *
     * @param interfaceIndex of the interface by which the packet leaves or, of a reply, by which the other's packet came.
     * @param high the first 64 bits of the destination.
     * @param low the last 64 bits of the destination.
     * @param source receives the address: its first 64 bits at index 0, the last at index 1.
     * @return whether there is one.
     */
    public boolean ipv6Source(final int interfaceIndex, final long high, final long low, final long[] source) {
        final boolean isForLink = isLinkScope(high);
        LocalAddress best = null;
        int bestRank = -1;
        for (int index = 0; index < links.size(); index++) {
            final Link link = links.get(index);
            final boolean isOnInterface = index == interfaceIndex;
            for (int i = 0; i < link.addressCount(); i++) {
                final LocalAddress own = link.address(i);
                final boolean isLinkLocal = Ipv6Address.isLinkLocal(own.high());
                if (own.isIpv4() || !isUsable(own) || (isLinkLocal && !(isForLink && isOnInterface))) {
                    continue;
                }
                int rank = commonPrefixLength(own, high, low);
                rank += isOnInterface ? 1 << 8 : 0;
                rank += isLinkLocal == isForLink ? 1 << 9 : 0;
                rank += own.high() == high && own.low() == low ? 1 << 10 : 0;
                if (rank > bestRank) {
                    best = own;
                    bestRank = rank;
                }
            }
        }
        if (best == null) {
            return false;
        }
        source[0] = best.high();
        source[1] = best.low();
        return true;
    }

    /** How many leading bits are the same, up to the length of the prefix (RFC 6724 section 2.2). */
    private static int commonPrefixLength(final LocalAddress own, final long high, final long low) {
        final int common = own.high() == high
                ? Long.SIZE + Long.numberOfLeadingZeros(own.low() ^ low)
                : Long.numberOfLeadingZeros(own.high() ^ high);
        return Math.min(common, own.prefixLength());
    }

    private static boolean isUsable(final LocalAddress own) {
        return own.state() == LocalAddress.State.PREFERRED;
    }

    /** Whether an address is meant for one link: link-local, or a group of at most that scope (RFC 4291 section 2.7). */
    private static boolean isLinkScope(final long high) {
        return Ipv6Address.isLinkLocal(high) || (high >>> 56 == 0xFF && ((high >>> 48) & 0xF) <= 2);
    }
}
