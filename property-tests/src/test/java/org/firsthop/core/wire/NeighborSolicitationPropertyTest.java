package org.firsthop.core.wire;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class NeighborSolicitationPropertyTest extends HeaderLaws<NeighborSolicitationFlyweight> {
    NeighborSolicitationPropertyTest() {
        super(new Header<>(
                        new NeighborSolicitationFlyweight(),
                        NeighborSolicitationFlyweight::wrap,
                        NeighborSolicitationFlyweight::check,
                        NeighborSolicitationFlyweight::check)
                .longField(
                        "targetHigh",
                        64,
                        64,
                        (message, high) -> message.target(high, message.targetLow()),
                        NeighborSolicitationFlyweight::targetHigh)
                .longField(
                        "targetLow",
                        128,
                        64,
                        (message, low) -> message.target(message.targetHigh(), low),
                        NeighborSolicitationFlyweight::targetLow)
                .reads((message, length) -> Objects.hash(message.optionsOffset(), message.optionsLength(length))));
    }

    /** Messages without options: one that has some may lose its last, and is still one. */
    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.bytes().array(byte[].class).ofSize(24).map(octets -> {
            octets[1] = 0;
            octets[8] &= 0x7F;
            return octets;
        });
    }
}
