package org.firsthop.forwarding.neighbor;

import static org.firsthop.forwarding.neighbor.NeighborEntries.NONE;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.frame.SpscFrameQueue;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.TimedStage;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.Ipv4Fib;
import org.firsthop.forwarding.fib.Ipv6Fib;

/**
 * Finds the link addresses of next hops by ARP and neighbor discovery, and answers for this node's own.
 *
 * <p>Two things come in: packets whose adjacency has no link header yet, or one that is to be confirmed; and messages of ARP and
 * neighbor discovery, validated, which have no adjacency. A packet goes on at once where the link address is known; else it
 * waits, and goes on in its order when the answer comes, or to {@link #unreachable} when none comes.
 *
 * <p>The stage writes adjacencies and host routes: its thread is the one that writes the {@code ForwardingTables}. See the
 * package's description for what other workers do.
 */
public final class NeighborStage extends TimedStage {
    private static final int IPV6_VERSION = 6;

    /** Where IPv4 packets go whose adjacency has a link header. */
    public final Output ipv4 = output("ipv4");

    /** Where IPv6 packets go whose adjacency has a link header. */
    public final Output ipv6 = output("ipv6");

    /** Where packets go whose next hop does not answer (RFC 1122 section 2.3.2.2, RFC 4861 section 7.2.2). */
    public final Output unreachable = output("unreachable");

    /** Where messages go that concern others on this node too: router solicitations, advertisements and redirects. */
    public final Output local = output("local");

    private final Output[] outputs;
    private final Links links;
    private final AdjacencyTable adjacencies;
    private final NeighborTable table;
    private final NeighborEntries entries;
    private final NeighborAdjacencies forwarding;
    private final PacketResolution packets;
    private final ArpProtocol arp;
    private final NdpProtocol ndp;
    private final AddressGuard guard;
    private final ProxyAnswers proxied;
    private final List<SpscFrameQueue> queues = new ArrayList<>();
    private final FrameBatch handedOver = new FrameBatch(FrameBatch.SMALL_CAPACITY);
    private int revision = -1;
    private FailureListener failures = (link, high, low) -> {};
    private long nowNs;

    /**
     * The stage.
     *
     * @param config timers and bounds.
     * @param isRouter whether this node forwards packets: what it advertises of itself, and whether it believes routers' timers.
     * @param links that this node is on; complete, but for addresses and configured neighbors.
     * @param adjacencies that frames' descriptors are indices of.
     * @param ipv4Fib that gets host routes.
     * @param ipv6Fib that gets host routes.
     * @param frames the allocator of the thread that runs the graph.
     */
    public NeighborStage(
            final NeighborConfig config,
            final boolean isRouter,
            final Links links,
            final AdjacencyTable adjacencies,
            final Ipv4Fib ipv4Fib,
            final Ipv6Fib ipv6Fib,
            final FrameAllocator frames) {
        super("neighbor", frames);
        this.links = links;
        this.adjacencies = adjacencies;
        table = new NeighborTable(config, links.size(), new TableOwner());
        entries = table.entries();
        forwarding = new NeighborAdjacencies(adjacencies, ipv4Fib, ipv6Fib, links, table);
        packets = new PacketResolution(this, config, links, adjacencies, table, forwarding);
        outputs = new Output[links.size()];
        for (int link = 0; link < outputs.length; link++) {
            outputs[link] = output(links.get(link).name());
        }
        guard = new AddressGuard(config, links, table, new GuardVoice());
        arp = new ArpProtocol(this, table, links, guard, config.proxyArp());
        proxied = new ProxyAnswers(this, config);
        ndp = new NdpProtocol(this, table, links, guard, proxied, isRouter);
    }

    /**
     * Takes what another worker hands over with a {@link NeighborHandoff}; called before the graph runs.
     *
     * @param queue whose consumer this stage is from now on.
     * @return this.
     */
    public NeighborStage from(final SpscFrameQueue queue) {
        queues.add(queue);
        return this;
    }

    /**
     * Where ARP and neighbor discovery for a link go, as whole frames.
     *
     * @param link index of the link.
     * @return the output of its name.
     */
    public Output to(final int link) {
        return outputs[link];
    }

    @Override
    protected int poll(final long now) {
        nowNs = now;
        if (revision != links.revision()) {
            revision = links.revision();
            configure(now);
        }
        packets.publishLate(now);
        // Addresses first: one that becomes usable now may be asked from at once.
        return guard.poll(now) + table.poll(now) + proxied.poll(now) + takeHandedOver();
    }

