package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class Ipv4PropertyTest extends HeaderLaws<Ipv4Flyweight> {
    Ipv4PropertyTest() {
        super(new Header<>(new Ipv4Flyweight(), Ipv4Flyweight::wrap, Ipv4Flyweight::check, Ipv4Flyweight::check)
                .field("trafficClass", 8, 8, Ipv4Flyweight::trafficClass, Ipv4Flyweight::trafficClass)
                .field("totalLength", 16, 16, Ipv4Flyweight::totalLength, Ipv4Flyweight::totalLength)
                .field("identification", 32, 16, Ipv4Flyweight::identification, Ipv4Flyweight::identification)
                .field(
                        "flagsAndFragmentOffset",
                        48,
                        16,
                        Ipv4Flyweight::flagsAndFragmentOffset,
                        Ipv4Flyweight::flagsAndFragmentOffset)
                .field("ttl", 64, 8, Ipv4Flyweight::ttl, Ipv4Flyweight::ttl)
                .field("protocol", 72, 8, Ipv4Flyweight::protocol, Ipv4Flyweight::protocol)
                .field("checksum", 80, 16, Ipv4Flyweight::checksum, Ipv4Flyweight::checksum)
                .field("source", 96, 32, Ipv4Flyweight::source, Ipv4Flyweight::source)
                .field("destination", 128, 32, Ipv4Flyweight::destination, Ipv4Flyweight::destination)
                .reads((ip, length) -> Objects.hash(
                        ip.version(),
                        ip.ihl(),
                        ip.headerLength(),
                        ip.dscp(),
                        ip.ecn(),
                        ip.payloadOffset(),
                        ip.payloadLength(),
                        ip.optionsLength(),
                        ip.isReservedFlagSet(),
                        ip.isDontFragment(),
                        ip.isMoreFragments(),
                        ip.fragmentOffset(),
                        ip.fragmentOffsetOctets(),
                        ip.isFragment(),
                        ip.isChecksumValid(),
                        ip.pseudoHeaderSum())));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMinSize(20)
                .ofMaxSize(80)
                .map(octets -> {
                    final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(new UnsafeBuffer(octets), 0);
                    final int longest = Math.min(octets.length / 4, 15);
                    ip.ihl(5 + (octets[0] & 0xFF) % (longest - 4)).totalLength(octets.length);
                    return octets;
                });
    }

    @Property
    void filledChecksumIsValid(@ForAll("valid") final byte[] octets) {
        final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(new UnsafeBuffer(octets), 0);
        ip.fillChecksum();
        assertTrue(ip.isChecksumValid());
    }

    @Property
    void decrementingTtlEqualsWritingAndRecomputing(@ForAll("valid") final byte[] octets) {
        final UnsafeBuffer buffer = new UnsafeBuffer(octets);
        final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(buffer, 0);
        Assume.that(ip.ttl() > 1);
        ip.fillChecksum();
        final byte[] expected = octets.clone();
        final Ipv4Flyweight recomputed = new Ipv4Flyweight().wrap(new UnsafeBuffer(expected), 0);
        recomputed.ttl(recomputed.ttl() - 1).fillChecksum();
        ip.decrementTtl();
        assertEquals(buffer, new UnsafeBuffer(expected));
    }

    @Property
    void headerLengthIsWrittenWithTheVersion(@ForAll @IntRange(min = 5, max = 15) final int words) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[20]);
        final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(buffer, 0).ihl(words);
        assertEquals(4, ip.version());
        assertEquals(words, ip.ihl());
        assertEquals(words * 4, ip.headerLength());
        assertEquals(0, buffer.getByte(1));
    }
}
