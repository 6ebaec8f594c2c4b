package org.firsthop.forwarding.nat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.node.router.TrackedConnections;

/** Laws of address translation, with the real tracker of TCP connections (RFC 4787, 5382, 5508). */
class NatPropertyTest {
    private static final int OUTSIDE = 0xCB00_7102;
    private static final int INSIDE = 0xC0A8_0100;
    private static final int REMOTE = 0x0808_0800;
    private static final int IP = EthernetFlyweight.HEADER_LENGTH;
    private static final int TRANSPORT = Ipv4Flyweight.MIN_HEADER_LENGTH;
    private static final int[] PROTOCOLS = {IpProtocol.UDP, IpProtocol.TCP, IpProtocol.ICMP};

    private final FramePool pool = FramePool.builder().frames(256).checked(true).build();
    private final FrameAllocator frames = pool.allocator();
    private final MemoryLink lan = new MemoryLink("lan", frames, 4);
    private final MemoryLink wan = new MemoryLink("wan", frames, 4);
    private final FrameBatch batch = new FrameBatch();
    private final Worker worker;

    NatPropertyTest() {
        final InterfaceTable interfaces = new InterfaceTable();
        final IpInterface lan0 = interfaces.add("lan0", 0x0200_0000_0001L, 1500);
        final IpInterface wan0 = interfaces.add("wan0", 0x0200_0000_0002L, 1500);
        final ForwardingTables tables = new ForwardingTables(
                interfaces,
                new AdjacencyTable(new ReadEpochs(1), 512),
                new LinearScanIpv4Fib(512),
                new LinearScanIpv6Fib(64));
        tables.addAddress(lan0, INSIDE | 1, 24);
        tables.addAddress(wan0, OUTSIDE, 30);
        tables.addRoute(0, 0, tables.nextHop(wan0, OUTSIDE - 1));
        tables.addNeighbor(wan0, OUTSIDE - 1, 0x0200_0000_00FEL);
        for (int host = 2; host < 10; host++) {
            tables.addNeighbor(lan0, INSIDE | host, 0x0200_0000_0100L + host);
        }
        final Nat nat = new Nat(
                new NatConfig(wan0.index(), OUTSIDE).inside(lan0.index()),
                new TrackedConnections(),
                SipHash.sipHash13(5, 6));
        worker = new Router("router", frames, tables)
                .port(lan.right())
                .port(wan.right())
                .nat(nat)
                .worker(() -> 0);
    }

    /** One flow: a host and port inside, a host and port outside; for ICMP the port inside is the identifier. */
    record Flow(int protocol, int host, int port, int remote, int remotePort) {
        Object mappingKey() {
            return List.of(protocol, host, port);
        }
    }

    private static Flow flow(final Random random) {
        return new Flow(
                PROTOCOLS[random.nextInt(3)],
                INSIDE | 2 + random.nextInt(8),
                // Few ports, so that hosts ask for the same ones.
                2_000 + random.nextInt(4),
                REMOTE | random.nextInt(4),
                random.nextBoolean() ? 53 : 443);
    }

