package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class Icmpv6PropertyTest extends HeaderLaws<Icmpv6Flyweight> {
    Icmpv6PropertyTest() {
        super(new Header<>(new Icmpv6Flyweight(), Icmpv6Flyweight::wrap, Icmpv6Flyweight::check, Icmpv6Flyweight::check)
                .field("type", 0, 8, Icmpv6Flyweight::type, Icmpv6Flyweight::type)
                .field("code", 8, 8, Icmpv6Flyweight::code, Icmpv6Flyweight::code)
                .field("checksum", 16, 16, Icmpv6Flyweight::checksum, Icmpv6Flyweight::checksum)
                .field("identifier", 32, 16, Icmpv6Flyweight::identifier, Icmpv6Flyweight::identifier)
                .field("sequenceNumber", 48, 16, Icmpv6Flyweight::sequenceNumber, Icmpv6Flyweight::sequenceNumber)
                .longField("mtu", 32, 32, Icmpv6Flyweight::mtu, Icmpv6Flyweight::mtu)
                .longField("pointer", 32, 32, Icmpv6Flyweight::pointer, Icmpv6Flyweight::pointer)
                .reads((icmp, length) -> Objects.hash(
                        icmp.dataOffset(),
                        icmp.dataLength(length),
                        icmp.originalDatagramOffset(),
                        icmp.originalDatagramWords(),
                        icmp.originalDatagramLength(length),
                        icmp.extensionOffset(length),
                        icmp.checkOriginalDatagram(length),
                        icmp.isChecksumValid(0, length))));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.bytes().array(byte[].class).ofSize(8);
    }

    @Property
    void filledChecksumIsValid(@ForAll("octets") final byte[] octets, @ForAll final long sum) {
        final long pseudoHeaderSum = sum >>> 8;
        final byte[] message = Arrays.copyOf(octets, Math.max(8, octets.length));
        final UnsafeBuffer buffer = new UnsafeBuffer(message);
        final Icmpv6Flyweight icmp = new Icmpv6Flyweight().wrap(buffer, 0);
        icmp.fillChecksum(pseudoHeaderSum, message.length);
        assertTrue(icmp.isChecksumValid(pseudoHeaderSum, message.length));
        assertTrue(Icmpv6Flyweight.isChecksumValid(
                buffer.byteArray(), buffer.addressOffset(), pseudoHeaderSum, message.length));
        message[7] ^= 1;
        assertFalse(icmp.isChecksumValid(pseudoHeaderSum, message.length));
    }
}
