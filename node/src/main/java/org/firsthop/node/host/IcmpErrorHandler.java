package org.firsthop.node.host;

import org.firsthop.core.address.Ipv6Address;

/** Is told the errors that the network reports about packets to one destination (RFC 792, RFC 4443). */
@FunctionalInterface
public interface IcmpErrorHandler {
    /**
     * A node on the way, or the destination itself, has reported an error.
     *
     * @param from the address of the node, IPv4 as IPv4-mapped.
     * @param meaning of the error, for people.
     */
    void onIcmpError(Ipv6Address from, String meaning);
}
