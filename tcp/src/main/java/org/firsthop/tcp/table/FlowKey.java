package org.firsthop.tcp.table;

import org.firsthop.core.memory.Memory;

/**
 * The name of a connection: local and remote address and port, 36 octets in the machine's order at the head of every object
 * that a {@link FlowIndex} finds.
 *
 * <pre>
 *   0  local address, high 64 bits      16  remote address, high 64 bits     32  local port &lt;&lt; 16 | remote port
 *   8  local address, low 64 bits       24  remote address, low 64 bits
 * </pre>
 *
 * <p>Both families share the one form: an IPv4 address is held as its IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2).
 * For that reason an IPv6 packet that bears a mapped address must never reach a key: it would name an IPv4 connection.
 *
 * <p>An object of this class is scratch space, reused for every packet. Not thread-safe.
 */
public final class FlowKey {
    /** Octets of a key in memory. */
    public static final int LENGTH = 36;

    private static final int LOCAL_HIGH_OFFSET = 0;
    private static final int LOCAL_LOW_OFFSET = 8;
    private static final int REMOTE_HIGH_OFFSET = 16;
    private static final int REMOTE_LOW_OFFSET = 24;
    private static final int PORTS_OFFSET = 32;

    private static final long MAPPED_PREFIX = 0xFFFF_0000_0000L;

    private long localHigh;
    private long localLow;
    private long remoteHigh;
    private long remoteLow;
    private int ports;

    /** A key of zeroes. */
    public FlowKey() {}

    /**
     * The low 64 bits of the IPv4-mapped form of an IPv4 address; the high 64 bits are zero.
     *
     * @param address IPv4 address, most significant octet first.
     * @return {@code ::ffff:a.b.c.d}, the low half.
     */
    public static long mapped(final int address) {
        return MAPPED_PREFIX | (address & 0xFFFF_FFFFL);
    }

    /**
     * Tells whether an address is an IPv4-mapped one, that is, stands for IPv4.
     *
     * @param high 64 bits of the address.
     * @param low 64 bits of the address.
     * @return whether it lies in {@code ::ffff:0:0/96}.
     */
    public static boolean isMapped(final long high, final long low) {
        return high == 0 && low >>> 32 == 0xFFFF;
    }

    /**
     * Sets the whole key.
     *
     * @param localHigh high 64 bits of the local address.
     * @param localLow low 64 bits of the local address.
     * @param localPort 0 to 65,535.
     * @param remoteHigh high 64 bits of the remote address.
     * @param remoteLow low 64 bits of the remote address.
     * @param remotePort 0 to 65,535.
     * @return this.
     */
    public FlowKey set(
            final long localHigh,
            final long localLow,
            final int localPort,
            final long remoteHigh,
            final long remoteLow,
            final int remotePort) {
        this.localHigh = localHigh;
        this.localLow = localLow;
        this.remoteHigh = remoteHigh;
        this.remoteLow = remoteLow;
        this.ports = (localPort << 16) | remotePort;
        return this;
    }

    /**
     * Sets the local port alone.
     *
     * @param port 0 to 65,535.
     */
    public void localPort(final int port) {
        ports = (port << 16) | remotePort();
    }

    /**
     * Reads a key from the head of an object.
     *
     * @param address of the object.
     * @return this.
     */
    public FlowKey read(final long address) {
        localHigh = Memory.nativeLong(null, address + LOCAL_HIGH_OFFSET);
        localLow = Memory.nativeLong(null, address + LOCAL_LOW_OFFSET);
        remoteHigh = Memory.nativeLong(null, address + REMOTE_HIGH_OFFSET);
        remoteLow = Memory.nativeLong(null, address + REMOTE_LOW_OFFSET);
        ports = Memory.nativeInt(null, address + PORTS_OFFSET);
        return this;
    }

    /**
     * Writes this key to the head of an object.
     *
     * @param address of the object.
     */
    public void write(final long address) {
        Memory.putNativeLong(null, address + LOCAL_HIGH_OFFSET, localHigh);
        Memory.putNativeLong(null, address + LOCAL_LOW_OFFSET, localLow);
        Memory.putNativeLong(null, address + REMOTE_HIGH_OFFSET, remoteHigh);
        Memory.putNativeLong(null, address + REMOTE_LOW_OFFSET, remoteLow);
        Memory.putNativeInt(null, address + PORTS_OFFSET, ports);
    }

    /**
     * Compares this key with the one at the head of an object.
     *
     * @param address of the object.
     * @return whether they are the same.
     */
    public boolean matches(final long address) {
        return Memory.nativeLong(null, address + REMOTE_LOW_OFFSET) == remoteLow
                && Memory.nativeInt(null, address + PORTS_OFFSET) == ports
                && Memory.nativeLong(null, address + LOCAL_LOW_OFFSET) == localLow
                && Memory.nativeLong(null, address + REMOTE_HIGH_OFFSET) == remoteHigh
                && Memory.nativeLong(null, address + LOCAL_HIGH_OFFSET) == localHigh;
    }

    /** {@return high 64 bits of the local address} */
    public long localHigh() {
        return localHigh;
    }

    /** {@return low 64 bits of the local address} */
    public long localLow() {
        return localLow;
    }

    /** {@return high 64 bits of the remote address} */
    public long remoteHigh() {
        return remoteHigh;
    }

    /** {@return low 64 bits of the remote address} */
    public long remoteLow() {
        return remoteLow;
    }

    /** {@return local port, 0 to 65,535} */
    public int localPort() {
        return ports >>> 16;
    }

    /** {@return remote port, 0 to 65,535} */
    public int remotePort() {
        return ports & 0xFFFF;
    }

    /** {@return both ports, the local one in the high 16 bits} */
    public int ports() {
        return ports;
    }

    /** {@return whether the addresses are IPv4's} */
    public boolean isIpv4() {
        return isMapped(remoteHigh, remoteLow);
    }
}
