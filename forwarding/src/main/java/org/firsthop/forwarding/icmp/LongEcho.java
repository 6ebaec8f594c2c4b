package org.firsthop.forwarding.icmp;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.IcmpFlyweight;
import org.firsthop.core.wire.IcmpType;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.Ipv6FragmentFlyweight;
import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.forwarding.fragment.Ipv4Pieces;
import org.firsthop.forwarding.fragment.Ipv6Identifications;
import org.firsthop.forwarding.fragment.LongDatagramReceiver;
import org.firsthop.forwarding.fragment.Reassembly;
import org.firsthop.forwarding.local.IpHeaders;
import org.firsthop.forwarding.local.LocalOutput;
import org.firsthop.forwarding.option.Ipv4OptionWriter;

/**
 * Answers echo requests that are longer than a frame, up to 65,507 octets of data as {@code ping -s} counts them: "data received
 * in the echo message must be returned" (RFC 792, RFC 1122 section 3.2.2.6, RFC 4443 section 4.2), whole.
 *
 * <p>The reply is made where the request was put together, and cut for the first link of its way: at once, for no frame holds it.
 * What {@link IcmpInput} and {@link Icmpv6Input} say of short requests holds for long ones; those to groups are never answered.
 */
public final class LongEcho implements LongDatagramReceiver {
    /** There are not enough free frames for all fragments of a long reply. The operator, who sizes the pool. */
    public static final DropReason NO_FRAMES = DropReason.declare(
            "ICMP_LONG_ECHO_NO_FRAMES", Severity.ERROR, "the frame pool has not enough frames for a long echo reply");

    private final IcmpConfig config;
    private final IcmpInput icmp;
    private final LocalOutput output;
    private final LinkMtu mtus;
    private final Ipv4OptionWriter options;
    private final Ipv6Identifications identifications;
    private final FramePool pool;
    private final Ipv4Pieces pieces = new Ipv4Pieces();
    private final FrameBatch reply = new FrameBatch(FrameBatch.SMALL_CAPACITY);

    /**
     * Answers in the manners of a node.
     *
     * @param config manners.
     * @param icmp answers the short requests.
     * @param output takes the fragments of replies.
     * @param mtus to which replies are cut.
     * @param options makes those of requests the replies'.
     * @param identifications of the fragments of IPv6 that this thread sends.
     */
    public LongEcho(
            final IcmpConfig config,
            final IcmpInput icmp,
            final LocalOutput output,
            final LinkMtu mtus,
            final Ipv4OptionWriter options,
            final Ipv6Identifications identifications) {
        this.config = config;
        this.icmp = icmp;
        this.output = output;
        this.mtus = mtus;
        this.options = options;
        this.identifications = identifications;
        pool = output.pool();
    }

    @Override
    public boolean takes(final int protocol) {
        return config.answersEcho() && (protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6);
    }

    @Override
    public DropReason receive(final int first, final long data, final int length) {
        final long ip = pool.address(first) + pool.l3Offset(first);
        return Memory.u8(null, ip) >>> 4 == 4
                ? receiveIpv4(first, ip, data, length)
                : receiveIpv6(first, ip, data, length);
    }

    private DropReason receiveIpv4(final int first, final long ip, final long data, final int length) {
        final DropReason reason = IcmpFlyweight.check(null, data, length);
        if (reason != DropReason.NONE) {
            return reason;
        }
        if (InternetChecksum.finish(InternetChecksum.partialSum(null, data, length)) != 0) {
            return IcmpFlyweight.BAD_CHECKSUM;
        }
        final int request = Memory.u16(null, data);
        if (Memory.u8(null, ip + Ipv4Flyweight.PROTOCOL_OFFSET) != IpProtocol.ICMP
                || request >>> 8 != IcmpType.ECHO_REQUEST) {
            return Reassembly.NO_ROOM;
        }
        final int requester = Memory.i32(null, ip + Ipv4Flyweight.SOURCE_OFFSET);
        final int asked = Memory.i32(null, ip + Ipv4Flyweight.DESTINATION_OFFSET);
        if (requester == 0) {
            return IcmpInput.ECHO_FROM_NOBODY;
        }
        if (!output.addresses().isOwn(asked)) {
            return IcmpInput.ECHO_TO_GROUP;
        }
        final int requestHeader = (Memory.u8(null, ip) & 0xF) << 2;
        final int headerLength =
                options.reflect(pool.buffer(), pool.offset(first) + pool.l3Offset(first), requestHeader);
        if (headerLength + length > 65_535) {
            return Reassembly.TOO_LONG;
        }
        final long header = data - headerLength;
        IpHeaders.writeIpv4(
                header,
                Memory.u8(null, ip + Ipv4Flyweight.TRAFFIC_CLASS_OFFSET),
                headerLength + length,
                icmp.nextIdentification(),
                config.hopLimit(),
                IpProtocol.ICMP,
                asked,
                requester);
        final int fixed = Ipv4Flyweight.MIN_HEADER_LENGTH;
        Memory.copy(null, ip + fixed, null, header + fixed, headerLength - fixed);
        Memory.putU8(null, header, 4 << 4 | headerLength >>> 2);
        final int answer = (request & 0xFF) | IcmpType.ECHO_REPLY << 8;
        final long checksum = data + IcmpFlyweight.CHECKSUM_OFFSET;
        Memory.putU16(null, data, answer);
        Memory.putU16(null, checksum, InternetChecksum.update(Memory.u16(null, checksum), request, answer));
        final int ingress = pool.ingress(first);
        final int mtu = Math.min(mtus.towards(requester, ingress), pool.maxFrameLength());
        if (!pieces.plan(header, headerLength, length, mtu) || !allocate(pieces.count())) {
            return NO_FRAMES;
        }
        for (int i = 0; i < pieces.count(); i++) {
            final int frame = reply.get(i);
            pool.length(frame, pieces.length(i));
            pieces.write(i, pool.address(frame));
        }
        send(ingress);
        return DropReason.NONE;
    }

