package org.firsthop.forwarding;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IcmpFlyweight;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.UdpFlyweight;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.LinearScanIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.icmp.IcmpErrors;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.forwarding.rib.NextHops;

/**
 * A router between a LAN and a WAN, whose links are in the test's hands: 192.168.1.1/24 and 2001:db8:1::1/64 on lan0 (MTU 1500),
 * 203.0.113.2/30 and 2001:db8:2::2/64 on wan0 (MTU 1280), a host .100 and ::100 on the one, the default gateway on the other.
 */
public final class TestRouter {
    public static final long LAN_MAC = 0x0200_0000_0001L;
    public static final long WAN_MAC = 0x0200_0000_0002L;
    public static final long HOST_MAC = 0xA0B2_C3D4_E5F6L;
    public static final long GATEWAY_MAC = 0xAABB_CCDD_EEFFL;
    public static final String HOST = "192.168.1.100";
    public static final String HOST6 = "2001:db8:1::100";
    public static final String OWN = "192.168.1.1";
    public static final String OWN6 = "2001:db8:1::1";

    public final FramePool pool;
    public final FrameAllocator frames;
    public final MemoryLink lan;
    public final MemoryLink wan;
    public final ForwardingTables tables;
    public final IpInterface lan0;
    public final IpInterface wan0;
    public final List<byte[]> delivered = new ArrayList<>();
    public long nowNs;
    private final Router router;
    private Worker worker;

    public TestRouter() {
        this(router -> {});
    }

    public TestRouter(final Consumer<Router> configuration) {
        this(512, configuration);
    }

    public TestRouter(final int frameCount, final Consumer<Router> configuration) {
        pool = FramePool.builder().frames(frameCount).checked(true).build();
        frames = pool.allocator();
        lan = new MemoryLink("lan", frames, 64);
        wan = new MemoryLink("wan", frames, 64);
        final InterfaceTable interfaces = new InterfaceTable();
        lan0 = interfaces.add("lan0", LAN_MAC, 1500);
        wan0 = interfaces.add("wan0", WAN_MAC, 1280);
        tables = new ForwardingTables(
                interfaces,
                new AdjacencyTable(new ReadEpochs(1), 64, 4, 16, 1),
                new LinearScanIpv4Fib(64),
                new LinearScanIpv6Fib(64));
        tables.addAddress(lan0, Ipv4Address.parse(OWN), 24);
        tables.addAddress(wan0, Ipv4Address.parse("203.0.113.2"), 30);
        tables.addRoute(0, 0, tables.nextHop(wan0, Ipv4Address.parse("203.0.113.1")));
        tables.addNeighbor(wan0, Ipv4Address.parse("203.0.113.1"), GATEWAY_MAC);
        tables.addNeighbor(lan0, Ipv4Address.parse(HOST), HOST_MAC);
        tables.addRoute(Ipv4Address.parse("10.0.0.0"), 8, NextHops.BLACKHOLE);
        tables.addRoute(Ipv4Address.parse("10.1.0.0"), 16, NextHops.UNREACHABLE);
        tables.addRoute(Ipv4Address.parse("10.2.0.0"), 16, NextHops.PROHIBIT);
        address6(lan0, OWN6);
        address6(lan0, "fe80::1:1");
        address6(wan0, "2001:db8:2::2");
        address6(wan0, "fe80::1:2");
        final Ipv6Address gateway = Ipv6Address.parse("fe80::1");
        tables.addRoute(0L, 0L, 0, tables.nextHop(wan0, gateway.high(), gateway.low()));
        tables.addNeighbor(wan0, gateway.high(), gateway.low(), GATEWAY_MAC);
        neighbor6(lan0, HOST6, HOST_MAC);
        neighbor6(lan0, "fe80::100", HOST_MAC);
        router = new Router("router", frames, tables)
                .port(lan.right())
                .port(wan.right())
                .local((p, frame, now) -> delivered.add(octets(p, frame, p.l3Offset(frame))));
        configuration.accept(router);
    }

    private void address6(final IpInterface iface, final String text) {
        final Ipv6Address address = Ipv6Address.parse(text);
        tables.addAddress(iface, address.high(), address.low(), 64);
    }

    public void neighbor6(final IpInterface iface, final String text, final long mac) {
        final Ipv6Address address = Ipv6Address.parse(text);
        tables.addNeighbor(iface, address.high(), address.low(), mac);
    }

    /** Wires the router at first use, when the test has changed the tables. */
    public Worker worker() {
        if (worker == null) {
            worker = router.worker(() -> nowNs);
        }
        return worker;
    }

    private static byte[] octets(final FramePool pool, final int frame, final int from) {
        final byte[] octets = new byte[pool.length(frame) - from];
        pool.buffer().getBytes(pool.offset(frame) + from, octets);
        return octets;
    }

