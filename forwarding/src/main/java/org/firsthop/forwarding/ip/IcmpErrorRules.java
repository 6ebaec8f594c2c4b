package org.firsthop.forwarding.ip;

import java.util.List;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.IcmpCode;
import org.firsthop.core.wire.IcmpType;
import org.firsthop.core.wire.Icmpv6Code;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.Ipv4OptionIterator;
import org.firsthop.core.wire.Ipv4RouteOptionFlyweight;
import org.firsthop.core.wire.Ipv4RouterAlertFlyweight;
import org.firsthop.core.wire.Ipv4TimestampOptionFlyweight;
import org.firsthop.core.wire.Ipv6ExtensionWalker;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.Ipv6OptionIterator;
import org.firsthop.forwarding.filter.FilterDrops;
import org.firsthop.forwarding.fragment.Reassembly;
import org.firsthop.forwarding.icmp.IcmpErrorTable;
import org.firsthop.forwarding.icmp.Redirects;
import org.firsthop.forwarding.local.LocalReceiver;
import org.firsthop.forwarding.nat.NatDrops;
import org.firsthop.forwarding.neighbor.NeighborDrops;
import org.firsthop.forwarding.option.Ipv4OptionCheck;
import org.firsthop.forwarding.option.Ipv6OptionCheck;

/** What senders are told of the drops on the IP path, as the RFCs want it of a router. */
public final class IcmpErrorRules {
    /** The rules as they stand, for all routers whose user has none of his own; nobody may change them. */
    static final IcmpErrorTable SHARED = standard();

    private IcmpErrorRules() {}

