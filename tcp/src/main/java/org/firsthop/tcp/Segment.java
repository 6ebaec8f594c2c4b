package org.firsthop.tcp;

import org.agrona.DirectBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6ExtensionWalker;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.TcpOptionIterator;
import org.firsthop.core.wire.TcpOptions;
import org.firsthop.core.wire.TcpSequence;
import org.firsthop.tcp.table.FlowKey;
import org.jspecify.annotations.Nullable;

/**
 * The segment that has just arrived, checked and read once: SEG.SEQ, SEG.LEN, SEG.ACK, SEG.WND of RFC 9293 section 3.3.1, its
 * flags, options and where its data lie.
 *
 * <p>Scratch space, reused for every packet; valid until the next is read. Numbers may be trimmed to the window while the
 * segment is dealt with.
 */
final class Segment implements SynPolicy.Syn {
    private static final int ECN_MASK = 3;
    private static final int CONGESTION_EXPERIENCED = 3;

    /** Local is the destination, remote the source. */
    final FlowKey key = new FlowKey();

    final TcpOptions options = new TcpOptions();

    private final Ipv6ExtensionWalker extensions = new Ipv6ExtensionWalker();

    @Nullable
    Object base;

    long data;
    int dataLength;
    int seq;
    int ack;
    int wnd;
    int flags;

    /** The ECN field of the IP header (RFC 3168 section 5). */
    int ecn;

    /** Reads a packet; total over any octets. */
    DropReason read(final DirectBuffer buffer, final int offset, final int length) {
        if (length < 1) {
            return TcpDrops.NOT_TCP;
        }
        buffer.boundsCheck(offset, length);
        final Object array = buffer.byteArray();
        final long address = buffer.addressOffset() + offset;
        this.base = array;
        // Where no packet has ever lain in an array, the compiler takes the base for null, and knows that no field of
        // ours
        // lies where it reads; otherwise it reads each again behind every access.
        final Object base = array == null ? null : array;
        final int version = Memory.u8(base, address) >>> 4;
        return version == 4
                ? readIpv4(base, address, length)
                : version == 6 ? readIpv6(base, address, length) : TcpDrops.NOT_TCP;
    }

    private DropReason readIpv4(final @Nullable Object base, final long address, final int length) {
        final DropReason reason = Ipv4Flyweight.check(base, address, length);
        if (reason != DropReason.NONE) {
            return reason;
        }
        final int headerLength = (Memory.u8(base, address) & 0xF) << 2;
        final long headerSum = headerLength == Ipv4Flyweight.MIN_HEADER_LENGTH
                ? InternetChecksum.partialSum20(base, address)
                : InternetChecksum.partialSum(base, address, headerLength);
        if (InternetChecksum.finish(headerSum) != 0) {
            return TcpDrops.BAD_IP_CHECKSUM;
        }
        if (Memory.u8(base, address + Ipv4Flyweight.PROTOCOL_OFFSET) != IpProtocol.TCP) {
            return TcpDrops.NOT_TCP;
        }
        final int fragment = Memory.u16(base, address + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET);
        if ((fragment & (Ipv4Flyweight.MORE_FRAGMENTS_FLAG | Ipv4Flyweight.FRAGMENT_OFFSET_MASK)) != 0) {
            return TcpDrops.FRAGMENT;
        }
        final int source = Memory.i32(base, address + Ipv4Flyweight.SOURCE_OFFSET);
        final int destination = Memory.i32(base, address + Ipv4Flyweight.DESTINATION_OFFSET);
        if (Addresses.isUnusable(source) || Addresses.isUnusable(destination)) {
            return TcpDrops.BAD_ADDRESS;
        }
        final int segmentLength = Memory.u16(base, address + Ipv4Flyweight.TOTAL_LENGTH_OFFSET) - headerLength;
        ecn = Memory.u8(base, address + Ipv4Flyweight.TRAFFIC_CLASS_OFFSET) & ECN_MASK;
        final long tcp = address + headerLength;
        final DropReason tcpReason = readTcp(
                base, tcp, segmentLength, PseudoHeader.ipv4(source, destination, IpProtocol.TCP, segmentLength));
        if (tcpReason == DropReason.NONE) {
            key.set(
                    0,
                    FlowKey.mapped(destination),
                    Memory.u16(base, tcp + TcpFlyweight.DESTINATION_PORT_OFFSET),
                    0,
                    FlowKey.mapped(source),
                    Memory.u16(base, tcp + TcpFlyweight.SOURCE_PORT_OFFSET));
        }
        return tcpReason;
    }

