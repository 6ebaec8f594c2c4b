package org.firsthop.core.wire;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class RouterSolicitationPropertyTest extends HeaderLaws<RouterSolicitationFlyweight> {
    RouterSolicitationPropertyTest() {
        super(new Header<>(
                        new RouterSolicitationFlyweight(),
                        RouterSolicitationFlyweight::wrap,
                        RouterSolicitationFlyweight::check,
                        RouterSolicitationFlyweight::check)
                .reads((message, length) -> Objects.hash(message.optionsOffset(), message.optionsLength(length))));
    }

    /** Messages without options: one that has some may lose its last, and is still one. */
    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.bytes().array(byte[].class).ofSize(8).map(octets -> {
            octets[1] = 0;
            return octets;
        });
    }
}
