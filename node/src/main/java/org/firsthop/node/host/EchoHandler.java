package org.firsthop.node.host;

import org.firsthop.core.address.Ipv6Address;

/** Is told what becomes of the echo requests of an {@link EchoSocket}, on the host's thread. */
public interface EchoHandler {
    /**
     * A reply has come.
     *
     * @param from who sent it; IPv4 as IPv4-mapped.
     * @param sequence of the request.
     * @param length octets of the message, its header included.
     * @param hops TTL or Hop Limit that is left.
     * @param isIntact whether it brings back the octets that were sent.
     * @param nowNs the time.
     */
    void onReply(Ipv6Address from, int sequence, int length, int hops, boolean isIntact, long nowNs);

    /**
     * The network has reported an error about a request.
     *
     * @param from who reports it.
     * @param sequence of the request.
     * @param meaning in words.
     */
    void onError(Ipv6Address from, int sequence, String meaning);
}
