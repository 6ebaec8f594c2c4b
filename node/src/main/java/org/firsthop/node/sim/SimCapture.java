package org.firsthop.node.sim;

import java.io.IOException;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.capture.Direction;
import org.firsthop.core.capture.LinkType;
import org.firsthop.core.capture.PacketOptions;
import org.firsthop.core.capture.PcapngWriter;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.EthernetFcs;
import org.jspecify.annotations.Nullable;

/**
 * Writes what passes over links into a pcapng file: an interface a link, nanoseconds, frames with their FCS.
 *
 * <p>A packet's time is that at which its first bit left; packets stand in the file in the order of their times. Outbound is
 * from the link's left end to its right one. What a link loses or damages is in the file whole: the tap is at the sender's end.
 * Belongs to the simulation's thread.
 */
public final class SimCapture implements AutoCloseable {
    /** The time of the capture's packets at simulated time 0: 2026-01-01T00:00:00Z, in seconds since the epoch. */
    public static final long DEFAULT_EPOCH_SECONDS = 1_767_225_600L;

    private static final long NANOS_A_SECOND = 1_000_000_000L;

    private final Simulation simulation;
    private final PcapngWriter writer;
    private final long epochNs;
    private final PacketOptions options = new PacketOptions();
    private final PriorityQueue<Packet> pending =
            new PriorityQueue<>(Comparator.comparingLong(Packet::departNs).thenComparingLong(Packet::number));
    private long packets;
    private @Nullable IOException failure;

    /** A frame that was sent and leaves in a moment. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Packet(long departNs, long number, int interfaceIndex, boolean outbound, byte[] octets) {}

    /**
     * A capture into a file.
     *
     * @param simulation whose links are tapped.
     * @param writer to write with; closed by {@link #close()}.
     * @param epochSeconds since 1970, the time of packets at simulated time 0; not negative.
     */
    public SimCapture(final Simulation simulation, final PcapngWriter writer, final long epochSeconds) {
        this.simulation = simulation;
        this.writer = writer;
        this.epochNs = Math.multiplyExact(epochSeconds, NANOS_A_SECOND);
    }

    /**
     * Taps a link.
     *
     * @param link whose frames are written from now on, under its name.
     * @throws IOException when writing fails.
     */
    public void tap(final Link link) throws IOException {
        final int index = writer.addInterface(link.name(), LinkType.ETHERNET, 0, EthernetFcs.LENGTH);
        link.observe((from, pool, frame, departNs, arriveNs, fate) ->
                add(index, from == link.left(), pool, frame, departNs));
    }

    private void add(
            final int index, final boolean outbound, final FramePool pool, final int frame, final long departNs) {
        writeUntil(simulation.nowNs());
        final byte[] octets = new byte[pool.length(frame)];
        Memory.copy(null, pool.address(frame), octets, BufferUtil.ARRAY_BASE_OFFSET, octets.length);
        pending.add(new Packet(departNs, packets++, index, outbound, octets));
    }

    /** Writes the packets before a time; none can come any more that is earlier. */
    private void writeUntil(final long timeNs) {
        for (Packet next = pending.peek(); next != null && next.departNs < timeNs; next = pending.peek()) {
            write(pending.remove());
        }
    }

    private void write(final Packet packet) {
        if (failure != null) {
            return;
        }
        final UnsafeBuffer octets = new UnsafeBuffer(packet.octets);
        try {
            writer.write(
                    packet.interfaceIndex,
                    epochNs + packet.departNs,
                    octets,
                    0,
                    octets.capacity(),
                    octets.capacity(),
                    options.clear().direction(packet.outbound ? Direction.OUTBOUND : Direction.INBOUND));
        } catch (final IOException e) {
            failure = e;
        }
    }

    /** {@return packets seen so far} */
    public long packets() {
        return packets;
    }

    /**
     * Writes what is left and closes the file.
     *
     * @throws IOException when this or any write before failed.
     */
    @Override
    public void close() throws IOException {
        writeUntil(Long.MAX_VALUE);
        writer.close();
        if (failure != null) {
            throw failure;
        }
    }
}
