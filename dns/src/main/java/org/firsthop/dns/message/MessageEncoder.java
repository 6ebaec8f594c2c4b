package org.firsthop.dns.message;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.MessageNames;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.RdataCopy;
import org.firsthop.dns.rdata.RecordType;
import org.jspecify.annotations.Nullable;

/**
 * Writes a message front to back (RFC 1035 section 4.1): names compressed, never beyond a limit, RRsets whole or not at all.
 *
 * <pre>{@code
 * encoder.wrap(buffer, offset, 1232).begin(id, MessageHeader.QR | MessageHeader.AA);
 * encoder.reserve(MessageEncoder.OPT_LENGTH);
 * encoder.question(query);
 * encoder.section(Section.ANSWER);
 * encoder.beginRrset(ownerBase, owner, ownerLength, RecordType.A, RecordClass.IN, 300);
 * encoder.rdata(base, address, 4);
 * encoder.endRrset();
 * encoder.opt(1232, rcode, 0, 0);
 * final int length = encoder.finish();
 * }</pre>
 *
 * <p>An RRset that does not fit is taken back as a whole, and {@link #endRrset()} tells so; in the answer and authority
 * sections TC is set then, in the additional section it is not (RFC 2181 section 9), and the caller may {@link #truncate()}
 * where what is missing was required, as glue is (RFC 9471). Room that was reserved for OPT is there in any case.
 *
 * <p>Order of calls: {@code wrap}, {@code begin}, questions, then sections in their order with RRsets, then OPT, then
 * {@code finish}. Names and RDATA that are handed in are well formed and uncompressed. Reusable; not thread-safe; allocates
 * nothing after construction.
 */
public final class MessageEncoder {
    /** Octets of an OPT record without options. */
    public static final int OPT_LENGTH = 11;

    private static final int RECORD_FIXED_LENGTH = 10;
    private static final int RDLENGTH_OFFSET = 8;
    private static final long ONE_QUESTION = 1L << 48;

    /** Up to so many octets are copied without a call. */
    static final int SHORT = 64;

    private final NameCompressor compressor = new NameCompressor();

    private MutableDirectBuffer buffer = new UnsafeBuffer(0, 0);
    private @Nullable Object base;
    private long message;
    private int limit;
    private int reserved;
    private int position;
    private int id;
    private int flags;
    private Section section = Section.ANSWER;

    /** As the header has them: questions, answers, authorities, additionals, 16 bits each. */
    private long counts;

    private @Nullable DomainName ownerName;
    private @Nullable Object ownerBase;
    private long owner;
    private int ownerLength;
    private int ownerTarget;
    private long typeClassTtl;
    private int rrsetStart;
    private int rrsetMark;
    private int rrsetRecords;
    private int rdataStart;
    private boolean full;

    /** An encoder over nothing. */
    public MessageEncoder() {}

    /**
     * Chooses how names are shortened, from the next {@link #begin} on; {@link NameCompression#IGNORE_CASE} at first.
     *
     * @param compression the way.
     * @return this.
     */
    public MessageEncoder compression(final NameCompression compression) {
        compressor.mode(compression);
        return this;
    }

    /**
     * Lays this encoder over memory to write to.
     *
     * @param buffer to write.
     * @param offset of the message's first octet.
     * @param limit the most octets of the message, 12 to 65,535.
     * @return this.
     * @throws IndexOutOfBoundsException when the range is not inside the buffer and its bounds are checked.
     * @throws IllegalArgumentException when the limit is outside its range.
     */
    public MessageEncoder wrap(final MutableDirectBuffer buffer, final int offset, final int limit) {
        NetworkOrder.boundsCheck(buffer, offset, limit);
        this.buffer = buffer;
        return wrap(buffer.byteArray(), buffer.addressOffset() + offset, limit);
    }

    /**
     * As {@link #wrap(MutableDirectBuffer, int, int)}, by address; the caller keeps the memory while it is written.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the message's first octet.
     * @param limit the most octets of the message, 12 to 65,535.
     * @return this.
     * @throws IllegalArgumentException when the limit is outside its range.
     */
    public MessageEncoder wrap(final @Nullable Object base, final long address, final int limit) {
        if (limit < MessageHeader.LENGTH || limit > MessageFlyweight.MAX_LENGTH) {
            throw new IllegalArgumentException("limit: value=" + limit + ", expected " + MessageHeader.LENGTH + " to "
                    + MessageFlyweight.MAX_LENGTH);
        }
        this.base = base;
        this.message = address;
        this.limit = limit;
        return this;
    }

