package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.i32;
import static org.firsthop.core.wire.NetworkOrder.putI32;
import static org.firsthop.core.wire.NetworkOrder.putU16;
import static org.firsthop.core.wire.NetworkOrder.putU8;
import static org.firsthop.core.wire.NetworkOrder.u16;
import static org.firsthop.core.wire.NetworkOrder.u8;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * An IGMP message of version 1, 2 or 3 (RFC 1112 appendix I, RFC 2236 section 2, RFC 3376 section 4).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |      Type     | Max Resp Code |           Checksum            |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  query, report, leave:
 *  |                         Group Address                         |
 *  report of version 3:
 *  |           Reserved            |  Number of Group Records (M)  |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  query of version 3:
 *  | Resv  |S| QRV |     QQIC      |     Number of Sources (N)     |
 *  |                      Source Addresses ...
 *  report of version 3, M group records:
 *  |  Record Type  |  Aux Data Len |     Number of Sources (N)     |
 *  |                       Multicast Address                       |
 *  |            Source Addresses, Auxiliary Data ...
 * </pre>
 *
 * <p>A query of 12 octets or more is of version 3; of 8, it is of version 2, or of version 1 when Max Resp Code is 0 (RFC 3376
 * section 7.1). A group record is named by where it begins in the buffer: {@link #firstGroupRecord()}, {@link
 * #nextGroupRecord(int)}.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class that has a meaning
 * for the message touches an octet outside the checked range. Reusable; not thread-safe.
 */
public final class IgmpFlyweight extends Flyweight<IgmpFlyweight> {
    /** Octets of a message of version 1 or 2, and of what all have. */
    public static final int MIN_LENGTH = 8;

    /** Octets of a query of version 3 without sources. */
    public static final int MIN_QUERY_V3_LENGTH = 12;

    /** Membership Query, of all versions. */
    public static final int MEMBERSHIP_QUERY = 0x11;

    /** Membership Report of version 1. */
    public static final int MEMBERSHIP_REPORT_V1 = 0x12;

    /** Membership Report of version 2. */
    public static final int MEMBERSHIP_REPORT_V2 = 0x16;

    /** Leave Group, of version 2. */
    public static final int LEAVE_GROUP = 0x17;

    /** Membership Report of version 3. */
    public static final int MEMBERSHIP_REPORT_V3 = 0x22;

    /** Offset of Type. */
    public static final int TYPE_OFFSET = 0;

    /** Offset of Max Resp Code. */
    public static final int MAX_RESPONSE_CODE_OFFSET = 1;

    /** Offset of Checksum. */
    public static final int CHECKSUM_OFFSET = 2;

    /** Offset of Group Address. */
    public static final int GROUP_OFFSET = 4;

    /** Offset of Number of Group Records, of a report of version 3. */
    public static final int GROUP_RECORD_COUNT_OFFSET = 6;

    /** Offset of S and QRV, of a query of version 3. */
    public static final int ROBUSTNESS_OFFSET = 8;

    /** Offset of QQIC, of a query of version 3. */
    public static final int QUERY_INTERVAL_CODE_OFFSET = 9;

    /** Offset of Number of Sources, of a query of version 3. */
    public static final int SOURCE_COUNT_OFFSET = 10;

    /** Fewer octets are there than the message has, sources and records included (RFC 3376 section 4). The sender. */
    public static final DropReason TRUNCATED_MESSAGE = DropReason.declare(
            "IGMP_TRUNCATED_MESSAGE",
            Severity.WARNING,
            "fewer octets are there than the message's sources or records need");

    private static final int RECORD_HEADER_LENGTH = 8;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public IgmpFlyweight() {}

    /**
     * Tells whether a message can be read: its sources and records are there. The checksum is {@link #isChecksumValid(int)}'s
     * concern.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the message.
     * @param offset of the first octet of the message.
     * @param length octets of the message, without link padding.
     * @return {@link DropReason#NONE} or {@link #TRUNCATED_MESSAGE}.
     */
    public static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #check(DirectBuffer, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the message.
     * @param length octets of the message.
     * @return {@link DropReason#NONE} or {@link #TRUNCATED_MESSAGE}.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        if (length < MIN_LENGTH) {
            return TRUNCATED_MESSAGE;
        }
        final int type = Memory.u8(base, address + TYPE_OFFSET);
        final int end;
        if (type == MEMBERSHIP_REPORT_V3) {
            end = groupRecordsEnd(base, address, length);
        } else if (type == MEMBERSHIP_QUERY && length >= MIN_QUERY_V3_LENGTH) {
            end = MIN_QUERY_V3_LENGTH + Memory.u16(base, address + SOURCE_COUNT_OFFSET) * Integer.BYTES;
        } else {
            end = MIN_LENGTH;
        }
        return end > length ? TRUNCATED_MESSAGE : DropReason.NONE;
    }

    /** Where the last group record ends, counted from the message; beyond {@code length} as soon as one does. */
    private static int groupRecordsEnd(final @Nullable Object base, final long address, final int length) {
        int position = MIN_LENGTH;
        for (int records = Memory.u16(base, address + GROUP_RECORD_COUNT_OFFSET); records > 0; records--) {
            if (position + RECORD_HEADER_LENGTH > length) {
                return Integer.MAX_VALUE;
            }
            position += recordLength(Memory.i32(base, address + position));
            if (position > length) {
                return position;
            }
        }
        return position;
    }

    private static int recordLength(final int firstWord) {
        final int auxiliaryWords = (firstWord >>> 16) & 0xFF;
        final int sources = firstWord & 0xFFFF;
        return RECORD_HEADER_LENGTH + (sources + auxiliaryWords) * Integer.BYTES;
    }

    /**
     * Writes a general query of version 1: its type, and every other field zero.
     *
     * @return this.
     */
    public IgmpFlyweight writeDefaults() {
        buffer.setMemory(offset, MIN_LENGTH, (byte) 0);
        return type(MEMBERSHIP_QUERY);
    }

    /** {@return Type, 8 bits: 0 to 255} */
    public int type() {
        return u8(buffer, offset + TYPE_OFFSET);
    }

    /**
     * Sets Type.
     *
     * @param type 0 to 255.
     * @return this.
     */
    public IgmpFlyweight type(final int type) {
        putU8(buffer, offset + TYPE_OFFSET, type);
        return this;
    }

    /** {@return Max Resp Code as it stands, 8 bits: 0 to 255} */
    public int maxResponseCode() {
        return u8(buffer, offset + MAX_RESPONSE_CODE_OFFSET);
    }

    /**
     * Sets Max Resp Code.
     *
     * @param code 0 to 255.
     * @return this.
     */
    public IgmpFlyweight maxResponseCode(final int code) {
        putU8(buffer, offset + MAX_RESPONSE_CODE_OFFSET, code);
        return this;
    }

    /** {@return Max Resp Time of a query of version 3, in tenths of a second (RFC 3376 section 4.1.1): 0 to 31,744} */
    public int maxResponseTime() {
        return decode(maxResponseCode());
    }

    /** {@return Checksum as it stands, 16 bits: 0 to 65,535} */
    public int checksum() {
        return u16(buffer, offset + CHECKSUM_OFFSET);
    }

    /**
     * Sets Checksum to a given value; {@link #fillChecksum(int)} computes it.
     *
     * @param value 0 to 65,535.
     * @return this.
     */
    public IgmpFlyweight checksum(final int value) {
        putU16(buffer, offset + CHECKSUM_OFFSET, value);
        return this;
    }

    /**
     * Whether the checksum agrees with the whole IP payload (RFC 3376 section 4.1.2).
     *
     * @param messageLength octets of the message.
     * @return whether the checksum stands for the message as it is.
     */
    public boolean isChecksumValid(final int messageLength) {
        return InternetChecksum.checksum(buffer, offset, messageLength) == 0;
    }

    /**
     * Computes Checksum over the message and writes it.
     *
     * @param messageLength octets of the message.
     */
    public void fillChecksum(final int messageLength) {
        checksum(0);
        checksum(InternetChecksum.checksum(buffer, offset, messageLength));
    }

    /** {@return Group Address, 32 bits: most significant octet first; 0 in a general query} */
    public int group() {
        return i32(buffer, offset + GROUP_OFFSET);
    }

    /**
     * Sets Group Address.
     *
     * @param address most significant octet first.
     * @return this.
     */
    public IgmpFlyweight group(final int address) {
        putI32(buffer, offset + GROUP_OFFSET, address);
        return this;
    }

    /** {@return S of a query of version 3: routers that hear it do not update their timers} */
    public boolean isSuppressRouterProcessing() {
        return (u8(buffer, offset + ROBUSTNESS_OFFSET) & 8) != 0;
    }

    /** {@return QRV of a query of version 3, the querier's robustness variable, 3 bits: 0 to 7} */
    public int robustness() {
        return u8(buffer, offset + ROBUSTNESS_OFFSET) & 7;
    }

    /** {@return the querier's query interval of a query of version 3, in seconds (RFC 3376 section 4.1.7): 0 to 31,744} */
    public int queryInterval() {
        return decode(u8(buffer, offset + QUERY_INTERVAL_CODE_OFFSET));
    }

    /** {@return Number of Sources of a query of version 3, 16 bits: 0 to 65,535} */
    public int sourceCount() {
        return u16(buffer, offset + SOURCE_COUNT_OFFSET);
    }

    /**
     * A Source Address of a query of version 3.
     *
     * @param index 0 to {@link #sourceCount()} − 1.
     * @return most significant octet first.
     */
    public int source(final int index) {
        return i32(buffer, offset + MIN_QUERY_V3_LENGTH + index * Integer.BYTES);
    }

    /** {@return Number of Group Records of a report of version 3, 16 bits: 0 to 65,535} */
    public int groupRecordCount() {
        return u16(buffer, offset + GROUP_RECORD_COUNT_OFFSET);
    }

    /** {@return where the first group record begins, as an index in the buffer} */
    public int firstGroupRecord() {
        return offset + MIN_LENGTH;
    }

    /**
     * Where the group record begins that follows another.
     *
     * @param record where a group record begins, as an index in the buffer.
     * @return an index in the buffer.
     */
    public int nextGroupRecord(final int record) {
        return record + recordLength(i32(buffer, record));
    }

    /**
     * Record Type (RFC 3376 section 4.2.12).
     *
     * @param record where the group record begins, as an index in the buffer.
     * @return 8 bits: 1 to 6 are in use.
     */
    public int recordType(final int record) {
        return u8(buffer, record);
    }

    /**
     * Number of Sources of a group record.
     *
     * @param record where the group record begins, as an index in the buffer.
     * @return 16 bits: 0 to 65,535.
     */
    public int recordSourceCount(final int record) {
        return u16(buffer, record + 2);
    }

    /**
     * Multicast Address of a group record.
     *
     * @param record where the group record begins, as an index in the buffer.
     * @return most significant octet first.
     */
    public int recordGroup(final int record) {
        return i32(buffer, record + 4);
    }

    /**
     * A Source Address of a group record.
     *
     * @param record where the group record begins, as an index in the buffer.
     * @param index 0 to {@link #recordSourceCount(int)} − 1.
     * @return most significant octet first.
     */
    public int recordSource(final int record, final int index) {
        return i32(buffer, record + RECORD_HEADER_LENGTH + index * Integer.BYTES);
    }

    /** Codes of 128 and more are floating point: one bit, three of exponent, four of mantissa (RFC 3376 section 4.1.1). */
    private static int decode(final int code) {
        return code < 128 ? code : ((code & 0xF) | 0x10) << (((code >>> 4) & 7) + 3);
    }
}