    private DropReason receiveIpv6(final int first, final long ip, final long data, final int length) {
        final DropReason reason = Icmpv6Flyweight.check(null, data, length);
        if (reason != DropReason.NONE) {
            return reason;
        }
        final long fromHigh = Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET);
        final long fromLow = Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET + 8);
        final long ownHigh = Memory.i64(null, ip + Ipv6Flyweight.DESTINATION_OFFSET);
        final long ownLow = Memory.i64(null, ip + Ipv6Flyweight.DESTINATION_OFFSET + 8);
        // The sum does not know which address is the source's: the reply's is the request's.
        final long pseudoHeader = PseudoHeader.ipv6(fromHigh, fromLow, ownHigh, ownLow, IpProtocol.ICMPV6, length);
        if (!Icmpv6Flyweight.isChecksumValid(null, data, pseudoHeader, length)) {
            return Icmpv6Flyweight.BAD_CHECKSUM;
        }
        final long behindFragmentHeader = pool.address(first) + pool.l4Offset(first);
        if (Memory.u8(null, behindFragmentHeader - Ipv6FragmentFlyweight.HEADER_LENGTH) != IpProtocol.ICMPV6
                || Memory.u8(null, data) != Icmpv6Type.ECHO_REQUEST) {
            return Reassembly.NO_ROOM;
        }
        if ((fromHigh | fromLow) == 0) {
            return IcmpInput.ECHO_FROM_NOBODY;
        }
        if (!output.addresses().isOwn(ownHigh, ownLow)) {
            return IcmpInput.ECHO_TO_GROUP;
        }
        Memory.putU8(null, data, Icmpv6Type.ECHO_REPLY);
        Icmpv6Flyweight.fillChecksum(null, data, pseudoHeader, length);
        final int ingress = pool.ingress(first);
        final int headers = Ipv6Flyweight.HEADER_LENGTH + Ipv6FragmentFlyweight.HEADER_LENGTH;
        final int mtu = Math.min(mtus.towards(fromHigh, fromLow, ingress), pool.maxFrameLength());
        final int room = mtu - headers & ~7;
        final int count = (length + room - 1) / room;
        if (!allocate(count)) {
            return NO_FRAMES;
        }
        final int trafficClass = Memory.i32(null, ip) >>> 20 & 0xFF;
        final int identification = identifications.next();
        for (int i = 0, from = 0; i < count; i++, from += room) {
            final int octets = Math.min(room, length - from);
            final int frame = reply.get(i);
            pool.length(frame, headers + octets);
            final long to = pool.address(frame);
            IpHeaders.writeIpv6(
                    to,
                    trafficClass,
                    Ipv6FragmentFlyweight.HEADER_LENGTH + octets,
                    IpProtocol.FRAGMENT,
                    config.hopLimit(),
                    ownHigh,
                    ownLow,
                    fromHigh,
                    fromLow);
            final long header = to + Ipv6Flyweight.HEADER_LENGTH;
            final int more = i + 1 < count ? Ipv6FragmentFlyweight.MORE_FRAGMENTS_FLAG : 0;
            Memory.putI32(null, header, IpProtocol.ICMPV6 << 24 | from | more);
            Memory.putI32(null, header + Ipv6FragmentFlyweight.IDENTIFICATION_OFFSET, identification);
            Memory.copy(null, data + from, null, to + headers, octets);
        }
        send(ingress);
        return DropReason.NONE;
    }

    /** Takes frames for all fragments of a reply; whether there were enough. */
    private boolean allocate(final int count) {
        for (int i = 0; i < count; i++) {
            final int frame = output.allocate();
            if (frame == FramePool.NO_FRAME) {
                output.free(reply);
                return false;
            }
            reply.add(frame);
        }
        return true;
    }

    private void send(final int ingress) {
        for (int i = 0, size = reply.size(); i < size; i++) {
            output.send(reply.get(i), ingress);
        }
        reply.clear();
    }
}
