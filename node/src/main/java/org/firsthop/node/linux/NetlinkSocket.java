package org.firsthop.node.linux;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * A netlink(7) socket to the kernel's routing tables, of the network namespace in which the thread lives that opens it.
 *
 * <p>It sends requests, receives their answers and, where it has joined groups, what the kernel tells everybody. What comes from
 * other processes is passed over. One thread uses it.
 */
public final class NetlinkSocket implements AutoCloseable {
    /** {@link #receive()} had nothing to take. */
    public static final int NOTHING = 0;

    /** {@link #receive()}: messages were lost, because there were more than the socket's buffer holds. */
    public static final int OVERRUN = -1;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int ROUTE = 0;
    private static final int SOL_NETLINK = 270;
    private static final int ADD_MEMBERSHIP = 1;
    private static final int CAP_ACK = 10;
    private static final int EXTENDED_ACK = 11;
    private static final int ADDRESS_LENGTH = 12;
    private static final int PORT_OFFSET = 4;
    private static final int DATAGRAM_LENGTH = 64 * 1024;
    private static final int REQUEST_LENGTH = 32 * 1024;

    private final String subject;
    private final int descriptor;
    private final UnsafeBuffer received = MemoryRegion.allocate(DATAGRAM_LENGTH).buffer();
    private final UnsafeBuffer request = MemoryRegion.allocate(REQUEST_LENGTH).buffer();
    private final MemoryRegion sender = MemoryRegion.allocate(ADDRESS_LENGTH);
    private final MemoryRegion senderLength = MemoryRegion.allocate(Integer.BYTES);

    private NetlinkSocket(final String subject, final int descriptor) {
        this.subject = subject;
        this.descriptor = descriptor;
    }

    /**
     * Opens a socket.
     *
     * @param receiveBuffer octets that the kernel keeps for it before messages are lost; what the system does not allow is
     *     as much as it does.
     * @param groups numbers of groups to join ({@code RTNLGRP_*}); the kernel may not know the newest.
     * @return the socket.
     * @throws LinuxException when the system refuses; the message says what would help.
     */
    public static NetlinkSocket open(final int receiveBuffer, final int... groups) throws LinuxException {
        Linux.require();
        final String subject = "netlink";
        final int descriptor = Linux.check(
                LibC.socket(AF_NETLINK, SOCK_RAW | LibC.O_NONBLOCK | LibC.O_CLOEXEC, ROUTE),
                subject,
                "opening a socket to the kernel's routing tables");
        try {
            final SocketOptions options = new SocketOptions(subject, descriptor);
            if (!options.trySet(LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, receiveBuffer)) {
                options.trySet(LibC.SOL_SOCKET, LibC.SO_RCVBUF, receiveBuffer);
            }
            options.trySet(SOL_NETLINK, EXTENDED_ACK, 1);
            options.trySet(SOL_NETLINK, CAP_ACK, 1);
            final MemoryRegion address = MemoryRegion.allocate(ADDRESS_LENGTH);
            Memory.putNativeShort(null, address.address(), (short) AF_NETLINK);
            Linux.check(LibC.bind(descriptor, address.address(), ADDRESS_LENGTH), subject, "binding the socket");
            for (final int group : groups) {
                options.trySet(SOL_NETLINK, ADD_MEMBERSHIP, group);
            }
            return new NetlinkSocket(subject, descriptor);
        } catch (final LinuxException e) {
            LibC.close(descriptor);
            throw e;
        }
    }

    /** {@return the file descriptor, for poll(2)} */
    public int descriptor() {
        return descriptor;
    }

    /** {@return what {@link #receive()} received last} */
    public DirectBuffer received() {
        return received;
    }

    /** {@return where requests are written before they are {@linkplain #send sent}} */
    public UnsafeBuffer request() {
        return request;
    }

    /**
     * Receives a datagram without waiting.
     *
     * @return its octets, {@link #NOTHING}, or {@link #OVERRUN}.
     * @throws LinuxException when the socket fails.
     */
    public int receive() throws LinuxException {
        while (true) {
            Memory.putNativeInt(null, senderLength.address(), ADDRESS_LENGTH);
            final long length = LibC.recvfrom(
                    descriptor,
                    received.addressOffset(),
                    DATAGRAM_LENGTH,
                    LibC.MSG_DONTWAIT | LibC.MSG_TRUNC,
                    sender.address(),
                    senderLength.address());
            if (length > DATAGRAM_LENGTH) {
                return OVERRUN; // Longer than the kernel makes them; what was cut off is lost.
            }
            if (length >= 0) {
                final boolean isKernel = Memory.nativeInt(null, sender.address() + PORT_OFFSET) == 0;
                if (isKernel && length > 0) {
                    return (int) length;
                }
                continue;
            }
            final int errno = LibC.errno();
            if (errno == Errno.EAGAIN) {
                return NOTHING;
            }
            if (errno == Errno.ENOBUFS) {
                return OVERRUN;
            }
            if (errno != Errno.EINTR) {
                throw LinuxException.of(subject, "receiving what the kernel tells of routes", errno);
            }
        }
    }

    /**
     * Sends requests from {@link #request()}.
     *
     * @param length octets of all requests.
     * @return whether the kernel took them; it does not while its answers fill the socket's buffer.
     */
    public boolean send(final int length) {
        return LibC.sendto(descriptor, request.addressOffset(), length, LibC.MSG_DONTWAIT, 0, 0) == length;
    }

    /**
     * Waits until there is something to receive.
     *
     * @param timeoutMs the longest time to wait, in milliseconds.
     */
    public void await(final int timeoutMs) {
        final MemoryRegion entry = MemoryRegion.allocate(Long.BYTES);
        Memory.putNativeInt(null, entry.address(), descriptor);
        Memory.putNativeShort(null, entry.address() + Integer.BYTES, LibC.POLLIN);
        LibC.poll(entry.address(), 1, timeoutMs);
    }

    @Override
    public void close() {
        LibC.close(descriptor);
    }
}
