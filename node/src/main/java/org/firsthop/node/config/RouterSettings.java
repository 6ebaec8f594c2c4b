package org.firsthop.node.config;

import java.util.List;
import java.util.function.Consumer;
import org.firsthop.forwarding.advertise.AdvertisementConfig;
import org.firsthop.forwarding.filter.FilterRule;
import org.firsthop.forwarding.fragment.ReassemblyConfig;
import org.firsthop.forwarding.icmp.IcmpConfig;
import org.firsthop.forwarding.neighbor.NeighborConfig;

/**
 * What a configuration says of how a router does its work: access lists, ICMP, reassembly and neighbors.
 *
 * @param filters rules of access lists, in the order of their lines.
 * @param sendsRedirects whether senders are told of better first hops.
 * @param icmp how the router speaks ICMP; not changed any more.
 * @param reassembly its bounds; not changed any more.
 * @param neighbors what is set of timers and bounds of neighbors, each on whatever else is configured.
 * @param advertisings links on which the router is advertised.
 */
public record RouterSettings(
        List<Filter> filters,
        boolean sendsRedirects,
        IcmpConfig icmp,
        ReassemblyConfig reassembly,
        List<Consumer<NeighborConfig.Builder>> neighbors,
        List<Advertising> advertisings) {

    /**
     * A rule of an access list.
     *
     * @param line where it stands.
     * @param isIn whether it is asked about what comes in, or about what goes out.
     * @param device name of the interface.
     * @param rule what it asks, and what becomes of packets that match.
     */
    public record Filter(int line, boolean isIn, String device, FilterRule rule) {}

    /**
     * A link on which the router is advertised (RFC 4861 section 6.2).
     *
     * @param line where it stands.
     * @param device name of the interface.
     * @param config what hosts are told; not changed any more.
     */
    public record Advertising(int line, String device, AdvertisementConfig config) {}

    /** {@return what a router does unless told otherwise} */
    public static RouterSettings standard() {
        return new RouterSettings(List.of(), true, new IcmpConfig(), new ReassemblyConfig(), List.of(), List.of());
    }

    /**
     * Sets of neighbors what the configuration says.
     *
     * @param builder to set it in.
     * @return the same builder.
     */
    public NeighborConfig.Builder apply(final NeighborConfig.Builder builder) {
        neighbors.forEach(setting -> setting.accept(builder));
        return builder;
    }
}
