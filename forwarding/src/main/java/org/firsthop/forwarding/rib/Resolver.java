package org.firsthop.forwarding.rib;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.rib.SharedAdjacencies.Hop;
import org.firsthop.forwarding.rib.Target.Gateway;
import org.jspecify.annotations.Nullable;

/**
 * Finds where next hops lead: through the routes to their gateways, down to interfaces that are up.
 *
 * <p>What a target comes to is a function of the routes and of the interfaces alone, never of what came to be in which
 * order: it is worked out from the beginning whenever a route changes that a gateway on its way lies in. A gateway takes the
 * longest prefix that contains it, there the first route that leads anywhere, else the next shorter prefix. Where that route
 * is one that is being resolved, the gateway leads nowhere: a loop. At most {@value #MAX_DEPTH} routes are followed one after
 * the other, and {@value #MAX_STEPS} gateways altogether.
 *
 * <p>Targets are objects on the heap: there are as many as gateways and combinations of them, not as prefixes.
 */
final class Resolver {
    static final int MAX_DEPTH = 8;
    static final int MAX_STEPS = 256;

    private final PrefixIndex ipv4;
    private final PrefixIndex ipv6;
    private final RouteRecords routes;
    private final SharedAdjacencies adjacencies;
    private final int limit;
    private final Map<Key, Target> byNextHops = new HashMap<>();
    private final TreeMap<Ipv6Address, Gateway> ipv4Gateways = new TreeMap<>();
    private final TreeMap<Ipv6Address, Gateway> ipv6Gateways = new TreeMap<>();
    private @Nullable Target[] targets = new Target[64];
    private int[] freeIndices = new int[64];
    private int freeCount;
    private int highest;
    private boolean[] up = new boolean[16];
    private int[] mtus = new int[16];

    /** The targets that are being resolved, the outermost first. */
    private final Target[] stack = new Target[MAX_DEPTH + 1];

    private int depth;
    private int steps;
    private boolean metLoop;

    private record Key(NextHops nextHops, boolean isIpv6) {}

