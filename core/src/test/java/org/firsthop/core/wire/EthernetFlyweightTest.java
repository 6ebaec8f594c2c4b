package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

class EthernetFlyweightTest {
    private static final long DESTINATION = MacAddress.parse("01:00:5e:00:00:05");
    private static final long SOURCE = MacAddress.parse("fe:25:45:60:17:c1");

    private final EthernetFlyweight ethernet = new EthernetFlyweight();

    @Test
    void shouldReadEveryField() {
        final UnsafeBuffer buffer = buffer("a5a5" + "01005e000005" + "fe25456017c1" + "0800" + "4500");
        assertSame(DropReason.NONE, EthernetFlyweight.check(buffer, 2, 16));
        ethernet.wrap(buffer, 2);
        assertSame(buffer, ethernet.buffer());
        assertEquals(2, ethernet.offset());
        assertEquals(DESTINATION, ethernet.destination());
        assertEquals(SOURCE, ethernet.source());
        assertEquals(EtherType.IPV4, ethernet.etherType());
        assertFalse(ethernet.isLength());
        assertEquals(16, ethernet.payloadOffset());
        assertEquals(2, ethernet.payloadLength(16));
    }

    @Test
    void shouldWriteWhatTheWireHolds() {
        final UnsafeBuffer buffer = buffer("a5".repeat(16));
        ethernet.wrap(buffer, 1).writeDefaults();
        assertEquals("a5" + "00".repeat(12) + "0800" + "a5", hex(buffer));
        ethernet.destination(DESTINATION).source(SOURCE).etherType(EtherType.ARP);
        assertEquals("a5" + "01005e000005" + "fe25456017c1" + "0806" + "a5", hex(buffer));
    }

    @Test
    void shouldRewriteBothAddressesByAddress() {
        final UnsafeBuffer buffer = buffer("a5".repeat(16));
        EthernetFlyweight.rewriteAddresses(
                buffer.byteArray(), buffer.addressOffset() + 1, DESTINATION | 0xFFFFL << 48, SOURCE | 0xFFFFL << 48);
        assertEquals("a5" + "01005e000005" + "fe25456017c1" + "a5a5" + "a5", hex(buffer));
    }

    @Test
    void shouldRejectWhenHeaderIsCut() {
        final UnsafeBuffer buffer = buffer("01005e000005" + "fe25456017c1" + "0800");
        for (int length = 0; length < 14; length++) {
            assertSame(EthernetFlyweight.TRUNCATED_HEADER, EthernetFlyweight.check(buffer, 0, length));
        }
        assertSame(DropReason.NONE, EthernetFlyweight.check(buffer, 0, 14));
    }

    @Test
    void shouldTakeLengthOfAnLlcFrameFromTheHeader() {
        final UnsafeBuffer buffer = buffer("0180c2000000" + "fe25456017c1" + "0003" + "424203" + "0000");
        assertSame(DropReason.NONE, EthernetFlyweight.check(buffer, 0, 19));
        assertSame(DropReason.NONE, EthernetFlyweight.check(buffer, 0, 17));
        assertSame(EthernetFlyweight.TRUNCATED_PAYLOAD, EthernetFlyweight.check(buffer, 0, 16));
        ethernet.wrap(buffer, 0);
        assertTrue(ethernet.isLength());
        assertEquals(3, ethernet.payloadLength(19));
    }

    @Test
    void shouldRejectValuesThatAreNeitherLengthNorType() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2000]);
        ethernet.wrap(buffer, 0);
        for (int value = 1501; value < 1536; value++) {
            ethernet.etherType(value);
            assertSame(EthernetFlyweight.UNDEFINED_TYPE, EthernetFlyweight.check(buffer, 0, 2000));
        }
        ethernet.etherType(1500);
        assertSame(DropReason.NONE, EthernetFlyweight.check(buffer, 0, 1514));
        assertSame(EthernetFlyweight.TRUNCATED_PAYLOAD, EthernetFlyweight.check(buffer, 0, 1513));
        ethernet.etherType(1536);
        assertSame(DropReason.NONE, EthernetFlyweight.check(buffer, 0, 14));
    }

    @Test
    void shouldThrowWhenTheCallersRangeIsOutsideTheBuffer() {
        assertThrows(
                IndexOutOfBoundsException.class, () -> EthernetFlyweight.check(new UnsafeBuffer(new byte[13]), 0, 14));
    }

    private static UnsafeBuffer buffer(final String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex));
    }

    private static String hex(final UnsafeBuffer buffer) {
        return HexFormat.of().formatHex(buffer.byteArray());
    }
}