    /** An Ethernet frame from the host to the router. */
    public static byte[] ethernet(final byte[] packet) {
        return ethernet(LAN_MAC, HOST_MAC, packet);
    }

    public static byte[] ethernet(final long to, final long from, final byte[] packet) {
        final byte[] frame = new byte[EthernetFlyweight.HEADER_LENGTH + packet.length];
        new EthernetFlyweight()
                .wrap(new UnsafeBuffer(frame), 0)
                .destination(to)
                .source(from)
                .etherType(packet[0] >>> 4 == 6 ? EtherType.IPV6 : EtherType.IPV4);
        System.arraycopy(packet, 0, frame, EthernetFlyweight.HEADER_LENGTH, packet.length);
        return frame;
    }

    /** An IPv4 packet, with options when there are any. */
    public static byte[] ipv4(
            final String source,
            final String destination,
            final int protocol,
            final int ttl,
            final byte[] options,
            final byte[] payload) {
        final int headerLength = Ipv4Flyweight.MIN_HEADER_LENGTH + options.length;
        final byte[] packet = new byte[headerLength + payload.length];
        System.arraycopy(options, 0, packet, Ipv4Flyweight.MIN_HEADER_LENGTH, options.length);
        System.arraycopy(payload, 0, packet, headerLength, payload.length);
        final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(new UnsafeBuffer(packet), 0);
        ip.writeDefaults();
        packet[0] = (byte) (0x40 | headerLength >>> 2);
        ip.totalLength(packet.length)
                .ttl(ttl)
                .protocol(protocol)
                .source(Ipv4Address.parse(source))
                .destination(Ipv4Address.parse(destination))
                .fillChecksum();
        return packet;
    }

    public static byte[] ipv4(final String source, final String destination, final int protocol, final byte[] payload) {
        return ipv4(source, destination, protocol, 64, new byte[0], payload);
    }

    public static byte[] udp4(final String source, final String destination, final int ttl, final int payloadLength) {
        return ipv4(source, destination, IpProtocol.UDP, ttl, new byte[0], udp(payloadLength));
    }

    /** Sets flags and fragment offset of an IPv4 packet, and its checksum. */
    public static byte[] withFragment(final byte[] packet, final int flagsAndOffset) {
        new Ipv4Flyweight()
                .wrap(new UnsafeBuffer(packet), 0)
                .flagsAndFragmentOffset(flagsAndOffset)
                .fillChecksum();
        return packet;
    }

    /** A UDP datagram from port 4000 to port 5000 without a checksum. */
    public static byte[] udp(final int payloadLength) {
        final byte[] datagram = new byte[UdpFlyweight.HEADER_LENGTH + payloadLength];
        new UdpFlyweight()
                .wrap(new UnsafeBuffer(datagram), 0)
                .sourcePort(4000)
                .destinationPort(5000)
                .length(datagram.length);
        for (int i = UdpFlyweight.HEADER_LENGTH; i < datagram.length; i++) {
            datagram[i] = (byte) (i * 7 + (i >>> 8));
        }
        return datagram;
    }

    public static byte[] ipv6(
            final String source,
            final String destination,
            final int nextHeader,
            final int hopLimit,
            final byte[] payload) {
        final byte[] packet = new byte[Ipv6Flyweight.HEADER_LENGTH + payload.length];
        final Ipv6Address from = Ipv6Address.parse(source);
        final Ipv6Address to = Ipv6Address.parse(destination);
        new Ipv6Flyweight()
                .wrap(new UnsafeBuffer(packet), 0)
                .writeDefaults()
                .payloadLength(payload.length)
                .nextHeader(nextHeader)
                .hopLimit(hopLimit)
                .source(from.high(), from.low())
                .destination(to.high(), to.low());
        System.arraycopy(payload, 0, packet, Ipv6Flyweight.HEADER_LENGTH, payload.length);
        return packet;
    }

    public static byte[] udp6(final String source, final String destination, final int hopLimit, final int length) {
        return ipv6(source, destination, IpProtocol.UDP, hopLimit, udp(length));
    }

    /** An ICMPv4 message with its checksum. */
    public static byte[] icmp(final int type, final int code, final int rest, final byte[] data) {
        final byte[] message = new byte[IcmpFlyweight.HEADER_LENGTH + data.length];
        final UnsafeBuffer buffer = new UnsafeBuffer(message);
        final IcmpFlyweight icmp =
                new IcmpFlyweight().wrap(buffer, 0).type(type).code(code);
        buffer.putInt(4, rest, java.nio.ByteOrder.BIG_ENDIAN);
        System.arraycopy(data, 0, message, IcmpFlyweight.HEADER_LENGTH, data.length);
        icmp.fillChecksum(message.length);
        return message;
    }

