package org.firsthop.tcp.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TimersTest {
    private static final int FIELDS = 8;

    @Test
    void shouldExpireEachTimerAtItsTickAndNeverBefore() {
        final long seed = 42;
        final Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            final int start = round == 0 ? Integer.MAX_VALUE - 700 : random.nextInt();
            expireRandomTimers(random, start, round % 3 == 0 ? 3_000_000 : 5_000);
        }
    }

    private static void expireRandomTimers(final Random random, final int start, final int longest) {
        final int count = 200;
        final TimerWheel wheel = new TimerWheel(count, start);
        final int[] due = new int[count];
        final boolean[] armed = new boolean[count];
        final int[] now = {start};
        final int[] remaining = {0};
        for (int step = 0; step < 300; step++) {
            final int index = random.nextInt(count);
            if (armed[index]) {
                wheel.disarm(index);
                armed[index] = false;
                remaining[0]--;
            } else {
                due[index] = now[0] + 1 + random.nextInt(longest);
                wheel.arm(index, due[index]);
                armed[index] = true;
                remaining[0]++;
            }
            assertEquals(remaining[0], wheel.size());
            int earliest = Integer.MAX_VALUE;
            for (int i = 0; i < count; i++) {
                if (armed[i]) {
                    earliest = Math.min(earliest, due[i] - now[0]);
                }
            }
            final int ticks = wheel.ticksToNext();
            assertTrue(earliest == Integer.MAX_VALUE ? ticks == -1 : ticks >= 1 && ticks <= earliest);
            now[0] += random.nextInt(longest / 100);
            wheel.advance(now[0], Integer.MAX_VALUE, expired -> {
                assertTrue(armed[expired] && due[expired] - now[0] <= 0);
                armed[expired] = false;
                remaining[0]--;
            });
            for (int i = 0; i < count; i++) {
                assertFalse(armed[i] && due[i] - now[0] <= 0, "a timer is overdue");
            }
        }
    }

    @Test
    void shouldMoveTimerOnlyWhenDeadlineIsEarlier() {
        final TimerWheel wheel = new TimerWheel(1, 0);
        wheel.arm(0, 100);
        wheel.arm(0, 5_000);
        assertEquals(100, wheel.ticksToNext());
        wheel.arm(0, 50);
        assertEquals(50, wheel.ticksToNext());
        assertEquals(0, wheel.advance(49, 10, index -> {}));
        assertEquals(1, wheel.advance(50, 10, index -> {}));
        assertFalse(wheel.isArmed(0));
    }

    @Test
    void shouldExpireWithinBudgetAndResume() {
        final TimerWheel wheel = new TimerWheel(100, 0);
        final List<Integer> expired = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            wheel.arm(i, 1024);
        }
        assertEquals(30, wheel.advance(2_000, 30, expired::add));
        assertEquals(1, wheel.ticksToNext() > 0 ? 1 : 0);
        assertEquals(70, wheel.advance(2_000, 1_000, expired::add));
        assertEquals(100, expired.stream().distinct().count());
        assertEquals(-1, wheel.ticksToNext());
    }

    @Test
    void shouldRearmFromTheHandler() {
        final TimerWheel wheel = new TimerWheel(1, 0);
        wheel.arm(0, 10);
        final int[] count = {0};
        for (int now = 0; now <= 100; now += 5) {
            final int deadline = now + 10;
            wheel.advance(now, 10, index -> {
                count[0]++;
                wheel.arm(index, deadline);
            });
        }
        assertEquals(10, count[0]);
    }

    @Test
    void shouldKeepTimeoutsInOrderOfTheirBeginning() {
        final Slab slab = new Slab(5, 24);
        final TimeoutQueue queue = new TimeoutQueue(slab, FIELDS);
        for (int i = 0; i < 5; i++) {
            queue.append(slab.allocate(), Integer.MAX_VALUE - 2 + i);
        }
        queue.remove(0);
        queue.remove(2);
        queue.remove(4);
        assertEquals(2, queue.size());
        assertEquals(1, queue.head());
        assertFalse(queue.isDue(Integer.MAX_VALUE - 2));
        assertTrue(queue.isDue(Integer.MAX_VALUE - 1));
        queue.remove(1);
        assertEquals(3, queue.head());
        assertFalse(queue.isDue(Integer.MAX_VALUE));
        assertTrue(queue.isDue(Integer.MIN_VALUE));
        queue.remove(3);
        assertFalse(queue.isDue(Integer.MIN_VALUE));
        assertEquals(Slab.NONE, queue.head());
    }
}
