package org.firsthop.core.wire;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.agrona.MutableDirectBuffer;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

/** A list of IPv4 options as one header whose first option ends it: the walk stays inside, whatever the octets. */
class Ipv4OptionListPropertyTest extends HeaderLaws<Ipv4OptionListPropertyTest.Options> {
    Ipv4OptionListPropertyTest() {
        super(new Header<>(new Options(), Options::wrap, Ipv4OptionIterator::check, Ipv4OptionIterator::check)
                .reads(Options::read));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.integers().between(2, 40).flatMap(length -> Arbitraries.bytes()
                .array(byte[].class)
                .ofSize(length)
                .map(octets -> {
                    octets[0] = (byte) (octets[0] | 2);
                    octets[1] = (byte) length.intValue();
                    return octets;
                }));
    }

    @Override
    protected boolean isEmptyValid() {
        return true;
    }

    static final class Options {
        private MutableDirectBuffer buffer;
        private int offset;

        Options wrap(final MutableDirectBuffer buffer, final int offset) {
            this.buffer = buffer;
            this.offset = offset;
            return this;
        }

        int read(final int length) {
            final Ipv4OptionIterator options = new Ipv4OptionIterator().wrap(buffer, offset, length);
            int hash = 1;
            while (options.next()) {
                hash = 31 * hash
                        + Objects.hash(
                                options.type(),
                                options.length(),
                                options.offset(),
                                options.dataOffset(),
                                options.dataLength());
            }
            return 31 * hash + options.reason().id();
        }
    }
}
