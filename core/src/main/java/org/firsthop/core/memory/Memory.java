package org.firsthop.core.memory;

import java.nio.ByteOrder;
import java.util.Set;
import org.agrona.UnsafeApi;
import org.jspecify.annotations.Nullable;

/**
 * Unchecked reads and writes of octets, on the heap or off it.
 *
 * <p>An octet is named by a {@code base} and an {@code address}: for memory outside the heap the base is {@code null} and
 * the address is absolute; for a {@code byte[]} the base is the array and the address counts from the array object, as
 * {@link org.agrona.DirectBuffer#byteArray()} and {@link org.agrona.DirectBuffer#addressOffset()} give them. Code written
 * once against this pair serves both, and costs nothing extra where the caller passes a literal {@code null}.
 *
 * <p>Plain methods ({@code u8}, {@code u16}, {@code i32} …) use network byte order (RFC 1700). Methods that begin with
 * {@code native} use the machine's order and are for state of our own that never leaves the process. All methods may be
 * called from any thread; only those named {@code acquire} and {@code release} order anything between threads.
 *
 * <p>No method checks bounds: reading outside memory that the caller owns is undefined and may end the JVM.
 */
public final class Memory {
    /** Whether the machine's order is the reverse of network order. */
    public static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    /** Whether the machine itself never lets a read pass an earlier read. */
    private static final boolean ORDERS_READS = Set.of("amd64", "x86_64").contains(System.getProperty("os.arch", ""));

    private Memory() {}

    /**
     * Reads an unsigned octet.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the octet.
     * @return the value, 0 to 255.
     */
    public static int u8(final @Nullable Object base, final long address) {
        return UnsafeApi.getByte(base, address) & 0xFF;
    }

    /**
     * Reads a signed octet.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the octet.
     * @return the value, -128 to 127.
     */
    public static byte i8(final @Nullable Object base, final long address) {
        return UnsafeApi.getByte(base, address);
    }

    /**
     * Reads an unsigned 16-bit value in network order.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @return the value, 0 to 65,535.
     */
    public static int u16(final @Nullable Object base, final long address) {
        final short value = UnsafeApi.getShort(base, address);
        return (LITTLE_ENDIAN ? Short.reverseBytes(value) : value) & 0xFFFF;
    }

    /**
     * Reads 32 bits in network order.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @return the bits.
     */
    public static int i32(final @Nullable Object base, final long address) {
        final int value = UnsafeApi.getInt(base, address);
        return LITTLE_ENDIAN ? Integer.reverseBytes(value) : value;
    }

    /**
     * Reads an unsigned 32-bit value in network order.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @return the value, 0 to 4,294,967,295.
     */
    public static long u32(final @Nullable Object base, final long address) {
        return i32(base, address) & 0xFFFF_FFFFL;
    }

    /**
     * Reads 64 bits in network order.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @return the bits.
     */
    public static long i64(final @Nullable Object base, final long address) {
        final long value = UnsafeApi.getLong(base, address);
        return LITTLE_ENDIAN ? Long.reverseBytes(value) : value;
    }

    /**
     * Writes an octet.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the octet.
     * @param value whose low 8 bits are written.
     */
    public static void putU8(final @Nullable Object base, final long address, final int value) {
        UnsafeApi.putByte(base, address, (byte) value);
    }

    /**
     * Writes 16 bits in network order.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @param value whose low 16 bits are written.
     */
    public static void putU16(final @Nullable Object base, final long address, final int value) {
        final short bits = (short) value;
        UnsafeApi.putShort(base, address, LITTLE_ENDIAN ? Short.reverseBytes(bits) : bits);
    }

    /**
     * Writes 32 bits in network order.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @param value to write.
     */
    public static void putI32(final @Nullable Object base, final long address, final int value) {
        UnsafeApi.putInt(base, address, LITTLE_ENDIAN ? Integer.reverseBytes(value) : value);
    }

    /**
     * Writes 64 bits in network order.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @param value to write.
     */
    public static void putI64(final @Nullable Object base, final long address, final long value) {
        UnsafeApi.putLong(base, address, LITTLE_ENDIAN ? Long.reverseBytes(value) : value);
    }

