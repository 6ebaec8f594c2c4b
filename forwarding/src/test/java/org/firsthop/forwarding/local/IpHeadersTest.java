package org.firsthop.forwarding.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.junit.jupiter.api.Test;

class IpHeadersTest {
    private final FrameAllocator frames = FramePool.builder().frames(4).build().allocator();
    private final FramePool pool = frames.pool();
    private final int frame = frames.allocate();

    /** Writes octets that follow each other from the fixed header of an IPv6 packet on. */
    private int protocolBehind(final int nextHeader, final int... chain) {
        final long ip = pool.address(frame);
        pool.length(frame, Ipv6Flyweight.HEADER_LENGTH + chain.length);
        IpHeaders.writeIpv6(ip, 0, chain.length, nextHeader, 64, 1, 2, 3, 4);
        for (int i = 0; i < chain.length; i++) {
            Memory.putU8(null, ip + Ipv6Flyweight.HEADER_LENGTH + i, chain[i]);
        }
        pool.l3Offset(frame, 0);
        pool.l4Offset(frame, Ipv6Flyweight.HEADER_LENGTH + chain.length);
        return IpHeaders.upperLayerProtocol(pool, frame);
    }

    /** RFC 8200 section 4.1. */
    @Test
    void shouldFindTheUpperLayerBehindEveryExtensionHeader() {
        assertEquals(IpProtocol.UDP, protocolBehind(IpProtocol.UDP));
        assertEquals(IpProtocol.UDP, protocolBehind(IpProtocol.HOP_BY_HOP, IpProtocol.UDP, 0, 1, 4, 0, 0, 0, 0));
        assertEquals(
                IpProtocol.TCP,
                protocolBehind(
                        IpProtocol.DESTINATION_OPTIONS,
                        IpProtocol.FRAGMENT,
                        1,
                        1,
                        12,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        IpProtocol.AH,
                        0xFF,
                        0,
                        0,
                        0,
                        0,
                        0,
                        1,
                        IpProtocol.TCP,
                        1,
                        0,
                        0,
                        0,
                        0,
                        0,
                        1,
                        0,
                        0,
                        0,
                        1));
    }

    @Test
    void shouldReadIpv4sOwnField() {
        pool.length(frame, 20);
        IpHeaders.writeIpv4(pool.address(frame), 0, 20, 1, 64, IpProtocol.ICMP, 1, 2);
        pool.l3Offset(frame, 0);
        assertEquals(IpProtocol.ICMP, IpHeaders.upperLayerProtocol(pool, frame));
    }
}
