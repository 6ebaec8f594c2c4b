package org.firsthop.forwarding.neighbor;

import static org.firsthop.forwarding.neighbor.NeighborState.DELAY;
import static org.firsthop.forwarding.neighbor.NeighborState.FAILED;
import static org.firsthop.forwarding.neighbor.NeighborState.INCOMPLETE;
import static org.firsthop.forwarding.neighbor.NeighborState.PERMANENT;
import static org.firsthop.forwarding.neighbor.NeighborState.PROBE;
import static org.firsthop.forwarding.neighbor.NeighborState.REACHABLE;
import static org.firsthop.forwarding.neighbor.NeighborState.STALE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;

/** The state machine of RFC 4861 section 7.3 and appendix C, event by event, and the bounds of the table. */
class NeighborTableTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MAC = 0x0200_0000_0001L;
    private static final long OTHER = 0x0200_0000_0002L;
    private static final long NO_MAC = -1;

    private final List<String> told = new ArrayList<>();
    private NeighborTable table = table(NeighborConfig.builder());
    private long now = 100 * SECOND;

    private NeighborTable table(final NeighborConfig.Builder config) {
        return new NeighborTable(config.build(), 2, new NeighborTable.Owner() {
            @Override
            public void solicit(final int entry, final boolean isUnicast) {
                told.add(isUnicast ? "probe" : "request");
            }

            @Override
            public void changed(final int entry) {
                told.add("changed");
            }

            @Override
            public void failed(final int entry) {
                told.add("failed");
            }

            @Override
            public void removed(final int entry, final DropReason reason) {
                told.add("removed " + reason);
            }
        });
    }

    private int request(final int low) {
        return table.request(0, 0, low, 0, now);
    }

    private NeighborState state(final int entry) {
        return table.entries().state[entry];
    }

    private long mac(final int entry) {
        return table.entries().mac[entry];
    }

    private void pass(final long nanoseconds) {
        now += nanoseconds;
        table.poll(now);
    }

    /** An entry in a state, by the shortest way there. */
    private int entry(final NeighborState wanted) {
        final int entry = request(1);
        if (wanted == INCOMPLETE) {
            return entry;
        }
        if (wanted == FAILED) {
            pass(SECOND);
            pass(SECOND);
            pass(SECOND);
            return entry;
        }
        table.advertised(entry, MAC, true, true, now);
        now += 2 * SECOND;
        if (wanted != REACHABLE) {
            pass(46 * SECOND);
        }
        if (wanted == DELAY || wanted == PROBE) {
            table.use(entry, now);
        }
        if (wanted == PROBE) {
            pass(5 * SECOND);
        }
        assertEquals(wanted, state(entry));
        told.clear();
        return entry;
    }

    @Test
    void shouldGoFromReachableToStaleWithinHalfToOneAndAHalfReachableTimes() {
        // RFC 4861 sections 6.3.2 and 7.3.3.
        final Set<Long> times = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            table = table(NeighborConfig.builder().seed(seed));
            final int entry = request(1);
            table.advertised(entry, MAC, true, true, now);
            final long reachable = table.nextDeadline() - now;
            assertTrue(reachable >= 15 * SECOND && reachable <= 45 * SECOND, "reachable time: " + reachable);
            times.add(reachable);
            now = table.nextDeadline() - 1;
            table.poll(now);
            assertEquals(REACHABLE, state(entry));
            pass(1);
            assertEquals(STALE, state(entry));
        }
        assertTrue(times.size() > 10, "the factor is random");
    }

    @Test
    void shouldDelayWhenAStaleNeighborIsUsed() {
        // RFC 4861 section 7.3.3: DELAY_FIRST_PROBE_TIME is 5 seconds.
        final int entry = entry(STALE);
        table.use(entry, now);
        assertEquals(DELAY, state(entry));
        pass(5 * SECOND - 1);
        assertEquals(DELAY, state(entry));
        pass(1);
        assertEquals(PROBE, state(entry));
        assertEquals(List.of("changed", "probe"), told);
    }

    @Test
    void shouldProbeThreeTimesASecondApartAndThenFail() {
        // RFC 4861 section 7.3.3: MAX_UNICAST_SOLICIT is 3.
        final int entry = entry(PROBE);
        pass(SECOND);
        pass(SECOND);
        assertEquals(PROBE, state(entry));
        pass(SECOND);
        assertEquals(FAILED, state(entry));
        assertEquals(List.of("probe", "probe", "failed", "changed"), told);
    }

    @Test
    void shouldForgetAStaleNeighborThatNobodyUses() {
        final int entry = entry(STALE);
        pass(60 * SECOND);
        assertEquals(List.of("removed NEIGHBOR_UNREACHABLE"), told);
        assertEquals(NeighborEntries.NONE, table.find(0, 0, 1));
        assertEquals(0, table.resolved());
        assertTrue(!table.entries().isUsed(entry));
    }

    @Test
    void shouldNotAskAFailedNeighborMoreThanOnceASecond() {
        // RFC 1122 section 2.3.2.1.
        final int entry = entry(FAILED);
        told.clear();
        table.use(entry, now);
        assertEquals(INCOMPLETE, state(entry));
        assertEquals(List.of("request"), told);
        pass(3 * SECOND);
        pass(SECOND);
        pass(SECOND);
        assertEquals(FAILED, state(entry));
        table.entries().solicitedNs[entry] = now - SECOND + 1;
        table.use(entry, now);
        assertEquals(FAILED, state(entry));
    }

    @Test
    void shouldBecomeReachableByASolicitedAdvertisement() {
        // RFC 4861 section 7.2.5, appendix C: INCOMPLETE, NA, Solicited=1, Override=any.
        final int entry = entry(INCOMPLETE);
        table.advertised(entry, MAC, true, false, now);
        assertEquals(REACHABLE, state(entry));
        assertEquals(MAC, mac(entry));
    }

    @Test
    void shouldBecomeStaleByAnUnsolicitedAdvertisement() {
        // RFC 4861 section 7.2.5, appendix C: INCOMPLETE, NA, Solicited=0, Override=any.
        final int entry = entry(INCOMPLETE);
        table.advertised(entry, MAC, false, true, now);
        assertEquals(STALE, state(entry));
        assertEquals(MAC, mac(entry));
    }

    @Test
    void shouldStayIncompleteByAnAdvertisementWithoutALinkAddress() {
        // RFC 4861 section 7.2.5, appendix C: INCOMPLETE, NA, no link-layer address.
        final int entry = entry(INCOMPLETE);
        table.advertised(entry, NO_MAC, true, true, now);
        assertEquals(INCOMPLETE, state(entry));
    }

    @Test
    void shouldConfirmTheSameLinkAddressInEveryKnownState() {
        // RFC 4861 appendix C: !INCOMPLETE, NA, Solicited=1, Override=0, same link-layer address as cached.
        for (final NeighborState from : List.of(REACHABLE, STALE, DELAY, PROBE)) {
            table = table(NeighborConfig.builder());
            final int entry = entry(from);
            table.advertised(entry, MAC, true, false, now);
            assertEquals(REACHABLE, state(entry), "from " + from);
        }
    }

    @Test
    void shouldConfirmWithoutALinkAddressWhenTheAnswerLeavesItOut() {
        // RFC 4861 section 7.2.5: "or no Target Link-Layer Address option was supplied … REACHABLE".
        final int entry = entry(PROBE);
        table.advertised(entry, NO_MAC, true, false, now);
        assertEquals(REACHABLE, state(entry));
        assertEquals(MAC, mac(entry));
    }

    @Test
    void shouldDoubtAReachableNeighborByAnotherAddressWithoutOverride() {
        // RFC 4861 section 7.2.5 (I) a: STALE, "but do not update the entry in any other way".
        for (final boolean isSolicited : new boolean[] {true, false}) {
            table = table(NeighborConfig.builder());
            final int entry = entry(REACHABLE);
            table.advertised(entry, OTHER, isSolicited, false, now);
            assertEquals(STALE, state(entry));
            assertEquals(MAC, mac(entry));
        }
    }

    @Test
    void shouldIgnoreAnotherAddressWithoutOverrideWhenNotReachable() {
        // RFC 4861 section 7.2.5 (I) b.
        for (final NeighborState from : List.of(STALE, DELAY, PROBE)) {
            table = table(NeighborConfig.builder());
            final int entry = entry(from);
            table.advertised(entry, OTHER, true, false, now);
            assertEquals(from, state(entry));
            assertEquals(MAC, mac(entry));
        }
    }

    @Test
    void shouldTakeAnotherAddressWithOverride() {
        // RFC 4861 appendix C: !INCOMPLETE, NA, Solicited=1, Override=1, and Solicited=0, Override=1, different.
        for (final NeighborState from : List.of(REACHABLE, STALE, DELAY, PROBE)) {
            for (final boolean isSolicited : new boolean[] {true, false}) {
                table = table(NeighborConfig.builder());
                final int entry = entry(from);
                table.advertised(entry, OTHER, isSolicited, true, now);
                assertEquals(isSolicited ? REACHABLE : STALE, state(entry), "from " + from);
                assertEquals(OTHER, mac(entry));
                assertEquals(List.of("changed"), told);
            }
        }
    }

    @Test
    void shouldNotConfirmByWhatNobodyAsked() {
        // RFC 4861 section 7.3.1: unsolicited advertisements confirm nothing; appendix C: Solicited=0, same: unchanged.
        for (final NeighborState from : List.of(REACHABLE, STALE, DELAY, PROBE)) {
            table = table(NeighborConfig.builder());
            final int entry = entry(from);
            table.advertised(entry, MAC, false, true, now);
            assertEquals(from, state(entry));
        }
    }

    @Test
    void shouldRememberWhoSolicitsAsStale() {
        // RFC 4861 section 7.2.3, appendix C: NS, RS or redirect, no entry.
        final int entry = table.heard(0, 0, 1, MAC, true, now);
        assertEquals(STALE, state(entry));
        assertEquals(NeighborEntries.NONE, table.heard(0, 0, 2, MAC, false, now));
    }

    @Test
    void shouldSendWhatWaitsToWhoSolicitsBeforeItAnswers() {
        // RFC 4861 appendix C: INCOMPLETE, NS: record link-layer address, send queued packets, STALE.
        final int entry = entry(INCOMPLETE);
        table.heard(0, 0, 1, MAC, false, now);
        assertEquals(STALE, state(entry));
        assertTrue(told.contains("changed"));
    }

    @Test
    void shouldTakeADifferentAddressFromASolicitationAsStale() {
        // RFC 4861 section 7.2.3, appendix C: !INCOMPLETE, NS, different and same link-layer address.
        for (final NeighborState from : List.of(REACHABLE, STALE, DELAY, PROBE)) {
            table = table(NeighborConfig.builder());
            final int entry = entry(from);
            table.heard(0, 0, 1, MAC, true, now);
            assertEquals(from, state(entry));
            table.heard(0, 0, 1, OTHER, true, now);
            assertEquals(STALE, state(entry));
            assertEquals(OTHER, mac(entry));
        }
    }

    @Test
    void shouldBeConfirmedFromAbove() {
        // RFC 4861 section 7.3.1.
        for (final NeighborState from : List.of(REACHABLE, STALE, DELAY, PROBE)) {
            table = table(NeighborConfig.builder());
            final int entry = entry(from);
            table.confirm(entry, now);
            assertEquals(REACHABLE, state(entry));
        }
        table = table(NeighborConfig.builder());
        final int entry = entry(INCOMPLETE);
        table.confirm(entry, now);
        assertEquals(INCOMPLETE, state(entry));
    }

    @Test
    void shouldNotLetTwoClaimantsMakeAnAddressFlap() {
        final int entry = request(1);
        table.advertised(entry, MAC, true, true, now);
        now += SECOND - 1;
        table.heard(0, 0, 1, OTHER, true, now);
        assertEquals(MAC, mac(entry));
        assertEquals(1, table.count(NeighborEvent.CHANGE_REFUSED));
        now += 1;
        table.heard(0, 0, 1, OTHER, true, now);
        assertEquals(OTHER, mac(entry));
        assertEquals(1, table.count(NeighborEvent.ADDRESS_CHANGED));
    }

    @Test
    void shouldNeverChangeAConfiguredNeighbor() {
        final int entry = table.configure(0, 0, 1, MAC, now);
        now += 3600 * SECOND;
        table.poll(now);
        table.use(entry, now);
        table.heard(0, 0, 1, OTHER, true, now);
        table.advertised(entry, OTHER, true, true, now);
        table.confirm(entry, now);
        assertEquals(PERMANENT, state(entry));
        assertEquals(MAC, mac(entry));
        assertEquals(2, table.count(NeighborEvent.CONFIGURED_KEPT));
        assertTrue(!table.hasDeadline());
    }

    @Test
    void shouldTakeTheTimersThatARouterAdvertises() {
        // RFC 4861 section 6.3.4.
        table.timers(0, 1000 * SECOND, 4 * SECOND);
        final int entry = request(1);
        assertEquals(now + 4 * SECOND, table.nextDeadline());
        table.advertised(entry, MAC, true, true, now);
        assertTrue(table.nextDeadline() - now >= 500 * SECOND);
    }

    @Test
    void shouldWorkWhereTheClockWraps() {
        now = Long.MAX_VALUE - SECOND / 2;
        final int entry = request(1);
        pass(SECOND);
        pass(SECOND);
        pass(SECOND);
        assertEquals(FAILED, state(entry));
        assertEquals(List.of("request", "request", "request", "failed"), told);
    }

    @Test
    void shouldRefuseMoreUnknownNeighborsThanItsBoundToOneRequester() {
        table = table(NeighborConfig.builder().unresolvedPerLink(8));
        for (int low = 1; low <= 8; low++) {
            assertNotEquals(NeighborEntries.NONE, request(low));
        }
        assertEquals(NeighborEntries.NONE, request(9));
        assertEquals(1, table.count(NeighborEvent.UNRESOLVED_REFUSED));
        assertNotEquals(NeighborEntries.NONE, table.request(1, 0, 9, 0, now), "the other link has a bound of its own");
        pass(SECOND);
        assertNotEquals(NeighborEntries.NONE, request(9), "the oldest had its time to answer");
        assertEquals(NeighborEntries.NONE, table.find(0, 0, 1));
        assertEquals(8, table.unresolved(0));
    }

    @Test
    void shouldTakeRoomFromTheRequesterWithTheMost() {
        table = table(NeighborConfig.builder().unresolvedPerLink(8));
        for (int low = 1; low <= 8; low++) {
            request(low);
        }
        for (int low = 101; low <= 103; low++) {
            assertNotEquals(NeighborEntries.NONE, table.request(0, 0, low, 1, now));
        }
        assertEquals(3, table.count(NeighborEvent.UNRESOLVED_EVICTED));
        assertEquals(NeighborEntries.NONE, table.find(0, 0, 3));
        assertNotEquals(NeighborEntries.NONE, table.find(0, 0, 4));
        assertEquals(NeighborEntries.NONE, request(9), "the scanner has most, and takes from nobody else");
    }

    @Test
    void shouldNeverEvictALiveNeighbor() {
        table = table(NeighborConfig.builder().capacity(3).unaskedCapacity(3));
        final int reachable = request(1);
        table.advertised(reachable, MAC, true, true, now);
        table.configure(0, 0, 2, MAC, now);
        final int unasked = table.heard(0, 0, 3, MAC, true, now);
        assertNotEquals(NeighborEntries.NONE, unasked);
        assertNotEquals(NeighborEntries.NONE, table.heard(0, 0, 4, MAC, true, now));
        assertEquals(NeighborEntries.NONE, table.find(0, 0, 3), "one that only spoke first makes room for another");
        final int asked = request(5);
        table.advertised(asked, MAC, true, true, now);
        assertEquals(NeighborEntries.NONE, table.find(0, 0, 4));
        final int sixth = request(6);
        table.advertised(sixth, MAC, true, true, now);
        assertEquals(INCOMPLETE, state(sixth), "all three are live");
        assertEquals(1, table.count(NeighborEvent.TABLE_FULL));
        assertEquals(3, table.resolved());
        assertThrows(IllegalStateException.class, () -> table.configure(0, 0, 7, MAC, now));
    }

    @Test
    void shouldEvictTheLongestStaleFirst() {
        table = table(NeighborConfig.builder().capacity(2));
        for (int low = 1; low <= 2; low++) {
            table.advertised(request(low), MAC, false, true, now);
            now += SECOND;
        }
        table.advertised(request(3), MAC, true, true, now);
        assertEquals(NeighborEntries.NONE, table.find(0, 0, 1));
        assertNotEquals(NeighborEntries.NONE, table.find(0, 0, 2));
        assertEquals(1, table.count(NeighborEvent.STALE_EVICTED));
    }

    @Test
    void shouldKeepThoseThatOnlySpokeFirstToTheirBound() {
        table = table(NeighborConfig.builder().unaskedCapacity(4));
        for (int low = 1; low <= 1000; low++) {
            table.heard(0, 0, low, MAC, true, now);
        }
        assertEquals(4, table.resolved());
        assertEquals(996, table.count(NeighborEvent.UNASKED_EVICTED));
    }

    @Test
    void shouldNameWhatIsOutsideItsRange() {
        final IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> NeighborConfig.builder().queueLength(0));
        assertEquals("queueLength: value=0, minimum=1", e.getMessage());
    }
}
