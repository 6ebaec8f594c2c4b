package org.firsthop.node.host;

import java.util.List;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.dns.client.HostAddresses;

/** Is told the steps of a {@linkplain Connector connection attempt}, on the host's thread. */
public interface ConnectObserver {
    /**
     * The attempt begins.
     *
     * @param url to connect to.
     */
    default void onBegin(final HttpUrl url) {}

    /**
     * The name has been looked up.
     *
     * @param addresses what was found, perhaps nothing.
     * @param order those that the host can reach, in the order in which it will try them.
     */
    default void onAddresses(final HostAddresses addresses, final List<Ipv6Address> order) {}

    /**
     * One address is tried: a SYN is about to leave.
     *
     * @param remote tried.
     * @param number of the address in the order, from 1.
     */
    default void onAttempt(final Endpoint remote, final int number) {}

    /**
     * One address did not work.
     *
     * @param remote that was tried.
     * @param reason for people.
     */
    default void onAttemptFailed(final Endpoint remote, final String reason) {}

    /**
     * The attempt is over.
     *
     * @param result of it.
     */
    default void onEnd(final ConnectResult result) {}
}
