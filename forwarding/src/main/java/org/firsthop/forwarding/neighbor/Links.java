package org.firsthop.forwarding.neighbor;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.firsthop.core.address.Ipv6Address;
import org.jspecify.annotations.Nullable;

/**
 * The links that a node is on, by the index of its interfaces, with its own addresses and its configured neighbors there.
 *
 * <p>One thread at a time changes them, the one that writes the forwarding tables; {@link #revision()} tells readers that
 * something has changed.
 */
public final class Links {
    /** A configured neighbor; {@code high} and {@code low} as in {@link LocalAddress}. */
    record Configured(int link, long high, long low, long mac) {}

    private final List<Link> links = new ArrayList<>();
    private final List<Configured> configured = new ArrayList<>();
    private volatile int revision;

    /** No links yet. */
    public Links() {}

    /**
     * Adds a link with the next free index.
     *
     * @param name of its interface.
     * @param mac the interface's link address in the low 48 bits.
     * @param mtu octets of the largest IP packet that it carries.
     * @return the link.
     */
    public Link add(final String name, final long mac, final int mtu) {
        final Link link = new Link(links.size(), name, mac, mtu);
        links.add(link);
        return link;
    }

    /**
     * The link of an interface.
     *
     * @param index of the interface.
     * @return the link.
     * @throws IndexOutOfBoundsException when there is none.
     */
    public Link get(final int index) {
        return links.get(index);
    }

    /** {@return the number of links} */
    public int size() {
        return links.size();
    }

    /** {@return a number that changes with every address and every configured neighbor} */
    public int revision() {
        return revision;
    }

    /**
     * Gives this node an IPv4 address on a link.
     *
     * @param link index of the link.
     * @param address most significant octet first.
     * @param prefixLength of the link's prefix, 0 to 32.
     */
    public void addAddress(final int link, final int address, final int prefixLength) {
        get(link).add(0, LocalAddress.mapped(address), LocalAddress.IPV4_PREFIX_BITS + prefixLength);
        changed();
    }

    /**
     * Gives this node an IPv6 address on a link.
     *
     * @param link index of the link.
     * @param high the first 64 bits.
     * @param low the last 64 bits.
     * @param prefixLength of the link's prefix, 0 to 128.
     */
    public void addAddress(final int link, final long high, final long low, final int prefixLength) {
        get(link).add(high, low, prefixLength);
        changed();
    }

    /**
     * Takes an address from this node.
     *
     * @param link index of the link.
     * @param high the first 64 bits, 0 for IPv4.
     * @param low the last 64 bits, {@link LocalAddress#mapped(int)} for IPv4.
     */
    public void removeAddress(final int link, final long high, final long low) {
        get(link).remove(high, low);
        changed();
    }

    /**
     * Configures a neighbor: it is never asked for, and nothing that comes in changes it.
     *
     * @param link index of the link.
     * @param high the first 64 bits of its address, 0 for IPv4.
     * @param low the last 64 bits, {@link LocalAddress#mapped(int)} for IPv4.
     * @param mac its link address in the low 48 bits.
     */
    public void addNeighbor(final int link, final long high, final long low, final long mac) {
        Objects.checkIndex(link, links.size());
        configured.removeIf(old -> old.link == link && old.high == high && old.low == low);
        configured.add(new Configured(link, high, low, mac));
        changed();
    }

    /**
     * Whether a link needs its link-local address: every interface that speaks IPv6 has one (RFC 4291 section 2.8).
     *
     * @param link index of the link.
     * @return whether it has IPv6 addresses, but no link-local one.
     */
    public boolean lacksLinkLocal(final int link) {
        boolean hasIpv6 = false;
        for (final LocalAddress address : get(link).addresses()) {
            if (Ipv6Address.isLinkLocal(address.high())) {
                return false;
            }
            hasIpv6 |= !address.isIpv4();
        }
        return hasIpv6;
    }

    /**
     * The address that this node speaks from to a neighbor: one of the link, or, where an IPv4 link has none, the first IPv4
     * address of another link (an unnumbered interface, RFC 1812 section 2.2.7).
     */
    @Nullable
    LocalAddress sourceFor(final int link, final long high, final long low) {
        final LocalAddress own = get(link).sourceFor(high, low);
        if (own != null || !Ipv6Address.isIpv4Mapped(high, low)) {
            return own;
        }
        for (int other = 0; other < links.size(); other++) {
            final LocalAddress borrowed = get(other).sourceFor(high, low);
            if (borrowed != null) {
                return borrowed;
            }
        }
        return null;
    }

    List<Configured> configured() {
        return configured;
    }

    private void changed() {
        // One thread writes.
        final int next = revision + 1;
        revision = next;
    }
}
