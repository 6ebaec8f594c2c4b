package org.firsthop.node.linux;

import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * An AF_XDP socket on one queue of an interface, whose memory is a whole frame pool: four rings through which frames go to the
 * kernel and come back, by number, without being copied by this side.
 *
 * <p>Zero-copy where the driver can; in copy mode the kernel copies between its own buffers and the pool.
 */
final class XdpSocket implements AutoCloseable {
    /** Octets that the kernel keeps free before a frame that it receives. */
    static final int KERNEL_HEADROOM = 256;

    static final int ADDRESS_ENTRY_LENGTH = 8;
    static final int DESCRIPTOR_LENGTH = 16;

    private static final int AF_XDP = 44;
    private static final int SOCK_RAW = 3;
    private static final int SOL_XDP = 283;

    private static final int MMAP_OFFSETS = 1;
    private static final int RX_RING = 2;
    private static final int TX_RING = 3;
    private static final int UMEM_REGISTER = 4;
    private static final int FILL_RING = 5;
    private static final int COMPLETION_RING = 6;
    private static final int STATISTICS = 7;
    private static final int MAX_TX_BUDGET = 9;

    private static final int UMEM_LENGTH = 32;
    private static final int UNALIGNED_CHUNKS = 1;
    private static final int ADDRESS_LENGTH = 16;
    private static final int BIND_COPY = 1 << 1;
    private static final int BIND_ZERO_COPY = 1 << 2;
    private static final int BIND_NEED_WAKEUP = 1 << 3;

    private static final long RX_PAGE_OFFSET = 0;
    private static final long TX_PAGE_OFFSET = 0x8000_0000L;
    private static final long FILL_PAGE_OFFSET = 0x1_0000_0000L;
    private static final long COMPLETION_PAGE_OFFSET = 0x1_8000_0000L;

    private static final int PAGE_LENGTH = 4096;
    private static final int MIN_SLOT_LENGTH = 2048;
    private static final int TX_BUDGET = 512;
    private static final int MAX_KICKS = 16;

    final XdpRing received;
    final XdpRing sent;
    final XdpRing fill;
    final XdpRing completed;
    private final int descriptor;
    private final boolean isZeroCopy;
    private final SocketOptions options;

    private XdpSocket(
            final int descriptor, final boolean isZeroCopy, final SocketOptions options, final XdpRing[] rings) {
        this.descriptor = descriptor;
        this.isZeroCopy = isZeroCopy;
        this.options = options;
        received = rings[0];
        sent = rings[1];
        fill = rings[2];
        completed = rings[3];
    }

    /**
     * Opens a socket, without frames in its rings yet.
     *
     * @param device of the queue.
     * @param queue of the device.
     * @param pool whose slots have 2,048 to 4,096 octets; with 2,048 or 4,096 the driver may do without copies.
     * @param ringSize entries of each ring, a power of two.
     * @param mayZeroCopy whether to ask the driver for it.
     */
    static XdpSocket open(
            final NetworkDevice device,
            final int queue,
            final FramePool pool,
            final int ringSize,
            final boolean mayZeroCopy)
            throws LinuxException {
        final String subject = device.name() + " queue " + queue;
        requireSlots(subject, pool);
        final boolean isAligned = Integer.bitCount(pool.slotLength()) == 1;
        final int socket = Linux.check(
                LibC.socket(AF_XDP, SOCK_RAW | LibC.O_CLOEXEC, 0), subject, "opening an AF_XDP socket (Linux 4.18)");
        try {
            final SocketOptions options = new SocketOptions(subject, socket);
            register(subject, socket, options, pool, isAligned);
            for (final int ring : new int[] {RX_RING, TX_RING, FILL_RING, COMPLETION_RING}) {
                options.setInt(SOL_XDP, ring, ringSize, "making a ring of " + ringSize + " entries");
            }
            options.trySet(SOL_XDP, MAX_TX_BUDGET, TX_BUDGET); // Else a system call sends 32 frames, and we call again.
            final XdpRing[] rings = map(subject, socket, options, ringSize);
            final boolean isZeroCopy =
                    isAligned && mayZeroCopy && bind(socket, device, queue, BIND_ZERO_COPY | BIND_NEED_WAKEUP) == 0;
            if (!isZeroCopy) {
                final int errno = bind(socket, device, queue, BIND_COPY | BIND_NEED_WAKEUP);
                if (errno != 0) {
                    throw refusal(subject, errno);
                }
            }
            return new XdpSocket(socket, isZeroCopy, options, rings);
        } catch (final LinuxException e) {
            LibC.close(socket);
            throw e;
        }
    }

    private static void requireSlots(final String subject, final FramePool pool) throws LinuxException {
        if (pool.slotLength() < MIN_SLOT_LENGTH || pool.slotLength() > PAGE_LENGTH) {
            throw LinuxException.because(subject + ": AF_XDP needs frame slots of " + MIN_SLOT_LENGTH + " to "
                    + PAGE_LENGTH + " octets; these have " + pool.slotLength());
        }
    }

