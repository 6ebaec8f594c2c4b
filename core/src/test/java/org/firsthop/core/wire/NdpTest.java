package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

/** The five messages of neighbor discovery and their options; tshark reads each message here as the test does. */
class NdpTest {
    private static final String TARGET = "20010db8000000000000000000000007";
    private static final String SOURCE_LINK_LAYER = "0101020000000001";
    private static final String SOLICITATION = "87004b5500000000" + TARGET + SOURCE_LINK_LAYER;
    private static final String ADVERTISEMENT = "8800e85c60000000" + TARGET + "0201020000000001";
    private static final String ROUTER_ADVERTISEMENT = "8600009040c8070800007530000003e8"
            + SOURCE_LINK_LAYER
            + "05010000000005c8"
            + "030440c0000151800000384000000000" + "20010db8000100000000000000000000"
            + "1903000000000258" + "20010db8000000000000000000000053"
            + "1802301800000384" + "20010db800020000"
            + "1f02000000000258" + "0361626302646500";

    private final NdpOptionIterator options = new NdpOptionIterator();

    @Test
    void shouldReadANeighborSolicitation() {
        final UnsafeBuffer buffer = buffer(SOLICITATION);
        assertSame(DropReason.NONE, NeighborSolicitationFlyweight.check(buffer, 0, 32));
        final NeighborSolicitationFlyweight message = new NeighborSolicitationFlyweight().wrap(buffer, 0);
        assertSame(buffer, message.buffer());
        assertEquals(0, message.offset());
        assertEquals(0x20010DB8_00000000L, message.targetHigh());
        assertEquals(7, message.targetLow());
        options.wrap(buffer, message.optionsOffset(), message.optionsLength(32));
        assertEquals(NdpOptionType.SOURCE_LINK_LAYER_ADDRESS, next().type());
        assertEquals(0x0200_0000_0001L, options.option().linkLayerAddress());
        assertFalse(options.next());
        assertSame(DropReason.NONE, options.reason());
        // fe80::1 asks the solicited-node group of the target.
        final long sum = PseudoHeader.ipv6(0xFE80_0000_0000_0000L, 1, 0xFF02_0000_0000_0000L, 0x1_FF00_0007L, 58, 32);
        assertTrue(new Icmpv6Flyweight().wrap(buffer, 0).isChecksumValid(sum, 32));
    }

