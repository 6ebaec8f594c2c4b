package org.firsthop.core.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.jspecify.annotations.Nullable;

/**
 * Follows chosen packets through a pipeline: which stage saw the packet, what it looked like there, and why it was dropped.
 *
 * <p>Armed for a number of packets, it takes the next ones that a {@link Filter} lets through. Tracing is for people: while
 * packets are traced it allocates; when it is not armed and no traced packet is under way it costs one comparison a vector.
 * Belongs to the worker's thread; {@link #finished()} is read when the worker rests.
 */
public final class PacketTrace {
    /** Chooses the packets to follow. */
    @FunctionalInterface
    public interface Filter {
        /**
         * Whether to follow a packet.
         *
         * @param pool that has the frame.
         * @param frame just received.
         * @return whether to follow it.
         */
        boolean matches(FramePool pool, int frame);
    }

    /** Says in one line what a packet looks like. */
    @FunctionalInterface
    public interface Describer {
        /**
         * Describes a frame.
         *
         * @param pool that has the frame.
         * @param frame to describe.
         * @return one line of text.
         */
        String describe(FramePool pool, int frame);
    }

    /**
     * One packet's way.
     *
     * @param number of the packet among all received since the trace was made, from 1.
     * @param steps what happened to it, in order.
     */
    public record Path(long number, List<String> steps) {
        /** {@return the steps, one a line, below a head line with the packet's number} */
        @Override
        public String toString() {
            return "packet " + number + "\n  " + String.join("\n  ", steps) + '\n';
        }
    }

    private final FramePool pool;
    private final Filter filter;
    private final Describer describer;
    private final Int2ObjectHashMap<Path> underWay = new Int2ObjectHashMap<>();
    private final List<Path> finished = new ArrayList<>();
    private long seen;
    private int armed;

    /**
     * A trace that follows nothing yet.
     *
     * @param pool of the frames.
     * @param filter that chooses packets.
     * @param describer that says what a packet looks like.
     */
    public PacketTrace(final FramePool pool, final Filter filter, final Describer describer) {
        this.pool = pool;
        this.filter = filter;
        this.describer = describer;
    }

    /**
     * Follows the next packets that match.
     *
     * @param packets how many, at least 0; replaces what was armed before.
     */
    public void arm(final int packets) {
        armed = packets;
    }

    /** {@return the ways of the packets that are gone, in the order in which they went} */
    public List<Path> finished() {
        return List.copyOf(finished);
    }

    /**
     * Adds a remark of a stage to a packet's way.
     *
     * @param frame that may be followed.
     * @param remark one line.
     */
    public void note(final int frame, final String remark) {
        final Path path = find(frame);
        if (path != null) {
            path.steps.add(remark);
        }
    }

    void received(final FrameBatch batch, final String portName) {
        for (int i = 0; i < batch.size(); i++) {
            seen++;
            final int frame = batch.get(i);
            if (armed > 0 && filter.matches(pool, frame)) {
                armed--;
                pool.flags(frame, pool.flags(frame) | FramePool.TRACED);
                final Path path = new Path(seen, new ArrayList<>());
                path.steps.add(portName + ": received " + describer.describe(pool, frame));
                underWay.put(frame, path);
            }
        }
    }

    void entered(final FrameBatch batch, final String stageName) {
        if (underWay.isEmpty()) {
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            final int frame = batch.get(i);
            final Path path = find(frame);
            if (path != null) {
                path.steps.add(stageName + ": " + describer.describe(pool, frame));
            }
        }
    }

    void dropped(final int frame, final String stageName, final DropReason reason) {
        ended(frame, stageName + ": dropped, " + reason.name() + " (" + reason.description() + ")");
    }

    void ended(final int frame, final String remark) {
        final Path path = underWay.remove(frame);
        if (path != null) {
            path.steps.add(remark);
            finished.add(path);
        }
    }

    private @Nullable Path find(final int frame) {
        return underWay.isEmpty() || (pool.flags(frame) & FramePool.TRACED) == 0 ? null : underWay.get(frame);
    }
}