    /**
     * Begins a message.
     *
     * @param id 0 to 65,535.
     * @param flags 16 bits of flags, opcode and response code, see {@link MessageHeader}.
     * @return this.
     */
    public MessageEncoder begin(final int id, final int flags) {
        this.id = id;
        this.flags = flags;
        compressor.begin();
        position = MessageHeader.LENGTH;
        reserved = 0;
        counts = 0;
        section = Section.ANSWER;
        full = false;
        return this;
    }

    /** {@return the buffer that was last wrapped} */
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    /** {@return octets written so far, the header included} */
    public int position() {
        return position;
    }

    /** {@return the flags as they will be written} */
    public int flags() {
        return flags;
    }

    /**
     * Replaces the flags.
     *
     * @param flags 16 bits of flags, opcode and response code, see {@link MessageHeader}.
     */
    public void flags(final int flags) {
        this.flags = flags;
    }

    /** Sets TC. */
    public void truncate() {
        flags |= MessageHeader.TC;
    }

    /**
     * Keeps room at the end that questions and RRsets cannot take, for OPT and, after it, TSIG.
     *
     * @param octets to keep, as a whole; {@link #opt} takes its own share.
     */
    public void reserve(final int octets) {
        reserved = octets;
    }

    /**
     * Writes a question.
     *
     * @param nameBase the name's array, or {@code null}.
     * @param name address of the name in wire form.
     * @param nameLength its octets.
     * @param type QTYPE.
     * @param recordClass QCLASS.
     * @return whether it fit.
     */
    public boolean question(
            final @Nullable Object nameBase,
            final long name,
            final int nameLength,
            final int type,
            final int recordClass) {
        final int room = limit - reserved;
        final int mark = compressor.mark();
        return endQuestion(
                compressor.write(base, message, position, room, nameBase, name, nameLength), mark, type, recordClass);
    }

    /**
     * As {@link #question(Object, long, int, int, int)}, of a name that is an object.
     *
     * @param name of the question.
     * @param type QTYPE.
     * @param recordClass QCLASS.
     * @return whether it fit.
     */
    public boolean question(final DomainName name, final int type, final int recordClass) {
        final int mark = compressor.mark();
        final int next = compressor.write(base, message, position, limit - reserved, name);
        return endQuestion(next, mark, type, recordClass);
    }

    private boolean endQuestion(final int next, final int mark, final int type, final int recordClass) {
        if (next < 0 || next + 4 > limit - reserved) {
            compressor.rollback(mark);
            return false;
        }
        put32(base, message + next, (type << 16) | (recordClass & 0xFFFF));
        position = next + 4;
        counts += ONE_QUESTION;
        return true;
    }

    /**
     * Tells, after the first question, where names of a table lie in it: names that follow are then compared by their numbers.
     * It changes nothing in what is written.
     *
     * @param name the longest tail of the question's name that its table has, such as the node of a zone that a lookup ended at.
     */
    public void enclosedBy(final DomainName name) {
        if (counts == ONE_QUESTION) {
            compressor.encloser(name, position - MessageHeader.LENGTH - 4);
        }
    }

    /**
     * Tells whether a name that was written equals another, but for the case of ASCII letters.
     *
     * @param at the {@link #position()} at which the name was written.
     * @param nameBase the other's array, or {@code null}.
     * @param name address of the other in wire form.
     * @param nameLength its octets.
     * @return whether they are equal.
     */
    public boolean nameEquals(final int at, final @Nullable Object nameBase, final long name, final int nameLength) {
        return MessageNames.equalsIgnoreCase(base, message, position, at, nameBase, name, nameLength);
    }

    /**
     * Begins a section; sections come in their order, and may be left out.
     *
     * @param section that the RRsets after it belong to.
     */
    public void section(final Section section) {
        this.section = section;
    }

