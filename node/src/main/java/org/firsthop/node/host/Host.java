package org.firsthop.node.host;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.agrona.concurrent.NanoClock;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.Port;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.dns.authority.AuthoritativeResponder;
import org.firsthop.dns.cache.CacheConfig;
import org.firsthop.dns.cache.RrsetCache;
import org.firsthop.dns.random.ChaChaRandom;
import org.firsthop.dns.resolver.ForwardingConfig;
import org.firsthop.dns.resolver.Resolver;
import org.firsthop.dns.resolver.ResolverConfig;
import org.firsthop.dns.resolver.RootHints;
import org.firsthop.dns.resolver.ServerList;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.local.FrameFlags;
import org.firsthop.forwarding.local.IpHeaders;
import org.firsthop.forwarding.local.LocalReceiver;
import org.firsthop.forwarding.neighbor.NeighborConfig;
import org.firsthop.node.sim.SimNode;
import org.firsthop.node.sim.SimRandom;
import org.firsthop.tcp.TcpEngineBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A host: the stages of IP with forwarding off, UDP and TCP above them, and what runs on top of those.
 *
 * <pre>{@code
 * Host host = new Host("laptop", frames, clock, tables, ports, seed, neighbors, Host.smallTcp());
 * host.addresses().add(address);
 * ResolverEndpoint stub = host.stubResolver(new ServerList().withIpv4(0x08080808, 53), ForwardingConfig.DEFAULT);
 * TcpStream stream = host.tcp().connect(endpoint, handler);
 * while (true) {
 *     host.work(clock.nanoTime());               // and again at host.nextDeadline(), or when a frame has come
 * }
 * }</pre>
 *
 * <p>It starts no thread and reads no clock but the one it is given. One thread.
 */
public final class Host implements SimNode {
    private static final int TIMERS_A_TURN = 1_000;
    private static final long STUB_DEADLINE_NS = 30_000_000_000L;
    private static final int RESOLVER_SOURCES = 16;
    private static final int SMALL_POOL = 32;
    private static final int SMALL_TCP = 64;
    private static final int WINDOW = 64 * 1_024;
    private static final int SMALL_STREAMS = 2;
    private static final long CACHE_OCTETS = 2L << 20;

