package org.firsthop.forwarding.fragment;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
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
public final class Ipv4Fragmenter extends Stage {
    /** There are not enough free frames for all fragments, and some alone are no use. The operator, who sizes the pool. */
    public static final DropReason NO_FRAMES = DropReason.declare(
            "IPV4_FRAGMENT_NO_FRAMES", Severity.ERROR, "the frame pool has not enough frames for all fragments");

    /** The egress MTU has no room for the header and 8 octets (RFC 791 section 3.2). The operator. */
    public static final DropReason NO_ROOM = DropReason.declare(
            "IPV4_FRAGMENT_NO_ROOM", Severity.ERROR, "the egress MTU has no room for the header and 8 octets of data");

    /** The packet is a fragment whose end is beyond what an offset can tell (RFC 791 section 3.1). An attacker. */
    public static final DropReason BEYOND_END = DropReason.declare(
            "IPV4_FRAGMENT_BEYOND_END", Severity.WARNING, "a fragment that is to be cut ends beyond 65,535 octets");

    /** Where fragments go: to the rewrite. */
    public final Output fragments = output("fragments");

    private final AdjacencyTable adjacencies;
    private final FrameBatch others = new FrameBatch(FrameBatch.SMALL_CAPACITY);

    /**
     * The stage.
     *
     * @param adjacencies that frames' descriptors are indices of.
     * @param frames the allocator of the thread that runs the graph.
     */
    public Ipv4Fragmenter(final AdjacencyTable adjacencies, final FrameAllocator frames) {
        super("ipv4-fragment", frames);
        this.adjacencies = adjacencies;
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        for (int i = 0, size = batch.size(); i < size; i++) {
            fragment(batch.get(i));
        }
    }

    private void fragment(final int frame) {
        final FramePool pool = pool();
        final int l3Offset = pool.l3Offset(frame);
        final long ip = pool.address(frame) + l3Offset;
        final int mtu = AdjacencyTable.mtu(AdjacencyTable.state(adjacencies.entryAddress(pool.adjacency(frame))));
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
        if (!allocate(count)) {
            drop(frame, NO_FRAMES);
            return;
        }
        for (int i = 0, from = firstLength; i < count; i++, from += laterLength) {
            final int length = Math.min(laterLength, dataLength - from);
            final int more = i + 1 < count ? Ipv4Flyweight.MORE_FRAGMENTS_FLAG : 0;
            final int fragment = others.get(i);
            // The last fragment of a fragment has more to come where the fragment has (RFC 791 section 3.2).
            write(fragment, frame, ip, headerLength, laterHeaderLength, from, length, (word | more) + (from >>> 3));
        }
        pool.length(frame, l3Offset + headerLength + firstLength);
        finish(ip, headerLength, headerLength + firstLength, word | Ipv4Flyweight.MORE_FRAGMENTS_FLAG);
        fragments.send(frame);
        for (int i = 0; i < count; i++) {
            originate(others.get(i), fragments);
        }
        others.clear();
    }

    private boolean allocate(final int count) {
        others.clear();
        for (int i = 0; i < count; i++) {
            final int frame = frames().allocate();
            if (frame == FramePool.NO_FRAME) {
                frames().freeAll(others);
                return false;
            }
            others.add(frame);
        }
        return true;
    }

    private void write(
            final int fragment,
            final int frame,
            final long ip,
            final int headerLength,
            final int laterHeaderLength,
            final int from,
            final int length,
            final int flagsAndOffset) {
        final FramePool pool = pool();
        pool.length(fragment, laterHeaderLength + length);
        pool.l4Offset(fragment, laterHeaderLength);
        pool.ingress(fragment, pool.ingress(frame));
        pool.flags(fragment, pool.flags(frame) & ~FramePool.TRACED);
        pool.adjacency(fragment, pool.adjacency(frame));
        pool.flowHash(fragment, pool.flowHash(frame));
        pool.timestamp(fragment, pool.timestamp(frame));
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
