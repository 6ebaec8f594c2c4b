package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

class PppoePropertyTest extends HeaderLaws<PppoeFlyweight> {
    PppoePropertyTest() {
        super(new Header<>(new PppoeFlyweight(), PppoeFlyweight::wrap, PppoeFlyweight::check, PppoeFlyweight::check)
                .field("code", 8, 8, PppoeFlyweight::code, PppoeFlyweight::code)
                .field("sessionId", 16, 16, PppoeFlyweight::sessionId, PppoeFlyweight::sessionId)
                .field("payloadLength", 32, 16, PppoeFlyweight::payloadLength, PppoeFlyweight::payloadLength)
                .reads(PppoePropertyTest::read));
    }

    private static int read(final PppoeFlyweight pppoe, final int length) {
        int hash = Objects.hash(pppoe.version(), pppoe.type(), pppoe.payloadOffset());
        final PppoeTagIterator tags =
                new PppoeTagIterator().wrap(pppoe.buffer(), pppoe.payloadOffset(), pppoe.payloadLength());
        final int end = pppoe.payloadOffset() + pppoe.payloadLength();
        while (tags.next()) {
            assertTrue(tags.valueOffset() + tags.valueLength() <= end);
            hash = 31 * hash + Objects.hash(tags.type(), tags.offset(), tags.valueLength());
        }
        return 31 * hash + tags.reason().id();
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMinSize(6)
                .ofMaxSize(60)
                .map(octets -> {
                    octets[0] = 0x11;
                    new PppoeFlyweight().wrap(new UnsafeBuffer(octets), 0).payloadLength(octets.length - 6);
                    // Small tag types and lengths, so that walks get somewhere.
                    for (int i = 6; i < octets.length; i++) {
                        octets[i] &= i % 2 == 0 ? (byte) 1 : (byte) 7;
                    }
                    return octets;
                });
    }

    @Property
    void tagsAreVisitedAsTheyWereWritten(@ForAll @Size(max = 10) final List<@Size(max = 20) byte[]> values) {
        final UnsafeBuffer buffer = new UnsafeBuffer(
                new byte[values.stream().mapToInt(v -> v.length + 4).sum()]);
        int position = 0;
        for (int i = 0; i < values.size(); i++) {
            final byte[] value = values.get(i);
            NetworkOrder.putU16(buffer, position, i + 1);
            NetworkOrder.putU16(buffer, position + 2, value.length);
            buffer.putBytes(position + 4, value);
            position += 4 + value.length;
        }
        final PppoeTagIterator tags = new PppoeTagIterator().wrap(buffer, 0, position);
        for (int i = 0; i < values.size(); i++) {
            assertTrue(tags.next());
            assertEquals(i + 1, tags.type());
            final byte[] value = new byte[tags.valueLength()];
            buffer.getBytes(tags.valueOffset(), value);
            assertArrayEquals(values.get(i), value);
        }
        assertFalse(tags.next());
        assertSame(DropReason.NONE, tags.reason());
    }
}