    Resolver(
            final PrefixIndex ipv4,
            final PrefixIndex ipv6,
            final RouteRecords routes,
            final SharedAdjacencies adjacencies,
            final int limit) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
        this.routes = routes;
        this.adjacencies = adjacencies;
        this.limit = limit;
    }

    Target target(final int index) {
        final Target target = targets[index];
        if (target == null) {
            throw new IllegalStateException("target " + index + " is not in use");
        }
        return target;
    }

    /**
     * The target of next hops, made when it is not there.
     *
     * @param nextHops that lead there.
     * @param isIpv6 whether the routes are.
     * @param replaced whose flows keep their paths, as far as the new next hops have them; or {@code null}.
     * @return the target, or {@code null} when there are too many.
     */
    @Nullable
    Target attach(final NextHops nextHops, final boolean isIpv6, final @Nullable Target replaced) {
        final Target known = byNextHops.get(new Key(nextHops, isIpv6));
        if (known != null) {
            return known;
        }
        if (byNextHops.size() == limit) {
            return null;
        }
        final int index = freeCount > 0 ? freeIndices[--freeCount] : ++highest;
        if (index == targets.length) {
            targets = Arrays.copyOf(targets, 2 * index);
        }
        final Target target = new Target(nextHops, isIpv6, index);
        targets[index] = target;
        byNextHops.put(new Key(nextHops, isIpv6), target);
        target.isStarved = !holdNamed(target);
        if (!target.isStarved) {
            resolve(target, replaced == null ? Adjacency.NO_ROUTE : replaced.group);
        }
        return target;
    }

    /** Forgets a target that no route uses. */
    void detach(final Target target) {
        forgetGateways(target);
        byNextHops.remove(new Key(target.nextHops, target.isIpv6));
        targets[target.index] = null;
        if (freeCount == freeIndices.length) {
            freeIndices = Arrays.copyOf(freeIndices, 2 * freeCount);
        }
        freeIndices[freeCount++] = target.index;
        if (target.group != 0) {
            adjacencies.table().members(target.group, new int[0], new int[0]);
            adjacencies.release(target.group);
        }
        releaseAll(target.members);
        releaseAll(target.named);
    }

    private void releaseAll(final int[] held) {
        for (final int adjacency : held) {
            adjacencies.release(adjacency);
        }
    }

    private boolean holdNamed(final Target target) {
        final List<NextHops.Path> paths = target.nextHops.paths();
        final int[] held = new int[paths.size()];
        int count = 0;
        for (final NextHops.Path path : paths) {
            if (path.interfaceIndex() == NextHops.RECURSIVE) {
                continue;
            }
            final Hop hop = hop(target.isIpv6, path, path);
            final int adjacency = adjacencies.hold(hop, mtu(hop.interfaceIndex()));
            if (adjacency == Adjacency.NO_ROUTE) {
                releaseAll(Arrays.copyOf(held, count));
                return false;
            }
            held[count++] = adjacency;
        }
        target.named = Arrays.copyOf(held, count);
        return true;
    }

    /** The hop of a path that names its interface, for packets on the way to the gateway of another, or of its own. */
    private static Hop hop(final boolean isIpv6, final NextHops.Path path, final NextHops.Path towards) {
        final NextHops.Path gateway = path.family() == AdjacencyTable.FAMILY_NONE ? towards : path;
        if (gateway.family() == AdjacencyTable.FAMILY_NONE) {
            return Hop.onLink(path.interfaceIndex());
        }
        return new Hop(
                Adjacency.NEXT_HOP, isIpv6, path.interfaceIndex(), gateway.family(), gateway.high(), gateway.low());
    }

    boolean isUp(final int interfaceIndex) {
        return interfaceIndex < up.length && up[interfaceIndex];
    }

    private int mtu(final int interfaceIndex) {
        return interfaceIndex < mtus.length ? mtus[interfaceIndex] : 0;
    }

    void interfaceUp(final int interfaceIndex, final int mtu) {
        reserveInterface(interfaceIndex);
        up[interfaceIndex] = true;
        if (mtus[interfaceIndex] != mtu) {
            mtus[interfaceIndex] = mtu;
            adjacencies.mtu(interfaceIndex, mtu);
        }
    }

    void interfaceDown(final int interfaceIndex) {
        reserveInterface(interfaceIndex);
        up[interfaceIndex] = false;
    }

    private void reserveInterface(final int interfaceIndex) {
        if (interfaceIndex >= up.length) {
            final int length = Math.max(interfaceIndex + 1, 2 * up.length);
            up = Arrays.copyOf(up, length);
            mtus = Arrays.copyOf(mtus, length);
        }
    }

    /** Gives all targets whose resolution has asked for a gateway inside a prefix. */
    void forEachDependent(
            final boolean isIpv6, final long high, final long low, final int length, final Consumer<Target> consumer) {
        final TreeMap<Ipv6Address, Gateway> gateways = isIpv6 ? ipv6Gateways : ipv4Gateways;
        if (gateways.isEmpty()) {
            return;
        }
        final Ipv6Address last =
                new Ipv6Address(high | ~PrefixIndex.maskHigh(length), low | ~PrefixIndex.maskLow(length));
        gateways.subMap(new Ipv6Address(high, low), true, last, true)
                .values()
                .forEach(gateway -> gateway.dependents.forEach(consumer));
    }

    void forEachTarget(final Consumer<Target> consumer) {
        byNextHops.values().forEach(consumer);
    }

    int targetCount() {
        return byNextHops.size();
    }

    /** Works out anew where a target leads; its adjacency changes, and its members are held. */
    void resolve(final Target target) {
        resolve(target, Adjacency.NO_ROUTE);
    }

    private void resolve(final Target target, final int likeGroup) {
        forgetGateways(target);
        final Map<Hop, Integer> weights = new LinkedHashMap<>();
        steps = 0;
        depth = 0;
        metLoop = false;
        follow(target, target, null, 1, weights);
        target.isLoop = metLoop && weights.isEmpty();
        lead(target, weights, likeGroup);
    }

    /**
     * Follows all paths of a target.
     *
     * @param outermost whose gateways are remembered.
     * @param target to follow.
     * @param towards the path to whose gateway the target's route leads, or {@code null} for the outermost itself.
     * @param weight of all paths together, in proportion.
     * @param weights receives the hops.
     */
    private void follow(
            final Target outermost,
            final Target target,
            final NextHops.@Nullable Path towards,
            final long weight,
            final Map<Hop, Integer> weights) {
        final NextHops nextHops = target.nextHops;
        if (nextHops.kind() != Adjacency.NEXT_HOP) {
            if (nextHops.kind() != Adjacency.LOCAL || towards == null) {
                add(weights, Hop.keeping(nextHops.kind(), nextHops.interfaceIndex()), weight);
            }
            return;
        }
        stack[depth++] = target;
        for (final NextHops.Path path : nextHops.paths()) {
            final long pathWeight = Math.min(weight * path.weight(), 1 << 16);
            if (path.interfaceIndex() == NextHops.RECURSIVE) {
                gateway(outermost, path, pathWeight, weights);
            } else if (isUp(path.interfaceIndex())) {
                add(weights, hop(outermost.isIpv6, path, towards == null ? path : towards), pathWeight);
            }
        }
        depth--;
    }

    private void gateway(
            final Target outermost, final NextHops.Path path, final long weight, final Map<Hop, Integer> weights) {
        if (depth == MAX_DEPTH || steps == MAX_STEPS) {
            metLoop = true;
            return;
        }
        steps++;
        final boolean isIpv6 = path.family() == AdjacencyTable.FAMILY_IPV6;
        final long high = isIpv6 ? path.high() : path.low() << 32;
        final long low = isIpv6 ? path.low() : 0;
        remember(outermost, isIpv6, new Ipv6Address(high, low));
        final PrefixIndex prefixes = isIpv6 ? ipv6 : ipv4;
        final Map<Hop, Integer> found = new LinkedHashMap<>();
        int prefix = prefixes.longestMatch(high, low, prefixes.maxLength());
        while (prefix != 0) {
            for (int route = prefixes.firstRoute(prefix); route != 0; route = routes.nextOfPrefix(route)) {
                final Target next = target(routes.target(route));
                if (isBeingResolved(next)) {
                    metLoop = true;
                    return;
                }
                follow(outermost, next, path, weight, found);
                if (!found.isEmpty()) {
                    found.forEach((hop, share) -> add(weights, hop, share));
                    return;
                }
                if (next.nextHops.kind() == Adjacency.LOCAL) {
                    return;
                }
            }
            prefix = prefixes.longestMatch(high, low, prefixes.length(prefix) - 1);
        }
    }

    private boolean isBeingResolved(final Target target) {
        for (int i = 0; i < depth; i++) {
            if (stack[i] == target) {
                return true;
            }
        }
        return false;
    }

    private void add(final Map<Hop, Integer> weights, final Hop hop, final long weight) {
        if (weights.containsKey(hop) || weights.size() < adjacencies.table().bucketsPerGroup()) {
            weights.merge(hop, (int) weight, (a, b) -> Math.min(a + b, 1 << 16));
        }
    }

    private void remember(final Target outermost, final boolean isIpv6, final Ipv6Address address) {
        final Gateway gateway =
                (isIpv6 ? ipv6Gateways : ipv4Gateways).computeIfAbsent(address, a -> new Gateway(isIpv6, a));
        if (gateway.dependents.add(outermost)) {
            outermost.gateways.add(gateway);
        }
    }

    private void forgetGateways(final Target target) {
        for (final Gateway gateway : target.gateways) {
            gateway.dependents.remove(target);
            if (gateway.dependents.isEmpty()) {
                (gateway.isIpv6 ? ipv6Gateways : ipv4Gateways).remove(gateway.address);
            }
        }
        target.gateways.clear();
    }

    /** Makes a target lead to hops. What the table of adjacencies has no room for leads nowhere. */
    private void lead(final Target target, final Map<Hop, Integer> weights, final int likeGroup) {
        int[] members = new int[weights.size()];
        int[] shares = new int[weights.size()];
        int count = 0;
        target.isStarved = false;
        for (final Map.Entry<Hop, Integer> entry : weights.entrySet()) {
            final int adjacency =
                    adjacencies.hold(entry.getKey(), mtu(entry.getKey().interfaceIndex()));
            if (adjacency == Adjacency.NO_ROUTE) {
                target.isStarved = true;
                break;
            }
            members[count] = adjacency;
            shares[count++] = entry.getValue();
        }
        if (count > 1 && target.group == 0 && !target.isStarved) {
            target.group = adjacencies.holdGroup(likeGroup);
            target.isStarved = target.group == 0;
        }
        if (target.isStarved) {
            releaseAll(Arrays.copyOf(members, count));
            members = new int[0];
            shares = new int[0];
            count = 0;
        }
        if (target.group != 0) {
            adjacencies.table().members(target.group, members, shares);
        }
        target.adjacency = count == 0 ? Adjacency.NO_ROUTE : target.group != 0 ? target.group : members[0];
        final int[] before = target.members;
        target.members = members;
        releaseAll(before);
    }
}
