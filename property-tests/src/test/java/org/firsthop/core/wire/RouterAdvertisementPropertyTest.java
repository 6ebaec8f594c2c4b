package org.firsthop.core.wire;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class RouterAdvertisementPropertyTest extends HeaderLaws<RouterAdvertisementFlyweight> {
    RouterAdvertisementPropertyTest() {
        super(new Header<>(
                        new RouterAdvertisementFlyweight(),
                        RouterAdvertisementFlyweight::wrap,
                        RouterAdvertisementFlyweight::check,
                        RouterAdvertisementFlyweight::check)
                .field(
                        "currentHopLimit",
                        32,
                        8,
                        RouterAdvertisementFlyweight::currentHopLimit,
                        RouterAdvertisementFlyweight::currentHopLimit)
                .field("flags", 40, 8, RouterAdvertisementFlyweight::flags, RouterAdvertisementFlyweight::flags)
                .field(
                        "routerLifetime",
                        48,
                        16,
                        RouterAdvertisementFlyweight::routerLifetime,
                        RouterAdvertisementFlyweight::routerLifetime)
                .longField(
                        "reachableTime",
                        64,
                        32,
                        RouterAdvertisementFlyweight::reachableTime,
                        RouterAdvertisementFlyweight::reachableTime)
                .longField(
                        "retransTimer",
                        96,
                        32,
                        RouterAdvertisementFlyweight::retransTimer,
                        RouterAdvertisementFlyweight::retransTimer)
                .reads((message, length) ->
                        Objects.hash(message.preference(), message.optionsOffset(), message.optionsLength(length))));
    }

    /** Messages without options: one that has some may lose its last, and is still one. */
    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.bytes().array(byte[].class).ofSize(16).map(octets -> {
            octets[1] = 0;
            return octets;
        });
    }
}
