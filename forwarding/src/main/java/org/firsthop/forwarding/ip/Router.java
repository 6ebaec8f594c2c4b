package org.firsthop.forwarding.ip;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.concurrent.NanoClock;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.SpscFrameQueue;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.Port;
import org.firsthop.forwarding.advertise.AdvertisementConfig;
import org.firsthop.forwarding.advertise.RouterAdvertiser;
import org.firsthop.forwarding.filter.FilterSet;
import org.firsthop.forwarding.fragment.ReassemblyConfig;
import org.firsthop.forwarding.icmp.IcmpConfig;
import org.firsthop.forwarding.icmp.IcmpErrorTable;
import org.firsthop.forwarding.local.LocalOutput;
import org.firsthop.forwarding.local.LocalReceiver;
import org.firsthop.forwarding.nat.Nat;
import org.firsthop.forwarding.neighbor.DelegatedNeighbors;
import org.firsthop.forwarding.neighbor.NeighborConfig;
import org.firsthop.forwarding.neighbor.NeighborDelegate;
import org.firsthop.forwarding.neighbor.NeighborStage;
import org.firsthop.forwarding.option.RouterAlertReceiver;
import org.firsthop.forwarding.option.TimeOfDay;
import org.jspecify.annotations.Nullable;

/**
 * An IP router: what it is to do, over given ports and tables; {@link RouterGraph} wires its stages.
 *
 * <p>Make one for each worker; workers share the tables.
 */
public final class Router {
    // What the setters have set, for the graph to read.
    final String name;
    final FrameAllocator frames;
    final ForwardingTables tables;
    final List<Port> ports = new ArrayList<>();
    LocalReceiver local = (pool, frame, nowNs) -> DropReason.NONE;
    private Consumer<LocalOutput> output = ready -> {};
    IcmpConfig icmp = new IcmpConfig();
    IcmpErrorTable icmpErrors = IcmpErrorRules.SHARED;
    ReassemblyConfig reassemblyConfig = new ReassemblyConfig();
    boolean isForwarding = true;
    Runnable atRest = () -> {};
    boolean acceptsAnyStation;
    boolean hasFastPath = true;
    TimeOfDay timeOfDay = TimeOfDay.unknown();
    RouterAlertReceiver routerAlerts = RouterAlertReceiver.FORWARD_ALL;
    ForwardingPolicy policy = new ForwardingPolicy();

    @Nullable
    NeighborDelegate neighborDelegate;

    DelegatedNeighbors.Limits delegateLimits = DelegatedNeighbors.Limits.DEFAULT;

    @Nullable
    NeighborConfig neighborConfig;

    @Nullable
    SpscFrameQueue neighborQueue;

    private @Nullable NeighborStage neighbors;

    /** By the index of the interface; none where nothing is advertised. */
    final Map<Integer, AdvertisementConfig> advertisements = new HashMap<>();

    private @Nullable RouterAdvertiser advertiser;

    int redirectCapacity = 128;
    long redirectLifetimeNs = TimeUnit.MINUTES.toNanos(10);

    @Nullable
    Nat nat;

    @Nullable
    FilterSet filters;

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
     * Sets what the router does beyond plain forwarding.
     *
     * @param rules of the router and its interfaces.
     * @return this.
     */
    public Router policy(final ForwardingPolicy rules) {
        policy = rules;
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
     * Lets the router find link addresses by ARP and neighbor discovery, and answer for its own. Without it neighbors are
     * configured only, and nothing is answered.
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
     * Sets how many destinations a host lets itself be redirected of, and for how long (RFC 1122 section 3.2.2.2, RFC 4861 section
     * 8.3); 128 for 10 minutes by default. Routers never do, and neither do hosts that find no neighbors.
     *
     * @param capacity at least 0; 0 follows no redirects.
     * @param lifetimeNs nanoseconds, at least 1.
     * @return this.
     * @throws IllegalArgumentException when a value is outside its range.
     */
    public Router followRedirects(final int capacity, final long lifetimeNs) {
        if (capacity < 0 || lifetimeNs < 1) {
            throw new IllegalArgumentException(
                    "capacity: value=" + capacity + ", minimum=0; lifetimeNs: value=" + lifetimeNs + ", minimum=1");
        }
        redirectCapacity = capacity;
        redirectLifetimeNs = lifetimeNs;
        return this;
    }

    /**
     * Advertises this router to the hosts of a link (RFC 4861 section 6.2). Only a worker that finds neighbors itself does so;
     * a host never does.
     *
     * @param iface the interface of the link.
     * @param config what is advertised.
     * @return this.
     */
    public Router advertise(final IpInterface iface, final AdvertisementConfig config) {
        advertisements.put(iface.index(), config);
        return this;
    }

    /** {@return what advertises for the router that was wired last, or {@code null} when nothing does} */
    public @Nullable RouterAdvertiser advertiser() {
        return advertiser;
    }

    /**
     * Translates addresses between inside and outside interfaces. With access lists beside it, what comes in from outside goes
     * through every stage.
     *
     * @param translator made for this router alone.
     * @return this.
     */
    public Router nat(final Nat translator) {
        nat = translator;
        return this;
    }

    /**
     * Sets which packets interfaces take in and let out; without lists all.
     *
     * @param lists made for this router alone.
     * @return this.
     */
    public Router filters(final FilterSet lists) {
        filters = lists.hasIn() || lists.hasOut() ? lists : null;
        return this;
    }

    /**
     * Wires the router.
     *
     * @param clock the time that stages see, in nanoseconds.
     * @return the worker, to be run by an agent runner or a loop.
     * @throws IllegalArgumentException when there is not one port for each interface.
     */
    public Worker worker(final NanoClock clock) {
        final int interfaces = tables.interfaces().size();
        if (ports.size() != interfaces) {
            throw new IllegalArgumentException(
                    "ports: value=" + ports.size() + ", expected one for each of " + interfaces + " interfaces");
        }
        final RouterGraph graph = new RouterGraph(this);
        neighbors = graph.neighbors();
        advertiser = graph.advertiser();
        output.accept(graph.localOutput());
        return graph.worker(clock);
    }
}
