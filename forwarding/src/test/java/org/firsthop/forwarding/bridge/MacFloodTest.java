package org.firsthop.forwarding.bridge;

import static org.firsthop.forwarding.bridge.BridgeLab.ports;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.firsthop.core.address.MacAddress;
import org.junit.jupiter.api.Test;

/** What an attacker at one port can do to the table of stations. */
class MacFloodTest {
    private static final long INVENTED = 0x0600_0000_0000L;
    private static final long STATION = 0x0200_0000_0000L;
    private static final int ATTACKED = 3;

    private final BridgeLab lab = new BridgeLab(
            4_096,
            bridge -> bridge.stations(1_024),
            BridgePort.plain(),
            BridgePort.plain(),
            BridgePort.plain(),
            BridgePort.plain());

    private long next;

    private void flood(final int frames) {
        for (int i = 0; i < frames; i++) {
            lab.enqueue(ATTACKED, INVENTED | next++, MacAddress.BROADCAST, BridgeLab.UNTAGGED, 0);
            if (i % 64 == 63) {
                lab.run();
            }
        }
        lab.run();
    }

    @Test
    void shouldStayWithinItsBoundAndUnharmOtherPorts() {
        for (int station = 0; station < 256; station++) {
            lab.send(station % 3, STATION | station, MacAddress.BROADCAST);
        }
        final long memory = lab.bridge.stations().memoryOctets();
        flood(20_000);
        assertEquals(256, lab.bridge.stations().size(ATTACKED), "the share of the attacked port");
        assertEquals(20_000 - 256, lab.bridge.stations().evicted(ATTACKED));
        assertEquals(memory, lab.bridge.stations().memoryOctets());
        for (int station = 0; station < 256; station++) {
            assertEquals(
                    List.of(station % 3), ports(lab.send((station + 1) % 3, STATION | station + 1, STATION | station)));
        }
    }

    @Test
    void shouldNeverEvictStationsThatTalkAtTheAttackedPort() {
        lab.send(ATTACKED, STATION, MacAddress.BROADCAST);
        lab.sleepSeconds(1);
        lab.send(ATTACKED, STATION, MacAddress.BROADCAST);
        flood(10_000);
        assertEquals(List.of(ATTACKED), ports(lab.send(0, STATION | 1, STATION)));
    }

    @Test
    void shouldLearnNewStationsWhileTheFloodGoesOn() {
        flood(1_000);
        lab.send(ATTACKED, STATION, MacAddress.BROADCAST);
        assertEquals(List.of(ATTACKED), ports(lab.send(0, STATION | 1, STATION)));
    }

    @Test
    void shouldRefuseNewStationsWhenAllAreConfirmed() {
        flood(256);
        next = 0;
        lab.sleepSeconds(1);
        flood(256);
        next = 1_000;
        flood(10);
        assertEquals(10, lab.bridge.stations().refused(ATTACKED));
        assertEquals(256, lab.bridge.stations().size());
        assertTrue(lab.bridge.fdb().lines().allMatch(line -> line.contains("dev p3.right")));
    }

    @Test
    void shouldBeEmptyAgainWhenTheFloodHasAged() {
        flood(1_000);
        lab.sleepSeconds(MacTable.DEFAULT_AGEING_SECONDS + 1);
        for (int i = 0; i < 4; i++) { // A sweep is bounded: 64 at once.
            lab.worker.doWork();
        }
        assertEquals(0, lab.bridge.stations().size());
        assertEquals(256, lab.bridge.stations().aged(ATTACKED));
    }
}
