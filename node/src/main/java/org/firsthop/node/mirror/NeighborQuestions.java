package org.firsthop.node.mirror;

import java.nio.ByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** Questions for neighbors on their way from the workers, many threads, to the mirror, one; bounded. */
final class NeighborQuestions {
    private static final int OCTETS = 64 * 1024;
    private static final int TYPE = 1;
    private static final int LENGTH = 24;
    private static final int A_CYCLE = 256;

    private final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(
            new UnsafeBuffer(ByteBuffer.allocateDirect(OCTETS + RingBufferDescriptor.TRAILER_LENGTH)));
    private final ThreadLocal<UnsafeBuffer> words = ThreadLocal.withInitial(() -> new UnsafeBuffer(new byte[LENGTH]));
    private final Answerer answerer;

    /** Who answers. */
    @FunctionalInterface
    interface Answerer {
        /**
         * Answers a question.
         *
         * @param link index of the interface.
         * @param high the first 64 bits of the neighbor's address.
         * @param low the last 64 bits.
         */
        void answer(int link, long high, long low);
    }

    NeighborQuestions(final Answerer answerer) {
        this.answerer = answerer;
    }

    /** Asks, on any thread; {@return whether there was room} */
    boolean ask(final int link, final long high, final long low) {
        final UnsafeBuffer own = words.get();
        own.putLong(0, high);
        own.putLong(8, low);
        own.putInt(16, link);
        return ring.write(TYPE, own, 0, LENGTH);
    }

    /** Lets waiting questions be answered, on the mirror's thread; {@return how many} */
    int answer() {
        return ring.read(this::read, A_CYCLE);
    }

    private void read(final int type, final MutableDirectBuffer buffer, final int offset, final int length) {
        answerer.answer(buffer.getInt(offset + 16), buffer.getLong(offset), buffer.getLong(offset + 8));
    }
}
