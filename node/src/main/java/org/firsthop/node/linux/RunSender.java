package org.firsthop.node.linux;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.port.PortCounters;

/**
 * The second way out of an AF_XDP port whose driver copies: vectors in which packets of one flow stand one behind the other go by
 * a packet socket, which hands such runs to the kernel as one.
 *
 * <p>In copy mode the kernel makes a buffer of every frame that an AF_XDP socket sends, and carries it through its stack by itself;
 * a run that is {@linkplain Coalescer joined} shares nearly all of that. Other vectors are cheaper by the AF_XDP socket. Whole
 * vectors go one way or the other. What the AF_XDP socket could not send yet goes first, and this way there is no queue either:
 * it is for virtual Ethernet interfaces, which have none unless somebody gives them a queueing discipline. So no packet overtakes
 * another of its flow.
 */
final class RunSender implements AutoCloseable {
    /** For how many vectors the AF_XDP socket is taken when runs turned out not to be joined. */
    private static final int PAUSE = 256;

    private final PacketSender sender;
    private final FramePool pool;
    private int pause;

    private RunSender(final PacketSender sender, final FramePool pool) {
        this.sender = sender;
        this.pool = pool;
    }

    static RunSender open(final NetworkDevice device, final FrameAllocator frames, final PortCounters counters)
            throws LinuxException {
        return new RunSender(PacketSender.open(device, frames, counters), frames.pool());
    }

    /** {@return whether at least half of a vector's frames seem to continue the one before} */
    boolean isFor(final FrameBatch batch) {
        if (pause > 0) {
            pause--;
            return false;
        }
        int continued = 0;
        for (int i = 1, size = batch.size(); i < size; i++) {
            final int first = batch.get(i - 1);
            final int second = batch.get(i);
            if (Coalescer.mayJoin(pool.address(first), pool.length(first), pool.address(second), pool.length(second))) {
                continued++;
            }
        }
        return continued > 0 && 2 * continued >= batch.size();
    }

    /** Sends frames as {@link PacketSender#transmit} does. */
    int transmit(final FrameBatch batch) {
        final long before = sender.handedOver();
        final int taken = sender.transmit(batch);
        if (4 * (sender.handedOver() - before) > 3L * taken) {
            pause = PAUSE;
        }
        return taken;
    }

    @Override
    public void close() {
        sender.close();
    }
}
