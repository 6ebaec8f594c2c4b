package org.firsthop.node.live;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;
import org.firsthop.core.hash.SipHash;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.BlockIpv4Fib;
import org.firsthop.forwarding.fib.OctetIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.forwarding.nat.Nat;
import org.firsthop.forwarding.neighbor.NeighborConfig;
import org.firsthop.forwarding.option.TimeOfDay;
import org.firsthop.node.config.RouterConfig;
import org.firsthop.node.config.RouterTables;
import org.firsthop.node.router.ConfiguredNat;

/**
 * A router on live interfaces, described by the same configuration as one between captures.
 *
 * <p>Every worker is a router of its own, with its own tables, neighbors and share of the flows.
 */
public final class LiveRouter implements AutoCloseable {
    private static final int MAX_ADJACENCIES = 64 * 1024;

    private final LiveNode node;
    private final List<ForwardingTables> tables;

    private LiveRouter(final LiveNode node, final List<ForwardingTables> tables) {
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
        final List<InterfaceSpec> interfaces = new ArrayList<>();
        for (final RouterConfig.Interface described : config.interfaces()) {
            final PortKind kind = kinds.getOrDefault(described.name(), PortKind.PACKET);
            interfaces.add(new InterfaceSpec(described.name(), kind, described.mtu()));
        }
        final RouterConfig.Translation translation = config.nat();
        if (translation != null && options.workers() > 1) {
            throw new IOException(config.file() + ':' + translation.line()
                    + ": a router that translates addresses has one worker, not " + options.workers());
        }
        final SecureRandom random = new SecureRandom();
        final List<ForwardingTables> tables = new ArrayList<>();
        final LiveNode node = new LiveNode(options);
        try {
            final List<LiveNode.Place> places = node.open(interfaces);
            for (int i = 0; i < places.size(); i++) {
                final LiveNode.Place place = places.get(i);
                final ReadEpochs epochs = new ReadEpochs(1);
                final ForwardingTables own = tables(config, epochs);
                final Router router = new Router("router-" + i, place.frames(), own)
                        .neighbors(
                                NeighborConfig.builder().seed(random.nextLong()).build())
                        .receiver(new NoServices())
                        .timeOfDay(TimeOfDay.of(SystemEpochClock.INSTANCE))
                        .atRest(epochs.register()::announce);
                final SipHash secret = SipHash.sipHash13(random.nextLong(), random.nextLong());
                final Nat nat = ConfiguredNat.of(config, own.interfaces(), secret);
                if (nat != null) {
                    router.nat(nat);
                }
                place.ports().forEach(router::port);
                node.start(router.worker(SystemNanoClock.INSTANCE), place);
                tables.add(own);
            }
        } catch (final IOException | RuntimeException e) {
            node.close();
            throw e;
        }
        return new LiveRouter(node, tables);
    }

    private static ForwardingTables tables(final RouterConfig config, final ReadEpochs epochs) throws IOException {
        return new RouterTables(
                        config,
                        new ForwardingTables(
                                new InterfaceTable(),
                                new AdjacencyTable(epochs, MAX_ADJACENCIES),
                                new BlockIpv4Fib(epochs),
                                new OctetIpv6Fib(epochs)))
                .tables();
    }

    /** {@return the workers, their ports and counters} */
    public LiveNode node() {
        return node;
    }

    /** {@return what each worker forwards by; it is the worker's to write} */
    public List<ForwardingTables> tables() {
        return List.copyOf(tables);
    }

    @Override
    public void close() {
        node.close();
    }
}
