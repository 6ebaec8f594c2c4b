package org.firsthop.forwarding.neighbor;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.TimedStage;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.Ipv4Fib;
import org.firsthop.forwarding.fib.Ipv6Fib;

/**
 * Lets packets wait whose next hop's link address another finds, a {@link NeighborDelegate}; it stands where a
 * {@link NeighborStage} would, in the graph of every worker.
 *
 * <p>When the delegate's revision changes, the packets that wait are looked up again, and go on if there is a link header now.
 * Where no answer comes in the time of the {@link Limits}, they go to
 * {@link #unreachable}. A packet to a stale
 * neighbor goes on at once, and the delegate is told that the neighbor is in use.
 *
 * <p>Bounds: packets that wait for all neighbors together, and for each of 256 classes of neighbors by hash, so that one that is
 * silent does not take the places of all others.
 */
public final class DelegatedNeighbors extends TimedStage {
    /** Bits of the hash by which neighbors share a bound. */
    private static final int CLASS_BITS = 8;

    private static final long NS_PER_MS = 1_000_000;

    /** Where IPv4 packets go whose adjacency has a link header. */
    public final Output ipv4 = output("ipv4");

    /** Where IPv6 packets go whose adjacency has a link header. */
    public final Output ipv6 = output("ipv6");

    /** Where packets go whose next hop does not answer (RFC 1122 section 2.3.2.2, RFC 4861 section 7.2.2). */
    public final Output unreachable = output("unreachable");

    private final NeighborDelegate delegate;
    private final AdjacencyTable adjacencies;
    private final Ipv4Fib ipv4Fib;
    private final Ipv6Fib ipv6Fib;
    private final int maxOfClass;
    private final long patienceNs;
    private final long repeatNs;

    /** Frames that wait, the oldest first, until when, and of which class. */
    private final int[] waiting;

    private final long[] deadlines;
    private final byte[] classes;
    private int count;

    private final int[] ofClass = new int[1 << CLASS_BITS];
    private final long[] askedKey = new long[1 << CLASS_BITS];
    private final long[] askedUntil = new long[1 << CLASS_BITS];
    private int revision;

    /**
     * The stage.
     *
     * @param delegate that finds neighbors.
     * @param limits of what waits.
     * @param adjacencies that frames' descriptors are indices of.
     * @param ipv4Fib of packets that have waited.
     * @param ipv6Fib of packets that have waited.
     * @param frames the allocator of the thread that runs the graph.
     */
    public DelegatedNeighbors(
            final NeighborDelegate delegate,
            final Limits limits,
            final AdjacencyTable adjacencies,
            final Ipv4Fib ipv4Fib,
            final Ipv6Fib ipv6Fib,
            final FrameAllocator frames) {
        super("delegated-neighbors", frames);
        this.delegate = delegate;
        this.adjacencies = adjacencies;
        this.ipv4Fib = ipv4Fib;
        this.ipv6Fib = ipv6Fib;
        maxOfClass = limits.framesOfNeighbor;
        patienceNs = limits.patienceMs * NS_PER_MS;
        repeatNs = patienceNs / 4;
        final int max = Math.max(1, Math.min(limits.frames, pool().frames() / 4));
        waiting = new int[max];
        deadlines = new long[max];
        classes = new byte[max];
    }

    /**
     * How much waits, and how long.
     *
     * @param frames that wait together, at least 1; never more than a quarter of the pool.
     * @param framesOfNeighbor that wait for one neighbor, and those that share its class, at least 1.
     * @param patienceMs after how many milliseconds without an answer a neighbor counts as unreachable, at least 1.
     */
    public record Limits(int frames, int framesOfNeighbor, int patienceMs) {
        /** 1,024 frames, 64 for a neighbor, three seconds: three requests of one second (RFC 4861 section 10). */
        public static final Limits DEFAULT = new Limits(1024, 64, 3_000);

