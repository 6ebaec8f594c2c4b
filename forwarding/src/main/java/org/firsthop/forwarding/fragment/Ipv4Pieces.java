package org.firsthop.forwarding.fragment;

import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv4OptionType;
import org.firsthop.forwarding.local.IpHeaders;

/**
 * How an IPv4 packet is cut for a link (RFC 791 section 3.2): where each fragment begins, and its header.
 *
 * <p>Each fragment but the last is as long as fits, a multiple of 8 octets; Identification is the sender's (RFC 6864); options
 * are in all fragments or in the first only, as their copy bit says. Not thread-safe.
 */
public final class Ipv4Pieces {
    private long ip;
    private int headerLength;
    private int laterHeaderLength;
    private int dataLength;
    private int firstLength;
    private int laterLength;
    private int count;

    /** Ready to plan. */
    public Ipv4Pieces() {}

    /**
     * Plans how a packet is cut; it stays as it is, and is read until the next plan.
     *
     * @param address of the packet's header, outside the heap.
     * @param octetsOfHeader with options.
     * @param octetsOfData behind it, 1 to 65,535.
     * @param mtu octets of the longest fragment.
     * @return whether there is room for the header and 8 octets of data, and anything to cut.
     */
    public boolean plan(final long address, final int octetsOfHeader, final int octetsOfData, final int mtu) {
        ip = address;
        headerLength = octetsOfHeader;
        dataLength = octetsOfData;
        laterHeaderLength = laterHeaderLength(address, octetsOfHeader);
        firstLength = mtu - headerLength & ~7;
        laterLength = mtu - laterHeaderLength & ~7;
        if (firstLength < 8 || firstLength >= dataLength) {
            return false;
        }
        count = 1 + (dataLength - firstLength + laterLength - 1) / laterLength;
        return true;
    }

    /** {@return the number of fragments, at least 2} */
    public int count() {
        return count;
    }

    /** {@return octets of the header of all fragments but the first} */
    public int laterHeaderLength() {
        return laterHeaderLength;
    }

    /**
     * The length of a fragment.
     *
     * @param index from 0 to {@link #count()} - 1.
     * @return octets of its header and data.
     */
    public int length(final int index) {
        return index == 0
                ? headerLength + firstLength
                : laterHeaderLength + Math.min(laterLength, dataLength - from(index));
    }

    /**
     * Writes a fragment, header and data.
     *
     * @param index from 0 to {@link #count()} - 1.
     * @param to where to, outside the packet, with room for {@link #length}.
     */
    public void write(final int index, final long to) {
        if (index == 0) {
            Memory.copy(null, ip, null, to, headerLength + firstLength);
            finishFirst(to);
            return;
        }
        final int from = from(index);
        final int length = length(index);
        Memory.copy(null, ip, null, to, Ipv4Flyweight.MIN_HEADER_LENGTH);
        copyOptions(ip, headerLength, to, laterHeaderLength);
        Memory.copy(null, ip + headerLength + from, null, to + laterHeaderLength, length - laterHeaderLength);
        Memory.putU8(null, to, 4 << 4 | laterHeaderLength >>> 2);
        // The last fragment of a fragment has more to come where the fragment has (RFC 791 section 3.2).
        final int more = index + 1 < count ? Ipv4Flyweight.MORE_FRAGMENTS_FLAG : 0;
        finish(to, laterHeaderLength, length, (flagsAndOffset(ip) | more) + (from >>> 3));
    }

    /**
     * Makes the first fragment's header of the packet's.
     *
     * @param header of the packet or a copy of it, which is changed.
     */
    void finishFirst(final long header) {
        finish(
                header,
                headerLength,
                headerLength + firstLength,
                flagsAndOffset(header) | Ipv4Flyweight.MORE_FRAGMENTS_FLAG);
    }

    private int from(final int index) {
        return index == 0 ? 0 : firstLength + (index - 1) * laterLength;
    }

    private static int flagsAndOffset(final long header) {
        return Memory.u16(null, header + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET);
    }

    private static void finish(final long ip, final int headerLength, final int totalLength, final int flagsAndOffset) {
        Memory.putU16(null, ip + Ipv4Flyweight.TOTAL_LENGTH_OFFSET, totalLength);
        Memory.putU16(null, ip + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET, flagsAndOffset);
        IpHeaders.fillIpv4Checksum(ip, headerLength);
    }

    /** Octets of the header of all fragments but the first: the fixed part and the options that are copied, padded. */
    private static int laterHeaderLength(final long ip, final int headerLength) {
        int length = Ipv4Flyweight.MIN_HEADER_LENGTH;
        for (int at = Ipv4Flyweight.MIN_HEADER_LENGTH; at < headerLength; ) {
            final int optionLength = optionLength(ip, at, headerLength);
            if (optionLength > 1 && Ipv4OptionType.isCopied(Memory.u8(null, ip + at))) {
                length += optionLength;
            }
            at += optionLength;
        }
        return (length + 3) & ~3;
    }

    private static void copyOptions(final long ip, final int headerLength, final long to, final int laterHeaderLength) {
        int end = Ipv4Flyweight.MIN_HEADER_LENGTH;
        for (int at = Ipv4Flyweight.MIN_HEADER_LENGTH; at < headerLength; ) {
            final int optionLength = optionLength(ip, at, headerLength);
            if (optionLength > 1 && Ipv4OptionType.isCopied(Memory.u8(null, ip + at))) {
                Memory.copy(null, ip + at, null, to + end, optionLength);
                end += optionLength;
            }
            at += optionLength;
        }
        Memory.fill(null, to + end, laterHeaderLength - end, (byte) Ipv4OptionType.END_OF_LIST);
    }

    /** Octets of the option at a place; all that is left where the list ends or cannot be read. */
    private static int optionLength(final long ip, final int at, final int headerLength) {
        final int type = Memory.u8(null, ip + at);
        if (type == Ipv4OptionType.NO_OPERATION) {
            return 1;
        }
        final int left = headerLength - at;
        if (type == Ipv4OptionType.END_OF_LIST || left < 2) {
            // One octet is never copied, and neither is the end of the list.
            return left;
        }
        final int length = Memory.u8(null, ip + at + 1);
        return length < 2 || length > left ? left : length;
    }
}
