package org.firsthop.node.internet;

import java.io.IOException;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.BlockIpv4Fib;
import org.firsthop.forwarding.fib.Ipv4Fib;
import org.firsthop.forwarding.fib.Ipv6Fib;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.fib.StrideIpv6Fib;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.node.config.RouterConfig;
import org.firsthop.node.config.RouterTables;

/**
 * Forwarding tables of simulated nodes. A node with few routes scans a list of them; one with many has the FIBs of a real
 * router, which begin at six megabytes.
 */
final class NodeTables {
    /** Those of an interface's addresses and prefixes, and those of the node. */
    private static final int ADJACENCIES_AN_INTERFACE = 8;

    private static final int ADJACENCIES_A_NODE = 8;
    private static final int MANY_ROUTES = 64;
    private static final int ADJACENCIES_OF_MANY = 4_096;

    /**
     * Room for the routes that a topology writes out, each perhaps in blocks of its own; a table from a file gets the FIB's
     * own.
     */
    private static final long FIB_OCTETS = 4L << 20;

    private static final long FIB_OCTETS_A_ROUTE = 4L << 10;

    private NodeTables() {}

    /** Makes and fills the tables of a node that has room for so many neighbors. */
    static ForwardingTables of(final RouterConfig config, final int neighbors) throws IOException {
        final ReadEpochs epochs = new ReadEpochs(1);
        final boolean many = config.routes().size() + config.neighbors().size() > MANY_ROUTES
                || !config.routeFiles().isEmpty();
        final Ipv4Fib ipv4 = many
                ? new BlockIpv4Fib(
                        epochs,
                        fibOctets(config, BlockIpv4Fib.DEFAULT_LOOKUP_CAPACITY),
                        fibOctets(config, BlockIpv4Fib.DEFAULT_CONTROL_CAPACITY))
                : new LinearScanIpv4Fib();
        final Ipv6Fib ipv6 = many
                ? new StrideIpv6Fib(
                        epochs,
                        fibOctets(config, StrideIpv6Fib.DEFAULT_LOOKUP_CAPACITY),
                        fibOctets(config, StrideIpv6Fib.DEFAULT_CONTROL_CAPACITY))
                : new LinearScanIpv6Fib();
        return new RouterTables(
                        config,
                        new ForwardingTables(
                                new InterfaceTable(),
                                new AdjacencyTable(
                                        epochs,
                                        many
                                                ? ADJACENCIES_OF_MANY
                                                : ADJACENCIES_A_NODE
                                                        + ADJACENCIES_AN_INTERFACE
                                                                * config.interfaces()
                                                                        .size()
                                                        + config.routes().size()
                                                        + neighbors),
                                ipv4,
                                ipv6))
                .tables();
    }

    private static long fibOctets(final RouterConfig config, final long whole) {
        return config.routeFiles().isEmpty()
                ? Math.min(
                        whole, FIB_OCTETS + FIB_OCTETS_A_ROUTE * config.routes().size())
                : whole;
    }

    /** {@return an address as the transports have it} */
    static Ipv6Address address(final RouterConfig.InterfaceAddress address) {
        return address.address().isIpv6()
                ? new Ipv6Address(address.address().high(), address.address().low())
                : Ipv6Address.ofIpv4Mapped(address.address().ipv4());
    }
}
