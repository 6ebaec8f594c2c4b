package org.firsthop.node.internet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.firsthop.core.frame.FramePool;
import org.firsthop.dns.config.HostsFile;
import org.firsthop.dns.config.ResolvConf;
import org.firsthop.dns.resolver.ForwardingConfig;
import org.firsthop.dns.resolver.ServerList;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.node.config.IpPrefix;
import org.firsthop.node.config.RouterConfig;
import org.firsthop.node.host.ConnectObserver;
import org.firsthop.node.host.ConnectResult;
import org.firsthop.node.host.Connector;
import org.firsthop.node.host.Endpoint;
import org.firsthop.node.host.Host;
import org.firsthop.node.host.HttpUrl;
import org.firsthop.node.host.ResolverEndpoint;
import org.firsthop.node.host.UrlException;
import org.firsthop.node.sim.Link;
import org.firsthop.node.sim.LinkEnd;
import org.firsthop.node.sim.SimNode;
import org.firsthop.node.sim.Simulation;
import org.jspecify.annotations.Nullable;

/**
 * A network that runs: the nodes and links of a {@link Topology} in a {@link Simulation}.
 *
 * <pre>{@code
 * SimulatedNetwork network = SimulatedNetwork.of(Topology.defaultInternet(), 1);
 * CompletableFuture<ConnectResult> result = network.connector("laptop", false, observer).connect(url);
 * network.simulation().run(result::isDone, 60_000_000_000L);
 * }</pre>
 *
 * <p>One thread.
 */
public final class SimulatedNetwork {
    private static final int MIN_FRAMES = 4_096;

    /** A second for each try, five rounds: resolv.conf's "timeout:1 attempts:5". */
    private static final ForwardingConfig STUB_HABITS = new ForwardingConfig(1_000_000_000L, 5, false, false);

    private final Simulation simulation;
    private final Topology topology;
    private final Map<String, SimNode> nodes = new LinkedHashMap<>();
    private final Map<String, NodeSpec> specs = new HashMap<>();
    private final Map<String, ResolverEndpoint> stubs = new HashMap<>();
    private final Map<String, Link> links = new LinkedHashMap<>();
    private final NodeMaker maker;

    private SimulatedNetwork(final Topology topology, final long seed, final int frames, final int threads) {
        this.topology = topology;
        simulation = Simulation.builder()
                .seed(seed)
                .frames(FramePool.builder().frames(frames))
                .threads(threads)
                .build();
        maker = new NodeMaker(simulation, new Stations(topology), Partitioning.of(topology, threads));
    }

    /**
     * Builds a network.
     *
     * @param topology of the network.
     * @param seed of all that is random in it.
     * @return the network at time 0.
     * @throws IOException when a file that the topology names cannot be read.
     * @throws IllegalArgumentException when a zone cannot be.
     */
    public static SimulatedNetwork of(final Topology topology, final long seed) throws IOException {
        return of(topology, seed, Math.max(MIN_FRAMES, 8 * topology.links().size()));
    }

    /**
     * Builds a network.
     *
     * @param topology of the network.
     * @param seed of all that is random in it.
     * @param frames that can be under way at one moment.
     * @return the network at time 0.
     * @throws IOException when a file that the topology names cannot be read.
     * @throws IllegalArgumentException when a zone cannot be.
     */
    public static SimulatedNetwork of(final Topology topology, final long seed, final int frames) throws IOException {
        return of(topology, seed, frames, 1);
    }

    /**
     * Builds a network that several threads run, each a part of it: parts that links of long delay join.
     *
     * @param topology of the network.
     * @param seed of all that is random in it.
     * @param frames that can be under way at one moment, and 128 more for each thread.
     * @param threads 1 to 64; what happens is the same with any number.
     * @return the network at time 0.
     * @throws IOException when a file that the topology names cannot be read.
     * @throws IllegalArgumentException when a zone cannot be.
     */
    public static SimulatedNetwork of(final Topology topology, final long seed, final int frames, final int threads)
            throws IOException {
        final SimulatedNetwork network = new SimulatedNetwork(topology, seed, frames, threads);
        network.build();
        return network;
    }

    private void build() throws IOException {
        final Map<String, Map<String, LinkEnd>> ports = new HashMap<>();
        for (final LinkSpec spec : topology.links()) {
            String name = spec.name();
            for (int i = 2; links.containsKey(name); i++) {
                name = spec.name() + '-' + i;
            }
            final Link link = simulation.link(name, spec.config());
            links.put(name, link);
            attach(ports, spec.leftNode(), spec.leftPort(), link.left());
            attach(ports, spec.rightNode(), spec.rightPort(), link.right());
        }
        for (final NodeSpec spec : topology.nodes()) {
            specs.put(spec.name(), spec);
            final Map<String, LinkEnd> own = ports.getOrDefault(spec.name(), Map.of());
            final SimNode node = maker.make(spec, own);
            nodes.put(spec.name(), simulation.add(node, maker.partition(spec)));
            own.values().forEach(end -> end.attach(node));
        }
    }

    /** {@return the partition of a node} */
    int partition(final NodeSpec spec) {
        return maker.partition(spec);
    }

    private static void attach(
            final Map<String, Map<String, LinkEnd>> ports, final String node, final String port, final LinkEnd end) {
        // A switch's ports have no names of their own.
        ports.computeIfAbsent(node, ignored -> new LinkedHashMap<>()).put(port.isEmpty() ? end.name() : port, end);
    }

