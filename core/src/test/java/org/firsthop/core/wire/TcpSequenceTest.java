package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TcpSequenceTest {
    @Test
    void shouldOrderAcrossTheWrap() {
        assertTrue(TcpSequence.lessThan(-1, 0));
        assertTrue(TcpSequence.lessThan(0xFFFF_FFF0, 16));
        assertFalse(TcpSequence.lessThan(16, 0xFFFF_FFF0));
        assertTrue(TcpSequence.greaterThan(0, -1));
        assertTrue(TcpSequence.lessThan(0x7FFF_FFFF, 0x8000_0000));
        assertTrue(TcpSequence.greaterThanOrEqual(5, 5));
        assertTrue(TcpSequence.lessThanOrEqual(5, 5));
        assertFalse(TcpSequence.lessThan(5, 5));
        assertFalse(TcpSequence.greaterThan(5, 5));
    }

    @Test
    void shouldTakeTheEarlierAndTheLater() {
        assertEquals(-1, TcpSequence.min(-1, 3));
        assertEquals(3, TcpSequence.max(-1, 3));
        assertEquals(-1, TcpSequence.min(3, -1));
        assertEquals(3, TcpSequence.max(3, -1));
        assertEquals(4, TcpSequence.distance(-1, 3));
        assertEquals(-4, TcpSequence.distance(3, -1));
    }

    @Test
    void shouldKnowWhatIsInAWindow() {
        assertTrue(TcpSequence.isInWindow(-2, -2, 4));
        assertTrue(TcpSequence.isInWindow(1, -2, 4));
        assertFalse(TcpSequence.isInWindow(2, -2, 4));
        assertFalse(TcpSequence.isInWindow(-3, -2, 4));
        assertFalse(TcpSequence.isInWindow(7, 7, 0));
        assertTrue(TcpSequence.isInWindow(5, 7, -1));
        assertFalse(TcpSequence.isInWindow(6, 7, -1));
    }

    @Test
    void shouldAcceptOnlyAcknowledgmentsOfWhatIsOutstanding() {
        // RFC 9293 section 3.4: SND.UNA < SEG.ACK =< SND.NXT.
        assertFalse(TcpSequence.isAcceptableAcknowledgment(-5, -5, 5));
        assertTrue(TcpSequence.isAcceptableAcknowledgment(-4, -5, 5));
        assertTrue(TcpSequence.isAcceptableAcknowledgment(5, -5, 5));
        assertFalse(TcpSequence.isAcceptableAcknowledgment(6, -5, 5));
        assertFalse(TcpSequence.isAcceptableAcknowledgment(9, 9, 9));
    }

    @Test
    void shouldAcceptSegmentsByTheFourCases() {
        // Length 0, window 0.
        assertTrue(TcpSequence.isAcceptableSegment(10, 0, 10, 0));
        assertFalse(TcpSequence.isAcceptableSegment(11, 0, 10, 0));
        // Length 0, window above 0.
        assertTrue(TcpSequence.isAcceptableSegment(19, 0, 10, 10));
        assertFalse(TcpSequence.isAcceptableSegment(20, 0, 10, 10));
        assertFalse(TcpSequence.isAcceptableSegment(9, 0, 10, 10));
        // Length above 0, window 0.
        assertFalse(TcpSequence.isAcceptableSegment(10, 1, 10, 0));
        // Length above 0, window above 0: the first or the last octet is in the window.
        assertTrue(TcpSequence.isAcceptableSegment(5, 6, 10, 10));
        assertFalse(TcpSequence.isAcceptableSegment(5, 5, 10, 10));
        assertTrue(TcpSequence.isAcceptableSegment(19, 100, 10, 10));
        assertFalse(TcpSequence.isAcceptableSegment(20, 100, 10, 10));
        assertFalse(TcpSequence.isAcceptableSegment(5, 100, 10, 10));
        assertTrue(TcpSequence.isAcceptableSegment(-3, 4, 0, 10));
    }
}
