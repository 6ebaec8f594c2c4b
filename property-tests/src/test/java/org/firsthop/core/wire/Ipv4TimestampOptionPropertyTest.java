package org.firsthop.core.wire;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class Ipv4TimestampOptionPropertyTest extends HeaderLaws<Ipv4TimestampOptionFlyweight> {
    Ipv4TimestampOptionPropertyTest() {
        super(new Header<>(
                        new Ipv4TimestampOptionFlyweight(),
                        Ipv4TimestampOptionFlyweight::wrap,
                        Ipv4TimestampOptionFlyweight::check,
                        Ipv4TimestampOptionFlyweight::check)
                .field("pointer", 16, 8, Ipv4TimestampOptionFlyweight::pointer, Ipv4TimestampOptionFlyweight::pointer)
                .field(
                        "overflow",
                        24,
                        4,
                        Ipv4TimestampOptionFlyweight::overflow,
                        Ipv4TimestampOptionFlyweight::overflow)
                .reads(Ipv4TimestampOptionPropertyTest::read));
    }

    private static int read(final Ipv4TimestampOptionFlyweight option, final int length) {
        int hash = Objects.hash(
                option.length(), option.flag(), option.entryLength(), option.entryCount(), option.recordedCount());
        for (int i = 0; i < option.entryCount(); i++) {
            hash = 31 * hash + option.timestamp(i);
            if (option.flag() != Ipv4TimestampOptionFlyweight.TIMESTAMP_ONLY) {
                hash = 31 * hash + option.address(i);
            }
        }
        return hash;
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Combinators.combine(
                        Arbitraries.of(0, 1, 3),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 15),
                        Arbitraries.integers().between(0, 4))
                .as((flag, entries, overflow, recorded) -> {
                    final int entryLength = flag == 0 ? 4 : 8;
                    final byte[] octets = new byte[4 + entries * entryLength];
                    new Ipv4TimestampOptionFlyweight()
                            .wrap(new UnsafeBuffer(octets), 0)
                            .write(flag, entries)
                            .overflow(overflow)
                            .pointer(5 + Math.min(recorded, entries) * entryLength);
                    return octets;
                });
    }
}
