package org.firsthop.node.linux;

import java.nio.charset.StandardCharsets;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * What the kernel says of a network interface of the calling thread's network namespace (netdevice(7)).
 *
 * @param name as {@code ip link} shows it.
 * @param index of the interface in its namespace.
 * @param mac its link address in the low 48 bits.
 * @param mtu octets of the largest packet that it carries.
 * @param isUp whether it is set up.
 */
record NetworkDevice(String name, int index, long mac, int mtu, boolean isUp) {
    private static final int NAME_LENGTH = 16;
    private static final int REQUEST_LENGTH = 40;
    private static final int VALUE = 16;
    private static final int HARDWARE_ADDRESS = VALUE + 2;

    private static final int GET_FLAGS = 0x8913;
    private static final int SET_FLAGS = 0x8914;
    private static final int GET_MTU = 0x8921;
    private static final int SET_MTU = 0x8922;
    private static final int GET_HARDWARE_ADDRESS = 0x8927;
    private static final int GET_INDEX = 0x8933;

    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final short IFF_UP = 1;
    private static final short ARPHRD_ETHER = 1;
    private static final short ARPHRD_LOOPBACK = 772;

    /**
     * Looks an interface up.
     *
     * @param name as {@code ip link} shows it.
     * @return the interface.
     * @throws LinuxException when there is none of that name, or it is not Ethernet.
     */
    static NetworkDevice find(final String name) throws LinuxException {
        return with(name, request -> {
            final int index = request.ask(GET_INDEX, "no such interface");
            request.ask(GET_HARDWARE_ADDRESS, "reading its link address");
            if (request.shortValue() != ARPHRD_ETHER && request.shortValue() != ARPHRD_LOOPBACK) {
                throw LinuxException.because(name + ": not an Ethernet interface, but of type " + request.shortValue()
                        + " (see ARPHRD_ in if_arp.h)");
            }
            final long mac = Memory.i64(null, request.address() + HARDWARE_ADDRESS) >>> 16;
            final int mtu = request.ask(GET_MTU, "reading its MTU");
            request.ask(GET_FLAGS, "reading its flags");
            return new NetworkDevice(name, index, mac, mtu, (request.shortValue() & IFF_UP) != 0);
        });
    }

    /** Sets an interface up. */
    static void setUp(final String name) throws LinuxException {
        with(name, request -> {
            request.ask(GET_FLAGS, "reading its flags");
            Memory.putNativeShort(null, request.address() + VALUE, (short) (request.shortValue() | IFF_UP));
            return request.ask(SET_FLAGS, "setting it up");
        });
    }

    /** Sets the MTU of an interface. */
    static void setMtu(final String name, final int mtu) throws LinuxException {
        with(name, request -> {
            Memory.putNativeInt(null, request.address() + VALUE, mtu);
            return request.ask(SET_MTU, "setting its MTU to " + mtu);
        });
    }

    /** Makes sure that packets of a size fit. */
    void requireMtu(final int wanted) throws LinuxException {
        if (wanted > mtu) {
            throw LinuxException.because(name + ": its MTU is " + mtu + ", but " + wanted
                    + " is configured; 'ip link set " + name + " mtu " + wanted + "' raises it");
        }
    }

    @Override
    public String toString() {
        return name + " (" + MacAddress.toString(mac) + ", mtu " + mtu + ", " + (isUp ? "up" : "down") + ')';
    }

    /**
     * Writes an {@code ifreq} that names an interface.
     *
     * @throws LinuxException when no interface can have the name.
     */
    static void writeName(final long request, final String name) throws LinuxException {
        final byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        if (octets.length == 0 || octets.length >= NAME_LENGTH) {
            throw LinuxException.because(
                    '"' + name + "\": no interface has this name; names have 1 to " + (NAME_LENGTH - 1) + " octets");
        }
        Memory.fill(null, request, REQUEST_LENGTH, (byte) 0);
        for (int i = 0; i < octets.length; i++) {
            Memory.putU8(null, request + i, octets[i]);
        }
    }

    /** Octets of a {@code struct ifreq}. */
    static int requestLength() {
        return REQUEST_LENGTH;
    }

    private interface Conversation<T> {
        T about(Request request) throws LinuxException;
    }

    private static <T> T with(final String name, final Conversation<T> conversation) throws LinuxException {
        Linux.require();
        final int socket = Linux.check(LibC.socket(AF_INET, SOCK_DGRAM, 0), name, "opening a socket to ask about it");
        try {
            return conversation.about(new Request(name, socket));
        } finally {
            LibC.close(socket);
        }
    }

    /** A {@code struct ifreq} about one interface, and the socket on which it is asked. */
    private static final class Request {
        private final String name;
        private final int socket;
        private final MemoryRegion memory = MemoryRegion.allocate(REQUEST_LENGTH);

        Request(final String name, final int socket) throws LinuxException {
            this.name = name;
            this.socket = socket;
            writeName(memory.address(), name);
        }

        long address() {
            return memory.address();
        }

        int ask(final int request, final String action) throws LinuxException {
            Linux.check(LibC.ioctl(socket, request, memory.address()), name, action);
            return Memory.nativeInt(null, memory.address() + VALUE);
        }

        short shortValue() {
            return Memory.nativeShort(null, memory.address() + VALUE);
        }
    }
}
