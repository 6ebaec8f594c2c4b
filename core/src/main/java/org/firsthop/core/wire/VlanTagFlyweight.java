package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.putU16;
import static org.firsthop.core.wire.NetworkOrder.u16;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * A VLAN tag (IEEE 802.1Q section 9.6) and the type of what it encloses.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  | PCP |D|    VLAN Identifier    |        Length or Type         |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The tag protocol identifier stands before these four octets: it is the EtherType of the frame, or the inner type of
 * the tag outside this one, and {@link EtherType#isVlanTag} is true of it. So a tag is laid over the first octet of a
 * frame's data, and tags in a stack follow each other four octets apart. {@link #checkStack} walks a whole stack once;
 * thereafter {@link #stackDepth} and this class read it without further checks.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the checked range. Reusable; not thread-safe.
 */
public final class VlanTagFlyweight extends Flyweight<VlanTagFlyweight> {
    /** Octets of the tag and the type that follows it. */
    public static final int LENGTH = 4;

    /** Offset of the tag control information: PCP, DEI and VID. */
    public static final int CONTROL_OFFSET = 0;

    /** Offset of the 16 bits that are an EtherType or a length. */
    public static final int INNER_TYPE_OFFSET = 2;

    /** The VID of a tag that gives a priority only (IEEE 802.1Q table 9-2). */
    public static final int VID_PRIORITY_ONLY = 0;

    /** The largest VID a VLAN may have; 4,095 is reserved (IEEE 802.1Q table 9-2). */
    public static final int MAX_VID = 4094;

    /** The most tags that a frame should have where nothing else is configured: twice what providers stack. */
    public static final int DEFAULT_STACK_LIMIT = 4;

    /** The frame ends within a tag. The sender, or a capture's snap length. */
    public static final DropReason TRUNCATED_TAG = DropReason.declare(
            "VLAN_TRUNCATED_TAG",
            Severity.WARNING,
            "fewer than the 4 octets of a VLAN tag and its inner type are there");

    /** More tags than the limit. The sender, or an operator whose limit is too small. */
    public static final DropReason STACK_TOO_DEEP =
            DropReason.declare("VLAN_STACK_TOO_DEEP", Severity.WARNING, "the frame has more VLAN tags than the limit");

    private static final int PRIORITY_SHIFT = 13;
    private static final int PRIORITY_BITS = 0xE000;
    private static final int DROP_ELIGIBLE_BIT = 0x1000;
    private static final int VID_BITS = 0x0FFF;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public VlanTagFlyweight() {}

    /**
     * Tells whether a tag can be read, and where it encloses a length, whether so many octets are there.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the tag.
     * @param offset of the octet after its tag protocol identifier.
     * @param length octets from there on.
     * @return {@link DropReason#NONE}, or the first rule that the tag breaks.
     */
    public static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #check(DirectBuffer, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the octet after the tag protocol identifier.
     * @param length octets from there on.
     * @return {@link DropReason#NONE}, or the first rule that the tag breaks.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        if (length < LENGTH) {
            return TRUNCATED_TAG;
        }
        return EthernetFlyweight.checkTypeOrLength(Memory.u16(base, address + INNER_TYPE_OFFSET), length - LENGTH);
    }

    /**
     * Tells whether every tag of a stack can be read.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the frame.
     * @param offset of the first octet of the frame's data.
     * @param length octets from there on.
     * @param etherType of the frame; without a tag's identifier there the stack is empty.
     * @param limit the most tags that are accepted, not negative.
     * @return {@link DropReason#NONE}, or the first rule that is broken, the outermost tag's first.
     */
    public static DropReason checkStack(
            final DirectBuffer buffer, final int offset, final int length, final int etherType, final int limit) {
        boundsCheck(buffer, offset, length);
        return checkStack(buffer.byteArray(), buffer.addressOffset() + offset, length, etherType, limit);
    }

    /**
     * As {@link #checkStack(DirectBuffer, int, int, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the frame's data.
     * @param length octets from there on.
     * @param etherType of the frame.
     * @param limit the most tags that are accepted, not negative.
     * @return {@link DropReason#NONE}, or the first rule that is broken.
     */
    public static DropReason checkStack(
            final @Nullable Object base, final long address, final int length, final int etherType, final int limit) {
        int type = etherType;
        int position = 0;
        for (int depth = 0; EtherType.isVlanTag(type); depth++) {
            if (depth == limit) {
                return STACK_TOO_DEEP;
            }
            final DropReason reason = check(base, address + position, length - position);
            if (reason != DropReason.NONE) {
                return reason;
            }
            type = Memory.u16(base, address + position + INNER_TYPE_OFFSET);
            position += LENGTH;
        }
        return DropReason.NONE;
    }

    /**
     * The number of tags in a stack that {@link #checkStack} has passed. What they enclose begins 4 × as many octets after
     * {@code offset}, and its type stands in the two octets before.
     *
     * @param buffer that holds the frame.
     * @param offset of the first octet of the frame's data.
     * @param etherType of the frame.
     * @return the number of tags, 0 to the limit that was checked.
     */
    public static int stackDepth(final DirectBuffer buffer, final int offset, final int etherType) {
        int depth = 0;
        int type = etherType;
        while (EtherType.isVlanTag(type)) {
            type = u16(buffer, offset + depth * LENGTH + INNER_TYPE_OFFSET);
            depth++;
        }
        return depth;
    }

    /**
     * As {@link #stackDepth(DirectBuffer, int, int)}, by address; nothing is checked.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the frame's data.
     * @param etherType of the frame.
     * @return the number of tags.
     */
    public static int stackDepth(final @Nullable Object base, final long address, final int etherType) {
        int depth = 0;
        int type = etherType;
        while (EtherType.isVlanTag(type)) {
            type = Memory.u16(base, address + (long) depth * LENGTH + INNER_TYPE_OFFSET);
            depth++;
        }
        return depth;
    }

    /**
     * Writes a tag of VID 1, the default VLAN, around IPv4: priority 0, not drop eligible.
     *
     * @return this.
     */
    public VlanTagFlyweight writeDefaults() {
        return control(1).innerType(EtherType.IPV4);
    }

    /** {@return the tag control information as it stands, 16 bits: PCP, DEI and VID} */
    public int control() {
        return u16(buffer, offset + CONTROL_OFFSET);
    }

    /**
     * Sets the tag control information.
     *
     * @param value PCP, DEI and VID, 0 to 65,535.
     * @return this.
     */
    public VlanTagFlyweight control(final int value) {
        putU16(buffer, offset + CONTROL_OFFSET, value);
        return this;
    }

    /** {@return Priority Code Point, 3 bits: 0 to 7} */
    public int priority() {
        return control() >>> PRIORITY_SHIFT;
    }

    /**
     * Sets Priority Code Point.
     *
     * @param value 0 to 7.
     * @return this.
     */
    public VlanTagFlyweight priority(final int value) {
        return control((control() & ~PRIORITY_BITS) | ((value << PRIORITY_SHIFT) & PRIORITY_BITS));
    }

    /** {@return Drop Eligible Indicator; in tags before IEEE 802.1Q-2011 the Canonical Format Indicator} */
    public boolean isDropEligible() {
        return (control() & DROP_ELIGIBLE_BIT) != 0;
    }

    /**
     * Sets Drop Eligible Indicator.
     *
     * @param value whether this frame is to be dropped before others.
     * @return this.
     */
    public VlanTagFlyweight dropEligible(final boolean value) {
        return control(value ? control() | DROP_ELIGIBLE_BIT : control() & ~DROP_ELIGIBLE_BIT);
    }

    /** {@return VLAN Identifier, 12 bits: 0 to 4,095} */
    public int vid() {
        return control() & VID_BITS;
    }

    /**
     * Sets VLAN Identifier.
     *
     * @param value 1 to {@link #MAX_VID}, or {@link #VID_PRIORITY_ONLY}.
     * @return this.
     */
    public VlanTagFlyweight vid(final int value) {
        return control((control() & ~VID_BITS) | (value & VID_BITS));
    }

    /** {@return the 16 bits after the tag, 0 to 65,535: an {@link EtherType}, a next tag's identifier, or a length} */
    public int innerType() {
        return u16(buffer, offset + INNER_TYPE_OFFSET);
    }

    /**
     * Sets the 16 bits after the tag.
     *
     * @param typeOrLength 0 to 65,535.
     * @return this.
     */
    public VlanTagFlyweight innerType(final int typeOrLength) {
        putU16(buffer, offset + INNER_TYPE_OFFSET, typeOrLength);
        return this;
    }

    /** {@return where what the tag encloses begins, as an index in the buffer} */
    public int payloadOffset() {
        return offset + LENGTH;
    }
}
