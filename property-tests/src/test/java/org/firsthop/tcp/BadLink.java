package org.firsthop.tcp;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** One direction of a link that loses, repeats, delays, reorders and damages packets, on virtual time. */
final class BadLink implements PacketSink {
    private static final int MAX_PACKET = 2_048;
    private static final int BURST = 16;

    /** How bad the link is; each a chance in a thousand. */
    record Quality(int loss, int duplication, int reordering, int corruption, long delayNs) {}

    private record InFlight(long atNs, long order, byte[] octets) implements Comparable<InFlight> {
        @Override
        public int compareTo(final InFlight other) {
            return atNs != other.atNs ? Long.compare(atNs, other.atNs) : Long.compare(order, other.order);
        }
    }

    private final SplittableRandom random;
    private final Quality quality;
    private final PriorityQueue<InFlight> inFlight = new PriorityQueue<>();
    private final UnsafeBuffer output = new UnsafeBuffer(new byte[MAX_PACKET]);
    private final UnsafeBuffer arrived = new UnsafeBuffer(new byte[BURST * MAX_PACKET]);
    private final int[] offsets = new int[BURST];
    private final int[] lengths = new int[BURST];
    private long order;
    private long lastNs;
    long nowNs;
    long packets;
    long lost;

    BadLink(final SplittableRandom random, final Quality quality) {
        this.random = random;
        this.quality = quality;
    }

    @Override
    public int claim(final int length) {
        return length <= MAX_PACKET ? 0 : NO_ROOM;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return output;
    }

    @Override
    public void commit(final int length, final long connection) {
        packets++;
        if (random.nextInt(1_000) < quality.loss) {
            lost++;
            return;
        }
        final int copies = random.nextInt(1_000) < quality.duplication ? 2 : 1;
        for (int copy = 0; copy < copies; copy++) {
            final byte[] octets = new byte[length];
            output.getBytes(0, octets);
            if (random.nextInt(1_000) < quality.corruption) {
                octets[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
                lost++;
            }
            long at = Math.max(lastNs + 1_000, nowNs + quality.delayNs);
            if (random.nextInt(1_000) < quality.reordering) {
                at += random.nextLong(4 * quality.delayNs + 1);
            } else {
                lastNs = at;
            }
            inFlight.add(new InFlight(at, order++, octets));
        }
    }

    long nextArrival() {
        final InFlight first = inFlight.peek();
        return first == null ? Long.MAX_VALUE : first.atNs;
    }

    /** Hands over what has arrived, one by one or together. */
    void deliver(final TcpEngine engine) {
        final boolean together = random.nextBoolean();
        while (nextArrival() <= nowNs) {
            int count = 0;
            while (nextArrival() <= nowNs && count < (together ? BURST : 1)) {
                final byte[] octets = inFlight.remove().octets;
                arrived.putBytes(count * MAX_PACKET, octets);
                offsets[count] = count * MAX_PACKET;
                lengths[count++] = octets.length;
            }
            if (together) {
                engine.onBurst(arrived, offsets, lengths, count, nowNs);
            } else {
                engine.onPacket(arrived, 0, lengths[0], nowNs);
            }
        }
    }
}
