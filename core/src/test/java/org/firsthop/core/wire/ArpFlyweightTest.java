package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

class ArpFlyweightTest {
    private static final long ASKER_MAC = MacAddress.parse("02:00:00:00:00:0a");
    private static final long OWNER_MAC = MacAddress.parse("fe:00:00:00:00:0b");
    private static final int ASKER = Ipv4Address.parse("192.0.2.10");
    private static final int OWNER = Ipv4Address.parse("192.0.2.200");
    private static final String REQUEST =
            "0001080006040001" + "02000000000a" + "c000020a" + "000000000000" + "c00002c8";
    private static final String REPLY = "0001080006040002" + "fe000000000b" + "c00002c8" + "02000000000a" + "c000020a";

    private final ArpFlyweight arp = new ArpFlyweight();

    @Test
    void shouldReadEveryFieldOfAReply() {
        final UnsafeBuffer buffer = buffer("a5" + REPLY);
        assertSame(DropReason.NONE, ArpFlyweight.check(buffer, 1, 28));
        assertSame(DropReason.NONE, ArpFlyweight.checkEthernetIpv4(buffer, 1, 28));
        arp.wrap(buffer, 1);
        assertSame(buffer, arp.buffer());
        assertEquals(1, arp.offset());
        assertEquals(ArpFlyweight.HARDWARE_ETHERNET, arp.hardwareType());
        assertEquals(EtherType.IPV4, arp.protocolType());
        assertEquals(6, arp.hardwareLength());
        assertEquals(4, arp.protocolLength());
        assertEquals(ArpFlyweight.REPLY, arp.operation());
        assertEquals(28, arp.length());
        assertTrue(arp.isEthernetIpv4());
        assertEquals(OWNER_MAC, arp.senderMac());
        assertEquals(OWNER, arp.senderIpv4());
        assertEquals(ASKER_MAC, arp.targetMac());
        assertEquals(ASKER, arp.targetIpv4());
        assertEquals(1 + ArpFlyweight.SENDER_MAC_OFFSET, arp.senderHardwareAddressOffset());
        assertEquals(1 + ArpFlyweight.SENDER_IPV4_OFFSET, arp.senderProtocolAddressOffset());
        assertEquals(1 + ArpFlyweight.TARGET_MAC_OFFSET, arp.targetHardwareAddressOffset());
        assertEquals(1 + ArpFlyweight.TARGET_IPV4_OFFSET, arp.targetProtocolAddressOffset());
    }

    @Test
    void shouldWriteRequestAndTurnItIntoItsReply() {
        final UnsafeBuffer buffer = buffer("a5".repeat(30));
        arp.wrap(buffer, 1).writeRequest(ASKER_MAC, ASKER, OWNER);
        assertEquals("a5" + REQUEST + "a5", hex(buffer));
        arp.turnIntoReply(OWNER_MAC);
        assertEquals("a5" + REPLY + "a5", hex(buffer));
        arp.writeDefaults();
        assertEquals("a5" + "0001080006040001" + "00".repeat(20) + "a5", hex(buffer));
        arp.writeReply(OWNER_MAC, OWNER, ASKER_MAC, ASKER);
        assertEquals("a5" + REPLY + "a5", hex(buffer));
    }

    @Test
    void shouldTellProbesAndAnnouncementsApart() {
        arp.wrap(buffer("00".repeat(28)), 0);

        arp.writeProbe(ASKER_MAC, ASKER);
        assertTrue(arp.isProbe());
        assertFalse(arp.isGratuitous());
        assertFalse(arp.isAnnouncement());

        arp.writeAnnouncement(ASKER_MAC, ASKER);
        assertFalse(arp.isProbe());
        assertTrue(arp.isGratuitous());
        assertTrue(arp.isAnnouncement());

        arp.targetMac(MacAddress.BROADCAST);
        assertTrue(arp.isGratuitous());
        assertFalse(arp.isAnnouncement(), "as Wireshark has it, the target's MAC address must be zero");

        arp.writeReply(ASKER_MAC, ASKER, MacAddress.BROADCAST, ASKER);
        assertTrue(arp.isGratuitous());
        assertFalse(arp.isAnnouncement());

        arp.writeRequest(ASKER_MAC, ASKER, OWNER);
        assertFalse(arp.isGratuitous() || arp.isProbe() || arp.isAnnouncement());

        arp.writeAnnouncement(ASKER_MAC, ASKER).operation(ArpFlyweight.INVERSE_REQUEST);
        assertFalse(arp.isGratuitous() || arp.isProbe() || arp.isAnnouncement());
    }

    @Test
    void shouldReadAddressesOfOtherLengths() {
        // Two octets of hardware address, sixteen of protocol address.
        final UnsafeBuffer buffer = buffer("0003" + "86dd" + "02" + "10" + "0008" + "00".repeat(36));
        assertSame(DropReason.NONE, ArpFlyweight.check(buffer, 0, 44));
        assertSame(ArpFlyweight.TRUNCATED, ArpFlyweight.check(buffer, 0, 43));
        arp.wrap(buffer, 0);
        assertFalse(arp.isEthernetIpv4());
        assertEquals(44, arp.length());
        assertEquals(8, arp.senderHardwareAddressOffset());
        assertEquals(10, arp.senderProtocolAddressOffset());
        assertEquals(26, arp.targetHardwareAddressOffset());
        assertEquals(28, arp.targetProtocolAddressOffset());
        assertSame(ArpFlyweight.NOT_ETHERNET, ArpFlyweight.checkEthernetIpv4(buffer, 0, 44));
    }

    @Test
    void shouldAskTheQuestionsOfTheRfcInOrder() {
        final UnsafeBuffer buffer = buffer(REQUEST);
        for (int length = 0; length < 28; length++) {
            assertSame(ArpFlyweight.TRUNCATED, ArpFlyweight.check(buffer, 0, length));
            assertSame(ArpFlyweight.TRUNCATED, ArpFlyweight.checkEthernetIpv4(buffer, 0, length));
        }
        arp.wrap(buffer, 0).protocolLength(5);
        assertSame(ArpFlyweight.BAD_ADDRESS_LENGTH, ArpFlyweight.checkEthernetIpv4(buffer, 0, 28));
        arp.protocolLength(4).hardwareLength(7);
        assertSame(ArpFlyweight.BAD_ADDRESS_LENGTH, ArpFlyweight.checkEthernetIpv4(buffer, 0, 28));
        arp.protocolType(0x0801);
        assertSame(ArpFlyweight.NOT_IPV4, ArpFlyweight.checkEthernetIpv4(buffer, 0, 28));
        arp.hardwareType(2);
        assertSame(ArpFlyweight.NOT_ETHERNET, ArpFlyweight.checkEthernetIpv4(buffer, 0, 28));
    }

    private static UnsafeBuffer buffer(final String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex));
    }

    private static String hex(final UnsafeBuffer buffer) {
        return HexFormat.of().formatHex(buffer.byteArray());
    }
}
