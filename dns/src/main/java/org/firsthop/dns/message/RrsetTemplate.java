package org.firsthop.dns.message;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.agrona.BufferUtil;
import org.firsthop.core.memory.Memory;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.NameTable;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.RdataCheck;
import org.firsthop.dns.rdata.RdataCopy;
import org.firsthop.dns.rdata.RecordType;
import org.jspecify.annotations.Nullable;

/**
 * An RRset made ready to be written into many messages (RFC 2181 section 5), as a server holds those of its zones.
 *
 * <p>It holds its records as they stand in a message that has their owner but no other name of theirs: names of RDATA that
 * are sent compressed (RFC 1035 section 4.1.4, RFC 3597 section 4) are cut to what the owner and the records before do not
 * have. Into a message of that kind they are copied as a whole, and then the pointers filled in; whether it is of that kind the
 * numbers of names tell, so owners of what one message shall have come from one {@link NameTable}. Into any other it is written
 * record by record. Both ways give the octets that {@link MessageEncoder#beginRrset(DomainName, int, int, long)}, {@link
 * MessageEncoder#rdata(Object, long, int)} and {@link MessageEncoder#endRrset()} give.
 *
 * <p>Immutable, and free for any thread.
 */
public final class RrsetTemplate {
    private static final int POINTER_LENGTH = 2;
    private static final int FIXED_LENGTH = 10;
    private static final int RDATA_OFFSET = POINTER_LENGTH + FIXED_LENGTH;
    private static final long START = BufferUtil.ARRAY_BASE_OFFSET;

    private final DomainName owner;
    private final NameTable table;
    private final int ownerNumber;
    private final int type;
    private final int recordClass;
    private final long ttl;
    private final int count;

    /** The records, each after a pointer to its owner. */
    private final byte[] block;

    /** Where records begin in the block, and where it ends. */
    private final int[] starts;

    /** Names of RDATA that are compressed, in their order, the same number of each record; and what stands around them. */
    private final DomainName[] names;

    private final int namesOfEach;
    private final int before;
    private final int after;

    /** Tails that the block has and the owner has not: their numbers, and where they lie in the block. */
    private final int[] tails;

    private final int[] tailOffsets;

    /** The shortest of these tails: of a message that has none of them, it has none at all. */
    private final int[] shortest;

    /** Pointers in the block but the first: where they stand, and the numbers of the names that they lead to. */
    private final int[] pointers;

    private final int[] targets;
    private final int maxNumber;
    private final int maxTails;
    private final int maxLength;

    private RrsetTemplate(
            final DomainName owner,
            final int type,
            final int recordClass,
            final long ttl,
            final Collection<byte[]> rdata) {
        final Layout layout = new Layout(owner, type, recordClass, ttl, rdata);
        this.owner = layout.owner;
        this.table = layout.table;
        this.ownerNumber = layout.owner.number();
        this.type = type;
        this.recordClass = recordClass;
        this.ttl = ttl;
        this.count = rdata.size();
        this.block = Arrays.copyOf(layout.block, layout.length);
        this.starts = layout.starts;
        this.names = layout.names;
        this.namesOfEach = layout.namesOfEach;
        this.before = layout.before;
        this.after = layout.after;
        this.tails = layout.tails.toArray();
        this.tailOffsets = layout.tailOffsets.toArray();
        this.shortest = layout.shortest.toArray();
        this.pointers = layout.pointers.toArray();
        this.targets = layout.targets.toArray();
        this.maxNumber = Collections.max(layout.present.keySet());
        this.maxTails = owner.labelCount() + tails.length;
        // Root owners are not pointed to.
        this.maxLength = owner.isRoot() ? Integer.MAX_VALUE >> 1 : owner.length() + block.length;
    }

