package org.firsthop.core.wire;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class MplsLabelPropertyTest extends HeaderLaws<MplsLabelFlyweight> {
    MplsLabelPropertyTest() {
        super(new Header<>(
                        new MplsLabelFlyweight(),
                        MplsLabelFlyweight::wrap,
                        MplsLabelFlyweight::check,
                        MplsLabelFlyweight::check)
                .field("entry", 0, 32, MplsLabelFlyweight::entry, MplsLabelFlyweight::entry)
                .field("label", 0, 20, MplsLabelFlyweight::label, MplsLabelFlyweight::label)
                .field("trafficClass", 20, 3, MplsLabelFlyweight::trafficClass, MplsLabelFlyweight::trafficClass)
                .flag("bottomOfStack", 23, MplsLabelFlyweight::bottomOfStack, MplsLabelFlyweight::isBottomOfStack)
                .field("ttl", 24, 8, MplsLabelFlyweight::ttl, MplsLabelFlyweight::ttl)
                .reads((label, length) -> label.payloadOffset()));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.bytes().array(byte[].class).ofSize(4);
    }
}
