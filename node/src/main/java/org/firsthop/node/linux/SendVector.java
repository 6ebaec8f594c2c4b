package org.firsthop.node.linux;

import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * The arguments of sendmmsg(2) for a vector of frames: one {@code mmsghdr} and one {@code iovec} each, made once; a frame
 * costs two stores.
 */
final class SendVector {
    private static final int MESSAGE_LENGTH = 64;
    private static final int MESSAGE_VECTORS = 16;
    private static final int MESSAGE_VECTOR_COUNT = 24;
    private static final int VECTOR_LENGTH = 16;
    private static final int VECTOR_OCTETS = 8;

    private final int capacity;
    private final MemoryRegion messages;
    private final MemoryRegion vectors;

    SendVector(final int capacity) {
        this.capacity = capacity;
        messages = MemoryRegion.allocate((long) capacity * MESSAGE_LENGTH);
        vectors = MemoryRegion.allocate((long) capacity * VECTOR_LENGTH);
        for (int i = 0; i < capacity; i++) {
            final long message = messages.address() + (long) i * MESSAGE_LENGTH;
            Memory.putNativeLong(null, message + MESSAGE_VECTORS, vectors.address() + (long) i * VECTOR_LENGTH);
            Memory.putNativeLong(null, message + MESSAGE_VECTOR_COUNT, 1);
        }
    }

    /**
     * Sends frames by one system call, as many as fit.
     *
     * @param socket that is bound to an interface.
     * @param pool of the frames.
     * @param batch of frames.
     * @param from index of the first frame to send.
     * @return how many the kernel took, or -1 when it did not take the first.
     */
    int send(final int socket, final FramePool pool, final FrameBatch batch, final int from) {
        final int count = Math.min(capacity, batch.size() - from);
        for (int i = 0; i < count; i++) {
            final int frame = batch.get(from + i);
            final long vector = vectors.address() + (long) i * VECTOR_LENGTH;
            Memory.putNativeLong(null, vector, pool.address(frame));
            Memory.putNativeLong(null, vector + VECTOR_OCTETS, pool.length(frame));
        }
        return LibC.sendmmsg(socket, messages.address(), count, LibC.MSG_DONTWAIT);
    }
}