    /**
     * An RRset of records that are given as octets.
     *
     * @param owner of its records.
     * @param type of its records, 0 to 65,535.
     * @param recordClass of its records, 0 to 65,535.
     * @param ttl of its records, 0 to 4,294,967,295.
     * @param rdata of each record, uncompressed and of its type's form; at least one.
     * @return the RRset.
     * @throws IllegalArgumentException when there is no record, or RDATA is longer than 65,535 octets or has not
     *     the form of its type.
     */
    public static RrsetTemplate of(
            final DomainName owner,
            final int type,
            final int recordClass,
            final long ttl,
            final Collection<byte[]> rdata) {
        if (rdata.isEmpty()) {
            throw new IllegalArgumentException("rdata: an RRset has at least one record, owner=" + owner);
        }
        for (final byte[] each : rdata) {
            if (each.length > RdataCopy.MAX_LENGTH) {
                throw new IllegalArgumentException("rdata: length=" + each.length + ", limit=" + RdataCopy.MAX_LENGTH);
            }
            if (each.length > 0 && RdataCheck.isMalformed(each, START, each.length, type, recordClass)) {
                throw new IllegalArgumentException(
                        "rdata: " + RecordType.name(type) + " has another form, value=" + Arrays.toString(each));
            }
        }
        return new RrsetTemplate(owner, type, recordClass, ttl, rdata);
    }

    /** {@return the name that all records have} */
    public DomainName owner() {
        return owner;
    }

    /** {@return the type of its records} */
    public int type() {
        return type;
    }

    /** {@return the class of its records} */
    public int recordClass() {
        return recordClass;
    }

    /** {@return seconds that its records live, 0 to 4,294,967,295} */
    public long ttl() {
        return ttl;
    }

    /** {@return the number of records, at least 1} */
    public int count() {
        return count;
    }

    /** Writes the RDATA of one record, field by field. */
    void putRdata(final MessageEncoder encoder, final int record) {
        final long start = START + starts[record] + RDATA_OFFSET;
        final long end = START + starts[record + 1];
        if (namesOfEach == 0) {
            encoder.putOctets(block, start, (int) (end - start));
            return;
        }
        encoder.putOctets(block, start, before);
        for (int i = 0; i < namesOfEach; i++) {
            encoder.putCompressedName(names[record * namesOfEach + i]);
        }
        encoder.putOctets(block, end - after, after);
    }

    /** {@return octets from the position on that {@link #write} may touch} */
    int maxLength() {
        return maxLength;
    }

