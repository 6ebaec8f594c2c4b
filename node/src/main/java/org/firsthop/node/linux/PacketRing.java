package org.firsthop.node.linux;

/**
 * The sizes of a packet socket's receive ring. The kernel keeps its memory, blocks times their length, outside the process's
 * limits.
 *
 * @param blockLength octets of a block, a power of two of at least 131,072, so that a large segment of 64 KiB fits.
 * @param blocks at least 2.
 * @param retireMs after how many milliseconds a block that is not full is handed over; the longest time that a single frame waits.
 */
public record PacketRing(int blockLength, int blocks, int retireMs) {
    /** 32 blocks of 256 KiB, handed over after a millisecond. */
    public static final PacketRing DEFAULT = new PacketRing(256 * 1024, 32, 1);

    private static final int MIN_BLOCK_LENGTH = 128 * 1024;

    /**
     * Checks the ranges.
     *
     * @param blockLength octets of a block.
     * @param blocks of the ring.
     * @param retireMs after how many milliseconds a block is handed over.
     * @throws IllegalArgumentException when a value is outside its range.
     */
    public PacketRing {
        if (blockLength < MIN_BLOCK_LENGTH || Integer.bitCount(blockLength) != 1) {
            throw new IllegalArgumentException(
                    "blockLength: value=" + blockLength + ", expected a power of two of at least " + MIN_BLOCK_LENGTH);
        }
        if (blocks < 2 || (long) blocks * blockLength > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "blocks: value=" + blocks + ", range=2.." + Integer.MAX_VALUE / blockLength);
        }
        if (retireMs < 1) {
            throw new IllegalArgumentException("retireMs: value=" + retireMs + ", minimum=1");
        }
    }

    /** {@return octets of the whole ring} */
    int length() {
        return blockLength * blocks;
    }
}
