package org.firsthop.forwarding.fib;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The reference: an {@link Ipv6Fib} that compares an address with every route, longest prefixes first. It is what other
 * implementations are tested against, and correct by inspection; each lookup and each update takes time in proportion to
 * the number of routes.
 *
 * <p>Every update publishes a new immutable array, so that even {@link #lookup(long[], long[], int[], int)} is atomic as a whole.
 */
public final class LinearScanIpv6Fib implements Ipv6Fib {
    private static final Comparator<Prefix> IN_ORDER = (a, b) -> a.high != b.high
            ? Long.compareUnsigned(a.high, b.high)
            : a.low != b.low ? Long.compareUnsigned(a.low, b.low) : Integer.compare(a.length, b.length);

    private static final Comparator<Route> LONGEST_FIRST =
            Comparator.comparingInt((Route route) -> route.prefix.length).reversed();

    private record Prefix(long high, long low, int length) {
        boolean contains(final long addressHigh, final long addressLow) {
            return (addressHigh & Prefixes.maskHigh(length)) == high && (addressLow & Prefixes.maskLow(length)) == low;
        }
    }

    private record Route(Prefix prefix, int adjacency) {}

    private final int limit;
    private TreeMap<Prefix, Integer> table = new TreeMap<>(IN_ORDER);
    private volatile Route[] routes = {};
    private long refusals;

    /** A table that holds any number of routes. */
    public LinearScanIpv6Fib() {
        this(Integer.MAX_VALUE);
    }

    /**
     * A table of bounded size.
     *
     * @param limit the most routes.
     */
    public LinearScanIpv6Fib(final int limit) {
        this.limit = limit;
    }

    @Override
    public int lookup(final long high, final long low) {
        return lookup(routes, high, low);
    }

    @Override
    public void lookup(final long[] highs, final long[] lows, final int[] adjacencies, final int count) {
        Objects.checkFromIndexSize(0, count, Math.min(Math.min(highs.length, lows.length), adjacencies.length));
        final Route[] snapshot = routes;
        for (int i = 0; i < count; i++) {
            adjacencies[i] = lookup(snapshot, highs[i], lows[i]);
        }
    }

    private static int lookup(final Route[] snapshot, final long high, final long low) {
        for (final Route route : snapshot) {
            if (route.prefix.contains(high, low)) {
                return route.adjacency;
            }
        }
        return NO_ROUTE;
    }

    @Override
    public FibUpdate put(final long high, final long low, final int prefixLength, final int adjacency) {
        Prefixes.check(high, low, prefixLength);
        Prefixes.checkAdjacency(adjacency, maxAdjacency());
        final Prefix key = new Prefix(high, low, prefixLength);
        if (!table.containsKey(key) && table.size() >= limit) {
            refusals++;
            return FibUpdate.FULL;
        }
        final Integer before = table.put(key, adjacency);
        publish();
        return before == null ? FibUpdate.ADDED : before == adjacency ? FibUpdate.UNCHANGED : FibUpdate.REPLACED;
    }

    @Override
    public FibUpdate remove(final long high, final long low, final int prefixLength) {
        Prefixes.check(high, low, prefixLength);
        final Integer before = table.remove(new Prefix(high, low, prefixLength));
        publish();
        return before == null ? FibUpdate.ABSENT : FibUpdate.WITHDRAWN;
    }

    @Override
    public FibUpdate replaceAll(final Ipv6RouteSource source) {
        final TreeMap<Prefix, Integer> next = new TreeMap<>(IN_ORDER);
        source.forEach((high, low, prefixLength, adjacency) -> {
            Prefixes.check(high, low, prefixLength);
            Prefixes.checkAdjacency(adjacency, maxAdjacency());
            next.put(new Prefix(high, low, prefixLength), adjacency);
        });
        if (next.size() > limit) {
            refusals++;
            return FibUpdate.FULL;
        }
        table = next;
        publish();
        return FibUpdate.REPLACED;
    }

    @Override
    public int get(final long high, final long low, final int prefixLength) {
        Prefixes.check(high, low, prefixLength);
        return table.getOrDefault(new Prefix(high, low, prefixLength), NO_ROUTE);
    }

    @Override
    public int matchLength(final long high, final long low) {
        for (final Route route : routes) {
            if (route.prefix.contains(high, low)) {
                return route.prefix.length;
            }
        }
        return -1;
    }

    @Override
    public void forEach(final Ipv6RouteConsumer consumer) {
        table.forEach((prefix, adjacency) -> consumer.accept(prefix.high, prefix.low, prefix.length, adjacency));
    }

    @Override
    public int size() {
        return table.size();
    }

    @Override
    public int maxAdjacency() {
        return Integer.MAX_VALUE;
    }

    @Override
    public long reclaim() {
        return 0;
    }

    @Override
    public FibMemory memory() {
        final long octets = (long) table.size() * 3 * Long.BYTES;
        return new FibMemory(octets, 0, 0, octets, (long) limit * 3 * Long.BYTES);
    }

    @Override
    public long refusals() {
        return refusals;
    }

    private void publish() {
        final Route[] next = table.entrySet().stream()
                .map(entry -> new Route(entry.getKey(), entry.getValue()))
                .toArray(Route[]::new);
        Arrays.sort(next, LONGEST_FIRST);
        routes = next;
    }
}
