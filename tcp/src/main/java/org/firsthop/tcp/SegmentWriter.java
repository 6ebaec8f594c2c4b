package org.firsthop.tcp;

import org.agrona.MutableDirectBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.TcpOptionKind;
import org.firsthop.tcp.table.FlowKey;
import org.jspecify.annotations.Nullable;

/**
 * Writes segments into the sink: IP header, TCP header, options, data, both checksums.
 *
 * <p>The use: set {@link #key} and the public fields of a segment that differ from its {@link #reset} values, then
 * {@link #write}. Scratch space; not thread-safe.
 */
final class SegmentWriter {
    /** No Window Scale in a SYN. */
    static final int NO_SCALE = -1;

    /** Octets that NOP, NOP, Timestamps take (RFC 7323 appendix A). */
    static final int TIMESTAMPS_LENGTH = 12;

    /** NOP, NOP, Timestamps and its length, as one word. */
    private static final int ALIGNED_TIMESTAMPS = 0x0101_080A;

    /** NOP, NOP, SACK as one word; its length goes into the low octet. */
    private static final int ALIGNED_SACK = 0x0101_0000 | (TcpOptionKind.SACK << 8);

    private static final long LOW_32_BITS = 0xFFFF_FFFFL;
    private static final int SACK_HEADER_LENGTH = 4;
    private static final int SACK_BLOCK_LENGTH = 8;
    private static final int DONT_FRAGMENT = Ipv4Flyweight.DONT_FRAGMENT_FLAG;

    private final PacketSink sink;
    private final TcpCounters counters;
    private final Rings rings;
    private final Personality personality;
    private final SynOptions[] synLayouts;

    final FlowKey key = new FlowKey();
    long connection;
    int seq;
    int ack;
    int flags;
    int wnd;
    boolean timestamps;
    int tsVal;
    int tsEcr;

    /** The MSS option of a SYN; 0 for a segment that is none. */
    int mss;

    int windowScale;
    boolean sackPermitted;

    /** The ring whose ranges out of order are reported as SACK blocks, or {@link Rings#NONE}. */
    int sackRing;

    /** The ring of the data. */
    int dataRing;

    int dataSequence;
    int dataLength;

    /** The ECN field of the IP header (RFC 3168 section 5). */
    int ecn;

    SegmentWriter(final PacketSink sink, final TcpCounters counters, final Rings rings, final Personality personality) {
        this.sink = sink;
        this.counters = counters;
        this.rings = rings;
        this.personality = personality;
        this.synLayouts = SynOptions.layouts(personality);
    }

    /** Begins a segment without options and data, on behalf of no connection. */
    SegmentWriter reset() {
        connection = 0;
        ack = 0;
        timestamps = false;
        mss = 0;
        windowScale = NO_SCALE;
        sackPermitted = false;
        sackRing = Rings.NONE;
        dataRing = Rings.NONE;
        dataLength = 0;
        wnd = 0;
        ecn = 0;
        return this;
    }

    /** {@return whether the sink took the segment} */
    boolean write() {
        final int optionsLength = optionsLength();
        final int segmentLength = TcpFlyweight.MIN_HEADER_LENGTH + optionsLength + dataLength;
        final boolean ipv4 = key.isIpv4();
        final int ipLength = ipv4 ? Ipv4Flyweight.MIN_HEADER_LENGTH : Ipv6Flyweight.HEADER_LENGTH;
        final int length = ipLength + segmentLength;
        final int offset = sink.claim(length);
        if (offset < 0) {
            counters.sinkRefusals++;
            return false;
        }
        final MutableDirectBuffer buffer = sink.buffer();
        buffer.boundsCheck(offset, length);
        final Object array = buffer.byteArray();
        final Object base = array == null ? null : array; // as in Segment#read
        final long ip = buffer.addressOffset() + offset;
        final long tcp = ip + ipLength;
        final long addresses = ipv4 ? ipv4(base, ip, length) : ipv6(base, ip, segmentLength);
        final int headerLength = TcpFlyweight.MIN_HEADER_LENGTH + optionsLength;
        final int offsetFlagsWindow = (headerLength << 26) | (flags << 16) | wnd; // in words, in the high 4 bits
        // What is written is summed before: reading it back would wait for the narrower writes.
        long sum = addresses
                + IpProtocol.TCP
                + segmentLength
                + (key.ports() & LOW_32_BITS)
                + (seq & LOW_32_BITS)
                + (ack & LOW_32_BITS)
                + (offsetFlagsWindow & LOW_32_BITS);
        Memory.putI64(base, tcp, ((long) key.ports() << 32) | (seq & LOW_32_BITS));
        Memory.putI64(
                base,
                tcp + TcpFlyweight.ACKNOWLEDGMENT_NUMBER_OFFSET,
                ((long) ack << 32) | (offsetFlagsWindow & LOW_32_BITS));
        if (optionsLength > 0) {
            sum += options(base, tcp + TcpFlyweight.OPTIONS_OFFSET);
        }
        if (dataLength > 0) {
            rings.copyOut(dataRing, dataSequence, base, tcp + headerLength, dataLength);
            sum += InternetChecksum.fold(InternetChecksum.partialSum(base, tcp + headerLength, dataLength));
        }
        // And Urgent Pointer (RFC 9293 section 3.1, MUST-2).
        Memory.putI32(base, tcp + TcpFlyweight.CHECKSUM_OFFSET, InternetChecksum.finishWords(sum) << 16);
        sink.commit(length, connection);
        counters.sent++;
        return true;
    }

