package org.firsthop.node.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.Ipv6Prefix;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.NdpOptionFlyweight;
import org.firsthop.core.wire.NdpOptionIterator;
import org.firsthop.core.wire.NdpOptionType;
import org.firsthop.core.wire.RouterAdvertisementFlyweight;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.neighbor.LocalAddress;
import org.firsthop.forwarding.rib.NextHops;
import org.firsthop.forwarding.rib.RouteSource;
import org.firsthop.node.sim.SimRandom;
import org.jspecify.annotations.Nullable;

/**
 * Configures an interface of a host by what the routers of its link advertise: addresses (RFC 4862), on-link prefixes and a default
 * router (RFC 4861 section 6.3, RFC 4191), and name servers (RFC 8106 section 5.1).
 *
 * <pre>
 *   link-local address ─▶ nobody else has it ─▶ router solicitations ─▶ advertisement ─┬─▶ default route
 *                                                                                      ├─▶ on-link route
 *                                                                                      ├─▶ address ─▶ nobody else has it ─▶ used
 *                                                                                      └─▶ name servers
 * </pre>
 *
 * <p>Interface identifiers are made of the link address (RFC 4291 appendix A). What is learned lives as long as its router says,
 * and yields to what an operator has configured. An address that another station has is not used; if it is the link-local one,
 * the interface stays without IPv6 (RFC 4862 section 5.4.5). Not followed are the options for the MTU and for routes to single
 * prefixes, and the Cur Hop Limit, and a router that no longer answers is kept until its lifetime ends (RFC 4861 section 6.3.6
 * would have another tried); reachable and retransmission times are the neighbor stage's.
 *
 * <p>Made by {@link Host#autoconfigure}; belongs to the host's thread.
 */
public final class Autoconfiguration {
    /**
     * How much is remembered at most of what routers, or those who pretend to be some, advertise.
     *
     * @param routers at least 1.
     * @param prefixes and so addresses, at least 1.
     * @param dnsServers at least 0.
     */
    public record Limits(int routers, int prefixes, int dnsServers) {
        /** 8 routers, 16 prefixes, 4 name servers. */
        public static final Limits DEFAULT = new Limits(8, 16, 4);

        /**
         * Limits.
         *
         * @param routers at least 1.
         * @param prefixes at least 1.
         * @param dnsServers at least 0.
         * @throws IllegalArgumentException when one is below its minimum.
         */
        public Limits {
            if (routers < 1 || prefixes < 1 || dnsServers < 0) {
                throw new IllegalArgumentException("limits: routers=" + routers + ", prefixes=" + prefixes
                        + ", dnsServers=" + dnsServers + ", minimum=1, 1 and 0");
            }
        }
    }

    private static final int SOURCE_DISTANCE = RouteSource.STATIC + 1;
    private static final int AUTONOMOUS_LENGTH = 64;
    private static final int ADDRESS_LENGTH = 128;

    /** A new address is asked for by the stages, which have all had their turn when the host has worked twice. */
    private static final int TURNS_TO_BE_ASKED_FOR = 2;

    /** How often an address is looked at that may turn out to be another's. */
    private static final long TENTATIVE_POLL_NS = 20_000_000L;

    private final ForwardingTables tables;
    private final IpInterface iface;
    private final Limits limits;
    private final SourceAddresses sources;
    private final RouteSource routeSource;
    private final DefaultRouters routers;
    private final RouterSolicitor solicitor;
    private final Ipv6Address linkLocal;
    private final List<AdvertisedPrefix> prefixes = new ArrayList<>();
    private final Map<Ipv6Address, Long> dnsServers = new LinkedHashMap<>();
    private final Ipv6Flyweight ip = new Ipv6Flyweight();
    private final RouterAdvertisementFlyweight message = new RouterAdvertisementFlyweight();
    private final NdpOptionIterator options = new NdpOptionIterator();
    private int turns;
    private boolean hasBegun;
    private boolean isWaiting;
    private long refused;
    private long nowNs;

    Autoconfiguration(
            final ForwardingTables tables,
            final IpInterface iface,
            final Limits limits,
            final SourceAddresses sources,
            final IpSender sender,
            final SimRandom random) {
        this.tables = tables;
        this.iface = iface;
        this.limits = limits;
        this.sources = sources;
        linkLocal = Ipv6Address.ofLinkLocal(iface.mac());
        if (state(linkLocal) == null) {
            tables.addLinkLocalAddress(iface);
        }
        routeSource = tables.routes().source("advertised on " + iface.name(), SOURCE_DISTANCE);
        routers = new DefaultRouters(tables, routeSource, iface, limits.routers());
        solicitor = new RouterSolicitor(iface, sender, random);
    }

