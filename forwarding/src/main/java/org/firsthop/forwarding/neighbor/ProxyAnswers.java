package org.firsthop.forwarding.neighbor;

import java.util.Set;
import java.util.SplittableRandom;
import org.firsthop.core.address.Ipv6Address;

/**
 * Advertisements for nodes beyond this one (RFC 4861 section 7.2.8): on which links there are any, and those that still wait,
 * so that a node that has the address itself is heard first.
 *
 * <p>As many wait as there is room for; what comes then is answered at once, as RFC 4861 allows: the delay is a SHOULD.
 */
final class ProxyAnswers {
    /** How many wait at most. */
    static final int CAPACITY = 64;

    private final NeighborStage stage;
    private final Set<String> links;
    private final long delayNs;
    private final SplittableRandom random;
    private final int[] frames = new int[CAPACITY];
    private final int[] frameLinks = new int[CAPACITY];
    private final long[] dueNs = new long[CAPACITY];
    private int count;

    ProxyAnswers(final NeighborStage stage, final NeighborConfig config) {
        this.stage = stage;
        links = config.proxyNdp();
        delayNs = config.proxyDelayNs();
        random = new SplittableRandom(Long.rotateLeft(config.seed(), 16));
    }

    /** Whether this node speaks for an address on a link: one that it forwards to another link. */
    boolean isProxied(final Link link, final long high, final long low) {
        return links.contains(link.name())
                && !Ipv6Address.isMulticast(high)
                && !Ipv6Address.isLinkLocal(high)
                && !Ipv6Address.isUnspecified(high, low)
                && stage.isBeyond(link.index(), high, low);
    }

    /** Sends an answer in its time. */
    void reply(final Link link, final int frame, final long nowNs) {
        if (delayNs == 0 || count == CAPACITY) {
            stage.replyTo(link.index(), frame);
            return;
        }
        frames[count] = frame;
        frameLinks[count] = link.index();
        dueNs[count] = nowNs + random.nextLong(delayNs);
        count++;
        stage.keep(frame);
    }

    /** Sends what is due; {@return how much} */
    int poll(final long nowNs) {
        int sent = 0;
        for (int i = 0; i < count; ) {
            if (dueNs[i] - nowNs > 0) {
                i++;
                continue;
            }
            stage.replyKept(frameLinks[i], frames[i]);
            sent++;
            count--;
            frames[i] = frames[count];
            frameLinks[i] = frameLinks[count];
            dueNs[i] = dueNs[count];
        }
        return sent;
    }

    /** {@return when the next one is due; {@link Long#MAX_VALUE} when none waits} */
    long deadline() {
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            earliest = Math.min(earliest, dueNs[i]);
        }
        return earliest;
    }
}