    private static byte[] packet(
            final int protocol,
            final int from,
            final int fromPort,
            final int to,
            final int toPort,
            final int kind,
            final byte[] data) {
        final int headerLength = protocol == IpProtocol.TCP ? 20 : 8;
        final byte[] packet = new byte[TRANSPORT + headerLength + data.length];
        final UnsafeBuffer buffer = new UnsafeBuffer(packet);
        new Ipv4Flyweight()
                .wrap(buffer, 0)
                .writeDefaults()
                .totalLength(packet.length)
                .ttl(64)
                .protocol(protocol)
                .source(from)
                .destination(to)
                .fillChecksum();
        System.arraycopy(data, 0, packet, TRANSPORT + headerLength, data.length);
        if (protocol == IpProtocol.ICMP) {
            packet[TRANSPORT] = (byte) kind;
            put(packet, TRANSPORT + 4, fromPort);
        } else {
            put(packet, TRANSPORT, fromPort);
            put(packet, TRANSPORT + 2, toPort);
            if (protocol == IpProtocol.UDP) {
                put(packet, TRANSPORT + 4, headerLength + data.length);
            } else {
                packet[TRANSPORT + 12] = 0x50;
                packet[TRANSPORT + 13] = (byte) kind;
                put(packet, TRANSPORT + 14, 0xFFFF);
                buffer.putInt(TRANSPORT + 8, kind == 0x12 ? 1 : 0, ByteOrder.BIG_ENDIAN);
            }
        }
        final int at = checksumOffset(protocol);
        final int sum = InternetChecksum.finish(sum(packet));
        put(packet, at, sum == 0 && protocol == IpProtocol.UDP ? 0xFFFF : sum);
        return packet;
    }

    private static int checksumOffset(final int protocol) {
        return TRANSPORT + (protocol == IpProtocol.UDP ? 6 : protocol == IpProtocol.TCP ? 16 : 2);
    }

    private static long sum(final byte[] packet) {
        final UnsafeBuffer buffer = new UnsafeBuffer(packet);
        final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(buffer, 0);
        final int length = packet.length - TRANSPORT;
        final long pseudo = ip.protocol() == IpProtocol.ICMP
                ? 0
                : PseudoHeader.ipv4(ip.source(), ip.destination(), ip.protocol(), length);
        return pseudo + InternetChecksum.partialSum(buffer, TRANSPORT, length);
    }

    private static void assertGood(final byte[] packet) {
        assertEquals(0, InternetChecksum.checksum(new UnsafeBuffer(packet), 0, TRANSPORT), "header checksum");
        assertEquals(0, InternetChecksum.finish(sum(packet)), "transport checksum");
    }

    private static void put(final byte[] octets, final int index, final int value) {
        octets[index] = (byte) (value >>> 8);
        octets[index + 1] = (byte) value;
    }

    private static int get(final byte[] octets, final int index) {
        return (octets[index] & 0xFF) << 8 | octets[index + 1] & 0xFF;
    }

    private byte[] through(final MemoryLink from, final MemoryLink to, final byte[] packet) {
        send(from, packet);
        to.left().receive(batch, 16);
        assertEquals(1, batch.size(), () -> {
            final StringBuilder text = new StringBuilder("not carried:");
            worker.graph().drops().forEach((reason, count) -> text.append(' ').append(reason));
            return text.toString();
        });
        final byte[] carried = new byte[pool.length(batch.get(0)) - IP];
        pool.buffer().getBytes(pool.offset(batch.get(0)) + IP, carried);
        frames.freeAll(batch);
        assertGood(carried);
        return carried;
    }

    private void send(final MemoryLink from, final byte[] packet) {
        final int frame = frames.allocate();
        pool.length(frame, IP + packet.length);
        new EthernetFlyweight()
                .wrap(pool.buffer(), pool.offset(frame))
                .destination(from == lan ? 0x0200_0000_0001L : 0x0200_0000_0002L)
                .source(0x0200_0000_0999L)
                .etherType(EtherType.IPV4);
        pool.buffer().putBytes(pool.offset(frame) + IP, packet);
        batch.add(frame);
        assertEquals(1, from.left().transmit(batch));
        batch.clear();
        while (worker.doWork() > 0) {
            // until nothing is left to do
        }
    }

