package org.firsthop.forwarding.icmp;

import org.firsthop.core.drop.DropCounters;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.wire.IcmpCode;
import org.firsthop.core.wire.IcmpFlyweight;
import org.firsthop.core.wire.IcmpType;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.Ipv4Fib;
import org.firsthop.forwarding.fib.Ipv6Fib;
import org.firsthop.forwarding.local.IpHeaders;
import org.firsthop.forwarding.local.NodeAddresses;

/**
 * Tells the senders of packets that were dropped: makes ICMP errors of notices, where the rules allow it.
 *
 * <p>What forbids an error is {@link ErrorSuppression}'s to say; and there are no more of them than the limits allow, for the node
 * and for the interface by which the packet came.
 */
public final class IcmpErrors extends Stage {
    /** More errors than the node may send (RFC 1812 section 4.3.2.8). */
    public static final DropReason NODE_LIMIT =
            DropReason.declare("ICMP_ERROR_NODE_LIMIT", Severity.INFO, "more ICMP errors than the limit of the node");

    /** More errors about packets of the interface than the node may send (RFC 1812 section 4.3.2.8). */
    public static final DropReason INTERFACE_LIMIT = DropReason.declare(
            "ICMP_ERROR_INTERFACE_LIMIT", Severity.INFO, "more ICMP errors than the limit of the packet's interface");

    /** The node has no address of the family from which the error could come. The operator. */
    public static final DropReason NO_SOURCE = DropReason.declare(
            "ICMP_ERROR_NO_SOURCE", Severity.WARNING, "this node has no address to send the ICMP error from");

    /** The pool is empty. The operator, who sizes it. */
    public static final DropReason NO_FRAME =
            DropReason.declare("ICMP_ERROR_NO_FRAME", Severity.ERROR, "the frame pool is empty: no ICMP error is sent");

    /** No message is defined for the drop's reason. */
    public static final DropReason NO_MESSAGE =
            DropReason.declare("ICMP_ERROR_NO_MESSAGE", Severity.INFO, "ICMP has no error for the reason of the drop");

    /** The least MTU of IPv6, and so the longest ICMPv6 error (RFC 4443 section 2.4 (c)). */
    private static final int IPV6_MIN_MTU = 1280;

    /** Precedence "internetwork control" (RFC 1812 section 4.3.2.5). */
    private static final int INTERNETWORK_CONTROL = 0xC0;

    /** What of the datagram's TOS its error keeps: not the precedence, and not ECN, which speaks of a transport. */
    private static final int TOS_MASK = 0x1C;

    /** Where errors go, packets of this node's own. */
    public final Output errors = output("errors");

    private final IcmpErrorTable table;
    private final IcmpConfig config;
    private final NodeAddresses addresses;
    private final Ipv4Fib ipv4Fib;
    private final Ipv6Fib ipv6Fib;
    private final AdjacencyTable adjacencies;
    private final TokenBucket nodeBucket;
    private final TokenBucket[] interfaceBuckets;
    private final ErrorSuppression suppression;
    private final DropCounters suppressed = new DropCounters();
    private final long[] source = new long[2];
    private int identification;

    /**
     * The stage.
     *
     * @param table what is said of which reason.
     * @param config limits and manners.
     * @param addresses of this node.
     * @param ipv4Fib by which errors of IPv4 will leave.
     * @param ipv6Fib by which errors of IPv6 will leave.
     * @param adjacencies that the FIBs' answers are indices of.
     * @param interfaceCount of the node.
     * @param frames the allocator of the thread that runs the graph.
     */
    public IcmpErrors(
            final IcmpErrorTable table,
            final IcmpConfig config,
            final NodeAddresses addresses,
            final Ipv4Fib ipv4Fib,
            final Ipv6Fib ipv6Fib,
            final AdjacencyTable adjacencies,
            final int interfaceCount,
            final FrameAllocator frames) {
        super("icmp-errors", frames);
        this.table = table;
        this.config = config;
        this.addresses = addresses;
        suppression = new ErrorSuppression(addresses);
        this.ipv4Fib = ipv4Fib;
        this.ipv6Fib = ipv6Fib;
        this.adjacencies = adjacencies;
        nodeBucket = config.nodeBucket();
        interfaceBuckets = new TokenBucket[interfaceCount];
        for (int i = 0; i < interfaceCount; i++) {
            interfaceBuckets[i] = config.interfaceBucket();
        }
    }

