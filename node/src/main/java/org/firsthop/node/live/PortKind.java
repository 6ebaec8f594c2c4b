package org.firsthop.node.live;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.node.linux.KernelAddresses;
import org.firsthop.node.linux.LinuxException;
import org.firsthop.node.linux.LivePort;
import org.firsthop.node.linux.PacketPort;
import org.firsthop.node.linux.PacketRing;
import org.firsthop.node.linux.TapPort;
import org.firsthop.node.linux.XdpInterface;
import org.jspecify.annotations.Nullable;

/** How a node attaches to an interface. */
public enum PortKind {
    /** By packet sockets: any interface that is there. */
    PACKET {
        @Override
        Attachment attach(
                final String name,
                final int mtu,
                final int workers,
                final int group,
                final @Nullable KernelAddresses kernels) {
            return (worker, frames, share) ->
                    PacketPort.open(name, mtu, PacketRing.DEFAULT, workers == 1 ? 0 : group, frames);
        }
    },

    /** As a TAP interface, whose other end is this machine's kernel; made when it is not there. */
    TAP {
        @Override
        Attachment attach(
                final String name,
                final int mtu,
                final int workers,
                final int group,
                final @Nullable KernelAddresses kernels) {
            return (worker, frames, share) -> TapPort.open(name, mtu, workers > 1, frames);
        }
    },

    /** By AF_XDP sockets, past the kernel's own stack. */
    XDP {
        @Override
        Attachment attach(
                final String name,
                final int mtu,
                final int workers,
                final int group,
                final @Nullable KernelAddresses kernels)
                throws LinuxException {
            final XdpInterface shared = XdpInterface.attach(name, mtu, workers, kernels);
            return new Attachment() {
                @Override
                public LivePort open(final int worker, final FrameAllocator frames, final int share)
                        throws LinuxException {
                    return shared.open(worker, frames, share);
                }

                @Override
                public void close() {
                    shared.close();
                }
            };
        }
    };

    /** What the workers of a node share of an interface. */
    @FunctionalInterface
    interface Attachment extends AutoCloseable {
        /**
         * Opens the port of a worker.
         *
         * @param worker from 0.
         * @param frames the allocator of its thread.
         * @param share of the pool's frames that the port may keep waiting for what comes in.
         */
        LivePort open(int worker, FrameAllocator frames, int share) throws LinuxException;

        /** Detaches; the ports are closed before. */
        @Override
        default void close() {}
    }

    /**
     * Attaches to an interface.
     *
     * @param name of the interface.
     * @param mtu octets of the largest packet that will be sent.
     * @param workers that share it.
     * @param group a number, 1 to 65,535, that belongs to these workers and this interface.
     * @param kernels addresses that the kernel has, where the node runs beside it.
     */
    abstract Attachment attach(String name, int mtu, int workers, int group, @Nullable KernelAddresses kernels)
            throws LinuxException;
}
