package org.firsthop.core.wire;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class EspPropertyTest extends HeaderLaws<EspFlyweight> {
    EspPropertyTest() {
        super(new Header<>(new EspFlyweight(), EspFlyweight::wrap, EspFlyweight::check, EspFlyweight::check)
                .field("spi", 0, 32, EspFlyweight::spi, EspFlyweight::spi)
                .longField("sequenceNumber", 32, 32, EspFlyweight::sequenceNumber, EspFlyweight::sequenceNumber));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.bytes().array(byte[].class).ofSize(8);
    }
}
