package org.firsthop.forwarding.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.MemoryLink;

/** Laws of a bridge under any traffic, held against a map on the heap that learns as IEEE 802.1Q section 8.7 says. */
class BridgePropertyTest {
    private static final int PORTS = 5;
    private static final int STATIONS = 6;
    private static final int AGEING_SECONDS = 20;
    private static final int BROADCAST = STATIONS;
    private static final int GROUP = STATIONS + 1;
    private static final int RESERVED = STATIONS + 2;
    private static final int UNTAGGED = -1;
    private static final long NANOS = 1_000_000_000L;

    /** One frame; the VLAN is that of its tag, or {@link #UNTAGGED}. */
    record Event(int port, int source, int destination, int tag, int secondsBefore) {}

    /** Where a station was heard last, and when. */
    record Heard(int port, long second) {}

    private final FramePool pool = FramePool.builder().frames(512).checked(true).build();
    private final FrameAllocator frames = pool.allocator();
    private final List<MemoryLink> links = new ArrayList<>();
    private final Map<Long, Heard> model = new HashMap<>();
    private long second = -1_000;
    private Worker worker;
    private Bridge bridge;

    @Provide
    Arbitrary<List<Event>> traffic() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, PORTS - 1),
                        Arbitraries.of(0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, GROUP),
                        Arbitraries.integers().between(0, RESERVED),
                        Arbitraries.of(UNTAGGED, UNTAGGED, 0, 1, 2, 3, 4095),
                        Arbitraries.of(0, 0, 0, 1, 3, 25))
                .as(Event::new)
                .list()
                .ofMaxSize(60);
    }

    /** Ports 0 and 1 are access ports of VLANs 1 and 2, 2 and 3 trunks, 4 is plain and isolated from 0. */
    private void wire(final int stations) {
        links.clear();
        model.clear();
        bridge = new Bridge("br0", frames, SipHash.sipHash13(3, 4))
                .stations(stations)
                .ageing(AGEING_SECONDS);
        final BridgePort[] ports = {
            BridgePort.access(1).isolationGroup(1),
            BridgePort.access(2),
            BridgePort.trunk(1, 2),
            BridgePort.trunk(2, 3).nativeVlan(1),
            BridgePort.plain(1).isolationGroup(1)
        };
        for (final BridgePort port : ports) {
            final MemoryLink link = new MemoryLink("p" + links.size(), frames, 8);
            links.add(link);
            bridge.port(link.right(), port);
        }
        worker = bridge.worker(() -> second * NANOS);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void framesGoWhereTheModelSaysAndNowhereElse(@ForAll("traffic") final List<Event> traffic) {
        wire(1_000);
        for (final Event event : traffic) {
            second += event.secondsBefore;
            send(event);
            worker.doWork();
            assertEquals(expected(event), receivers(event), () -> event.toString());
        }
        assertEquals(List.of(), pool.owned());
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void noFrameComesBackAndEachIsCountedOnce(
            @ForAll("traffic") final List<Event> traffic, @ForAll final boolean isTableTiny) {
        wire(isTableTiny ? PORTS : 1_000);
        int delivered = 0;
        for (final Event event : traffic) {
            second += event.secondsBefore;
            send(event);
            worker.doWork();
            final List<Integer> receivers = receivers(event);
            assertFalse(receivers.contains(event.port), "no frame leaves by the port it came in by");
            delivered += receivers.size();
        }
        final long originated =
                worker.graph().stages().stream().mapToLong(Stage::originated).sum();
        assertEquals(
                traffic.size() + originated,
                delivered + worker.graph().drops().total() + worker.graph().inside());
        for (int port = 0; port < PORTS; port++) {
            assertTrue(bridge.stations().size(port) <= bridge.stations().limit(port), "a port's share");
        }
        assertEquals(List.of(), pool.owned());
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void eachFrameIsCountedOnceWhateverThePortsAre(
            @ForAll("traffic") final List<Event> traffic, @ForAll final long seed) {
        final Random random = new Random(seed);
        links.clear();
        bridge = new Bridge("br0", frames, SipHash.sipHash13(3, 4))
                .stations(4 * PORTS + random.nextInt(20))
                .ageing(1 + random.nextInt(30));
        final boolean[] isIsolated = new boolean[PORTS];
        for (int i = 0; i < PORTS; i++) {
            final int vlan = 1 + random.nextInt(3);
            final BridgePort port =
                    switch (random.nextInt(4)) {
                        case 0 -> BridgePort.access(vlan);
                        case 1 -> BridgePort.trunk(1, 1 + vlan);
                        case 2 -> BridgePort.trunkOfAll().nativeVlan(vlan);
                        default -> BridgePort.plain(vlan);
                    };
            isIsolated[i] = random.nextInt(3) == 0;
            if (isIsolated[i]) {
                port.isolationGroup(1);
            }
            if (random.nextBoolean()) {
                port.ingressFiltering(random.nextBoolean()).macLimit(1 + random.nextInt(4));
            }
            if (random.nextInt(3) == 0) {
                port.broadcastLimit(1 + random.nextInt(3), 1 + random.nextInt(4))
                        .multicastLimit(1 + random.nextInt(3), 1 + random.nextInt(4))
                        .unknownUnicastLimit(1 + random.nextInt(3), 1 + random.nextInt(4));
            }
            // Narrow links, too.
            final MemoryLink link = new MemoryLink("p" + i, frames, 1);
            links.add(link);
            bridge.port(link.right(), port);
        }
        worker = bridge.worker(() -> second * NANOS);
        int delivered = 0;
        final FrameBatch batch = new FrameBatch();
        for (final Event event : traffic) {
            second += event.secondsBefore;
            send(event);
            worker.doWork();
            for (int port = 0; port < PORTS; port++) {
                final int came = links.get(port).left().receive(batch, 10);
                assertTrue(came <= 1, "a frame comes once");
                assertTrue(came == 0 || port != event.port, "no frame leaves by the port it came in by");
                assertTrue(came == 0 || !isIsolated[port] || !isIsolated[event.port], "split horizon");
                assertTrue(came == 0 || event.destination != RESERVED, "reserved addresses stay");
                delivered += came;
            }
            frames.freeAll(batch);
        }
        final long originated =
                worker.graph().stages().stream().mapToLong(Stage::originated).sum();
        assertEquals(
                traffic.size() + originated,
                delivered + worker.graph().drops().total() + worker.graph().inside());
        assertEquals(List.of(), pool.owned());
    }

    /** The ports that must get a frame, by the letter of the standard. */
    private List<Integer> expected(final Event event) {
        final int vlan = vlan(event);
        if (vlan == 0 || event.source >= STATIONS || event.destination == RESERVED) {
            return List.of();
        }
        model.put(key(vlan, event.source), new Heard(event.port, second));
        final Heard heard = event.destination < STATIONS ? model.get(key(vlan, event.destination)) : null;
        final List<Integer> ports = new ArrayList<>();
        for (int port = 0; port < PORTS; port++) {
            final boolean areIsolated = Math.min(port, event.port) == 0 && Math.max(port, event.port) == 4;
            final boolean mayGet = port != event.port && carries(port, vlan) && !areIsolated;
            final boolean isKnown = heard != null && second - heard.second <= AGEING_SECONDS;
            if (mayGet && (!isKnown || heard.port == port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    /** The VLAN that a frame belongs to, 0 when its port refuses it. */
    private static int vlan(final Event event) {
        final boolean isUntagged = event.tag == UNTAGGED || event.tag == 0;
        return switch (event.port) {
            case 0 -> isUntagged ? 1 : 0;
            case 1 -> isUntagged ? 2 : 0;
            case 2 -> event.tag == 1 || event.tag == 2 ? event.tag : 0;
            case 3 -> isUntagged ? 1 : event.tag <= 3 ? event.tag : 0;
            default -> 1;
        };
    }

    private static boolean carries(final int port, final int vlan) {
        return switch (port) {
            case 0, 4 -> vlan == 1;
            case 1 -> vlan == 2;
            case 2 -> vlan <= 2;
            default -> true;
        };
    }

    private static long key(final int vlan, final int station) {
        return vlan * 1_000L + station;
    }

    private static long mac(final int address) {
        return switch (address) {
            case BROADCAST -> 0xFFFF_FFFF_FFFFL;
            case GROUP -> 0x0100_5E00_0005L;
            case RESERVED -> 0x0180_C200_000EL;
            default -> 0x0200_0000_0000L | address;
        };
    }

    private void send(final Event event) {
        final int frame = frames.allocate();
        pool.length(frame, 64);
        final long address = pool.address(frame);
        Memory.fill(null, address, 64, (byte) 0xA5);
        Memory.putI64(null, address, mac(event.destination) << 16 | mac(event.source) >>> 32);
        Memory.putI32(null, address + 8, (int) mac(event.source));
        final int tagLength = event.tag == UNTAGGED ? 0 : 4;
        if (event.tag != UNTAGGED) {
            Memory.putI32(null, address + 12, 0x8100_0000 | event.tag);
        }
        Memory.putU16(null, address + 12 + tagLength, 0x0800);
        final FrameBatch batch = new FrameBatch();
        batch.add(frame);
        assertEquals(1, links.get(event.port).left().transmit(batch));
    }

    private List<Integer> receivers(final Event event) {
        final List<Integer> ports = new ArrayList<>();
        final FrameBatch batch = new FrameBatch();
        for (int port = 0; port < PORTS; port++) {
            for (int i = links.get(port).left().receive(batch, 10); i > 0; i--) {
                ports.add(port);
            }
            for (int i = 0; i < batch.size(); i++) {
                final long address = pool.address(batch.get(i));
                assertEquals(mac(event.destination), Memory.i64(null, address) >>> 16, "destination");
                assertEquals(mac(event.source), Memory.i64(null, address + 6) >>> 16, "source");
                if (port < 2) {
                    assertEquals(0x0800, Memory.u16(null, address + 12), "no tag on an access port");
                }
            }
            frames.freeAll(batch);
        }
        return ports;
    }
}
