package org.firsthop.benchmarks.sim;

import java.util.ArrayList;
import java.util.List;
import org.firsthop.node.internet.Topology;
import org.firsthop.node.sim.LinkConfig;

/**
 * A large network and the connections that are opened in it.
 *
 * @param topology of the network.
 * @param connects in the order of time for each host.
 * @param keepsConnections whether connections stay open; otherwise each is reset once it is open.
 */
public record Workload(Topology topology, List<Connect> connects, boolean keepsConnections) {
    private static final int HOSTS_A_SWITCH = 100;
    private static final String SERVER = "93.184.216.34";
    private static final int REACH = 16;
    private static final int ROUNDS = 100;
    private static final LinkConfig LONG = LinkConfig.ethernet().delay(100_000);

    /**
     * A connection to be opened, to port 80.
     *
     * @param host that opens it.
     * @param timeNs when.
     * @param server the IPv4 address that it goes to.
     */
    public record Connect(String host, long timeNs, String server) {}

    /**
     * Hosts behind access switches of a hundred, an access router for each switch, a core router, and a server to which each of
     * the hosts opens one connection, 50 µs after the one before it, switches in turn. Access routers are 1 ms from the core.
     *
     * @param hosts 1 to 25,000.
     * @return the workload.
     */
    public static Workload hosts(final int hosts) {
        final Topology.Builder builder = Topology.builder();
        final int switches = (hosts + HOSTS_A_SWITCH - 1) / HOSTS_A_SWITCH;
        final List<String> core = new ArrayList<>();
        core.add("interface web mac " + mac(0, 1) + " address 93.184.216.1/24");
        for (int s = 0; s < switches; s++) {
            core.add("interface a" + s + " mac " + mac(1, s) + " address 172.16." + s + ".1/30");
            core.add("route 10.0." + s + ".0/24 via 172.16." + s + ".2 dev a" + s);
        }
        builder.router("core", core.toArray(new String[0]));
        builder.host(
                "web",
                "interface eth0 mac " + mac(0, 2) + " address " + SERVER + "/24",
                "route default via 93.184.216.1 dev eth0",
                "connections " + 2 * hosts,
                "listen 80");
        builder.link("core.web", "web.eth0", LinkConfig.ethernet().rate(10_000_000_000L));
        for (int s = 0; s < switches; s++) {
            builder.router(
                    "access" + s,
                    "interface lan mac " + mac(2, s) + " address 10.0." + s + ".1/24",
                    "interface up mac " + mac(3, s) + " address 172.16." + s + ".2/30",
                    "route default via 172.16." + s + ".1 dev up");
            builder.bridge("switch" + s);
            builder.link(
                    "core.a" + s, "access" + s + ".up", LinkConfig.ethernet().delay(1_000_000));
            builder.link("access" + s + ".lan", "switch" + s, LinkConfig.ethernet());
        }
        final List<Connect> connects = new ArrayList<>();
        for (int h = 0; h < hosts; h++) {
            final int s = h / HOSTS_A_SWITCH;
            builder.host(
                    "host" + h,
                    "interface eth0 mac " + mac(4, h) + " address 10.0." + s + '.' + (2 + h % HOSTS_A_SWITCH) + "/24",
                    "connections 2",
                    "route default via 10.0." + s + ".1 dev eth0");
            builder.link("host" + h + ".eth0", "switch" + s, LinkConfig.ethernet());
            final int turn = h % HOSTS_A_SWITCH * switches + s;
            connects.add(new Connect("host" + h, 1_000 + turn * 50_000L, SERVER));
        }
        return new Workload(builder.build(), connects, true);
    }

    /**
     * Routers in a ring, 100 µs from one to the next, each with a host that opens a hundred connections to hosts up to
     * sixteen routers on.
     *
     * @param routers 40 to 40,000.
     * @return the workload.
     */
    public static Workload ring(final int routers) {
        final Topology.Builder builder = Topology.builder();
        final List<Connect> connects = new ArrayList<>();
        for (int r = 0; r < routers; r++) {
            final List<String> lines = new ArrayList<>();
            lines.add("route default via " + transit(0, r) + ".2 dev next");
            for (int k = 1; k <= REACH; k++) { // The way back is shorter.
                lines.add("route " + site(Math.floorMod(r - k, routers)) + ".0/24 via "
                        + transit(0, Math.floorMod(r - 1, routers)) + ".1 dev last");
            }
            lines.add("interface next mac " + mac(2, r) + " address " + transit(0, r) + ".1/24");
            lines.add("interface last mac " + mac(3, r) + " address " + transit(0, Math.floorMod(r - 1, routers))
                    + ".2/24");
            addSite(builder, r, site(r), lines);
            for (int i = 0; i < ROUNDS; i++) {
                connects.add(connect(r, i, site((r + 1 + (r * 7 + i * 5) % REACH) % routers)));
            }
        }
        for (int r = 0; r < routers; r++) {
            builder.link("router" + r + ".next", "router" + (r + 1) % routers + ".last", LONG);
        }
        return new Workload(builder.build(), connects, false);
    }

