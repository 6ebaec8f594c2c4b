package org.firsthop.forwarding.rib.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.rib.NextHops;
import org.firsthop.forwarding.rib.RouteSource;
import org.firsthop.forwarding.rib.RouteTable;

/**
 * The routes of a {@link RouteTable} in the words of {@code ip route}, both ways: what was dumped and is loaded into an empty
 * table makes that table equal.
 *
 * <p>The protocol of a line is the route's {@link RouteSource}, by its name in one word; routes of one prefix, source and metric
 * that only their path identifier tells apart are lines of their own, and are numbered anew, from 0, in their order. Distances
 * stand in no file: who loads it gives them with the sources. Packets for the node itself are routes of type {@code local} in
 * the table {@code local}. Not thread-safe.
 */
public final class RouteTableFile {
    private final RouteTable table;
    private final List<String> interfaces;
    private final Map<String, Integer> indices = new HashMap<>();

    /**
     * Files of a table.
     *
     * @param table whose routes are dumped, or loaded into; used by its writer.
     * @param interfaces the names of the interfaces, each at its index; an empty name where there is none.
     */
    public RouteTableFile(final RouteTable table, final List<String> interfaces) {
        this.table = table;
        this.interfaces = List.copyOf(interfaces);
        for (int index = 0; index < interfaces.size(); index++) {
            if (!interfaces.get(index).isEmpty()) {
                indices.put(interfaces.get(index), index);
            }
        }
    }

    /**
     * Writes all routes, selected or not; those of one prefix together and the preferred ones first.
     *
     * @param out written to, and not closed.
     * @return how many there were.
     * @throws IOException when they cannot be written.
     * @throws IllegalArgumentException when a source's name is no word, or an interface has no name.
     */
    public long dump(final RouteTextWriter out) throws IOException {
        final FileRoute line = new FileRoute();
        final long[] count = {0};
        final List<IOException> failures = new ArrayList<>(1);
        table.forEach((isIpv6, high, low, length, source, pathId, metric, nextHops, isSelected) -> {
            if (!failures.isEmpty()) {
                return;
            }
            line.reset(isIpv6, high, low, length).protocol(source.name()).metric(Integer.toUnsignedLong(metric));
            describe(nextHops, line);
            try {
                out.write(line);
            } catch (final IOException e) {
                failures.add(e);
            }
            count[0]++;
        });
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
        return count[0];
    }

    private void describe(final NextHops nextHops, final FileRoute line) {
        switch (nextHops.kind()) {
            case Adjacency.LOCAL ->
                line.type(FileRoute.Type.LOCAL)
                        .table(FileRoute.LOCAL_TABLE)
                        .addPath()
                        .device(name(nextHops.interfaceIndex()));
            case Adjacency.BLACKHOLE -> line.type(FileRoute.Type.BLACKHOLE);
            case Adjacency.UNREACHABLE -> line.type(FileRoute.Type.UNREACHABLE);
            case Adjacency.PROHIBIT -> line.type(FileRoute.Type.PROHIBIT);
            default -> nextHops.paths().forEach(path -> describe(path, line.addPath()));
        }
    }

    private void describe(final NextHops.Path path, final FileRoute.Path into) {
        if (path.family() != AdjacencyTable.FAMILY_NONE) {
            into.gateway(path.family() == AdjacencyTable.FAMILY_IPV6, path.high(), path.low());
        }
        if (path.interfaceIndex() != NextHops.RECURSIVE) {
            into.device(name(path.interfaceIndex()));
        }
        into.weight(path.weight());
    }

    private String name(final int index) {
        final String name = index < interfaces.size() ? interfaces.get(index) : "";
        if (name.isEmpty()) {
            throw new IllegalArgumentException("interfaceIndex: value=" + index + ", expected one that has a name");
        }
        return name;
    }

    /**
     * Adds the routes of a file, each beside those that its prefix has.
     *
     * <p>Passed over are routes that are not for every packet to their prefix: those of other tables than {@code main} and
     * {@code local}, of a type of service, from certain sources, for broadcasts and groups, and of type {@code throw}.
     *
     * @param path of the file, plain or gzip.
     * @param sources gives the source of the routes of a protocol; the name is empty where a line says none.
     * @return how many routes were passed over.
     * @throws IOException when the file cannot be read.
     * @throws RouteFileException when it says something that cannot be, names an interface that there is not, or has more
     *     routes than the table has room for; what comes before is in the table.
     */
    public long load(final Path path, final Function<String, RouteSource> sources) throws IOException {
        final long[] passedOver = {0};
        RouteFile.read(path, route -> {
            if (!isForEveryPacket(route)) {
                passedOver[0]++;
                return;
            }
            final RouteSource source = sources.apply(route.protocol());
            try {
                if (put(route, source, nextHops(route)) == FibUpdate.FULL) {
                    throw RouteFileException.at(path.toString(), route.line(), 1, table.lastRefusal());
                }
            } catch (final IllegalArgumentException e) {
                throw RouteFileException.at(path.toString(), route.line(), 1, String.valueOf(e.getMessage()));
            }
        });
        return passedOver[0];
    }

    private static boolean isForEveryPacket(final FileRoute route) {
        final String wanted = route.type() == FileRoute.Type.LOCAL ? FileRoute.LOCAL_TABLE : FileRoute.MAIN_TABLE;
        return route.table().equals(wanted)
                && route.typeOfService() == 0
                && !route.isSourceSpecific()
                && switch (route.type()) {
                    case UNICAST, LOCAL, BLACKHOLE, UNREACHABLE, PROHIBIT -> true;
                    case BROADCAST, ANYCAST, MULTICAST, THROW -> false;
                };
    }

    private NextHops nextHops(final FileRoute route) {
        return switch (route.type()) {
            case LOCAL -> NextHops.local(route.pathCount() == 0 ? 0 : index(route.path(0)));
            case BLACKHOLE -> NextHops.BLACKHOLE;
            case UNREACHABLE -> NextHops.UNREACHABLE;
            case PROHIBIT -> NextHops.PROHIBIT;
            default -> {
                final NextHops.Path[] paths = new NextHops.Path[route.pathCount()];
                for (int i = 0; i < paths.length; i++) {
                    paths[i] = path(route.path(i));
                }
                yield NextHops.of(paths);
            }
        };
    }

    private NextHops.Path path(final FileRoute.Path path) {
        final int family = !path.hasGateway()
                ? AdjacencyTable.FAMILY_NONE
                : path.isIpv6() ? AdjacencyTable.FAMILY_IPV6 : AdjacencyTable.FAMILY_IPV4;
        return new NextHops.Path(index(path), family, path.high(), path.low(), path.weight());
    }

    private int index(final FileRoute.Path path) {
        if (path.device() == null) {
            return NextHops.RECURSIVE;
        }
        final Integer index = indices.get(path.device());
        if (index == null) {
            throw new IllegalArgumentException("there is no interface \"" + path.device() + "\"");
        }
        return index;
    }

    private FibUpdate put(final FileRoute route, final RouteSource source, final NextHops nextHops) {
        final int length = route.prefixLength();
        final int metric = (int) route.metric();
        int pathId = 0;
        if (route.isIpv6()) {
            while (table.get(source, route.high(), route.low(), length, pathId) != null) {
                pathId++;
            }
            return table.put(source, route.high(), route.low(), length, pathId, metric, nextHops);
        }
        while (table.get(source, (int) route.low(), length, pathId) != null) {
            pathId++;
        }
        return table.put(source, (int) route.low(), length, pathId, metric, nextHops);
    }
}
