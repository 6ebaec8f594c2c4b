package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;

import java.util.zip.CRC32;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The frame check sequence of Ethernet: the CRC-32 of a frame from its first address to its last octet of data or padding
 * (IEEE 802.3 section 3.2.9), in the last four octets.
 *
 * <p>As a value it is what {@link CRC32} computes; on the wire its least significant octet comes first, because each octet
 * is sent lowest bit first.
 *
 * <p>The JDK's intrinsic works on arrays. Octets outside the heap are copied, a piece at a time, to an array that each
 * instance keeps, so that nothing is allocated. Reusable; not thread-safe.
 */
public final class EthernetFcs {
    /** Octets of the sequence. */
    public static final int LENGTH = 4;

    /** The sequence does not stand for the octets before it (IEEE 802.3 section 3.4). The link: cable, port or driver. */
    public static final DropReason BAD_FCS = DropReason.declare(
            "ETHERNET_BAD_FCS", Severity.WARNING, "the frame check sequence is wrong: look at the cable and the port");

    /** Too few octets for the sequence. The link, or a capture's snap length. */
    public static final DropReason TRUNCATED_FCS = DropReason.declare(
            "ETHERNET_TRUNCATED_FCS", Severity.WARNING, "fewer than the 4 octets of a frame check sequence are there");

    private static final int PIECE_LENGTH = 2048;

    private final CRC32 crc = new CRC32();
    private final byte[] piece = new byte[PIECE_LENGTH];

    /** A calculator of its own state; one serves any number of frames, one after another. */
    public EthernetFcs() {}

    /**
     * Computes the sequence of a frame.
     *
     * @param buffer that holds the frame.
     * @param offset of its first octet.
     * @param length octets of the frame, without the sequence.
     * @return the CRC-32.
     * @throws IndexOutOfBoundsException when the range is not inside the buffer and its bounds are checked.
     */
    public int compute(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return compute(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #compute(DirectBuffer, int, int)}, by address; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the frame.
     * @param length octets of the frame, not negative.
     * @return the CRC-32.
     */
    public int compute(final byte @Nullable [] base, final long address, final int length) {
        crc.reset();
        if (base != null) {
            crc.update(base, (int) (address - BufferUtil.ARRAY_BASE_OFFSET), length);
        } else {
            int done = 0;
            while (done < length) {
                final int count = Math.min(PIECE_LENGTH, length - done);
                Memory.copy(null, address + done, piece, BufferUtil.ARRAY_BASE_OFFSET, count);
                crc.update(piece, 0, count);
                done += count;
            }
        }
        return (int) crc.getValue();
    }

    /**
     * Tells whether a frame ends in its right sequence.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the frame.
     * @param offset of its first octet.
     * @param length octets of the frame, the sequence included.
     * @return {@link DropReason#NONE}, {@link #BAD_FCS} or {@link #TRUNCATED_FCS}.
     */
    public DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #check(DirectBuffer, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the frame.
     * @param length octets of the frame, the sequence included.
     * @return {@link DropReason#NONE}, {@link #BAD_FCS} or {@link #TRUNCATED_FCS}.
     */
    public DropReason check(final byte @Nullable [] base, final long address, final int length) {
        if (length < LENGTH) {
            return TRUNCATED_FCS;
        }
        final int covered = length - LENGTH;
        final int found = Integer.reverseBytes(Memory.i32(base, address + covered));
        return compute(base, address, covered) == found ? DropReason.NONE : BAD_FCS;
    }

    /**
     * Computes the sequence of a frame and writes it after the frame's last octet.
     *
     * @param buffer that holds the frame and has room for four octets more.
     * @param offset of its first octet.
     * @param length octets of the frame, without the sequence.
     * @throws IndexOutOfBoundsException when the buffer has no room and its bounds are checked.
     */
    public void fill(final MutableDirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length + LENGTH);
        NetworkOrder.putI32(buffer, offset + length, Integer.reverseBytes(compute(buffer, offset, length)));
    }
}
