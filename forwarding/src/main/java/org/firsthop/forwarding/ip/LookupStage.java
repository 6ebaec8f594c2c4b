package org.firsthop.forwarding.ip;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.hash.FlowHash;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;

/**
 * What the lookups of both IP versions share: the adjacency of each packet decides where it goes.
 *
 * <p>First the destinations of many packets are looked up together, so that the waits for memory overlap; then each packet
 * is sent on its way, with the adjacency in its descriptor.
 */
abstract class LookupStage extends Stage {
    /** No prefix contains the destination (RFC 1812 section 5.2.7.1). Whoever gave out the route, or the sender. */
    public static final DropReason NO_ROUTE =
            DropReason.declare("IP_NO_ROUTE", Severity.INFO, "no route contains the destination");

    /** The route says to drop without a word. */
    public static final DropReason BLACKHOLE =
            DropReason.declare("IP_BLACKHOLE", Severity.INFO, "the destination's route is a blackhole");

    /** The route says that the destination is unreachable. */
    public static final DropReason UNREACHABLE =
            DropReason.declare("IP_UNREACHABLE", Severity.INFO, "the destination's route is unreachable");

    /** The route says that the destination is prohibited. */
    public static final DropReason PROHIBITED =
            DropReason.declare("IP_PROHIBITED", Severity.INFO, "the destination's route is prohibited");

    /** Packets looked up together. */
    protected static final int CHUNK = FrameBatch.DEFAULT_CAPACITY;

    /** As many as there is room for until more come: most nodes of a large simulation never see a long vector. */
    protected static final int SMALL_CHUNK = FrameBatch.SMALL_CAPACITY;

    /** Where packets go whose link header is known. */
    public final Output forward = output("forward");

    /** Where packets go whose next hop's link address is not known, or not confirmed of late. */
    public final Output resolve = output("resolve");

    /** Where packets for this node go. */
    public final Output local = output("local");

    /** Where notices go of packets whose senders are to be told. */
    public final Output errors = output("errors");

    private final AdjacencyTable adjacencies;
    private final FlowHash flows = FlowHash.symmetric();
    private int[] answers = new int[SMALL_CHUNK];
    private int[] kinds = new int[SMALL_CHUNK];

    /**
     * The stage.
     *
     * @param name unique in its graph.
     * @param adjacencies that the FIB's answers are indices of.
     * @param frames the allocator of the thread that runs the graph.
     */
    protected LookupStage(final String name, final AdjacencyTable adjacencies, final FrameAllocator frames) {
        super(name, frames);
        this.adjacencies = adjacencies;
    }

    /**
     * Looks up the destinations of a part of a batch.
     *
     * @param batch of valid packets.
     * @param from index of the first packet of the part.
     * @param count of packets, 1 to {@link #CHUNK}.
     * @param answers receives the adjacencies, from index 0.
     */
    protected abstract void lookup(FrameBatch batch, int from, int count, int[] answers);

    @Override
    protected final void process(final FrameBatch batch, final long nowNs) {
        for (int from = 0, size = batch.size(); from < size; from += CHUNK) {
            final int count = Math.min(CHUNK, size - from);
            if (count > answers.length) {
                answers = new int[CHUNK];
                kinds = new int[CHUNK];
            }
            lookup(batch, from, count, answers);
            for (int i = 0; i < count; i++) {
                kinds[i] = kind(answers[i]);
            }
            final int[] frames = batch.frames();
            for (int i = 0; i < count; i++) {
                dispatch(frames[from + i], answers[i], kinds[i]);
            }
        }
    }

    private int kind(final int adjacency) {
        return Adjacency.kind(Adjacency.state(adjacencies.entryAddress(adjacency)));
    }

    /** What the port, or whoever spread flows over workers, has left in the descriptor, or else what the packet says. */
    private int flowHash(final int frame) {
        final FramePool pool = pool();
        if (pool.flowHash(frame) == FlowHash.NO_FLOW) {
            final int l3Offset = pool.l3Offset(frame);
            pool.flowHash(frame, flows.ofPacket(pool.address(frame) + l3Offset, pool.length(frame) - l3Offset));
        }
        return pool.flowHash(frame);
    }

    private void dispatch(final int frame, final int answer, final int kindOfAnswer) {
        final FramePool pool = pool();
        int adjacency = answer;
        int kind = kindOfAnswer;
        if (kind == Adjacency.GROUP) {
            adjacency = adjacencies.select(adjacency, flowHash(frame));
            kind = kind(adjacency);
        }
        pool.adjacency(frame, adjacency);
        switch (kind) {
            case Adjacency.FORWARD -> forward.send(frame);
            case Adjacency.NEXT_HOP, Adjacency.CONNECTED, Adjacency.STALE -> resolve.send(frame);
            case Adjacency.LOCAL -> local.send(frame);
            case Adjacency.BLACKHOLE -> drop(frame, BLACKHOLE);
            case Adjacency.UNREACHABLE -> reject(frame, UNREACHABLE, 0, errors);
            case Adjacency.PROHIBIT -> reject(frame, PROHIBITED, 0, errors);
            default -> reject(frame, NO_ROUTE, 0, errors);
        }
    }
}
