package org.firsthop.core.wire;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.agrona.DirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.memory.Memory;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

/** The option with the most fields, and no other: its fields have no meaning in one of another type. */
class NdpPrefixInformationPropertyTest extends HeaderLaws<NdpOptionFlyweight> {
    NdpPrefixInformationPropertyTest() {
        super(new Header<>(
                        new NdpOptionFlyweight(),
                        NdpOptionFlyweight::wrap,
                        NdpPrefixInformationPropertyTest::check,
                        NdpPrefixInformationPropertyTest::check)
                .field("prefixLength", 16, 8, NdpOptionFlyweight::prefixLength, NdpOptionFlyweight::prefixLength)
                .field("flags", 24, 8, NdpOptionFlyweight::flags, NdpOptionFlyweight::flags)
                .longField("lifetime", 32, 32, NdpOptionFlyweight::lifetime, NdpOptionFlyweight::lifetime)
                .longField(
                        "preferredLifetime",
                        64,
                        32,
                        NdpOptionFlyweight::preferredLifetime,
                        NdpOptionFlyweight::preferredLifetime)
                .longField(
                        "prefixHigh",
                        128,
                        64,
                        (option, high) -> option.prefix(high, option.prefixLow()),
                        NdpOptionFlyweight::prefixHigh)
                .longField(
                        "prefixLow",
                        192,
                        64,
                        (option, low) -> option.prefix(option.prefixHigh(), low),
                        NdpOptionFlyweight::prefixLow)
                .reads((option, length) -> NdpOptionPropertyTest.read(option)));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.bytes().array(byte[].class).ofSize(32).map(octets -> {
            octets[0] = NdpOptionType.PREFIX_INFORMATION;
            octets[1] = 4;
            return octets;
        });
    }

    private static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    private static DropReason check(final Object base, final long address, final int length) {
        final DropReason reason = NdpOptionFlyweight.check(base, address, length);
        return reason == DropReason.NONE && Memory.u8(base, address) != NdpOptionType.PREFIX_INFORMATION
                ? NdpOptionFlyweight.UNEXPECTED_LENGTH
                : reason;
    }
}
