package org.firsthop.node.live;

import java.util.ArrayList;
import java.util.List;
import org.firsthop.node.config.IpAddress;
import org.firsthop.node.config.RouterConfig;

/**
 * A host on one interface.
 *
 * @param attachment the interface, and how the host attaches to it.
 * @param mac the host's own link address in the low 48 bits.
 * @param addresses with the lengths of their links' prefixes, at least one unless routers configure the host.
 * @param gateways next hops of default routes, one for each family at most.
 * @param detectsDuplicates whether addresses are used only when nobody else has them (RFC 5227, RFC 4862).
 * @param isAutoconfigured whether routers of the link configure it for IPv6, too (RFC 4862).
 */
public record HostSpec(
        InterfaceSpec attachment,
        long mac,
        List<RouterConfig.InterfaceAddress> addresses,
        List<IpAddress> gateways,
        boolean detectsDuplicates,
        boolean isAutoconfigured) {
    /** The host as a configuration of one interface. */
    RouterConfig config() {
        final List<RouterConfig.Route> routes = new ArrayList<>();
        for (final IpAddress gateway : gateways) {
            routes.add(new RouterConfig.Route(0, null, RouterConfig.Action.FORWARD, gateway, attachment.name()));
        }
        return new RouterConfig(
                "the host on " + attachment.name(),
                List.of(new RouterConfig.Interface(0, attachment.name(), mac, attachment.mtu(), addresses)),
                routes,
                List.of(),
                List.of(),
                null);
    }
}
