package org.firsthop.forwarding.rib.file;

import java.io.IOException;

/** Receives the prefixes of a file one by one. */
@FunctionalInterface
public interface PrefixConsumer {
    /**
     * Takes a prefix.
     *
     * @param isIpv6 whether it is an IPv6 prefix.
     * @param high the first 64 bits of an IPv6 prefix; 0 for IPv4.
     * @param low the last 64 bits of an IPv6 prefix, or an IPv4 prefix in the low 32 bits; bits beyond the length are zero.
     * @param length 0 to 32 or 128.
     * @throws IOException when the consumer cannot take it; ends the reading.
     */
    void accept(boolean isIpv6, long high, long low, int length) throws IOException;
}
