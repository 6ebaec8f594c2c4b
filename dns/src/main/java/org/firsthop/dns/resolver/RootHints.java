package org.firsthop.dns.resolver;

import java.util.ArrayList;
import java.util.List;
import org.firsthop.dns.name.DomainName;

/**
 * Names and addresses of root servers, by which an iterative resolver begins (RFC 8109). Immutable.
 *
 * @param servers at least one; those beyond the thirteenth do not count.
 */
public record RootHints(List<Server> servers) {
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
        final List<Server> servers = new ArrayList<>();
        servers.add(Server.ofIpv4(name, ipv4));
        return new RootHints(servers);
    }
}
