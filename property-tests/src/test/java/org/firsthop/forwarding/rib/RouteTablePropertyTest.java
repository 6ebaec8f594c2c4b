package org.firsthop.forwarding.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv4Prefix;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.rib.NextHops.Path;

/** A route table against a list of routes that is gone through from the beginning for every answer. */
class RouteTablePropertyTest {
    private static final int CAPACITY = 1000;
    private static final int INTERFACES = 3;
    private static final List<Ipv4Prefix> PREFIXES = List.of(
            Ipv4Prefix.ALL,
            Ipv4Prefix.parse("10.0.0.0/8"),
            Ipv4Prefix.parse("10.0.0.0/16"),
            Ipv4Prefix.parse("10.0.0.1/32"),
            Ipv4Prefix.parse("20.0.0.0/8"),
            Ipv4Prefix.parse("20.0.0.0/24"),
            Ipv4Prefix.parse("20.0.0.1/32"),
            Ipv4Prefix.parse("30.0.0.0/9"));

    private static final List<NextHops> NEXT_HOPS = List.of(
            NextHops.of(Path.onLink(0)),
            NextHops.of(Path.onLink(1)),
            NextHops.of(gateway(1, "10.0.0.1")),
            NextHops.of(gateway(2, "192.0.2.1")),
            NextHops.of(gateway(0, "192.0.2.1"), gateway(2, "192.0.2.2")),
            NextHops.BLACKHOLE,
            NextHops.local(1),
            NextHops.of(gateway(NextHops.RECURSIVE, "10.0.0.1")),
            NextHops.of(gateway(NextHops.RECURSIVE, "20.0.0.1")),
            NextHops.of(gateway(NextHops.RECURSIVE, "30.0.0.1")),
            NextHops.of(gateway(NextHops.RECURSIVE, "20.0.1.1"), gateway(0, "192.0.2.1")),
            NextHops.of(gateway(NextHops.RECURSIVE, "10.0.0.1"), gateway(NextHops.RECURSIVE, "20.0.0.1")));

    private static Path gateway(final int interfaceIndex, final String address) {
        return Path.via(interfaceIndex, Ipv4Address.parse(address));
    }

    private record Route(int prefix, int source, int pathId, int metric, NextHops nextHops) {}