    /** {@return the index of the interface} */
    int interfaceIndex() {
        return iface.index();
    }

    /** {@return the router that the default route leads to, or {@code null} when none is known} */
    public @Nullable Ipv6Address router() {
        return routers.used();
    }

    /** {@return the addresses that were formed, whether they may be used yet or not} */
    public List<Ipv6Address> addresses() {
        return prefixes.stream()
                .filter(prefix -> prefix.hasAddress)
                .map(prefix -> prefix.address)
                .toList();
    }

    /** {@return the name servers that routers know of} */
    public List<Ipv6Address> dnsServers() {
        return List.copyOf(dnsServers.keySet());
    }

    /** {@return whether there are an address, of more than link scope, and a router to use} */
    public boolean isComplete() {
        return routers.used() != null && prefixes.stream().anyMatch(each -> sources.contains(each.address));
    }

    /** {@return whether another station has the link-local address, so that this interface stays without IPv6} */
    public boolean isDuplicate() {
        return state(linkLocal) == LocalAddress.State.DUPLICATE;
    }

    /** {@return the solicitations that were sent} */
    public long solicitations() {
        return solicitor.sent();
    }

    /** {@return routers, prefixes and name servers that found no room, here or in the host's tables} */
    public long refused() {
        return refused + routers.refused();
    }

    /**
     * Takes an advertisement that was found valid (RFC 4861 section 6.1.2).
     *
     * @param pool of the frame.
     * @param frame that holds it; it stays the caller's.
     * @param now the time.
     */
    void onAdvertisement(final FramePool pool, final int frame, final long now) {
        nowNs = now;
        if (!hasBegun) {
            return; // Without a link-local address of its own the host has no IPv6 yet; it asks for routers when it
            // has.
        }
        final int offset = pool.offset(frame) + pool.l3Offset(frame);
        ip.wrap(pool.buffer(), offset);
        message.wrap(pool.buffer(), offset + Ipv6Flyweight.HEADER_LENGTH);
        final int length = pool.length(frame) - pool.l3Offset(frame) - Ipv6Flyweight.HEADER_LENGTH;
        routers.heard(
                new Ipv6Address(ip.sourceHigh(), ip.sourceLow()), message.routerLifetime(), message.preference(), now);
        if (message.routerLifetime() != 0) {
            solicitor.end();
        }
        options.wrap(pool.buffer(), message.optionsOffset(), message.optionsLength(length));
        while (options.next()) {
            final NdpOptionFlyweight option = options.option();
            if (option.type() == NdpOptionType.PREFIX_INFORMATION) {
                learnPrefix(option);
            } else if (option.type() == NdpOptionType.RECURSIVE_DNS_SERVER) {
                learnDnsServers(option);
            }
        }
        apply();
    }

    /** RFC 4861 section 6.3.4 and RFC 4862 section 5.5.3. */
    private void learnPrefix(final NdpOptionFlyweight option) {
        final int length = option.prefixLength();
        if (Ipv6Address.isLinkLocal(option.prefixHigh())
                || Ipv6Address.isMulticast(option.prefixHigh())
                || length > ADDRESS_LENGTH
                || option.preferredLifetime() > option.lifetime()) {
            return;
        }
        final boolean isOnLink = (option.flags() & NdpOptionFlyweight.ON_LINK_FLAG) != 0;
        final boolean isAutonomous =
                (option.flags() & NdpOptionFlyweight.AUTONOMOUS_FLAG) != 0 && length == AUTONOMOUS_LENGTH;
        final Ipv6Prefix prefix = Ipv6Prefix.containing(option.prefixHigh(), option.prefixLow(), length);
        AdvertisedPrefix known = null;
        for (final AdvertisedPrefix each : prefixes) {
            if (each.prefix.equals(prefix)) {
                known = each;
            }
        }
        if (known == null) {
            if (option.lifetime() == 0 || (!isOnLink && !isAutonomous)) {
                return;
            }
            if (prefixes.size() == limits.prefixes()) {
                refused++;
                return;
            }
            known = new AdvertisedPrefix(prefix, linkLocal.low());
            prefixes.add(known);
        }
        if (isOnLink) {
            known.onLink(option.lifetime(), nowNs);
        }
        if (isAutonomous
                && (known.installedLength != 0 || state(known.address) == null)) { // Else it is the operator's.
            known.autonomous(option.lifetime(), option.preferredLifetime(), nowNs);
        }
    }

