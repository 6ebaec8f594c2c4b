package org.firsthop.node.live;

import org.agrona.concurrent.IdleStrategy;
import org.firsthop.forwarding.fib.ReadEpochs;

/** Says that a worker reads nothing while it rests, so that the writer of its tables need not wait for it. One a worker. */
final class PausingIdleStrategy implements IdleStrategy {
    private final IdleStrategy rest;
    private final ReadEpochs.Reader reader;

    PausingIdleStrategy(final IdleStrategy rest, final ReadEpochs.Reader reader) {
        this.rest = rest;
        this.reader = reader;
    }

    @Override
    public void idle(final int workCount) {
        if (workCount > 0) {
            rest.reset();
        } else {
            idle();
        }
    }

    @Override
    public void idle() {
        reader.pause();
        rest.idle();
        reader.resume();
    }

    @Override
    public void reset() {
        rest.reset();
    }

    @Override
    public String alias() {
        return rest.alias();
    }
}
