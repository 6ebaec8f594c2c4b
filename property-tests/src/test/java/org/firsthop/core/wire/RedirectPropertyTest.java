package org.firsthop.core.wire;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class RedirectPropertyTest extends HeaderLaws<RedirectFlyweight> {
    RedirectPropertyTest() {
        super(new Header<>(
                        new RedirectFlyweight(),
                        RedirectFlyweight::wrap,
                        RedirectFlyweight::check,
                        RedirectFlyweight::check)
                .longField(
                        "targetHigh",
                        64,
                        64,
                        (message, high) -> message.target(high, message.targetLow()),
                        RedirectFlyweight::targetHigh)
                .longField(
                        "targetLow",
                        128,
                        64,
                        (message, low) -> message.target(message.targetHigh(), low),
                        RedirectFlyweight::targetLow)
                .longField(
                        "destinationHigh",
                        192,
                        64,
                        (message, high) -> message.destination(high, message.destinationLow()),
                        RedirectFlyweight::destinationHigh)
                .longField(
                        "destinationLow",
                        256,
                        64,
                        (message, low) -> message.destination(message.destinationHigh(), low),
                        RedirectFlyweight::destinationLow)
                .reads((message, length) -> Objects.hash(message.optionsOffset(), message.optionsLength(length))));
    }

    /** Messages without options: one that has some may lose its last, and is still one. */
    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.bytes().array(byte[].class).ofSize(40).map(octets -> {
            octets[1] = 0;
            octets[24] &= 0x7F;
            if (octets[2] < 0) {
                System.arraycopy(octets, 24, octets, 8, 16);
            } else {
                octets[8] = (byte) 0xFE;
                octets[9] = (byte) (0x80 | octets[9] & 0x3F);
            }
            return octets;
        });
    }
}
