package org.firsthop.core.wire;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class MobilityPropertyTest extends HeaderLaws<MobilityFlyweight> {
    MobilityPropertyTest() {
        super(new Header<>(
                        new MobilityFlyweight(),
                        MobilityFlyweight::wrap,
                        MobilityFlyweight::check,
                        MobilityFlyweight::check)
                .field("type", 16, 8, MobilityFlyweight::type, MobilityFlyweight::type)
                .field("checksum", 32, 16, MobilityFlyweight::checksum, MobilityFlyweight::checksum)
                .reads((mobility, length) -> Objects.hash(
                        mobility.payloadProtocol(),
                        mobility.headerLength(),
                        mobility.dataOffset(),
                        mobility.dataLength(),
                        mobility.isChecksumValid(0))));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMinSize(8)
                .ofMaxSize(64)
                .filter(octets -> octets.length % 8 == 0)
                .map(octets -> {
                    octets[1] = (byte) (octets.length / 8 - 1);
                    return octets;
                });
    }
}
