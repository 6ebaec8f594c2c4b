package org.firsthop.node.host;

import org.agrona.MutableDirectBuffer;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.tcp.PacketSink;

/**
 * Where the transports of a host write the packets they send: each in a frame of its own, in place, with room before it for
 * the link header.
 *
 * <p>Packets wait here until the host routes them. Not thread-safe.
 */
public final class IpSender implements PacketSink {
    private static final int VERSION_SHIFT = 4;
    private static final int IPV4 = 4;

    private final FrameAllocator frames;
    private final FramePool pool;
    private final FrameBatch waiting = new FrameBatch(8);
    private final Ipv4Flyweight ipv4 = new Ipv4Flyweight();
    private int timeToLive;
    private int claimed = FramePool.NO_FRAME;
    private long sent;
    private long refused;

    /**
     * A sender.
     *
     * @param frames to write packets in.
     */
    public IpSender(final FrameAllocator frames) {
        this.frames = frames;
        this.pool = frames.pool();
    }

    /**
     * Gives all packets another TTL or Hop Limit than the transports do.
     *
     * @param hops 1 to 255, or 0 for what the transports say.
     */
    public void timeToLive(final int hops) {
        timeToLive = hops;
    }

    @Override
    public int claim(final int length) {
        if (length > pool.maxFrameLength()) {
            refused++;
            return NO_ROOM;
        }
        if (claimed == FramePool.NO_FRAME) { // Otherwise the last claim was not committed, and its frame serves.
            claimed = frames.allocate();
            if (claimed == FramePool.NO_FRAME) {
                refused++;
                return NO_ROOM;
            }
        }
        pool.length(claimed, length);
        return pool.offset(claimed);
    }

    @Override
    public MutableDirectBuffer buffer() {
        return pool.buffer();
    }

    /**
     * Sends what was written at the last claim as it is to a link, for destinations that mean something on one link only.
     *
     * @param length octets of the packet.
     * @param interfaceIndex of the interface on whose link the destination is.
     */
    void commitTo(final int length, final int interfaceIndex) {
        pool.ingress(take(length), interfaceIndex);
    }

    /** Lets the packet that was written at the last claim wait to be routed; {@return its frame} */
    private int take(final int length) {
        final int frame = claimed;
        claimed = FramePool.NO_FRAME;
        pool.length(frame, length);
        pool.l3Offset(frame, 0);
        waiting.add(frame);
        sent++;
        return frame;
    }

    @Override
    public void commit(final int length, final long connection) {
        final int frame = take(length);
        if (timeToLive != 0) {
            final long address = pool.address(frame);
            if (Memory.u8(null, address) >>> VERSION_SHIFT == IPV4) {
                ipv4.wrap(pool.buffer(), pool.offset(frame)).ttl(timeToLive).fillChecksum();
            } else {
                Memory.putU8(null, address + Ipv6Flyweight.HOP_LIMIT_OFFSET, timeToLive);
            }
        }
    }

    /** {@return whether packets wait to be routed} */
    public boolean hasPackets() {
        return !waiting.isEmpty();
    }

    /** {@return the packets that wait; whoever takes them clears the batch} */
    FrameBatch waiting() {
        return waiting;
    }

    /** {@return packets that were written} */
    public long sent() {
        return sent;
    }

    /** {@return packets that found no frame} */
    public long refused() {
        return refused;
    }
}
