package org.firsthop.forwarding.neighbor;

import java.io.PrintWriter;
import java.util.List;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.address.MacAddress;

/**
 * What is known of one neighbor, for people.
 *
 * @param device name of the interface on whose link it is.
 * @param high the first 64 bits of its address, 0 for IPv4.
 * @param low the last 64 bits, {@link LocalAddress#mapped(int)} for IPv4.
 * @param mac its link address in the low 48 bits; of meaning only when the state is usable.
 * @param state what is known.
 * @param isRouter whether it says that it is a router (RFC 4861 section 4.4); ARP does not say.
 * @param sinceNs when it came into the state, in nanoseconds of the worker's clock.
 * @param confirmedNs when it was confirmed last, or began to be asked for.
 */
public record NeighborInfo(
        String device,
        long high,
        long low,
        long mac,
        NeighborState state,
        boolean isRouter,
        long sinceNs,
        long confirmedNs)
        implements Comparable<NeighborInfo> {
    private static final long NS_PER_SECOND = 1_000_000_000;

    /** {@return the neighbor's address as text} */
    public String address() {
        return Ipv6Address.isIpv4Mapped(high, low) ? Ipv4Address.toString((int) low) : Ipv6Address.toString(high, low);
    }

    /** Orders by device, IPv4 before IPv6, then by address. */
    @Override
    public int compareTo(final NeighborInfo other) {
        final int byDevice = device.compareTo(other.device);
        return byDevice != 0 ? byDevice : Ipv6Address.compare(high, low, other.high, other.low);
    }

    /** {@return one line as {@code ip neigh} has it: {@code 192.168.1.1 dev lan0 lladdr aa:bb:cc:dd:ee:ff REACHABLE}} */
    @Override
    public String toString() {
        return address()
                + " dev " + device
                + (state.isUsable() ? " lladdr " + MacAddress.toString(mac) : "")
                + (isRouter ? " router" : "")
                + ' ' + state;
    }

    /**
     * The neighbor with its times, as {@code ip -s neigh} tells when it was used, confirmed and changed.
     *
     * @param nowNs the time of the worker's clock, in nanoseconds.
     * @return a line, such as {@code 192.168.1.1 dev lan0 lladdr aa:bb:cc:dd:ee:ff REACHABLE since 3s confirmed 3s}.
     */
    public String toString(final long nowNs) {
        return toString()
                + " since " + (nowNs - sinceNs) / NS_PER_SECOND + 's'
                + (state.isUsable() ? " confirmed " + (nowNs - confirmedNs) / NS_PER_SECOND + 's' : "");
    }

    /**
     * Prints neighbors line by line.
     *
     * @param neighbors to print, in their order.
     * @param nowNs the time of the worker's clock, in nanoseconds.
     * @param out to print to; not flushed.
     */
    public static void print(final List<NeighborInfo> neighbors, final long nowNs, final PrintWriter out) {
        neighbors.forEach(neighbor -> out.println(neighbor.toString(nowNs)));
    }
}
