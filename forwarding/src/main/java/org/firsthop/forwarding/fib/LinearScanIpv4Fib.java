package org.firsthop.forwarding.fib;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The reference: an {@link Ipv4Fib} that compares an address with every route, longest prefixes first. It is what other
 * implementations are tested against, and correct by inspection; each lookup and each update takes time in proportion to
 * the number of routes.
 *
 * <p>Every update publishes a new immutable array, so that even {@link #lookup(int[], int[], int)} is atomic as a whole.
 */
public final class LinearScanIpv4Fib implements Ipv4Fib {
    private static final Comparator<Prefix> IN_ORDER = (a, b) -> a.address == b.address
            ? Integer.compare(a.length, b.length)
            : Integer.compareUnsigned(a.address, b.address);

    private static final Comparator<Route> LONGEST_FIRST =
            Comparator.comparingInt((Route route) -> route.prefix.length).reversed();

    private record Prefix(int address, int length) {
        boolean contains(final int destination) {
            return (destination & Prefixes.mask(length)) == address;
        }
    }

    private record Route(Prefix prefix, int adjacency) {}

    private final int limit;
    private TreeMap<Prefix, Integer> table = new TreeMap<>(IN_ORDER);
    private volatile Route[] routes = {};
    private long refusals;

    /** A table that holds any number of routes. */
    public LinearScanIpv4Fib() {
        this(Integer.MAX_VALUE);
    }

    /**
     * A table of bounded size.
     *
     * @param limit the most routes.
     */
    public LinearScanIpv4Fib(final int limit) {
        this.limit = limit;
    }

    @Override
    public int lookup(final int address) {
        return lookup(routes, address);
    }

    @Override
    public void lookup(final int[] addresses, final int[] adjacencies, final int count) {
        Objects.checkFromIndexSize(0, count, Math.min(addresses.length, adjacencies.length));
        final Route[] snapshot = routes;
        for (int i = 0; i < count; i++) {
            adjacencies[i] = lookup(snapshot, addresses[i]);
        }
    }

    private static int lookup(final Route[] snapshot, final int address) {
        for (final Route route : snapshot) {
            if (route.prefix.contains(address)) {
                return route.adjacency;
            }
        }
        return NO_ROUTE;
    }

    @Override
    public FibUpdate put(final int prefix, final int prefixLength, final int adjacency) {
        Prefixes.check(prefix, prefixLength);
        Prefixes.checkAdjacency(adjacency, maxAdjacency());
        final Prefix key = new Prefix(prefix, prefixLength);
        if (!table.containsKey(key) && table.size() >= limit) {
            refusals++;
            return FibUpdate.FULL;
        }
        final Integer before = table.put(key, adjacency);
        publish();
        return before == null ? FibUpdate.ADDED : before == adjacency ? FibUpdate.UNCHANGED : FibUpdate.REPLACED;
    }

    @Override
    public FibUpdate remove(final int prefix, final int prefixLength) {
        Prefixes.check(prefix, prefixLength);
        final Integer before = table.remove(new Prefix(prefix, prefixLength));
        publish();
        return before == null ? FibUpdate.ABSENT : FibUpdate.WITHDRAWN;
    }

    @Override
    public FibUpdate replaceAll(final Ipv4RouteSource source) {
        final TreeMap<Prefix, Integer> next = new TreeMap<>(IN_ORDER);
        source.forEach((prefix, prefixLength, adjacency) -> {
            Prefixes.check(prefix, prefixLength);
            Prefixes.checkAdjacency(adjacency, maxAdjacency());
            next.put(new Prefix(prefix, prefixLength), adjacency);
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
    public int get(final int prefix, final int prefixLength) {
        Prefixes.check(prefix, prefixLength);
        return table.getOrDefault(new Prefix(prefix, prefixLength), NO_ROUTE);
    }

    @Override
    public int matchLength(final int address) {
        for (final Route route : routes) {
            if (route.prefix.contains(address)) {
                return route.prefix.length;
            }
        }
        return -1;
    }

    @Override
    public void forEach(final Ipv4RouteConsumer consumer) {
        table.forEach((prefix, adjacency) -> consumer.accept(prefix.address, prefix.length, adjacency));
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
        final long octets = (long) table.size() * Long.BYTES;
        return new FibMemory(octets, 0, 0, octets, (long) limit * Long.BYTES);
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
