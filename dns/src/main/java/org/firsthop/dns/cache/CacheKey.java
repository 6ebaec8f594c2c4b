package org.firsthop.dns.cache;

import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.dns.name.WireName;
import org.jspecify.annotations.Nullable;

/**
 * The key of an entry: a name in lower case, the type, two octets, and the key space, one octet.
 *
 * <pre>
 *   +--------------------------+------+-------+ - - - - - - - - - +
 *   | name, 1 to 255 octets    | type | space | zero, to 8 octets |
 *   +--------------------------+------+-------+ - - - - - - - - - +
 * </pre>
 *
 * <p>It is written in words of eight octets and zero to the end of the last, so that who reads it in such words, as hash and
 * comparison do, gets each from one store still under way. A read that spans two stores has to wait until both are done, and
 * those for what the processor does before them: a key written octet by octet is hashed only after the entry of the query
 * before has come from memory.
 */
final class CacheKey {
    /** Octets after the name. */
    static final int SUFFIX_LENGTH = 3;

    private static final int WORD = Long.BYTES;

    private final MemoryRegion memory = MemoryRegion.allocate(WireName.CAPACITY + WORD);
    private final long address = memory.address();
    private int nameLength;

    /**
     * Makes the key.
     *
     * @param base the name's array, or {@code null}.
     * @param name address of a name in wire form, in any case.
     * @param length its octets.
     * @param type the RR type.
     * @param space of keys, 0 to 255.
     */
    void set(final @Nullable Object base, final long name, final int length, final int type, final int space) {
        nameLength = length;
        int at = 0;
        for (; at <= length - WORD; at += WORD) {
            Memory.putNativeLong(null, address + at, WireName.fold(Memory.nativeLong(base, name + at)));
        }
        final int rest = length - at;
        // In network order the first octet is the most significant.
        final long suffix = ((long) type << 48) | ((long) space << 40);
        final long tail = rest == 0 ? 0 : WireName.fold(lastOctets(base, name, length, rest));
        Memory.putI64(null, address + at, tail | (suffix >>> (rest * Byte.SIZE)));
        if (rest > WORD - SUFFIX_LENGTH) {
            Memory.putI64(null, address + at + WORD, suffix << ((WORD - rest) * Byte.SIZE));
        }
    }

    /** Gives the name another type and key space. */
    void set(final int type, final int space) {
        Memory.putU16(null, address + nameLength, type);
        Memory.putU8(null, address + nameLength + 2, space);
    }

    /** The last 1 to 7 octets of a name at the upper end of a word, in network order, the rest of it zero. */
    private static long lastOctets(final @Nullable Object base, final long name, final int length, final int count) {
        if (length >= WORD) {
            return Memory.i64(base, name + length - WORD) << ((WORD - count) * Byte.SIZE);
        }
        long octets = 0;
        for (int i = 0; i < count; i++) {
            octets |= (long) Memory.u8(base, name + i) << ((WORD - 1 - i) * Byte.SIZE);
        }
        return octets;
    }

    /** {@return where the key stands, outside the heap, followed by zeros to a multiple of eight octets} */
    long address() {
        return address;
    }

    /** {@return octets of the key} */
    int length() {
        return nameLength + SUFFIX_LENGTH;
    }

    /** {@return octets of its name} */
    int nameLength() {
        return nameLength;
    }
}
