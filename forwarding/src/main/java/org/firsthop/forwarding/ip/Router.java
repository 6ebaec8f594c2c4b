package org.firsthop.forwarding.ip;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.agrona.concurrent.NanoClock;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.SpscFrameQueue;
import org.firsthop.core.pipeline.PortOutput;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.pipeline.StageGraph;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.Port;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fragment.Ipv4Fragmenter;
import org.firsthop.forwarding.fragment.Reassembly;
import org.firsthop.forwarding.fragment.ReassemblyConfig;
import org.firsthop.forwarding.icmp.IcmpConfig;
import org.firsthop.forwarding.icmp.IcmpErrorTable;
import org.firsthop.forwarding.icmp.IcmpErrors;
import org.firsthop.forwarding.icmp.IcmpInput;
import org.firsthop.forwarding.icmp.Icmpv6Input;
import org.firsthop.forwarding.local.LocalOutput;
import org.firsthop.forwarding.local.LocalReceiver;
import org.firsthop.forwarding.nat.Nat;
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
import org.firsthop.forwarding.option.RouterAlertReceiver;
import org.firsthop.forwarding.option.TimeOfDay;
import org.jspecify.annotations.Nullable;

/**
 * An IP router: the stages of this package wired over given ports and tables.
 *
 * <p>Make one for each worker; workers share the tables.
 */
public final class Router {
    private final String name;
    private final FrameAllocator frames;
    private final ForwardingTables tables;
    private final List<Port> ports = new ArrayList<>();
    private LocalReceiver local = (pool, frame, nowNs) -> DropReason.NONE;
    private Consumer<LocalOutput> output = ready -> {};
    private IcmpConfig icmp = new IcmpConfig();
    private IcmpErrorTable icmpErrors = IcmpErrorRules.standard();
    private ReassemblyConfig reassemblyConfig = new ReassemblyConfig();
    private boolean isForwarding = true;
    private Runnable atRest = () -> {};
    private boolean acceptsAnyStation;
    private boolean hasFastPath = true;
    private TimeOfDay timeOfDay = TimeOfDay.unknown();
    private RouterAlertReceiver routerAlerts = RouterAlertReceiver.FORWARD_ALL;
    private @Nullable NeighborDelegate neighborDelegate;
    private DelegatedNeighbors.Limits delegateLimits = DelegatedNeighbors.Limits.DEFAULT;
    private @Nullable NeighborConfig neighborConfig;
    private @Nullable SpscFrameQueue neighborQueue;
    private @Nullable NeighborStage neighbors;
    private @Nullable Nat nat;

    /**
     * Begins a router.
     *
     * @param name of its worker.
     * @param frames the allocator of the thread that will run the worker.
     * @param tables to forward by; their interfaces are complete.
     */
    public Router(final String name, final FrameAllocator frames, final ForwardingTables tables) {
        this.name = name;
        this.frames = frames;
        this.tables = tables;
    }

    /**
     * Gives the next interface its port.
     *
     * @param port of the interface whose index is the number of ports so far.
     * @return this.
     */
    public Router port(final Port port) {
        ports.add(port);
        return this;
    }

    /**
     * Sets who takes what is addressed to the router itself; without one it is counted and forgotten.
     *
     * @param handler that takes the packets.
     * @return this.
     */
    public Router local(final LocalDelivery.Handler handler) {
        return receiver(LocalDelivery.taking(handler));
    }

    /**
     * As {@link #local}, for one who may refuse packets: their senders are told by ICMP.
     *
     * @param receiver that takes the packets.
     * @return this.
     */
    public Router receiver(final LocalReceiver receiver) {
        local = receiver;
        return this;
    }

    /**
     * Sets who is told of the way by which this node sends packets itself.
     *
     * @param user called once, when the router is wired.
     * @return this.
     */
    public Router output(final Consumer<LocalOutput> user) {
        output = user;
        return this;
    }

    /**
     * Says whether packets for others are forwarded. A node that does not is a host (RFC 1122 section 3.2.1.3).
     *
     * @param enable whether this is a router, as it is by default.
     * @return this.
     */
    public Router forwarding(final boolean enable) {
        isForwarding = enable;
        return this;
    }

    /**
     * Sets how the node speaks ICMP.
     *
     * @param config limits and manners.
     * @return this.
     */
    public Router icmp(final IcmpConfig config) {
        icmp = config;
        return this;
    }

    /**
     * Sets the time of day that Internet timestamps tell; without one they tell that it is not known.
     *
     * @param time of day.
     * @return this.
     */
    public Router timeOfDay(final TimeOfDay time) {
        timeOfDay = time;
        return this;
    }

