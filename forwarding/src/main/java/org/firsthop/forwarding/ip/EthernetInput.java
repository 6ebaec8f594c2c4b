package org.firsthop.forwarding.ip;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.forwarding.local.FrameFlags;

/**
 * Takes the frames that are addressed to the interface they came in on, and sorts them by EtherType (RFC 894).
 *
 * <p>A frame is for this interface when its destination is the interface's address, or a group address; the latter are
 * marked {@link FrameFlags#LINK_GROUP}, because a router does not forward them (RFC 1812 section 5.3.4).
 */
public final class EthernetInput extends Stage {
    /** A frame for another station, which a switch floods or a promiscuous port shows. */
    public static final DropReason NOT_FOR_US =
            DropReason.declare("ETHERNET_NOT_FOR_US", Severity.INFO, "the destination is another station's address");

    /** A frame that bears a group address as its source, which no station may send from (IEEE 802.3 section 3.2.3). */
    public static final DropReason GROUP_SOURCE =
            DropReason.declare("ETHERNET_GROUP_SOURCE", Severity.WARNING, "the source is a group address");

    /** An EtherType that this router does not route. */
    public static final DropReason UNKNOWN_TYPE = DropReason.declare(
            "ETHERNET_UNKNOWN_TYPE", Severity.INFO, "the EtherType is none that this node speaks on this interface");

    private static final long GROUP_BIT = 0x0100_0000_0000L;
    private static final long BROADCAST = 0xFFFF_FFFF_FFFFL;

    /** Where IPv4 packets go. */
    public final Output ipv4 = output("ipv4");

    /** Where IPv6 packets go. */
    public final Output ipv6 = output("ipv6");

    /** Where ARP packets go. */
    public final Output arp = output("arp");

    private final long[] macs;
    private final boolean acceptsAnyStation;
    private final long[] multicasts;

    /**
     * The stage.
     *
     * @param interfaces whose frames come in, by their index.
     * @param acceptsAnyStation whether frames for other stations are taken too, as it makes sense for captures that were
     *     recorded elsewhere.
     * @param frames the allocator of the thread that runs the graph.
     */
    public EthernetInput(
            final InterfaceTable interfaces, final boolean acceptsAnyStation, final FrameAllocator frames) {
        super("ethernet-input", frames);
        this.acceptsAnyStation = acceptsAnyStation;
        macs = interfaces.macs();
        multicasts = new long[macs.length];
    }

    /**
     * How many frames have come to groups other than all stations of the link; read by another thread, a count of some moment.
     *
     * @param interfaceIndex of the interface to which they came.
     * @return the number of frames.
     */
    public long multicasts(final int interfaceIndex) {
        return multicasts[interfaceIndex];
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        final FramePool pool = pool();
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final long address = pool.address(frame);
            final DropReason reason = EthernetFlyweight.check(null, address, pool.length(frame));
            if (reason != DropReason.NONE) {
                drop(frame, reason);
                continue;
            }
            final long destination = Memory.i64(null, address) >>> 16;
            if (destination != macs[pool.ingress(frame)]) {
                if ((destination & GROUP_BIT) != 0) {
                    pool.flags(frame, pool.flags(frame) | FrameFlags.LINK_GROUP);
                    if (destination != BROADCAST) {
                        multicasts[pool.ingress(frame)]++;
                    }
                } else if (!acceptsAnyStation) {
                    drop(frame, NOT_FOR_US);
                    continue;
                }
            }
            if ((Memory.u8(null, address + EthernetFlyweight.SOURCE_OFFSET) & 1) != 0) {
                drop(frame, GROUP_SOURCE);
                continue;
            }
            pool.l3Offset(frame, EthernetFlyweight.HEADER_LENGTH);
            switch (Memory.u16(null, address + EthernetFlyweight.ETHER_TYPE_OFFSET)) {
                case EtherType.IPV4 -> ipv4.send(frame);
                case EtherType.IPV6 -> ipv6.send(frame);
                case EtherType.ARP -> arp.send(frame);
                default -> drop(frame, UNKNOWN_TYPE);
            }
        }
    }
}
