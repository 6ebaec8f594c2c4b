package org.firsthop.forwarding.bridge;

import static org.firsthop.forwarding.bridge.BridgeLab.UNTAGGED;
import static org.firsthop.forwarding.bridge.BridgeLab.ports;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.VlanTagFlyweight;
import org.firsthop.forwarding.bridge.BridgeLab.Seen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** VLANs of IEEE 802.1Q: sections 6.9 (tags), 8.6.2 (ingress), 8.6.4 (egress), 8.8 (one table for each VLAN). */
class VlanTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;
    private static final int PRIORITY_5 = 5 << 13;
    private static final int DROP_ELIGIBLE = 1 << 12;

    private final BridgeLab lab = new BridgeLab(
            BridgePort.access(10),
            BridgePort.access(20),
            BridgePort.trunk(10, 20),
            BridgePort.trunk(20, 30).nativeVlan(10),
            BridgePort.plain(30),
            BridgePort.trunk(30).ingressFiltering(false));

    @AfterEach
    void shouldLeakNoFrame() {
        assertEquals(List.of(), lab.pool.owned());
    }

    private void assertDropped(final DropReason reason, final List<Seen> seen) {
        assertEquals(List.of(), seen);
        assertEquals(1, lab.worker.graph().drops().get(reason), reason.name());
    }

    @Test
    void shouldTagOnTrunksButNotInTheNativeVlan() {
        assertEquals(
                List.of(new Seen(2, MacAddress.BROADCAST, A, 10, 1), new Seen(3, MacAddress.BROADCAST, A, UNTAGGED, 1)),
                lab.send(0, A, MacAddress.BROADCAST, UNTAGGED, 1));
    }

    @Test
    void shouldTakeTheTagOffForAccessPortsAndKeepItForTrunks() {
        assertEquals(
                List.of(new Seen(1, MacAddress.BROADCAST, A, UNTAGGED, 2), new Seen(3, MacAddress.BROADCAST, A, 20, 2)),
                lab.send(2, A, MacAddress.BROADCAST, 20, 2));
    }

    @Test
    void shouldCarryPriorityAndDropEligibilityAcross() {
        final int control = PRIORITY_5 | DROP_ELIGIBLE | 20;
        assertEquals(
                new Seen(3, MacAddress.BROADCAST, A, control, 3),
                lab.send(2, A, MacAddress.BROADCAST, control, 3).get(1));
    }

    @Test
    void shouldPutFramesWithAPriorityTagIntoTheVlanOfThePort() {
        assertEquals(
                new Seen(2, MacAddress.BROADCAST, A, PRIORITY_5 | 10, 4),
                lab.send(0, A, MacAddress.BROADCAST, PRIORITY_5, 4).get(0));
        assertEquals(
                new Seen(0, MacAddress.BROADCAST, B, UNTAGGED, 5),
                lab.send(3, B, MacAddress.BROADCAST, 0, 5).get(0));
    }

    @Test
    void shouldKeepVlansApart() {
        lab.send(0, A, MacAddress.BROADCAST);
        assertEquals(List.of(2, 3), ports(lab.send(1, B, A)), "a station is known in its own VLAN only");
    }

    @Test
    void shouldKnowAStationInEachVlanByItself() {
        lab.send(0, A, MacAddress.BROADCAST);
        lab.send(1, A, MacAddress.BROADCAST);
        assertEquals(List.of(0), ports(lab.send(2, B, A, 10, 0)));
        assertEquals(List.of(1), ports(lab.send(2, B, A, 20, 0)));
        assertEquals(0, lab.bridge.stations().moved(1));
    }

    @Test
    void shouldRefuseTagsOnAccessPorts() {
        // Also the VLAN of the port itself: a double tag must not lead into another VLAN by a native one.
        assertDropped(BridgeInput.TAGGED_ON_ACCESS_PORT, lab.send(0, A, MacAddress.BROADCAST, 10, 0));
    }

    @Test
    void shouldRefuseUntaggedFramesOnTrunksWithoutANativeVlan() {
        assertDropped(BridgeInput.UNTAGGED_ON_TRUNK, lab.send(2, A, MacAddress.BROADCAST));
    }

    @Test
    void shouldRefuseVlansThatThePortDoesNotCarry() {
        assertDropped(BridgeInput.VLAN_NOT_ADMITTED, lab.send(2, A, MacAddress.BROADCAST, 30, 0));
    }

    @Test
    void shouldRefuseTheReservedVid() {
        assertDropped(BridgeInput.RESERVED_VID, lab.send(2, A, MacAddress.BROADCAST, 0xFFF, 0));
    }

    @Test
    void shouldRefuseTruncatedTags() {
        lab.enqueue(2, A, MacAddress.BROADCAST, 10, 0);
        lab.run();
        final int frame = lab.frames.allocate();
        lab.pool.length(frame, 17);
        lab.pool.buffer().setMemory(lab.pool.offset(frame), 17, (byte) 2);
        lab.pool.buffer().putByte(lab.pool.offset(frame) + 12, (byte) 0x81);
        lab.pool.buffer().putByte(lab.pool.offset(frame) + 13, (byte) 0);
        lab.pool.buffer().putByte(lab.pool.offset(frame), (byte) 0x02);
        lab.transmit(2, frame);
        assertDropped(VlanTagFlyweight.TRUNCATED_TAG, lab.run());
    }

    @Test
    void shouldAdmitAnyVlanWithoutIngressFilteringButLetNoneOut() {
        assertEquals(List.of(0, 2, 3), ports(lab.send(5, A, MacAddress.BROADCAST, 10, 0)));
        assertDropped(BridgeForward.VLAN_NOT_CARRIED, lab.send(0, B, A));
    }

    @Test
    void shouldTakeTagsForDataOnPlainPorts() {
        final List<Seen> seen = lab.send(4, A, MacAddress.BROADCAST, 99, 6);
        assertEquals(List.of(3, 5), ports(seen));
        assertEquals(30, seen.get(0).control(), "the tunnel's tag stands before the station's");
        final List<Seen> back = lab.send(3, B, A, PRIORITY_5 | 30, 7);
        assertEquals(List.of(new Seen(4, A, B, UNTAGGED, 7)), back);
    }
}
