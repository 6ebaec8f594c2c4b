package org.firsthop.forwarding.ip;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.agrona.concurrent.NanoClock;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.PortOutput;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.pipeline.StageGraph;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.Port;
import org.firsthop.forwarding.advertise.AdvertisementConfig;
import org.firsthop.forwarding.advertise.RouterAdvertiser;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.filter.FilterStage;
import org.firsthop.forwarding.fragment.Ipv4Fragmenter;
import org.firsthop.forwarding.fragment.Ipv6Fragmenter;
import org.firsthop.forwarding.fragment.Ipv6Identifications;
import org.firsthop.forwarding.fragment.Reassembly;
import org.firsthop.forwarding.icmp.IcmpErrors;
import org.firsthop.forwarding.icmp.IcmpInput;
import org.firsthop.forwarding.icmp.Icmpv6Input;
import org.firsthop.forwarding.icmp.Ipv6Redirects;
import org.firsthop.forwarding.icmp.LinkMtu;
import org.firsthop.forwarding.icmp.LongEcho;
import org.firsthop.forwarding.icmp.Redirects;
import org.firsthop.forwarding.local.LocalOutput;
import org.firsthop.forwarding.nat.NatIn;
import org.firsthop.forwarding.nat.NatOut;
import org.firsthop.forwarding.neighbor.ArpInput;
import org.firsthop.forwarding.neighbor.DelegatedNeighbors;
import org.firsthop.forwarding.neighbor.NdpInput;
import org.firsthop.forwarding.neighbor.NeighborConfig;
import org.firsthop.forwarding.neighbor.NeighborDelegate;
import org.firsthop.forwarding.neighbor.NeighborHandoff;
import org.firsthop.forwarding.neighbor.NeighborStage;
import org.firsthop.forwarding.neighbor.UnreachableNeighbors;
import org.firsthop.forwarding.option.Ipv4OptionWriter;
import org.jspecify.annotations.Nullable;

/**
 * The stages of a {@link Router} and the ways between them, subject by subject: what comes in, what is for this node, what goes
 * on, what this node sends, whose link addresses are known, and what leaves.
 *
 * <p>What a router is not asked to do has no stage here, and costs its packets nothing.
 */
final class RouterGraph {
    private final Router router;
    private final ForwardingTables tables;
    private final FrameAllocator frames;
    private final StageGraph.Builder graph = StageGraph.builder();
    private final @Nullable Redirects betterHops;
    private final @Nullable NeighborStage neighbors;
    private final @Nullable RouterAdvertiser advertiser;
    private final @Nullable RedirectInput redirects;
    private @Nullable NatIn natIn;
    private final EthernetInput ethernet;
    private final Ipv4Input ipv4Input;
    private final Ipv4Lookup ipv4Lookup;
    private final Ipv4Rewrite ipv4Rewrite;
    private final Ipv4Local ipv4Local;
    private final Ipv6Input ipv6Input;
    private final Ipv6Lookup ipv6Lookup;
    private final Ipv6Rewrite ipv6Rewrite;
    private final Ipv6Local ipv6Local;
    private final NdpInput ndp;
    private final LocalDelivery delivery;
    private final LocalOutput localOutput;
    private final IcmpInput icmpInput;
    private final Icmpv6Input icmpv6Input;
    private final IcmpErrors errors;
    private final Ipv6Identifications identifications;
    private final LongEcho longEcho;

    RouterGraph(final Router router) {
        this.router = router;
        tables = router.tables;
        frames = router.frames;
        final InterfaceTable interfaces = tables.interfaces();
        final AdjacencyTable adjacencies = tables.adjacencies();
        final Ipv4OptionWriter options = new Ipv4OptionWriter(tables.addresses(), router.timeOfDay);
        neighbors = router.neighborConfig == null ? null : neighborStage(router.neighborConfig);
        advertiser =
                neighbors == null || !router.isForwarding || router.advertisements.isEmpty() ? null : makeAdvertiser();
        redirects = neighbors == null || router.isForwarding || router.redirectCapacity == 0
                ? null
                : new RedirectInput(tables, router.redirectCapacity, router.redirectLifetimeNs, neighbors, frames);
        betterHops = router.isForwarding && router.policy.sendsRedirects()
                ? new Redirects(tables.links(), adjacencies, frames)
                : null;
        ethernet = new EthernetInput(interfaces, router.acceptsAnyStation, frames);
        ipv4Input = new Ipv4Input(tables.addresses(), router.routerAlerts, frames);
        ipv4Lookup = new Ipv4Lookup(tables.ipv4(), adjacencies, frames);
        ipv4Rewrite = new Ipv4Rewrite(interfaces, adjacencies, options, betterHops, frames);
        ipv4Local = new Ipv4Local(tables.addresses(), frames);
        ipv6Input = new Ipv6Input(router.routerAlerts, frames);
        ipv6Lookup = new Ipv6Lookup(tables, frames);
        ipv6Rewrite = new Ipv6Rewrite(interfaces, adjacencies, betterHops, frames);
        ipv6Local = new Ipv6Local(frames);
        ndp = new NdpInput(frames);
        delivery = new LocalDelivery(router.local, frames);
        localOutput = new LocalOutput(tables.addresses(), links(), frames);
        icmpInput = new IcmpInput(router.icmp, tables.addresses(), options, router.timeOfDay, frames);
        identifications = new Ipv6Identifications(router.neighborConfig == null ? 0 : router.neighborConfig.seed());
        longEcho = new LongEcho(router.icmp, icmpInput, localOutput, linkMtus(), options, identifications);
        icmpv6Input = new Icmpv6Input(router.icmp, tables.addresses(), frames);
        errors = new IcmpErrors(
                router.icmpErrors,
                router.icmp,
                tables.addresses(),
                tables.ipv4(),
                tables.ipv6(),
                adjacencies,
                interfaces.size(),
                frames);
    }

