package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class PppPropertyTest extends HeaderLaws<PppFlyweight> {
    PppPropertyTest() {
        super(new Header<>(new PppFlyweight(), PppFlyweight::wrap, PppFlyweight::check, PppFlyweight::check)
                .reads((ppp, length) -> Objects.hash(
                        ppp.hasAddressControl(),
                        ppp.protocolOffset(),
                        ppp.protocolLength(),
                        ppp.protocol(),
                        ppp.isProtocolWellFormed(),
                        ppp.headerLength(),
                        ppp.payloadOffset())));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Combinators.combine(protocols(), Arbitraries.of(true, false), Arbitraries.of(true, false))
                .as((protocol, withAddressControl, compress) -> {
                    final UnsafeBuffer buffer = new UnsafeBuffer(new byte[PppFlyweight.MAX_HEADER_LENGTH]);
                    final int length = new PppFlyweight().wrap(buffer, 0).write(protocol, withAddressControl, compress);
                    final byte[] octets = new byte[length];
                    buffer.getBytes(0, octets);
                    return octets;
                });
    }

    /** Every protocol that RFC 1661 section 2 lets be assigned, but 0x00ff, which section 6.6 forbids. */
    private static Arbitrary<Integer> protocols() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 127),
                        Arbitraries.integers().between(0, 127))
                .as((high, low) -> high << 9 | low << 1 | 1)
                .filter(protocol -> protocol != 0xFF);
    }

    @Property
    void whatWasWrittenIsRead(
            @ForAll @IntRange(max = 127) final int high,
            @ForAll @IntRange(max = 126) final int low,
            @ForAll final boolean withAddressControl,
            @ForAll final boolean compress) {
        final int protocol = high << 9 | low << 1 | 1;
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[PppFlyweight.MAX_HEADER_LENGTH]);
        buffer.setMemory(0, buffer.capacity(), (byte) 0xA5);
        final PppFlyweight ppp = new PppFlyweight().wrap(buffer, 0);
        final int length = ppp.write(protocol, withAddressControl, compress);
        assertSame(DropReason.NONE, PppFlyweight.check(buffer, 0, length));
        assertEquals(protocol, ppp.protocol());
        assertEquals(withAddressControl, ppp.hasAddressControl());
        assertEquals(compress && protocol < 256 ? 1 : 2, ppp.protocolLength());
        assertEquals(length, ppp.headerLength());
        for (int i = length; i < buffer.capacity(); i++) {
            assertEquals((byte) 0xA5, buffer.getByte(i));
        }
    }
}
