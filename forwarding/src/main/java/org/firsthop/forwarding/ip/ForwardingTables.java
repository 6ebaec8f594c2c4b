package org.firsthop.forwarding.ip;

import java.util.HashMap;
import java.util.Map;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.fib.Ipv4Fib;
import org.firsthop.forwarding.fib.Ipv6Fib;
import org.firsthop.forwarding.local.NodeAddresses;
import org.firsthop.forwarding.neighbor.Links;
import org.firsthop.forwarding.neighbor.LocalAddress;

/**
 * What a router forwards by: interfaces, FIBs of both IP versions, and the adjacencies that their routes lead to.
 *
 * <p>Workers read; one thread at a time writes: it gives interfaces their addresses, finds or makes the adjacency of a next
 * hop, and tells the link addresses of neighbors. An interface's own addresses are {@link AdjacencyTable#LOCAL} routes, its
 * prefixes {@link AdjacencyTable#CONNECTED} ones; a neighbor on a connected prefix gets a host route of its own, so that the
 * lookup finds the neighbor's link header at once.
 */
public final class ForwardingTables {
    private static final int LINK_LOCAL_PREFIX_LENGTH = 64;
    private static final long BROADCAST_MAC = 0xFFFF_FFFF_FFFFL;

    private final InterfaceTable interfaces;
    private final AdjacencyTable adjacencies;
    private final Ipv4Fib ipv4;
    private final Ipv6Fib ipv6;
    private final Links links = new Links();
    private final NodeAddresses addresses = new NodeAddresses(links);
    private final Map<NextHop, Integer> nextHops = new HashMap<>();
    private final Map<Kept, Integer> kept = new HashMap<>();
    private final MutableDirectBuffer linkHeader = new UnsafeBuffer(new byte[EthernetFlyweight.HEADER_LENGTH]);

    /** Identifies an adjacency with a next hop. */
    private record NextHop(int interfaceIndex, boolean isIpv6, long high, long low) {}

    /** Identifies an adjacency without one. */
    private record Kept(int kind, int interfaceIndex) {}

