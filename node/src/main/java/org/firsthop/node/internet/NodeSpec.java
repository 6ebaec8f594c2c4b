package org.firsthop.node.internet;

import java.util.List;
import java.util.Map;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.dns.resolver.RootHints;
import org.firsthop.node.config.RouterConfig;
import org.jspecify.annotations.Nullable;

/**
 * What a topology says of a node. Immutable.
 *
 * @param line of the file at which it begins; 0 for none.
 * @param name unique in the topology.
 * @param kind of the node.
 * @param config its interfaces, routes, static neighbors and address translation; {@code null} for a switch.
 * @param nameservers that it asks, IPv4 as IPv4-mapped.
 * @param hostsFile the text of its hosts file.
 * @param listenPorts TCP ports at which it accepts connections.
 * @param zones that it serves: master files by origin.
 * @param roots where its resolver begins; none when it does not resolve for others.
 * @param connections TCP connections that it has room for; 0 for the default of 64.
 * @param timeToLive of the packets that it sends, 1 to 255; 0 for what its transports say.
 */
public record NodeSpec(
        int line,
        String name,
        Kind kind,
        @Nullable RouterConfig config,
        List<Ipv6Address> nameservers,
        String hostsFile,
        List<Integer> listenPorts,
        Map<String, String> zones,
        List<RootHints.Server> roots,
        int connections,
        int timeToLive) {
    /** What a node does with frames. */
    public enum Kind {
        /** It is at the end of their way. */
        HOST,
        /** It forwards packets. */
        ROUTER,
        /** It switches frames. */
        SWITCH
    }
}