    /**
     * Lets what is on links arrive, and what follows from it at once.
     *
     * @param limitNs the most time for it.
     */
    public void settle(final long limitNs) {
        simulation.run(() -> underWay() == 0, simulation.nowNs() + limitNs);
    }

    private long underWay() {
        long sum = 0;
        for (final Link link : simulation.links()) {
            sum += link.left().underWay() + link.right().underWay();
        }
        return sum;
    }

    /** {@return the simulation} */
    public Simulation simulation() {
        return simulation;
    }

    /** {@return what the network was made of} */
    public Topology topology() {
        return topology;
    }

    /** {@return the nodes by name, in the order of the topology} */
    public Map<String, SimNode> nodes() {
        return nodes;
    }

    /**
     * A link.
     *
     * @param name of it: both nodes with a hyphen between.
     * @return the link.
     * @throws IllegalArgumentException when there is none of the name.
     */
    public Link link(final String name) {
        final Link link = links.get(name);
        if (link == null) {
            throw new IllegalArgumentException("no link " + name + ", expected one of " + links.keySet());
        }
        return link;
    }

    /** {@return the links by name, in the order of the topology} */
    public Map<String, Link> links() {
        return links;
    }

    /**
     * A host.
     *
     * @param name of the node.
     * @return the host.
     * @throws IllegalArgumentException when there is none of the name.
     */
    public Host host(final String name) {
        if (nodes.get(name) instanceof Host host) {
            return host;
        }
        throw new IllegalArgumentException("no host " + name + ", expected one of " + nodes.keySet());
    }

    private NodeSpec spec(final String name) {
        final NodeSpec spec = specs.get(name);
        if (spec == null) {
            throw new IllegalArgumentException("no node " + name + ", expected one of " + nodes.keySet());
        }
        return spec;
    }

    /**
     * The routes of a node.
     *
     * @param name of a host or router.
     * @return its tables, or {@code null} for a switch.
     */
    public @Nullable ForwardingTables tables(final String name) {
        final SimNode node = nodes.get(name);
        if (node instanceof Host host) {
            return host.tables();
        }
        return node instanceof RouterNode router ? router.tables() : null;
    }

    /**
     * The resolver of a host for itself, made when it is asked for first.
     *
     * @param name of a host.
     * @return the resolver, which asks the host's name servers.
     */
    public ResolverEndpoint stub(final String name) {
        return stubs.computeIfAbsent(name, ignored -> {
            final NodeSpec spec = spec(name);
            ServerList servers = ServerList.EMPTY;
            for (final var address : spec.nameservers()) {
                servers = servers.with(address.high(), address.low(), ServerList.DNS_PORT);
            }
            if (servers.size() == 0) {
                throw new IllegalArgumentException("host " + name + " has no nameserver to ask");
            }
            return host(name).stubResolver(servers, STUB_HABITS);
        });
    }

    /**
     * Whether a node is a switch.
     *
     * @param name of the node.
     * @return whether it is.
     */
    public boolean isSwitch(final String name) {
        return nodes.get(name) instanceof BridgeNode;
    }

    /**
     * The networks that a host or router is on.
     *
     * @param name of the node.
     * @return the prefixes of its addresses, in the order of the topology.
     */
    public List<IpPrefix> networks(final String name) {
        final List<IpPrefix> networks = new ArrayList<>();
        for (final RouterConfig.Interface described :
                NodeMaker.config(spec(name)).interfaces()) {
            for (final RouterConfig.InterfaceAddress own : described.addresses()) {
                networks.add(IpPrefix.of(own.address(), own.prefixLength()));
            }
        }
        return networks;
    }

    /**
     * The hosts file of a host.
     *
     * @param name of the host.
     * @return the file.
     */
    public HostsFile hostsFile(final String name) {
        return HostsFile.parse(spec(name).hostsFile());
    }

    /** {@return the resolvers that serve others, by the name of their host} */
    public Map<String, ResolverEndpoint> resolvers() {
        return maker.resolvers();
    }

    /**
     * Lets a host connect to a URL, over IPv4; the caller then runs the simulation.
     *
     * @param name of the host.
     * @param url to connect to.
     * @return the result to be.
     * @throws UrlException when it is no URL.
     */
    public CompletableFuture<ConnectResult> connect(final String name, final String url) throws UrlException {
        final CompletableFuture<ConnectResult> result =
                connector(name, false, new ConnectObserver() {}).connect(HttpUrl.parse(url));
        simulation.wake(host(name));
        return result;
    }

    /**
     * Makes what connects a host to URLs.
     *
     * @param name of the host.
     * @param useIpv6 whether IPv6 is tried too, and first.
     * @param observer told each step.
     * @return the connector; after each call of it, {@link Simulation#wake} the host.
     */
    public Connector connector(final String name, final boolean useIpv6, final ConnectObserver observer) {
        final NodeSpec spec = spec(name);
        final StringBuilder conf = new StringBuilder();
        spec.nameservers().forEach(address -> conf.append("nameserver ")
                .append(Endpoint.addressText(address))
                .append('\n'));
        if (!useIpv6) {
            conf.append("options no-aaaa\n");
        }
        return new Connector(
                host(name),
                stub(name),
                hostsFile(name),
                ResolvConf.parse(conf.toString()),
                useIpv6,
                Connector.DEFAULT_TIMEOUT_NS,
                observer);
    }
}
