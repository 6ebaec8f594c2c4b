package org.firsthop.laws;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;

/**
 * What the laws know of a header: how it is wrapped and checked, where its fields lie, and what else can be read.
 *
 * @param <F> the flyweight.
 */
public final class Header<F> {
    final F flyweight;
    final Wrap<F> wrap;
    final BufferCheck bufferCheck;
    final AddressCheck addressCheck;
    final List<Field<F>> fields = new ArrayList<>();
    Reads<F> reads = (flyweight, length) -> 0;

    /**
     * Describes a header without fields.
     *
     * @param flyweight that the laws may use.
     * @param wrap the flyweight's {@code wrap}.
     * @param bufferCheck the flyweight's {@code check} by buffer and offset.
     * @param addressCheck the flyweight's {@code check} by base and address.
     */
    public Header(
            final F flyweight, final Wrap<F> wrap, final BufferCheck bufferCheck, final AddressCheck addressCheck) {
        this.flyweight = flyweight;
        this.wrap = wrap;
        this.bufferCheck = bufferCheck;
        this.addressCheck = addressCheck;
    }

    /** A field of at most 32 bits, from {@code firstBit} of the header, its most significant, on. */
    public Header<F> field(
            final String name, final int firstBit, final int bits, final IntWriter<F> write, final IntReader<F> read) {
        // An unsigned field narrower than an int must read as itself; 32 bits may read as a negative int.
        final long mask = bits < Integer.SIZE ? -1L : 0xFFFF_FFFFL;
        return add(name, firstBit, bits, (f, value) -> write.write(f, (int) value), f -> read.read(f) & mask);
    }

    /** A field of at most 64 bits that is read and written as a {@code long}. */
    public Header<F> longField(
            final String name,
            final int firstBit,
            final int bits,
            final LongWriter<F> write,
            final LongReader<F> read) {
        return add(name, firstBit, bits, write, read);
    }

    /** A field of one bit. */
    public Header<F> flag(final String name, final int bit, final FlagWriter<F> write, final FlagReader<F> read) {
        return add(name, bit, 1, (f, value) -> write.write(f, value == 1), f -> read.read(f) ? 1 : 0);
    }

    /**
     * All else that can be read after a check has passed: getters without a setter, iterators, checksums.
     *
     * @param all calls them and returns a hash of what they returned; {@code Objects.hash} will do.
     */
    public Header<F> reads(final Reads<F> all) {
        reads = all;
        return this;
    }

    private Header<F> add(
            final String name,
            final int firstBit,
            final int bits,
            final LongWriter<F> write,
            final LongReader<F> read) {
        fields.add(new Field<>(name, firstBit, bits, write, read));
        return this;
    }

    /** Octets that the fields reach. */
    int length() {
        return fields.stream()
                .mapToInt(f -> (f.firstBit + f.bits + 7) / 8)
                .max()
                .orElse(0);
    }

    record Field<F>(String name, int firstBit, int bits, LongWriter<F> write, LongReader<F> read) {
        long mask() {
            return bits == Long.SIZE ? -1L : (1L << bits) - 1;
        }

        /** Puts a value where the field stands, bit by bit, into octets that begin at an index. */
        void put(final byte[] octets, final int index, final long value) {
            for (int i = 0; i < bits; i++) {
                final int bit = firstBit + bits - 1 - i;
                final int one = 0x80 >>> bit % 8;
                if ((value >>> i & 1) == 1) {
                    octets[index + bit / 8] |= (byte) one;
                } else {
                    octets[index + bit / 8] &= (byte) ~one;
                }
            }
        }
    }

    /** {@code wrap} of a flyweight. */
    public interface Wrap<F> {
        Object wrap(F flyweight, MutableDirectBuffer buffer, int offset);
    }

    /** {@code check} of a flyweight, by buffer. */
    public interface BufferCheck {
        DropReason check(DirectBuffer buffer, int offset, int length);
    }

    /** {@code check} of a flyweight, by address. */
    public interface AddressCheck {
        DropReason check(Object base, long address, int length);
    }

    /** All other readers of a flyweight together. */
    public interface Reads<F> {
        int read(F flyweight, int length);
    }

    /** A setter. */
    public interface IntWriter<F> {
        void write(F flyweight, int value);
    }

    /** A getter. */
    public interface IntReader<F> {
        int read(F flyweight);
    }

    /** A setter. */
    public interface LongWriter<F> {
        void write(F flyweight, long value);
    }

    /** A getter. */
    public interface LongReader<F> {
        long read(F flyweight);
    }

    /** A setter. */
    public interface FlagWriter<F> {
        void write(F flyweight, boolean value);
    }

    /** A getter. */
    public interface FlagReader<F> {
        boolean read(F flyweight);
    }
}