    /**
     * Reads 16 bits in the machine's order.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @return the bits.
     */
    public static short nativeShort(final @Nullable Object base, final long address) {
        return UnsafeApi.getShort(base, address);
    }

    /**
     * Writes 16 bits in the machine's order.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @param value to write.
     */
    public static void putNativeShort(final @Nullable Object base, final long address, final short value) {
        UnsafeApi.putShort(base, address, value);
    }

    /**
     * Reads 32 bits in the machine's order.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @return the bits.
     */
    public static int nativeInt(final @Nullable Object base, final long address) {
        return UnsafeApi.getInt(base, address);
    }

    /**
     * Writes 32 bits in the machine's order.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @param value to write.
     */
    public static void putNativeInt(final @Nullable Object base, final long address, final int value) {
        UnsafeApi.putInt(base, address, value);
    }

    /**
     * Reads 64 bits in the machine's order.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @return the bits.
     */
    public static long nativeLong(final @Nullable Object base, final long address) {
        return UnsafeApi.getLong(base, address);
    }

    /**
     * Writes 64 bits in the machine's order.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @param value to write.
     */
    public static void putNativeLong(final @Nullable Object base, final long address, final long value) {
        UnsafeApi.putLong(base, address, value);
    }

    /**
     * Reads 32 bits in the machine's order; no later read or write moves before it.
     *
     * @param address absolute, a multiple of 4.
     * @return the bits.
     */
    public static int acquireInt(final long address) {
        return UnsafeApi.getIntAcquire(null, address);
    }

    /**
     * Whether the machine itself never lets a read pass an earlier read.
     *
     * @return whether a read needs nothing to be made after the one that its address comes from.
     */
    public static boolean ordersReads() {
        return ORDERS_READS;
    }

    /**
     * Reads 32 bits in the machine's order, from which the address of a later read is computed: that one does not move before
     * it. On machines that keep reads in order this costs nothing, not even to the compiler, because a read whose address is
     * not known cannot come first; on others it is {@link #acquireInt}.
     *
     * @param address absolute, a multiple of 4.
     * @return the bits.
     */
    public static int consumeInt(final long address) {
        return ORDERS_READS ? UnsafeApi.getInt(null, address) : UnsafeApi.getIntAcquire(null, address);
    }

    /**
     * Writes 32 bits in the machine's order; no earlier read or write moves after it.
     *
     * @param address absolute, a multiple of 4.
     * @param value to write.
     */
    public static void releaseInt(final long address, final int value) {
        UnsafeApi.putIntRelease(null, address, value);
    }

    /**
     * Reads 64 bits in the machine's order; no later read or write moves before it.
     *
     * @param address absolute, a multiple of 8.
     * @return the bits.
     */
    public static long acquireLong(final long address) {
        return UnsafeApi.getLongAcquire(null, address);
    }

    /**
     * Writes 64 bits in the machine's order; no earlier read or write moves after it.
     *
     * @param address absolute, a multiple of 8.
     * @param value to write.
     */
    public static void releaseLong(final long address, final long value) {
        UnsafeApi.putLongRelease(null, address, value);
    }

    /**
     * Copies octets; the two ranges may overlap.
     *
     * @param fromBase the source's array, or {@code null}.
     * @param fromAddress of the first octet to read.
     * @param toBase the destination's array, or {@code null}.
     * @param toAddress of the first octet to write.
     * @param length in octets.
     */
    public static void copy(
            final @Nullable Object fromBase,
            final long fromAddress,
            final @Nullable Object toBase,
            final long toAddress,
            final long length) {
        UnsafeApi.copyMemory(fromBase, fromAddress, toBase, toAddress, length);
    }

    /**
     * Sets every octet of a range.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @param length in octets.
     * @param value of each octet.
     */
    public static void fill(final @Nullable Object base, final long address, final long length, final byte value) {
        UnsafeApi.setMemory(base, address, length, value);
    }
}
