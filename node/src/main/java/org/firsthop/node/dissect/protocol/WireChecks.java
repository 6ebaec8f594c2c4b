package org.firsthop.node.dissect.protocol;

import org.agrona.MutableDirectBuffer;
import org.firsthop.core.capture.LinkType;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.ArpFlyweight;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.MplsLabelFlyweight;
import org.firsthop.core.wire.PppoeFlyweight;
import org.firsthop.core.wire.VlanTagFlyweight;
import org.firsthop.forwarding.ip.Ipv4Input;
import org.firsthop.forwarding.ip.Ipv6Input;
import org.firsthop.node.dissect.DropJudge;

/**
 * Judges as a router does before it looks at its tables: the first total check of a header, from the link layer to the
 * network layer, that fails, and what {@link Ipv4Input#validate} and {@link Ipv6Input#validate} say of IP headers. Link types
 * that no router of ours has, and EtherTypes that it does not speak, are not judged.
 */
public final class WireChecks implements DropJudge {
    /** The judge. */
    public WireChecks() {}

    @Override
    public DropReason judge(final MutableDirectBuffer buffer, final int offset, final int length, final int linkType) {
        return switch (linkType) {
            case LinkType.ETHERNET -> judgeEthernet(buffer, offset, length);
            case LinkType.IPV4 -> Ipv4Input.validate(buffer, offset, length);
            case LinkType.IPV6 -> Ipv6Input.validate(buffer, offset, length);
            case LinkType.RAW, LinkType.RAW_12, LinkType.RAW_14 ->
                length > 0 && buffer.getByte(offset) >> 4 == 6
                        ? Ipv6Input.validate(buffer, offset, length)
                        : Ipv4Input.validate(buffer, offset, length);
            default -> DropReason.NONE;
        };
    }

    private static DropReason judgeEthernet(final MutableDirectBuffer buffer, final int offset, final int length) {
        final DropReason ethernet = EthernetFlyweight.check(buffer, offset, length);
        if (ethernet != DropReason.NONE) {
            return ethernet;
        }
        int type = new EthernetFlyweight().wrap(buffer, offset).etherType();
        int header = EthernetFlyweight.HEADER_LENGTH;
        final DropReason stack = VlanTagFlyweight.checkStack(
                buffer, offset + header, length - header, type, VlanTagFlyweight.DEFAULT_STACK_LIMIT);
        if (stack != DropReason.NONE) {
            return stack;
        }
        final VlanTagFlyweight tag = new VlanTagFlyweight();
        while (EtherType.isVlanTag(type)) {
            type = tag.wrap(buffer, offset + header).innerType();
            header += VlanTagFlyweight.LENGTH;
        }
        return judgePayload(type, buffer, offset + header, length - header);
    }

    private static DropReason judgePayload(
            final int type, final MutableDirectBuffer buffer, final int offset, final int length) {
        return switch (type) {
            case EtherType.IPV4 -> Ipv4Input.validate(buffer, offset, length);
            case EtherType.IPV6 -> Ipv6Input.validate(buffer, offset, length);
            case EtherType.ARP -> ArpFlyweight.checkEthernetIpv4(buffer, offset, length);
            case EtherType.MPLS, EtherType.MPLS_UPSTREAM ->
                MplsLabelFlyweight.checkStack(buffer, offset, length, MplsLabelFlyweight.DEFAULT_STACK_LIMIT);
            case EtherType.PPPOE_DISCOVERY, EtherType.PPPOE_SESSION -> PppoeFlyweight.check(buffer, offset, length);
            default -> DropReason.NONE;
        };
    }
}
