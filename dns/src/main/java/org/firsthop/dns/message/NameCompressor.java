package org.firsthop.dns.message;

import java.util.Arrays;
import org.agrona.BufferUtil;
import org.firsthop.core.memory.Memory;
import org.firsthop.dns.name.NameSuffixes;
import org.firsthop.dns.name.WireName;
import org.jspecify.annotations.Nullable;

/**
 * Writes names into a message, each shortened by a pointer to the longest tail that was written before.
 *
 * <p>Tails are found by hash in a table of {@value #SLOTS} slots that holds at most {@value #MAX_SUFFIXES} of them and is
 * probed at most {@value #MAX_PROBES} times, so that no choice of names makes the cost of a message more than linear; what a
 * full table misses is written in full. The entries made since a mark can be taken back, in the order in which they came.
 */
final class NameCompressor {
    private static final int SLOTS = 256;
    private static final int MAX_SUFFIXES = 128;
    private static final int MAX_PROBES = 8;
    private static final int MAX_POINTER = 0x3FFF;

    // An entry: hash (32 bits), number of the message (18), offset (14). Zero in all is an empty slot, as no offset is
    // zero.
    private static final int OFFSET_BITS = 14;
    private static final int EPOCH_BITS = 18;
    private static final int EPOCH_LIMIT = 1 << EPOCH_BITS;
    private static final int HASH_SHIFT = OFFSET_BITS + EPOCH_BITS;

    private final long[] slots = new long[SLOTS];
    private final int[] log = new int[MAX_SUFFIXES];

    // What was written, uncompressed, so that a tail is compared in one go: where it lies (24 bits) and its length (8).
    private static final int COPY_SHIFT = 8;
    private static final int COPY_LENGTH_MASK = 0xFF;
    private final int[] copies = new int[SLOTS];
    private final byte[] written = new byte[MAX_SUFFIXES * WireName.MAX_LENGTH];
    private final NameSuffixes tails = new NameSuffixes();

    private NameCompression mode = NameCompression.IGNORE_CASE;
    private int suffixes;
    private int writtenLength;
    private int epoch;
    private int pointerTarget;
    private int foundCopy;
    private int lastCopy;
    private int lastLength;
    private int lastTarget;

    void mode(final NameCompression compression) {
        mode = compression;
    }

    /** Forgets the message before. */
    void begin() {
        suffixes = 0;
        writtenLength = 0;
        lastLength = 0;
        if (++epoch == EPOCH_LIMIT) {
            Arrays.fill(slots, 0);
            epoch = 1;
        }
    }

    /** {@return the number of tails known, a mark for {@link #rollback(int)}} */
    int mark() {
        return suffixes;
    }

    /** Takes back every tail that was entered since a mark. */
    void rollback(final int mark) {
        lastLength = 0;
        while (suffixes > mark) {
            final int slot = log[--suffixes];
            slots[slot] = 0;
            writtenLength = Math.min(writtenLength, copies[slot] >>> COPY_SHIFT);
        }
    }

    /** {@return where a pointer to the name last written may lead, or 0 where it cannot be pointed to} */
    int pointerTarget() {
        return pointerTarget;
    }

    /**
     * Writes a name.
     *
     * @return the position after it, or −1 where it would pass the limit; then nothing was written.
     */
    int write(
            final @Nullable Object outBase,
            final long message,
            final int position,
            final int limit,
            final @Nullable Object nameBase,
            final long name,
            final int nameLength) {
        pointerTarget = 0;
        if (nameLength == 1 || mode == NameCompression.NONE) {
            return writeWhole(outBase, message, position, limit, nameBase, name, nameLength);
        }
        if (nameLength == lastLength && pointsAgain(nameBase, name)) {
            if (position + 2 > limit) {
                return -1;
            }
            Memory.putU16(outBase, message + position, 0xC000 | lastTarget);
            pointerTarget = lastTarget;
            return position + 2;
        }
        final int count = tails.wrap(nameBase, name).count();
        int found = 0;
        int label = 0;
        while (label < count) {
            found = find(label);
            if (found != 0) {
                break;
            }
            label++;
        }
        final int own = found == 0 ? nameLength : tails.offset(label);
        final int next = position + own + (found == 0 ? 0 : 2);
        if (next > limit) {
            return -1;
        }
        WireName.copy(nameBase, name, outBase, message + position, own);
        if (found != 0) {
            Memory.putU16(outBase, message + position + own, 0xC000 | found);
        }
        if (own == 0) {
            remember(foundCopy, nameLength, found);
        } else {
            enter(label, position);
        }
        pointerTarget = own == 0 ? found : position <= MAX_POINTER ? position : 0;
        return next;
    }