    /**
     * Begins an RRset; {@link #endRrset()} must follow. Its owner is not written before its first record, so the name must
     * stay as it is until then.
     *
     * @param ownerBase the owner's array, or {@code null}.
     * @param owner address of the owner in wire form.
     * @param ownerLength its octets.
     * @param type of its records.
     * @param recordClass of its records.
     * @param ttl of its records, whose low 32 bits are written.
     */
    public void beginRrset(
            final @Nullable Object ownerBase,
            final long owner,
            final int ownerLength,
            final int type,
            final int recordClass,
            final long ttl) {
        this.ownerName = null;
        this.ownerBase = ownerBase;
        this.owner = owner;
        this.ownerLength = ownerLength;
        beginRrset(type, recordClass, ttl);
    }

    /**
     * Writes an RRset that was made ready.
     *
     * @param rrset to write.
     * @return whether it fit; where it did not, nothing is written of it, as with {@link #endRrset()}.
     */
    public boolean rrset(final RrsetTemplate rrset) {
        final int room = Math.min(limit - reserved, NameCompressor.MAX_POINTER);
        if (position + rrset.maxLength() > room || !rrset.isReady(compressor)) {
            return putEach(rrset);
        }
        position = base == null
                ? rrset.write(null, message, position, room, compressor)
                : rrset.write(base, message, position, room, compressor);
        counts += (long) rrset.count() << section.countShift;
        return true;
    }

    private boolean putEach(final RrsetTemplate rrset) {
        beginRrset(rrset.owner(), rrset.type(), rrset.recordClass(), rrset.ttl());
        for (int record = 0; record < rrset.count(); record++) {
            beginRdata();
            rrset.putRdata(this, record);
            endRdata();
        }
        return endRrset();
    }

    /**
     * Begins an RRset whose owner is an object: one of a {@link org.firsthop.dns.name.NameTable} is compared by its number.
     *
     * @param owner of its records.
     * @param type of its records.
     * @param recordClass of its records.
     * @param ttl of its records, whose low 32 bits are written.
     */
    public void beginRrset(final DomainName owner, final int type, final int recordClass, final long ttl) {
        this.ownerName = owner;
        beginRrset(type, recordClass, ttl);
    }

    private void beginRrset(final int type, final int recordClass, final long ttl) {
        this.ownerTarget = 0;
        this.typeClassTtl = ((long) type << 48) | ((recordClass & 0xFFFFL) << 32) | (ttl & 0xFFFF_FFFFL);
        rrsetStart = position;
        rrsetMark = compressor.mark();
        rrsetRecords = 0;
        full = false;
    }

    /**
     * Writes a record of the RRset, with the names that RFC 1035 lets be compressed.
     *
     * @param rdataBase the RDATA's array, or {@code null}.
     * @param rdata address of the RDATA, uncompressed and of its type's form.
     * @param length of the RDATA.
     */
    public void rdata(final @Nullable Object rdataBase, final long rdata, final int length) {
        beginRdata();
        int done = 0;
        final int type = (int) (typeClassTtl >>> 48);
        final int names = length == 0 ? 0 : RdataCopy.compressedNames(type);
        if (names > 0) {
            done = RdataCopy.compressedNamesOffset(type);
            putOctets(rdataBase, rdata, done);
            for (int i = 0; i < names; i++) {
                final int name = WireName.length(rdataBase, rdata + done);
                putCompressedName(rdataBase, rdata + done, name);
                done += name;
            }
        }
        putOctets(rdataBase, rdata + done, length - done);
        endRdata();
    }

    /**
     * Writes a record of the RRset whose RDATA is a name that may be compressed, as of NS, CNAME and PTR.
     *
     * @param name that is the RDATA.
     */
    public void rdata(final DomainName name) {
        if (base == null) {
            nameRecord(null, name);
        } else {
            nameRecord(base, name);
        }
    }

    private void nameRecord(final @Nullable Object to, final DomainName name) {
        final int fixed = putOwner(to, 0);
        if (fixed < 0) {
            return;
        }
        final int start = fixed + RECORD_FIXED_LENGTH;
        final int next = compressor.write(to, message, start, limit - reserved, name);
        if (next < 0) {
            full = true;
            return;
        }
        endRecord(to, fixed, next);
    }

    /**
     * Writes a record of the RRset whose RDATA is four octets, as of A.
     *
     * @param bits of the RDATA.
     */
    public void rdata(final int bits) {
        if (base == null) {
            intRecord(null, bits);
        } else {
            intRecord(base, bits);
        }
    }

    private void intRecord(final @Nullable Object to, final int bits) {
        final int fixed = putOwner(to, Integer.BYTES);
        if (fixed >= 0) {
            final int start = fixed + RECORD_FIXED_LENGTH;
            Memory.putI32(to, message + start, bits);
            endRecord(to, fixed, start + Integer.BYTES);
        }
    }

