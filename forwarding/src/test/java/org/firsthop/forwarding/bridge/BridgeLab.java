package org.firsthop.forwarding.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;

/** A bridge with stations at the other ends of its ports, on a clock of its own. */
final class BridgeLab {
    static final int UNTAGGED = -1;

    final FramePool pool;
    final FrameAllocator frames;
    final Bridge bridge;
    final Worker worker;
    final List<MemoryLink> links = new ArrayList<>();
    private final EthernetFlyweight ethernet = new EthernetFlyweight();
    private long nowNs = -5_000_000_000L;

    /** A frame as a station sees it; its payload is its number. */
    record Seen(int port, long destination, long source, int control, int number) {}

    BridgeLab(final BridgePort... ports) {
        this(256, bridge -> bridge, ports);
    }

    BridgeLab(final int poolFrames, final UnaryOperator<Bridge> settings, final BridgePort... ports) {
        pool = FramePool.builder().frames(poolFrames).checked(true).build();
        frames = pool.allocator();
        bridge = settings.apply(new Bridge("br0", frames, SipHash.sipHash13(1, 2)));
        for (final BridgePort port : ports) {
            final MemoryLink link = new MemoryLink("p" + links.size(), frames, 64);
            links.add(link);
            bridge.port(link.right(), port);
        }
        worker = bridge.worker(() -> nowNs);
    }

    void sleepSeconds(final int seconds) {
        nowNs += seconds * 1_000_000_000L;
        worker.doWork();
    }

    void sleepNs(final long nanos) {
        nowNs += nanos;
    }

    long nowNs() {
        return nowNs;
    }

    /** Sends a frame and answers who got it. */
    List<Seen> send(final int port, final long source, final long destination) {
        return send(port, source, destination, UNTAGGED, 0);
    }

    List<Seen> send(final int port, final long source, final long destination, final int control, final int number) {
        enqueue(port, source, destination, control, number);
        return run();
    }

    /** Puts a frame on the wire, for a later {@link #run}. */
    void enqueue(final int port, final long source, final long destination, final int control, final int number) {
        final int frame = frames.allocate();
        final int tagLength = control == UNTAGGED ? 0 : 4;
        final int offset = pool.offset(frame);
        pool.length(frame, 60 + tagLength);
        pool.buffer().setMemory(offset, 60 + tagLength, (byte) 0xA5);
        ethernet.wrap(pool.buffer(), offset).destination(destination).source(source);
        if (control != UNTAGGED) {
            putU16(offset + 12, EtherType.VLAN);
            putU16(offset + 14, control);
        }
        putU16(offset + 12 + tagLength, EtherType.IPV4);
        pool.buffer().putInt(offset + 14 + tagLength, number);
        transmit(port, frame);
    }

    void transmit(final int port, final int frame) {
        final FrameBatch batch = new FrameBatch();
        batch.add(frame);
        assertEquals(1, links.get(port).left().transmit(batch), "room on the link");
    }

    List<Seen> run() {
        worker.doWork();
        final List<Seen> seen = new ArrayList<>();
        for (int port = 0; port < links.size(); port++) {
            final FrameBatch batch = new FrameBatch();
            links.get(port).left().receive(batch, 256);
            for (int i = 0; i < batch.size(); i++) {
                seen.add(see(port, batch.get(i)));
            }
            frames.freeAll(batch);
        }
        return seen;
    }

    private Seen see(final int port, final int frame) {
        final int offset = pool.offset(frame);
        ethernet.wrap(pool.buffer(), offset);
        final boolean isTagged = ethernet.etherType() == EtherType.VLAN;
        final int shift = isTagged ? 4 : 0;
        return new Seen(
                port,
                ethernet.destination(),
                ethernet.source(),
                isTagged ? u16(offset + 14) : UNTAGGED,
                pool.buffer().getInt(offset + 14 + shift));
    }

    static List<Integer> ports(final List<Seen> seen) {
        return seen.stream().map(Seen::port).toList();
    }

    Stage stage(final String name) {
        return worker.graph().stages().stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    BridgeForward forward() {
        return (BridgeForward) stage("bridge-forward");
    }

    private void putU16(final int index, final int value) {
        pool.buffer().putShort(index, (short) value, ByteOrder.BIG_ENDIAN);
    }

    private int u16(final int index) {
        return pool.buffer().getShort(index, ByteOrder.BIG_ENDIAN) & 0xFFFF;
    }
}