    /**
     * Sets who looks at packets that ask routers to (RFC 2113); by default they are forwarded like others (RFC 6398).
     *
     * @param receiver that looks.
     * @return this.
     */
    public Router routerAlerts(final RouterAlertReceiver receiver) {
        routerAlerts = receiver;
        return this;
    }

    /**
     * Sets the bounds of reassembly.
     *
     * @param config the bounds.
     * @return this.
     */
    public Router reassembly(final ReassemblyConfig config) {
        reassemblyConfig = config;
        return this;
    }

    /**
     * Sets what senders of dropped packets are told; {@link IcmpErrorRules#standard()} by default.
     *
     * @param table by reason.
     * @return this.
     */
    public Router icmpErrors(final IcmpErrorTable table) {
        icmpErrors = table;
        return this;
    }

    /**
     * Sets what the worker does when it holds nothing from the tables, such as to announce to their epochs.
     *
     * @param action run on the worker's thread at the end of every duty cycle.
     * @return this.
     */
    public Router atRest(final Runnable action) {
        atRest = action;
        return this;
    }

    /**
     * Takes frames that are addressed to other stations too.
     *
     * @return this.
     */
    public Router acceptAnyStation() {
        acceptsAnyStation = true;
        return this;
    }

    /**
     * Lets every packet go through every stage. What comes out is the same; a packet trace tells more.
     *
     * @return this.
     */
    public Router withoutFastPath() {
        hasFastPath = false;
        return this;
    }

    /**
     * Lets the router find link addresses by ARP and neighbor discovery, and answer for its own. Without it neighbors are configured
     * only, and nothing is answered.
     *
     * @param config timers and bounds.
     * @return this.
     */
    public Router neighbors(final NeighborConfig config) {
        neighborConfig = config;
        return this;
    }

    /**
     * Lets another worker find neighbors: that of the router which was given the configuration, over the same tables.
     *
     * @param toOwner whose consumer is that router's stage, by {@link NeighborStage#from(SpscFrameQueue)}.
     * @return this.
     */
    public Router neighbors(final SpscFrameQueue toOwner) {
        neighborQueue = toOwner;
        return this;
    }

    /**
     * Leaves to another, such as the kernel of the same machine, all that is not forwarding: it has its own copy of what is for
     * this node and answers that, and it finds neighbors. Packets for this node end here as delivered.
     *
     * @param delegate that finds neighbors.
     * @param limits of packets that wait for it.
     * @return this.
     */
    public Router beside(final NeighborDelegate delegate, final DelegatedNeighbors.Limits limits) {
        neighborDelegate = delegate;
        delegateLimits = limits;
        return this;
    }

    /**
     * What is known of the neighbors of the router that was wired last.
     *
     * @return the stage that finds them; it belongs to the worker's thread.
     * @throws IllegalStateException when none was wired that finds neighbors.
     */
    public NeighborStage neighbors() {
        if (neighbors == null) {
            throw new IllegalStateException("no worker was made that finds neighbors");
        }
        return neighbors;
    }

    /**
     * Translates addresses between inside and outside interfaces. Every packet goes through every stage then.
     *
     * @param translator made for this router alone.
     * @return this.
     */
    public Router nat(final Nat translator) {
        nat = translator;
        return withoutFastPath();
    }

