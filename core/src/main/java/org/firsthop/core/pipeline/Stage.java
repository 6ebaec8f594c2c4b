package org.firsthop.core.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.firsthop.core.drop.DropCounters;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.jspecify.annotations.Nullable;

/**
 * One step on a packet's way.
 *
 * <p>A subclass declares its outputs as fields and writes {@link #process}. There it decides on every frame of the batch,
 * in the order of the batch, exactly once: {@link Output#send}, {@link #drop}, {@link #consume} or {@link #hold}. Tables
 * may be read for the whole vector first, so that their cache misses overlap, and frames decided on afterwards.
 *
 * <p>A stage belongs to the thread of its graph. What it counts may be read by others, each number by itself.
 */
public abstract class Stage {
    /** Frames that its batches have room for at first: many of a node's stages see few, and batches keep what they have grown to. */
    private static final int FIRST_CAPACITY = 4;

    private final String name;
    private final FrameAllocator frames;
    private final FramePool pool;
    private final List<Output> outputs = new ArrayList<>();
    private FrameBatch input = new FrameBatch(FIRST_CAPACITY);
    private FrameBatch working = new FrameBatch(FIRST_CAPACITY);
    private ReadySet ready = new ReadySet(1);
    private int place;
    private Stage[] targets = new Stage[0];
    private int[] targetPlaces = new int[0];
    private final DropCounters drops = new DropCounters();
    private @Nullable PacketTrace trace;
    private long received;
    private long batches;
    private long dropped;
    private long consumed;
    private long originated;
    private long held;

    /**
     * A stage.
     *
     * @param name unique in its graph, lower case with hyphens, such as {@code ipv4-validate}.
     * @param frames the allocator of the thread that runs the graph.
     */
    protected Stage(final String name, final FrameAllocator frames) {
        this.name = name;
        this.frames = frames;
        this.pool = frames.pool();
    }

    /**
     * Decides on every frame of a batch, in order.
     *
     * @param batch of frames that are now this stage's; it must not be changed.
     * @param nowNs the time of the worker's clock, in nanoseconds.
     */
    protected abstract void process(FrameBatch batch, long nowNs);

    /**
     * Declares a way out, in the subclass's field initializer or constructor.
     *
     * @param outputName unique in this stage, such as {@code local}.
     * @return the output, to be connected by whoever builds the graph.
     */
    protected final Output output(final String outputName) {
        final Output output = new Output(this, outputName);
        outputs.add(output);
        return output;
    }

    /**
     * Ends a packet's way for a reason: counted, traced and freed.
     *
     * @param frame to drop.
     * @param reason of the drop.
     */
    protected final void drop(final int frame, final DropReason reason) {
        drops.increment(reason);
        dropped++;
        if (trace != null) {
            trace.dropped(frame, name, reason);
        }
        frames.free(frame);
    }

    /**
     * Drops a packet, and sends a notice of it to the stage that tells its sender: counted and traced as by {@link #drop},
     * but the frame lives on. It is the notice now, originated by this stage: it holds the packet as it was, and in place
     * of the adjacency and the flow hash the reason's id and a parameter.
     *
     * @param frame whose packet is dropped.
     * @param reason of the drop.
     * @param parameter that the sender is to be told, such as the MTU that the packet did not fit; 0 when there is none.
     * @param notices the output that leads to the stage that tells senders.
     */
    protected final void reject(final int frame, final DropReason reason, final int parameter, final Output notices) {
        drops.increment(reason);
        dropped++;
        if (trace != null) {
            trace.dropped(frame, name, reason);
            pool.flags(frame, pool.flags(frame) & ~FramePool.TRACED);
        }
        pool.adjacency(frame, reason.id());
        pool.flowHash(frame, parameter);
        originate(frame, notices);
    }

    /**
     * Ends a packet's way because it arrived: counted and freed.
     *
     * @param frame that was delivered.
     */
    protected final void consume(final int frame) {
        consumed++;
        if (trace != null) {
            trace.ended(frame, name + ": delivered");
        }
        frames.free(frame);
    }

    /**
     * Counts frames that left the graph by this stage in another way than freeing, such as into a port or a queue.
     *
     * @param batch whose first frames are no longer this stage's.
     * @param count how many of them.
     */
    protected final void passedOn(final FrameBatch batch, final int count) {
        consumed += count;
        if (trace != null) {
            for (int i = 0; i < count; i++) {
                trace.ended(batch.get(i), name + ": passed on");
            }
        }
    }

    /**
     * Keeps a frame beyond this call of {@link #process}, to be sent by {@link #release} or dropped by {@link #dropHeld}.
     *
     * @param frame to keep.
     */
    protected final void hold(final int frame) {
        held++;
        if (trace != null) {
            trace.note(frame, name + ": held");
        }
    }

    /**
     * Sends a frame that was held.
     *
     * @param frame to send.
     * @param output to send it to.
     */
    protected final void release(final int frame, final Output output) {
        held--;
        output.send(frame);
    }

    /**
     * Drops a frame that was held.
     *
     * @param frame to drop.
     * @param reason of the drop.
     */
    protected final void dropHeld(final int frame, final DropReason reason) {
        held--;
        drop(frame, reason);
    }

