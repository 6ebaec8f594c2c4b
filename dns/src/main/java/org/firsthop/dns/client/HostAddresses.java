package org.firsthop.dns.client;

import java.util.List;
import org.firsthop.core.address.Ipv6Address;

/**
 * What a host found for a name.
 *
 * @param canonicalName the name at the end of the aliases, or as the hosts file has it.
 * @param addresses in the order in which they are to be tried (RFC 8305 section 4): IPv6 and IPv4 by turns, IPv6 first; IPv4
 *     as IPv4-mapped. None when the name has none.
 * @param source where they come from.
 * @param answers the responses from DNS, that for the name that was found last; none where DNS was not asked.
 */
public record HostAddresses(String canonicalName, List<Ipv6Address> addresses, Source source, List<DnsAnswer> answers) {
    /** Where addresses come from. */
    public enum Source {
        /** The name was an address, written out. */
        LITERAL,
        /** The name was {@code localhost} or below it (RFC 6761 section 6.3). */
        LOCALHOST,
        /** The hosts file. */
        HOSTS,
        /** A resolver's answer. */
        DNS
    }
}
