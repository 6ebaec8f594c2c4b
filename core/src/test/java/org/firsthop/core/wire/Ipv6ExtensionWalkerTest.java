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

class Ipv6ExtensionWalkerTest {
    private static final String ADDRESSES = "20010db8000000000000000000000001" + "20010db8000000010000000000000007";
    private static final String HOP_BY_HOP_ROUTER_ALERT = "00" + "050200000100";
    private static final String UDP = "14e90035000d3f497175657279";

    private final Ipv6ExtensionWalker walker = new Ipv6ExtensionWalker();
    private UnsafeBuffer buffer = new UnsafeBuffer(0, 0);

    @Test
    void shouldWalkOverAChainOfFiveToTheDatagram() {
        // Hop-by-Hop Options, Routing type 4, Destination Options, Authentication; tshark finds UDP's checksum good.
        assertSame(
                DropReason.NONE,
                walk(
                        "00",
                        "2b00050200000100"
                                + "3c0404010100123420010db800000009000000000000000920010db8000000010000000000000007"
                                + "3300010400000000"
                                + "110400000000010000000007000102030405060708090a0b"
                                + UDP));
        assertEquals(133, walker.totalLength());
        assertEquals(IpProtocol.UDP, walker.protocol());
        assertEquals(120, walker.upperLayerOffset());
        assertEquals(13, walker.upperLayerLength());
        assertTrue(walker.hasUpperLayerHeader());
        assertFalse(walker.isFragment());
        assertEquals(4, walker.headerCount());
        assertHeader(0, IpProtocol.HOP_BY_HOP, 40);
        assertHeader(1, IpProtocol.ROUTING, 48);
        assertHeader(2, IpProtocol.DESTINATION_OPTIONS, 88);
        assertHeader(3, IpProtocol.AH, 96);
        assertEquals(40, walker.hopByHopOffset());
        assertEquals(48, walker.routingOffset());
        assertEquals(-1, walker.fragmentHeaderOffset());
        assertEquals(-1, walker.errorOffset());

        // The checksum counts the way's last address, RFC 8200 section 8.1.
        final Ipv6Flyweight ip = new Ipv6Flyweight().wrap(buffer, 0);
        final Ipv6RoutingFlyweight routing = new Ipv6RoutingFlyweight().wrap(buffer, walker.routingOffset());
        final int last = routing.finalAddressIndex();
        final long sum = PseudoHeader.ipv6(
                ip.sourceHigh(),
                ip.sourceLow(),
                routing.addressHigh(last, ip.destinationHigh()),
                routing.addressLow(last, ip.destinationLow()),
                walker.protocol(),
                walker.upperLayerLength());
        assertTrue(new UdpFlyweight().wrap(buffer, walker.upperLayerOffset()).isChecksumValid(sum, 13));
    }

    @Test
    void shouldWalkOverMobilityHipAndShim6() {
        assertSame(
                DropReason.NONE,
                walk("87", "8b00000000000000" + "8c01" + "00".repeat(14) + "0600000000000000" + "00".repeat(20)));
        assertEquals(IpProtocol.TCP, walker.protocol());
        assertEquals(72, walker.upperLayerOffset());
        assertHeader(0, IpProtocol.MOBILITY, 40);
        assertHeader(1, IpProtocol.HIP, 48);
        assertHeader(2, IpProtocol.SHIM6, 64);
    }

    @Test
    void shouldEndAtWhatIsNoExtensionHeader() {
        for (final int protocol : new int[] {
            IpProtocol.TCP,
            IpProtocol.UDP,
            IpProtocol.ICMPV6,
            IpProtocol.IPV6,
            IpProtocol.IPV4,
            IpProtocol.ESP,
            IpProtocol.NO_NEXT_HEADER,
            IpProtocol.EXPERIMENT_1,
            200
        }) {
            assertSame(
                    DropReason.NONE,
                    walk("3c", HexFormat.of().toHexDigits((byte) protocol) + "00010400000000" + "ffff"));
            assertEquals(protocol, walker.protocol());
            assertEquals(48, walker.upperLayerOffset());
            assertEquals(2, walker.upperLayerLength());
        }
    }

    @Test
    void shouldNotCountLinkPadding() {
        assertSame(DropReason.NONE, walk("11", UDP));
        final UnsafeBuffer padded = new UnsafeBuffer(new byte[60]);
        padded.putBytes(0, buffer, 0, 53);
        assertSame(DropReason.NONE, walker.walk(padded, 0, 60));
        assertEquals(53, walker.totalLength());
        assertEquals(13, walker.upperLayerLength());
        assertEquals(0, walker.headerCount());
    }

    @Test
    void shouldReadAFirstFragment() {
        assertSame(DropReason.NONE, walk("2c", "11000001deadbeef" + "14e90035001500000000000000000000"));
        assertTrue(walker.isFragment());
        assertTrue(walker.isFirstFragment());
        assertFalse(walker.isLaterFragment());
        assertTrue(walker.isMoreFragments());
        assertEquals(0, walker.fragmentOffsetOctets());
        assertEquals(0xDEADBEEF, walker.identification());
        assertEquals(40, walker.fragmentHeaderOffset());
        assertTrue(walker.hasUpperLayerHeader());
        assertEquals(IpProtocol.UDP, walker.protocol());
        assertEquals(48, walker.upperLayerOffset());
    }