    @Property(tries = 300)
    void translatingBackIsTheIdentityAndNoTwoFlowsShareAMapping(
            @ForAll final long seed, @ForAll @IntRange(min = 1, max = 60) final int count) {
        final Random random = new Random(seed);
        final NatPropertyTest lab = new NatPropertyTest();
        final Map<Object, Integer> mappings = new HashMap<>();
        final Map<Object, Object> owners = new HashMap<>();
        final Map<Object, Flow> flows = new HashMap<>();
        for (int i = 0; i < count; i++) {
            final Flow flow = flow(random);
            final byte[] data = new byte[random.nextInt(100)];
            random.nextBytes(data);
            final boolean isTcp = flow.protocol == IpProtocol.TCP;
            final byte[] sent = packet(
                    flow.protocol,
                    flow.host,
                    flow.port,
                    flow.remote,
                    flow.remotePort,
                    isTcp ? 0x02 : 8,
                    isTcp ? new byte[0] : data);
            final byte[] outside = lab.through(lab.lan, lab.wan, sent.clone());
            final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(new UnsafeBuffer(outside), 0);
            assertEquals(OUTSIDE, ip.source());
            assertEquals(flow.remote, ip.destination());
            final int portAt = flow.protocol == IpProtocol.ICMP ? TRANSPORT + 4 : TRANSPORT;
            final int mapped = get(outside, portAt);
            // RFC 4787 REQ-1: the mapping is the same whoever is spoken to; and it is nobody else's.
            final Integer earlier = mappings.put(flow.mappingKey(), mapped);
            assertTrue(earlier == null || earlier == mapped, "one port for all destinations");
            final Object owner = owners.put(List.of(flow.protocol, mapped), flow.mappingKey());
            assertTrue(owner == null || owner.equals(flow.mappingKey()), "a mapping that another host has");
            // So what comes back is one flow's alone, of all that there are.
            final Flow sharing = flows.put(List.of(flow.protocol, mapped, flow.remote, flow.remotePort), flow);
            assertTrue(sharing == null || sharing.equals(flow), "two flows with one mapping and one remote end");
            // All but addresses, port, TTL and checksums is as it was.
            assertSame(sent, outside, flow.protocol, portAt);

            final byte[] answer = packet(
                    flow.protocol,
                    flow.remote,
                    flow.protocol == IpProtocol.ICMP ? mapped : flow.remotePort,
                    OUTSIDE,
                    mapped,
                    isTcp ? 0x12 : 0,
                    isTcp ? new byte[0] : data);
            final byte[] inside = lab.through(lab.wan, lab.lan, answer.clone());
            final Ipv4Flyweight back = new Ipv4Flyweight().wrap(new UnsafeBuffer(inside), 0);
            assertEquals(flow.host, back.destination());
            assertEquals(flow.remote, back.source());
            final int backAt = flow.protocol == IpProtocol.ICMP ? TRANSPORT + 4 : TRANSPORT + 2;
            assertEquals(flow.port, get(inside, backAt));
            assertSame(answer, inside, flow.protocol, backAt);
        }
        assertEquals(0, lab.worker.graph().inside());
        assertEquals(List.of(), lab.pool.owned());
    }

    private static void assertSame(final byte[] one, final byte[] other, final int protocol, final int portAt) {
        assertArrayEquals(plain(one, protocol, portAt), plain(other, protocol, portAt));
    }

    private static byte[] plain(final byte[] packet, final int protocol, final int portAt) {
        final byte[] plain = packet.clone();
        plain[8] = 0;
        Arrays.fill(plain, 10, 20, (byte) 0);
        put(plain, portAt, 0);
        put(plain, checksumOffset(protocol), 0);
        return plain;
    }

