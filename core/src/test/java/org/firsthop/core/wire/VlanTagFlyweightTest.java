package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

class VlanTagFlyweightTest {
    private final VlanTagFlyweight tag = new VlanTagFlyweight();

    @Test
    void shouldReadEveryField() {
        final UnsafeBuffer buffer = buffer("a5" + "b064" + "86dd" + "60");
        assertSame(DropReason.NONE, VlanTagFlyweight.check(buffer, 1, 5));
        tag.wrap(buffer, 1);
        assertSame(buffer, tag.buffer());
        assertEquals(1, tag.offset());
        assertEquals(0xB064, tag.control());
        assertEquals(5, tag.priority());
        assertTrue(tag.isDropEligible());
        assertEquals(100, tag.vid());
        assertEquals(EtherType.IPV6, tag.innerType());
        assertEquals(5, tag.payloadOffset());
    }

    @Test
    void shouldWriteOneFieldWithoutTheOthers() {
        final UnsafeBuffer buffer = buffer("a5".repeat(6));
        tag.wrap(buffer, 1).writeDefaults();
        assertEquals("a5" + "0001" + "0800" + "a5", hex(buffer));
        tag.vid(4094);
        assertEquals("a5" + "0ffe" + "0800" + "a5", hex(buffer));
        tag.priority(7);
        assertEquals("a5" + "effe" + "0800" + "a5", hex(buffer));
        tag.dropEligible(true).vid(0);
        assertEquals("a5" + "f000" + "0800" + "a5", hex(buffer));
        tag.priority(0).innerType(EtherType.VLAN);
        assertEquals("a5" + "1000" + "8100" + "a5", hex(buffer));
        tag.dropEligible(false);
        assertFalse(tag.isDropEligible());
        assertEquals("a5" + "0000" + "8100" + "a5", hex(buffer));
    }

    @Test
    void shouldWalkAStackOfEveryKindOfTag() {
        final UnsafeBuffer buffer = buffer("0001" + "9100" + "0002" + "8100" + "0003" + "0800" + "45");
        assertSame(DropReason.NONE, VlanTagFlyweight.checkStack(buffer, 0, 13, EtherType.SERVICE_VLAN, 3));
        assertEquals(3, VlanTagFlyweight.stackDepth(buffer, 0, EtherType.SERVICE_VLAN));
        assertEquals(
                3, VlanTagFlyweight.stackDepth(buffer.byteArray(), buffer.addressOffset(), EtherType.SERVICE_VLAN));
        assertEquals(2, VlanTagFlyweight.stackDepth(buffer, 4, EtherType.VLAN));
    }

    @Test
    void shouldFindNoTagsWhereTheTypeIsAnother() {
        final UnsafeBuffer buffer = buffer("");
        assertSame(DropReason.NONE, VlanTagFlyweight.checkStack(buffer, 0, 0, EtherType.IPV4, 0));
        assertEquals(0, VlanTagFlyweight.stackDepth(buffer, 0, EtherType.IPV4));
    }

    @Test
    void shouldRejectWhenStackIsDeeperThanTheLimit() {
        final UnsafeBuffer buffer = buffer("00018100".repeat(1000));
        for (int limit = 0; limit < 1000; limit++) {
            assertSame(
                    VlanTagFlyweight.STACK_TOO_DEEP,
                    VlanTagFlyweight.checkStack(buffer, 0, 4000, EtherType.VLAN, limit));
        }
        assertSame(VlanTagFlyweight.TRUNCATED_TAG, VlanTagFlyweight.checkStack(buffer, 0, 4000, EtherType.VLAN, 1001));
    }

    @Test
    void shouldRejectWhenStackIsCut() {
        final UnsafeBuffer buffer = buffer("0001" + "8100" + "0002" + "0800");
        for (int length = 0; length < 8; length++) {
            assertSame(
                    VlanTagFlyweight.TRUNCATED_TAG, VlanTagFlyweight.checkStack(buffer, 0, length, EtherType.VLAN, 4));
        }
        assertSame(DropReason.NONE, VlanTagFlyweight.checkStack(buffer, 0, 8, EtherType.VLAN, 4));
    }

    @Test
    void shouldHoldTheInnerTypeToTheRulesOfTheFramesOwn() {
        final UnsafeBuffer buffer = buffer("0001" + "0003" + "424203");
        assertSame(DropReason.NONE, VlanTagFlyweight.check(buffer, 0, 7));
        assertSame(EthernetFlyweight.TRUNCATED_PAYLOAD, VlanTagFlyweight.check(buffer, 0, 6));
        assertSame(EthernetFlyweight.TRUNCATED_PAYLOAD, VlanTagFlyweight.checkStack(buffer, 0, 6, EtherType.VLAN, 1));
        tag.wrap(buffer, 0).innerType(1501);
        assertSame(EthernetFlyweight.UNDEFINED_TYPE, VlanTagFlyweight.check(buffer, 0, 7));
    }

    private static UnsafeBuffer buffer(final String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex));
    }

    private static String hex(final UnsafeBuffer buffer) {
        return HexFormat.of().formatHex(buffer.byteArray());
    }
}