    private DropReason readIpv6(final @Nullable Object base, final long address, final int length) {
        final DropReason ipReason = extensions.walk(base, address, length);
        if (ipReason != DropReason.NONE) {
            return ipReason;
        }
        if (extensions.isFragment()) {
            return TcpDrops.FRAGMENT;
        }
        if (extensions.protocol() != IpProtocol.TCP || !extensions.hasUpperLayerHeader()) {
            return TcpDrops.NOT_TCP;
        }
        final int payload = extensions.upperLayerLength();
        final long sourceHigh = Memory.i64(base, address + Ipv6Flyweight.SOURCE_OFFSET);
        final long sourceLow = Memory.i64(base, address + Ipv6Flyweight.SOURCE_OFFSET + Long.BYTES);
        final long destinationHigh = Memory.i64(base, address + Ipv6Flyweight.DESTINATION_OFFSET);
        final long destinationLow = Memory.i64(base, address + Ipv6Flyweight.DESTINATION_OFFSET + Long.BYTES);
        if (Addresses.isUnusable(sourceHigh, sourceLow) || Addresses.isUnusable(destinationHigh, destinationLow)) {
            return TcpDrops.BAD_ADDRESS;
        }
        ecn = (Memory.u8(base, address + 1) >>> 4) & ECN_MASK;
        final long tcp = address + extensions.upperLayerOffset();
        final long pseudo =
                PseudoHeader.ipv6(sourceHigh, sourceLow, destinationHigh, destinationLow, IpProtocol.TCP, payload);
        final DropReason reason = readTcp(base, tcp, payload, pseudo);
        if (reason == DropReason.NONE) {
            key.set(
                    destinationHigh,
                    destinationLow,
                    Memory.u16(base, tcp + TcpFlyweight.DESTINATION_PORT_OFFSET),
                    sourceHigh,
                    sourceLow,
                    Memory.u16(base, tcp + TcpFlyweight.SOURCE_PORT_OFFSET));
        }
        return reason;
    }

    private DropReason readTcp(
            final @Nullable Object base, final long tcp, final int length, final long pseudoHeaderSum) {
        final DropReason reason = TcpFlyweight.check(base, tcp, length);
        if (reason != DropReason.NONE) {
            return reason;
        }
        final long headerSum = pseudoHeaderSum + InternetChecksum.partialSum20(base, tcp);
        final int rest = length - TcpFlyweight.MIN_HEADER_LENGTH;
        final long sum = rest == 0
                ? headerSum
                : headerSum + InternetChecksum.partialSum(base, tcp + TcpFlyweight.MIN_HEADER_LENGTH, rest);
        if (InternetChecksum.finish(sum) != 0) { // RFC 9293 section 3.1, MUST-3
            return TcpFlyweight.BAD_CHECKSUM;
        }
        final int headerLength = TcpFlyweight.headerLength(base, tcp);
        final int optionsLength = headerLength - TcpFlyweight.MIN_HEADER_LENGTH;
        if (optionsLength == 0) {
            options.clear();
        } else if (options.parse(base, tcp + TcpFlyweight.OPTIONS_OFFSET, optionsLength)
                == TcpOptionIterator.BAD_OPTION_LENGTH) {
            return TcpOptionIterator.BAD_OPTION_LENGTH; // RFC 9293 section 3.1, MUST-7
        }
        seq = Memory.i32(base, tcp + TcpFlyweight.SEQUENCE_NUMBER_OFFSET);
        ack = Memory.i32(base, tcp + TcpFlyweight.ACKNOWLEDGMENT_NUMBER_OFFSET);
        wnd = Memory.u16(base, tcp + TcpFlyweight.WINDOW_OFFSET); // MUST-1: unsigned
        flags = TcpFlyweight.flags(base, tcp);
        data = tcp + headerLength;
        dataLength = length - headerLength;
        return DropReason.NONE;
    }

    boolean is(final int flag) {
        return (flags & flag) != 0;
    }

    /** {@return whether a SYN offers ECN (RFC 3168 section 6.1.1)} */
    boolean offersEcn() {
        return (flags & (TcpFlyweight.ECE | TcpFlyweight.CWR)) == (TcpFlyweight.ECE | TcpFlyweight.CWR);
    }

    /** {@return whether a router has marked the packet instead of dropping it} */
    boolean isMarked() {
        return ecn == CONGESTION_EXPERIENCED;
    }

    /** {@return SEG.LEN: octets of data, and one for each of SYN and FIN} */
    int len() {
        return dataLength + ((flags >>> 1) & 1) + (flags & 1);
    }

    /** Cuts off what lies before RCV.NXT: octets seen before, and a SYN. */
    void trimBefore(final int rcvNxt) {
        int excess = rcvNxt - seq;
        if (excess <= 0) {
            return;
        }
        if (is(TcpFlyweight.SYN)) {
            flags &= ~TcpFlyweight.SYN;
            seq++;
            excess--;
        }
        final int octets = Math.min(excess, dataLength);
        data += octets;
        dataLength -= octets;
        seq += octets;
        if (octets < excess) {
            flags &= ~TcpFlyweight.FIN;
            seq = rcvNxt;
        }
    }

    /** Cuts off what lies beyond the window: octets, and with any of them the FIN (RFC 9293 section 3.10.7.4). */
    void trimAfter(final int edge) {
        final int excess = TcpSequence.distance(edge, seq + len());
        if (excess <= 0) {
            return;
        }
        int octets = excess;
        if (is(TcpFlyweight.FIN)) {
            flags &= ~TcpFlyweight.FIN;
            octets--;
        }
        dataLength = Math.max(0, dataLength - octets);
    }

    @Override
    public long remoteHigh() {
        return key.remoteHigh();
    }

    @Override
    public long remoteLow() {
        return key.remoteLow();
    }

    @Override
    public int remotePort() {
        return key.remotePort();
    }

    @Override
    public long localHigh() {
        return key.localHigh();
    }

    @Override
    public long localLow() {
        return key.localLow();
    }

    @Override
    public int localPort() {
        return key.localPort();
    }

    @Override
    public int maximumSegmentSize() {
        return options.maximumSegmentSize();
    }
}
