package org.firsthop.forwarding.fragment;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv4OptionType;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.local.IpHeaders;

/**
 * Cuts IPv4 packets into fragments that the adjacency's MTU has room for (RFC 791 section 3.2, RFC 1812 section 5.2.6).
 *
 * <p>Each fragment but the last is as long as fits, a multiple of 8 octets; Identification is the sender's (RFC 6864); options
 * are in all fragments or in the first only, as their copy bit says. The first fragment keeps the packet's frame. They go back
 * to the rewrite in order, which counts down the TTL of each.
 */
public final class Ipv4Fragmenter extends Fragmenter {
    /** The egress MTU has no room for the header and 8 octets (RFC 791 section 3.2). The operator. */
    public static final DropReason NO_ROOM = DropReason.declare(
            "IPV4_FRAGMENT_NO_ROOM", Severity.ERROR, "the egress MTU has no room for the header and 8 octets of data");

    /** The packet is a fragment whose end is beyond what an offset can tell (RFC 791 section 3.1). An attacker. */
    public static final DropReason BEYOND_END = DropReason.declare(
            "IPV4_FRAGMENT_BEYOND_END", Severity.WARNING, "a fragment that is to be cut ends beyond 65,535 octets");

    /**
     * The stage.
     *
     * @param adjacencies that frames' descriptors are indices of.
     * @param frames the allocator of the thread that runs the graph.
     */
    public Ipv4Fragmenter(final AdjacencyTable adjacencies, final FrameAllocator frames) {
        super("ipv4-fragment", adjacencies, frames);
    }

    @Override
    void fragment(final int frame) {
        final FramePool pool = pool();
        final int l3Offset = pool.l3Offset(frame);
        final long ip = pool.address(frame) + l3Offset;
        final int mtu = mtu(frame);
        final int headerLength = (Memory.u8(null, ip) & 0xF) << 2;
        final int dataLength = pool.length(frame) - l3Offset - headerLength;
        final int laterHeaderLength = laterHeaderLength(ip, headerLength);
        final int firstLength = (mtu - headerLength) & ~7;
        final int laterLength = (mtu - laterHeaderLength) & ~7;
        if (firstLength < 8 || firstLength >= dataLength) {
            drop(frame, NO_ROOM);
            return;
        }
        final int word = Memory.u16(null, ip + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET);
        if (((word & Ipv4Flyweight.FRAGMENT_OFFSET_MASK) << 3) + dataLength > 65_535) {
            drop(frame, BEYOND_END);
            return;
        }
        final int count = (dataLength - firstLength + laterLength - 1) / laterLength;
        if (!allocate(frame, count)) {
            drop(frame, NO_FRAMES);
            return;
        }
        for (int i = 0, from = firstLength; i < count; i++, from += laterLength) {
            final int length = Math.min(laterLength, dataLength - from);
            final int more = i + 1 < count ? Ipv4Flyweight.MORE_FRAGMENTS_FLAG : 0;
            final int fragment = other(i);
            // The last fragment of a fragment has more to come where the fragment has (RFC 791 section 3.2).
            write(fragment, ip, headerLength, laterHeaderLength, from, length, (word | more) + (from >>> 3));
        }
        pool.length(frame, l3Offset + headerLength + firstLength);
        finish(ip, headerLength, headerLength + firstLength, word | Ipv4Flyweight.MORE_FRAGMENTS_FLAG);
        sendAll(frame);
    }

    private void write(
            final int fragment,
            final long ip,
            final int headerLength,
            final int laterHeaderLength,
            final int from,
            final int length,
            final int flagsAndOffset) {
        final FramePool pool = pool();
        pool.length(fragment, laterHeaderLength + length);
        pool.l4Offset(fragment, laterHeaderLength);
        final long to = pool.address(fragment);
        Memory.copy(null, ip, null, to, Ipv4Flyweight.MIN_HEADER_LENGTH);
        copyOptions(ip, headerLength, to, laterHeaderLength);
        Memory.copy(null, ip + headerLength + from, null, to + laterHeaderLength, length);
        Memory.putU8(null, to, 4 << 4 | laterHeaderLength >>> 2);
        finish(to, laterHeaderLength, laterHeaderLength + length, flagsAndOffset);
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
