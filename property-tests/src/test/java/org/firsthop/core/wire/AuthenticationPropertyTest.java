package org.firsthop.core.wire;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class AuthenticationPropertyTest extends HeaderLaws<AuthenticationFlyweight> {
    AuthenticationPropertyTest() {
        super(new Header<>(
                        new AuthenticationFlyweight(),
                        AuthenticationFlyweight::wrap,
                        AuthenticationFlyweight::check,
                        AuthenticationFlyweight::check)
                .field("nextHeader", 0, 8, AuthenticationFlyweight::nextHeader, AuthenticationFlyweight::nextHeader)
                .field(
                        "payloadLength",
                        8,
                        8,
                        AuthenticationFlyweight::payloadLength,
                        AuthenticationFlyweight::payloadLength)
                .field("spi", 32, 32, AuthenticationFlyweight::spi, AuthenticationFlyweight::spi)
                .longField(
                        "sequenceNumber",
                        64,
                        32,
                        AuthenticationFlyweight::sequenceNumber,
                        AuthenticationFlyweight::sequenceNumber)
                .reads((ah, length) -> Objects.hash(
                        ah.headerLength(), ah.icvOffset(), ah.buffer().getByte(ah.icvOffset() + ah.icvLength() - 1))));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMinSize(12)
                .ofMaxSize(60)
                .filter(octets -> octets.length % 4 == 0)
                .map(octets -> {
                    new AuthenticationFlyweight()
                            .wrap(new UnsafeBuffer(octets), 0)
                            .payloadLength(octets.length / 4 - 2);
                    return octets;
                });
    }
}
