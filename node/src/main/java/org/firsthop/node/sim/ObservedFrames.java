package org.firsthop.node.sim;

import java.util.Arrays;
import org.agrona.BufferUtil;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.node.sim.LinkObserver.Fate;

/**
 * Frames of one partition that observers are yet to see, in the order of their sending: copies, with all that observers are told.
 */
final class ObservedFrames {
    private static final int FIELDS = 6;
    private static final int TIME = 0;
    private static final int ROUND = 1;
    private static final int DEPART = 2;
    private static final int ARRIVE = 3;
    private static final int LENGTH = 4;
    private static final int PLACE = 5;
    private static final int INITIAL_FRAMES = 64;
    private static final int FRAME_OCTETS = 128;

    private long[] records = new long[INITIAL_FRAMES * FIELDS];
    private LinkEnd[] senders = new LinkEnd[INITIAL_FRAMES];
    private Fate[] fates = new Fate[INITIAL_FRAMES];
    private byte[] octets = new byte[INITIAL_FRAMES * FRAME_OCTETS];
    private int octetCount;
    private int count;
    private int seen;

    void add(
            final LinkEnd from,
            final FramePool pool,
            final int frame,
            final long timeNs,
            final int round,
            final long departNs,
            final long arriveNs,
            final Fate fate) {
        final int length = pool.length(frame);
        if (count == senders.length) {
            senders = Arrays.copyOf(senders, 2 * count);
            fates = Arrays.copyOf(fates, 2 * count);
            records = Arrays.copyOf(records, 2 * records.length);
        }
        if (octetCount + length > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(octetCount + length, octets.length << 1));
        }
        Memory.copy(null, pool.address(frame), octets, BufferUtil.ARRAY_BASE_OFFSET + octetCount, length);
        final int record = count * FIELDS;
        records[record + TIME] = timeNs;
        records[record + ROUND] = round;
        records[record + DEPART] = departNs;
        records[record + ARRIVE] = arriveNs;
        records[record + LENGTH] = length;
        records[record + PLACE] = octetCount;
        fates[count] = fate;
        senders[count++] = from;
        octetCount += length;
    }

    /** {@return whether observers have seen all} */
    boolean isEmpty() {
        return seen == count;
    }

    /** {@return the time at which the next frame was sent; there must be one} */
    long timeNs() {
        return records[seen * FIELDS + TIME];
    }

    /** Whether the next frame here comes before the next one of others: by time, round and the sender's place in the simulation. */
    boolean isBefore(final ObservedFrames other) {
        final int mine = seen * FIELDS;
        final int others = other.seen * FIELDS;
        int order = Long.compare(records[mine + TIME], other.records[others + TIME]);
        if (order == 0) {
            order = Long.compare(records[mine + ROUND], other.records[others + ROUND]);
        }
        return order == 0 ? senders[seen].nodeIndex() < other.senders[other.seen].nodeIndex() : order < 0;
    }

    /** Shows the next frame to the observers of its link, in a frame that is lent for it. */
    void showNext(final FramePool pool, final int frame) {
        final LinkEnd from = senders[seen];
        final Fate fate = fates[seen];
        final int record = seen++ * FIELDS;
        final int length = (int) records[record + LENGTH];
        pool.length(frame, length);
        Memory.copy(octets, BufferUtil.ARRAY_BASE_OFFSET + records[record + PLACE], null, pool.address(frame), length);
        for (final LinkObserver observer : from.link().observers()) {
            observer.onFrame(from, pool, frame, records[record + DEPART], records[record + ARRIVE], fate);
        }
    }

    /** Forgets all, which observers have seen. */
    void clear() {
        Arrays.fill(senders, 0, count, null);
        count = 0;
        seen = 0;
        octetCount = 0;
    }
}
