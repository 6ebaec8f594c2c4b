package org.firsthop.tcp;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.IcmpCode;
import org.firsthop.core.wire.IcmpType;
import org.firsthop.core.wire.Icmpv6Code;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.TcpSequence;
import org.firsthop.tcp.table.FlowIndex;
import org.firsthop.tcp.table.FlowKey;
import org.jspecify.annotations.Nullable;

/**
 * An ICMP error about a segment of ours (RFC 9293 section 3.9.2.2, MUST-54), believed as far as RFC 5927 lets a TCP believe what
 * anybody may have sent: the segment it quotes must be one that is on its way (section 4.1), and no error ends a connection that
 * is synchronized (section 5.2).
 */
final class IcmpArrival {
    private static final int HEADER_LENGTH = 8;
    private static final int MTU_OFFSET_IPV4 = 6;
    private static final int MTU_OFFSET_IPV6 = 4;

    /** Octets of the segment that every error quotes: ports and sequence number (RFC 792). */
    private static final int QUOTED_OCTETS = 8;

    private static final int IPV6_MINIMUM_MTU = 1_280;

    /** What links of old could carry, for routers that do not tell (RFC 1191 section 7.1). */
    private static final int[] PLATEAUS = {68, 296, 508, 1_006, 1_492, 2_002, 4_352, 8_166, 17_914, 32_000};

    private final EngineState state;
    private final Connections connections;
    private final Sender sender;
    private final FlowKey key = new FlowKey();
    private int sequence;
    private int quotedLength;

    IcmpArrival(final EngineState state, final Connections connections, final Sender sender) {
        this.state = state;
        this.connections = connections;
        this.sender = sender;
    }

    /** Takes an ICMP message, or one of ICMPv6, whose checksum is right; total over any octets. */
    DropReason arrive(final boolean ipv4, final @Nullable Object base, final long address, final int length) {
        if (length < HEADER_LENGTH || !readQuoted(ipv4, base, address + HEADER_LENGTH, length - HEADER_LENGTH)) {
            return TcpDrops.NOT_TCP;
        }
        final int reference = state.index.find(key, state.hash.hash(key));
        if (FlowIndex.kind(reference) != EngineState.CONNECTION) {
            return TcpDrops.NO_CONNECTION;
        }
        final int index = FlowIndex.index(reference);
        final long tcb = state.connections.address(index);
        // RFC 5927 section 4.1: SND.UNA =< SEG.SEQ < SND.NXT.
        if (!TcpSequence.lessThanOrEqual(Tcb.sndUna(tcb), sequence)
                || !TcpSequence.lessThan(sequence, Tcb.sndNxt(tcb))) {
            return TcpDrops.NOT_IN_FLIGHT;
        }
        final int type = Memory.u8(base, address);
        final int code = Memory.u8(base, address + 1);
        if (ipv4) {
            arriveIpv4(type, code, Memory.u16(base, address + MTU_OFFSET_IPV4), index, tcb);
        } else {
            arriveIpv6(type, code, Memory.u32(base, address + MTU_OFFSET_IPV6), index, tcb);
        }
        return DropReason.NONE;
    }

    private void arriveIpv4(final int type, final int code, final int mtu, final int index, final long tcb) {
        switch (type) {
            case IcmpType.DESTINATION_UNREACHABLE -> {
                if (code == IcmpCode.FRAGMENTATION_NEEDED) {
                    tooBig(mtu == 0 ? plateauBelow(quotedLength) : mtu, Output.IPV4_HEADERS, index, tcb);
                } else {
                    unreachable(code == IcmpCode.PROTOCOL_UNREACHABLE || code == IcmpCode.PORT_UNREACHABLE, index, tcb);
                }
            }
            case IcmpType.TIME_EXCEEDED, IcmpType.PARAMETER_PROBLEM -> unreachable(false, index, tcb);
            default -> {} // Source Quench and all else: discarded in silence (MUST-55)
        }
    }

    private void arriveIpv6(final int type, final int code, final long mtu, final int index, final long tcb) {
        switch (type) {
            case Icmpv6Type.PACKET_TOO_BIG -> {
                if (mtu >= IPV6_MINIMUM_MTU) { // RFC 8201 section 4: less is not believed
                    tooBig((int) Math.min(mtu, 0xFFFF), Output.IPV6_HEADERS, index, tcb);
                }
            }
            case Icmpv6Type.DESTINATION_UNREACHABLE ->
                unreachable(
                        code == Icmpv6Code.PORT_UNREACHABLE || code == Icmpv6Code.PROHIBITED, index, tcb); // RFC 5461
            case Icmpv6Type.TIME_EXCEEDED, Icmpv6Type.PARAMETER_PROBLEM -> unreachable(false, index, tcb);
            default -> {}
        }
    }

