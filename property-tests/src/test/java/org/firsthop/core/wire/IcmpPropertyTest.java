package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class IcmpPropertyTest extends HeaderLaws<IcmpFlyweight> {
    IcmpPropertyTest() {
        super(new Header<>(new IcmpFlyweight(), IcmpFlyweight::wrap, IcmpFlyweight::check, IcmpFlyweight::check)
                .field("type", 0, 8, IcmpFlyweight::type, IcmpFlyweight::type)
                .field("code", 8, 8, IcmpFlyweight::code, IcmpFlyweight::code)
                .field("checksum", 16, 16, IcmpFlyweight::checksum, IcmpFlyweight::checksum)
                .field("identifier", 32, 16, IcmpFlyweight::identifier, IcmpFlyweight::identifier)
                .field("sequenceNumber", 48, 16, IcmpFlyweight::sequenceNumber, IcmpFlyweight::sequenceNumber)
                .field("gateway", 32, 32, IcmpFlyweight::gateway, IcmpFlyweight::gateway)
                .field("pointer", 32, 8, IcmpFlyweight::pointer, IcmpFlyweight::pointer)
                .field("nextHopMtu", 48, 16, IcmpFlyweight::nextHopMtu, IcmpFlyweight::nextHopMtu)
                .reads((icmp, length) -> Objects.hash(
                        icmp.dataOffset(),
                        icmp.dataLength(length),
                        icmp.originalDatagramOffset(),
                        icmp.originalDatagramWords(),
                        icmp.originalDatagramLength(length),
                        icmp.extensionOffset(length),
                        icmp.checkOriginalDatagram(length),
                        icmp.isChecksumValid(length),
                        ofType(icmp))));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        final Arbitrary<Integer> types = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 255),
                Arbitraries.of(
                        IcmpType.ROUTER_ADVERTISEMENT,
                        IcmpType.TIMESTAMP_REPLY,
                        IcmpType.ADDRESS_MASK_REQUEST,
                        IcmpType.TIME_EXCEEDED));
        return Combinators.combine(
                        types, Arbitraries.bytes().array(byte[].class).ofSize(80))
                .as((type, octets) -> {
                    octets[0] = (byte) (int) type;
                    return switch (type) {
                        case IcmpType.TIMESTAMP_REQUEST, IcmpType.TIMESTAMP_REPLY -> Arrays.copyOf(octets, 20);
                        case IcmpType.ADDRESS_MASK_REQUEST, IcmpType.ADDRESS_MASK_REPLY -> Arrays.copyOf(octets, 12);
                        case IcmpType.ROUTER_ADVERTISEMENT -> {
                            octets[4] &= 3;
                            octets[5] = (byte) (2 + (octets[5] & 3));
                            yield Arrays.copyOf(octets, 8 + 4 * octets[4] * octets[5]);
                        }
                        default -> Arrays.copyOf(octets, 8);
                    };
                });
    }

    @Property
    void filledChecksumIsValid(@ForAll("octets") final byte[] octets) {
        final byte[] message = Arrays.copyOf(octets, Math.max(8, octets.length));
        final IcmpFlyweight icmp = new IcmpFlyweight().wrap(new UnsafeBuffer(message), 0);
        icmp.fillChecksum(message.length);
        assertTrue(icmp.isChecksumValid(message.length));
        message[7] ^= 1;
        assertFalse(icmp.isChecksumValid(message.length));
    }

    private static int ofType(final IcmpFlyweight icmp) {
        switch (icmp.type()) {
            case IcmpType.TIMESTAMP_REQUEST, IcmpType.TIMESTAMP_REPLY -> {
                return Objects.hash(icmp.originateTimestamp(), icmp.receiveTimestamp(), icmp.transmitTimestamp());
            }
            case IcmpType.ADDRESS_MASK_REQUEST, IcmpType.ADDRESS_MASK_REPLY -> {
                return icmp.addressMask();
            }
            case IcmpType.ROUTER_ADVERTISEMENT -> {
                int hash = icmp.lifetime();
                for (int i = 0; i < icmp.addressCount(); i++) {
                    hash = Objects.hash(hash, icmp.routerAddress(i), icmp.preferenceLevel(i));
                }
                return hash;
            }
            default -> {
                return 0;
            }
        }
    }
}