    @Test
    void shouldBuildTheSameNeighborSolicitation() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[34]);
        buffer.setMemory(0, 34, (byte) 0xA5);
        final NeighborSolicitationFlyweight message = new NeighborSolicitationFlyweight()
                .wrap(buffer, 1)
                .writeDefaults()
                .target(0x20010DB8_00000000L, 7);
        new NdpOptionFlyweight()
                .wrap(buffer, message.optionsOffset())
                .writeDefaults(NdpOptionType.SOURCE_LINK_LAYER_ADDRESS, 8)
                .linkLayerAddress(0x0200_0000_0001L);
        final long sum = PseudoHeader.ipv6(0xFE80_0000_0000_0000L, 1, 0xFF02_0000_0000_0000L, 0x1_FF00_0007L, 58, 32);
        new Icmpv6Flyweight().wrap(buffer, 1).fillChecksum(sum, 32);
        assertEquals("a5" + SOLICITATION + "a5", HexFormat.of().formatHex(buffer.byteArray()));
    }

    @Test
    void shouldReadANeighborAdvertisement() {
        final UnsafeBuffer buffer = buffer(ADVERTISEMENT);
        assertSame(DropReason.NONE, NeighborAdvertisementFlyweight.check(buffer, 0, 32));
        final NeighborAdvertisementFlyweight message = new NeighborAdvertisementFlyweight().wrap(buffer, 0);
        assertFalse(message.isRouter());
        assertTrue(message.isSolicited());
        assertTrue(message.isOverride());
        assertEquals(0x60, message.flags());
        assertEquals(7, message.targetLow());
        message.flags(NeighborAdvertisementFlyweight.ROUTER_FLAG);
        assertTrue(message.isRouter());
        assertFalse(message.isSolicited());
        assertFalse(message.isOverride());
        options.wrap(buffer, message.optionsOffset(), message.optionsLength(32));
        assertEquals(NdpOptionType.TARGET_LINK_LAYER_ADDRESS, next().type());
    }

    @Test
    void shouldReadARouterSolicitation() {
        final UnsafeBuffer buffer = buffer("85007a2c00000000" + SOURCE_LINK_LAYER);
        assertSame(DropReason.NONE, RouterSolicitationFlyweight.check(buffer, 0, 16));
        final RouterSolicitationFlyweight message = new RouterSolicitationFlyweight().wrap(buffer, 0);
        options.wrap(buffer, message.optionsOffset(), message.optionsLength(16));
        assertEquals(0x0200_0000_0001L, next().linkLayerAddress());
        message.writeDefaults();
        assertEquals("8500000000000000", HexFormat.of().formatHex(buffer.byteArray(), 0, 8));
    }

    @Test
    void shouldReadARouterAdvertisementWithEveryOption() {
        final UnsafeBuffer buffer = buffer(ROUTER_ADVERTISEMENT);
        final int length = buffer.capacity();
        assertSame(DropReason.NONE, RouterAdvertisementFlyweight.check(buffer, 0, length));
        final RouterAdvertisementFlyweight message = new RouterAdvertisementFlyweight().wrap(buffer, 0);
        assertEquals(64, message.currentHopLimit());
        assertEquals(
                RouterAdvertisementFlyweight.MANAGED_FLAG | RouterAdvertisementFlyweight.OTHER_FLAG,
                message.flags() & 0xE0);
        assertEquals(1, message.preference());
        assertEquals(1800, message.routerLifetime());
        assertEquals(30_000, message.reachableTime());
        assertEquals(1_000, message.retransTimer());

        options.wrap(buffer, message.optionsOffset(), message.optionsLength(length));
        assertEquals(0x0200_0000_0001L, next().linkLayerAddress());

        assertEquals(NdpOptionType.MTU, next().type());
        assertEquals(1480, options.option().mtu());

        final NdpOptionFlyweight prefix = next();
        assertEquals(NdpOptionType.PREFIX_INFORMATION, prefix.type());
        assertEquals(4, prefix.lengthUnits());
        assertEquals(32, prefix.length());
        assertEquals(64, prefix.prefixLength());
        assertEquals(NdpOptionFlyweight.ON_LINK_FLAG | NdpOptionFlyweight.AUTONOMOUS_FLAG, prefix.flags());
        assertEquals(86_400, prefix.lifetime());
        assertEquals(14_400, prefix.preferredLifetime());
        assertEquals(0x20010DB8_00010000L, prefix.prefixHigh());
        assertEquals(0, prefix.prefixLow());

        final NdpOptionFlyweight servers = next();
        assertEquals(NdpOptionType.RECURSIVE_DNS_SERVER, servers.type());
        assertEquals(600, servers.lifetime());
        assertEquals(1, servers.dnsServerCount());
        assertEquals(0x20010DB8_00000000L, servers.dnsServerHigh(0));
        assertEquals(0x53, servers.dnsServerLow(0));

        final NdpOptionFlyweight route = next();
        assertEquals(NdpOptionType.ROUTE_INFORMATION, route.type());
        assertEquals(48, route.prefixLength());
        assertEquals(-1, route.routePreference());
        assertEquals(900, route.lifetime());
        assertEquals(0x20010DB8_00020000L, route.routePrefixHigh());
        assertEquals(0, route.routePrefixLow());

        final NdpOptionFlyweight search = next();
        assertEquals(NdpOptionType.DNS_SEARCH_LIST, search.type());
        assertEquals(8, search.bodyLength());
        assertEquals(3, buffer.getByte(search.bodyOffset()));
        assertFalse(options.next());
        assertSame(DropReason.NONE, options.reason());
    }

    @Test
    void shouldBuildARouterAdvertisement() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[16 + 8 + 32 + 24]);
        buffer.setMemory(0, buffer.capacity(), (byte) 0xA5);
        final RouterAdvertisementFlyweight message = new RouterAdvertisementFlyweight()
                .wrap(buffer, 0)
                .writeDefaults()
                .currentHopLimit(64)
                .flags(0xC8)
                .routerLifetime(1800)
                .reachableTime(30_000)
                .retransTimer(1_000);
        final NdpOptionFlyweight option = new NdpOptionFlyweight();
        option.wrap(buffer, message.optionsOffset())
                .writeDefaults(NdpOptionType.MTU, 8)
                .mtu(1480);
        option.wrap(buffer, 24)
                .writeDefaults(NdpOptionType.PREFIX_INFORMATION, 32)
                .prefixLength(64)
                .flags(0xC0)
                .lifetime(86_400)
                .preferredLifetime(14_400)
                .prefix(0x20010DB8_00010000L, 0);
        option.wrap(buffer, 56)
                .writeDefaults(NdpOptionType.RECURSIVE_DNS_SERVER, 24)
                .lifetime(600)
                .dnsServer(0, 0x20010DB8_00000000L, 0x53);
        assertEquals(
                "8600000040c8070800007530000003e8" + ROUTER_ADVERTISEMENT.substring(48, 48 + 2 * 64),
                HexFormat.of().formatHex(buffer.byteArray()));
    }

    @Test
    void shouldReadARedirect() {
        final UnsafeBuffer buffer = buffer("8900201600000000"
                + "fe800000000000000000000000000002" + "20010db8000000000000000000000009"
                + "0201020000000001"
                + "0407000000000000" + "6000000000003a40".repeat(6));
        final int length = buffer.capacity();
        assertSame(DropReason.NONE, RedirectFlyweight.check(buffer, 0, length));
        final RedirectFlyweight message = new RedirectFlyweight().wrap(buffer, 0);
        assertEquals(0xFE80_0000_0000_0000L, message.targetHigh());
        assertEquals(2, message.targetLow());
        assertEquals(0x20010DB8_00000000L, message.destinationHigh());
        assertEquals(9, message.destinationLow());
        options.wrap(buffer, message.optionsOffset(), message.optionsLength(length));
        next();
        assertEquals(NdpOptionType.REDIRECTED_HEADER, next().type());
        assertEquals(56, options.option().bodyOffset());
        assertEquals(48, options.option().bodyLength());

        message.writeDefaults().target(1, 2).destination(1, 2);
        assertEquals(
                "8900000000000000" + "00000000000000010000000000000002".repeat(2),
                HexFormat.of().formatHex(buffer.byteArray(), 0, 40));
        assertSame(DropReason.NONE, RedirectFlyweight.check(buffer, 0, length));
        message.target(1, 3);
        assertSame(RedirectFlyweight.BAD_TARGET, RedirectFlyweight.check(buffer, 0, length));
        message.target(0xFEC0_0000_0000_0000L, 2);
        assertSame(RedirectFlyweight.BAD_TARGET, RedirectFlyweight.check(buffer, 0, length));
        message.target(0xFEBF_FFFF_FFFF_FFFFL, 2);
        assertSame(DropReason.NONE, RedirectFlyweight.check(buffer, 0, length));
        message.destination(0xFF02_0000_0000_0000L, 1);
        assertSame(NdpMessage.MULTICAST_TARGET, RedirectFlyweight.check(buffer, 0, length));
    }

    @Test
    void shouldRejectWhatTheRulesForbid() {
        final UnsafeBuffer buffer = buffer(SOLICITATION);
        for (int length = 0; length < 24; length++) {
            assertSame(NdpMessage.TRUNCATED_MESSAGE, NeighborSolicitationFlyweight.check(buffer, 0, length));
        }
        assertSame(DropReason.NONE, NeighborSolicitationFlyweight.check(buffer, 0, 24));
        for (int length = 25; length < 32; length++) {
            assertSame(NdpOptionFlyweight.BAD_LENGTH, NeighborSolicitationFlyweight.check(buffer, 0, length));
        }
        buffer.putByte(25, (byte) 0);
        assertSame(NdpOptionFlyweight.BAD_LENGTH, NeighborSolicitationFlyweight.check(buffer, 0, 32));
        buffer.putByte(25, (byte) 2);
        assertSame(NdpOptionFlyweight.BAD_LENGTH, NeighborSolicitationFlyweight.check(buffer, 0, 32));
        buffer.putByte(25, (byte) 1);
        buffer.putByte(8, (byte) 0xFF);
        assertSame(NdpMessage.MULTICAST_TARGET, NeighborSolicitationFlyweight.check(buffer, 0, 32));
        assertSame(NdpMessage.MULTICAST_TARGET, NeighborAdvertisementFlyweight.check(buffer, 0, 32));
        buffer.putByte(8, (byte) 0x20);
        buffer.putByte(1, (byte) 1);
        assertSame(NdpMessage.BAD_CODE, NeighborSolicitationFlyweight.check(buffer, 0, 32));
        assertSame(NdpMessage.BAD_CODE, RouterSolicitationFlyweight.check(buffer, 0, 32));
        assertSame(NdpMessage.TRUNCATED_MESSAGE, RouterAdvertisementFlyweight.check(buffer, 0, 15));
        assertSame(NdpMessage.TRUNCATED_MESSAGE, RedirectFlyweight.check(buffer, 0, 32));
    }

    @Test
    void shouldPassOverAKnownOptionOfTheWrongLengthAndVisitUnknownOnes() {
        final UnsafeBuffer buffer = buffer("0301000000000000" + "fd01aabbccddeeff" + "0e01010203040506");
        options.wrap(buffer, 0, 24);
        assertEquals(0xFD, next().type());
        assertEquals(6, options.option().dataLength());
        assertEquals(NdpOptionType.NONCE, next().type());
        assertEquals(18, options.option().dataOffset());
        assertFalse(options.next());
        assertSame(NdpOptionFlyweight.UNEXPECTED_LENGTH, options.reason());
    }

    @Test
    void shouldEndWithAReasonAtALengthThatCannotBe() {
        for (final String option : new String[] {"fd00000000000000", "fd02000000000000", "fd010000000000"}) {
            final UnsafeBuffer buffer = buffer(SOURCE_LINK_LAYER + option);
            options.wrap(buffer, 0, buffer.capacity());
            next();
            assertFalse(options.next());
            assertFalse(options.next());
            assertSame(NdpOptionFlyweight.BAD_LENGTH, options.reason());
        }
    }

    @Test
    void shouldKnowTheLengthsOfTheOptions() {
        assertTrue(NdpOptionType.isLengthValid(NdpOptionType.PREFIX_INFORMATION, 32));
        assertFalse(NdpOptionType.isLengthValid(NdpOptionType.PREFIX_INFORMATION, 24));
        assertFalse(NdpOptionType.isLengthValid(NdpOptionType.MTU, 16));
        assertFalse(NdpOptionType.isLengthValid(NdpOptionType.ROUTE_INFORMATION, 32));
        assertFalse(NdpOptionType.isLengthValid(NdpOptionType.RECURSIVE_DNS_SERVER, 8));
        assertFalse(NdpOptionType.isLengthValid(NdpOptionType.RECURSIVE_DNS_SERVER, 32));
        assertTrue(NdpOptionType.isLengthValid(NdpOptionType.RECURSIVE_DNS_SERVER, 40));
        assertFalse(NdpOptionType.isLengthValid(NdpOptionType.DNS_SEARCH_LIST, 8));
        assertFalse(NdpOptionType.isLengthValid(NdpOptionType.PREF64, 8));
        assertTrue(NdpOptionType.isLengthValid(200, 2040));
    }

    @Test
    void shouldReadARoutePrefixOfEveryLength() {
        final NdpOptionFlyweight option = new NdpOptionFlyweight();
        option.wrap(buffer("1801001000000001"), 0);
        assertEquals(0, option.routePrefixHigh());
        assertEquals(0, option.routePrefixLow());
        assertEquals(-2, option.routePreference());
        option.wrap(buffer("1803400000000001" + TARGET), 0);
        assertEquals(0x20010DB8_00000000L, option.routePrefixHigh());
        assertEquals(7, option.routePrefixLow());
        assertEquals(0, option.routePreference());
    }

    private NdpOptionFlyweight next() {
        assertTrue(options.next());
        return options.option();
    }

    private static UnsafeBuffer buffer(final String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex));
    }
}
