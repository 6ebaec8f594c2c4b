package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

class Ipv6RoutingFlyweightTest {
    private static final String FIRST = "20010db8000000090000000000000009";
    private static final String SECOND = "20010db8000000010000000000000007";

    private final Ipv6RoutingFlyweight routing = new Ipv6RoutingFlyweight();

    @Test
    void shouldReadTheSegmentListOfType4() {
        assertSame(DropReason.NONE, check("3b060401" + "01801234" + FIRST + SECOND + "0410" + "00".repeat(14)));
        assertEquals(IpProtocol.NO_NEXT_HEADER, routing.nextHeader());
        assertEquals(6, routing.headerExtensionLength());
        assertEquals(56, routing.headerLength());
        assertEquals(4, routing.routingType());
        assertEquals(1, routing.segmentsLeft());
        assertEquals(1, routing.lastEntry());
        assertEquals(0x80, routing.flags());
        assertEquals(0x1234, routing.tag());
        assertEquals(2, routing.addressCount());
        assertEquals(0x20010DB8_00000009L, routing.addressHigh(0, 0));
        assertEquals(9, routing.addressLow(0, 0));
        assertEquals(7, routing.addressLow(1, 0));
        assertEquals(0, routing.finalAddressIndex());
        assertEquals(40, routing.tlvOffset());
        assertEquals(16, routing.tlvLength());
    }

    @Test
    void shouldReadTheAddressesOfTypes0And2() {
        assertSame(DropReason.NONE, check("3b040002" + "00000000" + FIRST + SECOND));
        assertEquals(2, routing.addressCount());
        assertEquals(1, routing.finalAddressIndex());
        assertEquals(0x20010DB8_00000001L, routing.addressHigh(1, 0));
        assertSame(DropReason.NONE, check("3b020201" + "00000000" + FIRST));
        assertEquals(1, routing.addressCount());
        assertEquals(0, routing.finalAddressIndex());
        assertSame(DropReason.NONE, check("3b020200" + "00000000" + FIRST));
        assertEquals(-1, routing.finalAddressIndex());
    }

    @Test
    void shouldCompleteTheAddressesOfType3FromTheDestination() {
        // tshark reads 2001:db8:0:1::aa and 2001:db8:0:1::bb.
        assertSame(DropReason.NONE, check("11020302" + "88000000" + "00000000000000aa" + "00000000000000bb"));
        assertEquals(2, routing.addressCount());
        assertEquals(0x20010DB8_00000001L, routing.addressHigh(0, 0x20010DB8_00000001L));
        assertEquals(0xAA, routing.addressLow(0, 7));
        assertEquals(0xBB, routing.addressLow(1, 7));
        assertEquals(1, routing.finalAddressIndex());

        // CmprI 15, CmprE 14, Pad 4: one octet, then two.
        assertSame(DropReason.NONE, check("11010302" + "fe500000" + "aa" + "bbcc" + "0000000000"));
        assertEquals(2, routing.addressCount());
        assertEquals(0x01020304_050607AAL, routing.addressLow(0, 0x01020304_05060708L));
        assertEquals(0x01020304_0506BBCCL, routing.addressLow(1, 0x01020304_05060708L));
        assertEquals(0x11223344_55667788L, routing.addressHigh(1, 0x11223344_55667788L));

        // CmprI 3: the prefix ends within the first half.
        assertSame(DropReason.NONE, check("11020301" + "33300000" + "0102030405060708090a0b0c0d" + "000000"));
        assertEquals(0x112233_0102030405L, routing.addressHigh(0, 0x11223344_55667788L));
        assertEquals(0x060708090A0B0C0DL, routing.addressLow(0, 0));
    }

    @Test
    void shouldRejectWhatDoesNotAgree() {
        assertSame(Ipv6ExtensionFlyweight.TRUNCATED_HEADER, check("3b020200" + "000000"));
        assertSame(Ipv6ExtensionFlyweight.TRUNCATED_HEADER, check("3b020200" + "00000000" + "00".repeat(15)));
        // Type 0: an odd length, more segments than addresses.
        assertSame(Ipv6RoutingFlyweight.BAD_ROUTING_HEADER, check("3b010000" + "00000000" + "00".repeat(8)));
        assertSame(Ipv6RoutingFlyweight.BAD_ROUTING_HEADER, check("3b020002" + "00000000" + FIRST));
        // Type 2: two addresses, two segments.
        assertSame(Ipv6RoutingFlyweight.BAD_ROUTING_HEADER, check("3b040201" + "00000000" + FIRST + SECOND));
        assertSame(Ipv6RoutingFlyweight.BAD_ROUTING_HEADER, check("3b020202" + "00000000" + FIRST));
        // Type 3: octets that do not come out even, no room for one, more segments than addresses.
        assertSame(Ipv6RoutingFlyweight.BAD_ROUTING_HEADER, check("3b020301" + "d8000000" + "00".repeat(15) + "01"));
        assertSame(Ipv6RoutingFlyweight.BAD_ROUTING_HEADER, check("3b010301" + "00000000" + "00".repeat(8)));
        assertSame(Ipv6RoutingFlyweight.BAD_ROUTING_HEADER, check("3b020303" + "88000000" + "00".repeat(16)));
        // Type 4: more entries than room, more segments than entries.
        assertSame(Ipv6RoutingFlyweight.BAD_ROUTING_HEADER, check("3b020400" + "01000000" + FIRST));
        assertSame(Ipv6RoutingFlyweight.BAD_ROUTING_HEADER, check("3b020402" + "00000000" + FIRST));
        // An unknown type is read no further.
        assertSame(DropReason.NONE, check("3b00fdff" + "00000000"));
        assertEquals(0, routing.addressCount());
        assertEquals(-1, routing.finalAddressIndex());
    }

    @Test
    void shouldWriteEveryField() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[10]);
        buffer.setMemory(0, 10, (byte) 0xA5);
        routing.wrap(buffer, 1)
                .writeDefaults()
                .nextHeader(6)
                .headerExtensionLength(4)
                .routingType(4)
                .segmentsLeft(2)
                .lastEntry(1)
                .tag(0xBEEF);
        assertEquals("a5060404020100beefa5", HexFormat.of().formatHex(buffer.byteArray()));
    }

    private DropReason check(final String hex) {
        final UnsafeBuffer buffer = new UnsafeBuffer(HexFormat.of().parseHex(hex));
        routing.wrap(buffer, 0);
        return Ipv6RoutingFlyweight.check(buffer, 0, buffer.capacity());
    }
}
