package org.firsthop.core.wire;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The Internet checksum: the 16-bit ones' complement of the ones' complement sum (RFC 1071), and its update when a field
 * changes (RFC 1624).
 *
 * <p>A <em>partial sum</em> is a {@code long} in the machine's byte order, not yet folded; partial sums of several ranges
 * are added with {@code +}, as long as every range but the last has an even length. {@link #finish(long)} folds a partial
 * sum until no carry is left and complements it. The order of octets does not matter to a ones' complement sum but for a
 * final swap (RFC 1071 section 2 (B)), so that eight octets are summed at a time in whatever order the machine loads them.
 *
 * <p>A partial sum stays exact for any range a buffer can hold. All methods are static, pure and free for any thread.
 */
public final class InternetChecksum {
    private static final boolean SWAP = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final long LOW_32_BITS = 0xFFFF_FFFFL;

    /** Octets from which on a range is summed by the loop for payloads; headers are shorter. */
    private static final int LONG_RANGE = 256;

    private InternetChecksum() {}

    /**
     * The checksum of a range.
     *
     * @param buffer to read.
     * @param offset of the first octet.
     * @param length in octets; an odd last octet is padded with a zero on the right.
     * @return the checksum, 0 to 65,535; 0 when the range contains its own right checksum.
     * @throws IndexOutOfBoundsException when the range is not inside the buffer and its bounds are checked.
     */
    public static int checksum(final DirectBuffer buffer, final int offset, final int length) {
        return finish(partialSum(buffer, offset, length));
    }

    /**
     * The partial sum of a range.
     *
     * @param buffer to read.
     * @param offset of the first octet.
     * @param length in octets; an odd last octet is padded with a zero on the right.
     * @return the sum, not folded.
     * @throws IndexOutOfBoundsException when the range is not inside the buffer and its bounds are checked.
     */
    public static long partialSum(final DirectBuffer buffer, final int offset, final int length) {
        NetworkOrder.boundsCheck(buffer, offset, length);
        return partialSum(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * The partial sum of a range by address; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @param length in octets, not negative; an odd last octet is padded with a zero on the right.
     * @return the sum, not folded.
     */
    public static long partialSum(final @Nullable Object base, final long address, final int length) {
        return length < LONG_RANGE ? shortRange(base, address, length) : longRange(base, address, length);
    }

    /*
     * Two loops over the same words. The compiler unrolls a loop, or makes vectors of it, by how often it saw the loop go
     * round: a loop that sums headers most of the time is compiled for headers and then is slow over payloads. Kept apart,
     * each is compiled for its own kind, the long one to vectors where the JDK knows how.
     */

    private static long shortRange(final @Nullable Object base, final long address, final int length) {
        long sum = 0;
        int index = 0;
        for (; index <= length - Long.BYTES; index += Long.BYTES) {
            final long word = Memory.nativeLong(base, address + index);
            sum += (word & LOW_32_BITS) + (word >>> 32);
        }
        return sum + lastOctets(base, address + index, length - index);
    }

    private static long longRange(final @Nullable Object base, final long address, final int length) {
        long sum = 0;
        long position = address;
        for (final long last = address + length - Long.BYTES; position <= last; position += Long.BYTES) {
            final long word = Memory.nativeLong(base, position);
            sum += (word & LOW_32_BITS) + (word >>> 32);
        }
        return sum + lastOctets(base, position, (int) (address + length - position));
    }

    /** The partial sum of the 0 to 7 octets behind the last whole long. */
    private static long lastOctets(final @Nullable Object base, final long address, final int length) {
        long sum = 0;
        int index = 0;
        if (length >= Integer.BYTES) {
            sum += Memory.nativeInt(base, address) & LOW_32_BITS;
            index = Integer.BYTES;
        }
        if (length - index >= Short.BYTES) {
            sum += Memory.nativeShort(base, address + index) & 0xFFFF;
            index += Short.BYTES;
        }
        if (index < length) {
            sum += paddedOctet(Memory.u8(base, address + index));
        }
        return sum;
    }

    /**
     * The partial sum of twenty octets, the length of an IPv4 or TCP header without options; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @return the sum, not folded.
     */
    public static long partialSum20(final @Nullable Object base, final long address) {
        final long first = Memory.nativeLong(base, address);
        final long second = Memory.nativeLong(base, address + 8);
        return (first & LOW_32_BITS)
                + (first >>> 32)
                + (second & LOW_32_BITS)
                + (second >>> 32)
                + (Memory.nativeInt(base, address + 16) & LOW_32_BITS);
    }

    /**
     * The partial sum of one 16-bit word.
     *
     * @param value whose low 16 bits are the word as its field holds it.
     * @return the sum.
     */
    public static long word(final int value) {
        return (SWAP ? Short.reverseBytes((short) value) : (short) value) & 0xFFFF;
    }

    /**
     * The partial sum of 32 bits.
     *
     * @param value the bits as their field holds them.
     * @return the sum.
     */
    public static long word32(final int value) {
        return (SWAP ? Integer.reverseBytes(value) : value) & LOW_32_BITS;
    }

    /**
     * Folds a partial sum until no carry is left.
     *
     * @param partialSum to fold.
     * @return the ones' complement sum as a field would hold it, 0 to 65,535; 0 only when every octet summed was zero.
     */
    public static int fold(final long partialSum) {
        long sum = (partialSum >>> 32) + (partialSum & LOW_32_BITS);
        sum = (sum >>> 32) + (sum & LOW_32_BITS);
        int folded = (int) (sum >>> 16) + (int) (sum & 0xFFFF);
        folded = (folded >>> 16) + (folded & 0xFFFF);
        return SWAP ? Short.reverseBytes((short) folded) & 0xFFFF : folded;
    }

    /**
     * Folds and complements a partial sum.
     *
     * @param partialSum of all that the checksum covers.
     * @return the checksum, 0 to 65,535.
     */
    public static int finish(final long partialSum) {
        return ~fold(partialSum) & 0xFFFF;
    }

    /**
     * Folds and complements a sum of words taken as numbers, most significant octet first: for a header that is computed, not
     * read. Words of 16 and 32 bits may be added to one another, since 2<sup>16</sup> is 1 modulo 65,535.
     *
     * @param sumOfWords of all that the checksum covers; not negative.
     * @return the checksum, 0 to 65,535.
     */
    public static int finishWords(final long sumOfWords) {
        long sum = (sumOfWords >>> 32) + (sumOfWords & LOW_32_BITS);
        sum = (sum >>> 16) + (sum & 0xFFFF);
        sum = (sum >>> 16) + (sum & 0xFFFF);
        sum = (sum >>> 16) + (sum & 0xFFFF);
        return (int) ~sum & 0xFFFF;
    }

    /**
     * The checksum after one 16-bit word of what it covers has changed: {@code HC' = ~(~HC + ~m + m')}, RFC 1624 equation
     * 3. Unlike equation 2 it never yields 0xFFFF where recomputation yields 0x0000, except over octets that are all zero.
     *
     * @param checksum before the change.
     * @param from the word before, its low 16 bits.
     * @param to the word after, its low 16 bits.
     * @return the checksum after, 0 to 65,535.
     */
    public static int update(final int checksum, final int from, final int to) {
        int sum = (~checksum & 0xFFFF) + (~from & 0xFFFF) + (to & 0xFFFF);
        sum = (sum >>> 16) + (sum & 0xFFFF);
        sum = (sum >>> 16) + (sum & 0xFFFF);
        return ~sum & 0xFFFF;
    }

    /**
     * The checksum after 32 aligned bits of what it covers have changed, such as an address (RFC 1624).
     *
     * @param checksum before the change.
     * @param from the bits before.
     * @param to the bits after.
     * @return the checksum after, 0 to 65,535.
     */
    public static int update32(final int checksum, final int from, final int to) {
        int sum = (~checksum & 0xFFFF) + (~from >>> 16) + (~from & 0xFFFF) + (to >>> 16) + (to & 0xFFFF);
        sum = (sum >>> 16) + (sum & 0xFFFF);
        sum = (sum >>> 16) + (sum & 0xFFFF);
        return ~sum & 0xFFFF;
    }

    private static int paddedOctet(final int octet) {
        return SWAP ? octet : octet << 8;
    }
}