    /** RFC 8106 section 5.1. */
    private void learnDnsServers(final NdpOptionFlyweight option) {
        for (int i = 0; i < option.dnsServerCount(); i++) {
            final Ipv6Address server = new Ipv6Address(option.dnsServerHigh(i), option.dnsServerLow(i));
            if (option.lifetime() == 0) {
                dnsServers.remove(server);
            } else if (dnsServers.size() == limits.dnsServers() && !dnsServers.containsKey(server)) {
                refused++;
            } else {
                dnsServers.put(server, Lifetime.end(option.lifetime(), nowNs));
            }
        }
    }

    /** Does what is due. */
    void poll(final long now) {
        nowNs = now;
        if (!hasBegun) {
            hasBegun = turns++ >= TURNS_TO_BE_ASKED_FOR && state(linkLocal) == LocalAddress.State.PREFERRED;
            if (!hasBegun) {
                return;
            }
            if (!sources.contains(linkLocal)) {
                sources.add(linkLocal);
            }
            solicitor.begin(now);
        }
        for (final AdvertisedPrefix each : prefixes) {
            each.turns++;
        }
        if (routers.expire(now) && routers.used() == null) {
            solicitor.begin(now);
        }
        dnsServers.values().removeIf(end -> Lifetime.isOver(end, now));
        solicitor.poll(linkLocal, now);
        apply();
    }

    /** Makes the host's addresses and routes what they should be now. */
    private void apply() {
        isWaiting = false;
        for (final AdvertisedPrefix each : prefixes) {
            each.expire(nowNs);
            route(each);
            give(each);
            use(each);
        }
        prefixes.removeIf(AdvertisedPrefix::isOver);
    }

    private void route(final AdvertisedPrefix each) {
        if (each.isOnLink != each.hasRoute) {
            final boolean isDone = each.isOnLink
                    ? put(each.prefix.high(), each.prefix.low(), each.prefix.length(), tables.connected(iface))
                    : withdraw(each.prefix.high(), each.prefix.low(), each.prefix.length());
            each.hasRoute ^= isDone;
        }
    }

    /** Gives the interface the address, or takes it; one whose prefix comes on the link, or leaves it, is given anew. */
    private void give(final AdvertisedPrefix each) {
        final int length = !each.hasAddress ? 0 : each.isOnLink ? AUTONOMOUS_LENGTH : ADDRESS_LENGTH;
        if (length == each.installedLength) {
            return;
        }
        final long high = each.address.high();
        final long low = each.address.low();
        if (each.installedLength == 0 && !put(high, low, ADDRESS_LENGTH, NextHops.local(iface.index()))) {
            return;
        }
        if (length == 0) {
            if (!withdraw(high, low, ADDRESS_LENGTH)) {
                return;
            }
            tables.links().removeAddress(iface.index(), high, low);
        } else {
            tables.links().addAddress(iface.index(), high, low, length);
        }
        sources.remove(each.address);
        each.installedLength = length;
        each.turns = 0;
    }

    private boolean put(final long high, final long low, final int length, final NextHops nextHops) {
        final boolean isDone =
                tables.routes().put(routeSource, high, low, length, iface.index(), 0, nextHops) != FibUpdate.FULL;
        refused += isDone ? 0 : 1;
        return isDone;
    }

    private boolean withdraw(final long high, final long low, final int length) {
        final boolean isDone =
                tables.routes().withdraw(routeSource, high, low, length, iface.index()) != FibUpdate.FULL;
        refused += isDone ? 0 : 1;
        return isDone;
    }

    /** Lets the host speak from an address that has turned out to be its own, and rather not when it is deprecated. */
    private void use(final AdvertisedPrefix each) {
        if (each.installedLength == 0) {
            return;
        }
        final LocalAddress.State state = state(each.address);
        if (each.turns < TURNS_TO_BE_ASKED_FOR || state == LocalAddress.State.TENTATIVE) {
            isWaiting = true;
        } else if (state == LocalAddress.State.PREFERRED && !sources.contains(each.address)) {
            sources.add(each.address);
        }
        sources.deprecate(each.address, each.isDeprecated(nowNs));
    }

    private LocalAddress.@Nullable State state(final Ipv6Address address) {
        final LocalAddress own = tables.links().get(iface.index()).find(address.high(), address.low());
        return own == null ? null : own.state();
    }

    long nextDeadline() {
        if (isDuplicate()) {
            return Lifetime.FOREVER;
        }
        if (!hasBegun || isWaiting) {
            return nowNs + TENTATIVE_POLL_NS;
        }
        long next = Math.min(solicitor.nextDeadline(), routers.nextDeadline());
        for (final AdvertisedPrefix each : prefixes) {
            next = Math.min(next, each.nextDeadline(nowNs));
        }
        for (final long end : dnsServers.values()) {
            next = Math.min(next, end);
        }
        return next;
    }
}
