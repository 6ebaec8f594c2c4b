package org.firsthop.core.address;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.agrona.MutableDirectBuffer;

/**
 * An IPv6 prefix: the addresses whose first {@code length} bits are those of {@code high} and {@code low} (RFC 4291
 * section 2.3).
 *
 * <p>The bits after the prefix are zero, so that equal prefixes are equal records; {@link #parse} and the constructor
 * refuse others, {@link #parseNetwork} and {@link #containing} clear them. The order is by address, taken as unsigned, and
 * then by length: a prefix stands before those it contains.
 *
 * @param high the first eight octets of the first address.
 * @param low the last eight octets of the first address.
 * @param length in bits, 0 to 128.
 */
public record Ipv6Prefix(long high, long low, int length) implements Comparable<Ipv6Prefix> {
    /** The longest prefix, which has one address. */
    public static final int MAX_LENGTH = 128;

    /** Characters of the longest prefix in text. */
    public static final int MAX_TEXT_LENGTH = Ipv6Address.MAX_TEXT_LENGTH + 4;

    /** {@code ::/0}: every address. */
    public static final Ipv6Prefix ALL = new Ipv6Prefix(0, 0, 0);

    private static final String KIND = "IPv6 prefix";

    /**
     * Makes a prefix whose host bits are zero already.
     *
     * @param high the first eight octets of the first address.
     * @param low the last eight octets of the first address.
     * @param length in bits, 0 to 128.
     * @throws IllegalArgumentException when the length is outside its range, or a bit after the prefix is set.
     */
    public Ipv6Prefix {
        if (hasHostBits(high, low, length)) {
            throw new IllegalArgumentException("address: value=" + Ipv6Address.toString(high, low) + "/" + length + ", "
                    + hostBitsProblem(high, low, length));
        }
    }

    /**
     * The prefix of a given length that an address lies in; bits after the prefix are cleared.
     *
     * @param high the first eight octets of any address.
     * @param low the last eight octets.
     * @param length in bits, 0 to 128.
     * @return the prefix.
     * @throws IllegalArgumentException when the length is outside its range.
     */
    public static Ipv6Prefix containing(final long high, final long low, final int length) {
        return new Ipv6Prefix(high & maskHigh(length), low & maskLow(length), length);
    }

    /**
     * Reads {@code 2001:db8::/32}, or {@code 2001:db8::1} for the one address. Bits set after the prefix are an error.
     *
     * @param text all of which is the prefix.
     * @return the prefix.
     * @throws AddressSyntaxException when the text is not a prefix; names the column and what was expected.
     */
    public static Ipv6Prefix parse(final CharSequence text) {
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
    public static Ipv6Prefix parse(final CharSequence text, final int start, final int end) {
        final int slash = PrefixLength.indexOfSlash(text, start, end);
        final Ipv6Address address = Ipv6Address.parse(text, start, slash);
        final int length = PrefixLength.parse(KIND, text, start, slash, end, MAX_LENGTH);
        if (hasHostBits(address.high(), address.low(), length)) {
            final String problem = hostBitsProblem(address.high(), address.low(), length);
            throw AddressSyntaxException.at(KIND, text, start, end, start, problem);
        }
        return new Ipv6Prefix(address.high(), address.low(), length);
    }

    /**
     * Reads the prefix that an interface's address lies in: {@code 2001:db8::1/64} is {@code 2001:db8::/64}. Bits set
     * after the prefix are cleared.
     *
     * @param text all of which is the address and the length.
     * @return the prefix.
     * @throws AddressSyntaxException when the text is not a prefix; names the column and what was expected.
     */
    public static Ipv6Prefix parseNetwork(final CharSequence text) {
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
    public static Ipv6Prefix parseNetwork(final CharSequence text, final int start, final int end) {
        final int slash = PrefixLength.indexOfSlash(text, start, end);
        final Ipv6Address address = Ipv6Address.parse(text, start, slash);
        return containing(address.high(), address.low(), PrefixLength.parse(KIND, text, start, slash, end, MAX_LENGTH));
    }

    /**
     * The first 64 bits of the mask of a length.
     *
     * @param length in bits, 0 to 128.
     * @return so many ones, at most 64, then zeros.
     * @throws IllegalArgumentException when the length is outside its range.
     */
    public static long maskHigh(final int length) {
        PrefixLength.require(length, MAX_LENGTH);
        return length == 0 ? 0 : length >= Long.SIZE ? -1L : -1L << (Long.SIZE - length);
    }

    /**
     * The last 64 bits of the mask of a length.
     *
     * @param length in bits, 0 to 128.
     * @return so many ones as the length is above 64, then zeros.
     * @throws IllegalArgumentException when the length is outside its range.
     */
    public static long maskLow(final int length) {
        PrefixLength.require(length, MAX_LENGTH);
        return length <= Long.SIZE ? 0 : -1L << (MAX_LENGTH - length);
    }

    /** {@return the first address of the prefix} */
    public Ipv6Address address() {
        return new Ipv6Address(high, low);
    }

    /** {@return the last address of the prefix} */
    public Ipv6Address lastAddress() {
        return new Ipv6Address(high | ~maskHigh(length), low | ~maskLow(length));
    }

    /**
     * Whether an address lies in this prefix.
     *
     * @param otherHigh the first eight octets of the address.
     * @param otherLow the last eight octets.
     * @return whether its first {@link #length()} bits are this prefix's.
     */
    public boolean contains(final long otherHigh, final long otherLow) {
        return (otherHigh & maskHigh(length)) == high && (otherLow & maskLow(length)) == low;
    }

    /**
     * Whether an address lies in this prefix.
     *
     * @param other the address.
     * @return whether its first {@link #length()} bits are this prefix's.
     */
    public boolean contains(final Ipv6Address other) {
        return contains(other.high(), other.low());
    }

    /**
     * Whether every address of another prefix lies in this one; a prefix contains itself.
     *
     * @param other the prefix.
     * @return whether it is this one or more specific.
     */
    public boolean contains(final Ipv6Prefix other) {
        return length <= other.length && contains(other.high, other.low);
    }

    /**
     * Whether any address lies in both prefixes, so that one contains the other.
     *
     * @param other the prefix.
     * @return whether they overlap.
     */
    public boolean overlaps(final Ipv6Prefix other) {
        return contains(other) || other.contains(this);
    }

    /**
     * Prints the prefix into a buffer, as {@link #toString()}; allocates nothing.
     *
     * @param buffer to write, in ASCII.
     * @param index of the first character.
     * @return the number of characters, 4 to 43.
     * @throws IndexOutOfBoundsException when the buffer has no room and its bounds are checked.
     */
    public int format(final MutableDirectBuffer buffer, final int index) {
        final int position = index + Ipv6Address.format(high, low, buffer, index);
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
        Ipv6Address.append(high, low, out);
        try {
            out.append('/');
            AsciiDigits.appendDecimal(out, length);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int compareTo(final Ipv6Prefix other) {
        final int byAddress = Ipv6Address.compare(high, low, other.high, other.low);
        return byAddress != 0 ? byAddress : Integer.compare(length, other.length);
    }

    /** {@return the prefix with its length, also when it is one address: {@code 2001:db8::1/128}} */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder(MAX_TEXT_LENGTH);
        append(text);
        return text.toString();
    }

    private static boolean hasHostBits(final long high, final long low, final int length) {
        return ((high & ~maskHigh(length)) | (low & ~maskLow(length))) != 0;
    }

    private static String hostBitsProblem(final long high, final long low, final int length) {
        return "host bits are set, the network is " + containing(high, low, length);
    }
}