    /** Tells whether a name is the one that was last written or pointed to, as owners often are. */
    private boolean pointsAgain(final @Nullable Object nameBase, final long name) {
        final long at = BufferUtil.ARRAY_BASE_OFFSET + lastCopy;
        return mode == NameCompression.EXACT_CASE
                ? WireName.equalsExactly(written, at, nameBase, name, lastLength)
                : WireName.equalsIgnoreCase(written, at, nameBase, name, lastLength);
    }

    private void remember(final int copy, final int length, final int target) {
        lastCopy = copy;
        lastLength = length;
        lastTarget = target;
    }

    private int writeWhole(
            final @Nullable Object outBase,
            final long message,
            final int position,
            final int limit,
            final @Nullable Object nameBase,
            final long name,
            final int nameLength) {
        if (position + nameLength > limit) {
            return -1;
        }
        WireName.copy(nameBase, name, outBase, message + position, nameLength);
        return position + nameLength;
    }

    private int find(final int label) {
        final int hash = tails.hash(label);
        for (int probe = 0; probe < MAX_PROBES; probe++) {
            final int slot = (hash + probe) & (SLOTS - 1);
            final long entry = slots[slot];
            if (isStale(entry)) {
                return 0;
            }
            if ((int) (entry >>> HASH_SHIFT) == hash && isTail(copies[slot], label)) {
                foundCopy = copies[slot] >>> COPY_SHIFT;
                return (int) entry & MAX_POINTER;
            }
        }
        return 0;
    }

    private boolean isTail(final int copy, final int label) {
        final int length = tails.length(label);
        if ((copy & COPY_LENGTH_MASK) != length) {
            return false;
        }
        final long at = BufferUtil.ARRAY_BASE_OFFSET + (copy >>> COPY_SHIFT);
        return mode == NameCompression.EXACT_CASE
                ? WireName.equalsExactly(written, at, tails.base(), tails.address(label), length)
                : WireName.equalsIgnoreCase(written, at, tails.base(), tails.address(label), length);
    }

    /** Enters the tails that begin before a label, for a name that was written at a position. */
    private void enter(final int label, final int position) {
        if (label == 0 || suffixes == MAX_SUFFIXES || position > MAX_POINTER) {
            return;
        }
        final int length = tails.length();
        final int copy = writtenLength;
        if (copy + length > written.length) {
            return;
        }
        WireName.copy(tails.base(), tails.address(0), written, BufferUtil.ARRAY_BASE_OFFSET + copy, length);
        writtenLength += length;
        remember(copy, length, position);
        for (int i = 0; i < label; i++) {
            final int offset = tails.offset(i);
            enter(tails.hash(i), position + offset, ((copy + offset) << COPY_SHIFT) | (length - offset));
        }
    }

    private void enter(final int hash, final int offset, final int copy) {
        if (suffixes == MAX_SUFFIXES || offset > MAX_POINTER) {
            return;
        }
        for (int probe = 0; probe < MAX_PROBES; probe++) {
            final int slot = (hash + probe) & (SLOTS - 1);
            if (isStale(slots[slot])) {
                slots[slot] = ((long) hash << HASH_SHIFT) | ((long) epoch << OFFSET_BITS) | offset;
                copies[slot] = copy;
                log[suffixes++] = slot;
                return;
            }
        }
    }

    private boolean isStale(final long entry) {
        return ((int) entry >>> OFFSET_BITS) != epoch;
    }
}
