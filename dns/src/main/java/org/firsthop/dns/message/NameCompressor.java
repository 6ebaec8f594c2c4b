package org.firsthop.dns.message;

import java.util.Arrays;
import org.agrona.BufferUtil;
import org.firsthop.core.memory.Memory;
import org.firsthop.dns.name.DomainName;
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
    private static final int OBJECTS = 256;

    // An entry: hash (32 bits), number of the message (18), offset (14). Zero in all is an empty slot, as no offset is
    // zero.
    private static final int OFFSET_BITS = 14;
    private static final int EPOCH_BITS = 18;
    private static final int EPOCH_LIMIT = 1 << EPOCH_BITS;
    private static final int HASH_SHIFT = OFFSET_BITS + EPOCH_BITS;

    private final long[] slots = new long[SLOTS];
    private final int[] log = new int[MAX_SUFFIXES];

    // What was written, uncompressed, so that a tail is compared in one go: the number of its name (8 bits), where it
    // lies (15) and its length (8).
    private static final int COPY_LENGTH_MASK = 0xFF;
    private static final int COPY_SHIFT = 8;
    private static final int COPY_OFFSET_MASK = 0x7FFF;
    private static final int NAME_SHIFT = 23;
    private final int[] copies = new int[SLOTS];
    private final byte[] written = new byte[MAX_SUFFIXES * WireName.MAX_LENGTH];
    private final NameSuffixes tails = new NameSuffixes();

    // Names as they were written: copy as above, where they lie in the message, and the tails known before.
    private final int[] names = new int[MAX_SUFFIXES];
    private final int[] namePositions = new int[MAX_SUFFIXES];
    private final int[] nameMarks = new int[MAX_SUFFIXES];

    // Names that are objects, found by what they are: each with the number of the run of writes (18 bits) and where it
    // lies (14). A run ends where a message does or something is taken back.
    private final @Nullable DomainName[] objects = new DomainName[OBJECTS];
    private final int[] objectPositions = new int[OBJECTS];
    private int run;

    private NameCompression mode = NameCompression.IGNORE_CASE;
    private int suffixes;
    private int nameCount;
    private int writtenLength;
    private int epoch;
    private int pointerTarget;

    // The name last written or pointed to: its copy, where it lies.
    private int last;
    private int lastPosition;

    // What follows the first label of the name last written: its octets or 0, where its copy lies, hash, where it lies.
    private int restLength;
    private int restCopy;
    private long restHash;
    private int restPosition;

    void mode(final NameCompression compression) {
        mode = compression;
    }

    /** Forgets the message before. */
    void begin() {
        suffixes = 0;
        nameCount = 0;
        writtenLength = 0;
        last = 0;
        restLength = 0;
        endRun();
        if (++epoch == EPOCH_LIMIT) {
            Arrays.fill(slots, 0);
            epoch = 1;
        }
    }

    private void endRun() {
        if (++run == EPOCH_LIMIT) {
            Arrays.fill(objectPositions, 0);
            run = 1;
        }
    }

    /** {@return the number of tails known, a mark for {@link #rollback(int)}} */
    int mark() {
        return suffixes;
    }

    /** Takes back every tail that was entered since a mark. */
    void rollback(final int mark) {
        endRun();
        last = 0;
        restLength = 0;
        while (suffixes > mark) {
            slots[log[--suffixes]] = 0;
        }
        while (nameCount > 0 && nameMarks[nameCount - 1] >= mark) {
            writtenLength = copyOffset(names[--nameCount]);
        }
    }

    /** {@return where a pointer to the name last written may lead, or 0 where it cannot be pointed to} */
    int pointerTarget() {
        return pointerTarget;
    }

    /**
     * Writes a name that is an object: where the same object was written before, no octet of it is looked at.
     *
     * @return the position after it, or −1 where it would pass the limit; then nothing was written.
     */
    @SuppressWarnings("ReferenceEquality") // An object that is another but equal is found by its octets.
    int write(
            final @Nullable Object outBase,
            final long message,
            final int position,
            final int limit,
            final DomainName name) {
        final int place = name.suffixHash() & (OBJECTS - 1);
        final int known = objectPositions[place];
        if (objects[place] == name && known >>> OFFSET_BITS == run) {
            if (position + 2 > limit) {
                return -1;
            }
            pointerTarget = known & MAX_POINTER;
            Memory.putU16(outBase, message + position, 0xC000 | pointerTarget);
            return position + 2;
        }
        final int next = outBase == null
                ? putObject(null, message, position, limit, name)
                : putObject(outBase, message, position, limit, name);
        if (next >= 0 && pointerTarget != 0) {
            objects[place] = name;
            objectPositions[place] = run << OFFSET_BITS | pointerTarget;
        }
        return next;
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
        // Where the compiler sees what is on the heap and what is not, it need not order one access after the other.
        if (outBase == null) {
            return nameBase instanceof byte[] array
                    ? put(null, message, position, limit, array, name, nameLength)
                    : put(null, message, position, limit, null, name, nameLength);
        }
        return put(outBase, message, position, limit, nameBase, name, nameLength);
    }

    /** Writes an object for the first time: its hash is known, and names before it were mostly objects too, others than it. */
    private int putObject(
            final @Nullable Object outBase,
            final long message,
            final int position,
            final int limit,
            final DomainName object) {
        final byte[] nameBase = (byte[]) object.base();
        final long name = object.address();
        final int nameLength = object.length();
        final int size = Memory.u8(nameBase, name) + 1;
        if (restLength == 0 || nameLength - size != restLength || !isRest(nameBase, name + size)) {
            return put(outBase, message, position, limit, nameBase, name, nameLength);
        }
        pointerTarget = 0;
        final int hash = object.suffixHash();
        final int found = find(hash, nameBase, name, nameLength);
        if (found != 0) {
            return putPointer(outBase, message, position, limit, found);
        }
        return putSibling(outBase, message, position, limit, nameBase, name, size, hash);
    }

    private int put(
            final @Nullable Object outBase,
            final long message,
            final int position,
            final int limit,
            final @Nullable Object nameBase,
            final long name,
            final int nameLength) {
        pointerTarget = 0;
        if (nameLength == 1 || mode == NameCompression.NONE) {
            return putWhole(outBase, message, position, limit, nameBase, name, nameLength);
        }
        int found = repeated(nameBase, name, nameLength);
        if (found == 0) {
            final int size = Memory.u8(nameBase, name) + 1;
            if (nameLength - size != restLength || !isRest(nameBase, name + size)) {
                return putAny(outBase, message, position, limit, nameBase, name, nameLength);
            }
            final long hash = WireName.suffixHash(nameBase, name, size, restHash);
            found = find(WireName.foldHash(hash), nameBase, name, nameLength);
            if (found == 0) {
                return putSibling(outBase, message, position, limit, nameBase, name, size, WireName.foldHash(hash));
            }
        }
        return putPointer(outBase, message, position, limit, found);
    }

    private int putPointer(
            final @Nullable Object outBase, final long message, final int position, final int limit, final int found) {
        if (position + 2 > limit) {
            return -1;
        }
        Memory.putU16(outBase, message + position, 0xC000 | found);
        pointerTarget = found;
        return position + 2;
    }

    private static int putWhole(
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

    /** Writes a name that differs in its first label from the one before: servers of a zone are named so. */
    private int putSibling(
            final @Nullable Object outBase,
            final long message,
            final int position,
            final int limit,
            final @Nullable Object nameBase,
            final long name,
            final int size,
            final int hash) {
        final int next = position + size + 2;
        if (next > limit) {
            return -1;
        }
        WireName.copy(nameBase, name, outBase, message + position, size);
        Memory.putU16(outBase, message + position + size, 0xC000 | restPosition);
        if (position <= MAX_POINTER) {
            pointerTarget = position;
            final int length = size + restLength;
            if (enterName(nameBase, name, length, position)) {
                // The rest stays where its first copy lies: octets that were just stored are slow to load across
                // stores.
                enter(hash, position, last);
            }
        }
        return next;
    }

    private int putAny(
            final @Nullable Object outBase,
            final long message,
            final int position,
            final int limit,
            final @Nullable Object nameBase,
            final long name,
            final int nameLength) {
        final int count = tails.wrap(nameBase, name).count();
        int found = 0;
        int label = 0;
        while (label < count) {
            found = find(tails.hash(label), nameBase, tails.address(label), tails.length(label));
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
        pointerTarget = own == 0 ? found : position <= MAX_POINTER ? position : 0;
        if (label > 0 && position <= MAX_POINTER && enterName(nameBase, name, nameLength, position)) {
            enterTails(label, position, count, found);
        }
        return next;
    }

    /** {@return where the name lies if it is the one last written or pointed to, or the one written after that; else 0} */
    private int repeated(final @Nullable Object nameBase, final long name, final int nameLength) {
        if (last == 0) {
            return 0;
        }
        if (isCopy(last, nameBase, name, nameLength)) {
            return lastPosition;
        }
        // Addresses of servers come in the order in which the servers were named.
        final int number = (last >>> NAME_SHIFT) + 1;
        if (number < nameCount && isCopy(names[number], nameBase, name, nameLength)) {
            last = names[number];
            lastPosition = namePositions[number];
            return lastPosition;
        }
        return 0;
    }

    private boolean isRest(final @Nullable Object nameBase, final long tail) {
        return equal(restCopy, nameBase, tail, restLength);
    }

    private boolean isCopy(final int copy, final @Nullable Object nameBase, final long name, final int nameLength) {
        return (copy & COPY_LENGTH_MASK) == nameLength && equal(copyOffset(copy), nameBase, name, nameLength);
    }

    private boolean equal(final int copy, final @Nullable Object nameBase, final long name, final int length) {
        final long at = BufferUtil.ARRAY_BASE_OFFSET + copy;
        return mode == NameCompression.EXACT_CASE
                ? WireName.equalsExactly(written, at, nameBase, name, length)
                : WireName.equalsIgnoreCase(written, at, nameBase, name, length);
    }

    private static int copyOffset(final int copy) {
        return copy >>> COPY_SHIFT & COPY_OFFSET_MASK;
    }

    /** {@return where a tail lies that was written before, which then is the last pointed to, or 0} */
    private int find(final int hash, final @Nullable Object nameBase, final long tail, final int length) {
        for (int probe = 0; probe < MAX_PROBES; probe++) {
            final int slot = (hash + probe) & (SLOTS - 1);
            final long entry = slots[slot];
            if (isStale(entry)) {
                return 0;
            }
            if ((int) (entry >>> HASH_SHIFT) == hash && isCopy(copies[slot], nameBase, tail, length)) {
                last = copies[slot];
                lastPosition = (int) entry & MAX_POINTER;
                return lastPosition;
            }
        }
        return 0;
    }

    /** Keeps a copy of a name that is written at a position; tells whether there is room. */
    private boolean enterName(final @Nullable Object nameBase, final long name, final int length, final int position) {
        final int copy = writtenLength;
        if (suffixes == MAX_SUFFIXES || nameCount == names.length || copy + length > written.length) {
            last = 0;
            restLength = 0;
            return false;
        }
        WireName.copy(nameBase, name, written, BufferUtil.ARRAY_BASE_OFFSET + copy, length);
        writtenLength = copy + length;
        last = nameCount << NAME_SHIFT | copy << COPY_SHIFT | length;
        lastPosition = position;
        names[nameCount] = last;
        namePositions[nameCount] = position;
        nameMarks[nameCount++] = suffixes;
        return true;
    }

    /** Enters the tails that begin before a label of the name that was entered last. */
    private void enterTails(final int label, final int position, final int count, final int found) {
        for (int i = 0; i < label; i++) {
            final int offset = tails.offset(i);
            enter(tails.hash(i), position + offset, last + (offset << COPY_SHIFT) - offset);
        }
        final int size = tails.offset(1);
        restPosition = label > 1 ? position + size : found;
        restLength = count > 1 && restPosition <= MAX_POINTER ? tails.length(1) : 0;
        restCopy = copyOffset(last) + size;
        restHash = tails.wideHash(1);
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
