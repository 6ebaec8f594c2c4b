package org.firsthop.node.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class ResyncPlanTest {
    private static final long DELAY = 50;

    private final ResyncPlan plan = new ResyncPlan(DELAY);

    @Test
    void shouldDumpRoutesTwiceAfterSilence() {
        assertNull(plan.take(0), "nothing is due");
        plan.afterSilence(0);
        assertNull(plan.take(DELAY - 1));
        assertEquals(Dump.NEXT_HOPS, plan.take(DELAY));
        assertNull(plan.take(DELAY));
        assertNull(plan.take(DELAY + ResyncPlan.CONFIRM_NS - 1));
        assertEquals(Dump.NEXT_HOPS, plan.take(DELAY + ResyncPlan.CONFIRM_NS));
        assertNull(plan.take(Long.MAX_VALUE / 2), "what is confirmed is not confirmed again");
    }

    @Test
    void shouldTakeTheEarlierOfTwoAndTheLarger() {
        plan.routes(1_000);
        plan.everything(10);
        assertNull(plan.take(9));
        assertEquals(Dump.LINKS, plan.take(10));
        assertNull(plan.take(2_000));
    }

    @Test
    void shouldConfirmOnceForManyNotifications() {
        for (int i = 0; i < DELAY; i++) {
            plan.afterSilence(i);
        }
        assertEquals(Dump.NEXT_HOPS, plan.take(DELAY));
        plan.afterSilence(DELAY + 1);
        assertEquals(
                Dump.NEXT_HOPS, plan.take(2 * DELAY + 1), "what is told meanwhile does not wait for the confirmation");
        assertEquals(Dump.NEXT_HOPS, plan.take(2 * DELAY + 1 + ResyncPlan.CONFIRM_NS));
        assertNull(plan.take(Long.MAX_VALUE / 2));
    }
}
