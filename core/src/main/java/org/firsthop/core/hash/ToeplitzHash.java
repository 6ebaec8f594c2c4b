package org.firsthop.core.hash;

import java.util.HexFormat;
import org.agrona.DirectBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.NetworkOrder;
import org.jspecify.annotations.Nullable;

/**
 * The Toeplitz hash by which network cards spread flows over queues ("Receive Side Scaling", Microsoft; NDIS RSS hashing
 * functions): for each bit set in the input, the 32 bits of the key that begin at the bit's position, all exclusive-ored.
 *
 * <p>The input is source address, destination address and, with ports, source port and destination port, all in network order
 * and without gaps: 8 or 12 octets in IPv4, 32 or 36 in IPv6. The values agree with a card that has the same key.
 *
 * <p>The hash is linear, and so the key's share of every octet at every position is looked up in a table made at construction: 36
 * KiB for an ordinary key. A key that repeats after 16 bits, such as {@link #SYMMETRIC_KEY}, gives every 16-bit word of the input
 * the same share: the words are exclusive-ored first, and two lookups in 2 KiB remain. Such a hash is the same for both
 * directions of a flow (Woo and Park, "Scalable TCP Session Monitoring with Symmetric Receive-side Scaling", 2012).
 *
 * <p>Who sees a few values of a linear hash finds its key: nothing secret may depend on it ({@link SipHash} is for that).
 *
 * <p>Immutable and free for any thread; no method but the constructor allocates.
 */
public final class ToeplitzHash {
    /** Octets of a key: as many as the longest input, and four more. */
    public static final int KEY_LENGTH = 40;

    /** Octets of the longest input: addresses and ports of IPv6. */
    public static final int MAX_INPUT_LENGTH = 36;

    /** The key 0x6d5a, repeated: both directions of a flow get the same value. 40 octets in hexadecimal. */
    public static final String SYMMETRIC_KEY = "6d5a".repeat(KEY_LENGTH / 2);

    private static final int ENTRIES = 256;

    /** For octet {@code i} of the input with value {@code v}, its share of the hash at {@code i × 256 + v}. */
    private final int[] shares;

    private final boolean symmetric;

