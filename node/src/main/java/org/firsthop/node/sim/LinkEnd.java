package org.firsthop.node.sim;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.port.AnnouncingPort;
import org.firsthop.core.port.PortCounters;
import org.firsthop.core.wire.EthernetFcs;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.node.sim.LinkObserver.Fate;
import org.jspecify.annotations.Nullable;

/**
 * One end of a {@link Link}: the port of the node that stands there, and the direction of frames from it.
 *
 * <p>Frames go in and out without FCS, as with every port; the end adds it and its other end checks it and takes it away. A
 * frame leaves when those before it have left. Belongs to the thread that runs its node; what it has counted may be read between runs.
 */
public final class LinkEnd implements AnnouncingPort {
    /** Octets of the shortest frame without FCS (IEEE 802.3 section 3.2.8); shorter ones are padded with zeros. */
    public static final int MIN_FRAME_LENGTH = 60;

    /** Preamble, start delimiter and the gap between frames (IEEE 802.3 section 4.4.2), which take time like a frame's octets. */
    private static final int OVERHEAD_OCTETS = 20;

    private static final int VLAN_TAG_LENGTH = 4;
    private static final long NANOS_A_SECOND = 1_000_000_000L;
    private static final int MAX_FLIPPED_BITS = 3;

    private final Link link;
    private final Simulation simulation;
    private final FramePool pool;
    private final int index;
    private final String name;
    private final PortCounters counters = new PortCounters();
    private final SimRandom random;
    private final int maxLength;
    private final long loss;
    private final long duplication;
    private final long reordering;
    private final long corruption;
    private @Nullable SimNode node;
    private int nodeIndex;
    private Partition partition;
    private FrameAllocator frames;
    private Runnable onArrival = () -> {};
    private int[] arrived = new int[4];
    private int arrivedHead;
    private int arrivedCount;
    private long freeAtNs;

    // Of frames from here, counted here; the node here, and no other, sends them.
    private long sent;
    private long duplicated;
    private long departed;
    private long lost;
    private long notSent;
    private long tooLong;
    private long noFrame;

    // Of frames from the other end, counted where they come: the ends may belong to two threads.
    private long arrivals;
    private long accepted;
    private long badFcs;
    private long unplugged;

    LinkEnd(
            final Link link,
            final Simulation simulation,
            final Partition partition,
            final int index,
            final String side) {
        this.link = link;
        this.simulation = simulation;
        this.partition = partition;
        this.frames = partition.frames();
        this.pool = frames.pool();
        this.index = index;
        this.name = link.name() + '.' + side;
        this.random = new SimRandom(simulation.seed(name));
        final LinkConfig config = link.config();
        maxLength = Math.min(
                EthernetFlyweight.HEADER_LENGTH + VLAN_TAG_LENGTH + config.mtu(),
                pool.maxFrameLength() - EthernetFcs.LENGTH);
        loss = threshold(config.loss());
        duplication = threshold(config.duplication());
        reordering = threshold(config.reordering());
        corruption = threshold(config.corruption());
    }

    private static long threshold(final double probability) {
        return (long) (probability * SimRandom.WHOLE);
    }

    /**
     * Puts a node here: it is woken when frames arrive.
     *
     * @param owner of this port, added to the simulation.
     * @return this.
     */
    public LinkEnd attach(final SimNode owner) {
        node = owner;
        nodeIndex = simulation.indexOf(owner);
        join(simulation.partitionOf(nodeIndex));
        if (peer().node == null) { // What nobody takes is thrown away by whoever sent it.
            peer().join(partition);
        }
        simulation.changed();
        return this;
    }

    private void join(final Partition one) {
        partition = one;
        frames = one.frames();
    }

    /** {@return the link} */
    public Link link() {
        return link;
    }

    /** {@return the other end of the link} */
    public LinkEnd peer() {
        return (index & 1) == 0 ? link.right() : link.left();
    }

