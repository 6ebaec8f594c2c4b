package org.firsthop.dns.resolver;

import java.util.ArrayList;
import java.util.List;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.dns.name.DomainName;

/**
 * Names and addresses of root servers, by which an iterative resolver begins (RFC 8109). Immutable.
 *
 * @param servers at least one; those beyond the thirteenth do not count.
 */
public record RootHints(List<Server> servers) {
    /** The root servers of the Internet, by their IPv4 addresses, as IANA's "named.root" lists them. */
    public static final RootHints IANA = iana(
            "198.41.0.4",
            "170.247.170.2",
            "192.33.4.12",
            "199.7.91.13",
            "192.203.230.10",
            "192.5.5.241",
            "192.112.36.4",
            "198.97.190.53",
            "192.36.148.17",
            "192.58.128.30",
            "193.0.14.129",
            "199.7.83.42",
            "202.12.27.33");

    /**
     * Checks the values.
     *
     * @param servers as the record's.
     * @throws IllegalArgumentException when one is outside its range.
     */
    public RootHints {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("servers: size=0, expected at least 1");
        }
    }

    private static RootHints iana(final String... addresses) {
        final List<Server> servers = new ArrayList<>();
        for (int i = 0; i < addresses.length; i++) {
            final DomainName name = DomainName.of((char) ('a' + i) + ".root-servers.net.");
            servers.add(Server.ofIpv4(name, Ipv4Address.parse(addresses[i])));
        }
        return new RootHints(servers);
    }

    /**
     * An address of a root server.
     *
     * @param name of the server.
     * @param high upper 64 bits of its address, 0 for IPv4.
     * @param low lower 64 bits of its address, IPv4 as IPv4-mapped.
     */
    public record Server(DomainName name, long high, long low) {
        /**
         * A root server with an IPv4 address.
         *
         * @param name of the server.
         * @param address most significant octet first.
         * @return the server.
         */
        public static Server ofIpv4(final DomainName name, final int address) {
            return new Server(name, 0, Addresses.mapped(address));
        }
    }

    /**
     * Hints of one server.
     *
     * @param name of the server.
     * @param ipv4 its address, most significant octet first.
     * @return the hints.
     */
    public static RootHints of(final DomainName name, final int ipv4) {
        return new RootHints(List.of(Server.ofIpv4(name, ipv4)));
    }
}
