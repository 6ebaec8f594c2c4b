package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class Ipv6PropertyTest extends HeaderLaws<Ipv6Flyweight> {
    Ipv6PropertyTest() {
        super(new Header<>(new Ipv6Flyweight(), Ipv6Flyweight::wrap, Ipv6Flyweight::check, Ipv6Flyweight::check)
                .field("trafficClass", 4, 8, Ipv6Flyweight::trafficClass, Ipv6Flyweight::trafficClass)
                .field("flowLabel", 12, 20, Ipv6Flyweight::flowLabel, Ipv6Flyweight::flowLabel)
                .field("payloadLength", 32, 16, Ipv6Flyweight::payloadLength, Ipv6Flyweight::payloadLength)
                .field("nextHeader", 48, 8, Ipv6Flyweight::nextHeader, Ipv6Flyweight::nextHeader)
                .field("hopLimit", 56, 8, Ipv6Flyweight::hopLimit, Ipv6Flyweight::hopLimit)
                .longField(
                        "sourceHigh", 64, 64, (ip, high) -> ip.source(high, ip.sourceLow()), Ipv6Flyweight::sourceHigh)
                .longField("sourceLow", 128, 64, (ip, low) -> ip.source(ip.sourceHigh(), low), Ipv6Flyweight::sourceLow)
                .longField(
                        "destinationHigh",
                        192,
                        64,
                        (ip, high) -> ip.destination(high, ip.destinationLow()),
                        Ipv6Flyweight::destinationHigh)
                .longField(
                        "destinationLow",
                        256,
                        64,
                        (ip, low) -> ip.destination(ip.destinationHigh(), low),
                        Ipv6Flyweight::destinationLow)
                .reads((ip, length) -> Objects.hash(
                        ip.version(),
                        ip.dscp(),
                        ip.ecn(),
                        ip.isJumbogram(),
                        ip.totalLength(),
                        ip.payloadOffset(),
                        ip.pseudoHeaderSum(IpProtocol.TCP, length))));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMinSize(40)
                .ofMaxSize(80)
                .map(octets -> {
                    octets[0] = (byte) (0x60 | octets[0] & 0xF);
                    final Ipv6Flyweight ip = new Ipv6Flyweight().wrap(new UnsafeBuffer(octets), 0);
                    ip.payloadLength(octets.length - 40);
                    if (ip.isJumbogram()) {
                        ip.nextHeader(IpProtocol.UDP);
                    }
                    return octets;
                });
    }

    @Property
    void decrementingHopLimitTouchesNothingElse(@ForAll("valid") final byte[] octets) {
        final byte[] expected = octets.clone();
        expected[Ipv6Flyweight.HOP_LIMIT_OFFSET]--;
        new Ipv6Flyweight().wrap(new UnsafeBuffer(octets), 0).decrementHopLimit();
        assertArrayEquals(expected, octets);
    }

    @Property
    void sumOverTheHeaderEqualsThatOverValues(@ForAll("valid") final byte[] octets, @ForAll final byte protocol) {
        final Ipv6Flyweight ip = new Ipv6Flyweight().wrap(new UnsafeBuffer(octets), 0);
        final int length = ip.payloadLength();
        assertEquals(
                InternetChecksum.fold(ip.pseudoHeaderSum(protocol & 0xFF, length)),
                InternetChecksum.fold(PseudoHeader.ipv6(
                        ip.sourceHigh(),
                        ip.sourceLow(),
                        ip.destinationHigh(),
                        ip.destinationLow(),
                        protocol & 0xFF,
                        length)));
    }
}
