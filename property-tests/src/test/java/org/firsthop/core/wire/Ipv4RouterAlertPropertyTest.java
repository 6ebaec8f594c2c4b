package org.firsthop.core.wire;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class Ipv4RouterAlertPropertyTest extends HeaderLaws<Ipv4RouterAlertFlyweight> {
    Ipv4RouterAlertPropertyTest() {
        super(new Header<>(
                        new Ipv4RouterAlertFlyweight(),
                        Ipv4RouterAlertFlyweight::wrap,
                        Ipv4RouterAlertFlyweight::check,
                        Ipv4RouterAlertFlyweight::check)
                .field("value", 16, 16, Ipv4RouterAlertFlyweight::value, Ipv4RouterAlertFlyweight::value));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.integers().between(0, 0xFFFF).map(value -> {
            final byte[] octets = new byte[4];
            new Ipv4RouterAlertFlyweight()
                    .wrap(new UnsafeBuffer(octets), 0)
                    .writeDefaults()
                    .value(value);
            return octets;
        });
    }
}
