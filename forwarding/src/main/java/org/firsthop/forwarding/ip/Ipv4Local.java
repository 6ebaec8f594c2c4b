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
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.forwarding.local.NodeAddresses;

/** Sorts the IPv4 packets for this node by what is to be done with them (RFC 1122 section 3.2.1). */
public final class Ipv4Local extends Stage {
    /** The source is the broadcast address of one of this node's links (RFC 1122 section 3.2.1.3). The sender. */
    public static final DropReason BROADCAST_SOURCE = DropReason.declare(
            "IPV4_BROADCAST_SOURCE", Severity.WARNING, "the source is the broadcast address of a link of this node");

    /** Where fragments go. */
    public final Output fragments = output("fragments");

    /** Where ICMP messages go. */
    public final Output icmp = output("icmp");

    /** Where packets of other protocols go. */
    public final Output local = output("local");

    private final NodeAddresses addresses;

    /**
     * The stage.
     *
     * @param addresses of this node.
     * @param frames the allocator of the thread that runs the graph.
     */
    public Ipv4Local(final NodeAddresses addresses, final FrameAllocator frames) {
        super("ipv4-local", frames);
        this.addresses = addresses;
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        final FramePool pool = pool();
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final long address = pool.address(frame) + pool.l3Offset(frame);
            final int source = Memory.i32(null, address + Ipv4Flyweight.SOURCE_OFFSET);
            if (addresses.broadcastInterface(source) != NodeAddresses.NO_INTERFACE) {
                drop(frame, BROADCAST_SOURCE);
            } else if (isFragment(address)) {
                fragments.send(frame);
            } else if (Memory.u8(null, address + Ipv4Flyweight.PROTOCOL_OFFSET) == IpProtocol.ICMP) {
                icmp.send(frame);
            } else {
                local.send(frame);
            }
        }
    }

    private static boolean isFragment(final long address) {
        final int word = Memory.u16(null, address + Ipv4Flyweight.FLAGS_FRAGMENT_OFFSET_OFFSET);
        return (word & (Ipv4Flyweight.MORE_FRAGMENTS_FLAG | Ipv4Flyweight.FRAGMENT_OFFSET_MASK)) != 0;
    }
}
