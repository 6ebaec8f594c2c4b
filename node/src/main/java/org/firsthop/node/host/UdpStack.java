package org.firsthop.node.host;

import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.drop.DropCounters;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.core.wire.UdpFlyweight;
import org.firsthop.forwarding.local.LocalReceiver;
import org.firsthop.node.sim.SimRandom;
import org.jspecify.annotations.Nullable;

/**
 * UDP of a host (RFC 768, RFC 1122 section 4.1, RFC 8200 section 8.1): sockets by port, checksums always.
 *
 * <p>Ports that the host chooses are drawn at random from those that nobody has (RFC 6056). Not thread-safe.
 */
public final class UdpStack {
    private static final int FIRST_EPHEMERAL_PORT = 49_152;
    private static final int EPHEMERAL_PORTS = 16_384;
    private static final int DEFAULT_TTL = 64;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_LENGTH = 65_535;
    private static final long IPV4_MAPPED = 0x0000_FFFF_0000_0000L;

    private final IpSender sender;
    private final SourceAddresses addresses;
    private final SimRandom random;
    private final Int2ObjectHashMap<UdpSocket> sockets = new Int2ObjectHashMap<>();
    private final DropCounters drops = new DropCounters();
    private final Ipv4Flyweight ipv4 = new Ipv4Flyweight();
    private final Ipv6Flyweight ipv6 = new Ipv6Flyweight();
    private final UdpFlyweight udp = new UdpFlyweight();
    private long delivered;
    private long sent;

    /**
     * UDP of a host.
     *
     * @param sender that packets are written to.
     * @param addresses of the host.
     * @param random that ports are drawn from.
     */
    public UdpStack(final IpSender sender, final SourceAddresses addresses, final SimRandom random) {
        this.sender = sender;
        this.addresses = addresses;
        this.random = random;
    }

