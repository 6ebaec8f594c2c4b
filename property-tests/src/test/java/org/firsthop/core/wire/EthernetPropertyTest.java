package org.firsthop.core.wire;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class EthernetPropertyTest extends HeaderLaws<EthernetFlyweight> {
    EthernetPropertyTest() {
        super(new Header<>(
                        new EthernetFlyweight(),
                        EthernetFlyweight::wrap,
                        EthernetFlyweight::check,
                        EthernetFlyweight::check)
                .longField("destination", 0, 48, EthernetFlyweight::destination, EthernetFlyweight::destination)
                .longField("source", 48, 48, EthernetFlyweight::source, EthernetFlyweight::source)
                .field("etherType", 96, 16, EthernetFlyweight::etherType, EthernetFlyweight::etherType)
                .reads((ethernet, length) ->
                        Objects.hash(ethernet.isLength(), ethernet.payloadOffset(), ethernet.payloadLength(length))));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        final Arbitrary<Integer> typesAndLengths = Arbitraries.oneOf(
                Arbitraries.integers().between(EtherType.MIN_TYPE, 0xFFFF),
                Arbitraries.integers().between(0, 40));
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs(), typesAndLengths)
                .as((destination, source, typeOrLength) -> {
                    final byte[] octets = new byte[14 + (EtherType.isLength(typeOrLength) ? typeOrLength : 0)];
                    new EthernetFlyweight()
                            .wrap(new UnsafeBuffer(octets), 0)
                            .destination(destination)
                            .source(source)
                            .etherType(typeOrLength);
                    return octets;
                });
    }
}
