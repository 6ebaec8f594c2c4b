package org.firsthop.node.walk;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.wire.EtherType;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.node.config.IpPrefix;
import org.firsthop.node.internet.BridgeNode;
import org.firsthop.node.internet.RouterNode;
import org.firsthop.node.internet.SimulatedNetwork;
import org.firsthop.node.sim.LinkEnd;
import org.firsthop.node.sim.LinkObserver;
import org.firsthop.node.sim.SimNode;
import org.jspecify.annotations.Nullable;

/**
 * Watches a network, and keeps what happens as {@linkplain Step steps}: frames on links, decisions of resolvers, the stages of a
 * connection attempt. It changes nothing, and knows nothing but what it sees.
 *
 * <p>A frame that a router sends belongs to the packet that the router received in the same slot, unless it is one of the router's
 * own; a frame that a switch sends belongs to the one that it received with the same FCS.
 */
public final class WalkRecorder extends ClientSteps implements LinkObserver {
    private final SimulatedNetwork network;
    private final FrameText text = new FrameText();

    /** Packets that a router has in hand, by router and slot; and a switch, by switch and FCS. */
    private final Map<Held, Step.Packet> inHand = new HashMap<>();

    private record Held(SimNode node, long key) {}

    /**
     * A recorder of a network; it sees everything from now on.
     *
     * @param network to watch.
     * @param client the host whose connection attempts it is told.
     */
    public WalkRecorder(final SimulatedNetwork network, final String client) {
        super(client);
        this.network = network;
        network.simulation().observe(this);
        trace(client, network.stub(client).resolver());
        network.resolvers().forEach((name, resolver) -> trace(name, resolver.resolver()));
    }

    @Override
    public void onFrame(
            final LinkEnd from,
            final FramePool pool,
            final int frame,
            final long departNs,
            final long arriveNs,
            final Fate fate) {
        final SimNode sender = from.node();
        final SimNode receiver = from.peer().node();
        if (sender == null || receiver == null) {
            return;
        }
        text.read(pool, frame);
        final Step.Packet before = network.isSwitch(sender.name())
                ? inHand.get(new Held(sender, text.fcs & 0xFFFF_FFFFL))
                : sender instanceof RouterNode ? forwarded(inHand.remove(new Held(sender, ~(long) frame))) : null;
        final Hop hop = new Hop(
                sender.name(),
                receiver.name(),
                from.link().name(),
                departNs,
                arriveNs,
                fate,
                text.sourceMac,
                text.destinationMac,
                text.timeToLive,
                text.source,
                text.destination,
                route(sender));
        final Step.Packet packet;
        if (before == null) {
            packet = say(text, hop);
        } else {
            packet = before;
            packet.hops().add(hop);
        }
        if (fate == Fate.CARRIED || fate == Fate.DUPLICATED) {
            inHand.put(
                    new Held(receiver, network.isSwitch(receiver.name()) ? text.fcs & 0xFFFF_FFFFL : ~(long) frame),
                    packet);
        }
    }

    /** The packet in the slot that a router sends now, if it is the one that the router received there. */
    private Step.@Nullable Packet forwarded(final Step.@Nullable Packet received) {
        if (received == null || text.etherType == EtherType.ARP) {
            return null;
        }
        final Hop last = received.hops().get(received.hops().size() - 1);
        return received.protocol().equals(text.protocol) && last.timeToLive() == text.timeToLive + 1 ? received : null;
    }

    private String route(final SimNode sender) {
        if (text.timeToLive < 0 || network.isSwitch(sender.name())) {
            return network.isSwitch(sender.name()) ? switching(sender) : "";
        }
        if (text.protocol.equals("NDP")) {
            return ""; // As with ARP: it stays on the link, and no route is asked.
        }
        final ForwardingTables tables = network.tables(sender.name());
        return tables == null ? "" : MatchedRoute.of(tables, text.destination.address());
    }

    private String switching(final SimNode sender) {
        if (!(sender instanceof BridgeNode bridge)) {
            return "";
        }
        final String learned = bridge.isNew(text.sourceMac) ? "learns the sender's port; " : "";
        return learned
                + (bridge.knows(text.destinationMac)
                        ? "the only port where it is"
                        : MacAddress.isMulticast(text.destinationMac)
                                ? text.destinationMac == MacAddress.BROADCAST
                                        ? "floods, it is for all"
                                        : "floods, it is for a group"
                                : "floods, its port is unknown");
    }

    @Override
    long nowNs() {
        return network.simulation().nowNs();
    }

    @Override
    ForwardingTables clientTables() {
        return network.host(client()).tables();
    }

    @Override
    boolean isInHostsFile(final String name) {
        return network.hostsFile(client()).contains(name);
    }

    @Override
    List<IpPrefix> clientNetworks() {
        return network.networks(client());
    }
}
