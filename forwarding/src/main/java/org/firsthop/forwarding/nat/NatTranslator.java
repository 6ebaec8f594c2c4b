package org.firsthop.forwarding.nat;

import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.IcmpFlyweight;
import org.firsthop.core.wire.IcmpType;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.UdpFlyweight;
import org.firsthop.forwarding.nat.ConnectionTracker.Phase;

/**
 * Translates whole packets and first fragments: finds their session, and gives them the addresses and ports of the other
 * side.
 *
 * <p>Every method answers {@link DropReason#NONE} for a packet that may go on, translated or as it came, else why not; a
 * packet that may not go on is as it came.
 */
final class NatTranslator {
    private final int outsideAddress;
    private final NatTable table;
    private final ConnectionTracker tracker;
    private final NatIcmpErrors errors;
    private final UnsafeBuffer frames;
    private final long framesAddress;
    private long hairpins;

    NatTranslator(
            final int outsideAddress, final NatTable table, final ConnectionTracker tracker, final FramePool pool) {
        this.outsideAddress = outsideAddress;
        this.table = table;
        this.tracker = tracker;
        errors = new NatIcmpErrors(outsideAddress, table);
        frames = pool.buffer();
        framesAddress = pool.address();
    }

    long hairpins() {
        return hairpins;
    }

    /** A packet from an inside interface that is about to leave by the outside one. */
    DropReason outbound(final long ip, final int length) {
        final int protocol = NatTable.protocol(NatHeaders.protocol(ip));
        final int headerLength = NatHeaders.headerLength(ip);
        final long transport = ip + headerLength;
        final int available = length - headerLength;
        final DropReason reason = check(protocol, transport, available);
        if (reason != DropReason.NONE) {
            return reason;
        }
        if (protocol == NatTable.ICMP) {
            return outboundIcmp(ip, transport, available);
        }
        return send(
                ip,
                protocol,
                transport,
                available,
                NatHeaders.sourcePort(transport),
                NatHeaders.destinationPort(transport));
    }

    private DropReason outboundIcmp(final long ip, final long icmp, final int available) {
        final int type = Memory.u8(null, icmp);
        if (isQuery(type)) {
            return send(ip, NatTable.ICMP, icmp, available, NatHeaders.queryId(icmp), 0);
        }
        if (isTranslatedError(type)) {
            return errors.outbound(ip, icmp, available);
        }
        return NatDrops.UNSUPPORTED_PROTOCOL;
    }

    private DropReason send(
            final long ip,
            final int protocol,
            final long transport,
            final int available,
            final int port,
            final int remotePort) {
        final DropReason reason =
                table.outbound(protocol, NatHeaders.source(ip), port, NatHeaders.destination(ip), remotePort);
        if (reason != DropReason.NONE) {
            return reason;
        }
        final int mapping = table.mapping();
        if (!passes(ip, protocol, transport, available, true)) {
            return NatDrops.INVALID_SEGMENT;
        }
        NatHeaders.source(ip, transport, available, protocol, outsideAddress, table.outsidePort(mapping));
        return DropReason.NONE;
    }

    /** A packet to the outside address, from outside, or from inside when it is a hairpin (RFC 4787 REQ-9). */
    DropReason inbound(final long ip, final int length, final boolean isHairpin) {
        final int protocol = NatTable.protocol(NatHeaders.protocol(ip));
        if (protocol == NatTable.OTHER) {
            return DropReason.NONE; // The router's own.
        }
        final int headerLength = NatHeaders.headerLength(ip);
        final long transport = ip + headerLength;
        final int available = length - headerLength;
        final DropReason reason = check(protocol, transport, available);
        if (reason != DropReason.NONE) {
            return reason;
        }
        if (protocol == NatTable.ICMP) {
            return inboundIcmp(ip, transport, available, isHairpin);
        }
        final int port = NatHeaders.destinationPort(transport);
        if (!table.findOutside(protocol, port)) {
            return DropReason.NONE; // The router's own.
        }
        return isHairpin
                ? hairpin(ip, protocol, transport, available, port)
                : receive(ip, protocol, transport, available, NatHeaders.sourcePort(transport));
    }

    private DropReason inboundIcmp(final long ip, final long icmp, final int available, final boolean isHairpin) {
        final int type = Memory.u8(null, icmp);
        if (isTranslatedError(type)) {
            return errors.inbound(ip, icmp, available, isHairpin);
        }
        // A query to the outside address is the router's to answer, and so are answers that no inside host waits for.
        if (!isAnswer(type) || isHairpin || !table.findOutside(NatTable.ICMP, NatHeaders.queryId(icmp))) {
            return DropReason.NONE;
        }
        return receive(ip, NatTable.ICMP, icmp, available, 0);
    }

