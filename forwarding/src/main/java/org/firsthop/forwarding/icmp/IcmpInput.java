package org.firsthop.forwarding.icmp;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.wire.IcmpFlyweight;
import org.firsthop.core.wire.IcmpType;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.forwarding.local.IpHeaders;
import org.firsthop.forwarding.local.NodeAddresses;
import org.firsthop.forwarding.option.Ipv4OptionWriter;
import org.firsthop.forwarding.option.TimeOfDay;

/**
 * Takes ICMP messages for this node: answers echo and timestamp requests in their own frames (RFC 1122 sections 3.2.2.6 and
 * 3.2.2.8), and passes on what
 * others have to act on.
 */
public final class IcmpInput extends Stage {
    /** An echo request to a group or broadcast address, which a node may leave unanswered (RFC 1122 section 3.2.2.6). */
    public static final DropReason ECHO_TO_GROUP = DropReason.declare(
            "ICMP_ECHO_TO_GROUP", Severity.INFO, "a request to a group or broadcast address is not answered");

    /** An echo request to a node that was told to answer none. */
    public static final DropReason ECHO_NOT_ANSWERED = DropReason.declare(
            "ICMP_ECHO_NOT_ANSWERED", Severity.INFO, "this node is configured to leave echo requests unanswered");

    /** An echo request whose source is not one host, so that nobody could be answered. The sender. */
    public static final DropReason ECHO_FROM_NOBODY = DropReason.declare(
            "ICMP_ECHO_FROM_NOBODY", Severity.WARNING, "a request has no source that could be answered");

    /** A timestamp request to a node that was told to answer none. */
    public static final DropReason TIMESTAMP_NOT_ANSWERED = DropReason.declare(
            "ICMP_TIMESTAMP_NOT_ANSWERED",
            Severity.INFO,
            "this node is configured to leave timestamp requests unanswered");

    private static final int TIMESTAMP_LENGTH = 20;
    private static final int RECEIVE_TIMESTAMP_OFFSET = 12;
    private static final int TRANSMIT_TIMESTAMP_OFFSET = 16;

    /** Where answers go, packets of this node's own. */
    public final Output replies = output("replies");

    /** Where good messages go that are not answered here, such as errors about this node's own packets. */
    public final Output local = output("local");

    private final IcmpConfig config;
    private final NodeAddresses addresses;
    private final Ipv4OptionWriter options;
    private final TimeOfDay time;
    private int identification;

