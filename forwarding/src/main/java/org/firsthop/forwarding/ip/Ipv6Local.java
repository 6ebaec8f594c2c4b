package org.firsthop.forwarding.ip;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6ExtensionWalker;
import org.firsthop.core.wire.Ipv6RoutingFlyweight;
import org.firsthop.forwarding.option.Ipv6OptionCheck;

/**
 * Follows the IPv6 packets for this node over their extension headers to the upper layer (RFC 8200 section 4), and sorts them
 * by what is to be done with them.
 */
public final class Ipv6Local extends Stage {
    /** A Routing header that is not at its end, such as one of type 0 (RFC 8200 section 4.4, RFC 5095). The sender. */
    public static final DropReason SOURCE_ROUTED = DropReason.declare(
            "IPV6_SOURCE_ROUTED", Severity.WARNING, "a Routing header has segments left, and is not followed");

    /** Where notices go of packets whose senders are to be told. */
    public final Output errors = output("errors");

    /** Where fragments go; one that is whole by itself is none (RFC 6946). */
    public final Output fragments = output("fragments");

    /** Where ICMPv6 messages go. */
    public final Output icmp = output("icmp");

    /** Where packets of other protocols go. */
    public final Output local = output("local");

    private final Ipv6ExtensionWalker walker = new Ipv6ExtensionWalker();
    private final Ipv6OptionCheck options = new Ipv6OptionCheck();

    /**
     * The stage.
     *
     * @param frames the allocator of the thread that runs the graph.
     */
    public Ipv6Local(final FrameAllocator frames) {
        super("ipv6-local", frames);
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        final FramePool pool = pool();
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final int l3Offset = pool.l3Offset(frame);
            final DropReason reason = walker.walk(null, pool.address(frame) + l3Offset, pool.length(frame) - l3Offset);
            if (reason != DropReason.NONE) {
                // RFC 7112 section 5 leaves the pointer of its code open; other codes point at what is wrong.
                final boolean isCutShort = reason == Ipv6ExtensionWalker.FIRST_FRAGMENT_INCOMPLETE;
                reject(frame, reason, isCutShort ? 0 : walker.errorOffset(), errors);
                continue;
            }
            if (isRefusedForOptions(frame)) {
                continue;
            }
            final int routing = walker.routingOffset();
            if (routing >= 0
                    && Memory.u8(
                                    null,
                                    pool.address(frame)
                                            + l3Offset
                                            + routing
                                            + Ipv6RoutingFlyweight.SEGMENTS_LEFT_OFFSET)
                            != 0) {
                reject(frame, SOURCE_ROUTED, routing + Ipv6RoutingFlyweight.ROUTING_TYPE_OFFSET, errors);
                continue;
            }
            pool.l4Offset(frame, l3Offset + walker.upperLayerOffset());
            if (walker.isMoreFragments() || walker.isLaterFragment()) {
                fragments.send(frame);
            } else if (walker.protocol() == IpProtocol.ICMPV6) {
                icmp.send(frame);
            } else {
                local.send(frame);
            }
        }
    }

    /** Judges the options that are for this node alone (RFC 8200 section 4.6). */
    private boolean isRefusedForOptions(final int frame) {
        for (int i = 0; i < walker.headerCount(); i++) {
            if (walker.headerType(i) != IpProtocol.DESTINATION_OPTIONS) {
                continue;
            }
            final int offset = pool().offset(frame) + pool().l3Offset(frame);
            final DropReason reason = options.check(pool().buffer(), offset, walker.headerOffset(i));
            if (reason == Ipv6OptionCheck.UNKNOWN_DISCARDED) {
                drop(frame, reason);
                return true;
            }
            if (reason != DropReason.NONE) {
                reject(frame, reason, options.errorOffset(), errors);
                return true;
            }
        }
        return false;
    }
}
