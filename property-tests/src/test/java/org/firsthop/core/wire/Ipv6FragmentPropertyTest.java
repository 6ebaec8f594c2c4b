package org.firsthop.core.wire;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class Ipv6FragmentPropertyTest extends HeaderLaws<Ipv6FragmentFlyweight> {
    Ipv6FragmentPropertyTest() {
        super(new Header<>(
                        new Ipv6FragmentFlyweight(),
                        Ipv6FragmentFlyweight::wrap,
                        Ipv6FragmentFlyweight::check,
                        Ipv6FragmentFlyweight::check)
                .field("nextHeader", 0, 8, Ipv6FragmentFlyweight::nextHeader, Ipv6FragmentFlyweight::nextHeader)
                .field(
                        "fragmentOffsetAndFlags",
                        16,
                        16,
                        Ipv6FragmentFlyweight::fragmentOffsetAndFlags,
                        Ipv6FragmentFlyweight::fragmentOffsetAndFlags)
                .field(
                        "identification",
                        32,
                        32,
                        Ipv6FragmentFlyweight::identification,
                        Ipv6FragmentFlyweight::identification)
                .reads((fragment, length) -> Objects.hash(
                        fragment.reserved(),
                        fragment.fragmentOffset(),
                        fragment.fragmentOffsetOctets(),
                        fragment.isMoreFragments(),
                        fragment.isAtomic(),
                        fragment.payloadOffset())));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.bytes().array(byte[].class).ofSize(8);
    }
}
