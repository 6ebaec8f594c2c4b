package org.firsthop.node.live;

import java.io.IOException;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.BlockIpv4Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.fib.StrideIpv6Fib;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.node.config.RouterConfig;
import org.firsthop.node.config.RouterTables;

/** The tables by which live nodes forward, with room for a full table of routes. */
final class LiveTables {
    private static final int MAX_ADJACENCIES = 64 * 1024;

    private LiveTables() {}

    /** Makes the tables that a configuration describes. */
    static ForwardingTables of(final RouterConfig config, final ReadEpochs epochs) throws IOException {
        return new RouterTables(
                        config,
                        new ForwardingTables(
                                new InterfaceTable(),
                                new AdjacencyTable(epochs, MAX_ADJACENCIES),
                                new BlockIpv4Fib(epochs),
                                new StrideIpv6Fib(epochs)))
                .tables();
    }
}
