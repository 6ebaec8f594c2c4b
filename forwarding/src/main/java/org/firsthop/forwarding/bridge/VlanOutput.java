package org.firsthop.forwarding.bridge;

import org.firsthop.core.address.MacAddress;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Output;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.VlanTagFlyweight;

/** Puts the tag on frames that leave by a port with one: VLAN and priority from the descriptor, in the headroom. */
public final class VlanOutput extends Stage {
    private static final int ADDRESSES_LENGTH = 2 * MacAddress.LENGTH;

    /** Where frames go that are ready to be sent. */
    public final Output send = output("send");

    private final PortTable ports;
    private final int port;

    VlanOutput(final String portName, final PortTable ports, final int port, final FrameAllocator frames) {
        super(portName + "-vlan", frames);
        this.ports = ports;
        this.port = port;
    }

    @Override
    protected void process(final FrameBatch batch, final long nowNs) {
        final FramePool pool = pool();
        for (int i = 0, size = batch.size(); i < size; i++) {
            final int frame = batch.get(i);
            final int control = TagControl.of(pool, frame);
            if (ports.tags(port, TagControl.vid(control))) {
                pushTag(pool, frame, control);
            }
            send.send(frame);
        }
    }

    private static void pushTag(final FramePool pool, final int frame, final int control) {
        final int offset = pool.offset(frame) - VlanTagFlyweight.LENGTH;
        pool.bounds(frame, offset, pool.length(frame) + VlanTagFlyweight.LENGTH);
        final long address = pool.address() + offset;
        Memory.copy(null, address + VlanTagFlyweight.LENGTH, null, address, ADDRESSES_LENGTH);
        Memory.putU16(null, address + EthernetFlyweight.ETHER_TYPE_OFFSET, EtherType.VLAN);
        Memory.putU16(null, address + EthernetFlyweight.HEADER_LENGTH, control);
    }
}
