package org.firsthop.node.internet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.firsthop.core.hash.SipHash;
import org.firsthop.dns.authority.AuthoritativeResponder;
import org.firsthop.dns.authority.ZoneSet;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.resolver.RootHints;
import org.firsthop.dns.zone.Zone;
import org.firsthop.dns.zone.ZoneBuilder;
import org.firsthop.forwarding.bridge.Bridge;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.forwarding.nat.Nat;
import org.firsthop.forwarding.neighbor.NeighborConfig;
import org.firsthop.node.config.RouterConfig;
import org.firsthop.node.host.Host;
import org.firsthop.node.host.ResolverEndpoint;
import org.firsthop.node.host.StreamHandler;
import org.firsthop.node.router.ConfiguredNat;
import org.firsthop.node.router.ConfiguredRouter;
import org.firsthop.node.sim.Link;
import org.firsthop.node.sim.LinkConfig;
import org.firsthop.node.sim.LinkEnd;
import org.firsthop.node.sim.SimNode;
import org.firsthop.node.sim.Simulation;

/** Makes the nodes of a network, each as its {@link NodeSpec} says, in the partition of a {@link Simulation} that is to run it. */
final class NodeMaker {
    private static final int MAX_UNRESOLVED = 32;
    private static final int BRIDGE_STATIONS = 1_024;

    private final Simulation simulation;
    private final Stations stations;
    private final Map<String, Integer> partitions;
    private final Map<String, ResolverEndpoint> resolvers = new HashMap<>();

    NodeMaker(final Simulation simulation, final Stations stations, final Map<String, Integer> partitions) {
        this.simulation = simulation;
        this.stations = stations;
        this.partitions = partitions;
    }

    /**
     * Makes a node; it is in no simulation yet.
     *
     * @param spec what it is.
     * @param own ends of links that it has, by the names of its ports.
     */
    SimNode make(final NodeSpec spec, final Map<String, LinkEnd> own) throws IOException {
        return switch (spec.kind()) {
            case HOST -> host(spec, own);
            case ROUTER -> router(spec, own);
            case SWITCH -> bridge(spec, own.values());
        };
    }

    /** {@return the partition of a node} */
    int partition(final NodeSpec spec) {
        return partitions.getOrDefault(spec.name(), 0);
    }

    /** {@return the resolvers that serve others, by the name of their host, of the nodes made so far} */
    Map<String, ResolverEndpoint> resolvers() {
        return resolvers;
    }

    /** The ports of a node in the order of its interfaces; one without a link has one that leads nowhere. */
    private List<LinkEnd> ports(final NodeSpec spec, final RouterConfig config, final Map<String, LinkEnd> own) {
        final List<LinkEnd> ends = new ArrayList<>();
        for (final RouterConfig.Interface described : config.interfaces()) {
            LinkEnd end = own.get(described.name());
            if (end == null) {
                final Link loose = simulation.link(spec.name() + '.' + described.name(), LinkConfig.ethernet());
                loose.up(false);
                end = loose.left();
            }
            ends.add(end);
        }
        return ends;
    }

    static RouterConfig config(final NodeSpec spec) {
        final RouterConfig config = spec.config();
        if (config == null) {
            throw new IllegalArgumentException(spec.name() + " has no interfaces");
        }
        return config;
    }

    private SimNode router(final NodeSpec spec, final Map<String, LinkEnd> own) throws IOException {
        final RouterConfig config = config(spec);
        final ForwardingTables tables = NodeTables.of(config, stations.neighborsOf(spec));
        final List<LinkEnd> ends = ports(spec, config, own);
        final Router router = new Router(spec.name(), simulation.frames(partition(spec)), tables);
        ends.forEach(router::port);
        ConfiguredRouter.apply(router, config, tables);
        router.neighbors(neighbors(spec, config).build());
        final Nat nat = ConfiguredNat.of(config, tables.interfaces(), hash(spec.name() + " nat"));
        if (nat != null) {
            router.nat(nat);
        }
        return new RouterNode(router.worker(simulation.clock(partition(spec))), tables);
    }

    private SipHash hash(final String purpose) {
        return SipHash.sipHash13(simulation.seed(purpose), simulation.seed(purpose + " 2"));
    }

    /** Neighbors found as ever, addresses used at once: in a network that nobody else is in, none is taken already. */
    private NeighborConfig.Builder neighbors(final NodeSpec spec, final RouterConfig config) {
        final int capacity = stations.neighborsOf(spec);
        final NeighborConfig.Builder neighbors = NeighborConfig.builder()
                .seed(simulation.seed(spec.name() + " neighbors"))
                .capacity(capacity)
                .unresolvedPerLink(Math.min(capacity, MAX_UNRESOLVED))
                .unaskedCapacity(capacity / 2)
                .duplicateProbes(0)
                .announcements(0);
        return ConfiguredRouter.apply(neighbors, config);
    }

    private SimNode bridge(final NodeSpec spec, final Collection<LinkEnd> own) {
        final Bridge bridge = new Bridge(spec.name(), simulation.frames(partition(spec)), hash(spec.name()))
                .stations(BRIDGE_STATIONS);
        own.forEach(bridge::port);
        return new BridgeNode(bridge, bridge.worker(simulation.clock(partition(spec))));
    }

    private SimNode host(final NodeSpec spec, final Map<String, LinkEnd> own) throws IOException {
        final RouterConfig config = config(spec);
        final Host host = new Host(
                spec.name(),
                simulation.frames(partition(spec)),
                simulation.clock(partition(spec)),
                NodeTables.of(config, stations.neighborsOf(spec)),
                ports(spec, config, own),
                simulation.seed(spec.name()),
                neighbors(spec, config).build(),
                spec.connections() == 0 ? Host.smallTcp() : Host.tcp(spec.connections()));
        for (final RouterConfig.Interface described : config.interfaces()) {
            described.addresses().forEach(address -> host.addAddress(NodeTables.address(address)));
        }
        host.sender().timeToLive(spec.timeToLive());
        for (final int port : spec.listenPorts()) {
            host.tcp().listen(port, () -> new StreamHandler() {});
        }
        if (!spec.zones().isEmpty()) {
            final List<Zone> zones = new ArrayList<>();
            spec.zones().forEach((origin, text) -> zones.add(ZoneBuilder.parse(DomainName.of(origin), text)));
            host.authority(new AuthoritativeResponder(new ZoneSet(zones)));
        }
        if (!spec.roots().isEmpty()) {
            resolvers.put(spec.name(), host.iterativeResolver(new RootHints(spec.roots())));
        }
        return host;
    }
}
