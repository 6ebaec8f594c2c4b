package org.firsthop.dns.message;

import java.util.Arrays;
import java.util.Objects;
import org.agrona.BufferUtil;
import org.firsthop.core.memory.Memory;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.NameSuffixes;
import org.firsthop.dns.name.NameTable;
import org.firsthop.dns.name.WireName;
import org.jspecify.annotations.Nullable;

/**
 * Writes names into a message, each shortened by a pointer to the longest tail that was written before.
 *
 * <p>Tails are found by hash in a table of {@value #SLOTS} slots that holds at most {@value #MAX_SUFFIXES} of them and is
 * probed at most {@value #MAX_PROBES} times, so that no choice of names makes the cost of a message more than linear; what a
 * full table misses is written in full. The entries made since a mark can be taken back, in the order in which they came.
 *
 * <p>Of a name that has a number in a {@link NameTable}, the number tells where it lies, without hash or comparison. Such names
 * are not entered into the slots before another kind of name is written; and once a name was that the table may have a tail
 * of, theirs are sought in the slots as well. Either way finds the same tail, the longest; what a full table of slots misses,
 * numbers may still find.
 */
final class NameCompressor {
    private static final int SLOTS = 256;
    private static final int MAX_SUFFIXES = 128;
    private static final int MAX_PROBES = 8;
    static final int MAX_POINTER = 0x3FFF;

    // A mark: tails in the slots (8 bits), known by number (8), both (8), and whether a foreign one is among them.
    private static final int MARK_MASK = 0xFF;
    private static final int KNOWN_MARK_SHIFT = 8;
    private static final int ENTERED_MARK_SHIFT = 16;
    private static final int FOREIGN_MARK = 1 << 24;

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

    // Of each name of the table, by its number: the message's number (18 bits) and where it lies in it (14).
    private @Nullable NameTable table;
    private int[] places = new int[1];

    // The numbers of the tails so written. Those after the first "entered" are not in the slots yet.
    private final int[] known = new int[MAX_SUFFIXES];
    private int knownCount;
    private int entered;

    /** Whether the slots have a tail that a name of the table may end in, but whose place its number does not tell. */
    private boolean foreign;

    private NameCompression mode = NameCompression.IGNORE_CASE;
    private int suffixes;
    private int nameCount;
    private int writtenLength;
    private int epoch;
    private int pointerTarget;

