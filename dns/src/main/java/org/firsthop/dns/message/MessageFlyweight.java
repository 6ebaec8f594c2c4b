package org.firsthop.dns.message;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.name.MessageNames;
import org.firsthop.dns.name.NameValidator;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.RdataCheck;
import org.firsthop.dns.rdata.RdataCopy;
import org.firsthop.dns.rdata.RdataView;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.jspecify.annotations.Nullable;

/**
 * A message read in place (RFC 1035 section 4.1).
 *
 * <p>{@link #parse} goes over the message once and notes where each record lies; it looks into no name and no RDATA, and costs
 * a few nanoseconds a record. From then on header, questions and the fixed fields of records are read without a check. Names
 * are lazy: methods that read one are total and tell a malformed name by a negative fault. {@link #validate} checks all names
 * and all RDATA in time linear in the message's length; {@link #validateRecord} does so for one record. RDATA is read only
 * after one of these two.
 *
 * <pre>{@code
 * DropReason reason = message.parse(buffer, offset, length);
 * if (reason == DropReason.NONE) {
 *     reason = message.validate();
 * }
 * if (reason != DropReason.NONE) {
 *     drops.increment(reason);
 *     return;
 * }
 * for (int i = message.answerStart(); i < message.answerEnd(); i++) {
 *     if (message.type(i) == RecordType.A) {
 *         use(message.ttl(i), message.rdataInt(i, 0));
 *     }
 * }
 * }</pre>
 *
 * <p>All positions count from the message's first octet. The buffer must stay as it is while the flyweight is read. Octets
 * after the last record are no part of the message and are told by {@link #trailingLength()}. Reusable, holds about 150 KB;
 * not thread-safe; allocates nothing after construction.
 */
public final class MessageFlyweight {
    /** The most records of a message where the user sets no other limit. */
    public static final int DEFAULT_MAX_RECORDS = 4096;

    /** The most octets of a message (RFC 1035 section 4.2.2). */
    public static final int MAX_LENGTH = 0xFFFF;

    /** Fewer than 12 octets. The sender, or whoever cut it. */
    public static final DropReason TRUNCATED_HEADER =
            DropReason.declare("DNS_TRUNCATED_HEADER", Severity.WARNING, "fewer than 12 octets are there");

    /** More than 65,535 octets (RFC 1035 section 4.2.2). Whoever framed it. */
    public static final DropReason TOO_LONG =
            DropReason.declare("DNS_TOO_LONG", Severity.WARNING, "a message has more than 65,535 octets");

    /** The counts promise more records than the reader's limit. The sender, or the operator who set the limit. */
    public static final DropReason TOO_MANY_RECORDS = DropReason.declare(
            "DNS_TOO_MANY_RECORDS", Severity.WARNING, "the header counts more records than the limit that is set");

    /** A record or question runs past the end of the message. The sender, or whoever cut it. */
    public static final DropReason TRUNCATED_RECORD = DropReason.declare(
            "DNS_TRUNCATED_RECORD", Severity.WARNING, "the records that the header counts run past the end");

    /** More than one OPT record, or one with an owner, or outside the additional section (RFC 6891 section 6.1.1). */
    public static final DropReason BAD_OPT = DropReason.declare(
            "DNS_BAD_OPT", Severity.WARNING, "an OPT record is not the only one, or stands where none may");

    private static final int QUESTION_FIXED_LENGTH = 4;
    private static final int RECORD_FIXED_LENGTH = 10;
    private static final int POINTER_TO_QUESTION = 0xC000 | MessageHeader.LENGTH;
    private static final int CLASS_OFFSET = 2;
    private static final int TTL_OFFSET = 4;
    private static final int RDLENGTH_OFFSET = 8;

    // One entry a question or record: where it begins (low 16 bits) and where its TYPE lies (high 16 bits).
    private final int[] entries;
    private final NameValidator names = new NameValidator();

    private DirectBuffer buffer = new UnsafeBuffer(0, 0);
    private @Nullable Object base;
    private long address;
    private int limit;
    private int end;
    private int questions;
    private int authority;
    private int additional;
    private int records;

