package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.boundsCheck;
import static org.firsthop.core.wire.NetworkOrder.u16;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;

/**
 * The tags of a PPPoE Discovery packet, one after the other in the order of the wire (RFC 2516 section 4 and appendix A).
 *
 * <pre>{@code
 * tags.wrap(pppoe.buffer(), pppoe.payloadOffset(), pppoe.payloadLength());
 * while (tags.next()) {
 *     switch (tags.type()) { … }
 * }
 * if (tags.reason() != DropReason.NONE) { … }        // the list ended at a tag whose length cannot be
 * }</pre>
 *
 * <p>End-Of-List is visited like any other, as the last; what stands behind it is ignored. The iterator moves at least four
 * octets a step and never outside its range, whatever the octets are. Reusable; not thread-safe.
 */
public final class PppoeTagIterator {
    /** End-Of-List. */
    public static final int END_OF_LIST = 0x0000;

    /** Service-Name. */
    public static final int SERVICE_NAME = 0x0101;

    /** AC-Name. */
    public static final int AC_NAME = 0x0102;

    /** Host-Uniq. */
    public static final int HOST_UNIQ = 0x0103;

    /** AC-Cookie. */
    public static final int AC_COOKIE = 0x0104;

    /** Vendor-Specific. */
    public static final int VENDOR_SPECIFIC = 0x0105;

    /** Relay-Session-Id. */
    public static final int RELAY_SESSION_ID = 0x0110;

    /** PPP-Max-Payload (RFC 4638). */
    public static final int PPP_MAX_PAYLOAD = 0x0120;

    /** Service-Name-Error. */
    public static final int SERVICE_NAME_ERROR = 0x0201;

    /** AC-System-Error. */
    public static final int AC_SYSTEM_ERROR = 0x0202;

    /** Generic-Error. */
    public static final int GENERIC_ERROR = 0x0203;

    /** Octets of a tag's type and length. */
    public static final int TAG_HEADER_LENGTH = 4;

    /** A tag's length is beyond the payload (RFC 2516 section 4). The sender. */
    public static final DropReason BAD_TAG_LENGTH =
            DropReason.declare("PPPOE_BAD_TAG_LENGTH", Severity.WARNING, "the length of a tag is beyond the payload");

    private DirectBuffer buffer = new UnsafeBuffer(0, 0);
    private int offset;
    private int nextOffset;
    private int limit;
    private int type;
    private int valueLength;
    private DropReason reason = DropReason.NONE;

    /** An iterator over nothing; {@link #wrap(DirectBuffer, int, int)} it before use. */
    public PppoeTagIterator() {}

    /**
     * Begins at the first tag.
     *
     * @param buffer that holds the packet.
     * @param offset of the first tag, {@link PppoeFlyweight#payloadOffset()}.
     * @param length octets of tags, {@link PppoeFlyweight#payloadLength()}.
     * @return this, before the first tag.
     * @throws IndexOutOfBoundsException when the range is not inside the buffer and its bounds are checked.
     */
    public PppoeTagIterator wrap(final DirectBuffer buffer, final int offset, final int length) {
        boundsCheck(buffer, offset, length);
        this.buffer = buffer;
        this.offset = offset;
        this.nextOffset = offset;
        this.limit = offset + length;
        this.type = END_OF_LIST;
        this.valueLength = 0;
        this.reason = DropReason.NONE;
        return this;
    }

    /**
     * Moves to the next tag.
     *
     * @return whether there is one; {@code false} at the end, behind End-Of-List, and at a length that cannot be.
     */
    public boolean next() {
        valueLength = 0;
        if (nextOffset >= limit) {
            return false;
        }
        offset = nextOffset;
        nextOffset = limit;
        final int room = limit - offset - TAG_HEADER_LENGTH;
        final int length = room < 0 ? 0 : u16(buffer, offset + 2);
        if (length > room) {
            reason = BAD_TAG_LENGTH;
            return false;
        }
        type = u16(buffer, offset);
        valueLength = length;
        if (type != END_OF_LIST) {
            nextOffset = offset + TAG_HEADER_LENGTH + length;
        }
        return true;
    }

    /** {@return {@link DropReason#NONE}, or why the walk ended before the end of the tags} */
    public DropReason reason() {
        return reason;
    }

    /** {@return the tag's type, 16 bits: 0 to 65,535} */
    public int type() {
        return type;
    }

    /** {@return where the tag begins, as an index in the buffer} */
    public int offset() {
        return offset;
    }

    /** {@return where the tag's value begins, as an index in the buffer} */
    public int valueOffset() {
        return offset + TAG_HEADER_LENGTH;
    }

    /** {@return octets of the tag's value: 0 to 65,531} */
    public int valueLength() {
        return valueLength;
    }
}
