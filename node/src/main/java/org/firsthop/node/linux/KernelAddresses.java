package org.firsthop.node.linux;

import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * The addresses whose packets AF_XDP ports leave to the kernel, because they are its own: a BPF map that the programs of all
 * interfaces look into.
 *
 * <p>Beside them the kernel gets all frames to groups, and all that are neither IPv4 nor IPv6, such as ARP. One thread changes
 * the addresses.
 */
public final class KernelAddresses implements AutoCloseable {
    /** Octets of a key: an IPv6 address, or twelve zeros and an IPv4 address. */
    static final int KEY_LENGTH = 16;

    /** The most addresses when nothing else is said. */
    public static final int DEFAULT_CAPACITY = 4096;

    private final int map;
    private final MemoryRegion key = MemoryRegion.allocate(KEY_LENGTH);
    private final MemoryRegion value = MemoryRegion.allocate(Long.BYTES);

    private KernelAddresses(final int map) {
        this.map = map;
    }

    /**
     * No addresses yet.
     *
     * @param capacity the most addresses.
     * @return the addresses.
     * @throws LinuxException when the system refuses; the message says what would help.
     */
    public static KernelAddresses open(final int capacity) throws LinuxException {
        Linux.require();
        return new KernelAddresses(Bpf.createHashMap("addresses of the kernel", KEY_LENGTH, capacity));
    }

    /**
     * Leaves an address to the kernel, or does so no more.
     *
     * @param high the first 64 bits; 0 of an IPv4 address.
     * @param low the last 64 bits; an IPv4 address in the low 32 bits.
     * @param isKernels whether it is the kernel's.
     * @return whether there was room.
     */
    public boolean set(final long high, final long low, final boolean isKernels) {
        Memory.putI64(null, key.address(), high);
        Memory.putI64(null, key.address() + Long.BYTES, low);
        return Bpf.tryKey(map, key.address(), value.address(), isKernels);
    }

    int map() {
        return map;
    }

    @Override
    public void close() {
        LibC.close(map);
    }
}