    /**
     * Wires the router.
     *
     * @param clock the time that stages see, in nanoseconds.
     * @return the worker, to be run by an agent runner or a loop.
     * @throws IllegalArgumentException when there is not one port for each interface.
     */
    public Worker worker(final NanoClock clock) {
        final InterfaceTable interfaces = tables.interfaces();
        if (ports.size() != interfaces.size()) {
            throw new IllegalArgumentException(
                    "ports: value=" + ports.size() + ", expected one for each of " + interfaces.size() + " interfaces");
        }
        final AdjacencyTable adjacencies = tables.adjacencies();
        final EthernetInput ethernet = new EthernetInput(interfaces, acceptsAnyStation, frames);
        final Ipv4OptionWriter options = new Ipv4OptionWriter(tables.addresses(), timeOfDay);
        final Ipv4Input ipv4Input = new Ipv4Input(routerAlerts, frames);
        final Ipv4Lookup ipv4Lookup = new Ipv4Lookup(tables.ipv4(), adjacencies, frames);
        final Ipv4Rewrite ipv4Rewrite = new Ipv4Rewrite(interfaces, adjacencies, options, frames);
        final Ipv4Local ipv4Local = new Ipv4Local(tables.addresses(), frames);
        final Ipv6Input ipv6Input = new Ipv6Input(frames);
        final Ipv6Lookup ipv6Lookup = new Ipv6Lookup(tables.ipv6(), adjacencies, frames);
        final Ipv6Rewrite ipv6Rewrite = new Ipv6Rewrite(interfaces, adjacencies, frames);
        final Ipv6Local ipv6Local = new Ipv6Local(frames);
        final LocalDelivery delivery = new LocalDelivery(local, frames);
        final Ipv4Fragmenter fragmenter = new Ipv4Fragmenter(adjacencies, frames);
        final Reassembly reassembly = new Reassembly(reassemblyConfig, frames);
        final LocalOutput localOutput =
                new LocalOutput(tables.addresses(), tables.ipv6(), adjacencies, links(interfaces), frames);
        final IcmpInput icmpInput = new IcmpInput(icmp, tables.addresses(), options, frames);
        final Icmpv6Input icmpv6Input = new Icmpv6Input(icmp, tables.addresses(), frames);
        final IcmpErrors errors = new IcmpErrors(
                icmpErrors,
                icmp,
                tables.addresses(),
                tables.ipv4(),
                tables.ipv6(),
                adjacencies,
                interfaces.size(),
                frames);

        // Messages of neighbor discovery are taken out of what is for this node, where there is somebody to take them.
        final boolean findsNeighbors = neighborConfig != null || neighborQueue != null;
        final NdpInput ndp = new NdpInput(frames);
        final NeighborDelegate delegate = neighborDelegate;
        final Stage ipv4Arrived = delegate != null ? delivery : ipv4Local;
        final Stage ipv6Arrived = delegate != null ? delivery : findsNeighbors ? ndp : ipv6Local;

        final StageGraph.Builder graph = StageGraph.builder()
                .connect(ethernet.ipv4, ipv4Input)
                .connect(ethernet.ipv6, ipv6Input)
                // What is for this node.
                .connect(ipv4Input.local, ipv4Arrived)
                .connect(ipv4Lookup.local, ipv4Arrived)
                .connect(ipv4Local.icmp, icmpInput)
                .connect(ipv4Local.local, delivery)
                .connect(icmpInput.local, delivery)
                .connect(ipv6Local.icmp, icmpv6Input)
                .connect(ipv6Local.local, delivery)
                .connect(icmpv6Input.neighborDiscovery, delivery)
                .connect(icmpv6Input.local, delivery)
                .connect(ipv4Local.fragments, reassembly)
                .connect(ipv6Local.fragments, reassembly)
                .connect(reassembly.ipv4, ipv4Local)
                .connect(reassembly.ipv6, ipv6Local)
                // What goes on.
                .connect(ipv4Lookup.forward, ipv4Rewrite)
                .connect(ipv4Rewrite.fragment, fragmenter)
                .connect(fragmenter.fragments, ipv4Rewrite)
                .connect(ipv6Lookup.forward, ipv6Rewrite)
                // What this node sends.
                .connect(icmpInput.replies, localOutput)
                .connect(icmpv6Input.replies, localOutput)
                .connect(errors.errors, localOutput)
                .connect(localOutput.ipv4, ipv4Lookup)
                .connect(localOutput.ipv6, ipv6Lookup)
                // What senders are told of.
                .connect(ipv4Lookup.errors, errors)
                .connect(ipv6Lookup.errors, errors)
                .connect(ipv4Rewrite.errors, errors)
                .connect(ipv6Rewrite.errors, errors)
                .connect(reassembly.errors, errors)
                .connect(ipv4Input.errors, errors)
                .connect(ipv6Local.errors, errors)
                .connect(delivery.errors, errors);
        final Nat translator = nat;
        if (isForwarding) {
            final Stage ipv4Next = translator == null ? ipv4Lookup : natIn(translator, graph, ipv4Lookup, errors);
            graph.connect(ipv4Input.unicast, ipv4Next).connect(ipv6Input.unicast, ipv6Lookup);
        } else {
            final HostInput ipv4Host = HostInput.ipv4(tables, frames);
            final HostInput ipv6Host = HostInput.ipv6(tables, frames);
            graph.connect(ipv4Input.unicast, ipv4Host)
                    .connect(ipv6Input.unicast, ipv6Host)
                    .connect(ipv4Host.local, ipv4Local)
                    .connect(ipv6Host.local, ipv6Arrived);
        }

        final NeighborStage finder = neighborConfig == null ? null : neighborStage(neighborConfig);
        neighbors = finder;
        graph.connect(ipv6Input.local, ipv6Arrived).connect(ipv6Lookup.local, ipv6Arrived);
        if (delegate != null) {
            final DelegatedNeighbors asked =
                    new DelegatedNeighbors(delegate, delegateLimits, adjacencies, tables.ipv4(), tables.ipv6(), frames);
            final UnreachableNeighbors unreachable = new UnreachableNeighbors(frames);
            graph.connect(ipv4Lookup.resolve, asked)
                    .connect(ipv6Lookup.resolve, asked)
                    .connect(localOutput.resolve, asked)
                    .connect(asked.ipv4, ipv4Rewrite)
                    .connect(asked.ipv6, ipv6Rewrite)
                    .connect(asked.unreachable, unreachable)
                    .connect(unreachable.errors, errors)
                    .connect(ethernet.arp, delivery);
        } else if (!findsNeighbors) {
            final StaticNeighbors configured = new StaticNeighbors(frames);
            graph.connect(ipv4Lookup.resolve, configured)
                    .connect(ipv6Lookup.resolve, configured)
                    .connect(localOutput.resolve, configured)
                    .connect(configured.errors, errors)
                    .connect(ethernet.arp, delivery);
        } else {
            final Stage owner =
                    finder != null ? finder : new NeighborHandoff(Objects.requireNonNull(neighborQueue), frames);
            final ArpInput arp = new ArpInput(frames);
            graph.connect(ipv4Lookup.resolve, owner)
                    .connect(ipv6Lookup.resolve, owner)
                    .connect(localOutput.resolve, owner)
                    .connect(ethernet.arp, arp)
                    .connect(arp.neighbor, owner)
                    .connect(ndp.neighbor, owner)
                    .connect(ndp.other, ipv6Local);
        }
        if (finder != null) {
            final UnreachableNeighbors unreachable = new UnreachableNeighbors(frames);
            graph.connect(finder.ipv4, ipv4Rewrite)
                    .connect(finder.ipv6, ipv6Rewrite)
                    .connect(finder.local, delivery)
                    .connect(finder.unreachable, unreachable)
                    .connect(unreachable.errors, errors);
        }

        final boolean isFast = hasFastPath && isForwarding;
        final Ipv4FastPath fastPath = new Ipv4FastPath(interfaces, tables.ipv4(), adjacencies, frames);
        if (isFast) {
            graph.connect(fastPath.rest, ethernet);
        }

        final Worker.Builder worker = Worker.builder(name, clock).atRest(atRest);
        for (final IpInterface iface : interfaces.all()) {
            final Port port = ports.get(iface.index());
            final PortOutput portOutput = new PortOutput(port, frames);
            final Stage ipv4Output = translator != null && translator.outsideInterface() == iface.index()
                    ? natOut(translator, graph, portOutput, errors)
                    : portOutput;
            graph.connect(ipv4Rewrite.to(iface.index()), ipv4Output)
                    .connect(ipv6Rewrite.to(iface.index()), portOutput)
                    .connect(localOutput.to(iface.index()), portOutput);
            worker.source(port, iface.index(), isFast ? fastPath : ethernet);
            if (isFast) {
                graph.connect(fastPath.to(iface.index()), portOutput);
            }
            if (finder != null) {
                graph.connect(finder.to(iface.index()), portOutput);
            }
        }
        output.accept(localOutput);
        return worker.build(graph.build());
    }