    /**
     * A hash under a key.
     *
     * @param key 40 octets; they are copied.
     * @throws IllegalArgumentException when the key has another length.
     */
    public ToeplitzHash(final byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("key octets: value=" + key.length + ", expected " + KEY_LENGTH);
        }
        symmetric = repeatsAfter16Bits(key);
        shares = shares(key, symmetric ? Short.BYTES : MAX_INPUT_LENGTH);
    }

    /**
     * A hash under a key in hexadecimal, such as {@link #SYMMETRIC_KEY}.
     *
     * @param hexadecimalKey 80 digits.
     * @return the hash under that key.
     * @throws IllegalArgumentException when the text has another length, or anything but digits.
     */
    public static ToeplitzHash fromHex(final String hexadecimalKey) {
        return new ToeplitzHash(HexFormat.of().parseHex(hexadecimalKey));
    }

    /** {@return whether both directions of a flow get the same value: the key repeats after 16 bits} */
    public boolean isSymmetric() {
        return symmetric;
    }

    /**
     * The hash of two IPv4 addresses.
     *
     * @param source address, most significant octet first.
     * @param destination address, most significant octet first.
     * @return the hash, 32 bits.
     */
    public int hash(final int source, final int destination) {
        if (symmetric) {
            return folded(source ^ destination);
        }
        return word(0, source) ^ word(4, destination);
    }

    /**
     * The hash of IPv4 addresses and ports.
     *
     * @param source address, most significant octet first.
     * @param destination address, most significant octet first.
     * @param sourcePort 0 to 65,535.
     * @param destinationPort 0 to 65,535.
     * @return the hash, 32 bits.
     */
    public int hash(final int source, final int destination, final int sourcePort, final int destinationPort) {
        final int ports = (sourcePort << 16) | (destinationPort & 0xFFFF);
        if (symmetric) {
            return folded(source ^ destination ^ ports);
        }
        return word(0, source) ^ word(4, destination) ^ word(8, ports);
    }

    /**
     * The hash of two IPv6 addresses.
     *
     * @param sourceHigh the source address's first 64 bits.
     * @param sourceLow the source address's last 64 bits.
     * @param destinationHigh the destination address's first 64 bits.
     * @param destinationLow the destination address's last 64 bits.
     * @return the hash, 32 bits.
     */
    public int hash(
            final long sourceHigh, final long sourceLow, final long destinationHigh, final long destinationLow) {
        if (symmetric) {
            return folded(sourceHigh ^ sourceLow ^ destinationHigh ^ destinationLow);
        }
        return doubleWord(0, sourceHigh)
                ^ doubleWord(8, sourceLow)
                ^ doubleWord(16, destinationHigh)
                ^ doubleWord(24, destinationLow);
    }

    /**
     * The hash of IPv6 addresses and ports.
     *
     * @param sourceHigh the source address's first 64 bits.
     * @param sourceLow the source address's last 64 bits.
     * @param destinationHigh the destination address's first 64 bits.
     * @param destinationLow the destination address's last 64 bits.
     * @param sourcePort 0 to 65,535.
     * @param destinationPort 0 to 65,535.
     * @return the hash, 32 bits.
     */
    public int hash(
            final long sourceHigh,
            final long sourceLow,
            final long destinationHigh,
            final long destinationLow,
            final int sourcePort,
            final int destinationPort) {
        final int ports = (sourcePort << 16) | (destinationPort & 0xFFFF);
        if (symmetric) {
            return folded(sourceHigh ^ sourceLow ^ destinationHigh ^ destinationLow ^ (ports & 0xFFFF_FFFFL));
        }
        return hash(sourceHigh, sourceLow, destinationHigh, destinationLow) ^ word(32, ports);
    }

    /**
     * The hash of octets that lie as the input wants them.
     *
     * @param buffer to read.
     * @param offset of the first octet.
     * @param length in octets, 0 to {@link #MAX_INPUT_LENGTH}.
     * @return the hash, 32 bits.
     * @throws IllegalArgumentException when the length is outside its range.
     */
    public int hash(final DirectBuffer buffer, final int offset, final int length) {
        if (length < 0 || length > MAX_INPUT_LENGTH) {
            throw new IllegalArgumentException("length: value=" + length + ", limit=" + MAX_INPUT_LENGTH);
        }
        NetworkOrder.boundsCheck(buffer, offset, length);
        return hash(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #hash(DirectBuffer, int, int)}, by address; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @param length in octets, 0 to {@link #MAX_INPUT_LENGTH}.
     * @return the hash, 32 bits.
     */
    public int hash(final @Nullable Object base, final long address, final int length) {
        final int positionMask = symmetric ? 1 : -1;
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash ^= shares[(i & positionMask) * ENTRIES + Memory.u8(base, address + i)];
        }
        return hash;
    }

    private int word(final int position, final int word) {
        final int table = position * ENTRIES;
        return shares[table + (word >>> 24)]
                ^ shares[table + ENTRIES + ((word >>> 16) & 0xFF)]
                ^ shares[table + 2 * ENTRIES + ((word >>> 8) & 0xFF)]
                ^ shares[table + 3 * ENTRIES + (word & 0xFF)];
    }

    private int doubleWord(final int position, final long doubleWord) {
        return word(position, (int) (doubleWord >>> 32)) ^ word(position + 4, (int) doubleWord);
    }

    private int folded(final long words) {
        return folded((int) (words >>> 32) ^ (int) words);
    }

    private int folded(final int words) {
        final int word = (words >>> 16) ^ words;
        return shares[(word >>> 8) & 0xFF] ^ shares[ENTRIES + (word & 0xFF)];
    }

    private static boolean repeatsAfter16Bits(final byte[] key) {
        for (int i = Short.BYTES; i < key.length; i++) {
            if (key[i] != key[i - Short.BYTES]) {
                return false;
            }
        }
        return true;
    }

    private static int[] shares(final byte[] key, final int positions) {
        final int[] shares = new int[positions * ENTRIES];
        for (int position = 0; position < positions; position++) {
            long window = 0;
            for (int i = 0; i < 5; i++) {
                window = (window << 8) | (key[position + i] & 0xFF);
            }
            for (int value = 0; value < ENTRIES; value++) {
                int share = 0;
                for (int bit = 0; bit < 8; bit++) {
                    if ((value & (0x80 >>> bit)) != 0) {
                        share ^= (int) (window >>> (8 - bit));
                    }
                }
                shares[position * ENTRIES + value] = share;
            }
        }
        return shares;
    }
}
