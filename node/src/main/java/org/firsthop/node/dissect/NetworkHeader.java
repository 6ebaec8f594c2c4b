package org.firsthop.node.dissect;

import org.agrona.DirectBuffer;
import org.firsthop.core.wire.NetworkOrder;

/**
 * What a transport protocol needs of the network header it is carried in.
 *
 * @param version 4 or 6.
 * @param source address.
 * @param destination address; where a route in the header leads in the end, if there is one.
 * @param fragmented whether the payload is not all of what was sent: a fragment.
 */
public record NetworkHeader(int version, Address source, Address destination, boolean fragmented) {
    /**
     * An address of either version.
     *
     * @param high upper 64 bits; 0 for IPv4.
     * @param low lower 64 bits; the 32 bits of an IPv4 address.
     */
    public record Address(long high, long low) {}

    /**
     * A header of IPv4.
     *
     * @param buffer that holds the addresses.
     * @param source index of the source address.
     * @param destination index of the destination address.
     * @param fragmented whether the payload is a fragment.
     * @return the header.
     */
    public static NetworkHeader ipv4(
            final DirectBuffer buffer, final int source, final int destination, final boolean fragmented) {
        return new NetworkHeader(
                4,
                new Address(0, NetworkOrder.u32(buffer, source)),
                new Address(0, NetworkOrder.u32(buffer, destination)),
                fragmented);
    }

    /**
     * A header of IPv6.
     *
     * @param buffer that holds the addresses.
     * @param source index of the source address.
     * @param destination index of the destination address.
     * @param fragmented whether the payload is a fragment.
     * @return the header.
     */
    public static NetworkHeader ipv6(
            final DirectBuffer buffer, final int source, final int destination, final boolean fragmented) {
        return new NetworkHeader(6, address(buffer, source), address(buffer, destination), fragmented);
    }

    private static Address address(final DirectBuffer buffer, final int index) {
        return new Address(NetworkOrder.i64(buffer, index), NetworkOrder.i64(buffer, index + Long.BYTES));
    }

    /**
     * This header to another destination.
     *
     * @param address that the packet is going to in the end.
     * @return the header.
     */
    public NetworkHeader to(final Address address) {
        return new NetworkHeader(version, source, address, fragmented);
    }

    /** {@return this header over a payload that is not all of what was sent} */
    public NetworkHeader asFragment() {
        return new NetworkHeader(version, source, destination, true);
    }
}
