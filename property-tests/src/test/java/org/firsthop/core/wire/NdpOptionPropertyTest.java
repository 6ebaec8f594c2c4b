package org.firsthop.core.wire;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class NdpOptionPropertyTest extends HeaderLaws<NdpOptionFlyweight> {
    NdpOptionPropertyTest() {
        super(new Header<>(
                        new NdpOptionFlyweight(),
                        NdpOptionFlyweight::wrap,
                        NdpOptionFlyweight::check,
                        NdpOptionFlyweight::check)
                .longField(
                        "linkLayerAddress",
                        16,
                        48,
                        NdpOptionFlyweight::linkLayerAddress,
                        NdpOptionFlyweight::linkLayerAddress)
                .field("prefixLength", 16, 8, NdpOptionFlyweight::prefixLength, NdpOptionFlyweight::prefixLength)
                .field("flags", 24, 8, NdpOptionFlyweight::flags, NdpOptionFlyweight::flags)
                .longField("lifetime", 32, 32, NdpOptionFlyweight::lifetime, NdpOptionFlyweight::lifetime)
                .longField("mtu", 32, 32, NdpOptionFlyweight::mtu, NdpOptionFlyweight::mtu)
                .reads((option, length) -> read(option)));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return options();
    }

    /** Options of every known type and of others, of a length that their type may have. */
    static Arbitrary<byte[]> options() {
        final Arbitrary<Integer> types = Arbitraries.oneOf(
                Arbitraries.of(1, 2, 3, 4, 5, 14, 24, 25, 31, 37, 38),
                Arbitraries.integers().between(0, 255));
        return Combinators.combine(types, Arbitraries.integers().between(1, 7))
                .as((type, units) -> new int[] {type, units})
                .filter(option -> NdpOptionType.isLengthValid(option[0], 8 * option[1]))
                .flatMap(option -> Arbitraries.bytes()
                        .array(byte[].class)
                        .ofSize(8 * option[1])
                        .map(octets -> {
                            octets[0] = (byte) option[0];
                            octets[1] = (byte) option[1];
                            return octets;
                        }));
    }

    /** All that has a meaning for the option's type. */
    static int read(final NdpOptionFlyweight option) {
        int hash = Objects.hash(
                option.type(), option.lengthUnits(), option.length(), option.dataOffset(), option.dataLength());
        hash = Objects.hash(hash, option.bodyOffset(), option.bodyLength(), option.routePreference());
        for (int i = 0; i < option.dataLength(); i++) {
            hash = 31 * hash + option.buffer().getByte(option.dataOffset() + i);
        }
        switch (option.type()) {
            case NdpOptionType.PREFIX_INFORMATION ->
                hash = Objects.hash(hash, option.preferredLifetime(), option.prefixHigh(), option.prefixLow());
            case NdpOptionType.ROUTE_INFORMATION ->
                hash = Objects.hash(hash, option.routePrefixHigh(), option.routePrefixLow());
            case NdpOptionType.RECURSIVE_DNS_SERVER -> {
                for (int i = 0; i < option.dnsServerCount(); i++) {
                    hash = Objects.hash(hash, option.dnsServerHigh(i), option.dnsServerLow(i));
                }
            }
            default -> {
                return hash;
            }
        }
        return hash;
    }
}