    private NeighborStage neighborStage(final NeighborConfig config) {
        for (final IpInterface iface : tables.interfaces().all()) {
            if (tables.links().lacksLinkLocal(iface.index())) {
                tables.addLinkLocalAddress(iface);
            }
        }
        return new NeighborStage(
                config,
                router.isForwarding,
                tables.links(),
                tables.adjacencies(),
                tables.ipv4(),
                tables.ipv6(),
                frames);
    }

    private RouterAdvertiser makeAdvertiser() {
        final @Nullable AdvertisementConfig[] configs =
                new @Nullable AdvertisementConfig[tables.links().size()];
        router.advertisements.forEach((index, config) -> configs[index] = config);
        final long seed = Objects.requireNonNull(router.neighborConfig).seed();
        return new RouterAdvertiser(tables.links(), configs, Long.rotateLeft(seed, 32), frames);
    }

    private List<LocalOutput.Link> links() {
        final List<LocalOutput.Link> links = new ArrayList<>();
        for (final IpInterface iface : tables.interfaces().all()) {
            links.add(new LocalOutput.Link(iface.name(), iface.mac(), iface.mtu()));
        }
        return links;
    }

    private LinkMtu linkMtus() {
        return new LinkMtu(
                tables.ipv4(),
                tables.ipv6(),
                tables.adjacencies(),
                tables.interfaces().all().stream().mapToInt(IpInterface::mtu).toArray());
    }

    /** The stage that finds neighbors, or {@code null} when another worker's does or they are configured. */
    @Nullable
    NeighborStage neighbors() {
        return neighbors;
    }

    /** What advertises this router, or {@code null} when nothing does. */
    @Nullable
    RouterAdvertiser advertiser() {
        return advertiser;
    }

    /** Where packets of this node's own enter. */
    LocalOutput localOutput() {
        return localOutput;
    }

    /** Connects everything. */
    Worker worker(final NanoClock clock) {
        connectInput();
        connectLocal();
        connectForwarding();
        connectOwn();
        connectNeighbors();
        return connectPorts(Worker.builder(router.name, clock).atRest(router.atRest));
    }

    /** What comes in, to the lookup of a router or to the host. */
    private void connectInput() {
        graph.connect(ethernet.ipv4, ipv4Input)
                .connect(ethernet.ipv6, ipv6Input)
                .connect(ipv4Input.errors, errors)
                .connect(ipv6Input.errors, errors)
                .connect(filteredIn(ipv4Input.local, "ipv4-filter-in-local"), ipv4Arrived())
                .connect(filteredIn(ipv6Input.local, "ipv6-filter-in-local"), ipv6Arrived());
        Output ipv4 = filteredIn(ipv4Input.unicast, "ipv4-filter-in");
        Output ipv6 = filteredIn(ipv6Input.unicast, "ipv6-filter-in");
        if (!router.isForwarding) {
            final HostInput ipv4Host = HostInput.ipv4(tables, frames);
            final HostInput ipv6Host = HostInput.ipv6(tables, frames);
            graph.connect(ipv4, ipv4Host)
                    .connect(ipv6, ipv6Host)
                    .connect(ipv4Host.local, ipv4Arrived())
                    .connect(ipv6Host.local, ipv6Arrived());
            return;
        }
        if (router.policy.hasReversePath()) {
            final ReversePathFilter ipv4Filter = ReversePathFilter.ipv4(tables, router.policy, frames);
            final ReversePathFilter ipv6Filter = ReversePathFilter.ipv6(tables, router.policy, frames);
            graph.connect(ipv4, ipv4Filter).connect(ipv6, ipv6Filter);
            ipv4 = ipv4Filter.next;
            ipv6 = ipv6Filter.next;
        }
        if (router.nat != null) {
            final NatIn translator = router.nat.in(frames);
            natIn = translator;
            graph.connect(ipv4, translator).connect(translator.errors, errors);
            ipv4 = translator.next;
        }
        graph.connect(ipv4, ipv4Lookup).connect(ipv6, ipv6Lookup);
    }

