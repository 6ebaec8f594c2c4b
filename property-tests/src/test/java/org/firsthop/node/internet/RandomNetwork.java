package org.firsthop.node.internet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.firsthop.node.sim.LinkConfig;
import org.firsthop.node.sim.SimRandom;

/** Routers joined at random (a tree, a ring, a mesh), with static routes along shortest paths, and a host behind each of two. */
final class RandomNetwork {
    final SimRandom random;
    final int routers;
    final boolean[][] joined;
    final boolean[][] cut;
    final int client;
    final int server;
    final Topology topology;

    RandomNetwork(final long seed, final int routers, final int shape, final double fault, final boolean cuts) {
        this.random = new SimRandom(seed);
        this.routers = routers;
        joined = new boolean[routers][routers];
        cut = new boolean[routers][routers];
        for (int i = 1; i < routers; i++) { // A tree, of which rings and meshes are made.
            join(i, shape == 1 ? i - 1 : random.nextInt(i));
        }
        if (shape == 1) {
            join(0, routers - 1);
        }
        for (int i = 0; shape == 2 && i < routers; i++) {
            join(random.nextInt(routers), random.nextInt(routers));
        }
        client = random.nextInt(routers);
        server = random.nextInt(routers);
        topology = build(fault, cuts);
    }

    private void join(final int a, final int b) {
        if (a != b) {
            joined[a][b] = true;
            joined[b][a] = true;
        }
    }

    /** The next router from each towards one, over links that routing believes in; −1 where there is none. */
    private int[] towards(final int goal) {
        final int[] next = new int[routers];
        Arrays.fill(next, -1);
        final ArrayDeque<Integer> open = new ArrayDeque<>(List.of(goal));
        next[goal] = goal;
        while (!open.isEmpty()) {
            final int at = open.remove();
            for (int other = 0; other < routers; other++) {
                if (joined[at][other] && next[other] < 0) {
                    next[other] = at;
                    open.add(other);
                }
            }
        }
        return next;
    }

    /** What a topology says of a router: its interfaces, towards hosts and to other routers, and routes to all hosts. */
    String[] routerLines(final int i) {
        final List<String> lines = new ArrayList<>();
        lines.add("interface host0 mac " + mac(i, 255) + " address 10.1." + i + ".1/24");
        for (int j = 0; j < routers; j++) {
            if (joined[i][j]) {
                lines.add("interface r" + j + " mac " + mac(i, j) + " address " + transfer(i, j) + "/30");
            }
        }
        for (int goal = 0; goal < routers; goal++) {
            final int next = towards(goal)[i];
            if (goal != i && next >= 0) {
                lines.add("route 10.1." + goal + ".0/24 via " + transfer(next, i) + " dev r" + next);
            }
        }
        return lines.toArray(new String[0]);
    }

    private Topology build(final double fault, final boolean cuts) {
        final Topology.Builder builder = Topology.builder();
        for (int i = 0; i < routers; i++) {
            builder.router("router" + i, routerLines(i));
        }
        builder.host(
                "client",
                "interface eth0 mac 02:00:00:ff:00:01 address 10.1." + client + ".2/24",
                "route default via 10.1." + client + ".1 dev eth0",
                "nameserver 10.1." + server + ".3");
        builder.host(
                "server",
                "interface eth0 mac 02:00:00:ff:00:02 address 10.1." + server + ".3/24",
                "route default via 10.1." + server + ".1 dev eth0",
                "listen 80");
        builder.bridge("clients");
        if (client != server) {
            builder.bridge("servers");
        }
        final LinkConfig good = LinkConfig.ethernet();
        builder.link("client.eth0", "clients", good);
        builder.link("server.eth0", client == server ? "clients" : "servers", good);
        builder.link("router" + client + ".host0", "clients", good);
        if (client != server) {
            builder.link("router" + server + ".host0", "servers", good);
        }
        for (int i = 0; i < routers; i++) {
            for (int j = 0; j < i; j++) {
                if (joined[i][j]) {
                    cut[i][j] = cuts && random.nextInt(4) == 0;
                    cut[j][i] = cut[i][j];
                    builder.link("router" + i + ".r" + j, "router" + j + ".r" + i, config(fault, cut[i][j]));
                }
            }
        }
        return builder.build();
    }

    private LinkConfig config(final double fault, final boolean isCut) {
        return isCut
                ? LinkConfig.ethernet().loss(1)
                : LinkConfig.ethernet()
                        .delay(1 + random.nextInt(5_000_000))
                        .loss(fault)
                        .duplication(fault)
                        .reordering(fault, 2_000_000)
                        .corruption(fault);
    }

    /** Whether the static routes lead there and back over links that work. */
    boolean hasPath() {
        return works(client, server) && works(server, client);
    }

    private boolean works(final int from, final int to) {
        final int[] next = towards(to);
        for (int at = from; at != to; at = next[at]) {
            if (next[at] < 0 || cut[at][next[at]]) {
                return false;
            }
        }
        return true;
    }

    private static String mac(final int router, final int port) {
        return String.format("02:00:00:00:%02x:%02x", router, port);
    }

    private static String transfer(final int own, final int other) {
        final int low = Math.min(own, other);
        final int high = Math.max(own, other);
        return "10.2." + (low * 16 + high) + '.' + (own == low ? 1 : 2);
    }
}