    /**
     * Writes a record of the RRset whose RDATA is sixteen octets, as of AAAA.
     *
     * @param high the first 64 bits of the RDATA.
     * @param low the last 64 bits of the RDATA.
     */
    public void rdata(final long high, final long low) {
        if (base == null) {
            longsRecord(null, high, low);
        } else {
            longsRecord(base, high, low);
        }
    }

    private void longsRecord(final @Nullable Object to, final long high, final long low) {
        final int fixed = putOwner(to, 2 * Long.BYTES);
        if (fixed >= 0) {
            final int start = fixed + RECORD_FIXED_LENGTH;
            Memory.putI64(to, message + start, high);
            Memory.putI64(to, message + start + Long.BYTES, low);
            endRecord(to, fixed, start + 2 * Long.BYTES);
        }
    }

    private void endRecord(final @Nullable Object to, final int fixed, final int end) {
        Memory.putI64(to, message + fixed, typeClassTtl);
        Memory.putU16(to, message + fixed + RDLENGTH_OFFSET, end - fixed - RECORD_FIXED_LENGTH);
        position = end;
        rrsetRecords++;
    }

    /** Writes the owner of a record, if what follows fits: {@return the position after it, or −1} */
    private int putOwner(final @Nullable Object to, final int rdataLength) {
        if (full) {
            return -1;
        }
        final int room = limit - reserved;
        int next = position + 2;
        if (ownerTarget != 0) {
            if (next <= room) {
                Memory.putU16(to, message + position, 0xC000 | ownerTarget);
            }
        } else {
            next = ownerName != null
                    ? compressor.write(to, message, position, room, ownerName)
                    : compressor.write(to, message, position, room, ownerBase, owner, ownerLength);
            ownerTarget = compressor.pointerTarget();
        }
        if (next < 0 || next + RECORD_FIXED_LENGTH + rdataLength > room) {
            full = true;
            return -1;
        }
        return next;
    }

    /** Begins a record of the RRset whose RDATA is written field by field; {@link #endRdata()} must follow. */
    public void beginRdata() {
        final int next = base == null ? putOwner(null, 0) : putOwner(base, 0);
        if (next >= 0) {
            put64(base, message + next, typeClassTtl);
            position = next + RECORD_FIXED_LENGTH;
            rdataStart = position;
        }
    }

    /** Ends a record: writes RDLENGTH. */
    public void endRdata() {
        if (!full) {
            put16(base, message + rdataStart - 2, position - rdataStart);
            rrsetRecords++;
        }
    }

    /**
     * Ends the RRset: keeps it, or takes all of it back where it did not fit.
     *
     * @return whether it fit.
     */
    public boolean endRrset() {
        if (full) {
            position = rrsetStart;
            compressor.rollback(rrsetMark);
            full = false;
            if (section != Section.ADDITIONAL) {
                truncate();
            }
            return false;
        }
        counts += (long) rrsetRecords << section.countShift;
        return true;
    }

    /**
     * Writes an octet of RDATA.
     *
     * @param value whose low 8 bits are written.
     */
    public void putU8(final int value) {
        if (hasRoom(1)) {
            Memory.putU8(base, message + position, value);
            position++;
        }
    }

    /**
     * Writes 16 bits of RDATA.
     *
     * @param value whose low 16 bits are written.
     */
    public void putU16(final int value) {
        if (hasRoom(2)) {
            put16(base, message + position, value);
            position += 2;
        }
    }

    /**
     * Writes 32 bits of RDATA.
     *
     * @param value to write.
     */
    public void putI32(final int value) {
        if (hasRoom(4)) {
            put32(base, message + position, value);
            position += 4;
        }
    }

    /**
     * Writes 64 bits of RDATA.
     *
     * @param value to write.
     */
    public void putI64(final long value) {
        if (hasRoom(8)) {
            put64(base, message + position, value);
            position += 8;
        }
    }

    /**
     * Writes octets of RDATA.
     *
     * @param fromBase the octets' array, or {@code null}.
     * @param from address of the first.
     * @param length how many.
     */
    public void putOctets(final @Nullable Object fromBase, final long from, final int length) {
        if (hasRoom(length)) {
            if (length <= SHORT) {
                WireName.copy(fromBase, from, base, message + position, length);
            } else {
                Memory.copy(fromBase, from, base, message + position, length);
            }
            position += length;
        }
    }

