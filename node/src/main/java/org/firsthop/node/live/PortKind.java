package org.firsthop.node.live;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.node.linux.LinuxException;
import org.firsthop.node.linux.LivePort;
import org.firsthop.node.linux.PacketPort;
import org.firsthop.node.linux.PacketRing;
import org.firsthop.node.linux.TapPort;

/** How a node attaches to an interface. */
public enum PortKind {
    /** By packet sockets: any interface that is there. */
    PACKET {
        @Override
        LivePort open(final String name, final int mtu, final Share share, final FrameAllocator frames)
                throws LinuxException {
            return PacketPort.open(name, mtu, PacketRing.DEFAULT, share.isWhole() ? 0 : share.group(), frames);
        }
    },

    /** As a TAP interface, whose other end is this machine's kernel; made when it is not there. */
    TAP {
        @Override
        LivePort open(final String name, final int mtu, final Share share, final FrameAllocator frames)
                throws LinuxException {
            return TapPort.open(name, mtu, !share.isWhole(), frames);
        }
    };

    /**
     * A worker's share of an interface.
     *
     * @param worker which of the workers, from 0.
     * @param workers how many share the interface.
     * @param group a number, 1 to 65,535, that belongs to these workers and this interface.
     */
    record Share(int worker, int workers, int group) {
        boolean isWhole() {
            return workers == 1;
        }
    }

    abstract LivePort open(String name, int mtu, Share share, FrameAllocator frames) throws LinuxException;
}
