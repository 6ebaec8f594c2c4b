package org.firsthop.node.mirror;

import java.util.List;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.rib.RouteTable;
import org.firsthop.node.netlink.AddressMessage;
import org.firsthop.node.netlink.LinkMessage;
import org.firsthop.node.netlink.NeighborMessage;
import org.firsthop.node.netlink.NetlinkReader;
import org.firsthop.node.netlink.NextHopMessage;
import org.firsthop.node.netlink.RouteMessage;
import org.firsthop.node.netlink.Rtnetlink;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel has told, as the router's tables have it: takes over messages of dumps and notifications. No socket, no
 * clock.
 */
final class KernelState {
    private final LinkMessage link = new LinkMessage();
    private final AddressMessage address = new AddressMessage();
    private final NextHopMessage nextHop = new NextHopMessage();
    private final RouteMessage route = new RouteMessage();
    private final NeighborMessage neighbor = new NeighborMessage();

    private final MirrorCounters counters;
    private final ForwardingTables tables;
    private final RouteTable routeTable;
    private final MirroredInterfaces interfaces;
    private final MirroredNextHops nextHops;
    private final MirroredRoutes routes;
    private final MirroredNeighbors neighbors;
    private @Nullable MirroredLocals locals;

    KernelState(
            final MirroredInterfaces interfaces,
            final ForwardingTables tables,
            final RouteTable routeTable,
            final MirrorConfig config,
            final MirrorCounters counters) {
        this.interfaces = interfaces;
        this.tables = tables;
        this.routeTable = routeTable;
        this.counters = counters;
        nextHops = new MirroredNextHops(interfaces, counters);
        neighbors = new MirroredNeighbors(routeTable, tables, interfaces, counters, config.maxNeighbors());
        final List<Integer> kernelTables = config.tables();
        routes = new MirroredRoutes(routeTable, kernelTables, nextHops, counters, this::changed);
    }

    /** Tells AF_XDP ports from now on which addresses are the kernel's. */
    void locals(final MirroredLocals followed) {
        locals = followed;
    }

    private void changed(
            final boolean isIpv6, final long high, final long low, final int prefixLength, final boolean isConnected) {
        neighbors.changed(isIpv6, high, low, prefixLength, isConnected);
        if (locals != null) {
            locals.changed(isIpv6, high, low, prefixLength);
        }
    }

    MirroredNeighbors neighbors() {
        return neighbors;
    }

    MirroredRoutes routes() {
        return routes;
    }

    /** A dump begins, perhaps after one that was not whole. */
    void begin(final Dump dump) {
        switch (dump) {
            case LINKS -> interfaces.beginLinks();
            case ADDRESSES -> interfaces.beginAddresses();
            case NEXT_HOPS -> nextHops.clear();
            case ROUTES -> routes.abandonDump();
            case NEIGHBORS -> neighbors.beginDump();
        }
    }

    /** Takes over a message of a dump. */
    void dumped(final NetlinkReader reader) {
        switch (reader.type()) {
            case Rtnetlink.NEW_LINK -> {
                if (isWhole(link.decode(reader))) {
                    interfaces.put(link, routeTable);
                }
            }
            case Rtnetlink.NEW_ADDRESS -> {
                if (isWhole(address.decode(reader))) {
                    interfaces.dumped(address);
                }
            }
            case Rtnetlink.NEW_NEXT_HOP -> {
                if (isWhole(nextHop.decode(reader))) {
                    nextHops.put(nextHop);
                }
            }
            case Rtnetlink.NEW_ROUTE -> {
                if (route.decode(reader)) { // Dumps have routes of other families too.
                    routes.dumped(route);
                }
            }
            case Rtnetlink.NEW_NEIGHBOR -> {
                if (neighbor.decode(reader)) { // As above.
                    neighbors.put(neighbor);
                }
            }
            default -> counters.count(MirrorEvent.MESSAGE_DAMAGED);
        }
    }

    private boolean isWhole(final boolean isDecoded) {
        if (!isDecoded) {
            counters.count(MirrorEvent.MESSAGE_DAMAGED);
        }
        return isDecoded;
    }

    /** A dump is whole: what it has not shown is not there. */
    void end(final Dump dump) {
        switch (dump) {
            case LINKS -> interfaces.endLinks(routeTable);
            case ADDRESSES -> interfaces.endAddresses(tables);
            case NEXT_HOPS -> {
                // They are used by the routes that come next.
            }
            case ROUTES -> {
                routes.endDump();
                neighbors.changed();
                if (locals != null) {
                    locals.changed();
                }
            }
            case NEIGHBORS -> neighbors.endDump();
        }
    }

    /** Takes over a notification; {@return whether it tells all that has changed} */
    boolean notified(final NetlinkReader message) {
        switch (message.type()) {
            case Rtnetlink.NEW_LINK -> {
                return !link.decode(message) || !interfaces.put(link, routeTable);
            }
            case Rtnetlink.DELETE_LINK -> {
                return !link.decode(message) || !interfaces.remove(link, routeTable);
            }
            case Rtnetlink.NEW_ADDRESS -> {
                if (isWhole(address.decode(message))) {
                    interfaces.put(address, tables);
                }
                return true;
            }
            case Rtnetlink.DELETE_ADDRESS -> {
                if (isWhole(address.decode(message))) {
                    interfaces.remove(address, tables);
                }
                return false; // Routes that had it as their source went with it.
            }
            case Rtnetlink.NEW_NEXT_HOP -> {
                return !isWhole(nextHop.decode(message)) || !nextHops.put(nextHop);
            }
            case Rtnetlink.DELETE_NEXT_HOP -> {
                if (isWhole(nextHop.decode(message))) {
                    nextHops.remove(nextHop);
                }
                return false; // Routes that used it went with it.
            }
            case Rtnetlink.NEW_ROUTE -> {
                return !route.decode(message) || routes.put(route, message.flags());
            }
            case Rtnetlink.DELETE_ROUTE -> {
                return !route.decode(message) || routes.remove(route);
            }
            case Rtnetlink.NEW_NEIGHBOR -> {
                if (neighbor.decode(message)) {
                    neighbors.put(neighbor);
                }
                return true;
            }
            case Rtnetlink.DELETE_NEIGHBOR -> {
                if (neighbor.decode(message)) {
                    neighbors.remove(neighbor);
                }
                return true;
            }
            default -> {
                return true;
            }
        }
    }
}
