package org.firsthop.core.port;

import java.util.List;
import org.agrona.concurrent.Agent;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.hash.FlowHash;

/**
 * Spreads the frames of one port over several workers by flow, as a network card with several queues does.
 *
 * <p>Every shard is one end of a {@link MemoryLink} whose other end a worker has as its port. Frames of one flow go to one
 * shard, in order; with a symmetric hash both directions do, whichever port they come in by, when the ports have equally many
 * shards. Frames of no flow, such as ARP, go to the first shard. What the workers transmit leaves by the port, in the order of
 * each shard.
 *
 * <p>The flow's hash stays in the frame's descriptor. A frame that a full link or the full port does not take is freed and
 * counted.
 *
 * <p>An agent of one thread, to which the port and this side's ends of the links belong.
 */
public final class FlowShards implements Agent {
    /** Spreads the hash's bits, so that which shard a flow takes tells nothing of which path it takes among equals. */
    private static final int SPREADING_FACTOR = 0x9E37_79B9;

    private final Port port;
    private final Port[] shards;
    private final FlowHash hash;
    private final FrameAllocator frames;
    private final int vectorLength;
    private final FrameBatch received = new FrameBatch();
    private final FrameBatch[] parts;
    private final FrameBatch leaving = new FrameBatch();
    private long shardOverflows;
    private long portOverflows;

    /**
     * Shards of a port.
     *
     * @param port that frames come from and go to.
     * @param shards this side's ends of the links to the workers, one or more.
     * @param hash of flows.
     * @param frames the allocator of this agent's thread.
     * @param vectorLength how many frames are taken from the port, and from each link, in one duty cycle; 1 or more.
     * @throws IllegalArgumentException when a value is outside its range.
     */
    public FlowShards(
            final Port port,
            final List<Port> shards,
            final FlowHash hash,
            final FrameAllocator frames,
            final int vectorLength) {
        if (shards.isEmpty() || vectorLength < 1) {
            throw new IllegalArgumentException(
                    "shards: value=" + shards.size() + ", vectorLength: value=" + vectorLength + ", minimum=1");
        }
        this.port = port;
        this.shards = shards.toArray(new Port[0]);
        this.hash = hash;
        this.frames = frames;
        this.vectorLength = vectorLength;
        parts = new FrameBatch[this.shards.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new FrameBatch();
        }
    }

    @Override
    public int doWork() {
        final int taken = port.receive(received, vectorLength);
        spread();
        int left = 0;
        for (final Port shard : shards) {
            left += shard.receive(leaving, vectorLength);
        }
        if (left > 0) {
            portOverflows += send(port, leaving);
        }
        return taken + left;
    }

    private void spread() {
        final FramePool pool = frames.pool();
        for (int i = 0, size = received.size(); i < size; i++) {
            final int frame = received.get(i);
            final int flow = hash.ofFrame(pool.address(frame), pool.length(frame));
            pool.flowHash(frame, flow);
            parts[shardOf(flow)].add(frame);
        }
        received.clear();
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].isEmpty()) {
                shardOverflows += send(shards[i], parts[i]);
            }
        }
    }

    /**
     * The shard of a flow.
     *
     * @param flow its hash.
     * @return the index of the shard, 0 for {@link FlowHash#NO_FLOW}.
     */
    public int shardOf(final int flow) {
        return (int) ((Integer.toUnsignedLong(flow * SPREADING_FACTOR) * shards.length) >>> 32);
    }

    /** Sends what fits, frees the rest and returns how many that were. */
    private int send(final Port to, final FrameBatch batch) {
        final int taken = to.transmit(batch);
        final int refused = batch.size() - taken;
        frames.free(batch, taken, batch.size());
        batch.clear();
        return refused;
    }

    /** {@return frames freed because the link to their worker was full: the worker is overloaded} */
    public long shardOverflows() {
        return shardOverflows;
    }

    /** {@return frames freed because the port took no more} */
    public long portOverflows() {
        return portOverflows;
    }

    @Override
    public String roleName() {
        return port.name() + "-shards";
    }
}
