package org.firsthop.benchmarks.forwarding;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.port.Port;
import org.firsthop.core.port.PortCounters;

/**
 * A port that receives the same packets over and over, copied from a trace in memory as a network card would write them,
 * and takes back what is sent.
 *
 * <p>With a warm pool, frames that were sent are received into again at once. With a cold one they wait in line behind all
 * others of the pool, so that a frame's memory has left the caches when its turn comes.
 */
final class TracePort implements Port {
    /** Octets that are copied at once; so many must be readable behind the last packet. */
    static final int BLOCK = 64;

    private final String name;
    private final FrameAllocator frames;
    private final FramePool pool;
    private final MemoryRegion trace;
    private final int packets;
    private final int packetLength;
    private final int[] line;
    private final PortCounters counters = new PortCounters();
    private int next;
    private int lineHead;
    private int burst = Integer.MAX_VALUE;

    /**
     * A port.
     *
     * @param name of the port.
     * @param frames the allocator of the benchmark's thread.
     * @param trace packets of one length, one behind the other.
     * @param packets in the trace.
     * @param packetLength octets of each.
     * @param isCold whether frames wait in line: then all frames of the pool are taken at once.
     */
    TracePort(
            final String name,
            final FrameAllocator frames,
            final MemoryRegion trace,
            final int packets,
            final int packetLength,
            final boolean isCold) {
        this.name = name;
        this.frames = frames;
        this.pool = frames.pool();
        this.trace = trace;
        this.packets = packets;
        this.packetLength = packetLength;
        this.line = isCold ? new int[pool.frames()] : new int[0];
        for (int i = 0; i < line.length; i++) {
            line[i] = frames.allocate();
        }
    }

    /**
     * Sets how many packets come at once, at most.
     *
     * @param packetsAtOnce 0 and more.
     */
    void burst(final int packetsAtOnce) {
        burst = packetsAtOnce;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int receive(final FrameBatch into, final int limit) {
        final int first = into.size();
        final int count = Math.min(limit, burst);
        if (line.length == 0) {
            frames.allocate(into, count);
        } else {
            for (int i = 0; i < count; i++) {
                into.add(line[(lineHead + i) & (line.length - 1)]);
            }
        }
        for (int i = first; i < into.size(); i++) {
            final int frame = into.get(i);
            pool.bounds(frame, pool.slotOffset(frame) + pool.headroom(), packetLength);
            copy(trace.address() + (long) next * packetLength, pool.address(frame));
            next = next + 1 == packets ? 0 : next + 1;
        }
        counters.received(count, (long) count * packetLength);
        return count;
    }

    /** Copies a packet {@value #BLOCK} octets at a time, rounded up: both places have room. */
    private void copy(final long from, final long to) {
        for (int at = 0; at < packetLength; at += BLOCK) {
            for (int i = 0; i < BLOCK; i += Long.BYTES) {
                Memory.putNativeLong(null, to + at + i, Memory.nativeLong(null, from + at + i));
            }
        }
    }

    @Override
    public int transmit(final FrameBatch batch) {
        if (line.length == 0) {
            frames.free(batch, 0, batch.size());
        } else {
            for (int i = 0; i < batch.size(); i++) {
                line[lineHead] = batch.get(i);
                lineHead = (lineHead + 1) & (line.length - 1);
            }
        }
        counters.transmitted(batch.size(), 0);
        return batch.size();
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        for (final int frame : line) {
            frames.free(frame);
        }
    }
}
