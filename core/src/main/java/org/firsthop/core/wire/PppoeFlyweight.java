package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
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
 * The PPPoE header of both stages, Discovery and PPP Session (RFC 2516 section 4).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |  Ver  | Type  |     Code      |          Session Id           |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |            Length             |          Payload ...          |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>In the Discovery stage the payload is a list of tags ({@link PppoeTagIterator}); in the Session stage it is a PPP
 * frame without address and control ({@link PppFlyweight}). The EtherType tells the stages apart.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the checked range. Reusable; not thread-safe.
 */
public final class PppoeFlyweight extends Flyweight<PppoeFlyweight> {
    /** Octets of the header. */
    public static final int HEADER_LENGTH = 6;

    /** Offset of Ver and Type. */
    public static final int VERSION_TYPE_OFFSET = 0;

    /** Offset of Code. */
    public static final int CODE_OFFSET = 1;

    /** Offset of Session Id. */
    public static final int SESSION_ID_OFFSET = 2;

    /** Offset of Length. */
    public static final int LENGTH_OFFSET = 4;

    /** Code of session data (RFC 2516 section 6). */
    public static final int SESSION = 0x00;

    /** Code of Active Discovery Offer (RFC 2516 section 5.2). */
    public static final int PADO = 0x07;

    /** Code of Active Discovery Initiation (RFC 2516 section 5.1). */
    public static final int PADI = 0x09;

    /** Code of Active Discovery Request (RFC 2516 section 5.3). */
    public static final int PADR = 0x19;

    /** Code of Active Discovery Session-confirmation (RFC 2516 section 5.4). */
    public static final int PADS = 0x65;

    /** Code of Active Discovery Terminate (RFC 2516 section 5.5). */
    public static final int PADT = 0xA7;

    /** Fewer than 6 octets are there. The sender, or a capture's snap length. */
    public static final DropReason TRUNCATED_HEADER = DropReason.declare(
            "PPPOE_TRUNCATED_HEADER", Severity.WARNING, "fewer than the 6 octets of a PPPoE header are there");

    /** Ver or Type is not 1 (RFC 2516 section 4). The sender. */
    public static final DropReason BAD_VERSION =
            DropReason.declare("PPPOE_BAD_VERSION", Severity.WARNING, "the version or the type is not 1");

    /** Length is beyond the octets received (RFC 2516 section 4). The sender, or a capture's snap length. */
    public static final DropReason TRUNCATED_PAYLOAD = DropReason.declare(
            "PPPOE_TRUNCATED_PAYLOAD", Severity.WARNING, "the length is beyond the octets that were received");

    private static final int VERSION_1_TYPE_1 = 0x11;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public PppoeFlyweight() {}

    /**
     * Tells whether a packet's header and all of its payload can be read.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the packet.
     * @param offset of the first octet of the header.
     * @param length octets from there on; link padding may follow.
     * @return {@link DropReason#NONE}, or the first rule that the header breaks.
     */
    public static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #check(DirectBuffer, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the header.
     * @param length octets from there on.
     * @return {@link DropReason#NONE}, or the first rule that the header breaks.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        if (length < HEADER_LENGTH) {
            return TRUNCATED_HEADER;
        }
        if (Memory.u8(base, address + VERSION_TYPE_OFFSET) != VERSION_1_TYPE_1) {
            return BAD_VERSION;
        }
        return Memory.u16(base, address + LENGTH_OFFSET) > length - HEADER_LENGTH ? TRUNCATED_PAYLOAD : DropReason.NONE;
    }

    /**
     * Writes a header of session data without payload: version 1, type 1, and every other field zero.
     *
     * @return this.
     */
    public PppoeFlyweight writeDefaults() {
        buffer.setMemory(offset, HEADER_LENGTH, (byte) 0);
        putU8(buffer, offset + VERSION_TYPE_OFFSET, VERSION_1_TYPE_1);
        return this;
    }

    /** {@return Ver, 4 bits: 0 to 15; 1 after a check} */
    public int version() {
        return u8(buffer, offset + VERSION_TYPE_OFFSET) >>> 4;
    }

    /** {@return Type, 4 bits: 0 to 15; 1 after a check} */
    public int type() {
        return u8(buffer, offset + VERSION_TYPE_OFFSET) & 0xF;
    }

    /** {@return Code, 8 bits, such as {@link #PADI}: 0 to 255} */
    public int code() {
        return u8(buffer, offset + CODE_OFFSET);
    }

    /**
     * Sets Code.
     *
     * @param value such as {@link #PADI}, 0 to 255.
     * @return this.
     */
    public PppoeFlyweight code(final int value) {
        putU8(buffer, offset + CODE_OFFSET, value);
        return this;
    }

    /** {@return Session Id, 16 bits: 0 to 65,535} */
    public int sessionId() {
        return u16(buffer, offset + SESSION_ID_OFFSET);
    }

    /**
     * Sets Session Id.
     *
     * @param id 0 to 65,534; 65,535 is reserved (RFC 2516 section 4).
     * @return this.
     */
    public PppoeFlyweight sessionId(final int id) {
        putU16(buffer, offset + SESSION_ID_OFFSET, id);
        return this;
    }

    /** {@return Length, 16 bits, octets of payload: 0 to 65,535} */
    public int payloadLength() {
        return u16(buffer, offset + LENGTH_OFFSET);
    }

    /**
     * Sets Length.
     *
     * @param octets of payload, 0 to 65,535.
     * @return this.
     */
    public PppoeFlyweight payloadLength(final int octets) {
        putU16(buffer, offset + LENGTH_OFFSET, octets);
        return this;
    }

    /** {@return where the payload begins, as an index in the buffer} */
    public int payloadOffset() {
        return offset + HEADER_LENGTH;
    }
}