    @Test
    void shouldEndBehindTheFragmentHeaderOfALaterFragment() {
        // The data would be another extension header, were they one.
        assertSame(DropReason.NONE, walk("2c", "3c000011deadbeef" + "3cff"));
        assertTrue(walker.isLaterFragment());
        assertFalse(walker.hasUpperLayerHeader());
        assertTrue(walker.isMoreFragments());
        assertEquals(16, walker.fragmentOffsetOctets());
        assertEquals(IpProtocol.DESTINATION_OPTIONS, walker.protocol());
        assertEquals(48, walker.upperLayerOffset());
        assertEquals(1, walker.headerCount());
    }

    @Test
    void shouldTakeAnAtomicFragmentForAWholePacket() {
        // RFC 6946; the reserved bits are ignored.
        assertSame(DropReason.NONE, walk("2c", "11ff0006deadbeef" + UDP));
        assertFalse(walker.isFragment());
        assertTrue(walker.hasUpperLayerHeader());
        assertEquals(40, walker.fragmentHeaderOffset());
        assertEquals(0xDEADBEEF, walker.identification());
    }

    @Test
    void shouldCountTheFirstFragmentHeaderThatIsNotAtomic() {
        assertSame(DropReason.NONE, walk("2c", "2c00000000000001" + "2c00000100000002" + "1100000000000003" + UDP));
        assertTrue(walker.isFirstFragment());
        assertEquals(2, walker.identification());
        assertEquals(48, walker.fragmentHeaderOffset());
        assertEquals(IpProtocol.UDP, walker.protocol());
    }

    @Test
    void shouldRejectAFirstFragmentWithoutItsUpperLayerHeader() {
        // RFC 7112: headers torn apart, by too few octets, and within the upper layer's header.
        assertFailure(Ipv6ExtensionWalker.FIRST_FRAGMENT_INCOMPLETE, 48, "2c", "3c00000100000001" + "11010104000000");
        assertFailure(Ipv6ExtensionWalker.FIRST_FRAGMENT_INCOMPLETE, 48, "2c", "3c00000100000001" + "1101010400000000");
        assertFailure(Ipv6ExtensionWalker.FIRST_FRAGMENT_INCOMPLETE, 48, "2c", "0600000100000001" + "00".repeat(19));
        assertFailure(
                Ipv6ExtensionWalker.FIRST_FRAGMENT_INCOMPLETE,
                48,
                "2c",
                "0600000100000001" + "00".repeat(12) + "60" + "00".repeat(10));
        assertFailure(Ipv6ExtensionWalker.FIRST_FRAGMENT_INCOMPLETE, 48, "2c", "1100000100000001" + "00".repeat(7));
        assertFailure(Ipv6ExtensionWalker.FIRST_FRAGMENT_INCOMPLETE, 48, "2c", "3a00000100000001" + "000000");
        assertFailure(Ipv6ExtensionWalker.FIRST_FRAGMENT_INCOMPLETE, 48, "2c", "2900000100000001" + "00".repeat(39));
        assertFailure(
                Ipv6ExtensionWalker.FIRST_FRAGMENT_INCOMPLETE, 48, "2c", "0400000100000001" + "46" + "00".repeat(22));
        assertFailure(Ipv6ExtensionWalker.FIRST_FRAGMENT_INCOMPLETE, 48, "2c", "3200000100000001" + "00".repeat(7));
        assertFailure(Ipv6ExtensionWalker.FIRST_FRAGMENT_INCOMPLETE, 48, "2c", "8400000100000001" + "00".repeat(11));
        assertSame(DropReason.NONE, walk("2c", "3a00000100000001" + "80000000"));
        assertSame(DropReason.NONE, walk("2c", "3b00000100000001"));
    }

    @Test
    void shouldRejectATruncatedHeader() {
        assertFailure(Ipv6ExtensionFlyweight.TRUNCATED_HEADER, 40, "3c", "11000104000000");
        assertFailure(Ipv6ExtensionFlyweight.TRUNCATED_HEADER, 48, "3c", "3c00010400000000" + "1101010400000000");
        assertFailure(Ipv6ExtensionFlyweight.TRUNCATED_HEADER, 40, "2c", "11000000000000");
        assertFailure(Ipv6ExtensionFlyweight.TRUNCATED_HEADER, 40, "33", "1102000000000000" + "00".repeat(7));
    }

    @Test
    void shouldRejectAnAuthenticationHeaderBelowItsFixedPart() {
        assertFailure(AuthenticationFlyweight.BAD_LENGTH, 41, "33", "1100000000000000" + "00".repeat(8));
    }

