package org.firsthop.core.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * One way out of a stage, wired to the stage that comes next.
 *
 * <p>Frames sent here wait in the next stage's input until the graph runs it.
 */
public final class Output {
    private final Stage from;
    private final String name;
    private @Nullable Stage to;
    /** The same when connected, which every output of a graph is. */
    private Stage target;

    Output(final Stage from, final String name) {
        this.from = from;
        this.name = name;
        target = from;
    }

    /**
     * Sends a frame that the stage was given with its input. Only the stage that owns this output calls this, from within
     * {@link Stage#process}.
     *
     * @param frame to send; it is no longer the stage's.
     */
    public void send(final int frame) {
        target.admit(frame);
    }

    /**
     * As {@link #send(int)}, several frames at once.
     *
     * @param frames that has the frames to send.
     * @param from index of the first of them.
     * @param count of frames to send.
     */
    public void send(final int[] frames, final int from, final int count) {
        target.admit(frames, from, count);
    }

    /** {@return the stage that sends here} */
    public Stage from() {
        return from;
    }

    /** {@return the name, unique in its stage} */
    public String name() {
        return name;
    }

    /** {@return the stage that comes next, or {@code null} before the output is connected} */
    public @Nullable Stage to() {
        return to;
    }

    void connect(final Stage next) {
        if (to != null) {
            throw new IllegalArgumentException(this + " is connected to " + to.name() + " already");
        }
        to = next;
        target = next;
    }

    @Override
    public String toString() {
        return from.name() + '.' + name;
    }
}
