package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

class TcpOptionIteratorTest {
    private final TcpOptionIterator iterator = new TcpOptionIterator();

    @Test
    void shouldVisitEveryOptionInOrder() {
        wrap("020405b4 01 030307 fd04abcd 00 080a");
        assertOption(2, 0, 4, 2, 2);
        assertOption(1, 4, 1, 5, 0);
        assertOption(3, 5, 3, 7, 1);
        assertOption(253, 8, 4, 10, 2);
        assertOption(0, 12, 1, 13, 0);
        assertFalse(iterator.next());
        assertFalse(iterator.next());
        assertEquals(0, iterator.length());
        assertSame(DropReason.NONE, iterator.reason());
    }

    @Test
    void shouldEndWithTheRange() {
        wrap("0402");
        assertOption(4, 0, 2, 2, 0);
        assertFalse(iterator.next());
        assertSame(DropReason.NONE, iterator.reason());
    }

    @Test
    void shouldEndWithAReasonAtALengthThatCannotBe() {
        for (final String option : new String[] {"0200", "0201", "020405", "02"}) {
            wrap("01" + option);
            assertOption(1, 0, 1, 1, 0);
            assertFalse(iterator.next());
            assertSame(TcpOptionIterator.BAD_OPTION_LENGTH, iterator.reason());
            assertFalse(iterator.next());
            assertEquals(0, iterator.dataLength());
        }
        wrap("");
        assertFalse(iterator.next());
        assertSame(DropReason.NONE, iterator.reason());
    }

    private void wrap(final String hex) {
        final byte[] octets = HexFormat.of().parseHex(hex.replace(" ", ""));
        iterator.wrap(new UnsafeBuffer(octets), 0, octets.length);
    }

    private void assertOption(
            final int kind, final int offset, final int length, final int dataOffset, final int dataLength) {
        assertTrue(iterator.next());
        assertEquals(kind, iterator.kind());
        assertEquals(offset, iterator.offset());
        assertEquals(length, iterator.length());
        assertEquals(dataOffset, iterator.dataOffset());
        assertEquals(dataLength, iterator.dataLength());
    }
}