        /**
         * Checks the ranges.
         *
         * @param frames that wait together.
         * @param framesOfNeighbor that wait for one neighbor.
         * @param patienceMs until a neighbor counts as unreachable.
         * @throws IllegalArgumentException when a value is below 1.
         */
        public Limits {
            if (frames < 1 || framesOfNeighbor < 1 || patienceMs < 1) {
                throw new IllegalArgumentException("limits: frames=" + frames + ", framesOfNeighbor=" + framesOfNeighbor
                        + ", patienceMs=" + patienceMs + ", minimum=1");
            }
        }
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final int adjacency = pool().adjacency(frame);
            final long state = Adjacency.state(adjacencies.entryAddress(adjacency));
            if (Adjacency.hasLinkHeader(state)) {
                if (Adjacency.kind(state) == Adjacency.STALE) {
                    ask(frame, adjacency, state, nowNs);
                }
                output(frame).send(frame);
            } else if (isUnresolved(state)) {
                wait(frame, ask(frame, adjacency, state, nowNs), nowNs);
            } else {
                drop(frame, NeighborDrops.ROUTE_WITHDRAWN); // It changed on the way from the lookup to here.
            }
        }
    }

    private void wait(final int frame, final int neighborClass, final long nowNs) {
        if (ofClass[neighborClass] == maxOfClass) {
            drop(frame, NeighborDrops.QUEUE_FULL);
        } else if (count == waiting.length) {
            drop(frame, NeighborDrops.HELD_FULL);
        } else {
            keep(frame, nowNs + patienceNs, (byte) neighborClass);
            hold(frame);
        }
    }

    private void keep(final int frame, final long deadline, final byte neighborClass) {
        waiting[count] = frame;
        deadlines[count] = deadline;
        classes[count] = neighborClass;
        count++;
        ofClass[neighborClass & 0xFF]++;
    }

    /** Asks for the next hop of a frame, unless it was asked for of late; returns the neighbor's class. */
    private int ask(final int frame, final int adjacency, final long state, final long nowNs) {
        final boolean isConnected = Adjacency.kind(state) == Adjacency.CONNECTED;
        final long high =
                isConnected ? WaitingPacket.destinationHigh(pool(), frame) : adjacencies.nextHopHigh(adjacency);
        final long low = isConnected
                ? WaitingPacket.destinationLow(pool(), frame)
                : WaitingPacket.nextHopLow(adjacencies, adjacency);
        final int link = Adjacency.egressInterface(state);
        final long key = ((high * 31 + low) * 31 + link + 1) * 0x9E37_79B9_7F4A_7C15L;
        final int neighborClass = (int) (key >>> (Long.SIZE - CLASS_BITS));
        if ((askedKey[neighborClass] != key || askedUntil[neighborClass] - nowNs <= 0)
                && delegate.ask(link, high, low)) {
            askedKey[neighborClass] = key;
            askedUntil[neighborClass] = nowNs + repeatNs;
        }
        return neighborClass;
    }

    @Override
    protected int poll(final long nowNs) {
        if (count == 0) {
            return 0;
        }
        final int present = delegate.revision();
        if (present == revision && deadlines[0] - nowNs > 0) {
            return 0;
        }
        revision = present;
        final int before = count;
        count = 0;
        for (int i = 0; i < before; i++) {
            ofClass[classes[i] & 0xFF]--;
            tryAgain(waiting[i], deadlines[i], classes[i], nowNs);
        }
        return before - count;
    }

    private void tryAgain(final int frame, final long deadline, final byte neighborClass, final long nowNs) {
        final FramePool pool = pool();
        final int route = WaitingPacket.isIpv4(pool(), frame)
                ? ipv4Fib.lookup((int) WaitingPacket.destinationLow(pool(), frame))
                : ipv6Fib.lookup(
                        WaitingPacket.destinationHigh(pool(), frame), WaitingPacket.destinationLow(pool(), frame));
        final int adjacency = adjacencies.select(route, pool.flowHash(frame));
        final long state = Adjacency.state(adjacencies.entryAddress(adjacency));
        if (Adjacency.hasLinkHeader(state)) {
            pool.adjacency(frame, adjacency);
            release(frame, output(frame));
        } else if (!isUnresolved(state)) {
            dropHeld(frame, NeighborDrops.ROUTE_WITHDRAWN);
        } else if (deadline - nowNs <= 0) {
            release(frame, unreachable);
        } else {
            ask(frame, adjacency, state, nowNs);
            keep(frame, deadline, neighborClass);
        }
    }

    @Override
    protected long nextDeadline() {
        return count == 0 ? Long.MAX_VALUE : deadlines[0];
    }

    private static boolean isUnresolved(final long state) {
        final int kind = Adjacency.kind(state);
        return kind == Adjacency.NEXT_HOP || kind == Adjacency.CONNECTED;
    }

    private Output output(final int frame) {
        return WaitingPacket.isIpv4(pool(), frame) ? ipv4 : ipv6;
    }
}
