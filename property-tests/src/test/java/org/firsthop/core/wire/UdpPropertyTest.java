package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class UdpPropertyTest extends HeaderLaws<UdpFlyweight> {
    UdpPropertyTest() {
        super(new Header<>(new UdpFlyweight(), UdpFlyweight::wrap, UdpFlyweight::check, UdpFlyweight::check)
                .field("sourcePort", 0, 16, UdpFlyweight::sourcePort, UdpFlyweight::sourcePort)
                .field("destinationPort", 16, 16, UdpFlyweight::destinationPort, UdpFlyweight::destinationPort)
                .field("length", 32, 16, UdpFlyweight::length, UdpFlyweight::length)
                .field("checksum", 48, 16, UdpFlyweight::checksum, UdpFlyweight::checksum)
                .reads((udp, length) -> Objects.hash(
                        udp.datagramLength(length),
                        udp.payloadOffset(),
                        udp.payloadLength(length),
                        udp.isChecksumPresent(),
                        udp.isChecksumValid(0, udp.datagramLength(length)),
                        udp.checkChecksum(0, udp.datagramLength(length), false))));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMinSize(8)
                .ofMaxSize(64)
                .map(octets -> {
                    new UdpFlyweight().wrap(new UnsafeBuffer(octets), 0).length(octets.length);
                    return octets;
                });
    }

    @Property
    void filledChecksumIsPresentAndValid(@ForAll("valid") final byte[] octets, @ForAll final long sum) {
        final long pseudoHeaderSum = sum >>> 8;
        final UdpFlyweight udp = new UdpFlyweight().wrap(new UnsafeBuffer(octets), 0);
        udp.fillChecksum(pseudoHeaderSum, octets.length);
        assertTrue(udp.isChecksumPresent());
        assertTrue(udp.isChecksumValid(pseudoHeaderSum, octets.length));
        assertSame(DropReason.NONE, udp.checkChecksum(pseudoHeaderSum, octets.length, false));
        octets[0] ^= 1;
        assertSame(UdpFlyweight.BAD_CHECKSUM, udp.checkChecksum(pseudoHeaderSum, octets.length, true));
    }

    /** RFC 768: whatever everything else sums to, the one checksum that is never sent is zero. */
    @Property
    void computedZeroIsSentAsAllOnes(@ForAll("valid") final byte[] octets) {
        final UdpFlyweight udp = new UdpFlyweight().wrap(new UnsafeBuffer(octets), 0);
        udp.checksum(0).sourcePort(0);
        final int complement = InternetChecksum.checksum(udp.buffer(), 0, octets.length);
        udp.sourcePort(complement).fillChecksum(0, octets.length);
        assertEquals(0xFFFF, udp.checksum());
        assertSame(DropReason.NONE, udp.checkChecksum(0, octets.length, false));
    }
}
