package org.firsthop.forwarding.ip;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;

/**
 * The end of packets whose next hop's link address nobody has configured, on a node that does not ask for addresses.
 *
 * <p>Configured neighbors never come here: their adjacencies have a link header.
 */
public final class StaticNeighbors extends Stage {
    /** No neighbor entry gives the link address of the next hop. The operator, who configures neighbors here. */
    public static final DropReason NEIGHBOR_UNKNOWN = DropReason.declare(
            "NEIGHBOR_UNKNOWN", Severity.ERROR, "no neighbor entry gives the next hop's link address");

    /** Where notices go of packets whose senders are to be told. */
    public final Output errors = output("errors");

    /**
     * The stage.
     *
     * @param frames the allocator of the thread that runs the graph.
     */
    public StaticNeighbors(final FrameAllocator frames) {
        super("static-neighbors", frames);
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        for (int i = 0, size = batch.size(); i < size; i++) {
            reject(batch.get(i), NEIGHBOR_UNKNOWN, 0, errors);
        }
    }
}
