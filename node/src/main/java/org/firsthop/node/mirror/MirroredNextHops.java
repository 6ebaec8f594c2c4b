package org.firsthop.node.mirror;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.rib.NextHops;
import org.firsthop.node.netlink.NextHopMessage;
import org.firsthop.node.netlink.PathList;
import org.firsthop.node.netlink.RouteMessage;
import org.firsthop.node.netlink.Rtnetlink;
import org.jspecify.annotations.Nullable;

/** Turns what the kernel says of a route's paths into {@link NextHops}, and keeps its next hop objects for that (ip-nexthop(8)). */
final class MirroredNextHops {
    private final MirroredInterfaces interfaces;
    private final MirrorCounters counters;
    private final Map<Integer, Hop> objects = new HashMap<>();

    /** A next hop object: paths, or others with weights. */
    private record Hop(boolean isBlackhole, List<Leg> legs, List<Member> members) {}

    private record Member(int id, int weight) {}

    /** A path by the kernel's numbers. */
    private record Leg(int kernelInterface, int family, long high, long low, int weight, boolean isDead) {}

    MirroredNextHops(final MirroredInterfaces interfaces, final MirrorCounters counters) {
        this.interfaces = interfaces;
        this.counters = counters;
    }

    void clear() {
        objects.clear();
    }

    /** Takes over a next hop object; {@return whether one of this number was there} */
    boolean put(final NextHopMessage message) {
        final List<Member> members = new ArrayList<>();
        for (int i = 0; i < message.memberCount(); i++) {
            members.add(new Member(message.member(i), message.weight(i)));
        }
        final Hop hop = new Hop(message.isBlackhole(), members.isEmpty() ? legs(message.path()) : List.of(), members);
        return objects.put(message.id(), hop) != null;
    }

    void remove(final NextHopMessage message) {
        objects.remove(message.id());
    }

    /** {@return where packets of a route go, or {@code null} when the route is none that is mirrored, or leads nowhere} */
    @Nullable
    NextHops of(final RouteMessage route) {
        return switch (route.type()) {
            case RouteMessage.LOCAL, RouteMessage.BROADCAST, RouteMessage.ANYCAST ->
                NextHops.local(Math.max(0, interfaces.index(firstInterface(route.paths()))));
            case RouteMessage.BLACKHOLE -> NextHops.BLACKHOLE;
            // A search that goes on in another table finds nothing there: the tables after the main one are empty.
            case RouteMessage.UNREACHABLE, RouteMessage.THROW -> NextHops.UNREACHABLE;
            case RouteMessage.PROHIBIT -> NextHops.PROHIBIT;
            case RouteMessage.UNICAST -> unicast(route);
            default -> null;
        };
    }

    private static int firstInterface(final PathList paths) {
        return paths.size() == 0 ? 0 : paths.interfaceIndex(0);
    }

    private @Nullable NextHops unicast(final RouteMessage route) {
        final List<Leg> legs = new ArrayList<>(1);
        if (route.paths().size() > 0) {
            legs.addAll(legs(route.paths()));
        } else if (collect(route.nextHopId(), 1, legs)) {
            return NextHops.BLACKHOLE;
        }
        final List<NextHops.Path> paths = new ArrayList<>(legs.size());
        boolean isElsewhere = false;
        for (final Leg leg : legs) {
            final int index = interfaces.index(leg.kernelInterface);
            if (index == MirroredInterfaces.ELSEWHERE) {
                counters.count(MirrorEvent.PATH_ELSEWHERE);
                isElsewhere = true;
            } else if (!leg.isDead && paths.size() < NextHops.MAX_PATHS && fits(route, leg)) {
                paths.add(new NextHops.Path(index, family(leg.family), leg.high, leg.low, leg.weight));
            }
        }
        if (paths.isEmpty()) {
            // Not the next shorter prefix's packets: they have a way, which only is not this router's.
            return isElsewhere ? NextHops.UNREACHABLE : null;
        }
        return new NextHops(Adjacency.NEXT_HOP, 0, paths);
    }

    /** Whether a gateway is of a family by which packets of the route can be sent. */
    private static boolean fits(final RouteMessage route, final Leg leg) {
        return !(route.isIpv6() && leg.family == Rtnetlink.FAMILY_IPV4);
    }

    /** Collects the paths of an object, and of a group's members; {@return whether packets are dropped} */
    private boolean collect(final int id, final int weight, final List<Leg> legs) {
        final Hop hop = objects.get(id);
        if (hop == null) {
            return false;
        }
        for (final Leg leg : hop.legs) {
            legs.add(new Leg(leg.kernelInterface, leg.family, leg.high, leg.low, weight, leg.isDead));
        }
        boolean isBlackhole = hop.isBlackhole;
        for (final Member member : hop.members) {
            final Hop of = objects.get(member.id);
            // Groups have no groups as members.
            if (of != null && of.members.isEmpty()) {
                isBlackhole |= collect(member.id, member.weight, legs);
            }
        }
        return isBlackhole;
    }

    private static List<Leg> legs(final PathList paths) {
        final List<Leg> legs = new ArrayList<>(paths.size());
        for (int i = 0; i < paths.size(); i++) {
            legs.add(new Leg(
                    paths.interfaceIndex(i),
                    paths.family(i),
                    paths.high(i),
                    paths.low(i),
                    paths.weight(i),
                    paths.isDead(i)));
        }
        return legs;
    }

    private static int family(final int kernelFamily) {
        return switch (kernelFamily) {
            case Rtnetlink.FAMILY_IPV4 -> AdjacencyTable.FAMILY_IPV4;
            case Rtnetlink.FAMILY_IPV6 -> AdjacencyTable.FAMILY_IPV6;
            default -> AdjacencyTable.FAMILY_NONE;
        };
    }

    /** Whether an address is one of a group's, whose routes are not mirrored. */
    static boolean isGroup(final boolean isIpv6, final long high, final long low) {
        return isIpv6 ? Ipv6Address.isMulticast(high) : (int) low >>> 28 == 0xE;
    }
}
