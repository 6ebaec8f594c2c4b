package org.firsthop.node.linux;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import org.agrona.DirectBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.jspecify.annotations.Nullable;

/**
 * Many datagrams a system call, in and out of a socket that the JDK opened: recvmmsg(2) and sendmmsg(2).
 *
 * <p>The JDK receives one datagram a call and makes an object of its sender's address. Here the kernel writes datagrams and
 * addresses ({@code sockaddr}) to memory made once; who answers hands the address back as it came. The channel stays the owner
 * of the socket: it is bound, waited for by a selector, and closed as ever.
 *
 * <p>A datagram longer than the room for one is left out. Nothing is allocated after {@link #open}. One thread at a time.
 */
public final class DatagramVector {
    /** Octets that an address takes where it is kept: a {@code sockaddr_in6} has 28. */
    public static final int ADDRESS_LENGTH = 32;

    private static final String DESCRIPTORS = "/proc/self/fd";
    private static final int SOCK_DGRAM = 2;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int PORT = 2;
    private static final int IPV4 = 4;
    private static final int IPV6 = 8;
    private static final int SOCKADDR_IN6_LENGTH = 28;
    private static final long MAPPED = 0xFFFF_0000_0000L;

    // struct mmsghdr: msg_name, msg_namelen, msg_iov, msg_iovlen, msg_control, msg_controllen, msg_flags; msg_len.
    private static final int MESSAGE_LENGTH = 64;
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int VECTORS = 16;
    private static final int VECTOR_COUNT = 24;
    private static final int FLAGS = 48;
    private static final int OCTETS = 56;
    private static final int VECTOR_LENGTH = 16;
    private static final int VECTOR_OCTETS = 8;
    private static final int MSG_TRUNC = 0x20;

    private final int descriptor;
    private final int capacity;
    private final int room;
    private final Side in;
    private final Side out;
    private int queued;
    private long unsent;

    /** Messages of one direction, each with its address, and room for its octets. */
    private static final class Side {
        private final MemoryRegion messages;
        private final MemoryRegion vectors;
        private final MemoryRegion addresses;
        private final MemoryRegion octets;

        Side(final int capacity, final int room) {
            messages = MemoryRegion.allocate((long) capacity * MESSAGE_LENGTH);
            vectors = MemoryRegion.allocate((long) capacity * VECTOR_LENGTH);
            addresses = MemoryRegion.allocate((long) capacity * ADDRESS_LENGTH);
            octets = MemoryRegion.allocate((long) capacity * room);
            for (int i = 0; i < capacity; i++) {
                Memory.putNativeLong(null, message(i) + NAME, address(i));
                Memory.putNativeInt(null, message(i) + NAME_LENGTH, SOCKADDR_IN6_LENGTH);
                Memory.putNativeLong(null, message(i) + VECTORS, vector(i));
                Memory.putNativeLong(null, message(i) + VECTOR_COUNT, 1);
                Memory.putNativeLong(null, vector(i), octets.address() + (long) i * room);
                Memory.putNativeLong(null, vector(i) + VECTOR_OCTETS, room);
            }
        }

        long message(final int i) {
            return messages.address() + (long) i * MESSAGE_LENGTH;
        }

        long vector(final int i) {
            return vectors.address() + (long) i * VECTOR_LENGTH;
        }

        long address(final int i) {
            return addresses.address() + (long) i * ADDRESS_LENGTH;
        }
    }

    private DatagramVector(final int descriptor, final int capacity, final int room, final int roomToSend) {
        this.descriptor = descriptor;
        this.capacity = capacity;
        this.room = room;
        in = new Side(capacity, room);
        out = new Side(capacity, roomToSend);
    }

    /**
     * Lays vectors over a socket.
     *
     * @param channel bound.
     * @param capacity datagrams at a time, at least 1.
     * @param room octets of the longest datagram that is received.
     * @param roomToSend octets of the longest datagram that is sent.
     * @return the vectors, or {@code null} where this system does not have such calls, or hides the socket.
     * @throws IOException when the channel is closed.
     */
    public static @Nullable DatagramVector open(
            final DatagramChannel channel, final int capacity, final int room, final int roomToSend)
            throws IOException {
        final InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
        try {
            Linux.require();
            final int descriptor = descriptor(local);
            return descriptor < 0 ? null : new DatagramVector(descriptor, capacity, room, roomToSend);
        } catch (final LinuxException | LinkageError elsewhere) {
            return null;
        }
    }

    /** The descriptor of the UDP socket that is bound to an address: the JDK does not tell, the kernel does. */
    private static int descriptor(final InetSocketAddress local) {
        final MemoryRegion scratch = MemoryRegion.allocate(2 * ADDRESS_LENGTH);
        final long address = scratch.address();
        final long length = address + ADDRESS_LENGTH;
        final String[] names = new File(DESCRIPTORS).list();
        if (names == null) {
            return -1;
        }
        for (final String name : names) {
            final int candidate = Integer.parseInt(name);
            Memory.putNativeInt(null, length, Integer.BYTES);
            if (LibC.getsockopt(candidate, LibC.SOL_SOCKET, LibC.SO_TYPE, address, length) != 0
                    || Memory.nativeInt(null, address) != SOCK_DGRAM) {
                continue;
            }
            Memory.putNativeInt(null, length, SOCKADDR_IN6_LENGTH);
            if (LibC.getsockname(candidate, address, length) == 0 && isAddress(address, local)) {
                return candidate;
            }
        }
        return -1;
    }

