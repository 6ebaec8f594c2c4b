package org.firsthop.node.linux;

import org.firsthop.core.memory.Memory;

/**
 * The ten octets in which Linux tells what it left undone in a frame: a checksum to be filled, a large segment to be cut
 * ({@code struct virtio_net_hdr}, in the machine's byte order).
 *
 * <pre>
 *   0 flags   1 kind of segment   2 length of the headers   4 octets of payload a segment
 *   6 where the checksum's range begins   8 where in that range the checksum stands
 * </pre>
 */
final class VirtioHeader {
    static final int LENGTH = 10;

    /** Not a large segment. */
    static final int WHOLE = 0;

    static final int TCP_OVER_IPV4 = 1;
    static final int TCP_OVER_IPV6 = 4;
    static final int UDP = 5;

    private static final int NEEDS_CHECKSUM = 1;
    private static final int KIND_MASK = 0x7F;
    private static final int KIND = 1;
    private static final int HEADER_LENGTH = 2;
    private static final int SEGMENT_LENGTH = 4;
    private static final int CHECKSUM_START = 6;
    private static final int CHECKSUM_OFFSET = 8;

    private VirtioHeader() {}

    static boolean needsChecksum(final long header) {
        return (Memory.u8(null, header) & NEEDS_CHECKSUM) != 0;
    }

    /** {@return the kind of large segment, or {@link #WHOLE}} */
    static int kind(final long header) {
        return Memory.u8(null, header + KIND) & KIND_MASK;
    }

    /** {@return octets of payload that each packet gets} */
    static int segmentLength(final long header) {
        return Memory.nativeShort(null, header + SEGMENT_LENGTH) & 0xFFFF;
    }

    /** {@return where the checksum's range begins, from the frame's first octet: at the transport header} */
    static int checksumStart(final long header) {
        return Memory.nativeShort(null, header + CHECKSUM_START) & 0xFFFF;
    }

    /** {@return where the checksum stands, from the beginning of its range} */
    static int checksumOffset(final long header) {
        return Memory.nativeShort(null, header + CHECKSUM_OFFSET) & 0xFFFF;
    }

    /** Writes the header of a whole frame: nothing is left undone, and so many octets of it are to stand together. */
    static void writeWhole(final long header, final int headerLength) {
        Memory.putNativeLong(null, header, 0);
        Memory.putNativeShort(null, header + HEADER_LENGTH, (short) headerLength);
        Memory.putNativeShort(null, header + CHECKSUM_OFFSET, (short) 0);
    }

    /**
     * Writes the header of a large segment.
     *
     * @param header address of this header.
     * @param kind of segment.
     * @param headerLength octets of the frame that are to stand together.
     * @param segmentLength octets of payload that each packet gets.
     * @param checksumStart where the checksum's range begins.
     * @param checksumOffset where in that range the checksum stands, the sum of the pseudo-header.
     */
    static void writeLarge(
            final long header,
            final int kind,
            final int headerLength,
            final int segmentLength,
            final int checksumStart,
            final int checksumOffset) {
        Memory.putU8(null, header, NEEDS_CHECKSUM);
        Memory.putU8(null, header + KIND, kind);
        Memory.putNativeShort(null, header + HEADER_LENGTH, (short) headerLength);
        Memory.putNativeShort(null, header + SEGMENT_LENGTH, (short) segmentLength);
        Memory.putNativeShort(null, header + CHECKSUM_START, (short) checksumStart);
        Memory.putNativeShort(null, header + CHECKSUM_OFFSET, (short) checksumOffset);
    }
}