    /** Whether a tail of this message, which a later name might have been pointed to, is in no table for want of room. */
    private boolean incomplete;

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
        table = null;
    }

    /** Forgets the message before. */
    void begin() {
        suffixes = 0;
        nameCount = 0;
        writtenLength = 0;
        last = 0;
        restLength = 0;
        knownCount = 0;
        entered = 0;
        foreign = false;
        incomplete = false;
        if (++epoch == EPOCH_LIMIT) {
            Arrays.fill(slots, 0);
            Arrays.fill(places, 0);
            epoch = 1;
        }
    }

    /** {@return how many tails are known, in either way: a mark for {@link #rollback(int)}} */
    int mark() {
        return (foreign ? FOREIGN_MARK : 0) | entered << ENTERED_MARK_SHIFT | knownCount << KNOWN_MARK_SHIFT | suffixes;
    }

    /** Takes back every tail that was entered since a mark. */
    void rollback(final int mark) {
        last = 0;
        restLength = 0;
        final int kept = mark & MARK_MASK;
        while (suffixes > kept) {
            slots[log[--suffixes]] = 0;
        }
        while (nameCount > 0 && nameMarks[nameCount - 1] >= kept) {
            writtenLength = copyOffset(names[--nameCount]);
        }
        final int keptKnown = mark >>> KNOWN_MARK_SHIFT & MARK_MASK;
        while (knownCount > keptKnown) {
            places[known[--knownCount]] = 0;
        }
        entered = mark >>> ENTERED_MARK_SHIFT & MARK_MASK;
        foreign = (mark & FOREIGN_MARK) != 0;
    }

    /** {@return whether no tail was left out for want of room since the message began} */
    boolean isComplete() {
        return !incomplete;
    }

    /** {@return where a pointer to the name last written may lead, or 0 where it cannot be pointed to} */
    int pointerTarget() {
        return pointerTarget;
    }

    /**
     * Writes a name that is an object: of one with a number, no octet is looked at that was written before.
     *
     * @return the position after it, or −1 where it would pass the limit; then nothing was written.
     */
    @SuppressWarnings("ReferenceEquality") // A table is itself alone.
    int write(
            final @Nullable Object outBase,
            final long message,
            final int position,
            final int limit,
            final DomainName name) {
        if (name.table() == table && table != null) {
            final int number = name.number();
            final int place = number < places.length ? places[number] : 0;
            if (place >>> OFFSET_BITS == epoch) {
                return putPointer(outBase, message, position, limit, place & MAX_POINTER);
            }
            if (!foreign && number != 0 && number < places.length) {
                return putKnown(outBase, message, position, limit, name);
            }
        }
        return putObject(outBase, message, position, limit, name);
    }

    /** Writes a name whose tails are known by their numbers, or not at all. */
    private int putKnown(
            final @Nullable Object outBase,
            final long message,
            final int position,
            final int limit,
            final DomainName name) {
        DomainName tail = above(name);
        int place = places[tail.number()];
        while (place >>> OFFSET_BITS != epoch && tail.number() != 0) {
            tail = above(tail);
            place = places[tail.number()];
        }
        final int own = name.length() - tail.length();
        final int next = position + own + (tail.number() == 0 ? 1 : 2);
        if (next > limit) {
            return -1;
        }
        final byte[] wire = (byte[]) name.base();
        if (own <= Long.BYTES && wire.length >= Long.BYTES && position + Long.BYTES <= limit) {
            Memory.putNativeLong(outBase, message + position, Memory.nativeLong(wire, BufferUtil.ARRAY_BASE_OFFSET));
        } else {
            WireName.copy(wire, BufferUtil.ARRAY_BASE_OFFSET, outBase, message + position, own);
        }
        if (tail.number() == 0) {
            Memory.putU8(outBase, message + position + own, 0);
        } else {
            Memory.putU16(outBase, message + position + own, 0xC000 | (place & MAX_POINTER));
        }
        pointerTarget = position <= MAX_POINTER ? position : 0;
        know(name, tail, position);
        return next;
    }

    /** Notes where a name begins, and each of its tails down to one that is known. */
    private void know(final DomainName name, final DomainName end, final int position) {
        final int whole = position + name.length();
        DomainName tail = name;
        while (tail.number() != end.number()) {
            final int at = whole - tail.length();
            if (at > MAX_POINTER || knownCount == MAX_SUFFIXES) {
                return;
            }
            know(tail.number(), at);
            tail = above(tail);
        }
    }

    /** Notes where a tail begins, of which {@link #isReady} told that there is room for it. */
    void know(final int number, final int position) {
        places[number] = epoch << OFFSET_BITS | position;
        known[knownCount++] = number;
    }

    /** {@return whether names of a table are told by numbers up to a greatest, and there is room for so many more tails} */
    @SuppressWarnings("ReferenceEquality") // A table is itself alone.
    boolean isReady(final NameTable other, final int maxNumber, final int tails) {
        return table == other && !foreign && knownCount + tails <= MAX_SUFFIXES && maxNumber < places.length;
    }

    /** {@return whether a name of the table in use was written in this message} */
    boolean isKnown(final int number) {
        return places[number] >>> OFFSET_BITS == epoch;
    }

    /** {@return where a name lies that {@link #isKnown}} */
    int target(final int number) {
        return places[number] & MAX_POINTER;
    }

    private static DomainName above(final DomainName name) {
        return Objects.requireNonNull(name.above(), "no number below the root is without a name above");
    }

    /** Writes an object that no number helps with, and chooses its table for those that follow if none is in use. */
    private int putObject(
            final @Nullable Object outBase,
            final long message,
            final int position,
            final int limit,
            final DomainName name) {
        final NameTable other = name.table();
        if (other != null && mode == NameCompression.IGNORE_CASE && !foreign && !name.isRoot()) {
            if (knownCount == 0) {
                table = other;
            }
            if (table == other) {
                if (places.length < other.size()) {
                    places = Arrays.copyOf(places, Math.max(other.size(), 2 * places.length));
                }
                return putKnown(outBase, message, position, limit, name);
            }
        }
        return write(outBase, message, position, limit, name.base(), name.address(), name.length());
    }

    /**
     * Tells that the first name of the message, which was written last, ends in a name of a table, and that the table has
     * none of the tails that are longer.
     *
     * @param length of the first name.
     */
    void encloser(final DomainName name, final int length) {
        final NameTable other = name.table();
        if (other == null || mode != NameCompression.IGNORE_CASE || knownCount > 0) {
            return;
        }
        table = other;
        if (places.length < other.size()) {
            places = Arrays.copyOf(places, Math.max(other.size(), 2 * places.length));
        }
        know(name, DomainName.ROOT, MessageHeader.LENGTH + length - name.length());
        entered = knownCount;
        foreign = false;
    }

    /** Enters into the slots what was known by numbers alone. */
    private void enterKnown() {
        final NameTable inUse = Objects.requireNonNull(table, "only names of a table are known");
        while (entered < knownCount) {
            final int number = known[entered++];
            final DomainName name = inUse.name(number);
            final int position = target(number);
            if (enterName(name.base(), name.address(), name.length(), position)) {
                enter(name.suffixHash(), position, last);
            }
        }
        restLength = 0;
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
        if (nameLength == 1 || mode == NameCompression.NONE) {
            pointerTarget = 0;
            return putWhole(outBase, message, position, limit, nameBase, name, nameLength);
        }
        if (entered < knownCount) {
            enterKnown();
        }
        final int before = suffixes;
        // Where the compiler sees what is on the heap and what is not, it need not order one access after the other.
        final int next;
        if (outBase != null) {
            next = put(outBase, message, position, limit, nameBase, name, nameLength);
        } else if (nameBase instanceof byte[] array) {
            next = put(null, message, position, limit, array, name, nameLength);
        } else {
            next = put(null, message, position, limit, null, name, nameLength);
        }
        foreign |= suffixes != before;
        return next;
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
            incomplete = true;
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
        if (offset > MAX_POINTER) {
            return;
        }
        final int probes = suffixes == MAX_SUFFIXES ? 0 : MAX_PROBES;
        for (int probe = 0; probe < probes; probe++) {
            final int slot = (hash + probe) & (SLOTS - 1);
            if (isStale(slots[slot])) {
                slots[slot] = ((long) hash << HASH_SHIFT) | ((long) epoch << OFFSET_BITS) | offset;
                copies[slot] = copy;
                log[suffixes++] = slot;
                return;
            }
        }
        incomplete = true;
    }

    private boolean isStale(final long entry) {
        return ((int) entry >>> OFFSET_BITS) != epoch;
    }
}
