package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.putU16;
import static org.firsthop.core.wire.NetworkOrder.putU24;
import static org.firsthop.core.wire.NetworkOrder.putU8;
import static org.firsthop.core.wire.NetworkOrder.u16;
import static org.firsthop.core.wire.NetworkOrder.u24;
import static org.firsthop.core.wire.NetworkOrder.u8;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The LLC header (IEEE 802.2) and the SNAP header behind it (RFC 1042).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |  DSAP = 0xAA  |  SSAP = 0xAA  | Control = 3   |     OUI       |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |       OUI (continued)         |          Protocol Id          |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The figure is of SNAP. Without it, the header ends behind the control field, which is one octet for unnumbered frames,
 * such as spanning tree's, and two for all others. {@link #oui()} and {@link #protocolId()} may be read where
 * {@link #isSnap()}.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the checked range. Reusable; not thread-safe.
 */
public final class LlcFlyweight extends Flyweight<LlcFlyweight> {
    /** Octets of a header with a control field of one octet and without SNAP. */
    public static final int MIN_HEADER_LENGTH = 3;

    /** Octets of a header with SNAP. */
    public static final int SNAP_HEADER_LENGTH = 8;

    /** Offset of the destination service access point. */
    public static final int DSAP_OFFSET = 0;

    /** Offset of the source service access point. */
    public static final int SSAP_OFFSET = 1;

    /** Offset of the control field. */
    public static final int CONTROL_OFFSET = 2;

    /** Offset of SNAP's organization code. */
    public static final int OUI_OFFSET = 3;

    /** Offset of SNAP's protocol id. */
    public static final int PROTOCOL_ID_OFFSET = 6;

    /** Service access point of the spanning tree protocol (IEEE 802.1D). */
    public static final int SAP_SPANNING_TREE = 0x42;

    /** Service access point of SNAP. */
    public static final int SAP_SNAP = 0xAA;

    /** Service access point of OSI network layer protocols, such as IS-IS. */
    public static final int SAP_ISO_NETWORK = 0xFE;

    /** Control field of unnumbered information. */
    public static final int UNNUMBERED_INFORMATION = 0x03;

    /** SNAP's organization code under which a protocol id is an {@link EtherType} (RFC 1042). */
    public static final int OUI_ETHERTYPE = 0x00_0000;

    /** SNAP's organization code of Cisco, under which CDP, VTP and others have their ids. */
    public static final int OUI_CISCO = 0x00_000C;

    /** The frame ends within its header. The sender, or a capture's snap length. */
    public static final DropReason TRUNCATED_HEADER = DropReason.declare(
            "LLC_TRUNCATED_HEADER", Severity.WARNING, "the frame ends within its LLC or SNAP header");

    private static final int SNAP_SAPS = SAP_SNAP << 8 | SAP_SNAP;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public LlcFlyweight() {}

    /**
     * Tells whether a header can be read, SNAP included where it is there.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the frame.
     * @param offset of the first octet of the header.
     * @param length octets from there on, by the frame's length field.
     * @return {@link DropReason#NONE} or {@link #TRUNCATED_HEADER}.
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
     * @return {@link DropReason#NONE} or {@link #TRUNCATED_HEADER}.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        if (length < MIN_HEADER_LENGTH) {
            return TRUNCATED_HEADER;
        }
        final int needed =
                headerLength(Memory.u16(base, address + DSAP_OFFSET), Memory.u8(base, address + CONTROL_OFFSET));
        return length < needed ? TRUNCATED_HEADER : DropReason.NONE;
    }

    /**
     * Writes the SNAP header of an IPv4 packet (RFC 1042).
     *
     * @return this.
     */
    public LlcFlyweight writeDefaults() {
        putU16(buffer, offset + DSAP_OFFSET, SNAP_SAPS);
        putU8(buffer, offset + CONTROL_OFFSET, UNNUMBERED_INFORMATION);
        return oui(OUI_ETHERTYPE).protocolId(EtherType.IPV4);
    }

    /** {@return the destination service access point, 8 bits, the lowest of which marks a group: 0 to 255} */
    public int dsap() {
        return u8(buffer, offset + DSAP_OFFSET);
    }

    /**
     * Sets the destination service access point.
     *
     * @param value 0 to 255.
     * @return this.
     */
    public LlcFlyweight dsap(final int value) {
        putU8(buffer, offset + DSAP_OFFSET, value);
        return this;
    }

    /** {@return the source service access point, 8 bits, the lowest of which marks a response: 0 to 255} */
    public int ssap() {
        return u8(buffer, offset + SSAP_OFFSET);
    }

    /**
     * Sets the source service access point.
     *
     * @param value 0 to 255.
     * @return this.
     */
    public LlcFlyweight ssap(final int value) {
        putU8(buffer, offset + SSAP_OFFSET, value);
        return this;
    }

    /** {@return the first octet of the control field, 0 to 255} */
    public int control() {
        return u8(buffer, offset + CONTROL_OFFSET);
    }

    /**
     * Sets the first octet of the control field.
     *
     * @param value such as {@link #UNNUMBERED_INFORMATION}, 0 to 255.
     * @return this.
     */
    public LlcFlyweight control(final int value) {
        putU8(buffer, offset + CONTROL_OFFSET, value);
        return this;
    }

    /** {@return octets of the control field: 1 when its low two bits are ones, else 2 (IEEE 802.2 section 5.2)} */
    public int controlLength() {
        return controlLength(control());
    }

    /** {@return whether a SNAP header follows: both access points are SNAP's and the frame is unnumbered information} */
    public boolean isSnap() {
        return isSnap(u16(buffer, offset + DSAP_OFFSET), control());
    }

    /** {@return SNAP's organization code, 24 bits} */
    public int oui() {
        return u24(buffer, offset + OUI_OFFSET);
    }

    /**
     * Sets SNAP's organization code.
     *
     * @param value whose low 24 bits are written.
     * @return this.
     */
    public LlcFlyweight oui(final int value) {
        putU24(buffer, offset + OUI_OFFSET, value);
        return this;
    }

    /** {@return SNAP's protocol id, an {@link EtherType} where {@link #oui()} is {@link #OUI_ETHERTYPE}: 0 to 65,535} */
    public int protocolId() {
        return u16(buffer, offset + PROTOCOL_ID_OFFSET);
    }

    /**
     * Sets SNAP's protocol id.
     *
     * @param id 0 to 65,535.
     * @return this.
     */
    public LlcFlyweight protocolId(final int id) {
        putU16(buffer, offset + PROTOCOL_ID_OFFSET, id);
        return this;
    }

    /** {@return octets of the header, SNAP included: 3, 4 or 8} */
    public int headerLength() {
        return headerLength(u16(buffer, offset + DSAP_OFFSET), control());
    }

    /** {@return where the data begins, as an index in the buffer} */
    public int payloadOffset() {
        return offset + headerLength();
    }

    private static int headerLength(final int saps, final int control) {
        return isSnap(saps, control) ? SNAP_HEADER_LENGTH : CONTROL_OFFSET + controlLength(control);
    }

    private static boolean isSnap(final int saps, final int control) {
        return saps == SNAP_SAPS && control == UNNUMBERED_INFORMATION;
    }

    private static int controlLength(final int control) {
        return (control & 3) == 3 ? 1 : 2;
    }
}