    /**
     * Writes a name of RDATA compressed; only for types of RFC 1035 (RFC 3597 section 4).
     *
     * @param nameBase the name's array, or {@code null}.
     * @param name address of the name in wire form.
     * @param nameLength its octets.
     */
    public void putCompressedName(final @Nullable Object nameBase, final long name, final int nameLength) {
        if (!full) {
            final int next = compressor.write(base, message, position, limit - reserved, nameBase, name, nameLength);
            full = next < 0;
            position = full ? position : next;
        }
    }

    /**
     * As {@link #putCompressedName(Object, long, int)}, of a name that is an object.
     *
     * @param name to write.
     */
    public void putCompressedName(final DomainName name) {
        if (!full) {
            final int next = compressor.write(base, message, position, limit - reserved, name);
            full = next < 0;
            position = full ? position : next;
        }
    }

    /**
     * Writes the OPT record of EDNS without options, in the additional section, out of the room that was reserved (RFC 6891).
     *
     * @param udpPayloadSize that the sender can take, 0 to 65,535.
     * @param rcode the response code, of which the upper 8 of 12 bits go here; {@link #begin}'s flags have the lower 4.
     * @param version of EDNS, 0 to 255.
     * @param ednsFlags 16 bits, of which the top one is DO.
     * @return whether it fit.
     */
    public boolean opt(final int udpPayloadSize, final int rcode, final int version, final int ednsFlags) {
        beginOpt(udpPayloadSize, rcode, version, ednsFlags);
        return endOpt();
    }

    /**
     * Begins the OPT record; options and {@link #endOpt()} follow.
     *
     * @param udpPayloadSize that the sender can take, 0 to 65,535.
     * @param rcode the response code, of which the upper 8 of 12 bits go here.
     * @param version of EDNS, 0 to 255.
     * @param ednsFlags 16 bits, of which the top one is DO.
     */
    public void beginOpt(final int udpPayloadSize, final int rcode, final int version, final int ednsFlags) {
        reserved = 0;
        section = Section.ADDITIONAL;
        final long bits = (((rcode >>> 4) & 0xFFL) << 24) | ((version & 0xFFL) << 16) | (ednsFlags & 0xFFFFL);
        beginRrset(WireName.ROOT, WireName.ROOT_ADDRESS, 1, RecordType.OPT, udpPayloadSize, bits);
        beginRdata();
    }

    /**
     * Writes an option of the OPT record.
     *
     * @param code of the option.
     * @param dataBase the data's array, or {@code null}.
     * @param data address of the data.
     * @param length of the data.
     */
    public void option(final int code, final @Nullable Object dataBase, final long data, final int length) {
        putU16(code);
        putU16(length);
        putOctets(dataBase, data, length);
    }

    /**
     * Ends the OPT record.
     *
     * @return whether it fit.
     */
    public boolean endOpt() {
        endRdata();
        return endRrset();
    }

    /**
     * Ends the message: writes its header.
     *
     * @return the octets of the message.
     */
    public int finish() {
        put32(base, message + MessageHeader.ID_OFFSET, (id << 16) | (flags & 0xFFFF));
        put64(base, message + MessageHeader.COUNTS_OFFSET, counts);
        return position;
    }

    /** {@return whether names were shortened as far as can be: no tail was forgotten for want of room} */
    boolean isShortest() {
        return compressor.isComplete();
    }

    private boolean hasRoom(final int octets) {
        if (position + octets > limit - reserved) {
            full = true;
        }
        return !full;
    }

    // Mostly the message is outside the heap. Where the compiler sees so, it need not order one access after the other.

    private static void put16(final @Nullable Object base, final long address, final int value) {
        if (base == null) {
            Memory.putU16(null, address, value);
        } else {
            Memory.putU16(base, address, value);
        }
    }

    private static void put32(final @Nullable Object base, final long address, final int value) {
        if (base == null) {
            Memory.putI32(null, address, value);
        } else {
            Memory.putI32(base, address, value);
        }
    }

    private static void put64(final @Nullable Object base, final long address, final long value) {
        if (base == null) {
            Memory.putI64(null, address, value);
        } else {
            Memory.putI64(base, address, value);
        }
    }
}
