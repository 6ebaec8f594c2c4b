package org.firsthop.dns.resolver;

import java.util.Arrays;

/**
 * Servers by address and port: resolvers to ask, or roots to begin at. Immutable.
 *
 * <p>Addresses are 128 bits, IPv4 as IPv4-mapped (RFC 4291 section 2.5.5.2).
 */
public final class ServerList {
    /** The port of DNS (RFC 1035 section 4.2). */
    public static final int DNS_PORT = 53;

    /** A list without servers. */
    public static final ServerList EMPTY = new ServerList(new long[0], new long[0], new int[0]);

    private final long[] highs;
    private final long[] lows;
    private final int[] ports;

    private ServerList(final long[] highs, final long[] lows, final int[] ports) {
        this.highs = highs;
        this.lows = lows;
        this.ports = ports;
    }

    /**
     * A list with one server more.
     *
     * @param address IPv4, most significant octet first.
     * @param port 1 to 65,535.
     * @return the list.
     */
    public ServerList withIpv4(final int address, final int port) {
        return with(0, Addresses.mapped(address), port);
    }

    /**
     * A list with one server more.
     *
     * @param high upper 64 bits of the address.
     * @param low lower 64 bits of the address.
     * @param port 1 to 65,535.
     * @return the list.
     * @throws IllegalArgumentException when the port is outside its range.
     */
    public ServerList with(final long high, final long low, final int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: value=" + port + ", limits=1 to 65535");
        }
        final int count = ports.length;
        final long[] newHighs = Arrays.copyOf(highs, count + 1);
        final long[] newLows = Arrays.copyOf(lows, count + 1);
        final int[] newPorts = Arrays.copyOf(ports, count + 1);
        newHighs[count] = high;
        newLows[count] = low;
        newPorts[count] = port;
        return new ServerList(newHighs, newLows, newPorts);
    }

    /** {@return the number of servers} */
    public int size() {
        return ports.length;
    }

    /**
     * A server's address.
     *
     * @param index 0 to {@link #size()} − 1.
     * @return the upper 64 bits.
     */
    public long high(final int index) {
        return highs[index];
    }

    /**
     * A server's address.
     *
     * @param index 0 to {@link #size()} − 1.
     * @return the lower 64 bits.
     */
    public long low(final int index) {
        return lows[index];
    }

    /**
     * A server's port.
     *
     * @param index 0 to {@link #size()} − 1.
     * @return 1 to 65,535.
     */
    public int port(final int index) {
        return ports[index];
    }
}
