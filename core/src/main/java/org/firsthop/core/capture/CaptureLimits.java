package org.firsthop.core.capture;

/**
 * What a reader accepts at most. A capture that asks for more is read up to there ({@link Contradiction}), so that the memory
 * of a reader is bounded by these numbers whatever a file says.
 *
 * @param maxBlockLength octets of one record or block that is read, its header included; blocks of kinds that are skipped
 *     take no memory and may have any length.
 * @param maxInterfaces interfaces that a pcapng file may describe, over all its sections.
 */
public record CaptureLimits(int maxBlockLength, int maxInterfaces) {
    /** The least {@link #maxBlockLength()}: a jumbo frame and what stands around it. */
    public static final int MIN_BLOCK_LENGTH = 16 * 1024;

    /** 16 MiB for a block, 4,096 interfaces. */
    public static final CaptureLimits DEFAULT = new CaptureLimits(16 * 1024 * 1024, 4096);

    /**
     * Checks the limits.
     *
     * @param maxBlockLength {@value #MIN_BLOCK_LENGTH} to 2<sup>30</sup>.
     * @param maxInterfaces at least 1.
     * @throws IllegalArgumentException when a limit is outside its range.
     */
    public CaptureLimits {
        if (maxBlockLength < MIN_BLOCK_LENGTH || maxBlockLength > 1 << 30) {
            throw new IllegalArgumentException(
                    "maxBlockLength: value=" + maxBlockLength + ", expected " + MIN_BLOCK_LENGTH + " to " + (1 << 30));
        }
        if (maxInterfaces < 1) {
            throw new IllegalArgumentException("maxInterfaces: value=" + maxInterfaces + ", expected at least 1");
        }
    }

    /**
     * These limits with another one for blocks.
     *
     * @param octets of one record or block, {@link #MIN_BLOCK_LENGTH} to 2<sup>30</sup>.
     * @return the limits.
     */
    public CaptureLimits withMaxBlockLength(final int octets) {
        return new CaptureLimits(octets, maxInterfaces);
    }

    /**
     * These limits with another one for interfaces.
     *
     * @param count of interfaces, at least 1.
     * @return the limits.
     */
    public CaptureLimits withMaxInterfaces(final int count) {
        return new CaptureLimits(maxBlockLength, count);
    }
}
