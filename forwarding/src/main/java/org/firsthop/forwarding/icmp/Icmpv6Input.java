package org.firsthop.forwarding.icmp;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.forwarding.local.IpHeaders;
import org.firsthop.forwarding.local.NodeAddresses;

/**
 * Takes ICMPv6 messages for this node: answers echo requests in their own frames (RFC 4443 section 4.2), and sorts what others
 * have to act on.
 */
public final class Icmpv6Input extends Stage {
    /** Where answers go, packets of this node's own. */
    public final Output replies = output("replies");

    /** Where messages of Neighbor Discovery go, types 133 to 137 (RFC 4861). */
    public final Output neighborDiscovery = output("neighbor-discovery");

    /** Where other good messages go that are not answered here. */
    public final Output local = output("local");

    private final IcmpConfig config;
    private final NodeAddresses addresses;
    private final long[] source = new long[2];

    /**
     * The stage.
     *
     * @param config manners.
     * @param addresses of this node.
     * @param frames the allocator of the thread that runs the graph.
     */
    public Icmpv6Input(final IcmpConfig config, final NodeAddresses addresses, final FrameAllocator frames) {
        super("icmpv6-input", frames);
        this.config = config;
        this.addresses = addresses;
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        final FramePool pool = pool();
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final long icmp = pool.address(frame) + pool.l4Offset(frame);
            final int length = pool.length(frame) - pool.l4Offset(frame);
            final DropReason reason = Icmpv6Flyweight.check(null, icmp, length);
            if (reason != DropReason.NONE) {
                drop(frame, reason);
                continue;
            }
            final long ip = pool.address(frame) + pool.l3Offset(frame);
            if (!Icmpv6Flyweight.isChecksumValid(null, icmp, pseudoHeader(ip, length), length)) {
                drop(frame, Icmpv6Flyweight.BAD_CHECKSUM);
                continue;
            }
            final int type = Memory.u8(null, icmp);
            if (type == Icmpv6Type.ECHO_REQUEST) {
                echo(frame, ip, icmp, length);
            } else if (type >= Icmpv6Type.ROUTER_SOLICITATION && type <= Icmpv6Type.REDIRECT) {
                neighborDiscovery.send(frame);
            } else {
                local.send(frame);
            }
        }
    }

    private static long pseudoHeader(final long ip, final int length) {
        return PseudoHeader.ipv6(
                Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET),
                Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET + 8),
                Memory.i64(null, ip + Ipv6Flyweight.DESTINATION_OFFSET),
                Memory.i64(null, ip + Ipv6Flyweight.DESTINATION_OFFSET + 8),
                IpProtocol.ICMPV6,
                length);
    }

    /**
     * The groups that nodes are in because they are nodes or routers (RFC 4291 section 2.8): others are joined by who asks for
     * it.
     */
    private static boolean isGroupOfNodes(final long high, final long low) {
        if (high == 0xFF02_0000_0000_0000L) {
            return low == 1 || low == 2 || low >>> 24 == 0x1FF;
        }
        return high == 0xFF05_0000_0000_0000L && low == 2;
    }

    private void echo(final int frame, final long ip, final long icmp, final int length) {
        final FramePool pool = pool();
        if (!config.answersEcho()) {
            drop(frame, IcmpInput.ECHO_NOT_ANSWERED);
            return;
        }
        final long requesterHigh = Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET);
        final long requesterLow = Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET + 8);
        source[0] = Memory.i64(null, ip + Ipv6Flyweight.DESTINATION_OFFSET);
        source[1] = Memory.i64(null, ip + Ipv6Flyweight.DESTINATION_OFFSET + 8);
        if ((requesterHigh | requesterLow) == 0) {
            drop(frame, IcmpInput.ECHO_FROM_NOBODY);
            return;
        }
        if (source[0] >>> 56 == 0xFF && !isGroupOfNodes(source[0], source[1])) {
            drop(frame, IcmpInput.ECHO_TO_GROUP);
            return;
        }
        // RFC 4443 section 4.2: requests to groups and to anycast addresses are answered from an address of the
        // interface.
        if (!addresses.isOwn(source[0], source[1])
                && !addresses.ipv6Source(pool.ingress(frame), requesterHigh, requesterLow, source)) {
            drop(frame, IcmpErrors.NO_SOURCE);
            return;
        }
        final int trafficClass = Memory.i32(null, ip) >>> 20 & 0xFF;
        // Extension headers of the request are left behind: the header of the reply stands directly before the message.
        final int headerLength = Ipv6Flyweight.HEADER_LENGTH;
        pool.bounds(frame, pool.offset(frame) + pool.l4Offset(frame) - headerLength, headerLength + length);
        final long reply = icmp - headerLength;
        IpHeaders.writeIpv6(
                reply,
                trafficClass,
                length,
                IpProtocol.ICMPV6,
                config.hopLimit(),
                source[0],
                source[1],
                requesterHigh,
                requesterLow);
        Memory.putU8(null, icmp, Icmpv6Type.ECHO_REPLY);
        Icmpv6Flyweight.fillChecksum(null, icmp, pseudoHeader(reply, length), length);
        replies.send(frame);
    }
}
