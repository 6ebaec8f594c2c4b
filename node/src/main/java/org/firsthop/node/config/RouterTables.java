package org.firsthop.node.config;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.firsthop.forwarding.fib.Ipv4Fib;
import org.firsthop.forwarding.fib.Ipv6Fib;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.rib.NextHops;
import org.firsthop.forwarding.rib.file.RouteFile;
import org.firsthop.node.config.RouterConfig.InterfaceAddress;
import org.firsthop.node.config.RouterConfig.Neighbor;
import org.firsthop.node.config.RouterConfig.Route;

/**
 * Makes forwarding tables of a router's configuration.
 *
 * <p>Interfaces get their indices in the order of the file. The files of routes that it names are read last, and leave
 * alone what the file itself says of a prefix.
 */
public final class RouterTables {
    private final RouterConfig config;
    private final ForwardingTables tables;
    private final Map<String, IpInterface> interfaces = new HashMap<>();

    /**
     * Fills empty tables.
     *
     * @param config what the file says.
     * @param tables to fill.
     * @throws IOException when a file of routes cannot be read, or says something that cannot be.
     * @throws IllegalStateException when a table is full.
     */
    public RouterTables(final RouterConfig config, final ForwardingTables tables) throws IOException {
        this.config = config;
        this.tables = tables;
        for (final RouterConfig.Interface described : config.interfaces()) {
            interfaces.put(
                    described.name(), tables.interfaces().add(described.name(), described.mac(), described.mtu()));
        }
        for (final RouterConfig.Interface described : config.interfaces()) {
            final IpInterface iface = device(described.name());
            for (final InterfaceAddress own : described.addresses()) {
                final IpAddress address = own.address();
                if (address.isIpv6()) {
                    tables.addAddress(iface, address.high(), address.low(), own.prefixLength());
                    tables.addSubnetRouterAnycast(iface, address.high(), address.low(), own.prefixLength());
                } else {
                    tables.addAddress(iface, address.ipv4(), own.prefixLength());
                }
            }
        }
        for (final RouterConfig.Interface described : config.interfaces()) {
            if (described.manners().sendsDirectedBroadcasts()) {
                tables.allowDirectedBroadcast(device(described.name()));
            }
        }
        config.routes().forEach(this::add);
        config.neighbors().forEach(this::add);
        for (final RouterConfig.RouteFile file : config.routeFiles()) {
            add(file);
        }
    }

    /** {@return the tables} */
    public ForwardingTables tables() {
        return tables;
    }

    /** {@return what the tables were made of} */
    public RouterConfig config() {
        return config;
    }

    private NextHops nextHop(final IpAddress address, final String device) {
        final IpInterface iface = device(device);
        return address.isIpv6()
                ? tables.nextHop(iface, address.high(), address.low())
                : tables.nextHop(iface, address.ipv4());
    }

    private void add(final RouterConfig.RouteFile file) throws IOException {
        final NextHops nextHops = nextHop(file.nextHop(), file.device());
        final boolean wantsIpv6 = file.nextHop().isIpv6();
        RouteFile.readPrefixes(file.path(), (isIpv6, high, low, length) -> {
            if (isIpv6 != wantsIpv6) {
                return;
            }
            if (isIpv6) {
                if (tables.ipv6().get(high, low, length) == Ipv6Fib.NO_ROUTE) {
                    tables.addRoute(high, low, length, nextHops);
                }
            } else if (tables.ipv4().get((int) low, length) == Ipv4Fib.NO_ROUTE) {
                tables.addRoute((int) low, length, nextHops);
            }
        });
    }

    private void add(final Route route) {
        final NextHops nextHops =
                switch (route.action()) {
                    case BLACKHOLE -> NextHops.BLACKHOLE;
                    case UNREACHABLE -> NextHops.UNREACHABLE;
                    case PROHIBIT -> NextHops.PROHIBIT;
                    case FORWARD -> {
                        final String device = Objects.requireNonNull(route.device());
                        yield route.nextHop() == null
                                ? tables.connected(device(device))
                                : nextHop(route.nextHop(), device);
                    }
                };
        final IpPrefix prefix = route.prefix();
        final boolean isIpv6 = prefix == null
                ? Objects.requireNonNull(route.nextHop()).isIpv6()
                : prefix.address().isIpv6();
        final IpAddress address = prefix == null ? new IpAddress(isIpv6, 0, 0) : prefix.address();
        final int length = prefix == null ? 0 : prefix.length();
        if (isIpv6) {
            tables.addRoute(address.high(), address.low(), length, nextHops);
        } else {
            tables.addRoute(address.ipv4(), length, nextHops);
        }
    }

    private void add(final Neighbor neighbor) {
        final IpInterface iface = device(neighbor.device());
        final IpAddress address = neighbor.address();
        if (address.isIpv6()) {
            tables.addNeighbor(iface, address.high(), address.low(), neighbor.mac());
        } else {
            tables.addNeighbor(iface, address.ipv4(), neighbor.mac());
        }
    }

    private IpInterface device(final String name) {
        return Objects.requireNonNull(interfaces.get(name), name);
    }
}
