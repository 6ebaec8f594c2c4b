package org.firsthop.core.wire;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Access to buffers in network byte order, most significant octet first (RFC 1700, "Data Notations").
 *
 * <p>Every flyweight reads and writes through these methods, so that no field is ever read in the machine's order by
 * omission of an argument. Bounds are checked as the buffer checks them: always, unless the property
 * {@code agrona.disable.bounds.checks} is {@code true}.
 */
public final class NetworkOrder {
    private NetworkOrder() {}

    /**
     * Reads an unsigned octet.
     *
     * @param buffer to read.
     * @param index of the octet.
     * @return the value, 0 to 255.
     */
    public static int u8(final DirectBuffer buffer, final int index) {
        return buffer.getByte(index) & 0xFF;
    }

    /**
     * Reads an unsigned 16-bit value.
     *
     * @param buffer to read.
     * @param index of the first octet.
     * @return the value, 0 to 65,535.
     */
    public static int u16(final DirectBuffer buffer, final int index) {
        return buffer.getShort(index, ByteOrder.BIG_ENDIAN) & 0xFFFF;
    }

    /**
     * Reads an unsigned 24-bit value.
     *
     * @param buffer to read.
     * @param index of the first octet.
     * @return the value, 0 to 16,777,215.
     */
    public static int u24(final DirectBuffer buffer, final int index) {
        return (u8(buffer, index) << 16) | u16(buffer, index + 1);
    }

    /**
     * Reads 32 bits.
     *
     * @param buffer to read.
     * @param index of the first octet.
     * @return the bits.
     */
    public static int i32(final DirectBuffer buffer, final int index) {
        return buffer.getInt(index, ByteOrder.BIG_ENDIAN);
    }

    /**
     * Reads an unsigned 32-bit value.
     *
     * @param buffer to read.
     * @param index of the first octet.
     * @return the value, 0 to 4,294,967,295.
     */
    public static long u32(final DirectBuffer buffer, final int index) {
        return i32(buffer, index) & 0xFFFF_FFFFL;
    }

    /**
     * Reads an unsigned 48-bit value, such as a MAC address.
     *
     * @param buffer to read.
     * @param index of the first octet.
     * @return the value in the low 48 bits.
     */
    public static long u48(final DirectBuffer buffer, final int index) {
        return (u32(buffer, index) << 16) | u16(buffer, index + 4);
    }

    /**
     * Reads 64 bits.
     *
     * @param buffer to read.
     * @param index of the first octet.
     * @return the bits.
     */
    public static long i64(final DirectBuffer buffer, final int index) {
        return buffer.getLong(index, ByteOrder.BIG_ENDIAN);
    }

    /**
     * Writes an octet.
     *
     * @param buffer to write.
     * @param index of the octet.
     * @param value whose low 8 bits are written.
     */
    public static void putU8(final MutableDirectBuffer buffer, final int index, final int value) {
        buffer.putByte(index, (byte) value);
    }

    /**
     * Writes 16 bits.
     *
     * @param buffer to write.
     * @param index of the first octet.
     * @param value whose low 16 bits are written.
     */
    public static void putU16(final MutableDirectBuffer buffer, final int index, final int value) {
        buffer.putShort(index, (short) value, ByteOrder.BIG_ENDIAN);
    }

    /**
     * Writes 24 bits.
     *
     * @param buffer to write.
     * @param index of the first octet.
     * @param value whose low 24 bits are written.
     */
    public static void putU24(final MutableDirectBuffer buffer, final int index, final int value) {
        putU8(buffer, index, value >>> 16);
        putU16(buffer, index + 1, value);
    }

    /**
     * Writes 32 bits.
     *
     * @param buffer to write.
     * @param index of the first octet.
     * @param value to write.
     */
    public static void putI32(final MutableDirectBuffer buffer, final int index, final int value) {
        buffer.putInt(index, value, ByteOrder.BIG_ENDIAN);
    }

    /**
     * Writes 48 bits, such as a MAC address.
     *
     * @param buffer to write.
     * @param index of the first octet.
     * @param value whose low 48 bits are written.
     */
    public static void putU48(final MutableDirectBuffer buffer, final int index, final long value) {
        putI32(buffer, index, (int) (value >>> 16));
        putU16(buffer, index + 4, (int) value);
    }

    /**
     * Writes 64 bits.
     *
     * @param buffer to write.
     * @param index of the first octet.
     * @param value to write.
     */
    public static void putI64(final MutableDirectBuffer buffer, final int index, final long value) {
        buffer.putLong(index, value, ByteOrder.BIG_ENDIAN);
    }

    /**
     * Checks that a range is inside a buffer before it is read by address; does nothing where bounds checks are disabled.
     *
     * @param buffer that must contain the range.
     * @param offset of the first octet.
     * @param length in octets.
     * @throws IndexOutOfBoundsException when the range is not inside the buffer.
     */
    public static void boundsCheck(final DirectBuffer buffer, final int offset, final int length) {
        if (DirectBuffer.SHOULD_BOUNDS_CHECK) {
            buffer.boundsCheck(offset, length);
        }
    }
}
