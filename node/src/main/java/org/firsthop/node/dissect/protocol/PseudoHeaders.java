package org.firsthop.node.dissect.protocol;

import org.firsthop.core.wire.PseudoHeader;
import org.firsthop.node.dissect.NetworkHeader;
import org.firsthop.node.dissect.NetworkHeader.Address;

/** The pseudo-header sum of whichever IP version carries a packet. */
final class PseudoHeaders {
    private PseudoHeaders() {}

    static long sum(final NetworkHeader network, final int protocol, final int length) {
        final Address source = network.source();
        final Address destination = network.destination();
        return network.version() == 4
                ? PseudoHeader.ipv4((int) source.low(), (int) destination.low(), protocol, length)
                : PseudoHeader.ipv6(
                        source.high(), source.low(), destination.high(), destination.low(), protocol, length);
    }
}
