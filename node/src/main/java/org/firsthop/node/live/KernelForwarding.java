package org.firsthop.node.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sees to it that packets are not forwarded twice, by this node and by the kernel. */
final class KernelForwarding {
    private KernelForwarding() {}

    /**
     * Makes sure that the kernel does not forward what comes in by an interface and reaches it too.
     *
     * @param name of the interface.
     * @param kind of the port; AF_XDP keeps packets that are to be forwarded from the kernel.
     * @throws IOException when the kernel forwards.
     */
    static void requireOff(final String name, final PortKind kind) throws IOException {
        if (kind == PortKind.XDP) {
            return;
        }
        for (final String family : new String[] {"ipv4", "ipv6"}) {
            final Path setting = Path.of("/proc/sys/net", family, "conf", name, "forwarding");
            if (Files.isReadable(setting) && !Files.readString(setting).startsWith("0")) {
                throw new IOException(name + ": the kernel would forward the same packets once more; 'sysctl -w net."
                        + family + ".conf." + name + ".forwarding=0' ends that, or --port " + name + "=xdp");
            }
        }
    }
}
