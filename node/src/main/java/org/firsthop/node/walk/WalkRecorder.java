package org.firsthop.node.walk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.wire.EtherType;
import org.firsthop.dns.client.HostAddresses;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.resolver.Resolver;
import org.firsthop.dns.resolver.TraceEvent;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.node.host.ConnectObserver;
import org.firsthop.node.host.ConnectResult;
import org.firsthop.node.host.Endpoint;
import org.firsthop.node.host.Host;
import org.firsthop.node.host.HttpUrl;
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
public final class WalkRecorder implements ConnectObserver, LinkObserver {
    private final SimulatedNetwork network;
    private final String client;
    private final List<Step> steps = new ArrayList<>();
    private final FrameText text = new FrameText();

    /** Packets that a router has in hand, by router and slot; and a switch, by switch and FCS. */
    private final Map<Held, Step.Packet> inHand = new HashMap<>();

    private int packets;

    /** How often a node has said something to somebody. */
    private final Map<Saying, Integer> sayings = new HashMap<>();

    private record Held(SimNode node, long key) {}

    private record Saying(String who, String what, Endpoint toWhom) {}

    /**
     * A recorder of a network; it sees everything from now on.
     *
     * @param network to watch.
     * @param client the host whose connection attempts it is told.
     */
    public WalkRecorder(final SimulatedNetwork network, final String client) {
        this.network = network;
        this.client = client;
        network.simulation().observe(this);
        trace(client, network.stub(client).resolver());
        network.resolvers().forEach((name, resolver) -> trace(name, resolver.resolver()));
    }

    /** {@return what happened so far, in the order of time} */
    public List<Step> steps() {
        return List.copyOf(steps);
    }

    /** {@return packets that nodes made so far} */
    public int packets() {
        return packets;
    }

    private void remark(final String who, final String what) {
        steps.add(new Step.Remark(network.simulation().nowNs(), who, what));
    }

    @Override
    public void onBegin(final HttpUrl url) {
        remark(
                client,
                "scheme " + url.scheme() + ", host " + url.host() + ", port " + url.port()
                        + (url.isDefaultPort() ? " (the scheme's own)" : "") + ", path " + url.path());
        if (url.address() != null) {
            remark(client, url.host() + " is an address: no name to look up");
        } else if (!network.hostsFile(client).contains(url.host())) {
            remark(client, url.host() + " is no address and not in the hosts file");
        }
    }

    @Override
    public void onAddresses(final HostAddresses addresses, final List<Ipv6Address> order) {
        if (addresses.source() == HostAddresses.Source.LITERAL
                || addresses.addresses().isEmpty()) {
            return;
        }
        final String where =
                switch (addresses.source()) {
                    case HOSTS -> "in the hosts file";
                    case LOCALHOST -> "this host";
                    default -> addresses.canonicalName();
                };
        remark(
                client,
                "addresses: "
                        + String.join(
                                ", ",
                                addresses.addresses().stream()
                                        .map(Endpoint::addressText)
                                        .toList())
                        + " (" + where + ')'
                        + (addresses.addresses().size() > 1
                                ? "; tried in this order: "
                                        + String.join(
                                                ", ",
                                                order.stream()
                                                        .map(Endpoint::addressText)
                                                        .toList())
                                : ""));
    }

    @Override
    public void onAttempt(final Endpoint remote, final int number) {
        remark(client, "connects to " + remote + (number > 1 ? ", address " + number + " of the name" : ""));
        firstHop(remote.address());
    }

    @Override
    public void onAttemptFailed(final Endpoint remote, final String reason) {
        remark(client, reason);
    }

    @Override
    public void onEnd(final ConnectResult result) {
        if (result.isConnected()) {
            remark(client, "ESTABLISHED with " + result.remote());
        }
    }