    /** {@return the node that stands here, or {@code null}} */
    public @Nullable SimNode node() {
        return node;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int receive(final FrameBatch into, final int limit) {
        final int taken = Math.min(limit, arrivedCount);
        for (int i = 0; i < taken; i++) {
            into.add(arrived[arrivedHead]);
            arrivedHead = (arrivedHead + 1) & (arrived.length - 1);
        }
        arrivedCount -= taken;
        return taken;
    }

    @Override
    public void announceTo(final Runnable listener) {
        onArrival = listener;
        if (arrivedCount > 0) {
            onArrival.run();
        }
    }

    int nodeIndex() {
        return nodeIndex;
    }

    int index() {
        return index;
    }

    Partition partition() {
        return partition;
    }

    @Override
    public int transmit(final FrameBatch batch) {
        for (int i = 0, size = batch.size(); i < size; i++) {
            if (!send(batch.get(i))) {
                counters.transmittedRefused(size - i);
                return i;
            }
        }
        return batch.size();
    }

    /** Sends a frame; {@code false} when the queue has no room for it. */
    private boolean send(final int frame) {
        final int length = pool.length(frame);
        if (!link.isUp()) {
            sent(length);
            notSent++;
            frames.free(frame);
            return true;
        }
        if (length > maxLength) {
            sent(length);
            tooLong++;
            frames.free(frame);
            return true;
        }
        final LinkConfig config = link.config();
        final long nowNs = partition.nowNs();
        final long departNs = Math.max(nowNs, freeAtNs);
        final long rate = config.bitsPerSecond();
        if (rate != LinkConfig.UNLIMITED) {
            // The octets of queue that are not sent yet: what the time until the line is free is worth.
            if (departNs > nowNs
                    && (departNs - nowNs) / Byte.SIZE * rate / NANOS_A_SECOND + length > config.queueOctets()) {
                return false;
            }
            freeAtNs = departNs + sendingNs(length, rate);
        } else {
            freeAtNs = departNs;
        }
        sent(length);
        finish(frame, length);
        long arriveNs = freeAtNs + config.delayNs();
        if (random.happens(reordering) && config.holdNs() > 0) {
            arriveNs += 1 + random.nextInt((int) Math.min(config.holdNs(), Integer.MAX_VALUE));
        }
        carry(frame, departNs, arriveNs);
        return true;
    }

    private static long sendingNs(final int length, final long rate) {
        final long bits =
                (long) (Math.max(length, MIN_FRAME_LENGTH) + EthernetFcs.LENGTH + OVERHEAD_OCTETS) * Byte.SIZE;
        return (bits * NANOS_A_SECOND + rate - 1) / rate;
    }

    /** {@return nanoseconds in which the shortest frame is sent} */
    static long leastSendingNs(final LinkConfig config) {
        return config.bitsPerSecond() == LinkConfig.UNLIMITED ? 0 : sendingNs(0, config.bitsPerSecond());
    }

    private void sent(final int length) {
        sent++;
        counters.transmitted(1, length);
    }

    /** Pads a frame and gives it its FCS. */
    private void finish(final int frame, final int length) {
        final long address = pool.address(frame);
        int padded = length;
        while (padded < MIN_FRAME_LENGTH) {
            Memory.putU8(null, address + padded++, 0);
        }
        pool.length(frame, padded + EthernetFcs.LENGTH);
        partition.fcs().fill(pool.buffer(), pool.offset(frame), padded);
    }

    private void carry(final int frame, final long departNs, final long arriveNs) {
        final Fate fate;
        if (random.happens(loss)) {
            fate = Fate.LOST;
        } else if (random.happens(corruption)) {
            fate = Fate.CORRUPTED;
        } else {
            fate = random.happens(duplication) ? Fate.DUPLICATED : Fate.CARRIED;
        }
        partition.observe(this, frame, departNs, arriveNs, fate);
        switch (fate) {
            case LOST -> {
                lost++;
                frames.free(frame);
                return;
            }
            case CORRUPTED -> corrupt(frame);
            case DUPLICATED -> duplicate(frame, arriveNs);
            default -> {}
        }
        departed++;
        partition.scheduleArrival(peer(), frame, arriveNs);
    }

    /** Flips one to three bits, which a CRC-32 finds in every frame of this length. */
    private void corrupt(final int frame) {
        for (int i = 1 + random.nextInt(MAX_FLIPPED_BITS); i > 0; i--) {
            final int bit = random.nextInt(pool.length(frame) * Byte.SIZE);
            final long address = pool.address(frame) + (bit >>> 3);
            Memory.putU8(null, address, Memory.u8(null, address) ^ 1 << (bit & 7));
        }
    }

    private void duplicate(final int frame, final long arriveNs) {
        duplicated++;
        final int copy = frames.allocate();
        if (copy == FramePool.NO_FRAME) {
            noFrame++;
            return;
        }
        final int length = pool.length(frame);
        pool.length(copy, length);
        Memory.copy(null, pool.address(frame), null, pool.address(copy), length);
        departed++;
        partition.scheduleArrival(peer(), copy, arriveNs + 1);
    }

    /** Takes a frame that has come over the link; tells whether it waits in this port now. */
    boolean arrive(final int frame) {
        arrivals++;
        if (!link.isUp() || node == null) {
            unplugged++;
            frames.free(frame);
            return false;
        }
        final int length = pool.length(frame);
        if (partition.fcs().check(pool.buffer(), pool.offset(frame), length) != DropReason.NONE) {
            badFcs++;
            counters.receivedErrors(1);
            frames.free(frame);
            return false;
        }
        accepted++;
        final int withoutFcs = length - EthernetFcs.LENGTH;
        pool.length(frame, withoutFcs);
        pool.timestamp(frame, partition.nowNs());
        forget(frame);
        counters.received(1, withoutFcs);
        if (arrivedCount == arrived.length) {
            grow();
        }
        arrived[(arrivedHead + arrivedCount++) & (arrived.length - 1)] = frame;
        if (arrivedCount == 1) {
            onArrival.run();
        }
        return true;
    }

    /** What the node before has found out about a frame is nothing that goes over a link. */
    private void forget(final int frame) {
        pool.flags(frame, 0);
        pool.l3Offset(frame, 0);
        pool.l4Offset(frame, 0);
        pool.flowHash(frame, 0);
        pool.adjacency(frame, 0);
    }

    private void grow() {
        final int[] larger = new int[arrived.length << 1];
        for (int i = 0; i < arrivedCount; i++) {
            larger[i] = arrived[(arrivedHead + i) & (arrived.length - 1)];
        }
        arrived = larger;
        arrivedHead = 0;
    }

    /** {@return frames that the node here sent over the link, those that it refused not among them} */
    public long sent() {
        return sent;
    }

    /** {@return copies that the link made of frames from here} */
    public long duplicated() {
        return duplicated;
    }

    /** {@return frames from here that arrived in good order} */
    public long delivered() {
        return peer().accepted;
    }

    /** {@return frames from here that are on the link at this moment} */
    public long underWay() {
        return departed - peer().arrivals;
    }

    /**
     * Frames from here that were dropped.
     *
     * @param reason {@link Link#LOST}, {@link Link#DOWN}, {@link Link#TOO_LONG}, {@link Link#NO_FRAME} or
     *     {@link EthernetFcs#BAD_FCS}.
     * @return how many; 0 for other reasons.
     */
    public long dropped(final DropReason reason) {
        if (reason == Link.LOST) {
            return lost;
        } else if (reason == Link.DOWN) {
            return notSent + peer().unplugged;
        } else if (reason == Link.TOO_LONG) {
            return tooLong;
        } else if (reason == Link.NO_FRAME) {
            return noFrame;
        }
        return reason == EthernetFcs.BAD_FCS ? peer().badFcs : 0;
    }

    /** {@return frames from here that were dropped, for whatever reason} */
    public long dropped() {
        return lost + notSent + tooLong + noFrame + peer().badFcs + peer().unplugged;
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    /** Frees the frames that wait here. */
    @Override
    public void close() {
        while (arrivedCount > 0) {
            frames.free(arrived[arrivedHead]);
            arrivedHead = (arrivedHead + 1) & (arrived.length - 1);
            arrivedCount--;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
