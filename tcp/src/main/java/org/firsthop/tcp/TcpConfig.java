package org.firsthop.tcp;

import org.agrona.BitUtil;

/** What a {@link TcpEngineBuilder} was told; immutable. Times are in ticks of a millisecond. */
record TcpConfig(
        int connections,
        int halfOpens,
        int timeWaits,
        boolean synCookies,
        int receiveWindow,
        int sendBuffer,
        int smallRings,
        int mediumRings,
        int largeRings,
        boolean ringsOnDemand,
        int mtu,
        int minimumMss,
        int minimumRto,
        int maximumRto,
        int initialRto,
        int synRetries,
        int synAckRetries,
        int dataRetries,
        int userTimeout,
        int keepAliveIdle,
        int keepAliveInterval,
        int keepAliveProbes,
        int finWait2Timeout,
        int timeWaitTimeout,
        int deferTimeout,
        int delayedAck,
        int challengeInterval,
        int resetsPerSecond,
        boolean resetOnFullAcceptQueue,
        boolean requireTimestamps,
        boolean ecn,
        Personality personality,
        CongestionAlgorithm congestion,
        PortShard shard,
        int firstPort,
        int lastPort) {
    private static final int SMALL_RING = 2 * 1024;
    private static final int MEDIUM_RING = 16 * 1024;

    /** Octets of a ring of a size, 0 to 2: what is advertised fits the largest, its rounding by the scale included. */
    int ringCapacity(final int size) {
        return switch (size) {
            case 0 -> SMALL_RING;
            case 1 -> MEDIUM_RING;
            default ->
                BitUtil.findNextPositivePowerOfTwo(
                        Math.max(MEDIUM_RING * 2, Math.max(receiveWindow + (1 << receiveShift()), sendBuffer)));
        };
    }

    int ringCount(final int size) {
        return switch (size) {
            case 0 -> smallRings;
            case 1 -> mediumRings;
            default -> largeRings;
        };
    }

    /** {@return the Rcv.Wind.Shift that is offered: the least that can express the window (RFC 7323 section 2.2)} */
    int receiveShift() {
        int shift = 0;
        while (shift < 14 && receiveWindow >>> shift > 0xFFFF) {
            shift++;
        }
        return shift;
    }

    /** {@return the window field of a SYN, which is never scaled (RFC 7323 section 2.2)} */
    int synWindow() {
        return Math.min(receiveWindow, personality.synWindow());
    }
}