    /**
     * The rules, which a user may change before a router is wired.
     *
     * @return a new table.
     */
    public static IcmpErrorTable standard() {
        final IcmpErrorTable table = new IcmpErrorTable();
        // RFC 1812 section 4.3.3.5.
        for (final DropReason reason : List.of(
                Ipv4OptionIterator.BAD_OPTION_LENGTH,
                Ipv4RouteOptionFlyweight.BAD_LENGTH,
                Ipv4RouteOptionFlyweight.BAD_POINTER,
                Ipv4TimestampOptionFlyweight.BAD_LENGTH,
                Ipv4TimestampOptionFlyweight.BAD_POINTER,
                Ipv4TimestampOptionFlyweight.OVERFLOW,
                Ipv4RouterAlertFlyweight.BAD_LENGTH,
                Ipv4OptionCheck.REPEATED)) {
            table.ipv4(reason, IcmpType.PARAMETER_PROBLEM, IcmpCode.POINTER_INDICATES_ERROR);
        }
        // RFC 8200 section 4.2, RFC 2675 section 3.
        for (final DropReason reason : List.of(
                Ipv6OptionIterator.BAD_OPTION_LENGTH,
                Ipv6ExtensionWalker.JUMBO_PAYLOAD_UNEXPECTED,
                Ipv6Flyweight.JUMBO_PAYLOAD_MISSING,
                Ipv6Flyweight.BAD_JUMBO_LENGTH)) {
            table.ipv6(reason, Icmpv6Type.PARAMETER_PROBLEM, Icmpv6Code.ERRONEOUS_HEADER_FIELD);
        }
        return table.ipv6(
                        Ipv6OptionCheck.UNKNOWN_REPORTED, Icmpv6Type.PARAMETER_PROBLEM, Icmpv6Code.UNRECOGNIZED_OPTION)
                // RFC 1812 section 5.2.7.2: for the host alone, never for its network.
                .ipv4(Redirects.BETTER_FIRST_HOP, IcmpType.REDIRECT, IcmpCode.REDIRECT_HOST)
                // RFC 1812 section 5.3.1, RFC 4443 section 3.3.
                .ipv4(Ipv4Rewrite.TTL_EXPIRED, IcmpType.TIME_EXCEEDED, IcmpCode.TTL_EXCEEDED)
                .ipv6(Ipv6Rewrite.HOP_LIMIT_EXPIRED, Icmpv6Type.TIME_EXCEEDED, Icmpv6Code.HOP_LIMIT_EXCEEDED)
                // RFC 1122 section 3.3.2, RFC 4443 section 3.3; RFC 8200 section 4.5.
                .ipv4(Reassembly.TIMEOUT, IcmpType.TIME_EXCEEDED, IcmpCode.REASSEMBLY_TIME_EXCEEDED)
                .ipv6(Reassembly.TIMEOUT, Icmpv6Type.TIME_EXCEEDED, Icmpv6Code.REASSEMBLY_TIME_EXCEEDED)
                .ipv6(Reassembly.BAD_LENGTH, Icmpv6Type.PARAMETER_PROBLEM, Icmpv6Code.ERRONEOUS_HEADER_FIELD)
                .ipv6(Reassembly.TOO_LONG, Icmpv6Type.PARAMETER_PROBLEM, Icmpv6Code.ERRONEOUS_HEADER_FIELD)
                // RFC 1812 section 4.3.3.1; RFC 8200 sections 4.1 and 4.4, RFC 7112 section 5.
                .ipv4(Ipv4OptionCheck.SOURCE_ROUTED, IcmpType.DESTINATION_UNREACHABLE, IcmpCode.SOURCE_ROUTE_FAILED)
                .ipv6(Ipv6Local.SOURCE_ROUTED, Icmpv6Type.PARAMETER_PROBLEM, Icmpv6Code.ERRONEOUS_HEADER_FIELD)
                .ipv6(
                        Ipv6ExtensionWalker.HOP_BY_HOP_NOT_FIRST,
                        Icmpv6Type.PARAMETER_PROBLEM,
                        Icmpv6Code.UNRECOGNIZED_NEXT_HEADER)
                .ipv6(
                        Ipv6ExtensionWalker.FIRST_FRAGMENT_INCOMPLETE,
                        Icmpv6Type.PARAMETER_PROBLEM,
                        Icmpv6Code.INCOMPLETE_HEADER_CHAIN)
                // RFC 1191 section 4, RFC 4443 section 3.2.
                .ipv4(Ipv4Rewrite.FRAGMENTATION_NEEDED, IcmpType.DESTINATION_UNREACHABLE, IcmpCode.FRAGMENTATION_NEEDED)
                .ipv6(Ipv6Rewrite.TOO_BIG, Icmpv6Type.PACKET_TOO_BIG, 0)
                // RFC 1812 section 5.2.7.1, RFC 4443 section 3.1.
                .ipv4(LookupStage.NO_ROUTE, IcmpType.DESTINATION_UNREACHABLE, IcmpCode.NET_UNREACHABLE)
                .ipv6(LookupStage.NO_ROUTE, Icmpv6Type.DESTINATION_UNREACHABLE, Icmpv6Code.NO_ROUTE)
                .ipv4(LookupStage.UNREACHABLE, IcmpType.DESTINATION_UNREACHABLE, IcmpCode.HOST_UNREACHABLE)
                .ipv6(LookupStage.UNREACHABLE, Icmpv6Type.DESTINATION_UNREACHABLE, Icmpv6Code.NO_ROUTE)
                .ipv4(LookupStage.PROHIBITED, IcmpType.DESTINATION_UNREACHABLE, IcmpCode.COMMUNICATION_PROHIBITED)
                .ipv6(LookupStage.PROHIBITED, Icmpv6Type.DESTINATION_UNREACHABLE, Icmpv6Code.PROHIBITED)
                .ipv4(StaticNeighbors.NEIGHBOR_UNKNOWN, IcmpType.DESTINATION_UNREACHABLE, IcmpCode.HOST_UNREACHABLE)
                .ipv6(
                        StaticNeighbors.NEIGHBOR_UNKNOWN,
                        Icmpv6Type.DESTINATION_UNREACHABLE,
                        Icmpv6Code.ADDRESS_UNREACHABLE)
                .ipv4(NeighborDrops.UNREACHABLE, IcmpType.DESTINATION_UNREACHABLE, IcmpCode.HOST_UNREACHABLE)
                .ipv6(NeighborDrops.UNREACHABLE, Icmpv6Type.DESTINATION_UNREACHABLE, Icmpv6Code.ADDRESS_UNREACHABLE)
                .ipv6(Ipv6Rewrite.LINK_LOCAL_SCOPE, Icmpv6Type.DESTINATION_UNREACHABLE, Icmpv6Code.BEYOND_SCOPE)
                // RFC 1812 sections 5.2.7.1 and 5.3.9.
                .ipv4(FilterDrops.REJECTED, IcmpType.DESTINATION_UNREACHABLE, IcmpCode.COMMUNICATION_PROHIBITED)
                .ipv6(FilterDrops.REJECTED, Icmpv6Type.DESTINATION_UNREACHABLE, Icmpv6Code.PROHIBITED)
                // RFC 5508 REQ-8.
                .ipv4(NatDrops.HOST_QUOTA, IcmpType.DESTINATION_UNREACHABLE, IcmpCode.COMMUNICATION_PROHIBITED)
                .ipv4(NatDrops.TABLE_FULL, IcmpType.DESTINATION_UNREACHABLE, IcmpCode.COMMUNICATION_PROHIBITED)
                .ipv4(NatDrops.PORTS_EXHAUSTED, IcmpType.DESTINATION_UNREACHABLE, IcmpCode.COMMUNICATION_PROHIBITED)
                // RFC 1122 section 3.2.2.1, RFC 4443 sections 3.1 and 3.4.
                .ipv4(LocalReceiver.PORT_UNREACHABLE, IcmpType.DESTINATION_UNREACHABLE, IcmpCode.PORT_UNREACHABLE)
                .ipv6(LocalReceiver.PORT_UNREACHABLE, Icmpv6Type.DESTINATION_UNREACHABLE, Icmpv6Code.PORT_UNREACHABLE)
                .ipv4(
                        LocalReceiver.PROTOCOL_UNREACHABLE,
                        IcmpType.DESTINATION_UNREACHABLE,
                        IcmpCode.PROTOCOL_UNREACHABLE)
                .ipv6(
                        LocalReceiver.PROTOCOL_UNREACHABLE,
                        Icmpv6Type.PARAMETER_PROBLEM,
                        Icmpv6Code.UNRECOGNIZED_NEXT_HEADER);
    }
}