    /** A way behind the access lists for what comes in, where there are any. */
    private Output filteredIn(final Output way, final String name) {
        if (router.filters == null || !router.filters.hasIn()) {
            return way;
        }
        final FilterStage filter = FilterStage.in(name, router.filters, frames);
        graph.connect(way, filter).connect(filter.errors, errors);
        return filter.next;
    }

    /** A way behind the access lists for what goes out, where there are any. */
    private Output filteredOut(final Output way, final String name) {
        if (router.filters == null || !router.filters.hasOut()) {
            return way;
        }
        final FilterStage filter = FilterStage.out(name, router.filters, tables.adjacencies(), frames);
        graph.connect(way, filter).connect(filter.errors, errors);
        return filter.next;
    }

    /** Where IPv4 packets for this node go. */
    private Stage ipv4Arrived() {
        return router.neighborDelegate != null ? delivery : ipv4Local;
    }

    /** Where IPv6 packets for this node go: messages of neighbor discovery are taken out, where somebody takes them. */
    private Stage ipv6Arrived() {
        if (router.neighborDelegate != null) {
            return delivery;
        }
        return findsNeighbors() ? ndp : ipv6Local;
    }

    private boolean findsNeighbors() {
        return router.neighborConfig != null || router.neighborQueue != null;
    }

    /** What is for this node. */
    private void connectLocal() {
        final Reassembly reassembly = new Reassembly(router.reassemblyConfig, longEcho, frames);
        graph.connect(ipv4Lookup.local, ipv4Arrived())
                .connect(ipv6Lookup.local, ipv6Arrived())
                .connect(ipv4Local.icmp, icmpInput)
                .connect(ipv4Local.local, delivery)
                .connect(icmpInput.local, redirects == null ? delivery : redirects)
                .connect(ipv6Local.icmp, icmpv6Input)
                .connect(ipv6Local.local, delivery)
                .connect(ipv6Local.errors, errors)
                .connect(icmpv6Input.neighborDiscovery, delivery)
                .connect(icmpv6Input.local, delivery)
                .connect(ipv4Local.fragments, reassembly)
                .connect(ipv6Local.fragments, reassembly)
                .connect(reassembly.ipv4, ipv4Local)
                .connect(reassembly.ipv6, ipv6Local)
                .connect(reassembly.errors, errors)
                .connect(delivery.errors, errors);
    }

    /** What goes on. */
    private void connectForwarding() {
        final Ipv4Fragmenter fragmenter = new Ipv4Fragmenter(tables.adjacencies(), frames);
        final Ipv6Fragmenter ipv6Fragmenter = new Ipv6Fragmenter(tables.adjacencies(), identifications, frames);
        graph.connect(filteredOut(ipv4Lookup.forward, "ipv4-filter-out"), ipv4Rewrite)
                .connect(ipv4Lookup.errors, errors)
                .connect(ipv4Rewrite.fragment, fragmenter)
                .connect(ipv4Rewrite.errors, errors)
                .connect(fragmenter.fragments, ipv4Rewrite)
                .connect(filteredOut(ipv6Lookup.forward, "ipv6-filter-out"), ipv6Rewrite)
                .connect(ipv6Lookup.errors, errors)
                .connect(ipv6Rewrite.fragment, ipv6Fragmenter)
                .connect(ipv6Rewrite.errors, errors)
                .connect(ipv6Fragmenter.fragments, ipv6Rewrite);
        final Ipv6Redirects told = new Ipv6Redirects(router.icmp, tables.addresses(), tables.adjacencies(), frames);
        graph.connect(ipv4Rewrite.redirects, errors)
                .connect(ipv6Rewrite.redirects, told)
                .connect(told.messages, localOutput);
    }

    /** What this node sends. */
    private void connectOwn() {
        graph.connect(icmpInput.replies, localOutput)
                .connect(icmpv6Input.replies, localOutput)
                .connect(errors.errors, localOutput)
                .connect(localOutput.ipv4, ipv4Lookup)
                .connect(localOutput.ipv6, ipv6Lookup);
    }

