package org.firsthop.forwarding.option;

import static org.firsthop.forwarding.TestRouter.HOST;
import static org.firsthop.forwarding.TestRouter.OWN;
import static org.firsthop.forwarding.TestRouter.bytes;
import static org.firsthop.forwarding.TestRouter.hex;
import static org.firsthop.forwarding.TestRouter.icmp;
import static org.firsthop.forwarding.TestRouter.ipv4;
import static org.firsthop.forwarding.TestRouter.udp;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4OptionIterator;
import org.firsthop.core.wire.Ipv4RouteOptionFlyweight;
import org.firsthop.core.wire.Ipv4RouterAlertFlyweight;
import org.firsthop.core.wire.Ipv4TimestampOptionFlyweight;
import org.firsthop.forwarding.TestRouter;
import org.firsthop.forwarding.ip.Ipv4Input;
import org.junit.jupiter.api.Test;

class Ipv4OptionsTest {
    private static final String REMOTE = "198.51.100.7";
    private static final String WAN = "cb007102";
    private static final String LAN = "c0a80101";

    /** 2026-01-02 03:04:05.678 UTC. */
    private static final long NOW_MS = 1_767_323_045_678L;

    private static final String NOW = String.format("%08x", (3 * 3600 + 4 * 60 + 5) * 1000 + 678);

    private final TestRouter router = new TestRouter(r -> r.timeOfDay(TimeOfDay.of(() -> NOW_MS)));

    private static byte[] packet(final int ttl, final String options) {
        return ipv4(HOST, REMOTE, IpProtocol.UDP, ttl, bytes(options), udp(10));
    }

    private void assertForwarded(final String expected, final String options) {
        router.fromHost(packet(64, options));
        // The checksum is compared too.
        assertEquals(hex(packet(63, expected)), hex(router.packet(router.wan)));
        router.assertBalanced();
    }

    /** The packet is dropped, and its sender told which octet is wrong. */
    private void assertProblem(final DropReason reason, final int pointer, final String options) {
        final byte[] packet = packet(64, options);
        final long before = router.dropped(reason);
        router.fromHost(packet);
        assertEquals(before + 1, router.dropped(reason), router.drops());
        final byte[] error = router.packet(router.lan);
        assertEquals(12, error[20], "Parameter Problem");
        assertEquals(0, error[21], "code");
        assertEquals(pointer, error[24], "pointer");
        assertArrayEquals(packet, Arrays.copyOfRange(error, 28, error.length), "quoted as it came");
        router.assertBalanced();
    }

    // RFC 791 section 3.1, RFC 1812 section 5.3.13.5: the address by which the packet leaves.
    @Test
    void shouldRecordTheRoute() {
        assertForwarded("07 0b 08" + WAN + "00000000 00", "07 0b 04 00000000 00000000 00");
    }

    @Test
    void shouldRecordBehindWhatOthersRecorded() {
        assertForwarded("07 0b 0c 0a000001" + WAN + "00", "07 0b 08 0a000001 00000000 00");
    }

    // RFC 791 section 3.1: "If the route data area is already full … the datagram is forwarded without inserting the
    // address".
    @Test
    void shouldForwardWithoutRecordingWhenTheRouteIsFull() {
        assertForwarded("07 07 08 0a000001 00", "07 07 08 0a000001 00");
    }

    // RFC 791 section 3.1: "If there is some room but not enough room for a full address to be inserted".
    @Test
    void shouldTellWherePointerOfARecordedRouteIsWrong() {
        assertProblem(Ipv4RouteOptionFlyweight.BAD_POINTER, 22, "07 0a 08 00000000 000000 0000");
        assertProblem(Ipv4RouteOptionFlyweight.BAD_POINTER, 23, "01 07 07 03 00000000");
    }

    @Test
    void shouldTellWhereTheLengthOfARecordedRouteIsWrong() {
        assertProblem(Ipv4RouteOptionFlyweight.BAD_LENGTH, 21, "07 02 01 01");
    }

