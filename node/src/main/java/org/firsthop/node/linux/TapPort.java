package org.firsthop.node.linux;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.port.PortCounters;

/**
 * A port whose other end is an interface of this machine's kernel: a TAP device (tuntap(7) of the kernel's documentation).
 *
 * <p>What the kernel sends out of the interface, the port receives, and the other way round. The kernel fills checksums and
 * cuts large segments itself before it hands a frame over, since the port asks for no offloads. One system call a frame.
 *
 * <p>An interface that is not there is made, set up, and gone again when the port is closed or its process ends, however it
 * ends; one that was made persistent ({@code ip tuntap add}) stays.
 */
public final class TapPort implements LivePort {
    private static final String CLONE_DEVICE = "/dev/net/tun";
    private static final long SET_INTERFACE = 0x400454caL;
    private static final int FLAGS = 16;
    private static final int IFF_TAP = 0x0002;
    private static final int IFF_MULTI_QUEUE = 0x0100;
    private static final int IFF_NO_PI = 0x1000;

    private final String name;
    private final FrameAllocator frames;
    private final FramePool pool;
    private final PortCounters counters = new PortCounters();
    private int descriptor;

    private TapPort(final String name, final int descriptor, final FrameAllocator frames) {
        this.name = name;
        this.descriptor = descriptor;
        this.frames = frames;
        this.pool = frames.pool();
    }

    /**
     * Attaches to a TAP interface, which is made when it is not there.
     *
     * @param name of the interface, 1 to 15 octets.
     * @param mtu octets of the largest packet, given to the kernel's interface too.
     * @param isMultiQueue whether several ports, each with its own flows, attach to the one interface.
     * @param frames the allocator of the thread that will use the port.
     * @return the port.
     * @throws LinuxException when the system refuses; the message says what would help.
     */
    public static TapPort open(
            final String name, final int mtu, final boolean isMultiQueue, final FrameAllocator frames)
            throws LinuxException {
        Linux.require();
        FrameRoom.require(name, mtu, frames.pool().maxFrameLength());
        final int descriptor = LibC.open(CLONE_DEVICE, LibC.O_RDWR | LibC.O_NONBLOCK | LibC.O_CLOEXEC);
        if (descriptor < 0) {
            final int errno = LibC.errno();
            throw errno == Errno.ENOENT || errno == Errno.ENODEV
                    ? LinuxException.of(CLONE_DEVICE, "opening it", errno, "the kernel's module tun is not loaded")
                    : LinuxException.of(CLONE_DEVICE, "opening it", errno);
        }
        try {
            attach(name, descriptor, isMultiQueue);
            NetworkDevice.setMtu(name, mtu);
            NetworkDevice.setUp(name);
        } catch (final LinuxException e) {
            LibC.close(descriptor);
            throw e;
        }
        return new TapPort(name, descriptor, frames);
    }

    private static void attach(final String name, final int descriptor, final boolean isMultiQueue)
            throws LinuxException {
        final MemoryRegion request = MemoryRegion.allocate(NetworkDevice.requestLength());
        NetworkDevice.writeName(request.address(), name);
        final int flags = IFF_TAP | IFF_NO_PI | (isMultiQueue ? IFF_MULTI_QUEUE : 0);
        Memory.putNativeShort(null, request.address() + FLAGS, (short) flags);
        if (LibC.ioctl(descriptor, SET_INTERFACE, request.address()) < 0) {
            final int errno = LibC.errno();
            throw errno == Errno.EINVAL
                    ? LinuxException.of(
                            name,
                            "attaching to the TAP interface",
                            errno,
                            "an interface of this name is there that is no TAP with "
                                    + (isMultiQueue ? "several queues" : "one queue"))
                    : LinuxException.of(name, "attaching to the TAP interface", errno);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int[] descriptors() {
        return new int[] {descriptor};
    }

    @Override
    public int receive(final FrameBatch into, final int limit) {
        final int room = pool.maxFrameLength();
        int taken = 0;
        long octets = 0;
        while (taken < limit) {
            final int frame = frames.allocate();
            if (frame == FramePool.NO_FRAME) {
                break; // What waits in the kernel's queue waits on; the queue drops what it cannot hold and counts it.
            }
            final long length = LibC.read(descriptor, pool.address(frame), room);
            if (length <= 0 || length == room) {
                frames.free(frame);
                if (length <= 0) {
                    break;
                }
                counters.receivedErrors(1); // As long as the slot: the end was likely cut off.
                continue;
            }
            pool.length(frame, (int) length);
            into.add(frame);
            octets += length;
            taken++;
        }
        counters.received(taken, octets);
        return taken;
    }

    @Override
    public int transmit(final FrameBatch batch) {
        final int size = batch.size();
        int taken = 0;
        long sent = 0;
        long octets = 0;
        for (; taken < size; taken++) {
            final int frame = batch.get(taken);
            final int length = pool.length(frame);
            if (LibC.write(descriptor, pool.address(frame), length) >= 0) {
                sent++;
                octets += length;
            } else if (LibC.errno() == Errno.EAGAIN) {
                break;
            } else {
                counters.transmittedFailed(1); // The interface is down, or the frame shorter than a header.
            }
            frames.free(frame);
        }
        counters.transmitted(sent, octets);
        counters.transmittedRefused(size - taken);
        return taken;
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    @Override
    public boolean isOpen() {
        return descriptor >= 0;
    }

    @Override
    public void close() {
        if (descriptor >= 0) {
            LibC.close(descriptor);
            descriptor = -1;
        }
    }
}
