package org.firsthop.forwarding.nat;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.IcmpFlyweight;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.Ipv4Flyweight;

/**
 * Translates ICMP errors and the packets that they quote (RFC 5508 section 4), so that each side sees in the quotation what it
 * sent itself. Type and code stay (REQ-4 b, REQ-5 b); no error refreshes or ends a session (REQ-6, RFC 4787 REQ-12, RFC 5382
 * REQ-10).
 *
 * <p>A quotation may end after eight octets of the transport header: checksums of TCP beyond that are not there to be
 * changed, and that of the quoted text is not verified (REQ-3 c).
 */
final class NatIcmpErrors {
    /** What a quotation has at least of the transport header (RFC 792). */
    private static final int QUOTED = 8;

    private final int outsideAddress;
    private final NatTable table;

    // The quotation that was read last.
    private long quoted;
    private long transport;
    private int available;
    private int protocol;
    private int sourcePort;
    private int destinationPort;
    private boolean isAnswer;

    NatIcmpErrors(final int outsideAddress, final NatTable table) {
        this.outsideAddress = outsideAddress;
        this.table = table;
    }

    /** An error to the outside address about a packet that an inside host has sent. */
    DropReason inbound(final long ip, final long icmp, final int length, final boolean isHairpin) {
        // Without a mapping the quoted packet is the router's own, and so is the error.
        final boolean isAboutMapping = read(icmp, length)
                && !isAnswer
                && NatHeaders.source(quoted) == outsideAddress
                && table.findOutside(protocol, sourcePort);
        if (!isAboutMapping) {
            return DropReason.NONE;
        }
        final DropReason reason = verify(ip, icmp, length);
        if (reason != DropReason.NONE) {
            return reason;
        }
        final int mapping = table.mapping();
        int remote = NatHeaders.destination(quoted);
        int remotePort = destinationPort;
        // A hairpin was sent to another inside host by its outside end: that is the remote one, and what the sender
        // knows.
        final boolean isQuotedHairpin =
                isHairpin && table.findInside(protocol, remote, remotePort, outsideAddress, sourcePort);
        final int other = table.mapping();
        if (isQuotedHairpin) {
            remote = outsideAddress;
            remotePort = table.outsidePort(other);
        }
        table.findOutside(protocol, sourcePort);
        if (!table.hasSession(protocol, remote, remotePort)) {
            return NatDrops.FILTERED;
        }
        if (isQuotedHairpin) {
            NatHeaders.destination(quoted, transport, available, protocol, outsideAddress, remotePort);
            NatHeaders.address(ip, Ipv4Flyweight.SOURCE_OFFSET, outsideAddress);
        }
        // REQ-4 a and c.
        NatHeaders.source(
                quoted, transport, available, protocol, table.insideAddress(mapping), table.insidePort(mapping));
        NatHeaders.address(ip, Ipv4Flyweight.DESTINATION_OFFSET, table.insideAddress(mapping));
        fillChecksum(icmp, length);
        return DropReason.NONE;
    }

    /** An error that leaves by the outside interface about a packet that came in. */
    DropReason outbound(final long ip, final long icmp, final int length) {
        final boolean isOurs = NatHeaders.source(ip) == outsideAddress;
        final boolean isKnown = read(icmp, length)
                && (protocol != NatTable.ICMP || isAnswer)
                && table.findInside(
                        protocol,
                        NatHeaders.destination(quoted),
                        destinationPort,
                        NatHeaders.source(quoted),
                        sourcePort);
        if (!isKnown) {
            return isOurs ? DropReason.NONE : NatDrops.UNRELATED_ICMP;
        }
        final DropReason reason = verify(ip, icmp, length);
        if (reason != DropReason.NONE) {
            return reason;
        }
        // REQ-5 a and d: a router inside has no outside address but ours.
        NatHeaders.destination(
                quoted, transport, available, protocol, outsideAddress, table.outsidePort(table.mapping()));
        if (!isOurs) {
            NatHeaders.address(ip, Ipv4Flyweight.SOURCE_OFFSET, outsideAddress);
        }
        fillChecksum(icmp, length);
        return DropReason.NONE;
    }

    /** Reads the quotation; says whether it has ports. Options are passed over (REQ-3 b). */
    private boolean read(final long icmp, final int length) {
        quoted = icmp + IcmpFlyweight.DATA_OFFSET;
        final int quotedLength = length - IcmpFlyweight.DATA_OFFSET;
        if (quotedLength < Ipv4Flyweight.MIN_HEADER_LENGTH || Memory.u8(null, quoted) >>> 4 != 4) {
            return false;
        }
        final int headerLength = NatHeaders.headerLength(quoted);
        transport = quoted + headerLength;
        available = quotedLength - headerLength;
        protocol = NatTable.protocol(NatHeaders.protocol(quoted));
        if (headerLength < Ipv4Flyweight.MIN_HEADER_LENGTH
                || available < QUOTED
                || protocol == NatTable.OTHER
                || !NatHeaders.isFirstFragment(quoted)) {
            return false;
        }
        isAnswer = false;
        if (protocol != NatTable.ICMP) {
            sourcePort = NatHeaders.sourcePort(transport);
            destinationPort = NatHeaders.destinationPort(transport);
            return true;
        }
        // The identifier is that of the host that asked: the source of a query, the destination of an answer.
        final int type = Memory.u8(null, transport);
        isAnswer = NatTranslator.isAnswer(type);
        sourcePort = isAnswer ? 0 : NatHeaders.queryId(transport);
        destinationPort = isAnswer ? NatHeaders.queryId(transport) : 0;
        return isAnswer || NatTranslator.isQuery(type);
    }

    /** REQ-3: the checksums of the error and of the quoted IP header; neither may be seen in part only. */
    private DropReason verify(final long ip, final long icmp, final int length) {
        if (NatHeaders.isFragment(ip)) {
            return NatDrops.FRAGMENTED_ICMP_ERROR;
        }
        final boolean isGood = InternetChecksum.finish(InternetChecksum.partialSum(null, icmp, length)) == 0
                && Ipv4Flyweight.isChecksumValid(null, quoted);
        return isGood ? DropReason.NONE : NatDrops.BAD_ICMP_ERROR;
    }

    private static void fillChecksum(final long icmp, final int length) {
        Memory.putU16(null, icmp + IcmpFlyweight.CHECKSUM_OFFSET, 0);
        Memory.putU16(
                null,
                icmp + IcmpFlyweight.CHECKSUM_OFFSET,
                InternetChecksum.finish(InternetChecksum.partialSum(null, icmp, length)));
    }
}
