package org.firsthop.forwarding.neighbor;

import java.util.ArrayList;
import java.util.List;
import org.firsthop.core.address.Ipv6Address;
import org.jspecify.annotations.Nullable;

/**
 * A link that this node is on: an interface's addresses, and which other addresses are on the link with it.
 *
 * <p>Addresses are 128 bits, IPv4 ones as {@link LocalAddress#mapped(int)}. One thread at a time changes them; others may read.
 */
public final class Link {
    private static final LocalAddress[] NONE = {};

    private final int index;
    private final String name;
    private final long mac;
    private final int mtu;
    private volatile LocalAddress[] addresses = NONE;

    Link(final int index, final String name, final long mac, final int mtu) {
        this.index = index;
        this.name = name;
        this.mac = mac;
        this.mtu = mtu;
    }

    /** {@return the index of the interface} */
    public int index() {
        return index;
    }

    /** {@return the name of the interface} */
    public String name() {
        return name;
    }

    /** {@return the interface's own link address, in the low 48 bits} */
    public long mac() {
        return mac;
    }

    /** {@return octets of the largest IP packet that the link carries} */
    public int mtu() {
        return mtu;
    }

    /** {@return this node's addresses on the link, in the order in which they were given} */
    public List<LocalAddress> addresses() {
        return List.of(addresses);
    }

    /** {@return how many addresses this node has on the link} */
    public int addressCount() {
        return addresses.length;
    }

    /**
     * One of this node's addresses on the link.
     *
     * @param place 0 to {@link #addressCount()} − 1, in the order in which they were given.
     * @return the address.
     */
    public LocalAddress address(final int place) {
        return addresses[place];
    }

    /**
     * Adds an address; one that is there already gets the new prefix length.
     *
     * @param high the first 64 bits.
     * @param low the last 64 bits.
     * @param prefixLength of the link's prefix, 0 to 128: for IPv4 96 more than usual.
     * @return the address.
     */
    LocalAddress add(final long high, final long low, final int prefixLength) {
        final List<LocalAddress> changed = new ArrayList<>(List.of(addresses));
        changed.removeIf(address -> address.is(high, low));
        final LocalAddress added = new LocalAddress(high, low, prefixLength);
        changed.add(added);
        addresses = changed.toArray(NONE);
        return added;
    }

    /** Takes an address away, if it is there. */
    void remove(final long high, final long low) {
        final List<LocalAddress> changed = new ArrayList<>(List.of(addresses));
        if (changed.removeIf(address -> address.is(high, low))) {
            addresses = changed.toArray(NONE);
        }
    }

    /**
     * This node's own address that equals a given one, whatever its state.
     *
     * @param high the first 64 bits.
     * @param low the last 64 bits.
     * @return the address, or {@code null} when it is not this node's on this link.
     */
    public @Nullable LocalAddress find(final long high, final long low) {
        for (final LocalAddress address : addresses) {
            if (address.is(high, low)) {
                return address;
            }
        }
        return null;
    }

    /**
     * Whether an address is on this link: one of a prefix of the link, or a link-local one (RFC 4861 section 2.1, "on-link").
     *
     * @param high the first 64 bits.
     * @param low the last 64 bits.
     * @return whether its owner is a neighbor.
     */
    public boolean isOnLink(final long high, final long low) {
        if (Ipv6Address.isLinkLocal(high)) {
            return true;
        }
        for (final LocalAddress address : addresses) {
            if (address.covers(high, low)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an IPv4 address is one of the two broadcast forms of a prefix of this link (RFC 1122 section 3.2.1.3). */
    boolean isBroadcast(final long low) {
        for (final LocalAddress address : addresses) {
            if (address.isBroadcast(low)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The address that this node speaks from to an address on the link: one of the same prefix; else, for IPv6, a link-local
     * one; else the first of the family.
     *
     * @param high the first 64 bits of whom it speaks to.
     * @param low the last 64 bits.
     * @return the address, or {@code null} when the link has none of the family that may be used.
     */
    public @Nullable LocalAddress sourceFor(final long high, final long low) {
        final boolean isIpv4 = Ipv6Address.isIpv4Mapped(high, low);
        LocalAddress best = null;
        for (final LocalAddress address : addresses) {
            if (address.state() != LocalAddress.State.PREFERRED || address.isIpv4() != isIpv4) {
                continue;
            }
            if (address.covers(high, low)) {
                return address;
            }
            if (best == null || (address.isLinkLocal() && !best.isLinkLocal())) {
                best = address;
            }
        }
        return best;
    }

    /** Whether the link has an address of a family that is still being asked for: soon there may be one to speak from. */
    boolean hasTentative(final boolean isIpv4) {
        for (final LocalAddress address : addresses) {
            if (address.isIpv4() == isIpv4 && address.state() == LocalAddress.State.TENTATIVE) {
                return true;
            }
        }
        return false;
    }

    /** {@return whether the link has an IPv6 address} */
    public boolean hasIpv6() {
        for (final LocalAddress address : addresses) {
            if (!address.isIpv4()) {
                return true;
            }
        }
        return false;
    }

    /** {@return the name} */
    @Override
    public String toString() {
        return name;
    }
}