    /**
     * Tables over given parts.
     *
     * @param interfaces of the router; complete before its stages are made.
     * @param adjacencies that routes lead to.
     * @param ipv4 the FIB of IPv4.
     * @param ipv6 the FIB of IPv6.
     */
    public ForwardingTables(
            final InterfaceTable interfaces, final AdjacencyTable adjacencies, final Ipv4Fib ipv4, final Ipv6Fib ipv6) {
        this.interfaces = interfaces;
        this.adjacencies = adjacencies;
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    /** {@return the interfaces} */
    public InterfaceTable interfaces() {
        return interfaces;
    }

    /** {@return the node's own addresses, to choose sources from and to know broadcasts by} */
    public NodeAddresses addresses() {
        return addresses;
    }

    /** {@return what routes lead to} */
    public AdjacencyTable adjacencies() {
        return adjacencies;
    }

    /** {@return the FIB of IPv4} */
    public Ipv4Fib ipv4() {
        return ipv4;
    }

    /** {@return the links of the interfaces: this node's addresses and configured neighbors on each} */
    public Links links() {
        for (int index = links.size(); index < interfaces.size(); index++) {
            final IpInterface iface = interfaces.get(index);
            links.add(iface.name(), iface.mac(), iface.mtu());
        }
        return links;
    }

    /** {@return the FIB of IPv6} */
    public Ipv6Fib ipv6() {
        return ipv6;
    }

    /**
     * Gives an interface an IPv4 address: a local route for the address, a connected route for its prefix, and local routes
     * for the two broadcast forms of the prefix, which a router does not forward (RFC 1812 section 5.3.5, RFC 2644).
     *
     * @param iface that bears the address.
     * @param address most significant octet first.
     * @param prefixLength 0 to 32; prefixes of 31 and 32 bits have no broadcast address (RFC 3021).
     * @throws IllegalStateException when a table is full.
     */
    public void addAddress(final IpInterface iface, final int address, final int prefixLength) {
        final int mask = prefixLength == 0 ? 0 : -1 << (32 - prefixLength);
        final int local = kept(AdjacencyTable.LOCAL, iface);
        addRoute(address & mask, prefixLength, kept(AdjacencyTable.CONNECTED, iface));
        if (prefixLength < 31) {
            addRoute(address & mask, 32, local);
            addRoute(address | ~mask, 32, local);
        }
        addRoute(address, 32, local);
        links().addAddress(iface.index(), address, prefixLength);
    }

    /**
     * Lets packets from elsewhere to the broadcast addresses that an interface has so far go out on its link, to every station
     * there: an amplifier for floods, which is off unless somebody asks for it (RFC 2644). Without it they are for this node alone.
     *
     * @param iface whose networks they are.
     * @throws IllegalStateException when a table is full.
     */
    public void allowDirectedBroadcast(final IpInterface iface) {
        for (final LocalAddress own : links().get(iface.index()).addresses()) {
            if (own.isIpv4() && own.prefixLength() < 31) {
                final int host = own.prefixLength() == 0 ? -1 : (1 << (32 - own.prefixLength())) - 1;
                final int adjacency = nextHop(iface, own.ipv4() | host);
                resolve(adjacency, iface, BROADCAST_MAC, EtherType.IPV4);
                addRoute(own.ipv4() | host, 32, adjacency);
            }
        }
    }

    /**
     * Gives an interface an IPv6 address: a local route for the address and a connected route for its prefix.
     *
     * @param iface that bears the address.
     * @param high the first 64 bits.
     * @param low the last 64 bits.
     * @param prefixLength 0 to 128.
     * @throws IllegalStateException when a table is full.
     */
    public void addAddress(final IpInterface iface, final long high, final long low, final int prefixLength) {
        final int connected = kept(AdjacencyTable.CONNECTED, iface);
        addRoute(high & highMask(prefixLength), low & lowMask(prefixLength), prefixLength, connected);
        addRoute(high, low, 128, kept(AdjacencyTable.LOCAL, iface));
        links().addAddress(iface.index(), high, low, prefixLength);
    }

    /**
     * Takes what is sent to the routers of a subnet, whichever they are: its address with all bits of the host zero (RFC 4291
     * section 2.6.1). Hosts do not.
     *
     * @param iface by which the subnet is reached.
     * @param high the first 64 bits of an address in the subnet.
     * @param low the last 64 bits.
     * @param prefixLength of the subnet; prefixes of 127 and 128 bits have no such address (RFC 6164 section 6).
     * @throws IllegalStateException when the FIB is full.
     */
    public void addSubnetRouterAnycast(
            final IpInterface iface, final long high, final long low, final int prefixLength) {
        if (prefixLength < 127) {
            addRoute(
                    high & highMask(prefixLength), low & lowMask(prefixLength), 128, kept(AdjacencyTable.LOCAL, iface));
        }
    }

    private static long highMask(final int prefixLength) {
        return prefixLength == 0 ? 0 : -1L << Math.max(0, 64 - prefixLength);
    }

    private static long lowMask(final int prefixLength) {
        return prefixLength <= 64 ? 0 : -1L << (128 - prefixLength);
    }

    /**
     * Gives an interface the link-local address that it makes of its link address, as every interface that speaks IPv6 has one
     * (RFC 4291 section 2.8): a local route for the address, and none for the prefix, which is on every link.
     *
     * @param iface that bears the address.
     * @throws IllegalStateException when a table is full.
     */
    public void addLinkLocalAddress(final IpInterface iface) {
        final Ipv6Address address = Ipv6Address.ofLinkLocal(iface.mac());
        addRoute(address.high(), address.low(), 128, kept(AdjacencyTable.LOCAL, iface));
        links().addAddress(iface.index(), address.high(), address.low(), LINK_LOCAL_PREFIX_LENGTH);
    }

    /**
     * Adds or replaces an IPv4 route.
     *
     * @param prefix most significant octet first; bits beyond the length are zero.
     * @param prefixLength 0 to 32.
     * @param adjacency that the route leads to.
     * @throws IllegalStateException when the FIB is full.
     */
    public void addRoute(final int prefix, final int prefixLength, final int adjacency) {
        if (ipv4.put(prefix, prefixLength, adjacency) == FibUpdate.FULL) {
            throw new IllegalStateException("the IPv4 FIB is full with " + ipv4.size() + " routes");
        }
    }

    /**
     * Adds or replaces an IPv6 route.
     *
     * @param high the first 64 bits of the prefix.
     * @param low the last 64 bits of the prefix.
     * @param prefixLength 0 to 128.
     * @param adjacency that the route leads to.
     * @throws IllegalStateException when the FIB is full.
     */
    public void addRoute(final long high, final long low, final int prefixLength, final int adjacency) {
        if (ipv6.put(high, low, prefixLength, adjacency) == FibUpdate.FULL) {
            throw new IllegalStateException("the IPv6 FIB is full with " + ipv6.size() + " routes");
        }
    }

    /**
     * The adjacency for destinations that this node keeps or drops.
     *
     * @param kind {@link AdjacencyTable#BLACKHOLE}, {@link AdjacencyTable#UNREACHABLE} or {@link AdjacencyTable#PROHIBIT}.
     * @return its index.
     * @throws IllegalStateException when the table of adjacencies is full.
     */
    public int rejecting(final int kind) {
        return kept.computeIfAbsent(new Kept(kind, 0), k -> checked(adjacencies.add(kind, 0)));
    }

    /**
     * The adjacency for addresses of this node on the link of an interface.
     *
     * @param iface that bears them.
     * @return its index.
     * @throws IllegalStateException when the table of adjacencies is full.
     */
    public int local(final IpInterface iface) {
        return kept(AdjacencyTable.LOCAL, iface);
    }

    /**
     * The adjacency for destinations on the link of an interface.
     *
     * @param iface whose link it is.
     * @return its index.
     * @throws IllegalStateException when the table of adjacencies is full.
     */
    public int connected(final IpInterface iface) {
        return kept(AdjacencyTable.CONNECTED, iface);
    }

    /**
     * The adjacency of an IPv4 next hop, made when it is asked for first.
     *
     * @param iface by which packets leave.
     * @param address of the next hop, most significant octet first.
     * @return its index.
     * @throws IllegalStateException when the table of adjacencies is full.
     */
    public int nextHop(final IpInterface iface, final int address) {
        return nextHops.computeIfAbsent(
                new NextHop(iface.index(), false, 0, address & 0xFFFF_FFFFL),
                hop -> checked(adjacencies.addNextHop(iface.index(), iface.mtu(), address)));
    }

    /**
     * The adjacency of an IPv6 next hop, made when it is asked for first.
     *
     * @param iface by which packets leave.
     * @param high the first 64 bits of its address.
     * @param low the last 64 bits of its address.
     * @return its index.
     * @throws IllegalStateException when the table of adjacencies is full.
     */
    public int nextHop(final IpInterface iface, final long high, final long low) {
        return nextHops.computeIfAbsent(
                new NextHop(iface.index(), true, high, low),
                hop -> checked(adjacencies.addNextHop(iface.index(), iface.mtu(), high, low)));
    }

    /**
     * Tells the link address of an IPv4 neighbor.
     *
     * @param iface on whose link it is.
     * @param address of the neighbor, most significant octet first.
     * @param mac its link address in the low 48 bits.
     * @throws IllegalStateException when a table is full.
     */
    public void addNeighbor(final IpInterface iface, final int address, final long mac) {
        final int adjacency = nextHop(iface, address);
        resolve(adjacency, iface, mac, EtherType.IPV4);
        addRoute(address, 32, adjacency);
        links().addNeighbor(iface.index(), 0, LocalAddress.mapped(address), mac);
    }

    /**
     * Tells the link address of an IPv6 neighbor.
     *
     * @param iface on whose link it is.
     * @param high the first 64 bits of its address.
     * @param low the last 64 bits of its address.
     * @param mac its link address in the low 48 bits.
     * @throws IllegalStateException when a table is full.
     */
    public void addNeighbor(final IpInterface iface, final long high, final long low, final long mac) {
        final int adjacency = nextHop(iface, high, low);
        resolve(adjacency, iface, mac, EtherType.IPV6);
        addRoute(high, low, 128, adjacency);
        links().addNeighbor(iface.index(), high, low, mac);
    }

    private void resolve(final int adjacency, final IpInterface iface, final long mac, final int etherType) {
        new EthernetFlyweight()
                .wrap(linkHeader, 0)
                .destination(mac)
                .source(iface.mac())
                .etherType(etherType);
        adjacencies.linkHeader(adjacency, linkHeader, 0, EthernetFlyweight.HEADER_LENGTH);
    }

    private int kept(final int kind, final IpInterface iface) {
        return kept.computeIfAbsent(
                new Kept(kind, iface.index()),
                k -> checked(
                        kind == AdjacencyTable.CONNECTED
                                ? adjacencies.addConnected(iface.index(), iface.mtu())
                                : adjacencies.add(kind, iface.index())));
    }

    private int checked(final int adjacency) {
        if (adjacency == AdjacencyTable.NO_ROUTE) {
            throw new IllegalStateException("the adjacency table is full with " + adjacencies.capacity() + " entries");
        }
        return adjacency;
    }
}