    private NatIn natIn(
            final Nat translator, final StageGraph.Builder graph, final Stage next, final IcmpErrors errors) {
        final NatIn stage = translator.in(frames);
        graph.connect(stage.next, next).connect(stage.errors, errors);
        return stage;
    }

    private NatOut natOut(
            final Nat translator, final StageGraph.Builder graph, final Stage next, final IcmpErrors errors) {
        final NatOut stage = translator.out(frames);
        graph.connect(stage.next, next).connect(stage.errors, errors);
        return stage;
    }

    private NeighborStage neighborStage(final NeighborConfig config) {
        for (final IpInterface iface : tables.interfaces().all()) {
            if (tables.links().lacksLinkLocal(iface.index())) {
                tables.addLinkLocalAddress(iface);
            }
        }
        return new NeighborStage(
                config, isForwarding, tables.links(), tables.adjacencies(), tables.ipv4(), tables.ipv6(), frames);
    }

    private List<LocalOutput.Link> links(final InterfaceTable interfaces) {
        final List<LocalOutput.Link> links = new ArrayList<>();
        for (final IpInterface iface : interfaces.all()) {
            links.add(new LocalOutput.Link(iface.name(), iface.mac(), iface.mtu(), tables.connected(iface)));
        }
        return links;
    }
}
