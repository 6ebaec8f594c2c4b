package org.firsthop.dns.name;

import org.agrona.BufferUtil;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Names in wire form, uncompressed (RFC 1035 section 3.1): labels, each after an octet with its length, and the root's zero.
 *
 * <p>Methods take a name that is known to be well formed, as {@link MessageNames#copy} or {@link NameText#parse} made it,
 * and read exactly its octets, no octet beyond. Letters are compared without regard to ASCII case (RFC 4343): an octet of
 * length is at most 63, below every letter, so that whole names fold to lower case eight octets at a time.
 *
 * <p>All methods are static, allocate nothing, and are free for any thread.
 */
public final class WireName {
    /** The most octets of a name, the root's zero included (RFC 1035 section 2.3.4). */
    public static final int MAX_LENGTH = 255;

    /** The most octets of a label (RFC 1035 section 2.3.4). */
    public static final int MAX_LABEL_LENGTH = 63;

    /** The most labels of a name, the root not counted. */
    public static final int MAX_LABELS = 127;

    /**
     * Octets that a destination of {@link MessageNames#copy} and {@link NameText#parse} must have: the longest name, and
     * room for the last store of eight.
     */
    public static final int CAPACITY = 264;

    /** The array that holds the root's name, at {@link #ROOT_ADDRESS}. */
    public static final Object ROOT = new byte[1];

    /** The address of the root's name, one zero octet, in {@link #ROOT}. */
    public static final long ROOT_ADDRESS = BufferUtil.ARRAY_BASE_OFFSET;

    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long LOW_SEVEN = 0x7F7F_7F7F_7F7F_7F7FL;
    private static final long ABOVE_Z = 0x2525_2525_2525_2525L;
    private static final long FROM_A = 0x3F3F_3F3F_3F3F_3F3FL;
    private static final long MIX_1 = 0x9E37_79B9_7F4A_7C15L;
    private static final long MIX_2 = 0xD6E8_FEB8_6659_FD93L;

    private WireName() {}

    /**
     * Turns the ASCII capitals among eight octets to lower case, and leaves every other octet.
     *
     * @param octets in any order.
     * @return the octets folded.
     */
    public static long fold(final long octets) {
        final long low = octets & LOW_SEVEN;
        final long capital = ((low + FROM_A) ^ (low + ABOVE_Z)) & ~octets & HIGH_BITS;
        return octets | (capital >>> 2);
    }

    /**
     * Turns an ASCII capital to lower case.
     *
     * @param octet 0 to 255.
     * @return the octet folded.
     */
    public static int fold(final int octet) {
        return octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet;
    }

    /**
     * The number of octets of a name.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of a well-formed name.
     * @return 1 to 255, the root's zero included.
     */
    public static int length(final @Nullable Object base, final long address) {
        long position = address;
        for (int label = Memory.u8(base, position); label != 0; label = Memory.u8(base, position)) {
            position += label + 1;
        }
        return (int) (position - address) + 1;
    }

    /**
     * The number of labels of a name, the root not counted.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of a well-formed name.
     * @return 0 to 127.
     */
    public static int labelCount(final @Nullable Object base, final long address) {
        int count = 0;
        long position = address;
        for (int label = Memory.u8(base, position); label != 0; label = Memory.u8(base, position)) {
            position += label + 1;
            count++;
        }
        return count;
    }

    /**
     * Tells whether octets are a well-formed name in wire form and nothing more.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @param length octets that may be read.
     * @return the name's length, 1 to 255, or a negative fault of {@link MessageNames}.
     */
    public static int check(final @Nullable Object base, final long address, final int length) {
        int position = 0;
        while (position < length) {
            final int label = Memory.u8(base, address + position);
            if (label == 0) {
                return position + 1;
            }
            if (label > MAX_LABEL_LENGTH) {
                return MessageNames.BAD_LABEL;
            }
            position += label + 1;
            if (position >= MAX_LENGTH) {
                return MessageNames.TOO_LONG;
            }
        }
        return MessageNames.TRUNCATED;
    }

    /**
     * Tells whether two runs of octets are equal but for the case of ASCII letters.
     *
     * @param baseA the first's array, or {@code null}.
     * @param a address of the first.
     * @param baseB the second's array, or {@code null}.
     * @param b address of the second.
     * @param length octets of each.
     * @return whether they are equal.
     */
    public static boolean equalsIgnoreCase(
            final @Nullable Object baseA, final long a, final @Nullable Object baseB, final long b, final int length) {
        int i = 0;
        for (; i <= length - 8; i += 8) {
            final long x = Memory.nativeLong(baseA, a + i);
            final long y = Memory.nativeLong(baseB, b + i);
            if (x != y && fold(x) != fold(y)) {
                return false;
            }
        }
        if (i == length) {
            return true;
        }
        final long x = partial(baseA, a + i, length - i);
        final long y = partial(baseB, b + i, length - i);
        return x == y || fold(x) == fold(y);
    }

    /**
     * Tells whether two runs of octets are equal, case included.
     *
     * @param baseA the first's array, or {@code null}.
     * @param a address of the first.
     * @param baseB the second's array, or {@code null}.
     * @param b address of the second.
     * @param length octets of each.
     * @return whether they are equal.
     */
    public static boolean equalsExactly(
            final @Nullable Object baseA, final long a, final @Nullable Object baseB, final long b, final int length) {
        int i = 0;
        for (; i <= length - 8; i += 8) {
            if (Memory.nativeLong(baseA, a + i) != Memory.nativeLong(baseB, b + i)) {
                return false;
            }
        }
        return i == length || partial(baseA, a + i, length - i) == partial(baseB, b + i, length - i);
    }

    /**
     * A keyed hash of a run of octets, the same whatever the case of its letters. Who does not know the seed cannot make
     * names collide on purpose.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet.
     * @param length in octets.
     * @param seed secret of the table.
     * @return 64 bits, each of them mixed.
     */
    public static long hash(final @Nullable Object base, final long address, final int length, final long seed) {
        long hash = seed ^ (length * MIX_1);
        int i = 0;
        for (; i <= length - 8; i += 8) {
            hash = mix(hash ^ fold(Memory.nativeLong(base, address + i)));
        }
        if (i < length) {
            hash = mix(hash ^ fold(partial(base, address + i, length - i)));
        }
        return mix(hash ^ seed);
    }

    /**
     * Copies a run of octets that is short, as names and labels are, without a call; the ranges do not overlap.
     *
     * @param fromBase the source's array, or {@code null}.
     * @param from address of the source.
     * @param toBase the destination's array, or {@code null}.
     * @param to address of the destination.
     * @param length in octets; exactly so many are read and written.
     */
    public static void copy(
            final @Nullable Object fromBase,
            final long from,
            final @Nullable Object toBase,
            final long to,
            final int length) {
        if (length >= 8) {
            // The last eight octets overlap those before, so that no loop over single octets is left.
            final int last = length - 8;
            for (int i = 0; i < last; i += 8) {
                Memory.putNativeLong(toBase, to + i, Memory.nativeLong(fromBase, from + i));
            }
            Memory.putNativeLong(toBase, to + last, Memory.nativeLong(fromBase, from + last));
        } else if (length >= 4) {
            final int last = Memory.nativeInt(fromBase, from + length - 4);
            Memory.putNativeInt(toBase, to, Memory.nativeInt(fromBase, from));
            Memory.putNativeInt(toBase, to + length - 4, last);
        } else {
            for (int i = 0; i < length; i++) {
                Memory.putU8(toBase, to + i, Memory.u8(fromBase, from + i));
            }
        }
    }

    /**
     * Copies a run of octets with its ASCII capitals turned to lower case; the ranges may be the same, but not overlap
     * otherwise.
     *
     * @param fromBase the source's array, or {@code null}.
     * @param from address of the source.
     * @param toBase the destination's array, or {@code null}.
     * @param to address of the destination.
     * @param length in octets; exactly so many are written.
     */
    public static void copyFolded(
            final @Nullable Object fromBase,
            final long from,
            final @Nullable Object toBase,
            final long to,
            final int length) {
        int i = 0;
        for (; i <= length - 8; i += 8) {
            Memory.putNativeLong(toBase, to + i, fold(Memory.nativeLong(fromBase, from + i)));
        }
        for (; i < length; i++) {
            Memory.putU8(toBase, to + i, fold(Memory.u8(fromBase, from + i)));
        }
    }

    /**
     * Tells whether a name is another or lies below it.
     *
     * @param childBase the child's array, or {@code null}.
     * @param child address of the name that may lie below.
     * @param childLength its octets.
     * @param parentBase the parent's array, or {@code null}.
     * @param parent address of the name that may lie above.
     * @param parentLength its octets.
     * @return whether the child is the parent or ends in it at a label's border.
     */
    public static boolean isSubdomain(
            final @Nullable Object childBase,
            final long child,
            final int childLength,
            final @Nullable Object parentBase,
            final long parent,
            final int parentLength) {
        final int border = childLength - parentLength;
        if (border < 0) {
            return false;
        }
        int position = 0;
        while (position < border) {
            position += Memory.u8(childBase, child + position) + 1;
        }
        return position == border && equalsIgnoreCase(childBase, child + border, parentBase, parent, parentLength);
    }

    /**
     * Compares names in canonical order: label by label from the root, each as lower-case unsigned octets (RFC 4034 section
     * 6.1).
     *
     * @param baseA the first's array, or {@code null}.
     * @param a address of the first.
     * @param baseB the second's array, or {@code null}.
     * @param b address of the second.
     * @return negative, zero or positive.
     */
    public static int compareCanonical(
            final @Nullable Object baseA, final long a, final @Nullable Object baseB, final long b) {
        int left = labelCount(baseA, a);
        int right = labelCount(baseB, b);
        while (left > 0 && right > 0) {
            left--;
            right--;
            final int order = compareLabels(baseA, labelAt(baseA, a, left), baseB, labelAt(baseB, b, right));
            if (order != 0) {
                return order;
            }
        }
        return left - right;
    }

    /**
     * The address of a label.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the name.
     * @param index 0 for the first label, up to the number of labels, which gives the root.
     * @return the address of the label's octet of length.
     */
    public static long labelAt(final @Nullable Object base, final long address, final int index) {
        long position = address;
        for (int i = 0; i < index; i++) {
            position += Memory.u8(base, position) + 1;
        }
        return position;
    }

    /**
     * One to seven octets as one word, the same for the same octets; reads no other octet.
     */
    static long partial(final @Nullable Object base, final long address, final int length) {
        if (length >= 4) {
            return (Memory.nativeInt(base, address) & 0xFFFF_FFFFL)
                    | ((long) Memory.nativeInt(base, address + length - 4) << 32);
        }
        if (length >= 2) {
            return (Memory.nativeShort(base, address) & 0xFFFFL)
                    | ((Memory.nativeShort(base, address + length - 2) & 0xFFFFL) << 16);
        }
        return Memory.u8(base, address);
    }

    /**
     * The hash of a name's tail that begins with a label, from the hash of what follows the label. The same whatever the
     * case; for tables of suffixes, which are small and bounded, so it has no key.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the label's octet of length.
     * @param size of the label with that octet, 2 to 64.
     * @param rest the hash of the names's remainder, 0 for the root.
     * @return the hash.
     */
    public static long suffixHash(final @Nullable Object base, final long address, final int size, final long rest) {
        long hash = rest;
        int i = 0;
        for (; i <= size - 8; i += 8) {
            hash = (hash ^ fold(Memory.nativeLong(base, address + i))) * MIX_1;
            hash ^= hash >>> 29;
        }
        if (i < size) {
            hash = (hash ^ fold(partial(base, address + i, size - i))) * MIX_1;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    /**
     * A {@link #suffixHash} in 32 bits.
     *
     * @param hash to fold.
     * @return the hash.
     */
    public static int foldHash(final long hash) {
        return (int) (hash ^ (hash >>> 32));
    }

    private static long mix(final long value) {
        final long high = Math.multiplyHigh(value, MIX_2);
        final long low = value * MIX_2;
        return high ^ low ^ (value >>> 31);
    }

    private static int compareLabels(
            final @Nullable Object baseA, final long a, final @Nullable Object baseB, final long b) {
        final int lengthA = Memory.u8(baseA, a);
        final int lengthB = Memory.u8(baseB, b);
        final int common = Math.min(lengthA, lengthB);
        for (int i = 1; i <= common; i++) {
            final int order = fold(Memory.u8(baseA, a + i)) - fold(Memory.u8(baseB, b + i));
            if (order != 0) {
                return order;
            }
        }
        return lengthA - lengthB;
    }
}
