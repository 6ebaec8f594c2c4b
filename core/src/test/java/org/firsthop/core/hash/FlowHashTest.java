package org.firsthop.core.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.junit.jupiter.api.Test;

class FlowHashTest {
    private static final int ALICE = 0xC0A80164;
    private static final int BOB = 0x5DB8D822;

    private final FlowHash flows = FlowHash.symmetric();
    private final MemoryRegion memory = MemoryRegion.allocate(256);
    private final UnsafeBuffer buffer = memory.buffer();

    private int ipv4(
            final int source, final int destination, final int protocol, final int sourcePort, final int port) {
        new Ipv4Flyweight()
                .wrap(buffer, 0)
                .writeDefaults()
                .totalLength(28)
                .protocol(protocol)
                .source(source)
                .destination(destination);
        putPorts(20, sourcePort, port);
        return 28;
    }

    private int ipv6(
            final int nextHeader, final long source, final long destination, final int sourcePort, final int port) {
        new Ipv6Flyweight()
                .wrap(buffer, 0)
                .writeDefaults()
                .payloadLength(8)
                .nextHeader(nextHeader)
                .source(0x2001_0DB8L << 32, source)
                .destination(0x2001_0DB8L << 32, destination);
        putPorts(40, sourcePort, port);
        return 48;
    }

    private void putPorts(final int offset, final int sourcePort, final int port) {
        buffer.putByte(offset, (byte) (sourcePort >> 8));
        buffer.putByte(offset + 1, (byte) sourcePort);
        buffer.putByte(offset + 2, (byte) (port >> 8));
        buffer.putByte(offset + 3, (byte) port);
    }

    private int hash(final int length) {
        return flows.ofPacket(memory.address(), length);
    }

    @Test
    void shouldGiveBothDirectionsOfAFlowOneValue() {
        assertEquals(
                hash(ipv4(ALICE, BOB, IpProtocol.TCP, 40_000, 443)),
                hash(ipv4(BOB, ALICE, IpProtocol.TCP, 443, 40_000)));
        assertEquals(hash(ipv6(IpProtocol.UDP, 1, 2, 40_000, 53)), hash(ipv6(IpProtocol.UDP, 2, 1, 53, 40_000)));
    }

    @Test
    void shouldTellFlowsBetweenTwoHostsApartByTheirPorts() {
        final int one = hash(ipv4(ALICE, BOB, IpProtocol.UDP, 40_000, 53));
        assertNotEquals(one, hash(ipv4(ALICE, BOB, IpProtocol.UDP, 40_001, 53)));
        assertEquals(
                hash(ipv4(ALICE, BOB, IpProtocol.ICMP, 1, 2)),
                hash(ipv4(ALICE, BOB, IpProtocol.ICMP, 3, 4)),
                "ICMP has no ports");
        assertNotEquals(hash(ipv6(IpProtocol.TCP, 1, 2, 1, 2)), hash(ipv6(IpProtocol.TCP, 1, 2, 1, 3)));
    }

    @Test
    void shouldHashAllFragmentsOfADatagramAlike() {
        final int length = ipv4(ALICE, BOB, IpProtocol.UDP, 40_000, 53);
        buffer.putByte(6, (byte) 0x20); // More Fragments
        final int first = hash(length);
        buffer.putByte(6, (byte) 0);
        buffer.putByte(7, (byte) 185); // Fragment Offset
        putPorts(20, 0x1234, 0x5678);
        assertEquals(first, hash(length));
    }

    @Test
    void shouldIgnoreDontFragment() {
        final int length = ipv4(ALICE, BOB, IpProtocol.UDP, 40_000, 53);
        final int may = hash(length);
        buffer.putByte(6, (byte) 0x40);
        assertEquals(may, hash(length));
    }

    @Test
    void shouldFindTheFlowBehindVlanTags() {
        final int length = ipv4(ALICE, BOB, IpProtocol.TCP, 1, 2);
        final int expected = hash(length);
        final byte[] packet = new byte[length];
        buffer.getBytes(0, packet);
        for (int tags = 0; tags <= 2; tags++) {
            new EthernetFlyweight().wrap(buffer, 0).etherType(EtherType.SERVICE_VLAN);
            for (int tag = 0; tag < tags; tag++) {
                final int type = tag == tags - 1 ? EtherType.VLAN : EtherType.SERVICE_VLAN;
                buffer.putShort(12 + 4 * tag, Short.reverseBytes((short) type));
            }
            final int offset = EthernetFlyweight.HEADER_LENGTH + 4 * tags;
            buffer.putShort(offset - 2, Short.reverseBytes((short) EtherType.IPV4));
            buffer.putBytes(offset, packet);
            assertEquals(expected, flows.ofFrame(memory.address(), offset + length), tags + " tags");
        }
    }

    @Test
    void shouldFindNoFlowInArpAndNeighborDiscovery() {
        new EthernetFlyweight().wrap(buffer, 0).etherType(EtherType.ARP);
        assertEquals(FlowHash.NO_FLOW, flows.ofFrame(memory.address(), 60));
        final int length = ipv6(IpProtocol.ICMPV6, 1, 2, 135 << 8, 0);
        assertEquals(FlowHash.NO_FLOW, hash(length));
        assertNotEquals(FlowHash.NO_FLOW, hash(ipv6(IpProtocol.ICMPV6, 1, 3, 128 << 8, 0)));
    }

    @Test
    void shouldTakeAnyOctets() {
        final SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            for (int at = 0; at < 64; at += 8) {
                buffer.putLong(at, random.nextLong());
            }
            buffer.putByte(0, (byte) (random.nextInt(3) * 0x20 + random.nextInt(16)));
            final int length = random.nextInt(64);
            final int whole = hash(length);
            // What lies behind the packet has no say.
            for (int at = length; at < 72; at++) {
                buffer.putByte(at, (byte) random.nextInt());
            }
            assertEquals(whole, hash(length));
            flows.ofFrame(memory.address(), length);
        }
    }
}
