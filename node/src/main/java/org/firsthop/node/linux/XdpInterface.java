package org.firsthop.node.linux;

import java.util.Set;
import org.firsthop.core.frame.FrameAllocator;
import org.jspecify.annotations.Nullable;

/**
 * An interface whose frames go to AF_XDP sockets: one program for all its queues, one {@link XdpPort} for each worker's share
 * of them.
 *
 * <p>Closing it detaches the program; its ports are closed before.
 */
public final class XdpInterface implements AutoCloseable {
    private static final int MAX_RING_SIZE = 2048;
    private static final int MIN_RING_SIZE = 64;

    /** Drivers of interfaces whose other end may be a kernel that leaves checksums to be filled. */
    private static final Set<String> VIRTUAL_DRIVERS = Set.of("veth", "tun", "virtio_net", "bridge");

    /** The driver of interfaces without a queue between a packet socket and the other end. */
    private static final String WITHOUT_QUEUE = "veth";

    private final NetworkDevice device;
    private final EthtoolDevice ethtool;
    private final int queues;
    private final int workers;
    private final XdpProgram program;

    private XdpInterface(
            final NetworkDevice device,
            final EthtoolDevice ethtool,
            final int queues,
            final int workers,
            final XdpProgram program) {
        this.device = device;
        this.ethtool = ethtool;
        this.queues = queues;
        this.workers = workers;
        this.program = program;
    }

    /**
     * Attaches to an interface.
     *
     * @param name of the interface in this thread's network namespace.
     * @param mtu octets of the largest packet that will be sent; not above the interface's own.
     * @param workers that will share the interface's queues; not more than it has.
     * @return the interface.
     * @throws LinuxException when the system refuses; the message says what would help.
     */
    public static XdpInterface attach(final String name, final int mtu, final int workers) throws LinuxException {
        return attach(name, mtu, workers, null);
    }

    /**
     * Attaches to an interface that the kernel goes on to use: it gets what is for itself.
     *
     * @param name of the interface in this thread's network namespace.
     * @param mtu octets of the largest packet that will be sent; not above the interface's own.
     * @param workers that will share the interface's queues; not more than it has.
     * @param kernels addresses whose packets the kernel gets, beside what is no packet to one station; {@code null} when it
     *     gets nothing.
     * @return the interface.
     * @throws LinuxException when the system refuses; the message says what would help.
     */
    public static XdpInterface attach(
            final String name, final int mtu, final int workers, final @Nullable KernelAddresses kernels)
            throws LinuxException {
        final NetworkDevice device = NetworkDevice.find(name);
        device.requireMtu(mtu);
        final EthtoolDevice ethtool = EthtoolDevice.of(name);
        final int queues = ethtool.receiveQueues();
        if (workers > queues) {
            throw LinuxException.because(name + ": " + workers + " workers cannot share " + queues
                    + (queues == 1 ? " queue" : " queues") + "; 'ethtool -L " + name + "' may give it more");
        }
        return new XdpInterface(device, ethtool, queues, workers, XdpProgram.attach(device, queues, kernels));
    }

    /**
     * Opens the port of a worker: on every queue whose number leaves this remainder when it is divided by the number of workers.
     *
     * @param worker 0 to the number of workers − 1.
     * @param frames the allocator of the worker's thread; its pool's slots have 2,048 to 4,096 octets.
     * @return the port.
     * @throws LinuxException when the system refuses; the message says what would help.
     */
    public XdpPort open(final int worker, final FrameAllocator frames) throws LinuxException {
        return open(worker, frames, frames.pool().frames());
    }

    /**
     * As {@link #open(int, FrameAllocator)}, where others need frames of the pool too.
     *
     * @param worker 0 to the number of workers − 1.
     * @param frames the allocator of the worker's thread.
     * @param share of the pool's frames that may wait in the kernel for what comes in, on all queues of the port together; a queue
     *     has at least 64.
     * @return the port.
     * @throws LinuxException when the system refuses; the message says what would help.
     */
    public XdpPort open(final int worker, final FrameAllocator frames, final int share) throws LinuxException {
        final int room =
                Math.min(frames.pool().maxFrameLength(), frames.pool().slotLength() - XdpSocket.KERNEL_HEADROOM);
        FrameRoom.require(device.name(), device.mtu(), room);
        final int[] own = new int[(queues - worker + workers - 1) / workers];
        for (int i = 0; i < own.length; i++) {
            own[i] = worker + i * workers;
        }
        final boolean isVirtual = VIRTUAL_DRIVERS.contains(ethtool.driver());
        final int ringSize =
                Math.max(MIN_RING_SIZE, Math.min(MAX_RING_SIZE, Integer.highestOneBit(share / own.length)));
        final boolean mayJoinRuns = ethtool.driver().equals(WITHOUT_QUEUE);
        return XdpPort.open(device, program, own, ringSize, isVirtual, mayJoinRuns, frames);
    }

    /** {@return whether the driver cannot run XDP programs, so that the kernel runs them behind it, more slowly} */
    public boolean isGeneric() {
        return program.isGeneric();
    }

    @Override
    public void close() {
        program.close();
    }
}
