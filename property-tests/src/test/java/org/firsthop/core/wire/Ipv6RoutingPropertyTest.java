package org.firsthop.core.wire;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class Ipv6RoutingPropertyTest extends HeaderLaws<Ipv6RoutingFlyweight> {
    Ipv6RoutingPropertyTest() {
        super(new Header<>(
                        new Ipv6RoutingFlyweight(),
                        Ipv6RoutingFlyweight::wrap,
                        Ipv6RoutingFlyweight::check,
                        Ipv6RoutingFlyweight::check)
                .field("nextHeader", 0, 8, Ipv6RoutingFlyweight::nextHeader, Ipv6RoutingFlyweight::nextHeader)
                .field(
                        "headerExtensionLength",
                        8,
                        8,
                        Ipv6RoutingFlyweight::headerExtensionLength,
                        Ipv6RoutingFlyweight::headerExtensionLength)
                .field("routingType", 16, 8, Ipv6RoutingFlyweight::routingType, Ipv6RoutingFlyweight::routingType)
                .field("segmentsLeft", 24, 8, Ipv6RoutingFlyweight::segmentsLeft, Ipv6RoutingFlyweight::segmentsLeft)
                .field("lastEntry", 32, 8, Ipv6RoutingFlyweight::lastEntry, Ipv6RoutingFlyweight::lastEntry)
                .field("tag", 48, 16, Ipv6RoutingFlyweight::tag, Ipv6RoutingFlyweight::tag)
                .reads((routing, length) -> Objects.hash(
                        routing.headerLength(), routing.flags(), routing.finalAddressIndex(), addresses(routing))));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Combinators.combine(
                        Arbitraries.bytes().array(byte[].class).ofMinSize(8).ofMaxSize(72),
                        Arbitraries.integers().between(0, 5))
                .as((octets, type) -> {
                    octets[1] = (byte) (octets.length / 8 - 1);
                    octets[2] = (byte) (int) type;
                    octets[3] &= 3;
                    octets[4] = (byte) (type == Ipv6RoutingFlyweight.TYPE_SEGMENT_ROUTING ? octets[4] & 3 : octets[4]);
                    return octets;
                })
                .filter(octets -> octets.length % 8 == 0
                        && Ipv6RoutingFlyweight.check(new UnsafeBuffer(octets), 0, octets.length) == DropReason.NONE);
    }

    private static int addresses(final Ipv6RoutingFlyweight routing) {
        int hash = routing.addressCount();
        for (int i = 0; i < routing.addressCount(); i++) {
            hash = Objects.hash(hash, routing.addressHigh(i, 0x0102030405060708L), routing.addressLow(i, -2L));
        }
        if (routing.routingType() == Ipv6RoutingFlyweight.TYPE_SEGMENT_ROUTING) {
            for (int i = 0; i < routing.tlvLength(); i++) {
                hash = 31 * hash + routing.buffer().getByte(routing.tlvOffset() + i);
            }
        }
        return hash;
    }
}
