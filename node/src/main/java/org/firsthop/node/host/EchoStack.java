package org.firsthop.node.host;

import org.agrona.collections.Int2ObjectHashMap;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.IcmpFlyweight;
import org.firsthop.core.wire.IcmpType;
import org.firsthop.core.wire.Icmpv6Flyweight;
import org.firsthop.core.wire.Icmpv6Type;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.node.sim.SimRandom;
import org.jspecify.annotations.Nullable;

/**
 * The asking side of ICMP echo (RFC 792, RFC 1122 section 3.2.2.6, RFC 4443 section 4.1); requests of others are answered before
 * they come to a host's transports.
 *
 * <p>Each socket has an identifier of its own, drawn at random. Data are the octets 0, 1, 2 and so on. Not thread-safe.
 */
public final class EchoStack {
    private static final int IDENTIFIERS = 0x10000;
    private static final int MAX_LENGTH = 65_535;
    private static final int IPV4 = 4;
    private static final int OCTET = 0xFF;

    private final IpSender sender;
    private final SourceAddresses addresses;
    private final SimRandom random;
    private final Int2ObjectHashMap<EchoSocket> sockets = new Int2ObjectHashMap<>();
    private final Ipv4Flyweight ipv4 = new Ipv4Flyweight();
    private final Ipv6Flyweight ipv6 = new Ipv6Flyweight();
    private final IcmpFlyweight icmp = new IcmpFlyweight();
    private final Icmpv6Flyweight icmpv6 = new Icmpv6Flyweight();
    private int identification;

    EchoStack(final IpSender sender, final SourceAddresses addresses, final SimRandom random) {
        this.sender = sender;
        this.addresses = addresses;
        this.random = random;
    }

    /**
     * Opens a socket.
     *
     * @param handler told what comes.
     * @return the socket.
     * @throws IllegalStateException when all identifiers are in use.
     */
    public EchoSocket open(final EchoHandler handler) {
        final int first = random.nextInt(IDENTIFIERS);
        for (int i = 0; i < IDENTIFIERS; i++) {
            final int identifier = (first + i) % IDENTIFIERS;
            if (!sockets.containsKey(identifier)) {
                final EchoSocket socket = new EchoSocket(this, identifier, handler);
                sockets.put(identifier, socket);
                return socket;
            }
        }
        throw new IllegalStateException("all " + IDENTIFIERS + " identifiers of echo requests are in use");
    }

    void close(final EchoSocket socket) {
        sockets.remove(socket.identifier());
    }

    boolean send(
            final int identifier, final Ipv6Address remote, final int sequence, final int dataLength, final int hops) {
        final @Nullable Ipv6Address source = addresses.sourceFor(remote.high(), remote.low());
        final boolean isIpv4 = remote.isIpv4Mapped();
        final int ipLength = isIpv4 ? Ipv4Flyweight.MIN_HEADER_LENGTH : Ipv6Flyweight.HEADER_LENGTH;
        final int messageLength = IcmpFlyweight.HEADER_LENGTH + dataLength;
        if (source == null || ipLength + messageLength > MAX_LENGTH) {
            return false;
        }
        final int at = sender.claim(ipLength + messageLength);
        if (at == IpSender.NO_ROOM) {
            return false;
        }
        final int message = at + ipLength;
        for (int i = 0; i < dataLength; i++) {
            sender.buffer().putByte(message + IcmpFlyweight.DATA_OFFSET + i, (byte) i);
        }
        if (isIpv4) {
            ipv4.wrap(sender.buffer(), at)
                    .writeDefaults()
                    .totalLength(ipLength + messageLength)
                    .identification(identification++ & 0xFFFF)
                    .ttl(hops)
                    .protocol(IpProtocol.ICMP)
                    .source((int) source.low())
                    .destination((int) remote.low())
                    .fillChecksum();
            icmp.wrap(sender.buffer(), message)
                    .writeDefaults()
                    .type(IcmpType.ECHO_REQUEST)
                    .identifier(identifier)
                    .sequenceNumber(sequence)
                    .fillChecksum(messageLength);
        } else {
            ipv6.wrap(sender.buffer(), at)
                    .writeDefaults()
                    .payloadLength(messageLength)
                    .nextHeader(IpProtocol.ICMPV6)
                    .hopLimit(hops)
                    .source(source.high(), source.low())
                    .destination(remote.high(), remote.low());
            icmpv6.wrap(sender.buffer(), message)
                    .writeDefaults()
                    .type(Icmpv6Type.ECHO_REQUEST)
                    .identifier(identifier)
                    .sequenceNumber(sequence)
                    .fillChecksum(
                            PseudoHeader.ipv6(
                                    source.high(),
                                    source.low(),
                                    remote.high(),
                                    remote.low(),
                                    IpProtocol.ICMPV6,
                                    messageLength),
                            messageLength);
        }
        sender.commit(ipLength + messageLength, 0);
        return true;
    }

    /** Takes an echo reply for this host, whose header has been checked. */
    void onReply(final FramePool pool, final int frame, final long nowNs) {
        final long ip = pool.address(frame) + pool.l3Offset(frame);
        final long message = pool.address(frame) + pool.l4Offset(frame);
        // The header is the same in both versions.
        final EchoSocket socket = sockets.get(Memory.u16(null, message + IcmpFlyweight.IDENTIFIER_OFFSET));
        if (socket == null) {
            return;
        }
        final int length = pool.length(frame) - pool.l4Offset(frame);
        boolean isIntact = true;
        for (int i = IcmpFlyweight.DATA_OFFSET; i < length; i++) {
            isIntact &= Memory.u8(null, message + i) == (i - IcmpFlyweight.DATA_OFFSET & OCTET);
        }
        final boolean isIpv4 = Memory.u8(null, ip) >>> 4 == IPV4;
        final Ipv6Address from = isIpv4
                ? Ipv6Address.ofIpv4Mapped(Memory.i32(null, ip + Ipv4Flyweight.SOURCE_OFFSET))
                : new Ipv6Address(
                        Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET),
                        Memory.i64(null, ip + Ipv6Flyweight.SOURCE_OFFSET + Long.BYTES));
        socket.handler()
                .onReply(
                        from,
                        Memory.u16(null, message + IcmpFlyweight.SEQUENCE_NUMBER_OFFSET),
                        length,
                        Memory.u8(null, ip + (isIpv4 ? Ipv4Flyweight.TTL_OFFSET : Ipv6Flyweight.HOP_LIMIT_OFFSET)),
                        isIntact,
                        nowNs);
    }

    /** Takes an error about a request, quoted from its ICMP header on. */
    void onError(final Ipv6Address from, final long quote, final String meaning) {
        final EchoSocket socket = sockets.get(Memory.u16(null, quote + IcmpFlyweight.IDENTIFIER_OFFSET));
        if (socket != null) {
            socket.handler().onError(from, Memory.u16(null, quote + IcmpFlyweight.SEQUENCE_NUMBER_OFFSET), meaning);
        }
    }
}
