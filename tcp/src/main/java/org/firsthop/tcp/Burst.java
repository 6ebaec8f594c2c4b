package org.firsthop.tcp;

import org.agrona.DirectBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.tcp.table.FlowIndex;
import org.firsthop.tcp.table.FlowKey;
import org.jspecify.annotations.Nullable;

/**
 * Packets that have come together. The lines of memory that they will need are touched for all before the first is dealt with, so
 * that the processor waits for many at a time; and an acknowledgment that data in order ask for is sent once for a connection,
 * when all are dealt with (RFC 9293 section 3.10.7.4, MUST-58, MUST-59).
 */
final class Burst {
    /** Packets that are dealt with at a time: what is touched for them stays in the nearest cache. */
    static final int LENGTH = 64;

    private static final int CACHE_LINE = 64;

    private final EngineState state;
    private final Output output;
    private final FlowKey key = new FlowKey();
    private final int[] hashes = new int[LENGTH];
    private final boolean[] hashed = new boolean[LENGTH];
    private final int[] references = new int[LENGTH];
    private final int[] owed = new int[LENGTH];
    private int owedCount;
    private boolean open;

    /** Keeps the reads that touch from being left out. */
    private long touched;

    Burst(final EngineState state, final Output output) {
        this.state = state;
        this.output = output;
    }

    /** Touches what packets will need; any octets may be there. */
    void begin(final DirectBuffer buffer, final int[] offsets, final int[] lengths, final int first, final int limit) {
        open = true;
        final Object array = buffer.byteArray();
        final Object base = array == null ? null : array; // as in Segment#read
        final int count = limit - first;
        for (int i = 0; i < count; i++) {
            final int offset = offsets[first + i];
            final int length = lengths[first + i];
            buffer.boundsCheck(offset, Math.max(0, length));
            hashed[i] = readKey(base, buffer.addressOffset() + offset, length);
            if (hashed[i]) {
                hashes[i] = state.hash.hash(key);
            }
        }
        // In a loop of its own, so that the processor waits for the index as often as it can at once.
        for (int i = 0; i < count; i++) {
            references[i] = hashed[i] ? state.index.peek(hashes[i]) : FlowIndex.NONE;
        }
        long lines = touched;
        for (int i = 0; i < count; i++) {
            if (references[i] != FlowIndex.NONE) {
                final long address = state.index.address(references[i]);
                lines += Memory.nativeLong(null, address);
                if (FlowIndex.kind(references[i]) == EngineState.CONNECTION) {
                    lines += Memory.nativeLong(null, address + CACHE_LINE)
                            + Memory.nativeLong(null, address + 2 * CACHE_LINE);
                }
            }
        }
        touched = lines;
    }

    /**
     * The hash of a packet's four-tuple, which was computed already where it could be.
     *
     * @param position of the packet in the burst.
     * @param segment the packet, as it was read.
     */
    int hash(final int position, final Segment segment) {
        return hashed[position] ? hashes[position] : state.hash.hash(segment.key);
    }

    /** Reads the four-tuple of a segment whose header follows IP's at once; others are not worth the search here. */
    private boolean readKey(final @Nullable Object base, final long address, final int length) {
        if (length < Ipv4Flyweight.MIN_HEADER_LENGTH + Integer.BYTES) {
            return false;
        }
        final int first = Memory.u8(base, address);
        if (first == 0x45 && Memory.u8(base, address + Ipv4Flyweight.PROTOCOL_OFFSET) == IpProtocol.TCP) {
            final long source = FlowKey.mapped(Memory.i32(base, address + Ipv4Flyweight.SOURCE_OFFSET));
            final long destination = FlowKey.mapped(Memory.i32(base, address + Ipv4Flyweight.DESTINATION_OFFSET));
            final int ports = Memory.i32(base, address + Ipv4Flyweight.MIN_HEADER_LENGTH);
            key.set(0, destination, ports & 0xFFFF, 0, source, ports >>> 16);
            return true;
        }
        if (first >>> 4 == 6
                && length >= Ipv6Flyweight.HEADER_LENGTH + Integer.BYTES
                && Memory.u8(base, address + Ipv6Flyweight.NEXT_HEADER_OFFSET) == IpProtocol.TCP) {
            final long source = address + Ipv6Flyweight.SOURCE_OFFSET;
            final long destination = address + Ipv6Flyweight.DESTINATION_OFFSET;
            final int ports = Memory.i32(base, address + Ipv6Flyweight.HEADER_LENGTH);
            key.set(
                    Memory.i64(base, destination),
                    Memory.i64(base, destination + Long.BYTES),
                    ports & 0xFFFF,
                    Memory.i64(base, source),
                    Memory.i64(base, source + Long.BYTES),
                    ports >>> 16);
            return true;
        }
        return false;
    }

    /** {@return whether the acknowledgment that is due may wait for the end of the burst} */
    boolean defer(final int index, final long tcb) {
        // RFC 5681 section 4.2: while octets are missing, every segment is acknowledged, for the sender to count.
        if (!open || Tcb.is(tcb, Tcb.OUT_OF_ORDER)) {
            return false;
        }
        if (!Tcb.is(tcb, Tcb.ACK_OWED)) {
            if (owedCount == LENGTH) {
                return false;
            }
            Tcb.set(tcb, Tcb.ACK_OWED);
            owed[owedCount++] = index;
        }
        return true;
    }

    /** Sends the acknowledgments that are still owed. */
    void end() {
        open = false;
        for (int i = 0; i < owedCount; i++) {
            final long tcb = state.connections.address(owed[i]);
            if (Tcb.is(tcb, Tcb.ACK_OWED) && Tcb.state(tcb) != Tcb.CLOSED) {
                output.acknowledge(owed[i], tcb);
            }
        }
        owedCount = 0;
    }
}
