package org.firsthop.forwarding.ip;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.fib.Ipv4Fib;
import org.firsthop.forwarding.fib.Ipv6Fib;
import org.firsthop.forwarding.local.NodeAddresses;
import org.firsthop.forwarding.neighbor.Links;
import org.firsthop.forwarding.neighbor.LocalAddress;
import org.firsthop.forwarding.rib.NextHops;
import org.firsthop.forwarding.rib.RouteSource;
import org.firsthop.forwarding.rib.RouteTable;
import org.firsthop.forwarding.rib.RouteTableLimits;

/**
 * What a router forwards by: interfaces, the {@link RouteTable}, and the FIBs and adjacencies that it writes.
 *
 * <p>Workers read; one thread at a time writes: it gives interfaces their addresses, adds routes, and tells the link addresses
 * of neighbors. All of these are routes of the one table, by three sources: <i>connected</i>, an interface's own addresses
 * ({@link NextHops#local}) and prefixes; <i>neighbor</i>, a host route for each neighbor whose link address was told, so that
 * the lookup finds its link header at once; and <i>static</i>. Routing protocols make {@linkplain RouteTable#source sources} of
 * their own in {@link #routes()}. An interface is up from the first update here after it was added, until {@code routes()} is
 * told otherwise.
 */
public final class ForwardingTables {
    private static final int LINK_LOCAL_PREFIX_LENGTH = 64;
    private static final long BROADCAST_MAC = 0xFFFF_FFFF_FFFFL;

    /** What tells static routes of one prefix apart: nothing. Those of two interfaces on one network differ by interface. */
    private static final int NO_PATH_ID = 0;

    private static final int NO_METRIC = 0;

    private final InterfaceTable interfaces;
    private final AdjacencyTable adjacencies;
    private final Ipv4Fib ipv4;
    private final Ipv6Fib ipv6;
    private final RouteTable routes;
    private final RouteSource connectedRoutes;
    private final RouteSource neighborRoutes;
    private final RouteSource staticRoutes;

    /** What hosts learn of redirects, which static routes are not overridden by (RFC 1122 section 3.3.1.2). */
    private final RouteSource redirectedRoutes;

    private final Links links = new Links();
    private final NodeAddresses addresses = new NodeAddresses(links);
    private final MutableDirectBuffer linkHeader = new UnsafeBuffer(new byte[EthernetFlyweight.HEADER_LENGTH]);

    /** How many interfaces the routes have been told of. */
    private int known;

    /**
     * Tables over given parts, with room for {@link RouteTableLimits#DEFAULT} routes.
     *
     * @param interfaces of the router; complete before its stages are made.
     * @param adjacencies that routes lead to.
     * @param ipv4 the FIB of IPv4, empty.
     * @param ipv6 the FIB of IPv6, empty.
     * @throws IllegalArgumentException when a FIB cannot hold the highest adjacency.
     */
    public ForwardingTables(
            final InterfaceTable interfaces, final AdjacencyTable adjacencies, final Ipv4Fib ipv4, final Ipv6Fib ipv6) {
        this(interfaces, RouteTableLimits.DEFAULT, adjacencies, ipv4, ipv6);
    }

    /**
     * Tables over given parts.
     *
     * @param interfaces of the router; complete before its stages are made.
     * @param limits of the route table.
     * @param adjacencies that routes lead to.
     * @param ipv4 the FIB of IPv4, empty.
     * @param ipv6 the FIB of IPv6, empty.
     * @throws IllegalArgumentException when a FIB cannot hold the highest adjacency.
     */
    public ForwardingTables(
            final InterfaceTable interfaces,
            final RouteTableLimits limits,
            final AdjacencyTable adjacencies,
            final Ipv4Fib ipv4,
            final Ipv6Fib ipv6) {
        this.interfaces = interfaces;
        this.adjacencies = adjacencies;
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
        routes = new RouteTable(limits, adjacencies, ipv4, ipv6);
        connectedRoutes = routes.source("connected", RouteSource.CONNECTED);
        neighborRoutes = routes.source("neighbor", RouteSource.CONNECTED);
        staticRoutes = routes.source("static", RouteSource.STATIC);
        redirectedRoutes = routes.source("redirect", RouteSource.STATIC + 1);
    }

    /** {@return the interfaces} */
    public InterfaceTable interfaces() {
        return interfaces;
    }

    /** {@return the node's own addresses, to choose sources from and to know broadcasts by} */
    public NodeAddresses addresses() {
        return addresses;
    }