    // RFC 791 section 3.1: Record Route and Timestamp appear at most once in a datagram.
    @Test
    void shouldRefuseARepeatedOption() {
        assertProblem(Ipv4OptionCheck.REPEATED, 27, "07 07 04 00000000 07 07 04 00000000 00 00");
        assertProblem(Ipv4OptionCheck.REPEATED, 28, "44 08 05 00 00000000 44 08 05 00 00000000");
    }

    // RFC 791 section 3.1, RFC 1812 section 5.3.13.6, flag 0.
    @Test
    void shouldWriteTimestamps() {
        assertForwarded("44 0c 0d 00 00000001" + NOW, "44 0c 09 00 00000001 00000000");
    }

    // Flag 1.
    @Test
    void shouldWriteTimestampsWithAddresses() {
        assertForwarded("44 0c 0d 01" + WAN + NOW, "44 0c 05 01 00000000 00000000");
    }

    // Flag 3: any address of this node's counts (RFC 1812 section 5.3.13.6).
    @Test
    void shouldWriteATimestampWhereItsAddressIsPrescribed() {
        assertForwarded("44 0c 0d 03" + WAN + NOW, "44 0c 05 03" + WAN + "00000000");
        assertForwarded("44 0c 0d 03" + LAN + NOW, "44 0c 05 03" + LAN + "00000000");
    }

    @Test
    void shouldLeaveATimestampToTheNodeThatIsPrescribed() {
        assertForwarded("44 0c 05 03 0a000001 00000000", "44 0c 05 03 0a000001 00000000");
        assertForwarded("44 0c 0d 03 0a000001 00000000", "44 0c 0d 03 0a000001 00000000");
    }

    // RFC 791 section 3.1: "the number of IP modules that cannot register timestamps due to lack of space".
    @Test
    void shouldCountTimestampsThatFindNoRoom() {
        assertForwarded("44 08 09 10 00000001", "44 08 09 00 00000001");
        assertForwarded("44 08 09 f0 00000001", "44 08 09 e0 00000001");
    }

    // RFC 791 section 3.1: "or the overflow count itself overflows".
    @Test
    void shouldTellWhenTheOverflowCountOverflows() {
        assertProblem(Ipv4TimestampOptionFlyweight.OVERFLOW, 23, "44 08 09 f0 00000001");
    }

    @Test
    void shouldTellWhereATimestampOptionIsWrong() {
        assertProblem(Ipv4TimestampOptionFlyweight.BAD_LENGTH, 21, "44 03 05 00");
        assertProblem(Ipv4TimestampOptionFlyweight.BAD_POINTER, 22, "44 08 04 00 00000000");
        assertProblem(Ipv4TimestampOptionFlyweight.BAD_POINTER, 22, "44 0c 09 01 00000000 00000000");
    }

    // RFC 1812 section 5.3.13.1: what is unknown passes.
    @Test
    void shouldPassUnknownOptionsAsTheyCame() {
        assertForwarded("de 04 1234 44 0c 05 02 00000000 00000000", "de 04 1234 44 0c 05 02 00000000 00000000");
    }

    // RFC 791 section 3.1: a node without the time says so by the highest bit.
    @Test
    void shouldMarkTimestampsWhenTheTimeOfDayIsUnknown() {
        final TestRouter unsure = new TestRouter();
        unsure.nowNs = 5_000_000;
        unsure.fromHost(packet(64, "44 08 05 00 00000000"));
        assertEquals(hex(packet(63, "44 08 09 00 80000005")), hex(unsure.packet(unsure.wan)));
    }

    // RFC 1812 section 4.3.2.3: the error quotes the datagram as it came.
    @Test
    void shouldNotWriteIntoAPacketThatDoesNotLeave() {
        final byte[] packet = packet(1, "07 07 04 00000000 00");
        router.fromHost(packet);
        final byte[] error = router.packet(router.lan);
        assertEquals(11, error[20], "Time Exceeded");
        assertArrayEquals(packet, Arrays.copyOfRange(error, 28, error.length));
    }

    // RFC 791 section 3.1: not copied on fragmentation, "goes in first fragment only".
    @Test
    void shouldRecordTheRouteInTheFirstFragmentOnly() {
        router.fromHost(ipv4(HOST, REMOTE, IpProtocol.UDP, 64, bytes("07 07 04 00000000 00"), udp(1400)));
        final List<byte[]> fragments = router.packets(router.wan);
        assertEquals(2, fragments.size());
        assertEquals("070708" + WAN + "00", hex(Arrays.copyOfRange(fragments.get(0), 20, 28)));
        assertEquals(0x45, fragments.get(1)[0]);
    }

