package org.firsthop.node.linux;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.firsthop.node.config.RouterConfigParser;
import org.firsthop.node.live.LiveRouter;
import org.firsthop.node.live.NodeOptions;
import org.firsthop.node.live.PortKind;
import org.firsthop.node.mirror.MirrorConfig;

/**
 * Two hosts of the kernel's own, each with a network of its own, and a namespace between them for a router.
 *
 * <pre>
 *   a (a0 10.1.0.2, fd01::2) ──── (r0 10.1.0.1, fd01::1) r (r1 10.2.0.1, fd02::1) ──── (b0 10.2.0.2, fd02::2) b
 * </pre>
 */
final class TwoHosts {
    /** The router's interfaces, as its configuration has them. */
    static final String CONFIG = """
        interface r0 mac 02:00:00:00:00:01 address 10.1.0.1/24 address fd01::1/64
        interface r1 mac 02:00:00:00:00:02 address 10.2.0.1/24 address fd02::1/64
        """;

    private TwoHosts() {}

    /** The namespaces alone. */
    static NetworkLab namespaces() {
        return NetworkLab.with("a", "r", "b");
    }

    /** The hosts with their cables, addresses and routes. */
    static NetworkLab lay() {
        return lay(1);
    }

    /** As {@link #lay()}, with so many queues on every interface. */
    static NetworkLab lay(final int queues) {
        final NetworkLab lab = namespaces();
        try {
            lab.link("a", "a0", "r", "r0", queues).link("r", "r1", "b", "b0", queues);
            address(lab, "a0", "b0");
            return lab;
        } catch (final RuntimeException | Error e) {
            lab.close();
            throw e;
        }
    }

    /** Gives the hosts' interfaces, whatever their names are, addresses and routes. */
    static void address(final NetworkLab lab, final String left, final String right) {
        lab.ip("a", "addr add 10.1.0.2/24 dev " + left).ip("a", "addr add fd01::2/64 dev " + left + " nodad");
        lab.ip("b", "addr add 10.2.0.2/24 dev " + right).ip("b", "addr add fd02::2/64 dev " + right + " nodad");
        lab.ip("a", "route add default via 10.1.0.1").ip("a", "route add default via fd01::1");
        lab.ip("b", "route add default via 10.2.0.1").ip("b", "route add default via fd02::1");
    }

    /** Gives the kernel in the middle the addresses that are the router's otherwise. */
    static void addressKernel(final NetworkLab lab) {
        lab.ip("r", "addr add 10.1.0.1/24 dev r0").ip("r", "addr add fd01::1/64 dev r0 nodad");
        lab.ip("r", "addr add 10.2.0.1/24 dev r1").ip("r", "addr add fd02::1/64 dev r1 nodad");
    }

    /** Our router, with more lines of configuration than its interfaces; it ends before the lab does. */
    static LiveRouter route(final NetworkLab lab, final PortKind kind, final String more, final NodeOptions options)
            throws Exception {
        return lab.closing(lab.in(
                "r",
                () -> LiveRouter.start(
                        RouterConfigParser.parse("router.conf", new StringReader(CONFIG + more), Path.of("")),
                        kinds(kind),
                        options)));
    }

    /** Our router in the place of the kernel, whose tables it mirrors; it ends before the lab does. */
    static LiveRouter mirror(final NetworkLab lab, final PortKind kind, final MirrorConfig config) throws Exception {
        return lab.closing(lab.in(
                "r",
                () -> LiveRouter.mirror(
                        List.of("r0", "r1"),
                        kinds(kind),
                        new NodeOptions(1, NodeOptions.DEFAULT.frames(), 2048, false, Map.of(), null),
                        config)));
    }

    private static Map<String, PortKind> kinds(final PortKind kind) {
        return Map.of("r0", kind, "r1", kind);
    }
}