    /** Registers the pool's slots, an {@code xdp_umem_reg}. */
    private static void register(
            final String subject,
            final int socket,
            final SocketOptions options,
            final FramePool pool,
            final boolean isAligned)
            throws LinuxException {
        final long request = options.value();
        final long length = (long) pool.frames() * pool.slotLength();
        Memory.fill(null, request, UMEM_LENGTH, (byte) 0);
        Memory.putNativeLong(null, request, pool.address());
        Memory.putNativeLong(null, request + 8, length);
        Memory.putNativeInt(null, request + 16, pool.slotLength());
        Memory.putNativeInt(null, request + 24, isAligned ? 0 : UNALIGNED_CHUNKS);
        if (LibC.setsockopt(socket, SOL_XDP, UMEM_REGISTER, request, UMEM_LENGTH) < 0) {
            final int errno = LibC.errno();
            final String action = "sharing " + length + " octets of frames with the kernel";
            throw errno == Errno.ENOBUFS || errno == Errno.ENOMEM
                    ? LinuxException.of(
                            subject,
                            action,
                            errno,
                            "raise the limit of locked memory ('ulimit -l'), give the process CAP_IPC_LOCK,"
                                    + " or use fewer frames")
                    : LinuxException.of(subject, action, errno);
        }
    }

    private static XdpRing[] map(
            final String subject, final int socket, final SocketOptions options, final int ringSize)
            throws LinuxException {
        if (options.get(SOL_XDP, MMAP_OFFSETS) != 4 * XdpRing.OFFSETS_LENGTH) {
            throw LinuxException.because(subject + ": AF_XDP rings without wakeup flags; kernel "
                    + System.getProperty("os.version") + " is too old, this needs Linux 5.4");
        }
        final long[] pageOffsets = {RX_PAGE_OFFSET, TX_PAGE_OFFSET, FILL_PAGE_OFFSET, COMPLETION_PAGE_OFFSET};
        final XdpRing[] rings = new XdpRing[pageOffsets.length];
        for (int i = 0; i < rings.length; i++) {
            final int entryLength = i < 2 ? DESCRIPTOR_LENGTH : ADDRESS_ENTRY_LENGTH;
            final long offsets = options.value() + (long) i * XdpRing.OFFSETS_LENGTH;
            rings[i] = XdpRing.map(subject, socket, pageOffsets[i], offsets, ringSize, entryLength);
        }
        return rings;
    }

    /** Binds with a {@code sockaddr_xdp}; returns 0 or why not. */
    private static int bind(final int socket, final NetworkDevice device, final int queue, final int flags) {
        final MemoryRegion address = MemoryRegion.allocate(ADDRESS_LENGTH);
        Memory.putNativeShort(null, address.address(), (short) AF_XDP);
        Memory.putNativeShort(null, address.address() + 2, (short) flags);
        Memory.putNativeInt(null, address.address() + 4, device.index());
        Memory.putNativeInt(null, address.address() + 8, queue);
        return LibC.bind(socket, address.address(), ADDRESS_LENGTH) < 0 ? LibC.errno() : 0;
    }

    private static LinuxException refusal(final String subject, final int errno) {
        final String action = "binding the AF_XDP socket";
        return switch (errno) {
            case Errno.EBUSY -> LinuxException.of(subject, action, errno, "another AF_XDP socket has this queue");
            case Errno.EINVAL -> LinuxException.of(subject, action, errno, "the interface has no such queue");
            default -> LinuxException.of(subject, action, errno);
        };
    }

    int descriptor() {
        return descriptor;
    }

    boolean isZeroCopy() {
        return isZeroCopy;
    }

    /**
     * Makes the kernel send what is in the ring. In copy mode it sends a number of frames a call, in zero-copy mode the driver
     * goes on by itself.
     */
    void kickSending() {
        for (int kick = 0; kick < MAX_KICKS && sent.needsWakeup() && sent.isPending(); kick++) {
            if (LibC.sendto(descriptor, 0, 0, LibC.MSG_DONTWAIT, 0, 0) < 0) {
                final int errno = LibC.errno();
                if (errno != Errno.EAGAIN) {
                    return; // Interface down or its queue full; what is in the ring stays, and is tried again.
                }
            }
        }
    }

    /** Tells a driver that waits for free frames that there are some. */
    void kickReceiving() {
        if (fill.needsWakeup()) {
            LibC.recvfrom(descriptor, 0, 0, LibC.MSG_DONTWAIT, 0, 0);
        }
    }

    /** {@return frames that the kernel could not give to this socket so far: no free frame, or no room in the ring} */
    long dropped() {
        // rx_dropped, rx_invalid_descs, tx_invalid_descs, rx_ring_full, rx_fill_ring_empty_descs, tx_ring_empty_descs
        final int length = options.get(SOL_XDP, STATISTICS);
        final long at = options.value();
        return (length >= 8 ? Memory.nativeLong(null, at) : 0) + (length >= 32 ? Memory.nativeLong(null, at + 24) : 0);
    }

    @Override
    public void close() {
        received.unmap();
        sent.unmap();
        fill.unmap();
        completed.unmap();
        LibC.close(descriptor);
    }
}
