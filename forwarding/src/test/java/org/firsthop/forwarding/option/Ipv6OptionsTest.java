package org.firsthop.forwarding.option;

import static org.firsthop.forwarding.TestRouter.HOST6;
import static org.firsthop.forwarding.TestRouter.OWN6;
import static org.firsthop.forwarding.TestRouter.bytes;
import static org.firsthop.forwarding.TestRouter.hex;
import static org.firsthop.forwarding.TestRouter.ipv6;
import static org.firsthop.forwarding.TestRouter.udp;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6ExtensionFlyweight;
import org.firsthop.core.wire.Ipv6ExtensionWalker;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.Ipv6OptionIterator;
import org.firsthop.forwarding.TestRouter;
import org.firsthop.forwarding.ip.Ipv6Input;
import org.junit.jupiter.api.Test;

class Ipv6OptionsTest {
    private static final String REMOTE = "2001:db8:7::7";
    private static final int PARAMETER_PROBLEM = 4;

    private final TestRouter router = new TestRouter();

    /** A UDP datagram behind an options header. */
    private static byte[] packet(final String to, final int header, final int hopLimit, final String options) {
        final byte[] datagram = udp(10);
        final byte[] data = bytes(options);
        final byte[] payload = new byte[2 + data.length + datagram.length];
        payload[0] = IpProtocol.UDP;
        payload[1] = (byte) ((2 + data.length) / 8 - 1);
        System.arraycopy(data, 0, payload, 2, data.length);
        System.arraycopy(datagram, 0, payload, 2 + data.length, datagram.length);
        return ipv6(HOST6, to, header, hopLimit, payload);
    }

    private static byte[] hopByHop(final int hopLimit, final String options) {
        return packet(REMOTE, IpProtocol.HOP_BY_HOP, hopLimit, options);
    }

    private void assertForwarded(final String options) {
        router.fromHost(hopByHop(64, options));
        assertEquals(hex(hopByHop(63, options)), hex(router.packet(router.wan)));
        router.assertBalanced();
    }

    private void assertProblem(final DropReason reason, final int code, final int pointer, final byte[] packet) {
        router.fromHost(packet);
        assertEquals(1, router.dropped(reason), router.drops());
        final byte[] error = router.packet(router.lan);
        assertEquals(PARAMETER_PROBLEM, error[40]);
        assertEquals(code, error[41]);
        assertEquals(pointer, error[47]);
        assertArrayEquals(packet, Arrays.copyOfRange(error, 48, error.length));
        router.assertBalanced();
    }

    private void assertSilent(final DropReason reason, final byte[] packet) {
        router.fromHost(packet);
        assertEquals(1, router.dropped(reason), router.drops());
        assertEquals(
                0,
                router.packets(router.lan).size() + router.packets(router.wan).size());
        router.assertBalanced();
    }

    // RFC 8200 section 4.2: 00.
    @Test
    void shouldSkipUnknownOptionsThatMayBeSkipped() {
        assertForwarded("1e 04 00000000");
        assertForwarded("01 04 00000000");
        assertForwarded("00 00 00 00 00 00");
    }

    // 01.
    @Test
    void shouldDiscardSilentlyWhereAnUnknownOptionAsksForIt() {
        assertSilent(Ipv6OptionCheck.UNKNOWN_DISCARDED, hopByHop(64, "5e 04 00000000"));
    }

    // 10: whatever the destination was.
    @Test
    void shouldReportUnknownOptionsThatAskForIt() {
        assertProblem(Ipv6OptionCheck.UNKNOWN_REPORTED, 2, 44, hopByHop(64, "01 00 9e 02 0000"));
        final TestRouter other = new TestRouter();
        other.fromHost(packet("ff02::1", IpProtocol.HOP_BY_HOP, 64, "9e 04 00000000"));
        assertEquals(PARAMETER_PROBLEM, other.packet(other.lan)[40]);
    }