    /** An IPv6 packet with an ICMPv6 message with its checksum. */
    public static byte[] icmp6(
            final String source,
            final String destination,
            final int type,
            final int code,
            final int rest,
            final byte[] data) {
        final byte[] message = new byte[Icmpv6Flyweight.HEADER_LENGTH + data.length];
        new UnsafeBuffer(message).putInt(4, rest, java.nio.ByteOrder.BIG_ENDIAN);
        message[0] = (byte) type;
        message[1] = (byte) code;
        System.arraycopy(data, 0, message, Icmpv6Flyweight.HEADER_LENGTH, data.length);
        final byte[] packet = ipv6(source, destination, IpProtocol.ICMPV6, 255, message);
        final UnsafeBuffer buffer = new UnsafeBuffer(packet);
        final Ipv6Flyweight ip = new Ipv6Flyweight().wrap(buffer, 0);
        new Icmpv6Flyweight()
                .wrap(buffer, Ipv6Flyweight.HEADER_LENGTH)
                .fillChecksum(ip.pseudoHeaderSum(IpProtocol.ICMPV6, message.length), message.length);
        return packet;
    }

    /** Sends packets from the host on the LAN, and runs the router. */
    public void fromHost(final byte[]... packets) {
        for (final byte[] packet : packets) {
            from(lan, ethernet(packet));
        }
        run();
    }

    /** Sends packets from the gateway on the WAN, and runs the router. */
    public void fromGateway(final byte[]... packets) {
        for (final byte[] packet : packets) {
            from(wan, ethernet(WAN_MAC, GATEWAY_MAC, packet));
        }
        run();
    }

    public void from(final MemoryLink link, final byte[] frameOctets) {
        final int frame = frames.allocate();
        pool.length(frame, frameOctets.length);
        pool.buffer().putBytes(pool.offset(frame), frameOctets);
        final FrameBatch batch = new FrameBatch();
        batch.add(frame);
        link.left().transmit(batch);
    }

    public void run() {
        while (worker().doWork() > 0) {
            // until nothing is left to do
        }
    }

    /** What the router has sent to a link since it was last asked, as whole frames. */
    public List<byte[]> frames(final MemoryLink link) {
        final FrameBatch batch = new FrameBatch();
        final List<byte[]> received = new ArrayList<>();
        while (link.left().receive(batch, 256) > 0) {
            for (int i = 0; i < batch.size(); i++) {
                received.add(octets(pool, batch.get(i), 0));
            }
            frames.freeAll(batch);
        }
        return received;
    }

    /** As {@link #frames}, without link headers. */
    public List<byte[]> packets(final MemoryLink link) {
        return frames(link).stream()
                .map(frame -> java.util.Arrays.copyOfRange(frame, EthernetFlyweight.HEADER_LENGTH, frame.length))
                .toList();
    }

    /** The only packet that the router has sent to a link. */
    public byte[] packet(final MemoryLink link) {
        final List<byte[]> packets = packets(link);
        if (packets.size() != 1) {
            throw new AssertionError("expected one packet on " + link + ", found " + packets.size() + "; drops: "
                    + drops() + ", no errors: " + suppressedText());
        }
        return packets.get(0);
    }

    public long dropped(final DropReason reason) {
        return worker().graph().drops().get(reason);
    }

    public String drops() {
        final StringBuilder text = new StringBuilder();
        worker().graph()
                .drops()
                .forEach((reason, count) ->
                        text.append(reason).append('=').append(count).append(' '));
        return text.toString();
    }

    public IcmpErrors errors() {
        return stage(IcmpErrors.class);
    }

    public <S extends Stage> S stage(final Class<S> kind) {
        return worker().graph().stages().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }

    private String suppressedText() {
        final StringBuilder text = new StringBuilder();
        errors().suppressed()
                .forEach((reason, count) ->
                        text.append(reason).append('=').append(count).append(' '));
        return text.toString();
    }

    /** Whether every stage accounts for every frame, and no frame is lost. */
    public void assertBalanced() {
        frames(lan);
        frames(wan);
        long in = 0;
        long out = 0;
        for (final Stage stage : worker().graph().stages()) {
            in += stage.originated();
            out += stage.dropped() + stage.consumed() + stage.held();
        }
        in += lan.right().counters().receivedFrames() + wan.right().counters().receivedFrames();
        if (in != out) {
            throw new AssertionError("in " + in + ", out " + out);
        }
        final long held = worker().graph().inside();
        if (pool.outstanding() != held) {
            throw new AssertionError("frames lost: " + (pool.outstanding() - held) + ", held " + held);
        }
    }

    public static String hex(final byte[] octets) {
        return HexFormat.of().formatHex(Objects.requireNonNull(octets));
    }

    public static byte[] bytes(final String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
