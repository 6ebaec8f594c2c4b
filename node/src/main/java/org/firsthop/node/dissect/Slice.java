package org.firsthop.node.dissect;

import org.agrona.MutableDirectBuffer;
import org.firsthop.core.wire.NetworkOrder;

/**
 * The octets that a dissector is given: what the capture holds of them, and how many there were on the wire.
 *
 * <p>Offsets are relative to the slice. A dissector that finds out how long its packet really is says so with
 * {@link #limit(int)}; whoever handed it the slice then knows that the rest is padding or a trailer.
 */
public final class Slice {
    private final MutableDirectBuffer buffer;
    private final int start;
    private int captured;
    private int reported;

    /**
     * A slice.
     *
     * @param buffer that holds the octets.
     * @param start index in the buffer of the first.
     * @param captured octets that the buffer holds, not negative.
     * @param reported octets that there were on the wire, at least as many as captured.
     */
    public Slice(final MutableDirectBuffer buffer, final int start, final int captured, final int reported) {
        this.buffer = buffer;
        this.start = start;
        this.captured = captured;
        this.reported = reported;
    }

    /** {@return the buffer that holds the octets} */
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    /** {@return the index in the buffer of the slice's first octet} */
    public int start() {
        return start;
    }

    /** {@return octets that the capture holds} */
    public int captured() {
        return captured;
    }

    /** {@return octets that there were on the wire} */
    public int reported() {
        return reported;
    }

    /** {@return whether the capture holds all there was} */
    public boolean isWhole() {
        return captured >= reported;
    }

    /**
     * Whether the capture holds a range.
     *
     * @param offset of the first octet.
     * @param length in octets.
     * @return whether all of it is captured.
     */
    public boolean has(final int offset, final int length) {
        return offset >= 0 && length >= 0 && length <= captured - offset;
    }

    /**
     * Makes sure that the capture holds a range.
     *
     * @param offset of the first octet.
     * @param length in octets.
     * @throws MissingOctets when it does not.
     */
    public void require(final int offset, final int length) {
        if (!has(offset, length)) {
            throw offset >= 0 && length >= 0 && length <= reported - offset
                    ? MissingOctets.cut()
                    : MissingOctets.malformed();
        }
    }

    /**
     * Says that the packet ends earlier than the slice; a length beyond the slice changes nothing.
     *
     * @param length of the packet, from the start of the slice.
     */
    public void limit(final int length) {
        if (length < reported) {
            reported = Math.max(length, 0);
            captured = Math.min(captured, reported);
        }
    }

    /**
     * The octets from an offset on.
     *
     * @param offset of the first octet, within what was on the wire.
     * @return a slice of its own.
     */
    public Slice from(final int offset) {
        return from(offset, reported - offset);
    }

    /**
     * A number of octets from an offset on, fewer where the slice has fewer.
     *
     * @param offset of the first octet, within what was on the wire.
     * @param length at most.
     * @return a slice of its own.
     */
    public Slice from(final int offset, final int length) {
        final int newReported = Math.max(0, Math.min(length, reported - offset));
        final int newCaptured = Math.max(0, Math.min(newReported, captured - offset));
        return new Slice(buffer, start + offset, newCaptured, newReported);
    }

    /**
     * Reads an unsigned octet.
     *
     * @param offset of the octet.
     * @return 0 to 255.
     * @throws MissingOctets when the capture does not hold it.
     */
    public int u8(final int offset) {
        require(offset, 1);
        return NetworkOrder.u8(buffer, start + offset);
    }

    /**
     * Reads an unsigned 16-bit number.
     *
     * @param offset of the first octet.
     * @return 0 to 65,535.
     * @throws MissingOctets when the capture does not hold it.
     */
    public int u16(final int offset) {
        require(offset, 2);
        return NetworkOrder.u16(buffer, start + offset);
    }

    /**
     * Reads an unsigned 32-bit number.
     *
     * @param offset of the first octet.
     * @return 0 to 4,294,967,295.
     * @throws MissingOctets when the capture does not hold it.
     */
    public long u32(final int offset) {
        require(offset, 4);
        return NetworkOrder.u32(buffer, start + offset);
    }
}
