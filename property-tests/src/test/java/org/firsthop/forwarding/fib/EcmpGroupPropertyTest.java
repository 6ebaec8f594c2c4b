package org.firsthop.forwarding.fib;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Which flows of a group change their path when its members change: buckets are looked at, since a flow is in one for good. */
class EcmpGroupPropertyTest {
    private static final int BUCKETS = 64;
    private static final int PATHS = 24;

    private final AdjacencyTable table = new AdjacencyTable(new ReadEpochs(1), PATHS + 2, 2, BUCKETS, 7);
    private final int[] paths = new int[PATHS];
    private final int group;

    EcmpGroupPropertyTest() {
        for (int i = 0; i < PATHS; i++) {
            paths[i] = table.addNextHop(i, 1500, i);
        }
        group = table.addGroup();
    }

    @Property(tries = 2000)
    void onlyFlowsOfMembersThatLeaveMove(
            @ForAll @Size(min = 1, max = PATHS) final List<@IntRange(min = 1, max = 1000) Integer> weights,
            @ForAll final long seed) {
        final Random random = new Random(seed);
        List<Integer> members = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            members.add(i);
        }
        assign(members, weights);
        while (!members.isEmpty()) {
            final int[] before = buckets();
            final List<Integer> left = new ArrayList<>(members);
            for (int i = 1 + random.nextInt(left.size()); i > 0; i--) {
                left.remove(random.nextInt(left.size()));
            }
            Collections.shuffle(left, random);
            assign(left, weights);
            final int[] after = buckets();
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                final int was = before[bucket];
                if (left.stream().anyMatch(member -> paths[member] == was)) {
                    assertEquals(was, after[bucket], "bucket " + bucket);
                }
            }
            members = left;
        }
        assertEquals(BUCKETS, count(Adjacency.NO_ROUTE));
    }

    @Property(tries = 1000)
    void noMemberTakesABucketBeyondItsShareAndTheJoinerLacksNone(
            @ForAll @Size(min = 1, max = PATHS) final List<@IntRange(min = 1, max = 1000) Integer> weights) {
        final List<Integer> members = new ArrayList<>();
        for (int joiner = 0; joiner < weights.size(); joiner++) {
            final int[] before = buckets();
            members.add(joiner);
            assign(members, weights);
            final int[] after = buckets();
            final int total = members.stream().mapToInt(weights::get).sum();
            final long owedOne = members.stream()
                    .filter(member -> BUCKETS * weights.get(member) < total)
                    .count();
            for (final int member : members) {
                final double share = (double) BUCKETS * weights.get(member) / total;
                final int held = count(paths[member]);
                assertTrue(held >= 1 && held <= Math.max(1, Math.ceil(share)), held + " of " + share);
                int kept = 0;
                for (int bucket = 0; bucket < BUCKETS; bucket++) {
                    kept += before[bucket] == paths[member] && after[bucket] == paths[member] ? 1 : 0;
                }
                assertTrue(kept >= Math.min(count(before, paths[member]), Math.floor(share)) - owedOne, "kept " + kept);
            }
        }
    }

    @Property(tries = 300)
    void aGroupLikeAnotherSendsFlowsAlikeUntilEitherChanges(
            @ForAll @Size(min = 1, max = PATHS) final List<@IntRange(min = 1, max = 9) Integer> weights) {
        final List<Integer> members = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            members.add(i);
        }
        assign(members, weights);
        final int like = table.addGroup(group);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            assertEquals(table.member(group, bucket), table.member(like, bucket));
        }
        final int[] before = buckets();
        table.members(like, new int[0], new int[0]);
        assertArrayEquals(before, buckets());
        table.remove(like);
    }

    private void assign(final List<Integer> members, final List<Integer> weights) {
        table.members(
                group,
                members.stream().mapToInt(member -> paths[member]).toArray(),
                members.stream().mapToInt(weights::get).toArray());
    }

    private int[] buckets() {
        final int[] buckets = new int[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            buckets[i] = table.member(group, i);
        }
        return buckets;
    }

    private int count(final int path) {
        return count(buckets(), path);
    }

    private static int count(final int[] buckets, final int path) {
        int count = 0;
        for (final int bucket : buckets) {
            count += bucket == path ? 1 : 0;
        }
        return count;
    }
}
