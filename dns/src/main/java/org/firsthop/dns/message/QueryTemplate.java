package org.firsthop.dns.message;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.name.NameText;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.RecordType;
import org.jspecify.annotations.Nullable;

/**
 * Queries with one question that differ in ID, name, type and class only: all else is encoded once.
 *
 * <p>A query is the header, the question, and what the template was made with: nothing, or an OPT record (RFC 6891) and its
 * options. Immutable, and free for any thread; writing allocates nothing.
 */
public final class QueryTemplate {
    /** Octets that a destination must have beyond those of {@link #tailLength()}: header, longest name, type, class. */
    public static final int CAPACITY = MessageHeader.LENGTH + WireName.CAPACITY + 4;

    /** The UDP payload size that fits any path without fragments (RFC 9715 section 3.2 and the DNS flag day 2020). */
    public static final int DEFAULT_UDP_PAYLOAD_SIZE = 1232;

    /** DO, the top bit of the flags of EDNS: records of DNSSEC are wanted (RFC 3225). */
    public static final int DNSSEC_OK = 0x8000;

    private static final long ONE_QUESTION = 1L << 48;

    private final int flags;
    private final long counts;
    private final byte[] tail;
    private final long tailAddress;

    private QueryTemplate(final int flags, final byte[] tail) {
        this.flags = flags;
        this.tail = tail;
        this.tailAddress = new UnsafeBuffer(tail).addressOffset();
        this.counts = tail.length == 0 ? ONE_QUESTION : ONE_QUESTION | 1;
    }

    /**
     * Queries without EDNS.
     *
     * @param flags such as {@link MessageHeader#RD}, 16 bits.
     * @return the template.
     */
    public static QueryTemplate plain(final int flags) {
        return new QueryTemplate(flags, new byte[0]);
    }

    /**
     * Queries with EDNS version 0.
     *
     * @param flags such as {@link MessageHeader#RD}, 16 bits.
     * @param udpPayloadSize that the asker can take, 512 to 65,535.
     * @param ednsFlags 0 or {@link #DNSSEC_OK}.
     * @param options the RDATA of OPT: codes, lengths and data (RFC 6891 section 6.1.2).
     * @return the template.
     * @throws IllegalArgumentException when the payload size is outside its range.
     */
    public static QueryTemplate edns(
            final int flags, final int udpPayloadSize, final int ednsFlags, final byte... options) {
        if (udpPayloadSize < 512 || udpPayloadSize > MessageFlyweight.MAX_LENGTH) {
            throw new IllegalArgumentException("udpPayloadSize: value=" + udpPayloadSize + ", expected 512 to 65535");
        }
        final UnsafeBuffer tail = new UnsafeBuffer(new byte[MessageEncoder.OPT_LENGTH + options.length]);
        NetworkOrder.putU16(tail, 1, RecordType.OPT);
        NetworkOrder.putU16(tail, 3, udpPayloadSize);
        NetworkOrder.putU16(tail, 7, ednsFlags);
        NetworkOrder.putU16(tail, 9, options.length);
        tail.putBytes(MessageEncoder.OPT_LENGTH, options);
        return new QueryTemplate(flags, tail.byteArray());
    }

    /** {@return octets of the query after its question} */
    public int tailLength() {
        return tail.length;
    }

    /**
     * Writes a query for a name given as text.
     *
     * @param to where it goes; from the offset on it has {@link #CAPACITY} + {@link #tailLength()} octets.
     * @param offset of the query's first octet.
     * @param id 0 to 65,535.
     * @param name as {@link NameText} reads it; a final dot may be left out.
     * @param type QTYPE.
     * @param recordClass QCLASS.
     * @return the query's octets, or a negative fault of {@link NameText}.
     * @throws IndexOutOfBoundsException when the destination is too small and its bounds are checked.
     */
    public int encode(
            final MutableDirectBuffer to,
            final int offset,
            final int id,
            final CharSequence name,
            final int type,
            final int recordClass) {
        NetworkOrder.boundsCheck(to, offset, CAPACITY + tail.length);
        final Object base = to.byteArray();
        final long address = to.addressOffset() + offset;
        // Where the compiler sees that memory is outside the heap, it need not order one access after the other.
        return base == null
                ? encode(null, address, id, name, type, recordClass)
                : encode(base, address, id, name, type, recordClass);
    }

    private int encode(
            final @Nullable Object base,
            final long address,
            final int id,
            final CharSequence name,
            final int type,
            final int recordClass) {
        final int length = NameText.parse(name, base, address + MessageHeader.LENGTH);
        return length < 0 ? length : complete(base, address, id, length, type, recordClass);
    }

    /**
     * Writes a query for a name in wire form.
     *
     * @param base the destination's array, or {@code null}.
     * @param address of the destination, {@link #CAPACITY} + {@link #tailLength()} octets.
     * @param id 0 to 65,535.
     * @param nameBase the name's array, or {@code null}.
     * @param name address of the name in wire form.
     * @param nameLength its octets.
     * @param type QTYPE.
     * @param recordClass QCLASS.
     * @return the query's octets.
     */
    public int encode(
            final @Nullable Object base,
            final long address,
            final int id,
            final @Nullable Object nameBase,
            final long name,
            final int nameLength,
            final int type,
            final int recordClass) {
        WireName.copy(nameBase, name, base, address + MessageHeader.LENGTH, nameLength);
        return complete(base, address, id, nameLength, type, recordClass);
    }

    private int complete(
            final @Nullable Object base,
            final long address,
            final int id,
            final int nameLength,
            final int type,
            final int recordClass) {
        Memory.putI32(base, address + MessageHeader.ID_OFFSET, (id << 16) | flags);
        Memory.putI64(base, address + MessageHeader.COUNTS_OFFSET, counts);
        final long question = address + MessageHeader.LENGTH + nameLength;
        Memory.putI32(base, question, (type << 16) | recordClass);
        WireName.copy(tail, tailAddress, base, question + 4, tail.length);
        return MessageHeader.LENGTH + nameLength + 4 + tail.length;
    }

    /**
     * Chooses the case of each letter of a query's name, so that an answer must repeat it ("0x20"; RFC 5452 section 9 asks for
     * such entropy).
     *
     * @param base the query's array, or {@code null}.
     * @param name address of the name in wire form.
     * @param nameLength its octets.
     * @param bits random; one is used a letter, from the lowest up, and again from the lowest after 64 letters.
     */
    public static void mixCase(final @Nullable Object base, final long name, final int nameLength, final long bits) {
        long left = bits;
        for (int i = 0; i < nameLength; i++) {
            final int octet = Memory.u8(base, name + i);
            final int lower = octet | 0x20;
            if (lower >= 'a' && lower <= 'z') {
                Memory.putU8(base, name + i, lower ^ ((int) (left & 1) << 5));
                left = Long.rotateRight(left, 1);
            }
        }
    }
}
