package org.firsthop.node.linux;

/** The control: routers of the kernel's own. */
class RouterChainKernelTest extends RouterChainContract {
    @Override
    void route(final NetworkLab at, final String namespace, final String config) {
        at.exec(namespace, "sysctl", "-qw", "net.ipv4.ip_forward=1").ok();
        at.exec(namespace, "sysctl", "-qw", "net.ipv6.conf.all.forwarding=1").ok();
        at.exec(namespace, "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0").ok();
        at.exec(namespace, "sysctl", "-qw", "net.ipv6.icmp.ratelimit=0").ok();
        for (final String line : config.split("\n")) {
            final String[] words = line.split(" ");
            for (int i = 0; i < words.length; i++) {
                if (words[i].equals("mtu")) {
                    at.ip(namespace, "link set " + words[1] + " mtu " + words[i + 1]);
                    at.ip("b", "link set eth0 mtu " + words[i + 1]);
                } else if (words[i].equals("address")) {
                    final String how = words[i + 1].contains(":") ? " nodad" : "";
                    at.ip(namespace, "addr add " + words[i + 1] + " dev " + words[1] + how);
                }
            }
            if (words[0].equals("route")) {
                at.ip(namespace, "route add " + String.join(" ", words).substring("route ".length()));
            }
        }
    }
}