    /** {@return the notices of which no error was made, by what forbade it} */
    public DropCounters suppressed() {
        return suppressed;
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int notice = batch.get(i);
            final long address = pool().address(notice) + pool().l3Offset(notice);
            final DropReason obstacle = Memory.u8(null, address) >>> 4 == 4
                    ? answerIpv4(notice, address, nowNs)
                    : answerIpv6(notice, address, nowNs);
            if (obstacle != DropReason.NONE) {
                suppressed.increment(obstacle);
            }
            consume(notice);
        }
    }

    private DropReason answerIpv4(final int notice, final long address, final long nowNs) {
        final int message = table.ipv4(pool().adjacency(notice));
        if (message == IcmpErrorTable.NONE) {
            return NO_MESSAGE;
        }
        final int length = pool().length(notice) - pool().l3Offset(notice);
        final DropReason obstacle = suppression.ofIpv4(pool().flags(notice), address, length);
        if (obstacle != DropReason.NONE) {
            return obstacle;
        }
        final int ingress = pool().ingress(notice);
        final int destination = Memory.i32(null, address + Ipv4Flyweight.SOURCE_OFFSET);
        final int from = ipv4Source(ingress, destination, Memory.i32(null, address + Ipv4Flyweight.DESTINATION_OFFSET));
        if (from == 0) {
            return NO_SOURCE;
        }
        final DropReason limit = limit(ingress, nowNs);
        if (limit != DropReason.NONE) {
            return limit;
        }
        final int error = frames().allocate();
        if (error == FramePool.NO_FRAME) {
            return NO_FRAME;
        }
        // RFC 1812 section 4.3.2.3: as much of the datagram as fits.
        final int headers = Ipv4Flyweight.MIN_HEADER_LENGTH + IcmpFlyweight.HEADER_LENGTH;
        final int quoted = Math.min(length, Math.min(config.maxErrorLength(), pool().maxFrameLength()) - headers);
        pool().length(error, headers + quoted);
        pool().ingress(error, ingress);
        final long to = pool().address(error);
        final int trafficClass = Memory.u8(null, address + Ipv4Flyweight.TRAFFIC_CLASS_OFFSET) & TOS_MASK;
        IpHeaders.writeIpv4(
                to,
                trafficClass | INTERNETWORK_CONTROL,
                headers + quoted,
                identification++ & 0xFFFF,
                config.hopLimit(),
                IpProtocol.ICMP,
                from,
                destination);
        final long icmp = to + Ipv4Flyweight.MIN_HEADER_LENGTH;
        final int type = IcmpErrorTable.type(message);
        final int code = IcmpErrorTable.code(message);
        Memory.putI32(null, icmp, type << 24 | code << 16);
        Memory.putI32(null, icmp + 4, ipv4Parameter(type, code, pool().flowHash(notice)));
        Memory.copy(null, address, null, icmp + IcmpFlyweight.DATA_OFFSET, quoted);
        final long sum = InternetChecksum.partialSum(null, icmp, IcmpFlyweight.HEADER_LENGTH + quoted);
        Memory.putU16(null, icmp + IcmpFlyweight.CHECKSUM_OFFSET, InternetChecksum.finish(sum));
        originate(error, errors);
        return DropReason.NONE;
    }

    private static int ipv4Parameter(final int type, final int code, final int parameter) {
        if (type == IcmpType.DESTINATION_UNREACHABLE && code == IcmpCode.FRAGMENTATION_NEEDED) {
            return parameter & 0xFFFF; // RFC 1191 section 4.
        }
        return switch (type) {
            case IcmpType.PARAMETER_PROBLEM -> parameter << 24;
            case IcmpType.REDIRECT -> parameter;
            default -> 0;
        };
    }

    private int ipv4Source(final int ingress, final int sender, final int destination) {
        if (addresses.isOwn(destination)) {
            return destination;
        }
        final int interfaceIndex =
                config.sourceRule() == IcmpConfig.SourceRule.EGRESS ? egress(ipv4Fib.lookup(sender), ingress) : ingress;
        return addresses.ipv4Source(interfaceIndex, sender);
    }

    private DropReason answerIpv6(final int notice, final long address, final long nowNs) {
        final int message = table.ipv6(pool().adjacency(notice));
        if (message == IcmpErrorTable.NONE) {
            return NO_MESSAGE;
        }
        final int length = pool().length(notice) - pool().l3Offset(notice);
        final DropReason obstacle =
                suppression.ofIpv6(pool().flags(notice), address, length, message, pool().flowHash(notice));
        if (obstacle != DropReason.NONE) {
            return obstacle;
        }
        final int ingress = pool().ingress(notice);
        final long destinationHigh = Memory.i64(null, address + Ipv6Flyweight.SOURCE_OFFSET);
        final long destinationLow = Memory.i64(null, address + Ipv6Flyweight.SOURCE_OFFSET + 8);
        if (!chooseIpv6Source(ingress, address, destinationHigh, destinationLow)) {
            return NO_SOURCE;
        }
        final DropReason limit = limit(ingress, nowNs);
        if (limit != DropReason.NONE) {
            return limit;
        }
        final int error = frames().allocate();
        if (error == FramePool.NO_FRAME) {
            return NO_FRAME;
        }
        final int headers = Ipv6Flyweight.HEADER_LENGTH + Icmpv6Flyweight.HEADER_LENGTH;
        final int quoted = Math.min(length, Math.min(IPV6_MIN_MTU, pool().maxFrameLength()) - headers);
        final int messageLength = Icmpv6Flyweight.HEADER_LENGTH + quoted;
        pool().length(error, headers + quoted);
        pool().ingress(error, ingress);
        final long to = pool().address(error);
        IpHeaders.writeIpv6(
                to,
                0,
                messageLength,
                IpProtocol.ICMPV6,
                config.hopLimit(),
                source[0],
                source[1],
                destinationHigh,
                destinationLow);
        final long icmp = to + Ipv6Flyweight.HEADER_LENGTH;
        final int type = IcmpErrorTable.type(message);
        Memory.putI32(null, icmp, type << 24 | IcmpErrorTable.code(message) << 16);
        final boolean hasParameter = type == Icmpv6Type.PACKET_TOO_BIG || type == Icmpv6Type.PARAMETER_PROBLEM;
        Memory.putI32(null, icmp + 4, hasParameter ? pool().flowHash(notice) : 0);
        Memory.copy(null, address, null, icmp + Icmpv6Flyweight.DATA_OFFSET, quoted);
        final long pseudoHeader = PseudoHeader.ipv6(
                source[0], source[1], destinationHigh, destinationLow, IpProtocol.ICMPV6, messageLength);
        Icmpv6Flyweight.fillChecksum(null, icmp, pseudoHeader, messageLength);
        originate(error, errors);
        return DropReason.NONE;
    }

    /** RFC 4443 section 2.2: the packet's destination where it is this node's, else an address that the sender can answer to. */
    private boolean chooseIpv6Source(
            final int ingress, final long address, final long senderHigh, final long senderLow) {
        final long high = Memory.i64(null, address + Ipv6Flyweight.DESTINATION_OFFSET);
        final long low = Memory.i64(null, address + Ipv6Flyweight.DESTINATION_OFFSET + 8);
        if (addresses.isOwn(high, low)) {
            source[0] = high;
            source[1] = low;
            return true;
        }
        final int interfaceIndex = config.sourceRule() == IcmpConfig.SourceRule.EGRESS
                ? egress(ipv6Fib.lookup(senderHigh, senderLow), ingress)
                : ingress;
        return addresses.ipv6Source(interfaceIndex, senderHigh, senderLow, source);
    }

    private int egress(final int adjacency, final int otherwise) {
        final long state = Adjacency.state(adjacencies.entryAddress(adjacencies.select(adjacency, 0)));
        return switch (Adjacency.kind(state)) {
            case Adjacency.NO_ROUTE, Adjacency.BLACKHOLE, Adjacency.UNREACHABLE, Adjacency.PROHIBIT -> otherwise;
            default -> Adjacency.egressInterface(state);
        };
    }

    private DropReason limit(final int ingress, final long nowNs) {
        if (!nodeBucket.has(nowNs)) {
            return NODE_LIMIT;
        }
        final TokenBucket bucket = interfaceBuckets[ingress];
        if (!bucket.has(nowNs)) {
            return INTERFACE_LIMIT;
        }
        nodeBucket.take(nowNs);
        bucket.take(nowNs);
        return DropReason.NONE;
    }
}