    /**
     * Opens a port at all addresses.
     *
     * @param port 1 to 65,535, or 0 for one that is chosen.
     * @param handler that takes what comes.
     * @return the socket.
     * @throws IllegalArgumentException when the port is outside its range.
     * @throws IllegalStateException when it is open already, or all are.
     */
    public UdpSocket open(final int port, final DatagramHandler handler) {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port: value=" + port + ", limits=0 to " + MAX_PORT);
        }
        final int chosen = port == 0 ? freePort() : port;
        final UdpSocket socket = new UdpSocket(this, chosen, handler);
        if (sockets.containsKey(chosen)) {
            throw new IllegalStateException("UDP port " + chosen + " is open already");
        }
        sockets.put(chosen, socket);
        return socket;
    }

    private int freePort() {
        final int first = random.nextInt(EPHEMERAL_PORTS);
        for (int i = 0; i < EPHEMERAL_PORTS; i++) {
            final int port = FIRST_EPHEMERAL_PORT + (first + i) % EPHEMERAL_PORTS;
            if (!sockets.containsKey(port)) {
                return port;
            }
        }
        throw new IllegalStateException("all " + EPHEMERAL_PORTS + " ephemeral UDP ports are open");
    }

    void close(final UdpSocket socket) {
        sockets.remove(socket.port());
    }

    /**
     * Takes a datagram that has come to the host.
     *
     * @param pool that has the frame.
     * @param frame whose packet is valid, with offsets set.
     * @param nowNs the time.
     * @return {@link DropReason#NONE} when a socket took it, or why it was dropped.
     */
    public DropReason onPacket(final FramePool pool, final int frame, final long nowNs) {
        final int ip = pool.offset(frame) + pool.l3Offset(frame);
        final int transport = pool.offset(frame) + pool.l4Offset(frame);
        final int length = pool.offset(frame) + pool.length(frame) - transport;
        DropReason reason = UdpFlyweight.check(pool.buffer(), transport, length);
        if (reason == DropReason.NONE) {
            udp.wrap(pool.buffer(), transport);
            final int datagramLength = udp.datagramLength(length);
            if (Memory.u8(null, pool.address() + ip) >>> 4 == 4) {
                ipv4.wrap(pool.buffer(), ip);
                reason = udp.checkChecksum(
                        PseudoHeader.ipv4(ipv4.source(), ipv4.destination(), IpProtocol.UDP, datagramLength),
                        datagramLength,
                        true);
                if (reason == DropReason.NONE) {
                    reason = deliver(
                            0, mapped(ipv4.destination()), 0, mapped(ipv4.source()), datagramLength, pool, nowNs);
                }
            } else {
                ipv6.wrap(pool.buffer(), ip);
                reason = udp.checkChecksum(
                        PseudoHeader.ipv6(
                                ipv6.sourceHigh(),
                                ipv6.sourceLow(),
                                ipv6.destinationHigh(),
                                ipv6.destinationLow(),
                                IpProtocol.UDP,
                                datagramLength),
                        datagramLength,
                        false);
                if (reason == DropReason.NONE) {
                    reason = deliver(
                            ipv6.destinationHigh(),
                            ipv6.destinationLow(),
                            ipv6.sourceHigh(),
                            ipv6.sourceLow(),
                            datagramLength,
                            pool,
                            nowNs);
                }
            }
        }
        if (reason == DropReason.NONE) {
            delivered++;
        } else {
            drops.increment(reason);
        }
        return reason;
    }

    private DropReason deliver(
            final long localHigh,
            final long localLow,
            final long remoteHigh,
            final long remoteLow,
            final int datagramLength,
            final FramePool pool,
            final long nowNs) {
        final UdpSocket socket = sockets.get(udp.destinationPort());
        if (socket == null) {
            return LocalReceiver.PORT_UNREACHABLE;
        }
        socket.handler()
                .onDatagram(
                        localHigh,
                        localLow,
                        remoteHigh,
                        remoteLow,
                        udp.sourcePort(),
                        pool.buffer(),
                        udp.payloadOffset(),
                        datagramLength - UdpFlyweight.HEADER_LENGTH,
                        nowNs);
        return DropReason.NONE;
    }

    boolean send(
            final int localPort,
            final long localHigh,
            final long localLow,
            final long remoteHigh,
            final long remoteLow,
            final int remotePort,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        long high = localHigh;
        long low = localLow;
        if ((high | low) == 0) {
            final @Nullable Ipv6Address source = addresses.sourceFor(remoteHigh, remoteLow);
            if (source == null) {
                return false;
            }
            high = source.high();
            low = source.low();
        }
        final boolean isIpv4 = Ipv6Address.isIpv4Mapped(remoteHigh, remoteLow);
        final int ipLength = isIpv4 ? Ipv4Flyweight.MIN_HEADER_LENGTH : Ipv6Flyweight.HEADER_LENGTH;
        final int datagramLength = UdpFlyweight.HEADER_LENGTH + length;
        if (ipLength + datagramLength > MAX_LENGTH) {
            return false;
        }
        final int at = sender.claim(ipLength + datagramLength);
        if (at == IpSender.NO_ROOM) {
            return false;
        }
        final long pseudoHeader;
        if (isIpv4) {
            // An atomic datagram: DF is set, and the identification does not matter (RFC 6864 section 4).
            ipv4.wrap(sender.buffer(), at)
                    .writeDefaults()
                    .totalLength(ipLength + datagramLength)
                    .flagsAndFragmentOffset(Ipv4Flyweight.DONT_FRAGMENT_FLAG)
                    .ttl(DEFAULT_TTL)
                    .protocol(IpProtocol.UDP)
                    .source((int) low)
                    .destination((int) remoteLow)
                    .fillChecksum();
            pseudoHeader = PseudoHeader.ipv4((int) low, (int) remoteLow, IpProtocol.UDP, datagramLength);
        } else {
            ipv6.wrap(sender.buffer(), at)
                    .writeDefaults()
                    .payloadLength(datagramLength)
                    .nextHeader(IpProtocol.UDP)
                    .hopLimit(DEFAULT_TTL)
                    .source(high, low)
                    .destination(remoteHigh, remoteLow);
            pseudoHeader = PseudoHeader.ipv6(high, low, remoteHigh, remoteLow, IpProtocol.UDP, datagramLength);
        }
        udp.wrap(sender.buffer(), at + ipLength)
                .writeDefaults()
                .sourcePort(localPort)
                .destinationPort(remotePort)
                .length(datagramLength);
        sender.buffer().putBytes(at + ipLength + UdpFlyweight.HEADER_LENGTH, buffer, offset, length);
        udp.fillChecksum(pseudoHeader, datagramLength);
        sender.commit(ipLength + datagramLength, 0);
        sent++;
        return true;
    }

    private static long mapped(final int address) {
        return IPV4_MAPPED | (address & 0xFFFF_FFFFL);
    }

    /** {@return datagrams that sockets took} */
    public long delivered() {
        return delivered;
    }

    /** {@return datagrams that were sent} */
    public long sent() {
        return sent;
    }

    /** {@return datagrams that were dropped, by reason} */
    public DropCounters drops() {
        return drops;
    }
}
