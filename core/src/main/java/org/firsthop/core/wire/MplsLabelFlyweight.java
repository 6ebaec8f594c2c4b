package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.i32;
import static org.firsthop.core.wire.NetworkOrder.putI32;
import static org.firsthop.core.wire.NetworkOrder.putU8;
import static org.firsthop.core.wire.NetworkOrder.u8;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an MPLS label stack (RFC 3032 section 2.1; Traffic Class as in RFC 5462).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                 Label                 | TC  |S|Time to Live   |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Entries of a stack follow each other four octets apart, the top of the stack first; S is set in the last.
 * {@link #checkStack} walks a whole stack once; thereafter {@link #stackDepth} and this class read it without further
 * checks. What the stack carries no field tells; {@link MplsPayload} guesses.
 *
 * <p>After {@link #check(DirectBuffer, int, int)} has returned {@link DropReason#NONE}, no reader of this class touches an
 * octet outside the checked range. Reusable; not thread-safe.
 */
public final class MplsLabelFlyweight extends Flyweight<MplsLabelFlyweight> {
    /** Octets of an entry. */
    public static final int LENGTH = 4;

    /** Offset of the 32 bits of Label, Traffic Class, S and Time to Live. */
    public static final int ENTRY_OFFSET = 0;

    /** Offset of Time to Live. */
    public static final int TTL_OFFSET = 3;

    /** The label that says IPv4 follows, at the bottom of a stack (RFC 3032 section 2.1, RFC 4182). */
    public static final int IPV4_EXPLICIT_NULL = 0;

    /** The label of packets that every router must look at (RFC 3032 section 2.1). */
    public static final int ROUTER_ALERT = 1;

    /** The label that says IPv6 follows, at the bottom of a stack (RFC 3032 section 2.1, RFC 4182). */
    public static final int IPV6_EXPLICIT_NULL = 2;

    /** The label that is only signalled and never on the wire (RFC 3032 section 2.1). */
    public static final int IMPLICIT_NULL = 3;

    /** The label before an entropy label (RFC 6790). */
    public static final int ENTROPY_INDICATOR = 7;

    /** The label above a Generic Associated Channel (RFC 5586). */
    public static final int GENERIC_ASSOCIATED_CHANNEL = 13;

    /** The label before an extended special-purpose label (RFC 7274). */
    public static final int EXTENSION = 15;

    /** The smallest label without a purpose of its own (RFC 7274). */
    public static final int MIN_UNRESERVED = 16;

    /** The largest label, 20 bits. */
    public static final int MAX_LABEL = 0xF_FFFF;

    /** The most entries that a stack should have where nothing else is configured. */
    public static final int DEFAULT_STACK_LIMIT = 16;

    /** The packet ends before the bottom of the stack. The sender, or a capture's snap length. */
    public static final DropReason TRUNCATED_STACK = DropReason.declare(
            "MPLS_TRUNCATED_STACK", Severity.WARNING, "the packet ends before an entry that has the S bit set");

    /** More entries than the limit. The sender, or an operator whose limit is too small. */
    public static final DropReason STACK_TOO_DEEP = DropReason.declare(
            "MPLS_STACK_TOO_DEEP", Severity.WARNING, "the label stack has more entries than the limit");

    private static final int LABEL_SHIFT = 12;
    private static final int TRAFFIC_CLASS_SHIFT = 9;
    private static final int TRAFFIC_CLASS_BITS = 0xE00;
    private static final int BOTTOM_BIT = 0x100;
    private static final int BOTTOM_OFFSET = 2;

    /** A flyweight over nothing; {@link #wrap(MutableDirectBuffer, int)} it before use. */
    public MplsLabelFlyweight() {}

    /**
     * Tells whether an entry can be read.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the entry.
     * @param offset of its first octet.
     * @param length octets from there on.
     * @return {@link DropReason#NONE} or {@link #TRUNCATED_STACK}.
     */
    public static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        return check(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * As {@link #check(DirectBuffer, int, int)}, by address; no octet is read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the entry.
     * @param length octets from there on.
     * @return {@link DropReason#NONE} or {@link #TRUNCATED_STACK}.
     */
    public static DropReason check(final @Nullable Object base, final long address, final int length) {
        return length < LENGTH ? TRUNCATED_STACK : DropReason.NONE;
    }

    /**
     * Tells whether every entry of a stack can be read.
     *
     * <p>Total over any octets: no exception, no allocation.
     *
     * @param buffer that holds the stack.
     * @param offset of the first octet of its top entry.
     * @param length octets from there on.
     * @param limit the most entries that are accepted, at least 1.
     * @return {@link DropReason#NONE}, {@link #TRUNCATED_STACK} or {@link #STACK_TOO_DEEP}.
     */
    public static DropReason checkStack(
            final DirectBuffer buffer, final int offset, final int length, final int limit) {
        boundsCheck(buffer, offset, length);
        return checkStack(buffer.byteArray(), buffer.addressOffset() + offset, length, limit);
    }

    /**
     * As {@link #checkStack(DirectBuffer, int, int, int)}, by address; only octets below {@code length} are read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the top entry.
     * @param length octets from there on.
     * @param limit the most entries that are accepted, at least 1.
     * @return {@link DropReason#NONE}, {@link #TRUNCATED_STACK} or {@link #STACK_TOO_DEEP}.
     */
    public static DropReason checkStack(
            final @Nullable Object base, final long address, final int length, final int limit) {
        int position = 0;
        for (int depth = 0; depth < limit; depth++) {
            if (length - position < LENGTH) {
                return TRUNCATED_STACK;
            }
            if ((Memory.u8(base, address + position + BOTTOM_OFFSET) & 1) != 0) {
                return DropReason.NONE;
            }
            position += LENGTH;
        }
        return STACK_TOO_DEEP;
    }

    /**
     * The number of entries in a stack that {@link #checkStack} has passed; what it carries begins 4 × as many octets
     * after {@code offset}.
     *
     * @param buffer that holds the stack.
     * @param offset of the first octet of its top entry.
     * @return the number of entries, 1 to the limit that was checked.
     */
    public static int stackDepth(final DirectBuffer buffer, final int offset) {
        int depth = 1;
        int position = offset + BOTTOM_OFFSET;
        while ((u8(buffer, position) & 1) == 0) {
            position += LENGTH;
            depth++;
        }
        return depth;
    }

    /**
     * Writes the bottom of a stack, IPv4 Explicit NULL: label 0, Traffic Class 0, S set, Time to Live 0.
     *
     * @return this.
     */
    public MplsLabelFlyweight writeDefaults() {
        return entry(BOTTOM_BIT);
    }

    /** {@return the entry as it stands, 32 bits} */
    public int entry() {
        return i32(buffer, offset + ENTRY_OFFSET);
    }

    /**
     * Sets the whole entry.
     *
     * @param value Label, Traffic Class, S and Time to Live.
     * @return this.
     */
    public MplsLabelFlyweight entry(final int value) {
        putI32(buffer, offset + ENTRY_OFFSET, value);
        return this;
    }

    /** {@return Label, 20 bits: 0 to 1,048,575} */
    public int label() {
        return entry() >>> LABEL_SHIFT;
    }

    /**
     * Sets Label.
     *
     * @param value 0 to {@link #MAX_LABEL}.
     * @return this.
     */
    public MplsLabelFlyweight label(final int value) {
        return entry((entry() & ~(MAX_LABEL << LABEL_SHIFT)) | (value << LABEL_SHIFT));
    }

    /** {@return Traffic Class, 3 bits: 0 to 7} */
    public int trafficClass() {
        return (entry() & TRAFFIC_CLASS_BITS) >>> TRAFFIC_CLASS_SHIFT;
    }

    /**
     * Sets Traffic Class.
     *
     * @param value 0 to 7.
     * @return this.
     */
    public MplsLabelFlyweight trafficClass(final int value) {
        return entry((entry() & ~TRAFFIC_CLASS_BITS) | ((value << TRAFFIC_CLASS_SHIFT) & TRAFFIC_CLASS_BITS));
    }

    /** {@return S: whether this entry is the last of its stack} */
    public boolean isBottomOfStack() {
        return (entry() & BOTTOM_BIT) != 0;
    }

    /**
     * Sets S.
     *
     * @param value whether this entry is the last of its stack.
     * @return this.
     */
    public MplsLabelFlyweight bottomOfStack(final boolean value) {
        return entry(value ? entry() | BOTTOM_BIT : entry() & ~BOTTOM_BIT);
    }

    /** {@return Time to Live, 8 bits: 0 to 255} */
    public int ttl() {
        return u8(buffer, offset + TTL_OFFSET);
    }

    /**
     * Sets Time to Live.
     *
     * @param hops 0 to 255.
     * @return this.
     */
    public MplsLabelFlyweight ttl(final int hops) {
        putU8(buffer, offset + TTL_OFFSET, hops);
        return this;
    }

    /** {@return where what follows this entry begins, as an index in the buffer} */
    public int payloadOffset() {
        return offset + LENGTH;
    }
}
