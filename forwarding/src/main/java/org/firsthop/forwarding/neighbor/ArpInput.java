package org.firsthop.forwarding.neighbor;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.wire.ArpFlyweight;

/** Validates ARP packets (RFC 826 "Packet Reception", RFC 1812 section 3.3.2) before anything in them is believed. */
public final class ArpInput extends Stage {
    private static final int FIRST_GROUP_OCTET = 224;

    /** Where good packets go. */
    public final Output neighbor = output("neighbor");

    /**
     * The stage.
     *
     * @param frames the allocator of the thread that runs the graph.
     */
    public ArpInput(final FrameAllocator frames) {
        super("arp-input", frames);
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        final FramePool pool = pool();
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final int l3Offset = pool.l3Offset(frame);
            final DropReason reason = validate(pool.address(frame) + l3Offset, pool.length(frame) - l3Offset);
            if (reason != DropReason.NONE) {
                drop(frame, reason);
            } else {
                // A message to the neighbor stage is told from a packet by having no adjacency.
                pool.adjacency(frame, 0);
                neighbor.send(frame);
            }
        }
    }

    private static DropReason validate(final long address, final int length) {
        final DropReason reason = ArpFlyweight.checkEthernetIpv4(null, address, length);
        if (reason != DropReason.NONE) {
            return reason;
        }
        final int operation = Memory.u16(null, address + ArpFlyweight.OPERATION_OFFSET);
        if (operation != ArpFlyweight.REQUEST && operation != ArpFlyweight.REPLY) {
            return NeighborDrops.ARP_BAD_OPERATION;
        }
        // RFC 1812 section 3.3.2: never believe that a station has a group's link address.
        final long senderMac = Memory.i64(null, address + ArpFlyweight.SENDER_MAC_OFFSET) >>> 16;
        final boolean isGroup = (Memory.u8(null, address + ArpFlyweight.SENDER_MAC_OFFSET) & 1) != 0;
        // Zero is the sender of a probe (RFC 5227 section 2.1.1).
        final int sender = Memory.u8(null, address + ArpFlyweight.SENDER_IPV4_OFFSET);
        return isGroup || senderMac == 0 || sender >= FIRST_GROUP_OCTET || sender == 127
                ? NeighborDrops.ARP_BAD_SENDER
                : DropReason.NONE;
    }
}
