package org.firsthop.benchmarks.live;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.net.NetworkInterface;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.core.wire.UdpFlyweight;

/**
 * Sends UDP packets of 60 octets to 64 destinations in 10.3.0.0/16 in turn, as many one behind the other to each as make a train.
 *
 * <p>A train is one large segment that the kernel cuts on its way to the interface, which must not take it whole ({@link Lab} sees
 * to that): so a packet costs a fraction of what it costs to forward it, and not the generator is what is measured.
 */
public final class Generator {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SOL_PACKET = 263;
    private static final int VNET_HEADER = 15;

    /** {@code struct virtio_net_hdr}: flags, kind, header length, segment length, checksum's start and offset. */
    private static final int VIRTIO_LENGTH = 10;

    private static final int NEEDS_CHECKSUM = 1;
    private static final int UDP_SEGMENTS = 5;

    private static final int IP = EthernetFlyweight.HEADER_LENGTH;
    private static final int UDP = IP + Ipv4Flyweight.MIN_HEADER_LENGTH;
    private static final int PAYLOAD = UDP + UdpFlyweight.HEADER_LENGTH;
    static final int FRAME_LENGTH = 60;
    static final int DESTINATIONS = 64;
    private static final int NETWORK = 10 << 24 | 3 << 16;
    private static final int SOURCE = 10 << 24 | 1 << 16 | 2;
    private static final long SOURCE_MAC = 0x0200_0000_0077L;
    private static final int SEND_BUFFER = 4 * 1024 * 1024;
    private static final int SLOT = 4096;

    private static final int MESSAGE_LENGTH = 64;
    private static final int MESSAGE_VECTORS = 16;
    private static final int MESSAGE_VECTOR_COUNT = 24;
    private static final int VECTOR_LENGTH = 16;

    static {
        Native.register(Generator.class, NativeLibrary.getProcess());
    }

    private Generator() {}

    private static native int socket(int domain, int type, int protocol) throws LastErrorException;

    private static native int bind(int socket, long address, int length) throws LastErrorException;

    private static native int setsockopt(int socket, int level, int option, long value, int length)
            throws LastErrorException;

    private static native int sendmmsg(int socket, long messages, int count, int flags);

    /**
     * Sends until the process ends.
     *
     * @param arguments name of the interface, link address to send to, packets of a train.
     * @throws IOException when the interface refuses.
     */
    public static void main(final String[] arguments) throws IOException {
        final long mac = MacAddress.parse(arguments[1]);
        final int train = Integer.parseInt(arguments[2]);
        final int socket = open(NetworkInterface.getByName(arguments[0]).getIndex());
        final MemoryRegion trains = MemoryRegion.allocate((long) DESTINATIONS * SLOT);
        final MemoryRegion vectors = MemoryRegion.allocate((long) DESTINATIONS * VECTOR_LENGTH);
        final MemoryRegion messages = MemoryRegion.allocate((long) DESTINATIONS * MESSAGE_LENGTH);
        for (int i = 0; i < DESTINATIONS; i++) {
            final long at = trains.address() + (long) i * SLOT;
            final long vector = vectors.address() + (long) i * VECTOR_LENGTH;
            final long message = messages.address() + (long) i * MESSAGE_LENGTH;
            Memory.putNativeLong(null, vector, at);
            Memory.putNativeLong(null, vector + Long.BYTES, write(at, mac, i, train));
            Memory.putNativeLong(null, message + MESSAGE_VECTORS, vector);
            Memory.putNativeLong(null, message + MESSAGE_VECTOR_COUNT, 1);
        }
        System.out.println("generating");
        int next = 0;
        while (true) {
            final int sent =
                    sendmmsg(socket, messages.address() + (long) next * MESSAGE_LENGTH, DESTINATIONS - next, 0);
            next = sent < 0 ? 0 : (next + sent) % DESTINATIONS;
        }
    }

    private static int open(final int interfaceIndex) throws IOException {
        final MemoryRegion value = MemoryRegion.allocate(32);
        final long at = value.address();
        try {
            final int socket = socket(AF_PACKET, SOCK_RAW, 0);
            Memory.putNativeInt(null, at, 1);
            setsockopt(socket, SOL_PACKET, VNET_HEADER, at, Integer.BYTES);
            Memory.putNativeInt(null, at, SEND_BUFFER);
            setsockopt(socket, SOL_SOCKET, SO_SNDBUFFORCE, at, Integer.BYTES);
            Memory.fill(null, at, 32, (byte) 0);
            Memory.putNativeShort(null, at, (short) AF_PACKET);
            Memory.putNativeInt(null, at + 4, interfaceIndex);
            bind(socket, at, 20);
            return socket;
        } catch (final LastErrorException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Writes a train; returns its length. */
    private static int write(final long at, final long mac, final int destination, final int train) {
        final int payload = FRAME_LENGTH - PAYLOAD;
        Memory.putNativeShort(null, at, (short) (NEEDS_CHECKSUM | UDP_SEGMENTS << 8));
        Memory.putNativeShort(null, at + 2, (short) PAYLOAD);
        Memory.putNativeShort(null, at + 4, (short) payload);
        Memory.putNativeShort(null, at + 6, (short) UDP);
        Memory.putNativeShort(null, at + 8, (short) UdpFlyweight.CHECKSUM_OFFSET);

        final int udpLength = UdpFlyweight.HEADER_LENGTH + train * payload;
        writeHeaders(at + VIRTIO_LENGTH, mac, destination, udpLength);
        // What a kernel leaves to be completed is the sum of the pseudo-header, not its complement.
        final long pseudoHeader = PseudoHeader.ipv4(SOURCE, NETWORK | destination, IpProtocol.UDP, udpLength);
        Memory.putU16(
                null,
                at + VIRTIO_LENGTH + UDP + UdpFlyweight.CHECKSUM_OFFSET,
                InternetChecksum.finish(pseudoHeader) ^ 0xFFFF);
        return VIRTIO_LENGTH + UDP + udpLength;
    }

    private static void writeHeaders(final long at, final long mac, final int destination, final int udpLength) {
        final UnsafeBuffer frame = new UnsafeBuffer(at, PAYLOAD);
        new EthernetFlyweight()
                .wrap(frame, 0)
                .destination(mac)
                .source(SOURCE_MAC)
                .etherType(EtherType.IPV4);
        new Ipv4Flyweight()
                .wrap(frame, IP)
                .writeDefaults()
                .totalLength(Ipv4Flyweight.MIN_HEADER_LENGTH + udpLength)
                .ttl(64)
                .protocol(IpProtocol.UDP)
                .source(SOURCE)
                .destination(NETWORK | destination)
                .fillChecksum();
        new UdpFlyweight()
                .wrap(frame, UDP)
                .sourcePort(1024 + destination)
                .destinationPort(9)
                .length(udpLength);
    }

    /** Writes the first packet to the first destination, its checksums filled. */
    static void writePacket(final long at, final long mac) {
        final int udpLength = FRAME_LENGTH - UDP;
        Memory.fill(null, at, FRAME_LENGTH, (byte) 0);
        writeHeaders(at, mac, 0, udpLength);
        final long pseudoHeader = PseudoHeader.ipv4(SOURCE, NETWORK, IpProtocol.UDP, udpLength);
        Memory.putU16(
                null,
                at + UDP + UdpFlyweight.CHECKSUM_OFFSET,
                InternetChecksum.finish(pseudoHeader + InternetChecksum.partialSum(null, at + UDP, udpLength)));
    }
}