    /** {@return all routes, from which the FIBs and the adjacencies are made} */
    public RouteTable routes() {
        return routes;
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
        final NextHops local = NextHops.local(iface.index());
        putOwn(iface, address & mask, prefixLength, connected(iface));
        if (prefixLength < 31) {
            putOwn(iface, address & mask, 32, local);
            putOwn(iface, address | ~mask, 32, local);
        }
        putOwn(iface, address, 32, local);
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
                final NextHops everyStation = nextHop(iface, own.ipv4() | host);
                putOwn(iface, own.ipv4() | host, 32, everyStation);
                resolve(false, everyStation, iface, BROADCAST_MAC, EtherType.IPV4);
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
        putOwn(iface, high & highMask(prefixLength), low & lowMask(prefixLength), prefixLength, connected(iface));
        putOwn(iface, high, low, 128, NextHops.local(iface.index()));
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
            putOwn(
                    iface,
                    high & highMask(prefixLength),
                    low & lowMask(prefixLength),
                    128,
                    NextHops.local(iface.index()));
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
        putOwn(iface, address.high(), address.low(), 128, NextHops.local(iface.index()));
        links().addAddress(iface.index(), address.high(), address.low(), LINK_LOCAL_PREFIX_LENGTH);
    }

    /**
     * Adds or replaces a static IPv4 route.
     *
     * @param prefix most significant octet first; bits beyond the length are zero.
     * @param prefixLength 0 to 32.
     * @param nextHops where packets go.
     * @throws IllegalArgumentException when the prefix is none.
     * @throws IllegalStateException when a table is full.
     */
    public void addRoute(final int prefix, final int prefixLength, final NextHops nextHops) {
        put(staticRoutes, prefix, prefixLength, NO_PATH_ID, nextHops);
    }

    /**
     * Adds or replaces a static IPv6 route.
     *
     * @param high the first 64 bits of the prefix.
     * @param low the last 64 bits of the prefix; bits beyond the length are zero.
     * @param prefixLength 0 to 128.
     * @param nextHops where packets go.
     * @throws IllegalArgumentException when the prefix is none, or a gateway is IPv4.
     * @throws IllegalStateException when a table is full.
     */
    public void addRoute(final long high, final long low, final int prefixLength, final NextHops nextHops) {
        put(staticRoutes, high, low, prefixLength, NO_PATH_ID, nextHops);
    }

    /**
     * Withdraws a static IPv4 route; does nothing when there is none.
     *
     * @param prefix most significant octet first.
     * @param prefixLength 0 to 32.
     * @throws IllegalArgumentException when the prefix is none.
     * @throws IllegalStateException when the FIB is full.
     */
    public void removeRoute(final int prefix, final int prefixLength) {
        check(routes.withdraw(staticRoutes, prefix, prefixLength, NO_PATH_ID));
    }

    /**
     * Withdraws a static IPv6 route; does nothing when there is none.
     *
     * @param high the first 64 bits of the prefix.
     * @param low the last 64 bits of the prefix.
     * @param prefixLength 0 to 128.
     * @throws IllegalArgumentException when the prefix is none.
     * @throws IllegalStateException when the FIB is full.
     */
    public void removeRoute(final long high, final long low, final int prefixLength) {
        check(routes.withdraw(staticRoutes, high, low, prefixLength, NO_PATH_ID));
    }

    /**
     * The way to destinations on the link of an interface.
     *
     * @param iface whose link it is.
     * @return what a route there says.
     */
    public NextHops connected(final IpInterface iface) {
        return NextHops.of(NextHops.Path.onLink(iface.index()));
    }

    /**
     * The adjacency for destinations on the link of an interface, for packets that do not take the way of a route. It stays,
     * whether routes lead there or not.
     *
     * @param iface whose link it is.
     * @return its index.
     * @throws IllegalStateException when the table of adjacencies is full.
     */
    public int onLink(final IpInterface iface) {
        return checked(routes.onLink(iface.index(), iface.mtu()));
    }

    /**
     * The adjacency for addresses of this node on the link of an interface, for packets that do not take the way of a route. It
     * stays, whether routes lead there or not.
     *
     * @param iface that bears them.
     * @return its index.
     * @throws IllegalStateException when the table of adjacencies is full.
     */
    public int local(final IpInterface iface) {
        return checked(routes.local(iface.index()));
    }

    private int checked(final int adjacency) {
        if (adjacency == Adjacency.NO_ROUTE) {
            check(FibUpdate.FULL);
        }
        return adjacency;
    }

    /**
     * The way by an IPv4 next hop.
     *
     * @param iface by which packets leave.
     * @param address of the next hop, most significant octet first.
     * @return what a route there says.
     */
    public NextHops nextHop(final IpInterface iface, final int address) {
        return NextHops.of(NextHops.Path.via(iface.index(), address));
    }

