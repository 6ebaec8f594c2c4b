package org.firsthop.node.walk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.dns.client.HostAddresses;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.resolver.Resolver;
import org.firsthop.dns.resolver.TraceEvent;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.node.config.IpPrefix;
import org.firsthop.node.host.ConnectObserver;
import org.firsthop.node.host.ConnectResult;
import org.firsthop.node.host.Endpoint;
import org.firsthop.node.host.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a walk that the host which connects knows itself: what it reads, looks up, decides and asks its resolver. What is
 * seen on links, others add.
 */
public abstract class ClientSteps implements ConnectObserver {
    private static final long LEAST_DNS_TIMEOUT_NS = 100_000_000L;

    private final String client;
    private final List<Step> steps = new ArrayList<>();
    private int packets;

    /** How often a node has said something to somebody, and when last. */
    private final Map<Saying, Said> sayings = new HashMap<>();

    private record Saying(String who, String what, Endpoint toWhom) {}

    private record Said(int times, long lastNs) {}

    ClientSteps(final String client) {
        this.client = client;
    }

    /** {@return the time that steps bear} */
    abstract long nowNs();

    /** {@return the client's interfaces and routes} */
    abstract ForwardingTables clientTables();

    /** {@return whether the client's hosts file has a name} */
    abstract boolean isInHostsFile(String name);

    /** {@return the networks that the client is on} */
    abstract List<IpPrefix> clientNetworks();

    final String client() {
        return client;
    }

    /** {@return what happened so far, in the order of time} */
    public final List<Step> steps() {
        return List.copyOf(steps);
    }

    /** {@return packets that nodes made so far} */
    public final int packets() {
        return packets;
    }

    /** Adds a packet that has not been seen before. */
    final Step.Packet say(final FrameText text, final Hop hop) {
        final Step.Packet packet = new Step.Packet(
                ++packets, attempt(text, hop.from(), hop.departNs()), text.protocol, text.summary, new ArrayList<>());
        packet.hops().add(hop);
        steps.add(packet);
        return packet;
    }

    /** The how-manieth time the sender says this to its destination. */
    private int attempt(final FrameText text, final String sender, final long nowNs) {
        final Saying saying = new Saying(sender, text.summary, text.destination);
        final Said before = sayings.get(saying);
        // Two questions in a moment are asked for two reasons: what is sent again for want of an answer comes later.
        final boolean isAnother =
                before != null && text.protocol.equals("DNS") && nowNs - before.lastNs < LEAST_DNS_TIMEOUT_NS;
        final int times = before == null ? 1 : isAnother ? before.times : before.times + 1;
        sayings.put(saying, new Said(times, nowNs));
        return times;
    }

    final void remark(final String who, final String what) {
        steps.add(new Step.Remark(nowNs(), who, what));
    }

    @Override
    public void onBegin(final HttpUrl url) {
        remark(
                client,
                "scheme " + url.scheme() + ", host " + url.host() + ", port " + url.port()
                        + (url.isDefaultPort() ? " (the scheme's own)" : "") + ", path " + url.path());
        if (url.address() != null) {
            remark(client, url.host() + " is an address: no name to look up");
        } else if (!isInHostsFile(url.host())) {
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
        final ForwardingTables tables = clientTables();
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
                clientNetworks().stream()
                        .filter(prefix -> prefix.address().isIpv6() != ipv4)
                        .map(Object::toString)
                        .toList());
    }

    /** Tells the steps of a resolver. */
    final void trace(final String who, final Resolver resolver) {
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
            case ALIASES_LIMITED -> "the aliases lead through more zones than one query may look for";
            case NO_SERVER_LEFT -> "no server is left to ask";
            case FAILED -> "cannot find out " + question + ": SERVFAIL";
            case RECEIVED, ANSWERED, ALIASED -> null;
        };
    }
}