    /** A hard error ends what is not synchronized (SHLD-26); all else is remembered for the user (MUST-56, SHLD-25). */
    private void unreachable(final boolean hard, final int index, final long tcb) {
        if (hard && Tcb.state(tcb) < Tcb.ESTABLISHED) {
            connections.close(index, tcb, CloseReason.UNREACHABLE);
        } else {
            Tcb.set(tcb, Tcb.UNREACHABLE_TOLD);
        }
    }

    /**
     * The path carries less than we thought (RFC 1191 section 3, RFC 8201): segments become smaller, and what is on its way is sent
     * again in such. No sign of congestion (RFC 1191 section 6.5). They never grow again within a connection.
     */
    private void tooBig(final int mtu, final int headers, final int index, final long tcb) {
        if (Tcb.state(tcb) < Tcb.ESTABLISHED) {
            return; // a SYN is smaller than any MTU
        }
        final int options = Tcb.is(tcb, Tcb.TIMESTAMPS_OK) ? SegmentWriter.TIMESTAMPS_LENGTH : 0;
        final int mss =
                Math.max(mtu - headers, state.config.minimumMss()) - options; // never absurdly small (CVE-2019-11479)
        if (mss >= Tcb.sndMss(tcb)) {
            return;
        }
        Tcb.sndMss(tcb, mss);
        state.counters.pathMtuReductions++;
        if (Tcb.sendBlock(tcb) != Rings.NONE && !Tcb.is(tcb, Tcb.PERSIST)) {
            Tcb.clear(tcb, Tcb.TIMING | Tcb.RECOVERY);
            LossRecovery.resend(tcb, state.rings.header(Tcb.sendBlock(tcb)));
            sender.transmit(index, tcb);
        }
    }

    private static int plateauBelow(final int length) {
        int i = PLATEAUS.length - 1;
        while (i > 0 && PLATEAUS[i] >= length) {
            i--;
        }
        return PLATEAUS[i];
    }

    /** Reads the head of the segment that we are said to have sent: the source is we. */
    private boolean readQuoted(final boolean ipv4, final @Nullable Object base, final long address, final int length) {
        final long tcp;
        if (ipv4) {
            if (length < Ipv4Flyweight.MIN_HEADER_LENGTH) {
                return false;
            }
            final int headerLength = (Memory.u8(base, address) & 0xF) << 2;
            final int fragment = Memory.u16(base, address + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET);
            if (Memory.u8(base, address) >>> 4 != 4
                    || headerLength < Ipv4Flyweight.MIN_HEADER_LENGTH
                    || length < headerLength + QUOTED_OCTETS
                    || (fragment & Ipv4Flyweight.FRAGMENT_OFFSET_MASK) != 0
                    || Memory.u8(base, address + Ipv4Flyweight.PROTOCOL_OFFSET) != IpProtocol.TCP) {
                return false;
            }
            tcp = address + headerLength;
            quotedLength = Memory.u16(base, address + Ipv4Flyweight.TOTAL_LENGTH_OFFSET);
            key.set(
                    0,
                    FlowKey.mapped(Memory.i32(base, address + Ipv4Flyweight.SOURCE_OFFSET)),
                    Memory.u16(base, tcp + TcpFlyweight.SOURCE_PORT_OFFSET),
                    0,
                    FlowKey.mapped(Memory.i32(base, address + Ipv4Flyweight.DESTINATION_OFFSET)),
                    Memory.u16(base, tcp + TcpFlyweight.DESTINATION_PORT_OFFSET));
        } else {
            if (length < Ipv6Flyweight.HEADER_LENGTH + QUOTED_OCTETS
                    || Memory.u8(base, address) >>> 4 != 6
                    || Memory.u8(base, address + Ipv6Flyweight.NEXT_HEADER_OFFSET) != IpProtocol.TCP) {
                return false;
            }
            tcp = address + Ipv6Flyweight.HEADER_LENGTH;
            key.set(
                    Memory.i64(base, address + Ipv6Flyweight.SOURCE_OFFSET),
                    Memory.i64(base, address + Ipv6Flyweight.SOURCE_OFFSET + Long.BYTES),
                    Memory.u16(base, tcp + TcpFlyweight.SOURCE_PORT_OFFSET),
                    Memory.i64(base, address + Ipv6Flyweight.DESTINATION_OFFSET),
                    Memory.i64(base, address + Ipv6Flyweight.DESTINATION_OFFSET + Long.BYTES),
                    Memory.u16(base, tcp + TcpFlyweight.DESTINATION_PORT_OFFSET));
        }
        sequence = Memory.i32(base, tcp + TcpFlyweight.SEQUENCE_NUMBER_OFFSET);
        return true;
    }
}
