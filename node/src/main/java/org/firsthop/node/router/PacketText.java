package org.firsthop.node.router;

import org.agrona.MutableDirectBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;

/** One line about a packet, with what a router changes in it: link addresses, IP addresses, hops left, length. */
final class PacketText {
    private PacketText() {}

    static String describe(final FramePool pool, final int frame) {
        final MutableDirectBuffer buffer = pool.buffer();
        final int offset = pool.offset(frame);
        final int length = pool.length(frame);
        if (EthernetFlyweight.check(buffer, offset, length) != DropReason.NONE) {
            return length + " octets, no Ethernet header";
        }
        final EthernetFlyweight ethernet = new EthernetFlyweight().wrap(buffer, offset);
        final String link =
                MacAddress.toString(ethernet.source()) + " > " + MacAddress.toString(ethernet.destination());
        final int ip = offset + EthernetFlyweight.HEADER_LENGTH;
        final int ipLength = length - EthernetFlyweight.HEADER_LENGTH;
        final String what;
        if (ethernet.etherType() == EtherType.IPV4 && Ipv4Flyweight.check(buffer, ip, ipLength) == DropReason.NONE) {
            final Ipv4Flyweight header = new Ipv4Flyweight().wrap(buffer, ip);
            what = Ipv4Address.toString(header.source()) + " > " + Ipv4Address.toString(header.destination()) + " ttl "
                    + header.ttl();
        } else if (ethernet.etherType() == EtherType.IPV6
                && Ipv6Flyweight.check(buffer, ip, ipLength) == DropReason.NONE) {
            final Ipv6Flyweight header = new Ipv6Flyweight().wrap(buffer, ip);
            what = Ipv6Address.toString(header.sourceHigh(), header.sourceLow()) + " > "
                    + Ipv6Address.toString(header.destinationHigh(), header.destinationLow()) + " hlim "
                    + header.hopLimit();
        } else {
            what = String.format("type 0x%04x", ethernet.etherType());
        }
        return what + ", " + link + ", " + length + " octets";
    }
}