    @Test
    void shouldRejectHopByHopOptionsThatAreNotFirst() {
        assertFailure(Ipv6ExtensionWalker.HOP_BY_HOP_NOT_FIRST, 40, "3c", "0000010400000000" + "1100010400000000");
        assertFailure(
                Ipv6ExtensionWalker.HOP_BY_HOP_NOT_FIRST,
                40,
                "00",
                "00" + HOP_BY_HOP_ROUTER_ALERT + "1100010400000000");
    }

    @Test
    void shouldRejectWhenAboveTheLimitOfHeaders() {
        final String header = "3c00010400000000";
        final Ipv6ExtensionWalker three = new Ipv6ExtensionWalker(3, 4096);
        assertSame(DropReason.NONE, walk(three, "3c", header.repeat(2) + "3b00010400000000"));
        assertEquals(3, three.headerCount());
        assertSame(
                Ipv6ExtensionWalker.TOO_MANY_EXTENSION_HEADERS,
                walk(three, "3c", header.repeat(3) + "3b00010400000000"));
        assertEquals(56, three.errorOffset());
        final Ipv6ExtensionWalker none = new Ipv6ExtensionWalker(0, 0);
        assertSame(DropReason.NONE, walk(none, "11", UDP));
        assertSame(Ipv6ExtensionWalker.TOO_MANY_EXTENSION_HEADERS, walk(none, "3c", "1100010400000000" + UDP));
    }

    @Test
    void shouldRejectWhenAboveTheLimitOfOctets() {
        final Ipv6ExtensionWalker short24 = new Ipv6ExtensionWalker(16, 24);
        assertSame(DropReason.NONE, walk(short24, "3c", "3c00010400000000" + "1101" + "010c" + "00".repeat(12) + UDP));
        assertSame(
                Ipv6ExtensionWalker.EXTENSION_HEADERS_TOO_LONG,
                walk(short24, "3c", "3c00010400000000" + "3c00010400000000".repeat(2) + "1100010400000000" + UDP));
        assertEquals(64, short24.errorOffset());
    }

    @Test
    void shouldRejectAJumboPayloadBesideAPayloadLength() {
        assertFailure(Ipv6ExtensionWalker.JUMBO_PAYLOAD_UNEXPECTED, 42, "00", "1100c20400011170" + UDP);
    }

    @Test
    void shouldRejectAFragmentHeaderInAJumbogram() {
        final UnsafeBuffer jumbogram = new UnsafeBuffer(new byte[40 + 70_000]);
        new Ipv6Flyweight().wrap(jumbogram, 0).writeDefaults().nextHeader(IpProtocol.HOP_BY_HOP);
        new Ipv6OptionEncoder()
                .wrap(jumbogram, 40, IpProtocol.UDP)
                .jumboPayload(70_000)
                .finish();
        assertSame(DropReason.NONE, walker.walk(jumbogram, 0, jumbogram.capacity()));
        assertEquals(70_040, walker.totalLength());
        assertEquals(69_992, walker.upperLayerLength());

        jumbogram.putByte(40, (byte) IpProtocol.FRAGMENT);
        assertSame(Ipv6ExtensionWalker.JUMBO_FRAGMENT, walker.walk(jumbogram, 0, jumbogram.capacity()));
        assertEquals(48, walker.errorOffset());
    }

    @Test
    void shouldReportWhatTheFixedHeaderBreaks() {
        walk("11", UDP);
        assertSame(Ipv6Flyweight.TRUNCATED_PAYLOAD, walker.walk(buffer, 0, 52));
        assertEquals(4, walker.errorOffset());
        buffer.putByte(0, (byte) 0x40);
        assertSame(Ipv6Flyweight.BAD_VERSION, walker.walk(buffer, 0, 53));
        assertEquals(0, walker.errorOffset());
        assertEquals(0, walker.headerCount());
    }

    @Test
    void shouldRefuseLimitsThatCannotBe() {
        assertEquals(
                "maxHeaders: value=-1, limit=8191",
                assertThrows(IllegalArgumentException.class, () -> new Ipv6ExtensionWalker(-1, 0))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Ipv6ExtensionWalker(8192, 0));
        assertThrows(IllegalArgumentException.class, () -> new Ipv6ExtensionWalker(1, -1));
    }

    private void assertFailure(
            final DropReason reason, final int errorOffset, final String nextHeader, final String payload) {
        assertSame(reason, walk(nextHeader, payload), payload);
        assertEquals(errorOffset, walker.errorOffset(), payload);
    }

    private void assertHeader(final int index, final int type, final int offset) {
        assertEquals(type, walker.headerType(index));
        assertEquals(offset, walker.headerOffset(index));
    }

    private DropReason walk(final String nextHeader, final String payload) {
        return walk(walker, nextHeader, payload);
    }

    private DropReason walk(final Ipv6ExtensionWalker subject, final String nextHeader, final String payload) {
        final String length = HexFormat.of().toHexDigits((short) (payload.length() / 2));
        buffer = new UnsafeBuffer(
                HexFormat.of().parseHex("60000000" + length + nextHeader + "40" + ADDRESSES + payload));
        return subject.walk(buffer, 0, buffer.capacity());
    }
}