    /** One step: 0 to 5 add, 6 and 7 withdraw, 8 takes an interface down, 9 brings it up. */
    private record Step(int what, int prefix, int source, int pathId, int metric, int nextHops) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(0, PREFIXES.size() - 1),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, NEXT_HOPS.size() - 1))
                .as(Step::new)
                .list()
                .ofMaxSize(40);
    }

    /** The literal model. */
    private static final class Model {
        private final List<Route> routes = new ArrayList<>();
        private final Set<Integer> up = new HashSet<>();
        private int steps;

        List<Route> of(final int prefix) {
            return routes.stream()
                    .filter(route -> route.prefix == prefix)
                    .sorted(Comparator.comparingInt((Route route) -> route.source)
                            .thenComparingInt(Route::metric)
                            .thenComparingInt(Route::pathId))
                    .toList();
        }

        /** Where the packets of a prefix's route go; nothing when it has none that leads anywhere. */
        Set<String> ways(final int prefix) {
            for (final Route route : of(prefix)) {
                steps = 0;
                final Set<String> ways = follow(route.nextHops, null, new ArrayList<>());
                if (!ways.isEmpty()) {
                    return ways;
                }
            }
            return Set.of();
        }

        private Set<String> follow(final NextHops nextHops, final Path towards, final List<NextHops> stack) {
            final Set<String> ways = new LinkedHashSet<>();
            if (nextHops.kind() != Adjacency.NEXT_HOP) {
                if (nextHops.kind() != Adjacency.LOCAL || towards == null) {
                    ways.add("kind " + nextHops.kind());
                }
                return ways;
            }
            stack.add(nextHops);
            for (final Path path : nextHops.paths()) {
                if (path.interfaceIndex() == NextHops.RECURSIVE) {
                    ways.addAll(lookup(path, stack));
                } else if (up.contains(path.interfaceIndex())) {
                    final Path last = path.family() == 0 && towards != null ? towards : path;
                    ways.add((last.family() == 0 ? "on link" : Ipv4Address.toString((int) last.low())) + " dev "
                            + path.interfaceIndex());
                }
            }
            stack.remove(stack.size() - 1);
            return ways;
        }

        private Set<String> lookup(final Path path, final List<NextHops> stack) {
            if (stack.size() == 8 || steps == 256) {
                return Set.of();
            }
            steps++;
            final List<Integer> containing = new ArrayList<>();
            for (int i = 0; i < PREFIXES.size(); i++) {
                if (PREFIXES.get(i).contains((int) path.low())) {
                    containing.add(i);
                }
            }
            containing.sort(Comparator.comparingInt(i -> -PREFIXES.get(i).length()));
            for (final int prefix : containing) {
                for (final Route route : of(prefix)) {
                    if (stack.contains(route.nextHops)) {
                        return Set.of();
                    }
                    final Set<String> ways = follow(route.nextHops, path, stack);
                    if (!ways.isEmpty() || route.nextHops.kind() == Adjacency.LOCAL) {
                        return ways;
                    }
                }
            }
            return Set.of();
        }
    }

    private AdjacencyTable adjacencies;
    private LinearScanIpv4Fib fib;
    private RouteTable table;
    private List<RouteSource> sources;

    @BeforeTry
    void beginWithNothing() {
        adjacencies = new AdjacencyTable(new ReadEpochs(1), CAPACITY, 100, 64, 1);
        fib = new LinearScanIpv4Fib();
        table = new RouteTable(RouteTableLimits.DEFAULT, adjacencies, fib, new LinearScanIpv6Fib());
        sources = List.of(table.source("a", 0), table.source("b", 1), table.source("c", 20));
    }

    private Set<String> ways(final Ipv4Prefix prefix) {
        final Set<String> ways = new HashSet<>();
        final int adjacency = fib.get(prefix.address(), prefix.length());
        for (int i = 0; adjacency != 0 && i < 2000; i++) {
            final int member = adjacencies.select(adjacency, i * 0x9E37_79B9);
            final long state = Adjacency.state(adjacencies.entryAddress(member));
            final int kind = Adjacency.kind(state);
            ways.add(
                    switch (kind) {
                        case Adjacency.NEXT_HOP ->
                            Ipv4Address.toString((int) adjacencies.nextHopLow(member)) + " dev "
                                    + Adjacency.egressInterface(state);
                        case Adjacency.CONNECTED -> "on link dev " + Adjacency.egressInterface(state);
                        default -> "kind " + kind;
                    });
        }
        return ways;
    }

    @Property(tries = 500)
    void theTableIsWhatItsRoutesAndInterfacesSay(@ForAll("steps") final List<Step> steps) {
        final Model model = new Model();
        for (final Step step : steps) {
            final Ipv4Prefix prefix = PREFIXES.get(step.prefix);
            final RouteSource source = sources.get(step.source);
            if (step.what < 8) {
                final boolean wasThere = model.routes.removeIf(route ->
                        route.prefix == step.prefix && route.source == step.source && route.pathId == step.pathId);
                if (step.what < 6) {
                    final NextHops nextHops = NEXT_HOPS.get(step.nextHops);
                    model.routes.add(new Route(step.prefix, step.source, step.pathId, step.metric, nextHops));
                    table.put(source, prefix.address(), prefix.length(), step.pathId, step.metric, nextHops);
                } else {
                    assertEquals(
                            wasThere ? "WITHDRAWN" : "ABSENT",
                            table.withdraw(source, prefix.address(), prefix.length(), step.pathId)
                                    .name());
                }
            } else if (step.what == 8) {
                model.up.remove(step.prefix % INTERFACES);
                table.interfaceDown(step.prefix % INTERFACES);
            } else {
                model.up.add(step.prefix % INTERFACES);
                table.interfaceUp(step.prefix % INTERFACES, 1500);
            }
            for (int i = 0; i < PREFIXES.size(); i++) {
                assertEquals(
                        model.ways(i), ways(PREFIXES.get(i)), PREFIXES.get(i).toString());
            }
            assertEquals(model.routes.size(), table.size());
        }
        assertEquals(0, table.waiting());
        sources.forEach(table::withdrawAll);
        assertEquals(0, table.size());
        assertEquals(0, table.ipv4Prefixes());
        assertEquals(0, table.nextHops());
        assertEquals(0, fib.size());
        assertEquals(CAPACITY, adjacencies.available());
    }

    /** Of eight gateways some, for a route that is replaced by what is left of it again and again. */
    @Property(tries = 300)
    void onlyFlowsOfPathsThatLeaveMoveHoweverTheyLeave(
            @ForAll @Size(min = 1, max = 30) final List<@IntRange(min = 0, max = 23) Integer> steps) {
        for (int i = 0; i < 8; i++) {
            table.interfaceUp(i, 1500);
        }
        final Set<Integer> paths = new TreeSet<>(Set.of(0, 1, 2, 3, 4, 5, 6, 7));
        final Set<Integer> down = new HashSet<>();
        table.put(sources.get(2), 0, 0, 0, 0, pathsTo(paths));
        for (final int step : steps) {
            final int path = step % 8;
            final List<String> before = flows();
            if (step < 8) {
                table.interfaceDown(path);
                down.add(path);
            } else if (step < 16 && paths.contains(path) && paths.size() > 1) {
                paths.remove(path);
                table.put(sources.get(2), 0, 0, 0, 0, pathsTo(paths));
            } else {
                table.interfaceUp(path, 1500);
                down.remove(path);
                paths.add(path);
                table.put(sources.get(2), 0, 0, 0, 0, pathsTo(paths));
                continue;
            }
            final List<String> after = flows();
            for (int flow = 0; flow < before.size(); flow++) {
                final String was = before.get(flow);
                if (paths.stream().anyMatch(i -> !down.contains(i) && was.equals("dev " + i))) {
                    assertEquals(was, after.get(flow), "flow " + flow);
                }
            }
        }
    }

    private static NextHops pathsTo(final Set<Integer> paths) {
        return NextHops.of(
                paths.stream().map(path -> Path.via(path, 0xC000_0200 + path)).toArray(Path[]::new));
    }

    private List<String> flows() {
        final List<String> flows = new ArrayList<>();
        for (int flow = 0; flow < 512; flow++) {
            final int member = adjacencies.select(fib.lookup(0x0808_0808), flow * 0x9E37_79B9);
            flows.add("dev " + Adjacency.egressInterface(Adjacency.state(adjacencies.entryAddress(member))));
        }
        return flows;
    }

    /** With tables so small that much is refused: what is refused leaves routes, FIB and every flow as they were. */
    @Property(tries = 500)
    void whatIsRefusedChangesNothing(@ForAll("steps") final List<Step> steps) {
        adjacencies = new AdjacencyTable(new ReadEpochs(1), 7, 2, 64, 1);
        fib = new LinearScanIpv4Fib(4);
        table = new RouteTable(new RouteTableLimits(5, 7, 6), adjacencies, fib, new LinearScanIpv6Fib());
        sources = List.of(table.source("a", 0), table.source("b", 1), table.source("c", 20));
        for (final Step step : steps) {
            final Ipv4Prefix prefix = PREFIXES.get(step.prefix);
            final RouteSource source = sources.get(step.source);
            if (step.what == 8) {
                table.interfaceDown(step.prefix % INTERFACES);
            } else if (step.what == 9) {
                table.interfaceUp(step.prefix % INTERFACES, 1500);
            } else {
                final List<String> before = state();
                final long refusals = table.refusals();
                final FibUpdate update = step.what < 6
                        ? table.put(
                                source,
                                prefix.address(),
                                prefix.length(),
                                step.pathId,
                                step.metric,
                                NEXT_HOPS.get(step.nextHops))
                        : table.withdraw(source, prefix.address(), prefix.length(), step.pathId);
                if (update == FibUpdate.FULL) {
                    assertEquals(before, state());
                    assertEquals(refusals + 1, table.refusals());
                }
            }
        }
        sources.forEach(source -> assertEquals(0, table.withdrawAll(source)));
        assertEquals(0, table.size() + table.ipv4Prefixes() + table.nextHops() + fib.size() + table.waiting());
        adjacencies.reclaim();
        assertEquals(7, adjacencies.available());
    }

    /** All routes, and the way of many flows to every prefix. */
    private List<String> state() {
        final List<String> state = new ArrayList<>();
        table.forEach((isIpv6, high, low, length, source, pathId, metric, nextHops, isSelected) -> state.add(
                low + "/" + length + " " + source + " " + pathId + " " + metric + " " + nextHops + isSelected));
        Collections.sort(state);
        for (final Ipv4Prefix prefix : PREFIXES) {
            final int adjacency = fib.get(prefix.address(), prefix.length());
            for (int flow = 0; flow < 64; flow++) {
                state.add(prefix + " " + adjacencies.select(adjacency, flow * 0x9E37_79B9));
            }
        }
        state.add("adjacencies " + adjacencies.available() + ", waiting " + table.waiting());
        return state;
    }
}
