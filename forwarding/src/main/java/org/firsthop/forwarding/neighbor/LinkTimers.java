package org.firsthop.forwarding.neighbor;

import java.util.Arrays;
import java.util.SplittableRandom;

/** The timers of each link, which routers may advertise to hosts (RFC 4861 sections 6.3.2 and 6.3.4). */
final class LinkTimers {
    /** RFC 4861 section 6.3.4: a new random reachable time every few hours. */
    private static final long REACHABLE_DRAW_NS = 7_200_000_000_000L;

    private final SplittableRandom random;
    private final long[] reachableBaseNs;
    private final long[] retransmitNs;
    private final long[] reachableNs;
    private final long[] reachableDrawnNs;

    LinkTimers(final NeighborConfig config, final int links) {
        random = new SplittableRandom(config.seed());
        reachableBaseNs = new long[links];
        retransmitNs = new long[links];
        reachableNs = new long[links];
        reachableDrawnNs = new long[links];
        Arrays.fill(reachableBaseNs, config.reachableNs());
        Arrays.fill(retransmitNs, config.retransmitNs());
    }

    /** Takes what a router advertised; 0 leaves a timer as it is. */
    void advertised(final int link, final long reachable, final long retransmit) {
        if (reachable != 0 && reachable != reachableBaseNs[link]) {
            reachableBaseNs[link] = reachable;
            reachableNs[link] = 0;
        }
        if (retransmit != 0) {
            retransmitNs[link] = retransmit;
        }
    }

    /** The base time and a random factor of 0.5 to 1.5, so that nodes do not fall into step. */
    long reachableNs(final int link, final long nowNs) {
        if (reachableNs[link] == 0 || nowNs - reachableDrawnNs[link] >= REACHABLE_DRAW_NS) {
            reachableNs[link] = Math.max(1, (long) (reachableBaseNs[link] * (0.5 + random.nextDouble())));
            reachableDrawnNs[link] = nowNs;
        }
        return reachableNs[link];
    }

    long retransmitNs(final int link) {
        return retransmitNs[link];
    }
}
