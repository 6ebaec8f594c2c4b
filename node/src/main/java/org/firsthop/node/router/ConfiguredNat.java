package org.firsthop.node.router;

import org.firsthop.core.hash.SipHash;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.nat.Nat;
import org.firsthop.forwarding.nat.NatConfig;
import org.firsthop.node.config.IpAddress;
import org.firsthop.node.config.RouterConfig;
import org.firsthop.node.config.RouterConfig.Forward;
import org.firsthop.node.config.RouterConfig.InterfaceAddress;
import org.firsthop.node.config.RouterConfig.Translation;
import org.jspecify.annotations.Nullable;

/** Makes the NAT that a configuration describes. */
public final class ConfiguredNat {
    private ConfiguredNat() {}

    /**
     * Makes the NAT of a router.
     *
     * @param config what the file says.
     * @param interfaces of the router, made of the same configuration.
     * @param hash of sessions, under a key that nobody outside knows.
     * @return the NAT, or {@code null} when the configuration has none.
     */
    public static @Nullable Nat of(final RouterConfig config, final InterfaceTable interfaces, final SipHash hash) {
        final Translation translation = config.nat();
        if (translation == null) {
            return null;
        }
        final NatConfig nat =
                new NatConfig(index(interfaces, translation.outside()), outsideAddress(config, translation));
        for (final String name : translation.inside()) {
            nat.inside(index(interfaces, name));
        }
        for (final Forward forward : translation.forwards()) {
            nat.forward(
                    forward.protocol(),
                    forward.outside().port(),
                    forward.inside().address(),
                    forward.inside().port());
        }
        return new Nat(nat, new TrackedConnections(), hash);
    }

    private static int index(final InterfaceTable interfaces, final String name) {
        return interfaces.all().stream()
                .filter(i -> i.name().equals(name))
                .mapToInt(IpInterface::index)
                .findFirst()
                .orElseThrow();
    }

    private static int outsideAddress(final RouterConfig config, final Translation translation) {
        return config.interfaces().stream()
                .filter(i -> i.name().equals(translation.outside()))
                .flatMap(i -> i.addresses().stream())
                .map(InterfaceAddress::address)
                .filter(address -> !address.isIpv6())
                .mapToInt(IpAddress::ipv4)
                .findFirst()
                .orElseThrow();
    }
}
