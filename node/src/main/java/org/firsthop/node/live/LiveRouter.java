package org.firsthop.node.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.SystemNanoClock;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.BitmapIpv4Fib;
import org.firsthop.forwarding.fib.OctetIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.node.config.RouterConfig;
import org.firsthop.node.config.RouterTables;

/** A router on live interfaces, described by the same configuration as one between captures. */
public final class LiveRouter implements AutoCloseable {
    private static final int MAX_ADJACENCIES = 64 * 1024;

    private final LiveNode node;
    private final ForwardingTables tables;

    private LiveRouter(final LiveNode node, final ForwardingTables tables) {
        this.node = node;
        this.tables = tables;
    }

    /**
     * Attaches to all interfaces of a configuration and begins to route.
     *
     * @param config what the router is.
     * @param kinds how it attaches to interfaces, by their names; to others by packet sockets.
     * @param options how it runs.
     * @return the running router.
     * @throws IOException when an interface refuses, or a file cannot be read or created.
     */
    public static LiveRouter start(
            final RouterConfig config, final Map<String, PortKind> kinds, final NodeOptions options)
            throws IOException {
        final ReadEpochs epochs = new ReadEpochs(options.workers());
        final ForwardingTables tables = new RouterTables(
                        config,
                        new ForwardingTables(
                                new InterfaceTable(),
                                new AdjacencyTable(epochs, MAX_ADJACENCIES),
                                new BitmapIpv4Fib(epochs),
                                new OctetIpv6Fib(epochs)))
                .tables();
        final List<InterfaceSpec> interfaces = new ArrayList<>();
        for (final RouterConfig.Interface described : config.interfaces()) {
            final PortKind kind = kinds.getOrDefault(described.name(), PortKind.PACKET);
            interfaces.add(new InterfaceSpec(described.name(), kind, described.mtu()));
        }
        final LiveNode node = new LiveNode(options);
        try {
            final List<LiveNode.Place> places = node.open(interfaces);
            for (int i = 0; i < places.size(); i++) {
                final LiveNode.Place place = places.get(i);
                final ReadEpochs.Reader reader = epochs.register();
                final Router router = new Router("router-" + i, place.frames(), tables).atRest(reader::announce);
                place.ports().forEach(router::port);
                node.start(router.worker(SystemNanoClock.INSTANCE), place);
            }
        } catch (final IOException | RuntimeException e) {
            node.close();
            throw e;
        }
        return new LiveRouter(node, tables);
    }

    /** {@return the workers, their ports and counters} */
    public LiveNode node() {
        return node;
    }

    /** {@return what the router forwards by} */
    public ForwardingTables tables() {
        return tables;
    }

    @Override
    public void close() {
        node.close();
    }
}