    /** {@return whether a message is of the kind that the block was made for} */
    boolean isReady(final NameCompressor compressor) {
        if (!compressor.isReady(table, maxNumber, maxTails)) {
            return false;
        }
        for (final int tail : shortest) {
            if (compressor.isKnown(tail)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Writes all records into a message for which {@link #isReady}, with room for {@link #maxLength()}.
     *
     * @param to the message's array, or null.
     * @param message address of the message's first octet.
     * @return the position after them.
     */
    int write(
            final @Nullable Object to,
            final long message,
            final int position,
            final int room,
            final NameCompressor compressor) {
        final int at;
        if (compressor.isKnown(ownerNumber)) {
            Memory.putU16(to, message + position, 0xC000 | compressor.target(ownerNumber));
            at = position + POINTER_LENGTH;
        } else {
            at = compressor.write(to, message, position, room, owner);
        }
        final int shift = at - POINTER_LENGTH;
        final int length = block.length - POINTER_LENGTH;
        put(to, message + at, length);
        for (int i = 0; i < tails.length; i++) {
            compressor.know(tails[i], shift + tailOffsets[i]);
        }
        for (int i = 0; i < pointers.length; i++) {
            Memory.putU16(to, message + shift + pointers[i], 0xC000 | compressor.target(targets[i]));
        }
        return at + length;
    }

    /** Copies the block but its first pointer; an address of either family without a call or a loop. */
    private void put(final @Nullable Object to, final long address, final int length) {
        final long from = START + POINTER_LENGTH;
        if (length < 2 * Long.BYTES) {
            WireName.copy(block, from, to, address, length);
        } else if (length <= 4 * Long.BYTES) {
            final int end = length - 2 * Long.BYTES;
            Memory.putNativeLong(to, address, Memory.nativeLong(block, from));
            Memory.putNativeLong(to, address + Long.BYTES, Memory.nativeLong(block, from + Long.BYTES));
            Memory.putNativeLong(to, address + end, Memory.nativeLong(block, from + end));
            Memory.putNativeLong(to, address + end + Long.BYTES, Memory.nativeLong(block, from + end + Long.BYTES));
        } else {
            Memory.copy(block, from, to, address, length);
        }
    }

    /** What stands where, found once. */
    private static final class Layout {
        private final DomainName owner;
        private final NameTable table;
        private final byte[] block;
        private final int[] starts;
        private final DomainName[] names;
        private final int namesOfEach;
        private final int before;
        private final Ints tails = new Ints();
        private final Ints tailOffsets = new Ints();
        private final Ints shortest = new Ints();
        private final Ints pointers = new Ints();
        private final Ints targets = new Ints();

        /** Of each tail that is there, by its number, whether the owner has it. */
        private final Map<Integer, Boolean> present = new HashMap<>();

        private int after;
        private int length;

        private Layout(
                final DomainName anyOwner,
                final int type,
                final int recordClass,
                final long ttl,
                final Collection<byte[]> rdata) {
            final NameTable given = anyOwner.table();
            table = given == null ? new NameTable() : given;
            owner = table.intern(anyOwner);
            for (DomainName tail = owner; tail != null; tail = tail.above()) {
                present.put(tail.number(), true);
            }
            // Records without RDATA stand in updates alone (RFC 2136 section 2.4); they have no names either.
            namesOfEach = rdata.stream().anyMatch(each -> each.length == 0) ? 0 : RdataCopy.compressedNames(type);
            before = RdataCopy.compressedNamesOffset(type);
            names = new DomainName[rdata.size() * namesOfEach];
            starts = new int[rdata.size() + 1];
            block = new byte
                    [rdata.stream().mapToInt(each -> RDATA_OFFSET + each.length).sum()];
            int record = 0;
            for (final byte[] each : rdata) {
                if (record > 0) {
                    point(owner.number());
                } else {
                    length = POINTER_LENGTH;
                }
                final int fixed = length;
                Memory.putU16(block, START + fixed, type);
                Memory.putU16(block, START + fixed + 2, recordClass);
                Memory.putI32(block, START + fixed + 4, (int) ttl);
                length += FIXED_LENGTH;
                putRdata(each, record * namesOfEach);
                Memory.putU16(block, START + fixed + 8, length - fixed - FIXED_LENGTH);
                starts[++record] = length;
            }
        }

        private void putRdata(final byte[] rdata, final int firstName) {
            int read = 0;
            if (namesOfEach > 0) {
                putOctets(rdata, 0, before);
                read = before;
                for (int i = 0; i < namesOfEach; i++) {
                    final DomainName name = table.intern(DomainName.ofWire(rdata, START + read));
                    names[firstName + i] = name;
                    putName(name);
                    read += name.length();
                }
                after = rdata.length - read;
            }
            putOctets(rdata, read, rdata.length - read);
        }

        private void putName(final DomainName name) {
            final int whole = length + name.length();
            DomainName tail = name;
            int last = 0;
            while (!present.containsKey(tail.number())) {
                last = tail.number();
                present.put(last, false);
                tails.add(last);
                tailOffsets.add(whole - tail.length());
                tail = Objects.requireNonNull(tail.above(), "the root is always there");
            }
            putOctets((byte[]) name.base(), 0, name.length() - tail.length());
            if (last != 0 && Boolean.TRUE.equals(present.get(tail.number()))) {
                shortest.add(last);
            }
            if (tail.isRoot()) {
                block[length++] = 0;
            } else {
                point(tail.number());
            }
        }

        private void point(final int number) {
            pointers.add(length);
            targets.add(number);
            length += POINTER_LENGTH;
        }

        private void putOctets(final byte[] from, final int offset, final int count) {
            System.arraycopy(from, offset, block, length, count);
            length += count;
        }
    }

    /** A list of numbers that grows. */
    private static final class Ints {
        private int[] elements = new int[4];
        private int size;

        void add(final int element) {
            if (size == elements.length) {
                elements = Arrays.copyOf(elements, 2 * size);
            }
            elements[size++] = element;
        }

        int[] toArray() {
            return Arrays.copyOf(elements, size);
        }
    }
}
