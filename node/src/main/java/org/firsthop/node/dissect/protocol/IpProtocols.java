package org.firsthop.node.dissect.protocol;

import org.firsthop.core.wire.IpProtocol;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Slice;

/** Hands a payload to the dissector of its IP protocol number. */
final class IpProtocols {
    private IpProtocols() {}

    static void dissect(final int protocol, final Slice payload, final Dissection dissection) {
        if (dissection.isTooDeep()) {
            DataDissector.dissect(payload, dissection);
            return;
        }
        switch (protocol) {
            case IpProtocol.TCP -> TcpDissector.dissect(payload, dissection);
            case IpProtocol.UDP -> UdpDissector.dissect(payload, dissection);
            case IpProtocol.ICMP -> IcmpDissector.dissect(payload, dissection);
            case IpProtocol.ICMPV6 -> Icmpv6Dissector.dissect(payload, dissection);
            case IpProtocol.IPV4 -> Ipv4Dissector.dissect(payload, dissection);
            case IpProtocol.IPV6 -> Ipv6Dissector.dissectOrData(payload, dissection);
            // Wireshark takes IPv6's extension headers in IPv4 too.
            case IpProtocol.HOP_BY_HOP, IpProtocol.ROUTING, IpProtocol.FRAGMENT, IpProtocol.DESTINATION_OPTIONS ->
                Ipv6Extensions.dissect(protocol, payload, dissection);
            case IpProtocol.AH -> AuthenticationDissector.dissect(payload, dissection);
            case IpProtocol.MPLS -> MplsDissector.dissect(payload, dissection);
            case IpProtocol.ETHERNET -> EthernetDissector.dissect(payload, dissection);
            default -> DataDissector.dissect(payload, dissection);
        }
    }

    /** The name of a protocol, or its number. */
    static String name(final long protocol) {
        return switch ((int) protocol) {
            case IpProtocol.HOP_BY_HOP -> "hop-by-hop options";
            case IpProtocol.ICMP -> "ICMP";
            case IpProtocol.IGMP -> "IGMP";
            case IpProtocol.IPV4 -> "IPv4";
            case IpProtocol.TCP -> "TCP";
            case IpProtocol.UDP -> "UDP";
            case IpProtocol.IPV6 -> "IPv6";
            case IpProtocol.ROUTING -> "routing header";
            case IpProtocol.FRAGMENT -> "fragment header";
            case IpProtocol.GRE -> "GRE";
            case IpProtocol.ESP -> "ESP";
            case IpProtocol.AH -> "AH";
            case IpProtocol.ICMPV6 -> "ICMPv6";
            case IpProtocol.NO_NEXT_HEADER -> "no next header";
            case IpProtocol.DESTINATION_OPTIONS -> "destination options";
            case IpProtocol.OSPF -> "OSPF";
            case IpProtocol.PIM -> "PIM";
            case IpProtocol.VRRP -> "VRRP";
            case IpProtocol.SCTP -> "SCTP";
            default -> "protocol " + protocol;
        };
    }
}
