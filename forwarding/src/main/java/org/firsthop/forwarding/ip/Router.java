package org.firsthop.forwarding.ip;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.NanoClock;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.pipeline.PortOutput;
import org.firsthop.core.pipeline.StageGraph;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.Port;
import org.firsthop.forwarding.neighbor.ArpInput;
import org.firsthop.forwarding.neighbor.NdpInput;
import org.firsthop.forwarding.neighbor.NeighborConfig;
import org.firsthop.forwarding.neighbor.NeighborStage;
import org.firsthop.forwarding.neighbor.UnreachableNeighbors;
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
    private LocalDelivery.Handler local = (pool, frame, nowNs) -> {};
    private Runnable atRest = () -> {};
    private boolean acceptsAnyStation;
    private boolean hasFastPath = true;
    private @Nullable NeighborConfig neighborConfig;
    private @Nullable NeighborStage neighbors;

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
        local = handler;
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
        final EthernetInput ethernet = new EthernetInput(interfaces, acceptsAnyStation, frames);
        final Ipv4Input ipv4Input = new Ipv4Input(frames);
        final Ipv4Lookup ipv4Lookup = new Ipv4Lookup(tables.ipv4(), tables.adjacencies(), frames);
        final Ipv4Rewrite ipv4Rewrite = new Ipv4Rewrite(interfaces, tables.adjacencies(), frames);
        final Ipv6Input ipv6Input = new Ipv6Input(frames);
        final Ipv6Lookup ipv6Lookup = new Ipv6Lookup(tables.ipv6(), tables.adjacencies(), frames);
        final Ipv6Rewrite ipv6Rewrite = new Ipv6Rewrite(interfaces, tables.adjacencies(), frames);
        final LocalDelivery delivery = new LocalDelivery(local, frames);

        final StageGraph.Builder graph = StageGraph.builder()
                .connect(ethernet.ipv4, ipv4Input)
                .connect(ipv4Input.unicast, ipv4Lookup)
                .connect(ipv4Lookup.forward, ipv4Rewrite)
                .connect(ethernet.ipv6, ipv6Input)
                .connect(ipv6Input.unicast, ipv6Lookup)
                .connect(ipv6Lookup.forward, ipv6Rewrite)
                .connect(ipv4Input.local, delivery)
                .connect(ipv4Lookup.local, delivery);

        final NeighborStage dynamic = neighborConfig == null ? null : neighborStage(neighborConfig);
        neighbors = dynamic;
        if (dynamic == null) {
            final StaticNeighbors configured = new StaticNeighbors(frames);
            graph.connect(ipv4Lookup.resolve, configured)
                    .connect(ipv6Lookup.resolve, configured)
                    .connect(ethernet.arp, delivery)
                    .connect(ipv6Input.local, delivery)
                    .connect(ipv6Lookup.local, delivery);
        } else {
            final ArpInput arp = new ArpInput(frames);
            final NdpInput ndp = new NdpInput(frames);
            graph.connect(ipv4Lookup.resolve, dynamic)
                    .connect(ipv6Lookup.resolve, dynamic)
                    .connect(ethernet.arp, arp)
                    .connect(arp.neighbor, dynamic)
                    .connect(ipv6Input.local, ndp)
                    .connect(ipv6Lookup.local, ndp)
                    .connect(ndp.neighbor, dynamic)
                    .connect(ndp.other, delivery)
                    .connect(dynamic.local, delivery)
                    .connect(dynamic.ipv4, ipv4Rewrite)
                    .connect(dynamic.ipv6, ipv6Rewrite)
                    .connect(dynamic.unreachable, new UnreachableNeighbors(frames));
        }

        final Ipv4FastPath fastPath = new Ipv4FastPath(interfaces, tables.ipv4(), tables.adjacencies(), frames);
        if (hasFastPath) {
            graph.connect(fastPath.rest, ethernet);
        }

        final Worker.Builder worker = Worker.builder(name, clock).atRest(atRest);
        for (final IpInterface iface : interfaces.all()) {
            final Port port = ports.get(iface.index());
            final PortOutput output = new PortOutput(port, frames);
            graph.connect(ipv4Rewrite.to(iface.index()), output).connect(ipv6Rewrite.to(iface.index()), output);
            worker.source(port, iface.index(), hasFastPath ? fastPath : ethernet);
            if (hasFastPath) {
                graph.connect(fastPath.to(iface.index()), output);
            }
            if (dynamic != null) {
                graph.connect(dynamic.to(iface.index()), output);
            }
        }
        return worker.build(graph.build());
    }

    private NeighborStage neighborStage(final NeighborConfig config) {
        for (final IpInterface iface : tables.interfaces().all()) {
            if (tables.links().lacksLinkLocal(iface.index())) {
                tables.addLinkLocalAddress(iface);
            }
        }
        return new NeighborStage(config, tables.links(), tables.adjacencies(), tables.ipv4(), tables.ipv6(), frames);
    }
}
