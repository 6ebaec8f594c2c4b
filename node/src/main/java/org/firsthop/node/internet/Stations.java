package org.firsthop.node.internet;

import java.util.HashMap;
import java.util.Map;

/**
 * How many others a node of a topology can reach without a router: what its tables of neighbors need room for.
 *
 * <p>Switches that links join are one network; so is a link between two interfaces.
 */
final class Stations {
    /** Of a station: IPv4, IPv6, and that of the link. */
    private static final int ADDRESSES = 3;

    private static final int LEAST = 8;
    private static final int MOST_OF_CLIENT = 12;
    private static final int MOST_OF_SERVER = 64;
    private static final int MOST_OF_ROUTER = 512;

    private final Map<String, String> joined = new HashMap<>();
    private final Map<String, Integer> interfaces = new HashMap<>();
    private final Map<String, Integer> reachable = new HashMap<>();

    /** Counts those of a topology. */
    Stations(final Topology topology) {
        for (final LinkSpec link : topology.links()) {
            if (isSwitch(link.leftPort()) && isSwitch(link.rightPort())) {
                joined.put(network(link.leftNode()), network(link.rightNode()));
            }
        }
        for (final LinkSpec link : topology.links()) {
            final int ends = (isSwitch(link.leftPort()) ? 0 : 1) + (isSwitch(link.rightPort()) ? 0 : 1);
            interfaces.merge(network(link), ends, Integer::sum);
        }
        for (final LinkSpec link : topology.links()) {
            final int others = interfaces.getOrDefault(network(link), 1) - 1;
            reachable.merge(link.leftNode(), others, Integer::sum);
            reachable.merge(link.rightNode(), others, Integer::sum);
        }
    }

    /** {@return how many neighbors a node has room for: all that it can have, up to what is of use to a node of its kind} */
    int neighborsOf(final NodeSpec spec) {
        final int most;
        if (spec.kind() == NodeSpec.Kind.ROUTER) {
            most = MOST_OF_ROUTER;
        } else {
            most = isServer(spec) ? MOST_OF_SERVER : MOST_OF_CLIENT;
        }
        return Math.max(LEAST, Math.min(most, ADDRESSES * reachable.getOrDefault(spec.name(), 0)));
    }

    private static boolean isServer(final NodeSpec spec) {
        return !spec.listenPorts().isEmpty()
                || !spec.zones().isEmpty()
                || !spec.roots().isEmpty();
    }

    /** A switch's ports have no names. */
    private static boolean isSwitch(final String port) {
        return port.isEmpty();
    }

    private String network(final LinkSpec link) {
        if (isSwitch(link.leftPort())) {
            return network(link.leftNode());
        }
        return isSwitch(link.rightPort()) ? network(link.rightNode()) : link.name() + '.' + link.leftPort();
    }

    private String network(final String switchName) {
        String name = switchName;
        for (String next = joined.get(name); next != null && !next.equals(name); next = joined.get(name)) {
            name = next;
        }
        return name;
    }
}