    /** {@return the sum of the words of both addresses} */
    private long ipv4(final @Nullable Object base, final long ip, final int length) {
        final long source = key.localLow() & LOW_32_BITS;
        final long destination = key.remoteLow() & LOW_32_BITS;
        final long addresses = source + destination;
        final int first = 0x4500_0000 | (ecn << 16) | length;
        // Identification is of no meaning in an atomic datagram (RFC 6864 section 4.1).
        final int third = (personality.ttl() << 24) | (IpProtocol.TCP << 16);
        final long sum = addresses + first + DONT_FRAGMENT + (third & LOW_32_BITS);
        Memory.putI64(base, ip, ((long) first << 32) | DONT_FRAGMENT);
        Memory.putI64(
                base,
                ip + Ipv4Flyweight.TTL_OFFSET,
                ((long) (third | InternetChecksum.finishWords(sum)) << 32) | source);
        Memory.putI32(base, ip + Ipv4Flyweight.DESTINATION_OFFSET, (int) destination);
        return addresses;
    }

    /** {@return the sum of the words of both addresses} */
    private long ipv6(final @Nullable Object base, final long ip, final int segmentLength) {
        Memory.putI64(
                base,
                ip,
                (6L << 60)
                        | ((long) ecn << 52)
                        | ((long) segmentLength << 16)
                        | (IpProtocol.TCP << 8)
                        | personality.ttl());
        Memory.putI64(base, ip + Ipv6Flyweight.SOURCE_OFFSET, key.localHigh());
        Memory.putI64(base, ip + Ipv6Flyweight.SOURCE_OFFSET + Long.BYTES, key.localLow());
        Memory.putI64(base, ip + Ipv6Flyweight.DESTINATION_OFFSET, key.remoteHigh());
        Memory.putI64(base, ip + Ipv6Flyweight.DESTINATION_OFFSET + Long.BYTES, key.remoteLow());
        return words(key.localHigh()) + words(key.localLow()) + words(key.remoteHigh()) + words(key.remoteLow());
    }

    private static long words(final long bits) {
        return (bits >>> 32) + (bits & LOW_32_BITS);
    }

    /** {@return the number of SACK blocks that the segment has room for and cause to bear} */
    private int sackBlocks() {
        if (sackRing == Rings.NONE) {
            return 0;
        }
        return Math.min(Intervals.count(ReceiveState.ranges(rings.header(sackRing))), timestamps ? 3 : 4);
    }

    /** {@return the layout of a SYN's options} */
    private SynOptions synOptions() {
        return synLayouts[
                (windowScale != NO_SCALE ? SynOptions.WINDOW_SCALE : 0)
                        | (sackPermitted ? SynOptions.SACK_PERMITTED : 0)
                        | (timestamps ? SynOptions.TIMESTAMPS : 0)];
    }

    private int optionsLength() {
        if (mss != 0) {
            return synOptions().length();
        }
        final int blocks = sackBlocks();
        return (timestamps ? TIMESTAMPS_LENGTH : 0)
                + (blocks > 0 ? SACK_HEADER_LENGTH + blocks * SACK_BLOCK_LENGTH : 0);
    }

    /** {@return the sum of the words written} */
    private long options(final @Nullable Object base, final long address) {
        if (mss != 0) {
            return synOptions().write(base, address, mss, windowScale, tsVal, tsEcr);
        }
        long position = address;
        long sum = 0;
        if (timestamps) {
            Memory.putI32(base, position, ALIGNED_TIMESTAMPS);
            Memory.putI64(base, position + 4, ((long) tsVal << 32) | (tsEcr & LOW_32_BITS));
            position += TIMESTAMPS_LENGTH;
            sum = ALIGNED_TIMESTAMPS + (tsVal & LOW_32_BITS) + (tsEcr & LOW_32_BITS);
        }
        final int blocks = sackBlocks();
        return blocks > 0 ? sum + sack(base, position, blocks) : sum;
    }

    private long sack(final @Nullable Object base, final long address, final int blocks) {
        final long ranges = ReceiveState.ranges(rings.header(sackRing));
        final int latest = Intervals.latest(ranges);
        final int first = ALIGNED_SACK | (2 + blocks * SACK_BLOCK_LENGTH);
        Memory.putI32(base, address, first);
        long position = address + SACK_HEADER_LENGTH;
        long sum = first + sackBlock(base, position, ranges, latest); // RFC 2018 section 4: the latest first
        for (int i = Intervals.count(ranges) - 1, left = blocks - 1; left > 0; i--) {
            if (i != latest) {
                position += SACK_BLOCK_LENGTH;
                sum += sackBlock(base, position, ranges, i);
                left--;
            }
        }
        return sum;
    }

    private static long sackBlock(final @Nullable Object base, final long address, final long ranges, final int index) {
        final int left = Intervals.left(ranges, index);
        final int right = Intervals.right(ranges, index);
        Memory.putI64(base, address, ((long) left << 32) | (right & LOW_32_BITS));
        return (left & LOW_32_BITS) + (right & LOW_32_BITS);
    }
}
