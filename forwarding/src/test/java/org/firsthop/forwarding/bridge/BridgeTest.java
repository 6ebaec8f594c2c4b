package org.firsthop.forwarding.bridge;

import static org.firsthop.forwarding.bridge.BridgeLab.UNTAGGED;
import static org.firsthop.forwarding.bridge.BridgeLab.ports;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.pipeline.PacketTrace;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.core.wire.EthernetFlyweight;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BridgeTest {
    private static final long A = MacAddress.parse("02:00:00:00:00:0a");
    private static final long B = MacAddress.parse("02:00:00:00:00:0b");
    private static final long C = MacAddress.parse("02:00:00:00:00:0c");
    private static final long GROUP = MacAddress.parse("01:00:5e:00:00:05");

    private BridgeLab lab = new BridgeLab(BridgePort.plain(), BridgePort.plain(), BridgePort.plain());

    @AfterEach
    void shouldLeakNoFrame() {
        assertEquals(List.of(), lab.pool.owned());
    }

    private void assertDropped(final DropReason reason, final List<BridgeLab.Seen> seen) {
        assertEquals(List.of(), seen);
        assertEquals(1, lab.worker.graph().drops().get(reason), reason.name());
        assertEquals(1, lab.worker.graph().drops().total());
    }

    // IEEE 802.1Q section 8.7, the learning process, and 8.6, the forwarding process.

    @Test
    void shouldFloodToAllOtherPortsUntilTheStationIsHeard() {
        assertEquals(List.of(1, 2), ports(lab.send(0, A, B)));
        assertEquals(List.of(0), ports(lab.send(1, B, A)));
        assertEquals(List.of(1), ports(lab.send(0, A, B)));
        assertEquals(1, lab.forward().flooded());
        assertEquals(1, lab.forward().originated());
    }

    @Test
    void shouldFloodIdenticalCopies() {
        final List<BridgeLab.Seen> seen = lab.send(0, A, MacAddress.BROADCAST, UNTAGGED, 77);
        assertEquals(
                List.of(
                        new BridgeLab.Seen(1, MacAddress.BROADCAST, A, UNTAGGED, 77),
                        new BridgeLab.Seen(2, MacAddress.BROADCAST, A, UNTAGGED, 77)),
                seen);
    }

    @Test
    void shouldFollowAStationThatMoves() {
        lab.send(0, A, MacAddress.BROADCAST);
        lab.send(2, A, MacAddress.BROADCAST);
        assertEquals(List.of(2), ports(lab.send(1, B, A)));
        assertEquals(1, lab.bridge.stations().moved(2));
        assertEquals(0, lab.bridge.stations().size(0));
    }

    @Test
    void shouldDropFramesForStationsAtTheSamePort() {
        lab.send(0, A, MacAddress.BROADCAST);
        assertDropped(BridgeForward.SAME_PORT, lab.send(0, B, A));
    }

    @Test
    void shouldForgetStationsThatWereSilentForTheAgeingTime() {
        lab.send(0, A, MacAddress.BROADCAST);
        lab.sleepSeconds(MacTable.DEFAULT_AGEING_SECONDS);
        assertEquals(List.of(0), ports(lab.send(1, B, A)));
        lab.sleepSeconds(1);
        assertEquals(List.of(0, 2), ports(lab.send(1, B, A)));
        assertEquals(1, lab.bridge.stations().aged(0));
        assertEquals(0, lab.bridge.stations().size(0));
    }

    @Test
    void shouldKeepStationsThatAreHeardWithinTheAgeingTime() {
        lab.send(0, A, MacAddress.BROADCAST);
        for (int i = 0; i < 5; i++) {
            lab.sleepSeconds(200);
            lab.send(0, A, MacAddress.BROADCAST);
        }
        assertEquals(List.of(0), ports(lab.send(1, B, A)));
        assertEquals(1, lab.bridge.stations().learned(0));
    }

    @Test
    void shouldWakeForTheNextStationThatAges() {
        assertEquals(Long.MAX_VALUE, lab.worker.graph().nextDeadline());
        lab.send(0, A, MacAddress.BROADCAST);
        lab.sleepNs(lab.worker.graph().nextDeadline() - lab.nowNs() - 1);
        lab.worker.doWork();
        assertEquals(1, lab.bridge.stations().size());
        lab.sleepNs(1);
        lab.worker.doWork();
        assertEquals(0, lab.bridge.stations().size());
        assertEquals(Long.MAX_VALUE, lab.worker.graph().nextDeadline());
    }

    @Test
    void shouldForgetThePortThatWentDown() {
        lab.send(0, A, MacAddress.BROADCAST);
        lab.send(0, C, MacAddress.BROADCAST);
        lab.send(1, B, MacAddress.BROADCAST);
        assertEquals(2, lab.bridge.stations().flush(0));
        assertEquals(1, lab.bridge.stations().size());
        assertEquals(List.of(0, 1), ports(lab.send(2, C, A)));
    }

    @Test
    void shouldNeverLearnGroupSources() {
        assertDropped(BridgeInput.SOURCE_NOT_A_STATION, lab.send(0, GROUP, B));
        assertEquals(0, lab.bridge.stations().size());
    }

    @Test
    void shouldNeverLearnTheAddressOfZeros() {
        assertDropped(BridgeInput.SOURCE_NOT_A_STATION, lab.send(0, MacAddress.UNSPECIFIED, B));
    }

    @Test
    void shouldNeverForwardReservedAddresses() {
        // IEEE 802.1Q table 8-1: all sixteen.
        for (int last = 0; last < 16; last++) {
            assertEquals(List.of(), lab.send(0, A, MacAddress.parse("01:80:c2:00:00:00") | last));
        }
        assertEquals(16, lab.worker.graph().drops().get(BridgeInput.RESERVED_ADDRESS));
        assertEquals(List.of(1, 2), ports(lab.send(0, A, MacAddress.parse("01:80:c2:00:00:10"))));
    }

    @Test
    void shouldDropFramesWithoutALinkHeader() {
        final int frame = lab.frames.allocate();
        lab.pool.length(frame, 13);
        lab.transmit(0, frame);
        assertDropped(EthernetFlyweight.TRUNCATED_HEADER, lab.run());
    }

    @Test
    void shouldDropBroadcastsOfALonelyPort() {
        lab = new BridgeLab(BridgePort.plain());
        assertDropped(BridgeForward.NOWHERE_TO_FLOOD, lab.send(0, A, MacAddress.BROADCAST));
    }

    @Test
    void shouldKeepConfiguredStationsWhereTheyAre() {
        lab = new BridgeLab(
                64, bridge -> bridge.station(1, A, 0), BridgePort.plain(), BridgePort.plain(), BridgePort.plain());
        lab.send(2, A, MacAddress.BROADCAST);
        lab.sleepSeconds(10_000);
        assertEquals(List.of(0), ports(lab.send(1, B, A)));
    }

    @Test
    void shouldCountCopiesForWhichThePoolHasNoFrame() {
        lab = new BridgeLab(2, bridge -> bridge, BridgePort.plain(), BridgePort.plain(), BridgePort.plain());
        final int taken = lab.frames.allocate();
        assertEquals(List.of(2), ports(lab.send(0, A, MacAddress.BROADCAST)));
        assertEquals(1, lab.forward().missedCopies());
        assertEquals(0, lab.forward().originated());
        lab.frames.free(taken);
    }

    @Test
    void shouldSayWhatItDidWithATracedFrame() {
        final PacketTrace trace = new PacketTrace(lab.pool, (pool, frame) -> true, (pool, frame) -> "frame");
        lab.worker.trace(trace);
        trace.arm(2);
        lab.send(0, A, B);
        lab.send(1, B, A);
        final String first = trace.finished().get(0).toString();
        final String second = trace.finished().get(1).toString();
        assertTrue(first.contains("02:00:00:00:00:0a in VLAN 1 at port 0: learned"), first);
        assertTrue(first.contains("bridge-forward: flooded to 2 ports of VLAN 1"), first);
        assertTrue(second.contains("bridge-forward: forwarded to port-0"), second);
    }

    @Test
    void shouldShowStationsAsOperatorsKnowThem() {
        lab = new BridgeLab(64, bridge -> bridge.station(10, C, 1), BridgePort.access(20), BridgePort.trunk(10, 20));
        lab.send(0, A, MacAddress.BROADCAST);
        lab.sleepSeconds(7);
        assertEquals(
                "02:00:00:00:00:0c dev p1.right vlan 10 used 0 master br0 static\n"
                        + "02:00:00:00:00:0a dev p0.right vlan 20 used 7 master br0\n",
                lab.bridge.fdb());
    }

    // Isolation.

    @Test
    void shouldKeepIsolatedPortsApart() {
        lab = new BridgeLab(
                BridgePort.plain().isolationGroup(1),
                BridgePort.plain().isolationGroup(1),
                BridgePort.plain(),
                BridgePort.plain().isolationGroup(2));
        assertEquals(List.of(2, 3), ports(lab.send(0, A, MacAddress.BROADCAST)));
        assertEquals(List.of(0, 1, 3), ports(lab.send(2, C, MacAddress.BROADCAST)));
        assertDropped(BridgeForward.ISOLATED, lab.send(1, B, A));
    }

    // Storm limits.

    @Test
    void shouldLimitEachKindOfCopiedFrameByItself() {
        lab = new BridgeLab(
                BridgePort.plain()
                        .broadcastLimit(1_000, 3)
                        .multicastLimit(1_000, 2)
                        .unknownUnicastLimit(1_000, 1),
                BridgePort.plain());
        for (int i = 0; i < 5; i++) {
            lab.send(0, A, MacAddress.BROADCAST);
            lab.send(0, A, GROUP);
            lab.send(0, A, B);
        }
        assertEquals(2, lab.forward().drops().get(BridgeForward.BROADCAST_STORM));
        assertEquals(3, lab.forward().drops().get(BridgeForward.MULTICAST_STORM));
        assertEquals(4, lab.forward().drops().get(BridgeForward.UNKNOWN_UNICAST_STORM));
        lab.sleepNs(1_000_000);
        assertEquals(List.of(1), ports(lab.send(0, A, MacAddress.BROADCAST)));
        assertEquals(List.of(), lab.send(0, A, MacAddress.BROADCAST));
        assertEquals(List.of(0), ports(lab.send(1, B, MacAddress.BROADCAST)), "the limit is that of one port");
    }

    @Test
    void shouldNotLimitFramesToKnownStations() {
        lab = new BridgeLab(BridgePort.plain().unknownUnicastLimit(1, 1), BridgePort.plain());
        lab.send(1, B, MacAddress.BROADCAST);
        for (int i = 0; i < 10; i++) {
            assertEquals(List.of(1), ports(lab.send(0, A, B)));
        }
    }

    // Configuration.

    @Test
    void shouldRefuseConfigurationsThatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> BridgePort.access(0));
        assertThrows(IllegalArgumentException.class, () -> BridgePort.access(4_095));
        assertThrows(IllegalStateException.class, () -> BridgePort.access(1).nativeVlan(2));
        assertThrows(IllegalArgumentException.class, () -> BridgePort.plain().macLimit(0));
        assertThrows(IllegalArgumentException.class, () -> BridgePort.plain().isolationGroup(0));
        assertThrows(IllegalArgumentException.class, () -> BridgePort.plain().broadcastLimit(0, 1));
        assertThrows(IllegalArgumentException.class, () -> BridgePort.plain().multicastLimit(1, 0));
        final Bridge bridge = new Bridge("br0", lab.frames, SipHash.sipHash13(1, 2));
        assertThrows(IllegalStateException.class, bridge::stations);
        assertThrows(IllegalArgumentException.class, () -> bridge.worker(() -> 0));
        assertThrows(IllegalArgumentException.class, () -> bridge.ageing(0));
        assertThrows(IllegalArgumentException.class, () -> bridge.station(1, GROUP, 0));
        bridge.port(
                new MemoryLink("a", lab.frames, 1).left(), BridgePort.plain().macLimit(8));
        bridge.port(new MemoryLink("b", lab.frames, 1).left());
        final IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> bridge.stations(8).worker(() -> 0));
        assertTrue(e.getMessage().contains("limits of 8 together and 1 others"), e.getMessage());
    }

    @Test
    void shouldRefuseAPoolWithoutHeadroomForATag() {
        final FramePool tight = FramePool.builder().frames(8).headroom(0).build();
        final MemoryLink link = new MemoryLink("a", tight.allocator(), 1);
        assertThrows(IllegalArgumentException.class, () -> new Bridge("br0", tight.allocator(), SipHash.sipHash13(1, 2))
                .port(link.left())
                .worker(() -> 0));
    }
}
