package org.firsthop.core.wire;

import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

/** A header of the usual form, and the options in it whatever they are. */
class Ipv6ExtensionPropertyTest extends HeaderLaws<Ipv6ExtensionFlyweight> {
    Ipv6ExtensionPropertyTest() {
        super(new Header<>(
                        new Ipv6ExtensionFlyweight(),
                        Ipv6ExtensionFlyweight::wrap,
                        Ipv6ExtensionFlyweight::check,
                        Ipv6ExtensionFlyweight::check)
                .field("nextHeader", 0, 8, Ipv6ExtensionFlyweight::nextHeader, Ipv6ExtensionFlyweight::nextHeader)
                .field(
                        "headerExtensionLength",
                        8,
                        8,
                        Ipv6ExtensionFlyweight::headerExtensionLength,
                        Ipv6ExtensionFlyweight::headerExtensionLength)
                .reads((header, length) -> Objects.hash(
                        header.headerLength(), header.dataOffset(), header.dataLength(), options(header))));
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

    private static int options(final Ipv6ExtensionFlyweight header) {
        final Ipv6OptionIterator iterator = new Ipv6OptionIterator();
        iterator.wrap(header.buffer(), header.dataOffset(), header.dataLength());
        int hash = 0;
        while (iterator.next()) {
            hash = Objects.hash(
                    hash,
                    iterator.type(),
                    iterator.action(),
                    iterator.isChangeable(),
                    iterator.length(),
                    iterator.offset());
            for (int i = 0; i < iterator.dataLength(); i++) {
                hash = 31 * hash + header.buffer().getByte(iterator.dataOffset() + i);
            }
        }
        hash = 31 * hash + iterator.reason().hashCode();
        for (int type = 1; type < 256; type++) {
            hash = 31 * hash
                    + Ipv6OptionIterator.find(
                            header.buffer().byteArray(),
                            header.buffer().addressOffset() + header.dataOffset(),
                            header.dataLength(),
                            type,
                            type % 5);
        }
        return hash;
    }
}
