package org.firsthop.node.dissect.protocol;

import org.firsthop.core.wire.EtherType;
import org.firsthop.node.dissect.Dissection;
import org.firsthop.node.dissect.Slice;

/** Hands a payload to the dissector of its EtherType. */
final class EtherTypes {
    private static final int LOOPBACK_TEST = 0x9000;

    private EtherTypes() {}

    static void dissect(final int type, final Slice payload, final Dissection dissection) {
        dissection.note("ethertype");
        if (!dissectKnown(type, payload, dissection)) {
            if (payload.captured() == 0) {
                dissection.retract();
            }
            DataDissector.dissect(payload, dissection);
        }
    }

    /** Dissects a payload whose EtherType is one of ours; returns whether it is. */
    static boolean dissectKnown(final int type, final Slice payload, final Dissection dissection) {
        if (dissection.isTooDeep()) {
            return false;
        }
        switch (type) {
            case EtherType.IPV4 -> Ipv4Dissector.dissect(payload, dissection);
            case EtherType.IPV6 -> {
                return Ipv6Dissector.dissect(payload, dissection);
            }
            case EtherType.ARP, EtherType.REVERSE_ARP -> ArpDissector.dissect(payload, dissection);
            case EtherType.VLAN -> VlanDissector.dissect(payload, dissection);
            case EtherType.SERVICE_VLAN -> ServiceVlanDissector.dissect(payload, dissection);
            case EtherType.MPLS, EtherType.MPLS_UPSTREAM -> MplsDissector.dissect(payload, dissection);
            case EtherType.PPPOE_DISCOVERY -> PppoeDissector.dissectDiscovery(payload, dissection);
            case EtherType.PPPOE_SESSION -> PppoeDissector.dissectSession(payload, dissection);
            case LOOPBACK_TEST -> LoopDissector.dissect(payload, dissection);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The name of a type, or its number. */
    static String name(final long type) {
        return switch ((int) type) {
            case EtherType.IPV4 -> "IPv4";
            case EtherType.IPV6 -> "IPv6";
            case EtherType.ARP -> "ARP";
            case EtherType.REVERSE_ARP -> "RARP";
            case EtherType.VLAN -> "802.1Q";
            case EtherType.SERVICE_VLAN -> "802.1ad";
            case EtherType.MPLS, EtherType.MPLS_UPSTREAM -> "MPLS";
            case EtherType.PPPOE_DISCOVERY -> "PPPoE discovery";
            case EtherType.PPPOE_SESSION -> "PPPoE session";
            case EtherType.SLOW_PROTOCOLS -> "slow protocols";
            case EtherType.LLDP -> "LLDP";
            case LOOPBACK_TEST -> "loopback test";
            default -> String.format("type 0x%04x", type);
        };
    }
}
