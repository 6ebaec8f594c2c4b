package org.firsthop.node.linux;

import java.nio.charset.StandardCharsets;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * What an interface's driver says of it (ethtool(8)).
 *
 * @param driver its name, such as {@code veth}; empty when it has none.
 * @param receiveQueues at least 1.
 */
record EthtoolDevice(String driver, int receiveQueues) {
    private static final long ETHTOOL = 0x8946;
    private static final int GET_DRIVER = 3;
    private static final int GET_CHANNELS = 0x3C;
    private static final int DRIVER_LENGTH = 32;
    private static final int INFO_LENGTH = 196;
    private static final int CHANNELS_RECEIVE = 20;
    private static final int CHANNELS_COMBINED = 32;
    private static final int DATA = 16;
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;

    /** Asks the driver of an interface. */
    static EthtoolDevice of(final String name) throws LinuxException {
        final int socket = Linux.check(LibC.socket(AF_INET, SOCK_DGRAM, 0), name, "opening a socket to ask about it");
        try {
            final MemoryRegion request = MemoryRegion.allocate(NetworkDevice.requestLength());
            final MemoryRegion answer = MemoryRegion.allocate(INFO_LENGTH);
            NetworkDevice.writeName(request.address(), name);
            Memory.putNativeLong(null, request.address() + DATA, answer.address());
            final String driver = ask(socket, request, answer, GET_DRIVER) ? text(answer.address() + 4) : "";
            final long at = answer.address();
            final int queues = ask(socket, request, answer, GET_CHANNELS)
                    ? Memory.nativeInt(null, at + CHANNELS_RECEIVE) + Memory.nativeInt(null, at + CHANNELS_COMBINED)
                    : 1;
            return new EthtoolDevice(driver, Math.max(1, queues));
        } finally {
            LibC.close(socket);
        }
    }

    private static boolean ask(
            final int socket, final MemoryRegion request, final MemoryRegion answer, final int command) {
        Memory.fill(null, answer.address(), INFO_LENGTH, (byte) 0);
        Memory.putNativeInt(null, answer.address(), command);
        return LibC.ioctl(socket, ETHTOOL, request.address()) == 0;
    }

    private static String text(final long address) {
        final byte[] octets = new byte[DRIVER_LENGTH];
        int length = 0;
        while (length < DRIVER_LENGTH && Memory.u8(null, address + length) != 0) {
            octets[length] = (byte) Memory.u8(null, address + length);
            length++;
        }
        return new String(octets, 0, length, StandardCharsets.US_ASCII);
    }
}
