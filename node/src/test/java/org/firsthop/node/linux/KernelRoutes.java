package org.firsthop.node.linux;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.node.live.LiveRouter;
import org.firsthop.node.netlink.ErrorMessage;
import org.firsthop.node.netlink.NetlinkReader;
import org.firsthop.node.netlink.NetlinkWriter;
import org.firsthop.node.netlink.PathList;
import org.firsthop.node.netlink.RouteMessage;
import org.firsthop.node.netlink.Rtnetlink;

/**
 * Asks the kernel of a namespace what {@code ip route get} asks it, and compares with the tables of a router: what becomes of
 * packets to an address, by which interfaces they leave and to whom.
 */
final class KernelRoutes implements AutoCloseable {
    private static final int TOGETHER = 64;

    private static final long PATIENCE_NS = 20_000_000_000L;

    /** Errors that stand for a route: EINVAL is what the kernel says of a blackhole. */
    private static final int PROHIBITED = 13;

    private static final int BLACKHOLE = 22;
    private static final int NETWORK_UNREACHABLE = 101;
    private static final int HOST_UNREACHABLE = 113;

    private final NetlinkSocket socket;
    private final NetlinkWriter writer;
    private final NetlinkReader reader = new NetlinkReader();
    private final RouteMessage route = new RouteMessage();
    private final ErrorMessage error = new ErrorMessage();
    private final List<String> interfaces;
    private int sequence;

    /** An address to ask for. */
    record Destination(boolean isIpv6, long high, long low) {
        static Destination of(final int address) {
            return new Destination(false, 0, address & 0xFFFF_FFFFL);
        }

        @Override
        public String toString() {
            return isIpv6 ? Ipv6Address.toString(high, low) : Ipv4Address.toString((int) low);
        }
    }

    /** A socket in the thread's namespace; the interfaces are named by the kernel's numbers. */
    KernelRoutes(final List<String> interfaces) throws LinuxException {
        socket = NetlinkSocket.open(1 << 20);
        writer = new NetlinkWriter(socket.request());
        this.interfaces = interfaces;
    }