    /** The client's own decision: is the destination on a network of its own, and if not, who is asked to forward? */
    private void firstHop(final Ipv6Address destination) {
        final ForwardingTables tables = network.host(client).tables();
        final String route = MatchedRoute.of(tables, destination);
        final String to = Endpoint.addressText(destination);
        if (route.endsWith(MatchedRoute.ON_LINK)) {
            remark(
                    client,
                    to + " is on my own network, " + route.replace(MatchedRoute.ON_LINK, "") + ": no gateway needed");
        } else if (route.contains(MatchedRoute.VIA)) {
            final int via = route.indexOf(MatchedRoute.VIA);
            remark(
                    client,
                    to + " is on none of my networks (" + ownNetworks(destination.isIpv4Mapped()) + "), matches "
                            + route.substring(0, via) + ": goes to the gateway "
                            + route.substring(via + MatchedRoute.VIA.length())
                            + (MatchedRoute.isResolved(tables, destination)
                                    ? ", whose link address is known"
                                    : ", whose link address is to be found"));
        } else {
            remark(client, to + ": " + route);
        }
    }

    private String ownNetworks(final boolean ipv4) {
        return String.join(
                ", ",
                network.networks(client).stream()
                        .filter(prefix -> prefix.address().isIpv6() != ipv4)
                        .map(Object::toString)
                        .toList());
    }

    private void trace(final String who, final Resolver resolver) {
        resolver.traceTo((query, event, base, name, type, high, low, number) -> {
            final String domain = DomainName.ofWire(base, name).toString().toLowerCase(Locale.ROOT);
            final String what = resolverText(
                    event,
                    domain + (type == 0 ? "" : ' ' + RecordType.name(type)),
                    domain,
                    (high | low) == 0 ? "" : Endpoint.addressText(new Ipv6Address(high, low)),
                    number,
                    who.equals(client));
            if (what != null) {
                remark(who, what);
            }
            if (who.equals(client) && event == TraceEvent.SENT_UDP) {
                firstHop(new Ipv6Address(high, low));
            }
        });
    }

    /** What a step of a resolver is to people; null for what the packets themselves show. */
    private static @Nullable String resolverText(
            final TraceEvent event,
            final String question,
            final String name,
            final String server,
            final long number,
            final boolean isStub) {
        return switch (event) {
            case CACHE_HIT -> "cache: has " + question;
            case STALE -> "cache: has " + question + ", expired, which is better than nothing";
            case JOINED -> question + " is being asked already; waits for that answer";
            case SENT_UDP ->
                isStub
                        ? "cache: has no " + question + "; asks its resolver, " + server + ", for " + number + " ms"
                        : "asks " + server + " for " + question;
            case SENT_TCP -> "asks " + server + " for " + question + " over TCP";
            case CUT -> "cache: has no answer; the deepest zone with known servers is " + name;
            case REFERRED -> "is referred further down: knows the servers of " + name + " now";
            case MINIMISED -> "no zone begins there: shows one label more";
            case LAME -> server + " is of no use for this zone";
            case TIMED_OUT -> "no answer from " + server + " in time";
            case TRUNCATED -> "the answer was cut short: asks again over TCP";
            case NEAR_MISS -> "an answer that does not fit the question, perhaps forged: asks over TCP";
            case NO_EDNS -> server + " knows no EDNS: asks without";
            case SERVER_LOOKUP -> "looks up the address of the name server " + name;
            case SERVER_LOOKUP_FAILED -> "the name server " + name + " has no address of use";
            case BUDGET_EXHAUSTED -> "the work allowed for this query is used up";
            case NO_SERVER_LEFT -> "no server is left to ask";
            case FAILED -> "cannot find out " + question + ": SERVFAIL";
            case RECEIVED, ANSWERED, ALIASED -> null;
        };
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
            packet = new Step.Packet(
                    ++packets,
                    sayings.merge(new Saying(sender.name(), text.summary, text.destination), 1, Integer::sum),
                    text.protocol,
                    text.summary,
                    new ArrayList<>());
            packet.hops().add(hop);
            steps.add(packet);
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
                                ? "floods, it is for all"
                                : "floods, its port is unknown");
    }

    /** {@return the host whose walk it is} */
    public Host clientHost() {
        return network.host(client);
    }
}
