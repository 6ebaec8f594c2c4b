package org.firsthop.forwarding.ip;

import java.util.ArrayList;
import java.util.List;

/**
 * What a router does beyond the plain forwarding of packets, for all and for each interface: filled before the router is wired,
 * read from then on.
 */
public final class ForwardingPolicy {
    private final List<ReversePath> reversePaths = new ArrayList<>();
    private boolean sendsRedirects = true;

    /** What a router does unless told otherwise: the values that the setters name as defaults. */
    public ForwardingPolicy() {}

    /**
     * Sets what an interface asks of the sources of packets; {@link ReversePath#OFF} by default.
     *
     * @param iface by which the packets come in.
     * @param mode what is asked.
     * @return this.
     */
    public ForwardingPolicy reversePath(final IpInterface iface, final ReversePath mode) {
        while (reversePaths.size() <= iface.index()) {
            reversePaths.add(ReversePath.OFF);
        }
        reversePaths.set(iface.index(), mode);
        return this;
    }

    /**
     * Says whether senders are told of a better first hop on their own link, as routers are to (RFC 1812 section 5.2.7.2, RFC
     * 4861 section 8.2). The fast path looks for such senders in the first packets of each vector only: one that goes on sending
     * is found soon.
     *
     * @param enable {@code true} by default.
     * @return this.
     */
    public ForwardingPolicy redirects(final boolean enable) {
        sendsRedirects = enable;
        return this;
    }

    ReversePath reversePath(final int interfaceIndex) {
        return interfaceIndex < reversePaths.size() ? reversePaths.get(interfaceIndex) : ReversePath.OFF;
    }

    boolean hasReversePath() {
        return reversePaths.stream().anyMatch(mode -> mode != ReversePath.OFF);
    }

    boolean sendsRedirects() {
        return sendsRedirects;
    }
}
