package org.firsthop.dns.message;

import java.util.Arrays;
import org.firsthop.core.memory.Memory;
import org.firsthop.dns.name.MessageNames;
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
    private final NameSuffixes tails = new NameSuffixes();

    private NameCompression mode = NameCompression.IGNORE_CASE;
    private int suffixes;
    private int epoch;
    private int pointerTarget;

    void mode(final NameCompression compression) {
        mode = compression;
    }

    /** Forgets the message before. */
    void begin() {
        suffixes = 0;
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
        while (suffixes > mark) {
            slots[log[--suffixes]] = 0;
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
        final int count = tails.wrap(nameBase, name).count();
        int found = 0;
        int label = 0;
        while (label < count) {
            found = find(outBase, message, position, label);
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
        for (int i = 0; i < label; i++) {
            enter(tails.hash(i), position + tails.offset(i));
        }
        pointerTarget = own == 0 ? found : position <= MAX_POINTER ? position : 0;
        return next;
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

    private int find(final @Nullable Object outBase, final long message, final int position, final int label) {
        final int hash = tails.hash(label);
        for (int probe = 0; probe < MAX_PROBES; probe++) {
            final long entry = slots[(hash + probe) & (SLOTS - 1)];
            if (isStale(entry)) {
                return 0;
            }
            final int offset = (int) entry & MAX_POINTER;
            if ((int) (entry >>> HASH_SHIFT) == hash && isTail(outBase, message, position, offset, label)) {
                return offset;
            }
        }
        return 0;
    }

    private boolean isTail(
            final @Nullable Object outBase, final long message, final int position, final int offset, final int label) {
        final Object base = tails.base();
        final long tail = tails.address(label);
        final int length = tails.length(label);
        return mode == NameCompression.EXACT_CASE
                ? MessageNames.equalsExactly(outBase, message, position, offset, base, tail, length)
                : MessageNames.equalsIgnoreCase(outBase, message, position, offset, base, tail, length);
    }

    private void enter(final int hash, final int offset) {
        if (suffixes == MAX_SUFFIXES || offset > MAX_POINTER) {
            return;
        }
        for (int probe = 0; probe < MAX_PROBES; probe++) {
            final int slot = (hash + probe) & (SLOTS - 1);
            if (isStale(slots[slot])) {
                slots[slot] = ((long) hash << HASH_SHIFT) | ((long) epoch << OFFSET_BITS) | offset;
                log[suffixes++] = slot;
                return;
            }
        }
    }

    private boolean isStale(final long entry) {
        return ((int) entry >>> OFFSET_BITS) != epoch;
    }
}
