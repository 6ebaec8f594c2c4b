package org.firsthop.node.linux;

import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/** Opens packet sockets (packet(7)) for one interface: one that receives into a ring, one that sends. */
final class PacketSocket {
    static final int SOL_PACKET = 263;
    static final int STATISTICS = 6;

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int ALL_PROTOCOLS = 3;

    private static final int ADD_MEMBERSHIP = 1;
    private static final int RX_RING = 5;
    private static final int VERSION = 10;
    private static final int TX_RING = 13;
    private static final int VNET_HEADER = 15;
    private static final int FANOUT = 18;
    private static final int IGNORE_OUTGOING = 23;

    private static final int TPACKET_V2 = 1;
    private static final int TPACKET_V3 = 2;
    private static final int PROMISCUOUS = 1;
    private static final int FANOUT_BY_FLOW = 0;

    /** A group does not ask its sockets what they pass over; kernels that do not know this flag do as without it. */
    private static final int FANOUT_IGNORE_OUTGOING = 0x4000;

    private static final int REQUEST_LENGTH = 28;
    private static final int MEMBERSHIP_LENGTH = 16;
    private static final int ADDRESS_LENGTH = 20;
    private static final int RING_FRAME_LENGTH = 2048;
    private static final int SEND_BUFFER = 4 * 1024 * 1024;

    private PacketSocket() {}

    /**
     * Opens the receiving socket, its ring not yet mapped.
     *
     * @param device to receive from.
     * @param ring sizes of the ring.
     * @param fanoutGroup number of the group that shares the interface's flows, or 0 for none.
     * @return the descriptor.
     */
    static int openReceiver(final NetworkDevice device, final PacketRing ring, final int fanoutGroup)
            throws LinuxException {
        final String name = device.name();
        final int socket = open(name);
        try {
            final SocketOptions options = new SocketOptions(name, socket);
            options.setInt(SOL_PACKET, VERSION, TPACKET_V3, "asking for blocks of packets (Linux 3.2)");
            options.setInt(SOL_PACKET, VNET_HEADER, 1, "asking what the sender left undone (Linux 4.6)");
            options.setInt(SOL_PACKET, IGNORE_OUTGOING, 1, "passing over packets sent from here (Linux 4.20)");
            ring(options, ring);
            promiscuous(options, device.index());
            bind(socket, device, ALL_PROTOCOLS);
            if (fanoutGroup != 0) {
                options.setInt(
                        SOL_PACKET,
                        FANOUT,
                        (fanoutGroup & 0xFFFF) | (FANOUT_BY_FLOW | FANOUT_IGNORE_OUTGOING) << 16,
                        "joining the workers that share the interface (group " + fanoutGroup + ')');
            }
            return socket;
        } catch (final LinuxException e) {
            LibC.close(socket);
            throw e;
        }
    }

    /**
     * Opens the sending socket. It does not go past the interface's traffic control, which would save next to nothing: large
     * segments that the driver does not take whole are cut there.
     */
    static int openSender(final NetworkDevice device) throws LinuxException {
        final int socket = open(device.name());
        try {
            final SocketOptions options = new SocketOptions(device.name(), socket);
            options.setInt(SOL_PACKET, VERSION, TPACKET_V2, "asking for slots of packets (Linux 2.6.31)");
            options.setInt(SOL_PACKET, VNET_HEADER, 1, "telling what is header (Linux 4.6)");
            if (!options.trySet(LibC.SOL_SOCKET, LibC.SO_SNDBUFFORCE, SEND_BUFFER)) {
                options.trySet(LibC.SOL_SOCKET, LibC.SO_SNDBUF, SEND_BUFFER); // As much as the system allows.
            }
            bind(socket, device, 0);
            return socket;
        } catch (final LinuxException e) {
            LibC.close(socket);
            throw e;
        }
    }

    private static int open(final String name) throws LinuxException {
        return Linux.check(
                LibC.socket(AF_PACKET, SOCK_RAW | LibC.O_NONBLOCK | LibC.O_CLOEXEC, 0),
                name,
                "opening a packet socket");
    }

    /** A {@code tpacket_req3}. */
    private static void ring(final SocketOptions options, final PacketRing ring) throws LinuxException {
        final long request = options.value();
        Memory.fill(null, request, REQUEST_LENGTH, (byte) 0);
        Memory.putNativeInt(null, request, ring.blockLength());
        Memory.putNativeInt(null, request + 4, ring.blocks());
        Memory.putNativeInt(null, request + 8, RING_FRAME_LENGTH);
        Memory.putNativeInt(null, request + 12, ring.length() / RING_FRAME_LENGTH);
        Memory.putNativeInt(null, request + 16, ring.retireMs());
        options.set(SOL_PACKET, RX_RING, REQUEST_LENGTH, "making a receive ring of " + ring.length() + " octets");
    }

    /** A {@code tpacket_req}. */
    static void makeSendRing(
            final String name, final int socket, final int blockLength, final int blocks, final int slotLength)
            throws LinuxException {
        final SocketOptions options = new SocketOptions(name, socket);
        final long request = options.value();
        Memory.putNativeInt(null, request, blockLength);
        Memory.putNativeInt(null, request + 4, blocks);
        Memory.putNativeInt(null, request + 8, slotLength);
        Memory.putNativeInt(null, request + 12, blocks * (blockLength / slotLength));
        options.set(SOL_PACKET, TX_RING, 16, "making a send ring of " + (long) blocks * blockLength + " octets");
    }

    /** A {@code packet_mreq}; it ends with the socket. */
    private static void promiscuous(final SocketOptions options, final int interfaceIndex) throws LinuxException {
        final long request = options.value();
        Memory.fill(null, request, MEMBERSHIP_LENGTH, (byte) 0);
        Memory.putNativeInt(null, request, interfaceIndex);
        Memory.putNativeShort(null, request + 4, (short) PROMISCUOUS);
        options.set(SOL_PACKET, ADD_MEMBERSHIP, MEMBERSHIP_LENGTH, "receiving frames for every station");
    }

    /** A {@code sockaddr_ll}. */
    private static void bind(final int socket, final NetworkDevice device, final int protocol) throws LinuxException {
        final MemoryRegion address = MemoryRegion.allocate(ADDRESS_LENGTH);
        Memory.putNativeShort(null, address.address(), (short) AF_PACKET);
        Memory.putU16(null, address.address() + 2, protocol);
        Memory.putNativeInt(null, address.address() + 4, device.index());
        Linux.check(LibC.bind(socket, address.address(), ADDRESS_LENGTH), device.name(), "binding to the interface");
    }
}