    /** Whose link addresses are not known. */
    private void connectNeighbors() {
        if (router.neighborDelegate != null) {
            connectDelegate(router.neighborDelegate);
        } else if (findsNeighbors()) {
            connectFinder();
        } else {
            final StaticNeighbors configured = new StaticNeighbors(frames);
            graph.connect(filteredOut(ipv4Lookup.resolve, "ipv4-filter-out-resolve"), configured)
                    .connect(filteredOut(ipv6Lookup.resolve, "ipv6-filter-out-resolve"), configured)
                    .connect(configured.errors, errors)
                    .connect(ethernet.arp, delivery);
        }
    }

    /** Where messages of neighbor discovery go that concern others than neighbors. */
    private Stage neighborMessages() {
        if (advertiser != null) {
            return advertiser;
        }
        return redirects == null ? delivery : redirects;
    }

    private void connectDelegate(final NeighborDelegate delegate) {
        final DelegatedNeighbors asked = new DelegatedNeighbors(
                delegate, router.delegateLimits, tables.adjacencies(), tables.ipv4(), tables.ipv6(), frames);
        final UnreachableNeighbors unreachable = new UnreachableNeighbors(frames);
        graph.connect(filteredOut(ipv4Lookup.resolve, "ipv4-filter-out-resolve"), asked)
                .connect(filteredOut(ipv6Lookup.resolve, "ipv6-filter-out-resolve"), asked)
                .connect(asked.ipv4, ipv4Rewrite)
                .connect(asked.ipv6, ipv6Rewrite)
                .connect(asked.unreachable, unreachable)
                .connect(unreachable.errors, errors)
                .connect(ethernet.arp, delivery);
    }

    private void connectFinder() {
        final ArpInput arp = new ArpInput(frames);
        final Stage owner = neighbors != null
                ? neighbors
                : new NeighborHandoff(Objects.requireNonNull(router.neighborQueue), frames);
        graph.connect(filteredOut(ipv4Lookup.resolve, "ipv4-filter-out-resolve"), owner)
                .connect(filteredOut(ipv6Lookup.resolve, "ipv6-filter-out-resolve"), owner)
                .connect(ethernet.arp, arp)
                .connect(arp.neighbor, owner)
                .connect(ndp.neighbor, owner)
                .connect(ndp.other, ipv6Local);
        if (neighbors != null) {
            final UnreachableNeighbors unreachable = new UnreachableNeighbors(frames);
            graph.connect(neighbors.ipv4, ipv4Rewrite)
                    .connect(neighbors.ipv6, ipv6Rewrite)
                    .connect(neighbors.local, neighborMessages())
                    .connect(neighbors.unreachable, unreachable)
                    .connect(unreachable.errors, errors);
        }
        if (redirects != null) {
            graph.connect(redirects.local, delivery);
        }
        if (advertiser != null) {
            graph.connect(advertiser.local, delivery).connect(advertiser.messages, localOutput);
        }
    }

    /** What comes in by each interface, and what leaves. */
    private Worker connectPorts(final Worker.Builder worker) {
        final Ipv4FastPath fastPath = fastPath();
        for (final IpInterface iface : tables.interfaces().all()) {
            final int index = iface.index();
            final Port port = router.ports.get(index);
            final PortOutput portOutput = new PortOutput(port, frames);
            final Stage ipv4Output = ipv4Output(index, portOutput);
            worker.source(port, index, fastPath != null && mayTakeFastPath(index) ? fastPath : ethernet);
            graph.connect(ipv4Rewrite.to(index), ipv4Output)
                    .connect(ipv6Rewrite.to(index), portOutput)
                    .connect(localOutput.to(index), portOutput);
            if (fastPath != null) {
                graph.connect(fastPath.to(index), ipv4Output);
            }
            if (neighbors != null) {
                graph.connect(neighbors.to(index), portOutput);
            }
        }
        return worker.build(graph.build());
    }

    /** Whether nothing is asked of packets from an interface that the fast path does not do. */
    private boolean mayTakeFastPath(final int interfaceIndex) {
        return router.policy.reversePath(interfaceIndex) == ReversePath.OFF
                && (router.nat == null || router.nat.outsideInterface() != interfaceIndex || router.filters == null);
    }

    private @Nullable Ipv4FastPath fastPath() {
        if (!router.hasFastPath || !router.isForwarding) {
            return null;
        }
        final Ipv4FastPath fastPath = new Ipv4FastPath(
                tables.interfaces(), tables.ipv4(), tables.adjacencies(), betterHops, router.filters, natIn, frames);
        graph.connect(fastPath.rest, ethernet).connect(fastPath.redirects, errors);
        return fastPath;
    }

    private Stage ipv4Output(final int interfaceIndex, final PortOutput port) {
        if (router.nat == null || router.nat.outsideInterface() != interfaceIndex) {
            return port;
        }
        final NatOut translator = router.nat.out(frames);
        graph.connect(translator.next, port).connect(translator.errors, errors);
        return translator;
    }
}
