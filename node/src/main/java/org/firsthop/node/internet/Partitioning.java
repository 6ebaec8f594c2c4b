package org.firsthop.node.internet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Spreads the nodes of a topology over threads: alike in weight, and with the longest links between them, because those tell how
 * far threads may run before they must meet.
 *
 * <p>Nodes that links shorter than a chosen delay join stay together. Walked breadth first, such clusters are cut into as many
 * runs as there are threads; of all delays in the topology that one is chosen, the longest, whose runs are nearly even.
 */
final class Partitioning {
    /** How much heavier than the mean the heaviest part may be, in percent, for the sake of longer links. */
    private static final int SLACK_PERCENT = 20;

    private final Topology topology;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final int[][] neighbors;
    private final int[] weights;

    private Partitioning(final Topology topology) {
        this.topology = topology;
        for (final NodeSpec node : topology.nodes()) {
            numbers.put(node.name(), numbers.size());
        }
        weights = new int[numbers.size()];
        Arrays.fill(weights, 1);
        for (final LinkSpec link : topology.links()) {
            weights[left(link)]++;
            weights[right(link)]++;
        }
        neighbors = new int[weights.length][];
        Arrays.setAll(neighbors, node -> new int[weights[node] - 1]);
        final int[] filled = new int[weights.length];
        for (final LinkSpec link : topology.links()) {
            neighbors[left(link)][filled[left(link)]++] = right(link);
            neighbors[right(link)][filled[right(link)]++] = left(link);
        }
    }

    /** {@return the part of each node by name, from 0 to one less than the number of parts} */
    static Map<String, Integer> of(final Topology topology, final int parts) {
        if (parts == 1) {
            return Map.of();
        }
        final Partitioning partitioning = new Partitioning(topology);
        int[] best = new int[0];
        long leastHeaviest = Long.MAX_VALUE;
        for (final long delayNs : partitioning.delays()) {
            final int[] candidate = partitioning.cut(partitioning.clusters(delayNs), parts);
            final long heaviest = partitioning.heaviest(candidate, parts);
            // Longer links come first: shorter ones must be worth it.
            if (best.length == 0 || heaviest * (100 + SLACK_PERCENT) < leastHeaviest * 100) {
                leastHeaviest = heaviest;
                best = candidate;
            }
        }
        final Map<String, Integer> byName = new HashMap<>();
        for (final Map.Entry<String, Integer> node : partitioning.numbers.entrySet()) {
            byName.put(node.getKey(), best.length == 0 ? 0 : best[node.getValue()]);
        }
        return byName;
    }

    private int left(final LinkSpec link) {
        return numbers.getOrDefault(link.leftNode(), 0);
    }

    private int right(final LinkSpec link) {
        return numbers.getOrDefault(link.rightNode(), 0);
    }

    /** All delays of links, the longest first. */
    private List<Long> delays() {
        final List<Long> delays = new ArrayList<>(topology.links().stream()
                .map(link -> link.config().delayNs())
                .distinct()
                .sorted()
                .toList());
        Collections.reverse(delays);
        return delays;
    }

    /** By node, the cluster of those that links shorter than a delay join with it. */
    private int[] clusters(final long delayNs) {
        final int[] roots = new int[weights.length];
        Arrays.setAll(roots, node -> node);
        for (final LinkSpec link : topology.links()) {
            if (link.config().delayNs() < delayNs) {
                roots[root(roots, left(link))] = root(roots, right(link));
            }
        }
        for (int node = 0; node < roots.length; node++) {
            roots[node] = root(roots, node);
        }
        return roots;
    }

    private static int root(final int[] roots, final int node) {
        int root = node;
        while (roots[root] != root) {
            roots[root] = roots[roots[root]];
            root = roots[root];
        }
        return root;
    }

    /** By node, its part: clusters in the order of a walk, cut where a part's weight is reached. */
    private int[] cut(final int[] clusters, final int parts) {
        final long[] clusterWeights = new long[weights.length];
        for (int node = 0; node < weights.length; node++) {
            clusterWeights[clusters[node]] += weights[node];
        }
        final long total = Arrays.stream(clusterWeights).sum();
        final int[] partOf = new int[weights.length];
        Arrays.fill(partOf, -1);
        long before = 0;
        for (final int node : walk()) {
            final int cluster = clusters[node];
            if (partOf[cluster] < 0) {
                // By its middle, so that what is left over is as likely too much as too little.
                partOf[cluster] = (int) Math.min(parts - 1, (before + clusterWeights[cluster] / 2) * parts / total);
                before += clusterWeights[cluster];
            }
        }
        final int[] byNode = new int[weights.length];
        Arrays.setAll(byNode, node -> partOf[clusters[node]]);
        return byNode;
    }

    /** All nodes, breadth first from the first of each connected piece. */
    private List<Integer> walk() {
        final List<Integer> order = new ArrayList<>();
        final boolean[] isSeen = new boolean[weights.length];
        final ArrayDeque<Integer> waiting = new ArrayDeque<>();
        for (int start = 0; start < weights.length; start++) {
            if (!isSeen[start]) {
                isSeen[start] = true;
                waiting.add(start);
            }
            while (!waiting.isEmpty()) {
                final int node = waiting.remove();
                order.add(node);
                for (final int neighbor : neighbors[node]) {
                    if (!isSeen[neighbor]) {
                        isSeen[neighbor] = true;
                        waiting.add(neighbor);
                    }
                }
            }
        }
        return order;
    }

    private long heaviest(final int[] partOf, final int parts) {
        final long[] sums = new long[parts];
        for (int node = 0; node < partOf.length; node++) {
            sums[partOf[node]] += weights[node];
        }
        return Arrays.stream(sums).max().orElse(0);
    }
}
