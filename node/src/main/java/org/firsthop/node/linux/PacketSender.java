package org.firsthop.node.linux;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.port.PortCounters;

/**
 * Sends frames by a packet socket, a vector at a time by one system call ({@link SendRing}).
 *
 * <p>One thread sends. Frames pass the interface's traffic control, as those of the kernel's own stack do.
 */
final class PacketSender implements AutoCloseable {
    private final int socket;
    private final SendRing ring;
    private final FrameAllocator frames;
    private final FramePool pool;
    private final PortCounters counters;

    private PacketSender(
            final int socket, final SendRing ring, final FrameAllocator frames, final PortCounters counters) {
        this.socket = socket;
        this.ring = ring;
        this.frames = frames;
        this.pool = frames.pool();
        this.counters = counters;
    }

    /**
     * Opens a socket.
     *
     * @param device to send by.
     * @param frames the allocator of the thread that will send.
     * @param counters of the port.
     */
    static PacketSender open(final NetworkDevice device, final FrameAllocator frames, final PortCounters counters)
            throws LinuxException {
        final int socket = PacketSocket.openSender(device);
        try {
            final SendRing ring =
                    SendRing.open(device.name(), socket, frames.pool().maxFrameLength());
            return new PacketSender(socket, ring, frames, counters);
        } catch (final LinuxException e) {
            LibC.close(socket);
            throw e;
        }
    }

    /**
     * Sends frames and frees them.
     *
     * @param batch of frames; those that were taken are freed, the others stay the caller's.
     * @return how many were taken, from the first on.
     */
    int transmit(final FrameBatch batch) {
        final int size = batch.size();
        int taken = 0;
        while (taken < size) {
            final int sent = ring.send(pool, batch, taken);
            if (sent > 0) {
                countAndFree(batch, taken, sent);
                taken += sent;
                continue;
            }
            final int errno = ring.problem();
            if (errno == Errno.EAGAIN || errno == Errno.ENOBUFS) {
                break; // The driver's queue is full.
            }
            if (errno != Errno.EINTR) {
                // The interface is down, or the frame longer than the link carries: this one is lost, others may go.
                if (errno == Errno.ENETDOWN) {
                    counters.transmittedWithoutCarrier(1);
                } else {
                    counters.transmittedFailed(1);
                }
                frames.free(batch.get(taken++));
            }
        }
        if (taken < size) {
            counters.transmittedRefused(size - taken);
        }
        return taken;
    }

    private void countAndFree(final FrameBatch batch, final int from, final int count) {
        long octets = 0;
        for (int i = from; i < from + count; i++) {
            octets += pool.length(batch.get(i));
            frames.free(batch.get(i));
        }
        counters.transmitted(count, octets);
    }

    /** {@return how often something was handed to the kernel so far: a frame, or several joined} */
    long handedOver() {
        return ring.handedOver();
    }

    @Override
    public void close() {
        ring.unmap();
        LibC.close(socket);
    }
}
