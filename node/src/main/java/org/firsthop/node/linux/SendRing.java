package org.firsthop.node.linux;

import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;

/**
 * The send ring of a packet socket, TPACKET_V2: slots of memory shared with the kernel, from which one system call sends a vector
 * (packet_mmap of the kernel's documentation).
 *
 * <p>A slot holds a frame, or a large segment of several that the kernel cuts again ({@link Coalescer}). Before it stands a {@link
 * VirtioHeader} which says that all of it is header: then the kernel copies it into a buffer of its own, as every receiver behind
 * a virtual interface wants it. A slot without that header is handed on as a page of this ring, which such a receiver has to copy
 * with more ado.
 *
 * <p>One thread sends. What the kernel did not take is taken back out of the ring, so that nothing is sent later or unseen.
 *
 * <pre>
 *   slot   0 status    4 length with the virtio header    32 virtio header    42 frame
 * </pre>
 */
final class SendRing {
    private static final int STATUS = 0;
    private static final int LENGTH = 4;
    private static final int VIRTIO_HEADER = 32;
    private static final int FRAME = VIRTIO_HEADER + VirtioHeader.LENGTH;

    private static final int AVAILABLE = 0;
    private static final int SEND_REQUEST = 1;
    private static final int WRONG_FORMAT = 1 << 2;

    /** A block of so many slots is a whole number of pages when slots are of whole cache lines. */
    private static final int SLOTS_A_BLOCK = 64;

    private static final int BLOCKS = 4;
    private static final int SLOTS = BLOCKS * SLOTS_A_BLOCK;
    private static final int CACHE_LINE = 64;

    /** Octets of a large segment: with what the kernel puts around it, it fits a buffer of 16 KiB. Longer frames end in pages. */
    private static final int LARGE = 15 * 1024;

    private final int socket;
    private final long memory;
    private final int slotLength;
    private final Coalescer coalescer = new Coalescer();
    private final int[] framesOf = new int[SLOTS];
    private boolean joins = true;
    private int next;
    private int problem;
    private long handedOver;

    private SendRing(final int socket, final long memory, final int slotLength) {
        this.socket = socket;
        this.memory = memory;
        this.slotLength = slotLength;
    }

    /** {@return the octets of a slot: an odd number of cache lines, so that the beginnings of slots do not share a cache's sets} */
    private static int slotLength(final int length) {
        return ((FRAME + length + CACHE_LINE - 1) / CACHE_LINE | 1) * CACHE_LINE;
    }

    /**
     * Makes the ring of a socket, which has asked for TPACKET_V2 and virtio headers.
     *
     * @param name of the interface, for errors.
     * @param socket that will send.
     * @param maxFrameLength octets.
     */
    static SendRing open(final String name, final int socket, final int maxFrameLength) throws LinuxException {
        final int slotLength = slotLength(Math.max(LARGE, maxFrameLength));
        final int length = SLOTS * slotLength;
        PacketSocket.makeSendRing(name, socket, SLOTS_A_BLOCK * slotLength, BLOCKS, slotLength);
        final long memory =
                LibC.mmap(0, length, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_SHARED | LibC.MAP_POPULATE, socket, 0);
        if (memory == -1) {
            throw LinuxException.of(name, "mapping the send ring", LibC.errno());
        }
        return new SendRing(socket, memory, slotLength);
    }

    /**
     * Sends frames by one system call, as many as fit.
     *
     * @param pool of the frames.
     * @param batch of frames, none longer than the ring was made for.
     * @param from index of the first frame to send.
     * @return how many the kernel took; when it is none, {@link #problem()} tells why.
     */
    int send(final FramePool pool, final FrameBatch batch, final int from) {
        final int size = batch.size();
        int slots = 0;
        int filled = from;
        while (filled < size && slots < SLOTS && Memory.acquireInt(slot(slots) + STATUS) == AVAILABLE) {
            framesOf[slots] = fill(slot(slots), pool, batch, filled);
            filled += framesOf[slots++];
        }
        problem = LibC.sendto(socket, 0, 0, LibC.MSG_DONTWAIT, 0, 0) < 0 ? LibC.errno() : Errno.EAGAIN;
        int sent = slots;
        while (sent > 0 && (Memory.acquireInt(slot(sent - 1) + STATUS) & (SEND_REQUEST | WRONG_FORMAT)) != 0) {
            sent--; // The kernel takes slots in turn, and stops at the first that it does not take.
            filled -= framesOf[sent];
            Memory.releaseInt(slot(sent) + STATUS, AVAILABLE);
        }
        if (sent < slots && framesOf[sent] > 1 && problem == Errno.EINVAL) {
            joins = false; // This kernel does not cut such segments; the packets go one by one.
            problem = Errno.EINTR;
        }
        next = (next + sent) % SLOTS;
        handedOver += sent;
        return filled - from;
    }

    /** Fills a slot with a frame, and with those behind it that can be joined to it; returns how many these are. */
    private int fill(final long slot, final FramePool pool, final FrameBatch batch, final int at) {
        final int frame = batch.get(at);
        final long first = pool.address(frame);
        final int length = pool.length(frame);
        final long target = slot + FRAME;
        Memory.copy(null, first, null, target, length);
        int count = 1;
        if (joins && mayJoin(pool, batch, at) && coalescer.begin(first, length)) {
            while (at + count < batch.size()) {
                final int other = batch.get(at + count);
                final int end = coalescer.length();
                if (!coalescer.join(first, pool.address(other), pool.length(other), LARGE)) {
                    break;
                }
                final int headers = coalescer.headersLength();
                Memory.copy(null, pool.address(other) + headers, null, target + end, coalescer.length() - end);
                count++;
            }
        }
        final int whole = count == 1 ? length : coalescer.length();
        if (count == 1) {
            VirtioHeader.writeWhole(slot + VIRTIO_HEADER, Math.min(length, LARGE));
        } else {
            coalescer.finish(target, slot + VIRTIO_HEADER, whole);
        }
        Memory.putNativeInt(null, slot + LENGTH, VirtioHeader.LENGTH + whole);
        Memory.releaseInt(slot + STATUS, SEND_REQUEST);
        return count;
    }

    private static boolean mayJoin(final FramePool pool, final FrameBatch batch, final int at) {
        if (at + 1 == batch.size()) {
            return false;
        }
        final int first = batch.get(at);
        final int second = batch.get(at + 1);
        return Coalescer.mayJoin(pool.address(first), pool.length(first), pool.address(second), pool.length(second));
    }

    /** The address of a slot, counted from the one that is to be sent next. */
    private long slot(final int index) {
        return memory + (long) ((next + index) % SLOTS) * slotLength;
    }

    /** {@return why the last call sent nothing, a constant of {@link Errno}; EAGAIN when there was no room} */
    int problem() {
        return problem;
    }

    /** {@return slots that the kernel took so far} */
    long handedOver() {
        return handedOver;
    }

    void unmap() {
        LibC.munmap(memory, (long) SLOTS * slotLength);
    }
}
