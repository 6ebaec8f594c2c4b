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
            if (isRefusedForHeaders(frame)) {
                continue;
            }
            // What is wrong behind the Fragment header counts when the packet has been put together (RFC 8200 section
            // 4).
            final boolean isFragment = walker.isFragment() && reason != Ipv6ExtensionWalker.FIRST_FRAGMENT_INCOMPLETE;
            if (reason != DropReason.NONE && !isFragment) {
                // RFC 7112 section 5 leaves the pointer of its code open; other codes point at what is wrong.
                final boolean isCutShort = reason == Ipv6ExtensionWalker.FIRST_FRAGMENT_INCOMPLETE;
                reject(frame, reason, isCutShort ? 0 : walker.errorOffset(), errors);
                continue;
            }
            pool.l4Offset(frame, l3Offset + walker.upperLayerOffset());
            if (isFragment) {
                fragments.send(frame);
            } else if (walker.protocol() == IpProtocol.ICMPV6) {
                icmp.send(frame);
            } else {
                local.send(frame);
            }
        }
    }

    /**
     * Judges the headers that are for this node in their order (RFC 8200 section 4), up to the Fragment header of a packet that is
     * to be put together first, or to the one that cannot be read.
     */
    private boolean isRefusedForHeaders(final int frame) {
        for (int i = 0; i < walker.headerCount(); i++) {
            final int at = walker.headerOffset(i);
            switch (walker.headerType(i)) {
                case IpProtocol.DESTINATION_OPTIONS -> {
                    if (isRefusedForOptions(frame, at)) {
                        return true;
                    }
                }
                case IpProtocol.ROUTING -> {
                    final long header = pool().address(frame) + pool().l3Offset(frame) + at;
                    if (Memory.u8(null, header + Ipv6RoutingFlyweight.SEGMENTS_LEFT_OFFSET) != 0) {
                        reject(frame, SOURCE_ROUTED, at + Ipv6RoutingFlyweight.ROUTING_TYPE_OFFSET, errors);
                        return true;
                    }
                }
                case IpProtocol.FRAGMENT -> {
                    if (walker.isFragment() && at == walker.fragmentHeaderOffset()) {
                        return false;
                    }
                }
                default -> {
                    // Read elsewhere, or by whoever wants to.
                }
            }
        }
        return false;
    }

    /** RFC 8200 section 4.6. */
    private boolean isRefusedForOptions(final int frame, final int at) {
        final DropReason reason = options.check(pool().buffer(), pool().offset(frame) + pool().l3Offset(frame), at);
        if (reason == DropReason.NONE) {
            return false;
        }
        if (reason == Ipv6OptionCheck.UNKNOWN_DISCARDED) {
            drop(frame, reason);
        } else {
            reject(frame, reason, options.errorOffset(), errors);
        }
        return true;
    }
}
