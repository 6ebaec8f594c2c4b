package org.firsthop.node.mirror;

import java.util.List;
import org.firsthop.forwarding.neighbor.DelegatedNeighbors;
import org.firsthop.forwarding.rib.RouteTableLimits;
import org.firsthop.node.linux.KernelAddresses;
import org.firsthop.node.netlink.RouteMessage;

/**
 * What a {@link KernelMirror} mirrors, and its bounds.
 *
 * @param tables of the kernel, those searched first before the others; at least one.
 * @param routes bounds of the route table; a dump beside traffic needs room for all routes twice.
 * @param maxAdjacencies next hops and groups of them, 16 to 1,048,576; a sixteenth of them can be groups.
 * @param maxNeighbors that are known, at least 1.
 * @param maxLocalAddresses of the kernel that AF_XDP ports leave to it, at least 1.
 * @param receiveBuffer octets of notifications that the kernel keeps before it loses some, at least 4,096.
 * @param backlog octets of notifications that are kept while a dump goes on, at least 65,536.
 * @param resyncDelayMs how long to wait for more before routes are dumped again, at least 1.
 * @param waiting bounds of packets that wait for neighbors.
 */
public record MirrorConfig(
        List<Integer> tables,
        RouteTableLimits routes,
        int maxAdjacencies,
        int maxNeighbors,
        int maxLocalAddresses,
        int receiveBuffer,
        int backlog,
        int resyncDelayMs,
        DelegatedNeighbors.Limits waiting) {
    /** The local and the main table, with room for the whole Internet's routes. */
    public static final MirrorConfig DEFAULT = new MirrorConfig(
            List.of(RouteMessage.TABLE_LOCAL, RouteMessage.TABLE_MAIN),
            RouteTableLimits.DEFAULT,
            64 * 1024,
            16 * 1024,
            KernelAddresses.DEFAULT_CAPACITY,
            64 * 1024 * 1024,
            64 * 1024 * 1024,
            50,
            DelegatedNeighbors.Limits.DEFAULT);

    private static final int MAX_TABLES = 64;
    private static final int MAX_ADJACENCIES = 1 << 20;

    /**
     * Checks the ranges.
     *
     * @param tables of the kernel.
     * @param routes bounds of the route table.
     * @param maxAdjacencies next hops and groups.
     * @param maxNeighbors that are known.
     * @param maxLocalAddresses of the kernel.
     * @param receiveBuffer octets of notifications in the kernel.
     * @param backlog octets of notifications during a dump.
     * @param resyncDelayMs before routes are dumped again.
     * @param waiting bounds of packets that wait.
     * @throws IllegalArgumentException when a value is outside its range.
     */
    public MirrorConfig {
        tables = List.copyOf(tables);
        if (tables.isEmpty() || tables.size() > MAX_TABLES) {
            throw new IllegalArgumentException("tables: value=" + tables.size() + ", range=1.." + MAX_TABLES);
        }
        atLeast("maxAdjacencies", maxAdjacencies, 16);
        if (maxAdjacencies > MAX_ADJACENCIES) {
            throw new IllegalArgumentException(
                    "maxAdjacencies: value=" + maxAdjacencies + ", limit=" + MAX_ADJACENCIES);
        }
        atLeast("maxNeighbors", maxNeighbors, 1);
        atLeast("maxLocalAddresses", maxLocalAddresses, 1);
        atLeast("receiveBuffer", receiveBuffer, 4096);
        atLeast("backlog", backlog, 64 * 1024);
        atLeast("resyncDelayMs", resyncDelayMs, 1);
    }

    private static void atLeast(final String name, final int value, final int minimum) {
        if (value < minimum) {
            throw new IllegalArgumentException(name + ": value=" + value + ", minimum=" + minimum);
        }
    }

    /**
     * The same with other tables.
     *
     * @param others the kernel's, those searched first before the others.
     * @return the configuration.
     */
    public MirrorConfig withTables(final List<Integer> others) {
        return new MirrorConfig(
                others,
                routes,
                maxAdjacencies,
                maxNeighbors,
                maxLocalAddresses,
                receiveBuffer,
                backlog,
                resyncDelayMs,
                waiting);
    }

    /**
     * The same with other bounds of notifications.
     *
     * @param inKernel octets that the kernel keeps.
     * @param here octets that are kept while a dump goes on.
     * @return the configuration.
     */
    public MirrorConfig withBuffers(final int inKernel, final int here) {
        return new MirrorConfig(
                tables,
                routes,
                maxAdjacencies,
                maxNeighbors,
                maxLocalAddresses,
                inKernel,
                here,
                resyncDelayMs,
                waiting);
    }

    /**
     * The same with other bounds of routes.
     *
     * @param limits of the route table.
     * @param neighbors that are known.
     * @return the configuration.
     */
    public MirrorConfig withLimits(final RouteTableLimits limits, final int neighbors) {
        return new MirrorConfig(
                tables,
                limits,
                maxAdjacencies,
                neighbors,
                maxLocalAddresses,
                receiveBuffer,
                backlog,
                resyncDelayMs,
                waiting);
    }
}