    /** Random addresses, of which a part are in prefixes that are asked for by their first addresses. */
    static List<Destination> random(final int count, final long seed, final int... networks) {
        final Random random = new Random(seed);
        final List<Destination> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final int any = random.nextInt();
            final boolean isNear = networks.length > 0 && random.nextInt(4) != 0;
            final int address =
                    isNear ? networks[random.nextInt(networks.length)] ^ (any >>> (8 + random.nextInt(24))) : any;
            // Groups and 0/8 are no destinations of routes.
            if (address >>> 28 < 14 && address >>> 24 != 0) {
                all.add(Destination.of(address));
            }
        }
        return all;
    }

    /** {@return what differs, one line an address} */
    List<String> differences(final LiveRouter router, final List<Destination> destinations) throws Exception {
        final List<String> differences = new ArrayList<>();
        for (int from = 0; from < destinations.size(); from += TOGETHER) {
            final List<Destination> part = destinations.subList(from, Math.min(destinations.size(), from + TOGETHER));
            final List<String> answers = ask(part);
            for (int i = 0; i < part.size(); i++) {
                final String ours = ours(router.tables(), part.get(i));
                if (!ours.equals(answers.get(i))) {
                    differences.add(part.get(i) + ": kernel " + answers.get(i) + ", here " + ours);
                }
            }
        }
        return differences;
    }

    private List<String> ask(final List<Destination> destinations) throws Exception {
        final int first = sequence + 1;
        writer.clear();
        for (final Destination destination : destinations) {
            writer.getRoute(destination.isIpv6, destination.high, destination.low, true, ++sequence);
        }
        if (!socket.send(writer.length())) {
            throw new AssertionError("the kernel takes no requests");
        }
        final String[] answers = new String[destinations.size()];
        int answered = 0;
        while (answered < answers.length) {
            final int length = socket.receive();
            if (length == NetlinkSocket.NOTHING) {
                socket.await(1000);
                continue;
            }
            reader.wrap(socket.received(), 0, length);
            while (reader.next()) {
                final int index = reader.sequence() - first;
                answers[index] = answer(destinations.get(index));
                answered++;
            }
        }
        return List.of(answers);
    }

    private String answer(final Destination destination) {
        if (reader.type() == Rtnetlink.ERROR) {
            if (!error.decode(reader)) {
                throw new AssertionError("an error that does not hold together");
            }
            return switch (error.errno()) {
                case NETWORK_UNREACHABLE, HOST_UNREACHABLE -> "unreachable";
                case PROHIBITED -> "prohibit";
                case BLACKHOLE -> "blackhole";
                default -> "errno " + error.errno();
            };
        }
        if (!route.decode(reader)) {
            throw new AssertionError("a route that does not hold together");
        }
        return switch (route.type()) {
            case RouteMessage.LOCAL, RouteMessage.BROADCAST, RouteMessage.ANYCAST -> "local";
            case RouteMessage.BLACKHOLE -> "blackhole";
            case RouteMessage.UNREACHABLE -> "unreachable";
            case RouteMessage.PROHIBIT -> "prohibit";
            default -> paths(destination);
        };
    }

    private String paths(final Destination destination) {
        final TreeSet<String> all = new TreeSet<>();
        final PathList paths = route.paths();
        for (int i = 0; i < paths.size(); i++) {
            if (!paths.isDead(i)) {
                all.add(path(
                        interfaces.get(paths.interfaceIndex(i)),
                        paths.family(i) == 0
                                ? destination.toString()
                                : new Destination(paths.family(i) == Rtnetlink.FAMILY_IPV6, paths.high(i), paths.low(i))
                                        .toString()));
            }
        }
        return all.toString();
    }

    private static String ours(final ForwardingTables tables, final Destination destination) {
        final AdjacencyTable adjacencies = tables.adjacencies();
        final int answer = destination.isIpv6
                ? tables.ipv6().lookup(destination.high, destination.low)
                : tables.ipv4().lookup((int) destination.low);
        final TreeSet<String> all = new TreeSet<>();
        for (int hash = 0; hash < adjacencies.bucketsPerGroup(); hash++) {
            final int adjacency = adjacencies.select(answer, hash * 0x9E37_79B9);
            final long state = Adjacency.state(adjacencies.entryAddress(adjacency));
            switch (Adjacency.kind(state)) {
                case Adjacency.LOCAL -> {
                    return "local";
                }
                case Adjacency.BLACKHOLE -> {
                    return "blackhole";
                }
                case Adjacency.PROHIBIT -> {
                    return "prohibit";
                }
                case Adjacency.NO_ROUTE, Adjacency.UNREACHABLE -> {
                    return "unreachable";
                }
                default -> {
                    final String name = tables.interfaces()
                            .get(Adjacency.egressInterface(state))
                            .name();
                    final boolean isOnLink = Adjacency.kind(state) == Adjacency.CONNECTED;
                    final boolean isIpv6 = adjacencies.nextHopFamily(adjacency) == AdjacencyTable.FAMILY_IPV6;
                    all.add(path(
                            name,
                            isOnLink
                                    ? destination.toString()
                                    : new Destination(
                                                    isIpv6,
                                                    adjacencies.nextHopHigh(adjacency),
                                                    adjacencies.nextHopLow(adjacency))
                                            .toString()));
                }
            }
        }
        return all.toString();
    }

    private static String path(final String device, final String nextHop) {
        return nextHop + " dev " + device;
    }

    @Override
    public void close() {
        socket.close();
    }

    /** Waits until a router's answers are those of the kernel in its namespace. */
    static void awaitEqual(
            final NetworkLab lab, final String namespace, final LiveRouter router, final List<Destination> destinations)
            throws Exception {
        final List<String> names = interfaces(lab, namespace);
        final long deadline = System.nanoTime() + PATIENCE_NS;
        List<String> differences = List.of("none was asked for");
        while (!differences.isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError(differences.size() + " differ:\n"
                        + String.join("\n", differences.subList(0, Math.min(20, differences.size()))) + '\n'
                        + router.mirror().counters() + router.mirror().routes().lastRefusal());
            }
            differences = lab.in(namespace, () -> {
                try (KernelRoutes kernel = new KernelRoutes(names)) {
                    return kernel.differences(router, destinations);
                }
            });
            if (!differences.isEmpty()) {
                Thread.sleep(20);
            }
        }
    }

    /** The names of a namespace's interfaces by their numbers there. */
    private static List<String> interfaces(final NetworkLab lab, final String namespace) {
        final List<String> names = new ArrayList<>(Collections.nCopies(64, "?"));
        for (final String line :
                lab.exec(namespace, "ip", "-o", "link").ok().output().lines().toList()) {
            final String[] words = line.split("[:@ ]+", 4);
            names.set(Integer.parseInt(words[0]), words[1]);
        }
        return names;
    }
}
