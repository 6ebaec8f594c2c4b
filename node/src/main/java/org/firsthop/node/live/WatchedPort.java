package org.firsthop.node.live;

import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.port.PortCounters;
import org.firsthop.node.linux.LivePort;

/**
 * A port that shows somebody what passes another one: what came in, and what was given to it to be sent, as tcpdump sees both.
 */
final class WatchedPort implements LivePort {
    private final LivePort port;
    private final FramePool pool;
    private final FrameWatcher watcher;

    WatchedPort(final LivePort port, final FramePool pool, final FrameWatcher watcher) {
        this.port = port;
        this.pool = pool;
        this.watcher = watcher;
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
        for (int i = first; i < into.size(); i++) {
            watcher.onFrame(pool, into.get(i), true);
        }
        return taken;
    }

    @Override
    public int transmit(final FrameBatch frames) {
        for (int i = 0; i < frames.size(); i++) {
            watcher.onFrame(pool, frames.get(i), false);
        }
        return port.transmit(frames);
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