    /**
     * Rejects a frame that was held, as {@link #reject} does.
     *
     * @param frame whose packet is dropped.
     * @param reason of the drop.
     * @param parameter that the sender is to be told; 0 when there is none.
     * @param notices the output that leads to the stage that tells senders.
     */
    protected final void rejectHeld(
            final int frame, final DropReason reason, final int parameter, final Output notices) {
        held--;
        reject(frame, reason, parameter, notices);
    }

    /**
     * Ends the way of a frame that was held because it arrived, or became part of another.
     *
     * @param frame that was held.
     */
    protected final void consumeHeld(final int frame) {
        held--;
        consume(frame);
    }

    /**
     * Sends a frame that this stage allocated itself, such as an ICMP error or a flooded copy.
     *
     * @param frame to send.
     * @param output to send it to.
     */
    protected final void originate(final int frame, final Output output) {
        originated++;
        output.send(frame);
    }

    /**
     * Whether a packet's way is followed, so that a remark about it is worth composing.
     *
     * @param frame to look at.
     * @return whether {@link #note} will keep a remark.
     */
    protected final boolean isTraced(final int frame) {
        return trace != null && (pool.flags(frame) & FramePool.TRACED) != 0;
    }

    /**
     * Adds a remark to a packet's way, where it is followed.
     *
     * @param frame that the remark is about.
     * @param remark one line; composing it allocates, so ask {@link #isTraced} first.
     */
    protected final void note(final int frame, final String remark) {
        if (trace != null) {
            trace.note(frame, remark);
        }
    }

    /**
     * Takes a frame that comes from outside the graph, such as from a queue; called from {@link TimedStage#poll}. It is in the
     * batch that {@link #process} gets next.
     *
     * @param frame that is this stage's from now on.
     */
    protected final void enter(final int frame) {
        admit(frame);
    }

    /**
     * Takes a frame that comes from outside the graph as one that this stage originates, to be decided on at once like one
     * that {@link #process} was given. Only on the graph's thread.
     *
     * @param frame that is this stage's from now on.
     */
    protected final void adopt(final int frame) {
        originated++;
        if (trace != null) {
            trace.note(frame, name + ": originated");
        }
    }

    /** {@return the name, unique in its graph} */
    public final String name() {
        return name;
    }

    /** {@return the pool of all frames that pass} */
    public final FramePool pool() {
        return pool;
    }

    /** {@return the allocator of the thread that runs the graph} */
    protected final FrameAllocator frames() {
        return frames;
    }

    /** {@return the ways out, in the order of their declaration} */
    public final List<Output> outputs() {
        return Collections.unmodifiableList(outputs);
    }

    /** {@return frames given to this stage} */
    public final long received() {
        return received;
    }

    /** {@return vectors given to this stage: {@link #received()} ÷ batches is the mean vector length} */
    public final long batches() {
        return batches;
    }

    /** {@return drops by reason} */
    public final DropCounters drops() {
        return drops;
    }

    /** {@return drops for all reasons together} */
    public final long dropped() {
        return dropped;
    }

    /** {@return frames whose way through the graph ended here because they arrived or were passed on} */
    public final long consumed() {
        return consumed;
    }

    /** {@return frames that this stage made} */
    public final long originated() {
        return originated;
    }

    /** {@return frames that this stage keeps at the moment} */
    public final long held() {
        return held;
    }

    /** Gives the stage its place in a graph. */
    final void place(final ReadySet stagesWithInput, final int placeInOrder) {
        ready = stagesWithInput;
        place = placeInOrder;
        if (!input.isEmpty()) {
            ready.mark(place);
        }
    }

    /** Learns where its outputs lead, when all stages have their places. */
    final void aim() {
        final Set<Stage> distinct = new LinkedHashSet<>();
        for (final Output output : outputs) {
            distinct.add(Objects.requireNonNull(output.to()));
        }
        targets = distinct.toArray(new Stage[0]);
        targetPlaces = distinct.stream().mapToInt(target -> target.place).toArray();
    }

    /** Puts a frame into the input. */
    final void admit(final int frame) {
        if (input.isEmpty()) {
            ready.mark(place);
        }
        input.add(frame);
    }

    /** Puts frames into the input. */
    final void admit(final int[] indices, final int from, final int count) {
        if (count > 0) {
            ready.mark(place);
            input.addAll(indices, from, count);
        }
    }

    /** Puts the frames of a batch into the input. */
    final void admit(final FrameBatch batch) {
        if (!batch.isEmpty()) {
            ready.mark(place);
            input.addAll(batch, 0, batch.size());
        }
    }

    /** {@return frames that wait to be given to this stage} */
    final int waiting() {
        return input.size();
    }

    /** Moves the input aside, so that frames sent to this stage while it runs wait for the next pass. */
    final FrameBatch takeInput() {
        ready.clear(place);
        final FrameBatch taken = input;
        working.clear();
        input = working;
        working = taken;
        received += taken.size();
        batches++;
        return taken;
    }

    final void trace(final PacketTrace packetTrace) {
        trace = packetTrace;
    }

    /** How many frames of the present input were decided on since {@code mark} was taken by this same method. */
    final long decided() {
        long sum = dropped + consumed + held - originated;
        for (int i = 0; i < targetPlaces.length; i++) {
            if (ready.isMarked(targetPlaces[i])) {
                sum += targets[i].input.size();
            }
        }
        return sum;
    }
}