    /** A flyweight over nothing that reads messages of up to {@value #DEFAULT_MAX_RECORDS} questions and records. */
    public MessageFlyweight() {
        this(DEFAULT_MAX_RECORDS);
    }

    /**
     * A flyweight over nothing.
     *
     * @param maxRecords the most questions and records together that a message may have, 1 to 65,535.
     * @throws IllegalArgumentException when the limit is outside its range.
     */
    public MessageFlyweight(final int maxRecords) {
        if (maxRecords < 1 || maxRecords > MAX_LENGTH) {
            throw new IllegalArgumentException("maxRecords: value=" + maxRecords + ", limit=" + MAX_LENGTH);
        }
        entries = new int[maxRecords];
    }

    /**
     * Lays this flyweight over a message and notes where its records lie.
     *
     * <p>Total over any octets. Where the result is not {@link DropReason#NONE}, nothing but {@link #parse} may be called.
     *
     * @param buffer that holds the message.
     * @param offset of its first octet.
     * @param length in octets.
     * @return {@link DropReason#NONE}, or why the message cannot be read.
     * @throws IndexOutOfBoundsException when the range is not inside the buffer and its bounds are checked.
     */
    public DropReason parse(final DirectBuffer buffer, final int offset, final int length) {
        NetworkOrder.boundsCheck(buffer, offset, length);
        this.buffer = buffer;
        return parse(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #parse(DirectBuffer, int, int)}, by address; the caller keeps the memory while the flyweight is read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the message's first octet.
     * @param length in octets.
     * @return {@link DropReason#NONE}, or why the message cannot be read.
     */
    public DropReason parse(final @Nullable Object base, final long address, final int length) {
        this.base = base;
        this.address = address;
        this.limit = length;
        this.records = 0;
        if (length < MessageHeader.LENGTH) {
            return TRUNCATED_HEADER;
        }
        if (length > MAX_LENGTH) {
            return TOO_LONG;
        }
        names.begin();
        final long counts = Memory.i64(base, address + MessageHeader.COUNTS_OFFSET);
        final int questionCount = (int) (counts >>> 48);
        final int answerCount = (int) (counts >>> 32) & 0xFFFF;
        final int authorityCount = (int) (counts >>> 16) & 0xFFFF;
        final int additionalCount = (int) counts & 0xFFFF;
        final int total = questionCount + answerCount + authorityCount + additionalCount;
        if (total > entries.length) {
            return TOO_MANY_RECORDS;
        }
        questions = questionCount;
        authority = answerCount;
        additional = answerCount + authorityCount;
        records = total - questionCount;
        // A literal null lets the compiler see that no access is to the heap, and order none of them.
        return base == null
                ? index(null, address, length, questionCount, total)
                : index(base, address, length, questionCount, total);
    }

    private DropReason index(
            final @Nullable Object base,
            final long address,
            final int length,
            final int questionCount,
            final int total) {
        final int[] index = entries;
        int position = MessageHeader.LENGTH;
        for (int i = 0; i < questionCount; i++) {
            final int fixed = MessageNames.skip(base, address, length, position);
            if (fixed < 0) {
                return MessageNames.reason(fixed);
            }
            if (fixed + QUESTION_FIXED_LENGTH > length) {
                return TRUNCATED_RECORD;
            }
            index[i] = (fixed << 16) | position;
            position = fixed + QUESTION_FIXED_LENGTH;
        }
        for (int i = questionCount; i < total; i++) {
            int fixed = position + 2;
            if (fixed + RECORD_FIXED_LENGTH > length || Memory.u8(base, address + position) < 0xC0) {
                fixed = afterOwner(base, address, length, position);
                if (fixed < 0) {
                    return MessageNames.reason(fixed);
                }
                if (fixed + RECORD_FIXED_LENGTH > length) {
                    return TRUNCATED_RECORD;
                }
            }
            index[i] = (fixed << 16) | position;
            // The next record's place hangs on this one's length. An address has 4 octets or 16: told by a branch,
            // which is foreseen, the walk goes on before the length has been read.
            final int rdataLength = Memory.u16(base, address + fixed + RDLENGTH_OFFSET);
            if (rdataLength == 4) {
                position = fixed + RECORD_FIXED_LENGTH + 4;
            } else if (rdataLength == 16) {
                position = fixed + RECORD_FIXED_LENGTH + 16;
            } else {
                position = fixed + RECORD_FIXED_LENGTH + rdataLength;
            }
            if (position > length) {
                return TRUNCATED_RECORD;
            }
        }
        end = position;
        return DropReason.NONE;
    }

    /** Where an owner ends that is no bare pointer; the root's, which OPT has, is told at once. */
    private static int afterOwner(
            final @Nullable Object base, final long address, final int length, final int position) {
        return position < length && Memory.u8(base, address + position) == 0
                ? position + 1
                : MessageNames.skip(base, address, length, position);
    }

    /**
     * Checks every name and all RDATA of the message that {@link #parse} accepted.
     *
     * <p>An update's records may have empty RDATA, which stands for an RRset or its absence (RFC 2136 sections 2.4, 2.5).
     *
     * @return {@link DropReason#NONE}, or the first rule that the message breaks.
     */
    public DropReason validate() {
        return base == null ? validate(null, address, limit) : validate(base, address, limit);
    }

    private DropReason validate(final @Nullable Object base, final long address, final int limit) {
        final int[] index = entries;
        final int first = questions;
        final int total = first + records;
        for (int i = 0; i < first; i++) {
            final int next = names.validate(base, address, limit, index[i] & 0xFFFF);
            if (next < 0) {
                return MessageNames.reason(next);
            }
        }
        int opts = 0;
        // Owners are mostly a pointer to the question's name, or the same pointer as the record's before.
        int pointer = first > 0 ? POINTER_TO_QUESTION : 0;
        for (int i = first; i < total; i++) {
            final int entry = index[i];
            final int typeAndClass = Memory.i32(base, address + (entry >>> 16));
            if (typeAndClass >>> 16 == RecordType.OPT) {
                if (++opts > 1 || i - first < additional) {
                    return BAD_OPT;
                }
                final DropReason reason = validateOpt(base, address, limit, entry);
                if (reason != DropReason.NONE) {
                    return reason;
                }
                continue;
            }
            final int owner = Memory.u16(base, address + (entry & 0xFFFF));
            if (owner != pointer) {
                final int next = names.validate(base, address, limit, entry & 0xFFFF);
                if (next < 0) {
                    return MessageNames.reason(next);
                }
                pointer = owner >= 0xC000 ? owner : pointer;
            }
            final DropReason reason = validateRdata(base, address, limit, entry, typeAndClass);
            if (reason != DropReason.NONE) {
                return reason;
            }
        }
        return DropReason.NONE;
    }

    /**
     * Checks the owner and the RDATA of one record.
     *
     * @param record its number, 0 to {@link #recordCount()} − 1.
     * @return {@link DropReason#NONE}, or the first rule that the record breaks.
     */
    public DropReason validateRecord(final int record) {
        final int entry = entries[questions + record];
        final int typeAndClass = Memory.i32(base, address + (entry >>> 16));
        if (typeAndClass >>> 16 == RecordType.OPT) {
            return validateOpt(base, address, limit, entry);
        }
        final int next = names.validate(base, address, limit, entry & 0xFFFF);
        return next < 0 ? MessageNames.reason(next) : validateRdata(base, address, limit, entry, typeAndClass);
    }

    private DropReason validateRdata(
            final @Nullable Object base, final long address, final int limit, final int entry, final int typeAndClass) {
        final int fixed = entry >>> 16;
        final int length = Memory.u16(base, address + fixed + RDLENGTH_OFFSET);
        if (length == 0 && opcode() == Opcode.UPDATE) {
            return DropReason.NONE;
        }
        return RdataCheck.check(
                names,
                base,
                address,
                limit,
                typeAndClass >>> 16,
                typeAndClass & 0xFFFF,
                fixed + RECORD_FIXED_LENGTH,
                length);
    }

    /** RFC 6891 section 6.1.2: the owner is the root; the class is no class. */
    private DropReason validateOpt(final @Nullable Object base, final long address, final int limit, final int entry) {
        final int fixed = entry >>> 16;
        if (Memory.u8(base, address + (entry & 0xFFFF)) != 0) {
            return BAD_OPT;
        }
        final int length = Memory.u16(base, address + fixed + RDLENGTH_OFFSET);
        return length == 0
                ? DropReason.NONE
                : RdataCheck.check(
                        names,
                        base,
                        address,
                        limit,
                        RecordType.OPT,
                        RecordClass.IN,
                        fixed + RECORD_FIXED_LENGTH,
                        length);
    }

    /** {@return the buffer that holds the message, as last parsed from one} */
    public DirectBuffer buffer() {
        return buffer;
    }

    /** {@return the array that holds the message, or null: the base of {@link #address()}} */
    public @Nullable Object base() {
        return base;
    }

    /** {@return the address of the message's first octet} */
    public long address() {
        return address;
    }

    /** {@return octets that were handed to {@link #parse}} */
    public int length() {
        return limit;
    }

    /** {@return octets after the last record: 0 in a message as it should be} */
    public int trailingLength() {
        return limit - end;
    }

    /** {@return the ID, by which a response is matched to its query: 0 to 65,535} */
    public int id() {
        return Memory.u16(base, address + MessageHeader.ID_OFFSET);
    }

    /** {@return the 16 bits of flags, opcode and response code, see {@link MessageHeader}} */
    public int flags() {
        return Memory.u16(base, address + MessageHeader.FLAGS_OFFSET);
    }

    /** {@return QR: whether the message is a response} */
    public boolean isResponse() {
        return (flags() & MessageHeader.QR) != 0;
    }

    /** {@return AA: whether the answer is authoritative} */
    public boolean isAuthoritative() {
        return (flags() & MessageHeader.AA) != 0;
    }

    /** {@return TC: whether the message was cut short} */
    public boolean isTruncated() {
        return (flags() & MessageHeader.TC) != 0;
    }

    /** {@return RD: whether recursion is desired} */
    public boolean isRecursionDesired() {
        return (flags() & MessageHeader.RD) != 0;
    }

    /** {@return RA: whether recursion is available} */
    public boolean isRecursionAvailable() {
        return (flags() & MessageHeader.RA) != 0;
    }

    /** {@return the opcode: 0 to 15, see {@link Opcode}} */
    public int opcode() {
        return MessageHeader.opcode(flags());
    }

    /** {@return the header's response code: 0 to 15, see {@link Rcode}; {@link #extendedRcode()} has all 12 bits} */
    public int rcode() {
        return MessageHeader.rcode(flags());
    }

    /** {@return the response code with the upper 8 bits of EDNS where there is an OPT record: 0 to 4,095} */
    public int extendedRcode() {
        final int opt = optRecord();
        return opt < 0 ? rcode() : ((int) (ttlBits(opt) >>> 24) << 4) | rcode();
    }

    /** {@return QDCOUNT: the number of questions, mostly 1} */
    public int questionCount() {
        return questions;
    }

    /**
     * Where a question's name lies.
     *
     * @param question its number, 0 to {@link #questionCount()} − 1.
     * @return the position of the name.
     */
    public int questionName(final int question) {
        return entries[question] & 0xFFFF;
    }

    /**
     * QTYPE of a question.
     *
     * @param question its number, 0 to {@link #questionCount()} − 1.
     * @return 0 to 65,535, see {@link RecordType}.
     */
    public int questionType(final int question) {
        return Memory.u16(base, address + (entries[question] >>> 16));
    }

    /**
     * QCLASS of a question.
     *
     * @param question its number, 0 to {@link #questionCount()} − 1.
     * @return 0 to 65,535, see {@link RecordClass}.
     */
    public int questionClass(final int question) {
        return Memory.u16(base, address + (entries[question] >>> 16) + CLASS_OFFSET);
    }

    /**
     * Where a question ends.
     *
     * @param question its number, 0 to {@link #questionCount()} − 1.
     * @return the position after its QCLASS.
     */
    public int questionEnd(final int question) {
        return (entries[question] >>> 16) + QUESTION_FIXED_LENGTH;
    }

    /** {@return the number of records in all three sections; they are numbered from 0 in the order of the wire} */
    public int recordCount() {
        return records;
    }

    /** {@return the number of the answer section's first record, which is 0} */
    public int answerStart() {
        return 0;
    }

    /** {@return the number after the answer section's last record, which is where the authority section starts} */
    public int answerEnd() {
        return authority;
    }

    /** {@return the number of the authority section's first record} */
    public int authorityStart() {
        return authority;
    }

    /** {@return the number after the authority section's last record, which is where the additional section starts} */
    public int authorityEnd() {
        return additional;
    }

    /** {@return the number of the additional section's first record} */
    public int additionalStart() {
        return additional;
    }

    /** {@return the number after the last record, which is {@link #recordCount()}} */
    public int additionalEnd() {
        return records;
    }

    /**
     * The section that a record stands in.
     *
     * @param record its number.
     * @return the section.
     */
    public Section section(final int record) {
        if (record < authority) {
            return Section.ANSWER;
        }
        return record < additional ? Section.AUTHORITY : Section.ADDITIONAL;
    }

    /**
     * The OPT record of EDNS (RFC 6891).
     *
     * @return its number, or −1 where the additional section has none; the first where it has several.
     */
    public int optRecord() {
        for (int i = additional; i < records; i++) {
            if (type(i) == RecordType.OPT) {
                return i;
            }
        }
        return -1;
    }

    /**
     * The version of EDNS that an OPT record speaks.
     *
     * @param opt the number of the OPT record.
     * @return 0 to 255.
     */
    public int ednsVersion(final int opt) {
        return (int) (ttlBits(opt) >>> 16) & 0xFF;
    }

    /**
     * The flags of an OPT record, of which the top one is DO.
     *
     * @param opt the number of the OPT record.
     * @return 16 bits.
     */
    public int ednsFlags(final int opt) {
        return (int) ttlBits(opt) & 0xFFFF;
    }

    /**
     * Where a record's owner name lies, which is where the record begins.
     *
     * @param record its number.
     * @return the position of the name.
     */
    public int owner(final int record) {
        return entries[questions + record] & 0xFFFF;
    }

    /**
     * TYPE of a record.
     *
     * @param record its number.
     * @return 0 to 65,535, see {@link RecordType}.
     */
    public int type(final int record) {
        return Memory.u16(base, fixed(record));
    }

    /**
     * CLASS of a record; in an OPT record the sender's UDP payload size.
     *
     * @param record its number.
     * @return 0 to 65,535, see {@link RecordClass}.
     */
    public int recordClass(final int record) {
        return Memory.u16(base, fixed(record) + CLASS_OFFSET);
    }

    /**
     * TTL of a record as it is to be understood: a value with the top bit set counts as zero (RFC 2181 section 8).
     *
     * @param record its number.
     * @return seconds, 0 to 2,147,483,647.
     */
    public int ttl(final int record) {
        final int ttl = Memory.i32(base, fixed(record) + TTL_OFFSET);
        return ttl < 0 ? 0 : ttl;
    }

    /**
     * The 32 bits of the TTL field; in an OPT record the extended response code, version and flags.
     *
     * @param record its number.
     * @return 0 to 4,294,967,295.
     */
    public long ttlBits(final int record) {
        return Memory.u32(base, fixed(record) + TTL_OFFSET);
    }

    /**
     * Where a record's TTL field lies, for those that count it down in place.
     *
     * @param record its number.
     * @return the position of its four octets.
     */
    public int ttlOffset(final int record) {
        return (entries[questions + record] >>> 16) + TTL_OFFSET;
    }

    /**
     * RDLENGTH of a record.
     *
     * @param record its number.
     * @return octets of RDATA, 0 to 65,535.
     */
    public int rdataLength(final int record) {
        return Memory.u16(base, fixed(record) + RDLENGTH_OFFSET);
    }

    /**
     * Where a record's RDATA lies.
     *
     * @param record its number.
     * @return the position of the first octet of RDATA.
     */
    public int rdataOffset(final int record) {
        return (entries[questions + record] >>> 16) + RECORD_FIXED_LENGTH;
    }

    /**
     * 32 bits of a record's RDATA, such as an IPv4 address; the record has been validated and has them.
     *
     * @param record its number.
     * @param offset in the RDATA.
     * @return the bits.
     */
    public int rdataInt(final int record, final int offset) {
        return Memory.i32(base, address + rdataOffset(record) + offset);
    }

    /**
     * 64 bits of a record's RDATA, such as half an IPv6 address; the record has been validated and has them.
     *
     * @param record its number.
     * @param offset in the RDATA.
     * @return the bits.
     */
    public long rdataLong(final int record, final int offset) {
        return Memory.i64(base, address + rdataOffset(record) + offset);
    }

    /**
     * Lays a view over a record's RDATA; the record has been validated, and is of the view's type.
     *
     * @param record its number.
     * @param view to lay over it.
     * @param <V> the view's class.
     * @return the view.
     */
    public <V extends RdataView> V rdata(final int record, final V view) {
        view.wrap(base, address, limit, rdataOffset(record), rdataLength(record));
        return view;
    }

    /**
     * Copies a record's RDATA out of the message, its names uncompressed.
     *
     * @param record its number.
     * @param toBase the destination's array, or {@code null}.
     * @param to address of the destination, which does not overlap the message.
     * @param capacity octets of the destination; a name is copied only while {@link WireName#CAPACITY} octets are left.
     * @return the octets written, or −1 where they do not fit or the RDATA does not have its type's form.
     */
    public int copyRdata(final int record, final @Nullable Object toBase, final long to, final int capacity) {
        return RdataCopy.uncompressed(
                base,
                address,
                limit,
                type(record),
                recordClass(record),
                rdataOffset(record),
                rdataLength(record),
                toBase,
                to,
                capacity);
    }

    /**
     * Copies a name out of the message into wire form, its case kept.
     *
     * @param position of the name, such as {@link #owner(int)}.
     * @param toBase the destination's array, or {@code null}.
     * @param to address of the destination, {@link WireName#CAPACITY} octets.
     * @return the name's octets, 1 to 255, or a negative fault of {@link MessageNames}.
     */
    public int copyName(final int position, final @Nullable Object toBase, final long to) {
        return MessageNames.copy(base, address, limit, position, toBase, to);
    }

    /**
     * Copies a name out of the message into wire form with its letters in lower case, the form for keys of tables.
     *
     * @param position of the name, such as {@link #owner(int)}.
     * @param toBase the destination's array, or {@code null}.
     * @param to address of the destination, {@link WireName#CAPACITY} octets.
     * @return the name's octets, 1 to 255, or a negative fault of {@link MessageNames}.
     */
    public int copyNameFolded(final int position, final @Nullable Object toBase, final long to) {
        return MessageNames.copyFolded(base, address, limit, position, toBase, to);
    }

    /**
     * Tells whether a name of the message equals a name in wire form, but for the case of ASCII letters.
     *
     * @param position of the name, such as {@link #owner(int)}.
     * @param nameBase the wire form's array, or {@code null}.
     * @param name address of the wire form.
     * @param nameLength its octets.
     * @return whether they are equal; a malformed name equals none.
     */
    public boolean nameEquals(
            final int position, final @Nullable Object nameBase, final long name, final int nameLength) {
        return MessageNames.equalsIgnoreCase(base, address, limit, position, nameBase, name, nameLength);
    }

    /**
     * Tells whether a name of the message equals a name in wire form, case included, as an answer's question must equal the
     * query's where its case was chosen at random.
     *
     * @param position of the name, such as {@link #questionName(int)}.
     * @param nameBase the wire form's array, or {@code null}.
     * @param name address of the wire form.
     * @param nameLength its octets.
     * @return whether they are equal; a malformed name equals none.
     */
    public boolean nameEqualsExactly(
            final int position, final @Nullable Object nameBase, final long name, final int nameLength) {
        return MessageNames.equalsExactly(base, address, limit, position, nameBase, name, nameLength);
    }

    private long fixed(final int record) {
        return address + (entries[questions + record] >>> 16);
    }
}
