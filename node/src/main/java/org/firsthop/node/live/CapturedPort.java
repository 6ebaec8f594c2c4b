package org.firsthop.node.live;

import org.agrona.concurrent.EpochNanoClock;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.port.PortCounters;
import org.firsthop.node.linux.LivePort;

/**
 * A port that copies what passes another one for a capture: what came in, and what was given to it to be sent, as tcpdump sees
 * both.
 */
public final class CapturedPort implements LivePort {
    private final LivePort port;
    private final FramePool pool;
    private final CaptureWriter.Channel channel;
    private final EpochNanoClock clock;

    /**
     * A port before another one.
     *
     * @param port that frames really pass.
     * @param pool of its frames.
     * @param channel to the capture.
     * @param clock the time that is written beside frames.
     */
    public CapturedPort(
            final LivePort port,
            final FramePool pool,
            final CaptureWriter.Channel channel,
            final EpochNanoClock clock) {
        this.port = port;
        this.pool = pool;
        this.channel = channel;
        this.clock = clock;
    }

    @Override
    public String name() {
        return port.name();
    }

    @Override
    public int[] descriptors() {
        return port.descriptors();
    }

    @Override
    public int receive(final FrameBatch into, final int limit) {
        final int first = into.size();
        final int taken = port.receive(into, limit);
        offer(into, first, true);
        return taken;
    }

    @Override
    public int transmit(final FrameBatch frames) {
        offer(frames, 0, false);
        return port.transmit(frames);
    }

    private void offer(final FrameBatch frames, final int first, final boolean isReceived) {
        if (first < frames.size()) {
            final long now = clock.nanoTime();
            for (int i = first; i < frames.size(); i++) {
                channel.offer(pool, frames.get(i), now, isReceived);
            }
        }
    }

    @Override
    public PortCounters counters() {
        return port.counters();
    }

    @Override
    public boolean isOpen() {
        return port.isOpen();
    }

    @Override
    public void close() {
        port.close();
    }
}