    @Override
    protected long nextDeadline() {
        if (packets.hasLate() || revision != links.revision()) {
            return nowNs;
        }
        final long ofTable = table.hasDeadline() ? table.nextDeadline() : Long.MAX_VALUE;
        final long ofGuard = guard.hasDeadline() ? guard.deadline() : Long.MAX_VALUE;
        return Math.min(Math.min(ofTable, ofGuard), proxied.deadline());
    }

    @Override
    protected void process(final FrameBatch batch, final long now) {
        nowNs = now;
        final FramePool pool = pool();
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final int adjacency = pool.adjacency(frame);
            if (adjacency != 0) {
                packets.resolve(frame, adjacency, now);
            } else if (Memory.u8(null, pool.address(frame) + pool.l3Offset(frame)) >>> 4 == IPV6_VERSION) {
                ndp.process(frame, now);
            } else {
                arp.process(frame, now);
            }
        }
    }

    /**
     * Tells that the layers above had an answer from beyond a neighbor: it need not be asked (RFC 4861 section 7.3.1).
     *
     * @param link index of the link.
     * @param high the first 64 bits of the neighbor's address, 0 for IPv4.
     * @param low the last 64 bits, {@link LocalAddress#mapped(int)} for IPv4.
     * @param now the time of the worker's clock, in nanoseconds.
     */
    public void confirm(final int link, final long high, final long low, final long now) {
        final int entry = table.find(link, high, low);
        if (entry != NONE) {
            table.confirm(entry, now);
        }
    }

    /** Is told of neighbors that do not answer. */
    @FunctionalInterface
    public interface FailureListener {
        /**
         * A neighbor has not answered as often as it is asked. Called on the worker's thread; tables must not be changed meanwhile.
         *
         * @param link index of the link.
         * @param high the first 64 bits of the neighbor's address, 0 for IPv4.
         * @param low the last 64 bits, {@link LocalAddress#mapped(int)} for IPv4.
         */
        void failed(int link, long high, long low);
    }

    /**
     * Sets who is told of neighbors that do not answer; called before the graph runs.
     *
     * @param listener that is told.
     */
    public void onFailure(final FailureListener listener) {
        failures = listener;
    }

    /**
     * Tells what a router said of a neighbor's link address (RFC 4861 section 8.3): it is STALE from then on, and asked before
     * long.
     *
     * @param link index of the link.
     * @param high the first 64 bits of the neighbor's address.
     * @param low the last 64 bits.
     * @param mac in the low 48 bits; what is no station's address is not believed.
     * @param isRouter whether it is one.
     * @param now the time of the worker's clock, in nanoseconds.
     */
    public void told(
            final int link, final long high, final long low, final long mac, final boolean isRouter, final long now) {
        if (MacAddress.isStation(mac) && links.get(link).find(high, low) == null) {
            final int entry = table.heard(link, high, low, mac, true, now);
            if (entry != NONE && isRouter) {
                entries.isRouter[entry] = true;
            }
        }
    }

    /**
     * Tells all stations of a link that this node's addresses there are at its link address, such as after it took them over from
     * another node (RFC 5227 section 3, RFC 4861 section 7.2.6); called on the worker's thread, between two runs of the graph.
     *
     * @param link index of the link.
     * @param now the time of the worker's clock, in nanoseconds.
     */
    public void announce(final int link, final long now) {
        guard.announce(links.get(link), now);
    }

    /**
     * The operator's view: all neighbors, as {@code ip neigh} shows them. Called on the worker's thread, or while it rests.
     *
     * @return the neighbors by device and address, a copy; {@link NeighborInfo#toString()} is a line.
     */
    public List<NeighborInfo> list() {
        final List<NeighborInfo> all = new ArrayList<>();
        for (int entry = 0; entry < entries.capacity(); entry++) {
            if (entries.isUsed(entry)) {
                all.add(new NeighborInfo(
                        links.get(entries.link[entry]).name(),
                        entries.high[entry],
                        entries.low[entry],
                        entries.mac[entry],
                        entries.state[entry],
                        entries.isRouter[entry],
                        entries.sinceNs[entry],
                        entries.confirmedNs[entry]));
            }
        }
        Collections.sort(all);
        return all;
    }

    /**
     * How often something has happened.
     *
     * @param event to look up.
     * @return the count so far.
     */
    public long count(final NeighborEvent event) {
        return table.count(event);
    }

    /** Packets from other workers are looked up again: what their adjacency was may have changed on the way. */
    private int takeHandedOver() {
        int taken = 0;
        for (int i = 0; i < queues.size(); i++) {
            handedOver.clear();
            taken += queues.get(i).poll(handedOver, FrameBatch.DEFAULT_CAPACITY);
            for (int j = 0; j < handedOver.size(); j++) {
                final int frame = handedOver.get(j);
                if (pool().adjacency(frame) != 0) {
                    pool().adjacency(frame, packets.lookup(frame));
                }
                enter(frame);
            }
        }
        return taken;
    }

    private void configure(final long now) {
        for (final Links.Configured neighbor : links.configured()) {
            table.configure(neighbor.link(), neighbor.high(), neighbor.low(), neighbor.mac(), now);
        }
        guard.update(now);
    }

    /** A frame for a message of this node's own, or {@link FramePool#NO_FRAME}, which is counted. */
    int allocate(final int length) {
        final int frame = frames().allocate();
        if (frame == FramePool.NO_FRAME) {
            table.counted(NeighborEvent.NOT_SENT);
        } else {
            pool().length(frame, length);
        }
        return frame;
    }

    void originateTo(final int link, final int frame) {
        originate(frame, outputs[link]);
    }

    void replyTo(final int link, final int frame) {
        outputs[link].send(frame);
    }

    /** Keeps an answer that is not sent yet. */
    void keep(final int frame) {
        hold(frame);
    }

    void replyKept(final int link, final int frame) {
        release(frame, outputs[link]);
    }

    /** Sends a packet whose adjacency has a link header. */
    void send(final int frame) {
        output(frame).send(frame);
    }

    /** As {@link #send}, a packet that has waited. */
    void sendKept(final int frame) {
        release(frame, output(frame));
    }

    void unreachableKept(final int frame) {
        release(frame, unreachable);
    }

    void endKept(final int frame, final DropReason reason) {
        dropHeld(frame, reason);
    }

    private Output output(final int frame) {
        return WaitingPacket.isIpv4(pool(), frame) ? ipv4 : ipv6;
    }

    void end(final int frame, final DropReason reason) {
        drop(frame, reason);
    }

    void learned(final int frame) {
        consume(frame);
    }

    /** Whether packets for an address on a link are forwarded to another link. */
    boolean isBeyond(final int link, final long high, final long low) {
        final int route = forwarding.lookup(high, low);
        final long state = Adjacency.state(adjacencies.entryAddress(adjacencies.select(route, 0)));
        final int kind = Adjacency.kind(state);
        final boolean isForwarded =
                kind == Adjacency.CONNECTED || kind == Adjacency.NEXT_HOP || Adjacency.hasLinkHeader(state);
        return isForwarded && Adjacency.egressInterface(state) != link;
    }

    /** What the guard of addresses says, in the protocol of the address. */
    private final class GuardVoice implements AddressGuard.Voice {
        @Override
        public void probe(final Link link, final LocalAddress address) {
            if (address.isIpv4()) {
                arp.probe(link, address);
            } else {
                ndp.probe(link, address);
            }
        }

        @Override
        public void announce(final Link link, final LocalAddress address, final boolean isDefence) {
            if (address.isIpv4()) {
                arp.announce(link, address);
            } else {
                ndp.announce(link, address, isDefence);
            }
        }
    }

    /** What the table asks for, carried out on frames and tables. */
    private final class TableOwner implements NeighborTable.Owner {
        @Override
        public void solicit(final int entry, final boolean isUnicast) {
            if (Ipv6Address.isIpv4Mapped(entries.high[entry], entries.low[entry])) {
                arp.request(entry, isUnicast);
            } else {
                ndp.solicit(entry, isUnicast);
            }
        }

        @Override
        public void changed(final int entry) {
            forwarding.update(entry);
            if (entries.state[entry].isUsable()) {
                packets.releaseHeld(entry, nowNs);
            }
        }

        @Override
        public void failed(final int entry) {
            failures.failed(entries.link[entry], entries.high[entry], entries.low[entry]);
            packets.failed(entry);
        }

        @Override
        public void removed(final int entry, final DropReason reason) {
            packets.removed(entry, reason);
            forwarding.remove(entry);
        }
    }
}
