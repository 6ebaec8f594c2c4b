package org.firsthop.forwarding.ip;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6ExtensionWalker;

/**
 * Follows the IPv6 packets for this node over their extension headers to the upper layer (RFC 8200 section 4), and sorts them
 * by what is to be done with them.
 */
public final class Ipv6Local extends Stage {
    /** Where fragments go; one that is whole by itself is none (RFC 6946). */
    public final Output fragments = output("fragments");

    /** Where ICMPv6 messages go. */
    public final Output icmp = output("icmp");

    /** Where packets of other protocols go. */
    public final Output local = output("local");

    private final Ipv6ExtensionWalker walker = new Ipv6ExtensionWalker();

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
                drop(frame, reason);
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
}
