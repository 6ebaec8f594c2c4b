package org.firsthop.core.address;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.agrona.MutableDirectBuffer;

/**
 * An IPv4 prefix: the addresses whose first {@code length} bits are those of {@code address} (RFC 4632).
 *
 * <p>The bits of {@code address} after the prefix are zero, so that equal prefixes are equal records; {@link #parse} and
 * the constructor refuse others, {@link #parseNetwork} and {@link #containing} clear them. The order is by address, taken
 * as unsigned, and then by length: a prefix stands before those it contains.
 *
 * @param address the first address of the prefix, first octet most significant.
 * @param length in bits, 0 to 32.
 */
public record Ipv4Prefix(int address, int length) implements Comparable<Ipv4Prefix> {
    /** The longest prefix, which has one address. */
    public static final int MAX_LENGTH = 32;

    /** Characters of the longest prefix in text. */
    public static final int MAX_TEXT_LENGTH = Ipv4Address.MAX_TEXT_LENGTH + 3;

    /** {@code 0.0.0.0/0}: every address. */
    public static final Ipv4Prefix ALL = new Ipv4Prefix(0, 0);

    private static final String KIND = "IPv4 prefix";

    /**
     * Makes a prefix whose host bits are zero already.
     *
     * @param address the first address of the prefix, first octet most significant.
     * @param length in bits, 0 to 32.
     * @throws IllegalArgumentException when the length is outside its range, or a bit after the prefix is set.
     */
    public Ipv4Prefix {
        if ((address & ~mask(length)) != 0) {
            throw new IllegalArgumentException("address: value=" + Ipv4Address.toString(address) + "/" + length + ", "
                    + hostBitsProblem(address, length));
        }
    }

    /**
     * The prefix of a given length that an address lies in; bits after the prefix are cleared.
     *
     * @param address any address.
     * @param length in bits, 0 to 32.
     * @return the prefix.
     * @throws IllegalArgumentException when the length is outside its range.
     */
    public static Ipv4Prefix containing(final int address, final int length) {
        return new Ipv4Prefix(address & mask(length), length);
    }

    /**
     * Reads {@code 192.0.2.0/24}, or {@code 192.0.2.1} for the one address. Bits set after the prefix are an error.
     *
     * @param text all of which is the prefix.
     * @return the prefix.
     * @throws AddressSyntaxException when the text is not a prefix; names the column and what was expected.
     */
    public static Ipv4Prefix parse(final CharSequence text) {
        return parse(text, 0, text.length());
    }

    /**
     * Reads a prefix that is a part of a text; bits set after the prefix are an error.
     *
     * @param text that holds the prefix.
     * @param start index of the first character.
     * @param end index after the last character.
     * @return the prefix.
     * @throws AddressSyntaxException when that part is not a prefix; columns count from {@code start}.
     */
    public static Ipv4Prefix parse(final CharSequence text, final int start, final int end) {
        final int slash = PrefixLength.indexOfSlash(text, start, end);
        final int address = Ipv4Address.parse(text, start, slash);
        final int length = PrefixLength.parse(KIND, text, start, slash, end, MAX_LENGTH);
        if ((address & ~mask(length)) != 0) {
            throw AddressSyntaxException.at(KIND, text, start, end, start, hostBitsProblem(address, length));
        }
        return new Ipv4Prefix(address, length);
    }

    /**
     * Reads the prefix that an interface's address lies in: {@code 192.0.2.1/24} is {@code 192.0.2.0/24}. Bits set after
     * the prefix are cleared.
     *
     * @param text all of which is the address and the length.
     * @return the prefix.
     * @throws AddressSyntaxException when the text is not a prefix; names the column and what was expected.
     */
    public static Ipv4Prefix parseNetwork(final CharSequence text) {
        return parseNetwork(text, 0, text.length());
    }

    /**
     * As {@link #parseNetwork(CharSequence)}, of a part of a text.
     *
     * @param text that holds the address and the length.
     * @param start index of the first character.
     * @param end index after the last character.
     * @return the prefix.
     * @throws AddressSyntaxException when that part is not a prefix; columns count from {@code start}.
     */
    public static Ipv4Prefix parseNetwork(final CharSequence text, final int start, final int end) {
        final int slash = PrefixLength.indexOfSlash(text, start, end);
        final int address = Ipv4Address.parse(text, start, slash);
        return containing(address, PrefixLength.parse(KIND, text, start, slash, end, MAX_LENGTH));
    }

    /**
     * The mask of a length: so many ones, then zeros.
     *
     * @param length in bits, 0 to 32.
     * @return the mask.
     * @throws IllegalArgumentException when the length is outside its range.
     */
    public static int mask(final int length) {
        PrefixLength.require(length, MAX_LENGTH);
        return length == 0 ? 0 : -1 << (MAX_LENGTH - length);
    }

    /** {@return the mask: {@link #length()} ones, then zeros} */
    public int mask() {
        return mask(length);
    }

    /** {@return the last address of the prefix: a subnet's directed broadcast (RFC 1812 section 4.2.2.11)} */
    public int lastAddress() {
        return address | ~mask();
    }

    /**
     * Whether an address lies in this prefix.
     *
     * @param other the address.
     * @return whether its first {@link #length()} bits are this prefix's.
     */
    public boolean contains(final int other) {
        return (other & mask()) == address;
    }

    /**
     * Whether every address of another prefix lies in this one; a prefix contains itself.
     *
     * @param other the prefix.
     * @return whether it is this one or more specific.
     */
    public boolean contains(final Ipv4Prefix other) {
        return length <= other.length && contains(other.address);
    }

    /**
     * Whether any address lies in both prefixes, so that one contains the other.
     *
     * @param other the prefix.
     * @return whether they overlap.
     */
    public boolean overlaps(final Ipv4Prefix other) {
        return contains(other) || other.contains(this);
    }

    /**
     * Prints the prefix into a buffer, as {@link #toString()}; allocates nothing.
     *
     * @param buffer to write, in ASCII.
     * @param index of the first character.
     * @return the number of characters, 9 to 18.
     * @throws IndexOutOfBoundsException when the buffer has no room and its bounds are checked.
     */
    public int format(final MutableDirectBuffer buffer, final int index) {
        final int position = index + Ipv4Address.format(address, buffer, index);
        buffer.putByte(position, (byte) '/');
        return AsciiDigits.putDecimal(buffer, position + 1, length) - index;
    }

    /**
     * Appends the prefix to a text, as {@link #toString()}; allocates nothing itself.
     *
     * @param out to append to.
     * @throws UncheckedIOException when appending fails.
     */
    public void append(final Appendable out) {
        Ipv4Address.append(address, out);
        try {
            out.append('/');
            AsciiDigits.appendDecimal(out, length);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int compareTo(final Ipv4Prefix other) {
        final int byAddress = Integer.compareUnsigned(address, other.address);
        return byAddress != 0 ? byAddress : Integer.compare(length, other.length);
    }

    /** {@return the prefix with its length, also when it is one address: {@code 192.0.2.1/32}} */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder(MAX_TEXT_LENGTH);
        append(text);
        return text.toString();
    }

    private static String hostBitsProblem(final int address, final int length) {
        return "host bits are set, the network is " + containing(address, length);
    }
}