    // 11: only if the destination was no group.
    @Test
    void shouldReportUnknownOptionsUnlessToAGroup() {
        assertProblem(Ipv6OptionCheck.UNKNOWN_REPORTED, 2, 42, hopByHop(64, "de 04 00000000"));
        assertSilent(Ipv6OptionCheck.UNKNOWN_DISCARDED, packet("ff02::1", IpProtocol.HOP_BY_HOP, 64, "de 04 00000000"));
    }

    @Test
    void shouldTellWhereAnOptionGoesBeyondItsHeader() {
        assertProblem(Ipv6OptionIterator.BAD_OPTION_LENGTH, 0, 42, hopByHop(64, "1e 05 00000000"));
    }

    @Test
    void shouldDropOptionsThatAreCut() {
        final byte[] packet = hopByHop(64, "01 04 00000000");
        packet[41] = 7;
        assertSilent(Ipv6ExtensionFlyweight.TRUNCATED_HEADER, packet);
    }

    // RFC 2711, RFC 6398.
    @Test
    void shouldForwardAndCountRouterAlerts() {
        assertForwarded("05 02 0000 01 00");
        assertEquals(1, router.stage(Ipv6Input.class).routerAlerts());
    }

    @Test
    void shouldShowRouterAlertsToWhoeverLooks() {
        final TestRouter looking = new TestRouter(r -> r.routerAlerts((pool, frame, value, nowNs) -> value == 1));
        looking.fromHost(hopByHop(64, "05 02 0001 01 00"), hopByHop(64, "05 02 0000 01 00"));
        assertEquals(hex(hopByHop(63, "05 02 0000 01 00")), hex(looking.packet(looking.wan)));
        looking.assertBalanced();
    }

    // RFC 2675 section 3: "IPv6 Payload Length != 0 and Jumbo Payload option present".
    @Test
    void shouldTellOfAJumboPayloadBesideAPayloadLength() {
        assertProblem(Ipv6ExtensionWalker.JUMBO_PAYLOAD_UNEXPECTED, 0, 42, hopByHop(64, "c2 04 00010000"));
    }

    // "IPv6 Payload Length = 0 and IPv6 Next Header = Hop-by-Hop Options and Jumbo Payload option not present".
    @Test
    void shouldTellOfAMissingJumboPayload() {
        final byte[] packet = hopByHop(64, "01 04 00000000");
        packet[4] = 0;
        packet[5] = 0;
        assertProblem(Ipv6Flyweight.JUMBO_PAYLOAD_MISSING, 0, 4, packet);
    }

    // "Jumbo Payload option present and Jumbo Payload Length < 65,536".
    @Test
    void shouldTellOfAJumboPayloadThatIsNone() {
        final byte[] packet = hopByHop(64, "c2 04 0000ffff");
        packet[4] = 0;
        packet[5] = 0;
        assertProblem(Ipv6Flyweight.BAD_JUMBO_LENGTH, 0, 44, packet);
    }

    // RFC 8200 section 4.6: destination options are the destination's business.
    @Test
    void shouldNotLookAtDestinationOptionsOnTheWay() {
        router.fromHost(packet(REMOTE, IpProtocol.DESTINATION_OPTIONS, 64, "9e 04 00000000"));
        assertEquals(1, router.packets(router.wan).size());
    }

    @Test
    void shouldJudgeDestinationOptionsOfPacketsForThisNode() {
        router.fromHost(packet(OWN6, IpProtocol.DESTINATION_OPTIONS, 64, "1e 04 00000000"));
        assertEquals(1, router.delivered.size());
        assertProblem(
                Ipv6OptionCheck.UNKNOWN_REPORTED,
                2,
                42,
                packet(OWN6, IpProtocol.DESTINATION_OPTIONS, 64, "9e 04 00000000"));
        assertSilent(
                Ipv6OptionCheck.UNKNOWN_DISCARDED, packet(OWN6, IpProtocol.DESTINATION_OPTIONS, 64, "5e 04 00000000"));
    }
}
