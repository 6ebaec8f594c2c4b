package org.firsthop.node.config;

import java.nio.file.Path;
import java.util.List;
import org.firsthop.forwarding.ip.ReversePath;
import org.jspecify.annotations.Nullable;

/**
 * What a router's configuration file says, in the order of its lines.
 *
 * @param file as the user named it, for messages.
 * @param interfaces at least one.
 * @param routes one a line.
 * @param routeFiles files of many routes.
 * @param neighbors static neighbor entries.
 * @param nat how addresses are translated, or {@code null} when they are not.
 * @param settings how the router does its work.
 */
public record RouterConfig(
        String file,
        List<Interface> interfaces,
        List<Route> routes,
        List<RouteFile> routeFiles,
        List<Neighbor> neighbors,
        @Nullable Translation nat,
        RouterSettings settings) {

    /**
     * What a router is, that does its work as usual.
     *
     * @param file as the user named it, for messages.
     * @param interfaces at least one.
     * @param routes one a line.
     * @param routeFiles files of many routes.
     * @param neighbors static neighbor entries.
     * @param nat how addresses are translated, or {@code null} when they are not.
     */
    public RouterConfig(
            final String file,
            final List<Interface> interfaces,
            final List<Route> routes,
            final List<RouteFile> routeFiles,
            final List<Neighbor> neighbors,
            final @Nullable Translation nat) {
        this(file, interfaces, routes, routeFiles, neighbors, nat, RouterSettings.standard());
    }

    /**
     * An interface.
     *
     * @param line where it stands.
     * @param name unique in the file.
     * @param mac its link address in the low 48 bits.
     * @param mtu octets of the largest IP packet that it carries.
     * @param addresses with the length of the prefix of each one's link.
     * @param manners what it does beyond plain forwarding.
     */
    public record Interface(
            int line, String name, long mac, int mtu, List<InterfaceAddress> addresses, Manners manners) {
        /**
         * An interface that does nothing beyond plain forwarding.
         *
         * @param line where it stands.
         * @param name unique in the file.
         * @param mac its link address in the low 48 bits.
         * @param mtu octets of the largest IP packet that it carries.
         * @param addresses with the length of the prefix of each one's link.
         */
        public Interface(
                final int line,
                final String name,
                final long mac,
                final int mtu,
                final List<InterfaceAddress> addresses) {
            this(line, name, mac, mtu, addresses, Manners.PLAIN);
        }
    }

    /**
     * What an interface does beyond plain forwarding.
     *
     * @param reversePath what it asks of the sources of packets.
     * @param sendsDirectedBroadcasts whether broadcasts to its networks from elsewhere go out (RFC 2644).
     * @param answersForOthers whether it answers ARP for addresses behind other interfaces (RFC 1027).
     * @param advertisesForOthers whether it answers neighbor solicitations for such addresses (RFC 4861 section 7.2.8).
     */
    public record Manners(
            ReversePath reversePath,
            boolean sendsDirectedBroadcasts,
            boolean answersForOthers,
            boolean advertisesForOthers) {
        /** None of all. */
        public static final Manners PLAIN = new Manners(ReversePath.OFF, false, false, false);
    }

    /**
     * An address of an interface.
     *
     * @param address of the interface.
     * @param prefixLength of its link's prefix.
     */
    public record InterfaceAddress(IpAddress address, int prefixLength) {}

    /** What becomes of a route's packets. */
    public enum Action {
        /** They are sent. */
        FORWARD,
        /** They are dropped without a word. */
        BLACKHOLE,
        /** They are dropped; the destination is unreachable. */
        UNREACHABLE,
        /** They are dropped; the destination is prohibited. */
        PROHIBIT
    }

    /**
     * A route.
     *
     * @param line where it stands.
     * @param prefix of the destinations, or {@code null} for the default route of the next hop's family.
     * @param action what becomes of packets.
     * @param nextHop that packets are sent to, or {@code null} when destinations are on the link or packets are dropped.
     * @param device name of the interface by which packets leave, or {@code null} when packets are dropped.
     */
    public record Route(
            int line,
            @Nullable IpPrefix prefix,
            Action action,
            @Nullable IpAddress nextHop,
            @Nullable String device) {}

    /**
     * A file of prefixes that have one next hop.
     *
     * @param line where it stands.
     * @param path of the file; a relative one counts from the configuration file's folder.
     * @param nextHop that packets are sent to; prefixes of the other family are passed over.
     * @param device name of the interface by which packets leave.
     */
    public record RouteFile(int line, Path path, IpAddress nextHop, String device) {}

    /**
     * How addresses are translated: inside hosts are behind the first IPv4 address of the outside interface.
     *
     * @param line where it stands.
     * @param outside name of the interface whose link is outside.
     * @param inside names of the interfaces whose hosts are inside, at least one.
     * @param forwards ports that lead inside.
     */
    public record Translation(int line, String outside, List<String> inside, List<Forward> forwards) {}

    /**
     * A port of the outside address that leads to an inside host.
     *
     * @param line where it stands.
     * @param protocol its number: that of TCP or UDP.
     * @param outside end, as remote hosts see it.
     * @param inside end.
     */
    public record Forward(int line, int protocol, Endpoint outside, Endpoint inside) {}

    /**
     * An IPv4 address and a port.
     *
     * @param address most significant octet first.
     * @param port 1 to 65,535.
     */
    public record Endpoint(int address, int port) {}

    /**
     * A static neighbor entry.
     *
     * @param line where it stands.
     * @param address of the neighbor.
     * @param mac its link address in the low 48 bits.
     * @param device name of the interface on whose link it is.
     */
    public record Neighbor(int line, IpAddress address, long mac, String device) {}
}