    /** Brings a packet in by the mapping that was found. */
    private DropReason receive(
            final long ip, final int protocol, final long transport, final int available, final int remotePort) {
        final DropReason reason = table.admit(protocol, NatHeaders.source(ip), remotePort);
        if (reason != DropReason.NONE) {
            return reason;
        }
        final int mapping = table.mapping();
        if (!passes(ip, protocol, transport, available, false)) {
            return NatDrops.INVALID_SEGMENT;
        }
        NatHeaders.destination(
                ip, transport, available, protocol, table.insideAddress(mapping), table.insidePort(mapping));
        return DropReason.NONE;
    }

    /** Sends a packet of one inside host to another by the outside address: both see each other there (REQ-9 a). */
    private DropReason hairpin(
            final long ip, final int protocol, final long transport, final int available, final int port) {
        final int source = NatHeaders.source(ip);
        final int sourcePort = NatHeaders.sourcePort(transport);
        DropReason reason = table.outbound(protocol, source, sourcePort, outsideAddress, port);
        if (reason != DropReason.NONE) {
            return reason;
        }
        final int outsidePort = table.outsidePort(table.mapping());
        if (!passes(ip, protocol, transport, available, true)) {
            return NatDrops.INVALID_SEGMENT;
        }
        if (!table.findOutside(protocol, port)) { // It ended to make room for the first.
            return NatDrops.FILTERED;
        }
        reason = table.admit(protocol, outsideAddress, outsidePort);
        if (reason != DropReason.NONE) {
            return reason;
        }
        final int mapping = table.mapping();
        if (!passes(ip, protocol, transport, available, false)) {
            return NatDrops.INVALID_SEGMENT;
        }
        hairpins++;
        NatHeaders.source(ip, transport, available, protocol, outsideAddress, outsidePort);
        NatHeaders.destination(
                ip, transport, available, protocol, table.insideAddress(mapping), table.insidePort(mapping));
        return DropReason.NONE;
    }

    /** Tells the session that was found, and the tracker, of a packet. */
    private boolean passes(
            final long ip, final int protocol, final long transport, final int available, final boolean isFromInside) {
        final int session = table.session();
        if (session == NatTable.NONE) {
            return true;
        }
        if (protocol != NatTable.TCP) {
            if (isFromInside) {
                table.lives().sent(session);
            } else {
                table.lives().received(session);
            }
            return true;
        }
        final boolean isNew = table.isNew();
        final int textLength = NatHeaders.isFragment(ip) ? -1 : available - TcpFlyweight.headerLength(null, transport);
        final Phase phase = tracker.track(
                table.sessions().buffer(),
                table.trackerState(session),
                isFromInside,
                frames,
                (int) (transport - framesAddress),
                textLength);
        if (phase == Phase.INVALID) {
            if (isNew) {
                table.close(session);
            }
            return false;
        }
        table.lives().passed(session, phase, isFromInside);
        return true;
    }

    /** Whether the part of a transport header that is read and written is there. */
    private static DropReason check(final int protocol, final long transport, final int available) {
        return switch (protocol) {
            case NatTable.TCP -> TcpFlyweight.check(null, transport, available);
            case NatTable.UDP ->
                available < UdpFlyweight.HEADER_LENGTH ? UdpFlyweight.TRUNCATED_HEADER : DropReason.NONE;
            case NatTable.ICMP ->
                available < IcmpFlyweight.HEADER_LENGTH ? IcmpFlyweight.TRUNCATED_MESSAGE : DropReason.NONE;
            default -> NatDrops.UNSUPPORTED_PROTOCOL;
        };
    }

    static boolean isQuery(final int type) {
        return type == IcmpType.ECHO_REQUEST || type == IcmpType.TIMESTAMP_REQUEST;
    }

    static boolean isAnswer(final int type) {
        return type == IcmpType.ECHO_REPLY || type == IcmpType.TIMESTAMP_REPLY;
    }

    /** A redirect concerns one link, and is none that crosses a router. */
    private static boolean isTranslatedError(final int type) {
        return IcmpType.isError(type) && type != IcmpType.REDIRECT;
    }

    /** Whether a packet with the router's own source is an ICMP error, which may quote an inside address. */
    static boolean isIcmpError(final long ip, final int length) {
        final int headerLength = NatHeaders.headerLength(ip);
        return NatHeaders.protocol(ip) == IpProtocol.ICMP
                && length - headerLength >= IcmpFlyweight.HEADER_LENGTH
                && NatHeaders.isFirstFragment(ip)
                && isTranslatedError(Memory.u8(null, ip + headerLength));
    }
}
