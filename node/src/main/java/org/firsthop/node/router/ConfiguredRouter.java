package org.firsthop.node.router;

import java.util.ArrayList;
import java.util.List;
import org.firsthop.forwarding.filter.FilterList;
import org.firsthop.forwarding.filter.FilterRule;
import org.firsthop.forwarding.filter.FilterSet;
import org.firsthop.forwarding.ip.ForwardingPolicy;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.forwarding.neighbor.NeighborConfig;
import org.firsthop.node.config.RouterConfig;
import org.firsthop.node.config.RouterSettings;

/** Sets in a router what a configuration says of how it does its work. */
public final class ConfiguredRouter {
    private ConfiguredRouter() {}

    /**
     * Sets the router's policy, access lists, ICMP, reassembly and advertisements. Neighbors and NAT are the caller's.
     *
     * @param router to set it in.
     * @param config what the file says.
     * @param tables of the router, made of the same configuration.
     * @return the access lists, this router's own.
     */
    public static FilterSet apply(final Router router, final RouterConfig config, final ForwardingTables tables) {
        final RouterSettings settings = config.settings();
        final ForwardingPolicy policy = new ForwardingPolicy().redirects(settings.sendsRedirects());
        final FilterSet filters = new FilterSet();
        for (int i = 0; i < config.interfaces().size(); i++) {
            final RouterConfig.Interface described = config.interfaces().get(i);
            final IpInterface iface = tables.interfaces().get(i);
            policy.reversePath(iface, described.manners().reversePath());
            final List<FilterRule> in = rules(settings, described.name(), true);
            final List<FilterRule> out = rules(settings, described.name(), false);
            if (!in.isEmpty()) {
                filters.in(i, new FilterList(in));
            }
            if (!out.isEmpty()) {
                filters.out(i, new FilterList(out));
            }
        }
        for (final RouterSettings.Advertising advertising : settings.advertisings()) {
            for (final IpInterface iface : tables.interfaces().all()) {
                if (iface.name().equals(advertising.device())) {
                    router.advertise(iface, advertising.config());
                }
            }
        }
        router.policy(policy).filters(filters).icmp(settings.icmp()).reassembly(settings.reassembly());
        return filters;
    }

    /**
     * Sets what a configuration says of neighbors.
     *
     * @param neighbors to set it in.
     * @param config what the file says.
     * @return the same builder.
     */
    public static NeighborConfig.Builder apply(final NeighborConfig.Builder neighbors, final RouterConfig config) {
        for (final RouterConfig.Interface described : config.interfaces()) {
            if (described.manners().answersForOthers()) {
                neighbors.proxyArp(described.name());
            }
            if (described.manners().advertisesForOthers()) {
                neighbors.proxyNdp(described.name());
            }
        }
        return config.settings().apply(neighbors);
    }

    private static List<FilterRule> rules(final RouterSettings settings, final String device, final boolean isIn) {
        final List<FilterRule> rules = new ArrayList<>();
        for (final RouterSettings.Filter filter : settings.filters()) {
            if (filter.isIn() == isIn && filter.device().equals(device)) {
                rules.add(filter.rule());
            }
        }
        return rules;
    }
}