    /**
     * RFC 4787 REQ-9, RFC 5382 REQ-8: two hosts inside that know each other's ends outside speak as if both were outside, and
     * what they say is as it was.
     */
    @Property(tries = 300)
    void hostsInsideMeetByTheirEndsOutside(@ForAll final long seed) {
        final Random random = new Random(seed);
        final NatPropertyTest lab = new NatPropertyTest();
        final int protocol = random.nextBoolean() ? IpProtocol.UDP : IpProtocol.TCP;
        final int one = INSIDE | 2 + random.nextInt(4);
        final int other = INSIDE | 6 + random.nextInt(4);
        final int onePort = 2_000 + random.nextInt(4);
        final int otherPort = 2_000 + random.nextInt(4);
        final int oneMapped = lab.opened(protocol, one, onePort);
        final int otherMapped = lab.opened(protocol, other, otherPort);
        // The first knock opens the own side; whether the other is open already is the filter's business.
        lab.send(lab.lan, packet(protocol, one, onePort, OUTSIDE, otherMapped, 0x02, new byte[0]));
        lab.discard();
        final boolean isTcp = protocol == IpProtocol.TCP;
        // Of TCP the two SYNs of an open from both sides.
        for (int i = 0; i < (isTcp ? 2 : 6); i++) {
            final boolean isBack = i % 2 == 0;
            final byte[] data = new byte[isTcp ? 0 : random.nextInt(100)];
            random.nextBytes(data);
            final int flags = 0x02;
            final byte[] sent = isBack
                    ? packet(protocol, other, otherPort, OUTSIDE, oneMapped, flags, data)
                    : packet(protocol, one, onePort, OUTSIDE, otherMapped, flags, data);
            final byte[] came = lab.through(lab.lan, lab.lan, sent.clone());
            final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(new UnsafeBuffer(came), 0);
            assertEquals(OUTSIDE, ip.source(), "the external address is the source");
            assertEquals(isBack ? one : other, ip.destination());
            assertEquals(isBack ? otherMapped : oneMapped, get(came, TRANSPORT));
            assertEquals(isBack ? onePort : otherPort, get(came, TRANSPORT + 2));
            put(sent, TRANSPORT, 0);
            put(came, TRANSPORT, 0);
            assertSame(sent, came, protocol, TRANSPORT + 2);
        }
        assertEquals(List.of(), lab.pool.owned());
    }

    /** The port outside of a host inside that has spoken to somebody. */
    private int opened(final int protocol, final int host, final int port) {
        final byte[] outside = through(lan, wan, packet(protocol, host, port, REMOTE, 443, 0x02, new byte[0]));
        return get(outside, TRANSPORT);
    }

    private void discard() {
        lan.left().receive(batch, 16);
        wan.left().receive(batch, 16);
        frames.freeAll(batch);
    }

    /** RFC 5508 REQ-4: an error about a translated packet comes to its host, and quotes what the host sent. */
    @Property(tries = 200)
    void errorsQuoteWhatTheHostSent(@ForAll final long seed) {
        final Random random = new Random(seed);
        final NatPropertyTest lab = new NatPropertyTest();
        for (int i = 0; i < 10; i++) {
            final Flow flow = flow(random);
            final boolean isTcp = flow.protocol == IpProtocol.TCP;
            final byte[] sent = packet(
                    flow.protocol, flow.host, flow.port, flow.remote, flow.remotePort, isTcp ? 0x02 : 8, new byte[0]);
            final byte[] outside = lab.through(lab.lan, lab.wan, sent.clone());
            final byte[] error = packet(IpProtocol.ICMP, 0x0909_0909, 0, OUTSIDE, 0, 11, outside);
            final byte[] inside = lab.through(lab.wan, lab.lan, error);
            final byte[] quoted = Arrays.copyOfRange(inside, TRANSPORT + 8, inside.length);
            final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(new UnsafeBuffer(quoted), 0);
            assertEquals(flow.host, ip.source());
            assertEquals(0, InternetChecksum.checksum(new UnsafeBuffer(quoted), 0, TRANSPORT), "quoted header");
            final int portAt = flow.protocol == IpProtocol.ICMP ? TRANSPORT + 4 : TRANSPORT;
            assertEquals(flow.port, get(quoted, portAt));
            assertSame(sent, quoted, flow.protocol, portAt);
            assertEquals(
                    flow.host,
                    new Ipv4Flyweight().wrap(new UnsafeBuffer(inside), 0).destination());
        }
    }
}