    /**
     * The stage.
     *
     * @param config manners.
     * @param addresses of this node.
     * @param options makes those of requests the replies'.
     * @param time that timestamp replies tell.
     * @param frames the allocator of the thread that runs the graph.
     */
    public IcmpInput(
            final IcmpConfig config,
            final NodeAddresses addresses,
            final Ipv4OptionWriter options,
            final TimeOfDay time,
            final FrameAllocator frames) {
        super("icmp-input", frames);
        this.time = time;
        this.options = options;
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
            final DropReason reason = IcmpFlyweight.check(null, icmp, length);
            if (reason != DropReason.NONE) {
                drop(frame, reason);
            } else if (InternetChecksum.finish(InternetChecksum.partialSum(null, icmp, length)) != 0) {
                drop(frame, IcmpFlyweight.BAD_CHECKSUM);
            } else if (Memory.u8(null, icmp) == IcmpType.ECHO_REQUEST) {
                echo(frame, icmp, length);
            } else if (Memory.u8(null, icmp) == IcmpType.TIMESTAMP_REQUEST) {
                timestamp(frame, icmp, length, nowNs);
            } else {
                local.send(frame);
            }
        }
    }

    private void echo(final int frame, final long icmp, final int length) {
        if (!config.answersEcho()) {
            drop(frame, ECHO_NOT_ANSWERED);
            return;
        }
        final int source = answerSource(frame, config.answersBroadcastEcho());
        if (source == 0) {
            return;
        }
        final int request = Memory.u16(null, icmp);
        final int reply = (request & 0xFF) | IcmpType.ECHO_REPLY << 8;
        Memory.putU16(null, icmp, reply);
        final long checksum = icmp + IcmpFlyweight.CHECKSUM_OFFSET;
        Memory.putU16(null, checksum, InternetChecksum.update(Memory.u16(null, checksum), request, reply));
        answer(frame, icmp, length, source);
    }

    /** RFC 1122 section 3.2.2.8: the same rules as those of the echo. */
    private void timestamp(final int frame, final long icmp, final int length, final long nowNs) {
        if (!config.answersTimestamp() || length < TIMESTAMP_LENGTH) {
            drop(frame, length < TIMESTAMP_LENGTH ? IcmpFlyweight.TRUNCATED_MESSAGE : TIMESTAMP_NOT_ANSWERED);
            return;
        }
        final int source = answerSource(frame, false);
        if (source == 0) {
            return;
        }
        final int now = time.timestamp(nowNs);
        Memory.putU8(null, icmp, IcmpType.TIMESTAMP_REPLY);
        Memory.putI32(null, icmp + RECEIVE_TIMESTAMP_OFFSET, now);
        Memory.putI32(null, icmp + TRANSMIT_TIMESTAMP_OFFSET, now);
        Memory.putU16(null, icmp + IcmpFlyweight.CHECKSUM_OFFSET, 0);
        Memory.putU16(
                null,
                icmp + IcmpFlyweight.CHECKSUM_OFFSET,
                InternetChecksum.finish(InternetChecksum.partialSum(null, icmp, length)));
        answer(frame, icmp, length, source);
    }

    /** The address to answer a request from; 0 when it is dropped. */
    private int answerSource(final int frame, final boolean isGroupAnswered) {
        final long ip = pool().address(frame) + pool().l3Offset(frame);
        final int requester = Memory.i32(null, ip + Ipv4Flyweight.SOURCE_OFFSET);
        final int asked = Memory.i32(null, ip + Ipv4Flyweight.DESTINATION_OFFSET);
        if (requester == 0) {
            drop(frame, ECHO_FROM_NOBODY);
            return 0;
        }
        if (addresses.isOwn(asked)) {
            return asked;
        }
        final int source = isGroupAnswered ? addresses.ipv4Source(pool().ingress(frame), requester) : 0;
        if (source == 0) {
            drop(frame, ECHO_TO_GROUP);
        }
        return source;
    }

    /** Sends the message of a request's frame back, in a header of its own. */
    private void answer(final int frame, final long icmp, final int length, final int source) {
        final FramePool pool = pool();
        final long ip = pool.address(frame) + pool.l3Offset(frame);
        final int requester = Memory.i32(null, ip + Ipv4Flyweight.SOURCE_OFFSET);
        final int trafficClass = Memory.u8(null, ip + Ipv4Flyweight.TRAFFIC_CLASS_OFFSET);
        // The header of the reply stands directly before the message; options that are not reflected are left behind.
        final int headerLength =
                options.reflect(pool.buffer(), pool.offset(frame) + pool.l3Offset(frame), (int) (icmp - ip));
        pool.bounds(frame, pool.offset(frame) + pool.l4Offset(frame) - headerLength, headerLength + length);
        IpHeaders.writeIpv4(
                icmp - headerLength,
                trafficClass,
                headerLength + length,
                nextIdentification(),
                config.hopLimit(),
                IpProtocol.ICMP,
                source,
                requester);
        if (headerLength != Ipv4Flyweight.MIN_HEADER_LENGTH) {
            Memory.putU8(null, icmp - headerLength, 4 << 4 | headerLength >>> 2);
            IpHeaders.fillIpv4Checksum(icmp - headerLength, headerLength);
        }
        replies.send(frame);
    }

    /** {@return the Identification of the next reply} */
    int nextIdentification() {
        return identification++ & 0xFFFF;
    }
}
