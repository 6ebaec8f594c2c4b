package org.firsthop.node.sim;

import java.util.ArrayList;
import java.util.List;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;

/**
 * A full-duplex Ethernet link between two {@linkplain LinkEnd ends}.
 *
 * <p>Made by {@link Simulation#link}; belongs to the thread that runs the simulation.
 */
public final class Link {
    /** The link is down. Whoever pulled the plug. */
    public static final DropReason DOWN =
            DropReason.declare("LINK_DOWN", Severity.WARNING, "the link is down: plug it in again");

    /** The link lost the frame, as its configuration says. */
    public static final DropReason LOST = DropReason.declare("LINK_LOST", Severity.INFO, "the link lost the frame");

    /** The frame is longer than the link's MTU allows. The sender, whose MTU is another. */
    public static final DropReason TOO_LONG = DropReason.declare(
            "LINK_FRAME_TOO_LONG", Severity.WARNING, "the frame is longer than the link's MTU allows");

    /** The pool had no frame for a duplicate; the original went on its way. */
    public static final DropReason NO_FRAME = DropReason.declare(
            "LINK_NO_FRAME", Severity.ERROR, "no free frame for a duplicate: give the simulation more frames");

    private final String name;
    private final LinkConfig config;
    private final LinkEnd left;
    private final LinkEnd right;
    private final List<LinkObserver> observers = new ArrayList<>();
    private boolean up = true;

    Link(
            final Simulation simulation,
            final Partition partition,
            final int index,
            final String name,
            final LinkConfig config) {
        this.name = name;
        this.config = config;
        left = new LinkEnd(this, simulation, partition, index << 1, "left");
        right = new LinkEnd(this, simulation, partition, index << 1 | 1, "right");
    }

    /** {@return the name, unique in the simulation} */
    public String name() {
        return name;
    }

    /** {@return what the link does to frames} */
    public LinkConfig config() {
        return config;
    }

    /** {@return one end} */
    public LinkEnd left() {
        return left;
    }

    /** {@return the other end} */
    public LinkEnd right() {
        return right;
    }

    /** {@return whether frames pass} */
    public boolean isUp() {
        return up;
    }

    /**
     * Plugs the link in, or pulls the plug: frames on the way are lost then. While the simulation runs, {@linkplain
     * Simulation#at an action} does it, or the node at either end where one thread runs all.
     *
     * @param isUp whether frames pass from now on.
     */
    public void up(final boolean isUp) {
        up = isUp;
    }

    /**
     * Lets somebody see the frames of both directions.
     *
     * @param observer called as each frame is sent.
     */
    public void observe(final LinkObserver observer) {
        observers.add(observer);
    }

    /** {@return the least nanoseconds from the sending of a frame to its arrival} */
    long leastNs() {
        return config.delayNs() + LinkEnd.leastSendingNs(config);
    }

    List<LinkObserver> observers() {
        return observers;
    }

    @Override
    public String toString() {
        return name;
    }
}
