package org.firsthop.core.wire;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * What the five messages of neighbor discovery have in common (RFC 4861): the rules by which a message is discarded before
 * anything in it is believed, as far as the message alone can tell.
 *
 * <p>What concerns the IP header is the receiver's to test: Hop Limit 255 ({@link #HOP_LIMIT}), which shows that no router has
 * forwarded the message, the checksum, and the addresses (sections 6.1, 7.1 and 8.1).
 *
 * @param <M> the message's own class.
 */
public abstract class NdpMessage<M extends NdpMessage<M>> extends Flyweight<M> {
    /** The Hop Limit of every message that is believed. */
    public static final int HOP_LIMIT = 255;

    /** Fewer octets are there than the message has before its options (RFC 4861 sections 6.1, 7.1, 8.1). The sender. */
    public static final DropReason TRUNCATED_MESSAGE = DropReason.declare(
            "NDP_TRUNCATED_MESSAGE",
            Severity.WARNING,
            "fewer octets are there than the message has before its options");

    /** The ICMP code is not 0 (RFC 4861 sections 6.1, 7.1, 8.1). The sender. */
    public static final DropReason BAD_CODE =
            DropReason.declare("NDP_BAD_CODE", Severity.WARNING, "the ICMP code is not 0");

    /** The Target Address, or a redirect's Destination Address, is multicast (RFC 4861 sections 7.1, 8.1). The sender. */
    public static final DropReason MULTICAST_TARGET = DropReason.declare(
            "NDP_MULTICAST_TARGET", Severity.WARNING, "the Target or Destination Address is multicast");

    private static final int MULTICAST_OCTET = 0xFF;

    private final int type;
    private final int fixedLength;

    /**
     * A message over nothing.
     *
     * @param type one of {@link Icmpv6Type}.
     * @param fixedLength octets of the message without options.
     */
    NdpMessage(final int type, final int fixedLength) {
        this.type = type;
        this.fixedLength = fixedLength;
    }

    /**
     * Writes a message without options: its type, and every other field zero.
     *
     * @return this.
     */
    public final M writeDefaults() {
        buffer.setMemory(offset, fixedLength, (byte) 0);
        NetworkOrder.putU8(buffer, offset + Icmpv6Flyweight.TYPE_OFFSET, type);
        return self();
    }

    /** {@return where the options begin, as an index in the buffer} */
    public final int optionsOffset() {
        return offset + fixedLength;
    }

    /**
     * Octets of options.
     *
     * @param messageLength octets of the message.
     * @return 0 or more after a check.
     */
    public final int optionsLength(final int messageLength) {
        return messageLength - fixedLength;
    }

    /**
     * The rules for a message of given fixed length: it is there, its code is 0, and its options are well formed.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the ICMP message.
     * @param length octets of the message.
     * @param fixedLength octets before the options.
     * @return {@link DropReason#NONE}, or the first rule that the message breaks.
     */
    static DropReason check(final @Nullable Object base, final long address, final int length, final int fixedLength) {
        if (length < fixedLength) {
            return TRUNCATED_MESSAGE;
        }
        if (Memory.u8(base, address + Icmpv6Flyweight.CODE_OFFSET) != 0) {
            return BAD_CODE;
        }
        return NdpOptionIterator.checkAll(base, address + fixedLength, length - fixedLength);
    }

    /**
     * As {@link #check(Object, long, int, int)}, and an address must not be multicast.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of the first octet of the ICMP message.
     * @param length octets of the message.
     * @param fixedLength octets before the options.
     * @param targetOffset where the address stands in the message.
     * @return {@link DropReason#NONE}, or the first rule that the message breaks.
     */
    static DropReason check(
            final @Nullable Object base,
            final long address,
            final int length,
            final int fixedLength,
            final int targetOffset) {
        if (length >= fixedLength && Memory.u8(base, address + targetOffset) == MULTICAST_OCTET) {
            return MULTICAST_TARGET;
        }
        return check(base, address, length, fixedLength);
    }
}
