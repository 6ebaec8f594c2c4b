package org.firsthop.node.live;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import org.agrona.concurrent.SystemNanoClock;
import org.firsthop.core.hash.SipHash;
import org.firsthop.forwarding.bridge.Bridge;

/** A learning switch between live interfaces. */
public final class LiveSwitch implements AutoCloseable {
    private final LiveNode node;

    private LiveSwitch(final LiveNode node) {
        this.node = node;
    }

    /**
     * Attaches to interfaces and begins to switch.
     *
     * @param interfaces at least one.
     * @param options how it runs; with one worker, since a switch has one table of stations.
     * @return the running switch.
     * @throws IOException when an interface refuses, or a file cannot be created.
     * @throws IllegalArgumentException when there is more than one worker.
     */
    public static LiveSwitch start(final List<InterfaceSpec> interfaces, final NodeOptions options) throws IOException {
        if (options.workers() != 1) {
            throw new IllegalArgumentException("workers: value=" + options.workers() + ", a switch has 1");
        }
        final LiveNode node = new LiveNode(options);
        try {
            final LiveNode.Place place = node.open(interfaces).get(0);
            final SecureRandom random = new SecureRandom();
            final Bridge bridge =
                    new Bridge("switch", place.frames(), SipHash.sipHash24(random.nextLong(), random.nextLong()));
            place.ports().forEach(bridge::port);
            node.start(bridge.worker(SystemNanoClock.INSTANCE), place);
        } catch (final IOException | RuntimeException e) {
            node.close();
            throw e;
        }
        return new LiveSwitch(node);
    }

    /** {@return the worker, its ports and counters} */
    public LiveNode node() {
        return node;
    }

    @Override
    public void close() {
        node.close();
    }
}