    /**
     * Routers in a torus, 100 µs from one to the next, each with a host that opens a hundred connections to hosts up to seven
     * rows and columns on. Packets go along the column, then along the row.
     *
     * @param side rows, and routers a row, 20 to 200.
     * @return the workload.
     */
    public static Workload torus(final int side) {
        final Topology.Builder builder = Topology.builder();
        final List<Connect> connects = new ArrayList<>();
        for (int r = 0; r < side * side; r++) {
            final int row = r / side;
            final int column = r % side;
            final int west = row * side + Math.floorMod(column - 1, side);
            final int north = Math.floorMod(row - 1, side) * side + column;
            final List<String> lines = new ArrayList<>();
            for (int k = 1; k <= REACH / 2; k++) {
                lines.add("route 10." + (row + k) % side + ".0.0/16 via " + transit(1, r) + ".2 dev south");
                lines.add("route 10." + Math.floorMod(row - k, side) + ".0.0/16 via " + transit(1, north)
                        + ".1 dev north");
                lines.add("route 10." + row + '.' + (column + k) % side + ".0/24 via " + transit(0, r) + ".2 dev east");
                lines.add("route 10." + row + '.' + Math.floorMod(column - k, side) + ".0/24 via " + transit(0, west)
                        + ".1 dev west");
            }
            lines.add("interface east mac " + mac(2, r) + " address " + transit(0, r) + ".1/24");
            lines.add("interface west mac " + mac(3, r) + " address " + transit(0, west) + ".2/24");
            lines.add("interface south mac " + mac(5, r) + " address " + transit(1, r) + ".1/24");
            lines.add("interface north mac " + mac(6, r) + " address " + transit(1, north) + ".2/24");
            addSite(builder, r, "10." + row + '.' + column, lines);
            for (int i = 0; i < ROUNDS; i++) {
                final int far = (row + 1 + (r + i * 3) % (REACH / 2 - 1)) % side;
                connects.add(connect(r, i, "10." + far + '.' + (column + (r * 3 + i * 5) % (REACH / 2)) % side));
            }
        }
        for (int r = 0; r < side * side; r++) {
            final int row = r / side * side;
            builder.link("router" + r + ".east", "router" + (row + (r + 1 - row) % side) + ".west", LONG);
            builder.link("router" + r + ".south", "router" + (r + side) % (side * side) + ".north", LONG);
        }
        return new Workload(builder.build(), connects, false);
    }

    /** Adds a router with the lines of its other interfaces and its routes, and a host beside it. */
    private static void addSite(
            final Topology.Builder builder, final int number, final String prefix, final List<String> lines) {
        lines.add("interface lan mac " + mac(1, number) + " address " + prefix + ".1/24");
        builder.router("router" + number, lines.toArray(new String[0]));
        builder.host(
                "host" + number,
                "interface eth0 mac " + mac(4, number) + " address " + prefix + ".2/24",
                "route default via " + prefix + ".1 dev eth0",
                "connections 64",
                "listen 80");
        builder.link("host" + number + ".eth0", "router" + number + ".lan", LinkConfig.ethernet());
    }

    private static Connect connect(final int site, final int round, final String prefix) {
        return new Connect("host" + site, 1_000 + site * 13L % 10_000 + round * 2_000_000L, prefix + ".2");
    }

    private static String site(final int number) {
        return "10." + (number >> 8) + '.' + (number & 0xFF);
    }

    private static String transit(final int kind, final int number) {
        return (172 + kind) + "." + (number >> 8) + '.' + (number & 0xFF);
    }

    private static String mac(final int kind, final int number) {
        return String.format("02:0%d:00:%02x:%02x:%02x", kind, number >> 16, (number >> 8) & 0xFF, number & 0xFF);
    }
}