    /**
     * The way by an IPv6 next hop.
     *
     * @param iface by which packets leave.
     * @param high the first 64 bits of its address.
     * @param low the last 64 bits of its address.
     * @return what a route there says.
     */
    public NextHops nextHop(final IpInterface iface, final long high, final long low) {
        return NextHops.of(NextHops.Path.via(iface.index(), high, low));
    }

    /**
     * Tells the link address of an IPv4 neighbor, for the neighbor itself and all routes by it.
     *
     * @param iface on whose link it is.
     * @param address of the neighbor, most significant octet first.
     * @param mac its link address in the low 48 bits.
     * @throws IllegalStateException when a table is full.
     */
    public void addNeighbor(final IpInterface iface, final int address, final long mac) {
        final NextHops neighbor = nextHop(iface, address);
        put(neighborRoutes, address, 32, iface.index(), neighbor);
        resolve(false, neighbor, iface, mac, EtherType.IPV4);
        links().addNeighbor(iface.index(), 0, LocalAddress.mapped(address), mac);
    }

    /**
     * Tells the link address of an IPv6 neighbor, for the neighbor itself and all routes by it.
     *
     * @param iface on whose link it is.
     * @param high the first 64 bits of its address.
     * @param low the last 64 bits of its address.
     * @param mac its link address in the low 48 bits.
     * @throws IllegalStateException when a table is full.
     */
    public void addNeighbor(final IpInterface iface, final long high, final long low, final long mac) {
        final NextHops neighbor = nextHop(iface, high, low);
        put(neighborRoutes, high, low, 128, iface.index(), neighbor);
        resolve(true, neighbor, iface, mac, EtherType.IPV6);
        links().addNeighbor(iface.index(), high, low, mac);
    }

    private void resolve(
            final boolean isIpv6,
            final NextHops nextHops,
            final IpInterface iface,
            final long mac,
            final int etherType) {
        new EthernetFlyweight()
                .wrap(linkHeader, 0)
                .destination(mac)
                .source(iface.mac())
                .etherType(etherType);
        final int adjacency = routes.adjacency(isIpv6, nextHops.paths().get(0));
        adjacencies.linkHeader(adjacency, linkHeader, 0, EthernetFlyweight.HEADER_LENGTH);
    }

    /** Routes one destination as a redirect says; whether there was room. */
    boolean putRedirected(final int destination, final NextHops path) {
        return routes.put(redirectedRoutes, destination, 32, NO_PATH_ID, NO_METRIC, path) != FibUpdate.FULL;
    }

    /** As {@link #putRedirected(int, NextHops)}, of IPv6. */
    boolean putRedirected(final long high, final long low, final NextHops path) {
        return routes.put(redirectedRoutes, high, low, 128, NO_PATH_ID, NO_METRIC, path) != FibUpdate.FULL;
    }

    /** Routes a destination as before a redirect. */
    void removeRedirected(final int destination) {
        routes.withdraw(redirectedRoutes, destination, 32, NO_PATH_ID);
    }

    /** As {@link #removeRedirected(int)}, of IPv6. */
    void removeRedirected(final long high, final long low) {
        routes.withdraw(redirectedRoutes, high, low, 128, NO_PATH_ID);
    }

    private void putOwn(final IpInterface iface, final int prefix, final int prefixLength, final NextHops nextHops) {
        put(connectedRoutes, prefix, prefixLength, iface.index(), nextHops);
    }

    private void putOwn(
            final IpInterface iface, final long high, final long low, final int prefixLength, final NextHops nextHops) {
        put(connectedRoutes, high, low, prefixLength, iface.index(), nextHops);
    }

    private void put(
            final RouteSource source,
            final int prefix,
            final int prefixLength,
            final int pathId,
            final NextHops nextHops) {
        bringUp();
        check(routes.put(source, prefix, prefixLength, pathId, NO_METRIC, nextHops));
    }

    private void put(
            final RouteSource source,
            final long high,
            final long low,
            final int prefixLength,
            final int pathId,
            final NextHops nextHops) {
        bringUp();
        check(routes.put(source, high, low, prefixLength, pathId, NO_METRIC, nextHops));
    }

    private void bringUp() {
        for (; known < interfaces.size(); known++) {
            routes.interfaceUp(known, interfaces.get(known).mtu());
        }
    }

    private void check(final FibUpdate update) {
        if (update == FibUpdate.FULL) {
            throw new IllegalStateException(routes.lastRefusal());
        }
    }
}
