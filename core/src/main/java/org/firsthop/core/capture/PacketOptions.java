package org.firsthop.core.capture;

import org.jspecify.annotations.Nullable;

/**
 * What a pcapng file may say about a packet beyond its octets: direction, drops before it, a comment.
 *
 * <p>Reusable: {@link #clear()} it and set it anew for the next packet. Not thread-safe.
 */
public final class PacketOptions {
    private Direction direction = Direction.UNKNOWN;
    private long dropCount = CaptureReader.UNKNOWN_DROP_COUNT;
    private @Nullable String comment;

    /** Options that say nothing. */
    public PacketOptions() {}

    /**
     * Forgets what was set.
     *
     * @return this.
     */
    public PacketOptions clear() {
        direction = Direction.UNKNOWN;
        dropCount = CaptureReader.UNKNOWN_DROP_COUNT;
        comment = null;
        return this;
    }

    /** {@return which way the packet went} */
    public Direction direction() {
        return direction;
    }

    /**
     * Sets which way the packet went (epb_flags).
     *
     * @param value seen from the interface.
     * @return this.
     */
    public PacketOptions direction(final Direction value) {
        direction = value;
        return this;
    }

    /** {@return packets lost between the one before and this, or {@link CaptureReader#UNKNOWN_DROP_COUNT}} */
    public long dropCount() {
        return dropCount;
    }

    /**
     * Sets how many packets the interface lost between the one before and this (epb_dropcount).
     *
     * @param packets lost, or {@link CaptureReader#UNKNOWN_DROP_COUNT}.
     * @return this.
     * @throws IllegalArgumentException when below that.
     */
    public PacketOptions dropCount(final long packets) {
        if (packets < CaptureReader.UNKNOWN_DROP_COUNT) {
            throw new IllegalArgumentException("dropCount: value=" + packets + ", expected at least 0");
        }
        dropCount = packets;
        return this;
    }

    /** {@return the comment, or {@code null}} */
    public @Nullable String comment() {
        return comment;
    }

    /**
     * Sets a comment on the packet (opt_comment).
     *
     * @param text at most 65,535 octets in UTF-8, or {@code null} for none.
     * @return this.
     */
    public PacketOptions comment(final @Nullable String text) {
        comment = text;
        return this;
    }

    boolean isEmpty() {
        return direction == Direction.UNKNOWN && dropCount == CaptureReader.UNKNOWN_DROP_COUNT && comment == null;
    }
}
