package org.firsthop.node.linux;

import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/** Sets and reads options of a socket whose values are 32-bit numbers or small structures. */
final class SocketOptions {
    private final String subject;
    private final int descriptor;
    private final MemoryRegion value = MemoryRegion.allocate(128);
    private final MemoryRegion length = MemoryRegion.allocate(Integer.BYTES);

    /**
     * Options of one socket.
     *
     * @param subject what errors are about.
     * @param descriptor of the socket.
     */
    SocketOptions(final String subject, final int descriptor) {
        this.subject = subject;
        this.descriptor = descriptor;
    }

    /** {@return where structures are written before they are {@linkplain #set(int, int, int, String) set}, 128 octets} */
    long value() {
        return value.address();
    }

    /** Sets a 32-bit option; returns whether the system took it. */
    boolean trySet(final int level, final int option, final int number) {
        Memory.putNativeInt(null, value.address(), number);
        return LibC.setsockopt(descriptor, level, option, value.address(), Integer.BYTES) == 0;
    }

    /** Sets a 32-bit option. */
    void setInt(final int level, final int option, final int number, final String action) throws LinuxException {
        Memory.putNativeInt(null, value.address(), number);
        set(level, option, Integer.BYTES, action);
    }

    /** Sets what stands at {@link #value()}. */
    void set(final int level, final int option, final int octets, final String action) throws LinuxException {
        Linux.check(LibC.setsockopt(descriptor, level, option, value.address(), octets), subject, action);
    }

    /** Reads an option into {@link #value()}; returns how many octets it has, or -1. */
    int get(final int level, final int option) {
        Memory.putNativeInt(null, length.address(), value.capacity());
        final int result = LibC.getsockopt(descriptor, level, option, value.address(), length.address());
        return result < 0 ? -1 : Memory.nativeInt(null, length.address());
    }
}
