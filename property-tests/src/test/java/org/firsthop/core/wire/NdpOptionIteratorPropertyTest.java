package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.memory.Memory;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

/** A list of options as one header: an octet that says how long it is, and so many octets of options, good or bad. */
class NdpOptionIteratorPropertyTest extends HeaderLaws<NdpOptionIteratorPropertyTest.Options> {
    NdpOptionIteratorPropertyTest() {
        super(new Header<>(new Options(), Options::wrap, Options::check, Options::check)
                .reads((options, length) -> options.read()));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return NdpOptionPropertyTest.options().list().ofMaxSize(4).map(NdpOptionIteratorPropertyTest::joined);
    }

    private static byte[] joined(final List<byte[]> options) {
        final int length = options.stream().mapToInt(option -> option.length).sum();
        final byte[] octets = new byte[1 + length];
        octets[0] = (byte) length;
        int position = 1;
        for (final byte[] option : options) {
            System.arraycopy(option, 0, octets, position, option.length);
            position += option.length;
        }
        return octets;
    }

    @Property
    void everyGoodOptionIsVisitedInOrder(@ForAll("lists") final List<byte[]> list) {
        final byte[] octets = joined(list);
        final List<Integer> expected = new ArrayList<>();
        list.forEach(option -> expected.add(option[0] & 0xFF));
        final NdpOptionIterator iterator = new NdpOptionIterator();
        iterator.wrap(new UnsafeBuffer(octets), 1, octets.length - 1);
        final List<Integer> visited = new ArrayList<>();
        while (iterator.next()) {
            visited.add(iterator.option().type());
        }
        assertEquals(expected, visited);
        assertSame(DropReason.NONE, iterator.reason());
    }

    /** {@return lists of good options} */
    @Provide
    Arbitrary<List<byte[]>> lists() {
        return NdpOptionPropertyTest.options().list().ofMaxSize(6);
    }

    static final class Options {
        private final NdpOptionIterator iterator = new NdpOptionIterator();
        private MutableDirectBuffer buffer = new UnsafeBuffer(0, 0);
        private int offset;

        Options wrap(final MutableDirectBuffer buffer, final int offset) {
            this.buffer = buffer;
            this.offset = offset;
            return this;
        }

        int read() {
            final int length = buffer.getByte(offset) & 0xFF;
            iterator.wrap(buffer, offset + 1, length);
            int hash = 0;
            while (iterator.next()) {
                hash = 31 * hash + NdpOptionPropertyTest.read(iterator.option());
            }
            final DropReason all =
                    NdpOptionIterator.checkAll(buffer.byteArray(), buffer.addressOffset() + offset + 1, length);
            assertEquals(all != DropReason.NONE, iterator.reason() == NdpOptionFlyweight.BAD_LENGTH);
            return Objects.hash(hash, iterator.reason());
        }

        static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
            return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
        }

        static DropReason check(final Object base, final long address, final int length) {
            return length < 1 || length < 1 + Memory.u8(base, address) ? NdpMessage.TRUNCATED_MESSAGE : DropReason.NONE;
        }
    }
}
