package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

class Ipv6OptionIteratorTest {
    private final Ipv6OptionIterator iterator = new Ipv6OptionIterator();

    @Test
    void shouldVisitEveryOptionInOrder() {
        wrap("00 05020000 010100 c20400011170 e300");
        assertOption(Ipv6OptionIterator.PAD_1, 0, 1, 1, 0);
        assertOption(Ipv6OptionIterator.ROUTER_ALERT, 1, 4, 3, 2);
        assertEquals(Ipv6OptionIterator.ACTION_SKIP, iterator.action());
        assertFalse(iterator.isChangeable());
        assertOption(Ipv6OptionIterator.PAD_N, 5, 3, 7, 1);
        assertOption(Ipv6OptionIterator.JUMBO_PAYLOAD, 8, 6, 10, 4);
        assertEquals(Ipv6OptionIterator.ACTION_REPORT_UNLESS_MULTICAST, iterator.action());
        assertOption(0xE3, 14, 2, 16, 0);
        assertTrue(iterator.isChangeable());
        assertFalse(iterator.next());
        assertFalse(iterator.next());
        assertEquals(0, iterator.dataLength());
        assertSame(DropReason.NONE, iterator.reason());
    }

    @Test
    void shouldReadTheActionOfAnUnknownOption() {
        wrap("1e00 5e00 9e00 de00");
        for (int action = 0; action < 4; action++) {
            assertTrue(iterator.next());
            assertEquals(action, iterator.action());
        }
    }

    @Test
    void shouldEndWithAReasonAtAnOptionBeyondTheHeader() {
        for (final String option : new String[] {"05", "0501", "050200", "01ff0000"}) {
            wrap("00" + option);
            assertOption(Ipv6OptionIterator.PAD_1, 0, 1, 1, 0);
            assertFalse(iterator.next(), option);
            assertSame(Ipv6OptionIterator.BAD_OPTION_LENGTH, iterator.reason());
            assertFalse(iterator.next());
        }
    }

    @Test
    void shouldFindAnOptionOfTypeAndLength() {
        final UnsafeBuffer buffer = buffer("00 0501ff 05020001 c20400011170");
        assertEquals(6, find(buffer, Ipv6OptionIterator.ROUTER_ALERT, 2));
        assertEquals(3, find(buffer, Ipv6OptionIterator.ROUTER_ALERT, 1));
        assertEquals(10, find(buffer, Ipv6OptionIterator.JUMBO_PAYLOAD, 4));
        assertEquals(-1, find(buffer, Ipv6OptionIterator.HOME_ADDRESS, 16));
        assertEquals(-1, find(buffer("01ff0000 05020001"), Ipv6OptionIterator.ROUTER_ALERT, 2));
    }

    @Test
    void shouldEncodeWithAlignmentAndPadding() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[32]);
        buffer.setMemory(0, 32, (byte) 0xA5);
        final Ipv6OptionEncoder encoder = new Ipv6OptionEncoder();
        final int length = encoder.wrap(buffer, 3, IpProtocol.ICMPV6)
                .routerAlert(1)
                .jumboPayload(0x11170)
                .finish();
        assertEquals(16, length);
        assertEquals(16, encoder.length());
        assertEquals(
                "a5a5a5" + "3a01" + "05020001" + "c204" + "00011170" + "01020000" + "a5".repeat(13),
                HexFormat.of().formatHex(buffer.byteArray()));
    }

    @Test
    void shouldEncodeAnyOptionAtItsAlignment() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[24]);
        final Ipv6OptionEncoder encoder = new Ipv6OptionEncoder().wrap(buffer, 0, IpProtocol.UDP);
        assertEquals(4, encoder.option(0x1E, 0, 1, 0));
        assertEquals(10, encoder.option(0x3E, 3, 8, 0));
        buffer.setMemory(10, 3, (byte) 7);
        assertEquals(16, encoder.finish());
        assertEquals(
                "1101" + "1e00" + "01020000" + "3e03070707" + "010100",
                HexFormat.of().formatHex(buffer.byteArray(), 0, 16));
    }

    @Test
    void shouldRefuseAnOptionThatHasNoRoom() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
        final Ipv6OptionEncoder encoder = new Ipv6OptionEncoder().wrap(buffer, 0, IpProtocol.UDP);
        for (int i = 0; i < 7; i++) {
            encoder.option(0x1E, 255, 1, 0);
        }
        encoder.option(0x1E, 245, 1, 0);
        assertEquals(2048, encoder.length());
        assertEquals(
                "options header: value=2050, limit=2048",
                assertThrows(IllegalStateException.class, () -> encoder.option(0x1E, 0, 1, 0))
                        .getMessage());
        assertEquals(2048, encoder.finish());
        assertSame(DropReason.NONE, Ipv6ExtensionFlyweight.check(buffer, 0, 2048));
        assertThrows(IllegalArgumentException.class, () -> encoder.option(0x1E, 256, 1, 0));
    }

    private static int find(final UnsafeBuffer buffer, final int type, final int dataLength) {
        return Ipv6OptionIterator.find(buffer.byteArray(), buffer.addressOffset(), buffer.capacity(), type, dataLength);
    }

    private void wrap(final String hex) {
        final UnsafeBuffer buffer = buffer(hex);
        iterator.wrap(buffer, 0, buffer.capacity());
    }

    private static UnsafeBuffer buffer(final String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private void assertOption(
            final int type, final int offset, final int length, final int dataOffset, final int dataLength) {
        assertTrue(iterator.next());
        assertEquals(type, iterator.type());
        assertEquals(offset, iterator.offset());
        assertEquals(length, iterator.length());
        assertEquals(dataOffset, iterator.dataOffset());
        assertEquals(dataLength, iterator.dataLength());
    }
}