    // RFC 1122 section 3.2.2.6: "updated to include the current host and included in the IP header of the Echo Reply".
    @Test
    void shouldReflectARecordedRouteInAnEchoReply() {
        final byte[] request = icmp(8, 0, 7, new byte[8]);
        router.fromHost(ipv4(HOST, OWN, 1, 64, bytes("07 0b 08 c0a80164 00000000 00"), request));
        assertEquals(
                hex(ipv4(OWN, HOST, 1, 64, bytes("07 0b 0c c0a80164" + LAN + "00"), icmp(0, 0, 7, new byte[8]))),
                hex(router.packet(router.lan)));
        router.assertBalanced();
    }

    @Test
    void shouldReflectTimestampsInAnEchoReply() {
        final byte[] request = icmp(8, 0, 7, new byte[8]);
        router.fromHost(ipv4(HOST, OWN, 1, 64, bytes("44 14 0d 01 c0a80164 00000001 00000000 00000000"), request));
        final String reflected = "44 14 15 01 c0a80164 00000001" + LAN + NOW;
        assertEquals(
                hex(ipv4(OWN, HOST, 1, 64, bytes(reflected), icmp(0, 0, 7, new byte[8]))),
                hex(router.packet(router.lan)));
    }

    @Test
    void shouldLeaveOtherOptionsOutOfAnEchoReply() {
        final byte[] request = icmp(8, 0, 7, new byte[8]);
        router.fromHost(ipv4(HOST, OWN, 1, 64, bytes("94 04 0000"), request));
        assertEquals(hex(ipv4(OWN, HOST, 1, icmp(0, 0, 7, new byte[8]))), hex(router.packet(router.lan)));
        // A reply's Identification counts up.
        final TestRouter other = new TestRouter();
        other.fromHost(ipv4(HOST, OWN, 1, 64, bytes("94 04 0000 07 07 04 00000000 00"), request));
        final String reflected = "01010101 07 07 08" + LAN + "00";
        assertEquals(
                hex(ipv4(OWN, HOST, 1, 64, bytes(reflected), icmp(0, 0, 7, new byte[8]))),
                hex(other.packet(other.lan)));
    }

    // RFC 2113, RFC 6398: forwarded like others unless somebody is concerned, but counted.
    @Test
    void shouldForwardAndCountRouterAlerts() {
        assertForwarded("94 04 0000", "94 04 0000");
        assertEquals(1, router.stage(Ipv4Input.class).routerAlerts());
    }

    @Test
    void shouldShowRouterAlertsToWhoeverLooks() {
        final TestRouter looking = new TestRouter(r -> r.routerAlerts((pool, frame, value, nowNs) -> value == 0));
        looking.fromHost(packet(64, "94 04 0000"), packet(64, "94 04 0001"));
        assertEquals(hex(packet(63, "94 04 0001")), hex(looking.packet(looking.wan)));
        looking.assertBalanced();
    }

    @Test
    void shouldTellWhereARouterAlertIsWrong() {
        assertProblem(Ipv4RouterAlertFlyweight.BAD_LENGTH, 21, "94 03 00 00");
    }

    // RFC 1812 section 4.3.3.5.
    @Test
    void shouldTellWhereTheListOfOptionsBreaks() {
        assertProblem(Ipv4OptionIterator.BAD_OPTION_LENGTH, 21, "de 01 00 00");
        assertProblem(Ipv4OptionIterator.BAD_OPTION_LENGTH, 21, "de 05 00 00");
        assertProblem(Ipv4OptionIterator.BAD_OPTION_LENGTH, 23, "01 01 01 de");
    }

    // RFC 791 section 3.1: what stands behind the end of the list is padding.
    @Test
    void shouldReadNothingBehindTheEndOfTheList() {
        assertForwarded("00 de 00 00", "00 de 00 00");
        assertTrue(router.packets(router.lan).isEmpty());
    }
}
