package org.firsthop.forwarding.fib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EcmpGroupTest {
    private static final int FLOWS = 1 << 14;

    private final ReadEpochs epochs = new ReadEpochs(1);
    private final AdjacencyTable table = new AdjacencyTable(epochs, 16, 2, 64, 0x1234_5678);
    private final int[] paths = new int[4];
    private final int group;

    EcmpGroupTest() {
        for (int i = 0; i < paths.length; i++) {
            paths[i] = table.addNextHop(i, 1_500, i + 1);
        }
        group = table.addGroup();
    }

    @Test
    void shouldHaveNoRouteWhenGroupIsEmpty() {
        assertEquals(Adjacency.NO_ROUTE, table.select(group, 17));
        assertEquals(Adjacency.GROUP, Adjacency.kind(Adjacency.state(table.entryAddress(group))));
    }

    @Test
    void shouldSpreadFlowsByWeight() {
        table.members(group, paths, new int[] {1, 1, 2, 4});
        final int[] flows = flows();
        for (int i = 0; i < paths.length; i++) {
            final double expected = FLOWS * new int[] {1, 1, 2, 4}[i] / 8.0;
            assertEquals(expected, flows[paths[i]], expected * 0.1);
        }
    }

    @Test
    void shouldMoveOnlyFlowsOfTheMemberThatLeaves() {
        table.members(group, paths, new int[] {1, 1, 1, 1});
        final int[] before = choices();
        table.members(group, new int[] {paths[0], paths[2], paths[3]}, new int[] {1, 1, 1});
        final int[] after = choices();
        for (int flow = 0; flow < FLOWS; flow++) {
            assertTrue(before[flow] == paths[1] ? after[flow] != paths[1] : after[flow] == before[flow]);
        }
    }

    @Test
    void shouldMoveOnlyTheShareOfAMemberThatJoins() {
        table.members(group, new int[] {paths[0], paths[1], paths[2]}, new int[] {1, 1, 1});
        final int[] before = choices();
        table.members(group, paths, new int[] {1, 1, 1, 1});
        final int[] after = choices();
        int moved = 0;
        for (int flow = 0; flow < FLOWS; flow++) {
            assertTrue(after[flow] == before[flow] || after[flow] == paths[3]);
            moved += after[flow] == before[flow] ? 0 : 1;
        }
        assertEquals(FLOWS / 4.0, moved, FLOWS / 40.0);
    }

    @Test
    void shouldGiveEveryMemberABucketWhenWeightsDiffer() {
        table.members(group, paths, new int[] {1, 1, 1, 1_000_000});
        final int[] flows = flows();
        for (final int path : paths) {
            assertTrue(flows[path] > 0);
        }
    }

    @Test
    void shouldEmptyTheGroupWhenNoMemberIsLeft() {
        table.members(group, paths, new int[] {1, 1, 1, 1});
        table.members(group, new int[0], new int[0]);
        assertEquals(FLOWS, flows()[Adjacency.NO_ROUTE]);
    }

    @Test
    void shouldRefuseWhenGroupsAreUsedUpAndReuseThem() {
        final int second = table.addGroup();
        table.members(second, paths, new int[] {1, 1, 1, 1});
        assertEquals(0, table.addGroup());
        assertEquals(1, table.refusals());
        table.remove(second);
        final int third = table.addGroup();
        assertTrue(third > 0);
        assertEquals(Adjacency.NO_ROUTE, table.select(third, 1));
    }

    @Test
    void shouldRefuseMembersThatAreNone() {
        final int second = table.addGroup();
        assertThrows(IllegalArgumentException.class, () -> table.members(paths[0], paths, new int[] {1, 1, 1, 1}));
        assertThrows(IllegalArgumentException.class, () -> table.members(group, new int[] {second}, new int[] {1}));
        assertThrows(IllegalArgumentException.class, () -> table.members(group, new int[] {15}, new int[] {1}));
        assertThrows(
                IllegalArgumentException.class,
                () -> table.members(group, new int[] {paths[0], paths[0]}, new int[] {1, 1}));
        assertThrows(IllegalArgumentException.class, () -> table.members(group, paths, new int[] {1, 1, 0, 1}));
        assertThrows(IllegalArgumentException.class, () -> table.members(group, paths, new int[] {1}));
        assertEquals(Adjacency.NO_ROUTE, table.select(group, 1));
    }

    private int[] choices() {
        final int[] choices = new int[FLOWS];
        for (int flow = 0; flow < FLOWS; flow++) {
            choices[flow] = table.select(group, flow * 0x61C8_8647);
        }
        return choices;
    }

    private int[] flows() {
        final int[] flows = new int[table.capacity() + 1];
        for (final int choice : choices()) {
            flows[choice]++;
        }
        return flows;
    }
}