    private final String name;
    private final NanoClock clock;
    private final IpSender sender;
    private final SourceAddresses addresses = new SourceAddresses();
    private final UdpStack udp;
    private final TcpStack tcp;
    private final ChaChaRandom random;
    private final HostGraph graph;
    private final ForwardingTables tables;
    private final EchoStack echo;
    private final IcmpErrors icmpErrors;
    private final List<ResolverEndpoint> resolvers = new ArrayList<>();
    private final List<Autoconfiguration> autoconfigurations = new ArrayList<>();
    private final long autoconfigurationSeed;
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::dueNs).thenComparingLong(Timer::number));
    private long timersMade;

    /** Something to do at a time; at one time, in the order of asking. */
    private record Timer(long dueNs, long number, Runnable action) {}

    /**
     * A host.
     *
     * @param name of the host.
     * @param frames the allocator of the thread that runs it.
     * @param clock of the host.
     * @param tables with its interfaces, addresses and routes.
     * @param ports one for each interface.
     * @param seed of all that is random in it.
     * @param neighbors how it finds link addresses.
     * @param engine of its TCP; its secret is set here.
     */
    public Host(
            final String name,
            final FrameAllocator frames,
            final NanoClock clock,
            final ForwardingTables tables,
            final List<? extends Port> ports,
            final long seed,
            final NeighborConfig neighbors,
            final TcpEngineBuilder engine) {
        this.name = name;
        this.clock = clock;
        this.tables = tables;
        sender = new IpSender(frames);
        final SimRandom seeds = new SimRandom(seed);
        udp = new UdpStack(sender, addresses, new SimRandom(seeds.nextLong()));
        tcp = new TcpStack(engine.secret(seeds.nextLong(), seeds.nextLong()), sender, addresses, clock);
        random = new ChaChaRandom(seeds.nextLong());
        echo = new EchoStack(sender, addresses, new SimRandom(seeds.nextLong()));
        autoconfigurationSeed = seeds.nextLong();
        icmpErrors = new IcmpErrors(echo);
        graph = new HostGraph(name, frames, clock, tables, ports, neighbors, this::receive);
    }

    /** {@return TCP of a size for a client or a small server: 64 connections} */
    public static TcpEngineBuilder smallTcp() {
        return tcp(SMALL_TCP);
    }

    /**
     * TCP of a chosen size.
     *
     * @param connections at a time, at least 1; half-open ones and those in TIME-WAIT may be as many again.
     * @return the builder.
     */
    public static TcpEngineBuilder tcp(final int connections) {
        return new TcpEngineBuilder()
                .connections(connections)
                .halfOpens(connections)
                .timeWaits(connections)
                .smallRings(Math.min(16, connections))
                .mediumRings(Math.min(4, connections))
                .largeRings(1)
                .ringsOnDemand(true)
                .receiveWindow(WINDOW)
                .sendBuffer(WINDOW);
    }

    private DropReason receive(final FramePool pool, final int frame, final long nowNs) {
        switch (IpHeaders.upperLayerProtocol(pool, frame)) {
            case IpProtocol.TCP -> {
                tcp.onPacket(pool, frame, nowNs); // What it drops it counts itself, and answers with a reset.
                return DropReason.NONE;
            }
            case IpProtocol.UDP -> {
                return udp.onPacket(pool, frame, nowNs);
            }
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> {
                if ((pool.flags(frame) & FrameFlags.DISCOVERY) != 0) {
                    discovered(pool, frame, nowNs);
                    return DropReason.NONE;
                }
                icmpErrors.onPacket(pool, frame, nowNs);
                tcp.onIcmp(pool, frame, nowNs);
                return DropReason.NONE;
            }
            default -> {
                return LocalReceiver.PROTOCOL_UNREACHABLE;
            }
        }
    }

    /** A message of neighbor discovery that the stages have found valid. */
    private void discovered(final FramePool pool, final int frame, final long nowNs) {
        final long icmp = pool.address(frame) + pool.l3Offset(frame) + Ipv6Flyweight.HEADER_LENGTH;
        if (Memory.u8(null, icmp) == Icmpv6Type.ROUTER_ADVERTISEMENT) {
            for (final Autoconfiguration each : autoconfigurations) {
                if (each.interfaceIndex() == pool.ingress(frame)) {
                    each.onAdvertisement(pool, frame, nowNs);
                }
            }
        }
    }

    /**
     * Lets routers of an interface's link configure it for IPv6 (RFC 4862).
     *
     * @param iface of this host; each once.
     * @param limits of what is remembered.
     * @return what has been learned so far: nothing yet.
     * @throws IllegalStateException when the host's tables have no room for its link-local address.
     */
    public Autoconfiguration autoconfigure(final IpInterface iface, final Autoconfiguration.Limits limits) {
        final Autoconfiguration made = new Autoconfiguration(
                tables, iface, limits, addresses, sender, new SimRandom(autoconfigurationSeed + iface.index()));
        autoconfigurations.add(made);
        return made;
    }

    /** {@return what routers have configured, of each interface that they may} */
    public List<Autoconfiguration> autoconfigurations() {
        return List.copyOf(autoconfigurations);
    }

    /** {@return its addresses, to which those of its interfaces are to be added} */
    public SourceAddresses addresses() {
        return addresses;
    }

    /**
     * Adds an address that the host speaks from.
     *
     * @param address of one of its interfaces, IPv4 as IPv4-mapped.
     */
    public void addAddress(final Ipv6Address address) {
        addresses.add(address);
    }

    /** {@return UDP} */
    public UdpStack udp() {
        return udp;
    }

    /** {@return TCP} */
    public TcpStack tcp() {
        return tcp;
    }

    /** {@return echo requests and what comes back} */
    public EchoStack echo() {
        return echo;
    }

    /** {@return where transports write} */
    public IpSender sender() {
        return sender;
    }

    /** {@return the time} */
    public long nowNs() {
        return clock.nanoTime();
    }

    /** {@return interfaces and routes} */
    public ForwardingTables tables() {
        return tables;
    }

    /**
     * Why nothing can be sent to an address, as far as this host knows.
     *
     * @param address IPv4 as IPv4-mapped.
     * @return a sentence for people, or {@code null} when there is a route.
     */
    public @Nullable String unreachable(final Ipv6Address address) {
        final int adjacency = address.isIpv4Mapped()
                ? tables.ipv4().lookup(address.embeddedIpv4())
                : tables.ipv6().lookup(address.high(), address.low());
        final int kind = Adjacency.kind(Adjacency.state(tables.adjacencies().entryAddress(adjacency)));
        return switch (kind) {
            case Adjacency.NO_ROUTE, Adjacency.UNREACHABLE, Adjacency.BLACKHOLE ->
                "no route to " + Endpoint.addressText(address) + ": no prefix in the routes of " + name
                        + " contains it";
            case Adjacency.PROHIBIT -> "the routes of " + name + " prohibit " + Endpoint.addressText(address);
            default -> null;
        };
    }

    /**
     * Sets who is told of errors that the network reports about packets to a destination.
     *
     * @param remote the destination, with its port.
     * @param handler told, or {@code null} for nobody.
     */
    public void onIcmpError(final Endpoint remote, final @Nullable IcmpErrorHandler handler) {
        icmpErrors.handle(remote, handler);
    }

    /** {@return the worker with the stages of IP} */
    public Worker worker() {
        return graph.worker();
    }

    /**
     * Makes the resolver of a client: it asks others and keeps what they say.
     *
     * @param servers to ask.
     * @param habits how they are asked.
     * @return the resolver.
     */
    public ResolverEndpoint stubResolver(final ServerList servers, final ForwardingConfig habits) {
        final ResolverConfig config = ResolverConfig.DEFAULT
                .withPools(SMALL_POOL, SMALL_POOL, SMALL_STREAMS, SMALL_POOL)
                .withDeadline(STUB_DEADLINE_NS, ResolverConfig.DEFAULT.maxTries())
                .withSources(RESOLVER_SOURCES);
        return add(new ResolverEndpoint(
                udp,
                tcp,
                clock,
                config,
                outbox -> Resolver.forwarding(config, habits, servers, cache(), random, outbox)));
    }

    /**
     * Makes a resolver that asks from the root down, and serves others at the port of DNS.
     *
     * @param hints where the root is.
     * @return the resolver.
     */
    public ResolverEndpoint iterativeResolver(final RootHints hints) {
        final ResolverConfig config = ResolverConfig.DEFAULT.withPriming(false);
        final ResolverEndpoint resolver = add(new ResolverEndpoint(
                udp, tcp, clock, config, outbox -> Resolver.iterative(config, hints, cache(), random, outbox)));
        resolver.serve(udp);
        return resolver;
    }

    /**
     * Serves zones at the port of DNS.
     *
     * @param responder with the zones.
     * @return the server.
     */
    public AuthorityEndpoint authority(final AuthoritativeResponder responder) {
        return new AuthorityEndpoint(udp, tcp, responder);
    }

    private RrsetCache cache() {
        return new RrsetCache(CacheConfig.DEFAULT.withCapacity(CACHE_OCTETS), random);
    }

    private ResolverEndpoint add(final ResolverEndpoint resolver) {
        resolvers.add(resolver);
        return resolver;
    }

    /**
     * Does something at a time.
     *
     * @param dueNs the time.
     * @param action to do.
     */
    public void at(final long dueNs, final Runnable action) {
        timers.add(new Timer(dueNs, timersMade++, action));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void work(final long nowNs) {
        doWork(nowNs);
    }

    /**
     * As {@link #work}, for one who rests when there is nothing to do.
     *
     * @param nowNs the time.
     * @return how much was done.
     */
    public int doWork(final long nowNs) {
        int work = 0;
        for (Timer next = timers.peek(); next != null && next.dueNs <= nowNs; next = timers.peek()) {
            timers.remove();
            next.action.run();
            work++;
        }
        for (int i = 0; i < resolvers.size(); i++) {
            resolvers.get(i).poll(nowNs);
        }
        for (int i = 0; i < autoconfigurations.size(); i++) {
            autoconfigurations.get(i).poll(nowNs);
        }
        if (tcp.engine().nextDeadline() <= nowNs) {
            work += tcp.engine().poll(nowNs, TIMERS_A_TURN);
        }
        do {
            work += graph.work(sender);
        } while (sender.hasPackets() || graph.hasArrivals());
        return work;
    }

    /** Ends all connections with resets, so that peers do not wait for a host that is gone. */
    public void abortConnections() {
        tcp.abortAll();
        graph.work(sender);
    }

    @Override
    public long nextDeadline() {
        long deadline = Math.min(tcp.engine().nextDeadline(), graph.nextDeadline());
        final Timer next = timers.peek();
        if (next != null) {
            deadline = Math.min(deadline, next.dueNs);
        }
        for (int i = 0; i < resolvers.size(); i++) {
            deadline = Math.min(deadline, resolvers.get(i).nextDeadline());
        }
        for (int i = 0; i < autoconfigurations.size(); i++) {
            deadline = Math.min(deadline, autoconfigurations.get(i).nextDeadline());
        }
        return deadline;
    }

    @Override
    public String toString() {
        return name;
    }
}
