package org.firsthop.benchmarks.live;

import java.io.IOException;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.UdpFlyweight;
import org.firsthop.node.linux.PacketPort;
import org.firsthop.node.linux.PacketRing;

/** Sends UDP packets of 60 octets, to 64 destinations in 10.3.0.0/16 in turn, as fast as a packet socket takes them. */
public final class Generator {
    private static final int FRAME_LENGTH = 60;
    private static final int DESTINATIONS = 64;
    private static final int NETWORK = 10 << 24 | 3 << 16;
    private static final int SOURCE = 10 << 24 | 1 << 16 | 2;

    private Generator() {}

    /**
     * Sends until the process ends.
     *
     * @param arguments name of the interface, link address to send to.
     * @throws IOException when the interface refuses.
     */
    public static void main(final String[] arguments) throws IOException {
        final FrameAllocator frames = FramePool.builder().frames(4096).build().allocator();
        final FrameBatch batch = new FrameBatch();
        final long mac = MacAddress.parse(arguments[1]);
        int next = 0;
        try (PacketPort port = PacketPort.open(arguments[0], 1500, PacketRing.DEFAULT, 0, frames)) {
            System.out.println("generating");
            while (true) {
                batch.clear();
                for (int i = 0; i < FrameBatch.DEFAULT_CAPACITY; i++) {
                    batch.add(frame(frames, mac, next++ % DESTINATIONS));
                }
                final int taken = port.transmit(batch);
                for (int i = taken; i < batch.size(); i++) {
                    frames.free(batch.get(i));
                }
            }
        }
    }

    private static int frame(final FrameAllocator frames, final long mac, final int destination) {
        final FramePool pool = frames.pool();
        final int frame = frames.allocate();
        pool.length(frame, FRAME_LENGTH);
        final int offset = pool.offset(frame);
        new EthernetFlyweight()
                .wrap(pool.buffer(), offset)
                .destination(mac)
                .source(0x0200_0000_0077L)
                .etherType(EtherType.IPV4);
        final int ip = offset + EthernetFlyweight.HEADER_LENGTH;
        pool.buffer().setMemory(ip, FRAME_LENGTH - EthernetFlyweight.HEADER_LENGTH, (byte) 0);
        final Ipv4Flyweight ipv4 = new Ipv4Flyweight().wrap(pool.buffer(), ip).writeDefaults();
        ipv4.totalLength(FRAME_LENGTH - EthernetFlyweight.HEADER_LENGTH)
                .ttl(64)
                .protocol(IpProtocol.UDP)
                .source(SOURCE)
                .destination(NETWORK | destination);
        ipv4.fillChecksum();
        new UdpFlyweight()
                .wrap(pool.buffer(), ip + Ipv4Flyweight.MIN_HEADER_LENGTH)
                .sourcePort(1024 + destination)
                .destinationPort(9)
                .length(FRAME_LENGTH - EthernetFlyweight.HEADER_LENGTH - Ipv4Flyweight.MIN_HEADER_LENGTH);
        return frame;
    }
}
