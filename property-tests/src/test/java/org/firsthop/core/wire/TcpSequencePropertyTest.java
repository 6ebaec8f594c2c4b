package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TcpSequencePropertyTest {
    private static final long MODULUS = 1L << 32;

    @Property
    void exactlyOneOfLessEqualGreaterHolds(@ForAll final int a, @ForAll final int b) {
        Assume.that(a - b != Integer.MIN_VALUE);
        final int holding =
                (TcpSequence.lessThan(a, b) ? 1 : 0) + (a == b ? 1 : 0) + (TcpSequence.greaterThan(a, b) ? 1 : 0);
        assertEquals(1, holding);
        assertEquals(TcpSequence.lessThan(a, b), !TcpSequence.greaterThanOrEqual(a, b));
        assertEquals(TcpSequence.greaterThan(a, b), !TcpSequence.lessThanOrEqual(a, b));
        assertEquals(TcpSequence.lessThan(a, b), TcpSequence.greaterThan(b, a));
        assertTrue(TcpSequence.lessThanOrEqual(TcpSequence.min(a, b), TcpSequence.max(a, b)));
    }

    @Property
    void orderIsKeptWhenBothMove(@ForAll final int a, @ForAll final int b, @ForAll final int by) {
        assertEquals(TcpSequence.lessThan(a, b), TcpSequence.lessThan(a + by, b + by));
        assertEquals(TcpSequence.distance(a, b), TcpSequence.distance(a + by, b + by));
    }

    @Property
    void whatIsAddedLiesAfter(@ForAll final int a, @ForAll @IntRange(min = 1) final int count) {
        assertTrue(TcpSequence.greaterThan(a + count, a));
        assertEquals(count, TcpSequence.distance(a, a + count));
    }

    @Property
    void windowHoldsWhatUnboundedArithmeticSays(
            @ForAll final int number, @ForAll final int start, @ForAll final int size) {
        final long ahead = Math.floorMod((number & 0xFFFF_FFFFL) - (start & 0xFFFF_FFFFL), MODULUS);
        assertEquals(ahead < (size & 0xFFFF_FFFFL), TcpSequence.isInWindow(number, start, size));
    }

    @Property
    void segmentIsAcceptableWhenItsFirstOrLastOctetIsInTheWindow(
            @ForAll final int next,
            @ForAll @IntRange(max = 20) final int window,
            @ForAll @IntRange(min = -30, max = 30) final int distance,
            @ForAll @IntRange(max = 60) final int length) {
        final boolean expected;
        if (length == 0) {
            expected = window == 0 ? distance == 0 : distance >= 0 && distance < window;
        } else {
            final int last = distance + length - 1;
            expected = distance >= 0 && distance < window || last >= 0 && last < window;
        }
        assertEquals(expected, TcpSequence.isAcceptableSegment(next + distance, length, next, window));
    }

    @Property
    void acknowledgmentIsAcceptableWhenItIsNewAndSent(
            @ForAll final int unacknowledged,
            @ForAll @IntRange(max = 30) final int outstanding,
            @ForAll @IntRange(min = -40, max = 40) final int distance) {
        assertEquals(
                distance > 0 && distance <= outstanding,
                TcpSequence.isAcceptableAcknowledgment(
                        unacknowledged + distance, unacknowledged, unacknowledged + outstanding));
    }
}