    private static boolean isAddress(final long sockaddr, final InetSocketAddress expected) {
        if (Memory.u16(null, sockaddr + PORT) != expected.getPort()) {
            return false;
        }
        final int family = Memory.nativeShort(null, sockaddr);
        final InetAddress address = expected.getAddress();
        final byte[] octets = address.getAddress();
        if (family == AF_INET) {
            return octets.length == IPV4 && Memory.i32(null, sockaddr + IPV4) == int32(octets, 0);
        }
        if (family != AF_INET6) {
            return false;
        }
        final long high = Memory.i64(null, sockaddr + IPV6);
        final long low = Memory.i64(null, sockaddr + IPV6 + Long.BYTES);
        if (high == 0 && low == 0) {
            return address.isAnyLocalAddress();
        }
        if (octets.length == IPV4) {
            return high == 0 && low == (MAPPED | Integer.toUnsignedLong(int32(octets, 0)));
        }
        return high == int64(octets, 0) && low == int64(octets, Long.BYTES);
    }

    private static int int32(final byte[] octets, final int at) {
        return (octets[at] & 0xFF) << 24
                | (octets[at + 1] & 0xFF) << 16
                | (octets[at + 2] & 0xFF) << 8
                | (octets[at + 3] & 0xFF);
    }

    private static long int64(final byte[] octets, final int at) {
        return (long) int32(octets, at) << 32 | Integer.toUnsignedLong(int32(octets, at + 4));
    }

    /**
     * Takes in what has come, without waiting.
     *
     * @return how many datagrams, at most the capacity; 0 where there was none.
     */
    public int receive() {
        final int count = LibC.recvmmsg(descriptor, in.message(0), capacity, LibC.MSG_DONTWAIT, 0);
        for (int i = 0; i < count; i++) {
            final long message = in.message(i);
            if ((Memory.nativeInt(null, message + FLAGS) & MSG_TRUNC) != 0) {
                Memory.putNativeInt(null, message + OCTETS, 0);
            }
        }
        return Math.max(count, 0);
    }

    /** {@return the buffer that holds the datagrams received, until the next {@link #receive}} */
    public DirectBuffer buffer() {
        return in.octets.buffer();
    }

    /**
     * Where a datagram lies.
     *
     * @param datagram its number.
     * @return the offset in {@link #buffer()}.
     */
    public int offset(final int datagram) {
        return datagram * room;
    }

    /**
     * How long a datagram is.
     *
     * @param datagram its number.
     * @return octets; 0 where it was longer than the room for it.
     */
    public int length(final int datagram) {
        return Memory.nativeInt(null, in.message(datagram) + OCTETS);
    }

    /**
     * Copies the address of a datagram's sender, to be handed to {@link #send}.
     *
     * @param datagram its number.
     * @param to absolute address of {@link #ADDRESS_LENGTH} octets.
     */
    public void copySender(final int datagram, final long to) {
        Memory.copy(null, in.address(datagram), null, to, SOCKADDR_IN6_LENGTH);
        Memory.putNativeInt(null, to + SOCKADDR_IN6_LENGTH, Memory.nativeInt(null, in.message(datagram) + NAME_LENGTH));
        Memory.putNativeInt(null, in.message(datagram) + NAME_LENGTH, SOCKADDR_IN6_LENGTH);
    }

    /**
     * Puts a datagram with those to send; {@link #flush} sends them, as does a full vector.
     *
     * @param address as {@link #copySender} left it.
     * @param buffer that holds the datagram, which is copied.
     * @param offset of its first octet.
     * @param length in octets, at most the room to send.
     */
    public void send(final long address, final DirectBuffer buffer, final int offset, final int length) {
        if (queued == capacity) {
            flush();
        }
        final long message = out.message(queued);
        final long vector = out.vector(queued);
        Memory.copy(null, address, null, out.address(queued), SOCKADDR_IN6_LENGTH);
        Memory.putNativeInt(null, message + NAME_LENGTH, Memory.nativeInt(null, address + SOCKADDR_IN6_LENGTH));
        Memory.copy(buffer.byteArray(), buffer.addressOffset() + offset, null, Memory.nativeLong(null, vector), length);
        Memory.putNativeLong(null, vector + VECTOR_OCTETS, length);
        queued++;
    }

    /** Sends what {@link #send} gathered; what the kernel does not take is counted and gone. */
    public void flush() {
        int from = 0;
        while (from < queued) {
            final int sent = LibC.sendmmsg(descriptor, out.message(from), queued - from, LibC.MSG_DONTWAIT);
            if (sent <= 0) {
                // The first of them cannot be sent: no route back, a port of 0, or no room.
                unsent++;
                from++;
            } else {
                from += sent;
            }
        }
        queued = 0;
    }

    /** {@return datagrams that the kernel did not take} */
    public long unsent() {
        return unsent;
    }
}
