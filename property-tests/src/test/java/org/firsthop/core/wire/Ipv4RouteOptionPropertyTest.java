package org.firsthop.core.wire;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class Ipv4RouteOptionPropertyTest extends HeaderLaws<Ipv4RouteOptionFlyweight> {
    Ipv4RouteOptionPropertyTest() {
        super(new Header<>(
                        new Ipv4RouteOptionFlyweight(),
                        Ipv4RouteOptionFlyweight::wrap,
                        Ipv4RouteOptionFlyweight::check,
                        Ipv4RouteOptionFlyweight::check)
                .field("pointer", 16, 8, Ipv4RouteOptionFlyweight::pointer, Ipv4RouteOptionFlyweight::pointer)
                .reads(Ipv4RouteOptionPropertyTest::read));
    }

    private static int read(final Ipv4RouteOptionFlyweight route, final int length) {
        int hash = Objects.hash(
                route.type(), route.length(), route.addressCount(), route.recordedCount(), route.isExhausted());
        for (int i = 0; i < route.addressCount(); i++) {
            hash = 31 * hash + route.address(i);
        }
        return route.isExhausted() ? hash : 31 * hash + route.nextAddress();
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.integers().between(0, 9).flatMap(addresses -> Arbitraries.integers()
                .between(0, addresses)
                .map(recorded -> {
                    final byte[] octets = new byte[3 + 4 * addresses];
                    new Ipv4RouteOptionFlyweight()
                            .wrap(new UnsafeBuffer(octets), 0)
                            .write(Ipv4OptionType.RECORD_ROUTE, addresses)
                            .pointer(4 + 4 * recorded);
                    return octets;
                }));
    }
}
