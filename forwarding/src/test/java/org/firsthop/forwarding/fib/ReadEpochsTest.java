package org.firsthop.forwarding.fib;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReadEpochsTest {
    private final ReadEpochs epochs = new ReadEpochs(2);

    @Test
    void shouldBeQuiescentAtOnceWhenNobodyReads() {
        assertTrue(epochs.isQuiescent(epochs.retire()));
    }

    @Test
    void shouldWaitForEveryReaderToAnnounce() {
        final ReadEpochs.Reader first = epochs.register();
        final ReadEpochs.Reader second = epochs.register();
        final long retired = epochs.retire();
        assertFalse(epochs.isQuiescent(retired));
        first.announce();
        assertFalse(epochs.isQuiescent(retired));
        second.announce();
        assertTrue(epochs.isQuiescent(retired));
        assertFalse(epochs.isQuiescent(epochs.retire()));
    }

    @Test
    void shouldNotWaitForReadersThatPausedOrClosed() {
        final ReadEpochs.Reader first = epochs.register();
        final ReadEpochs.Reader second = epochs.register();
        final long retired = epochs.retire();
        first.pause();
        second.close();
        assertTrue(epochs.isQuiescent(retired));
        first.resume();
        assertTrue(epochs.isQuiescent(retired));
        assertFalse(epochs.isQuiescent(epochs.retire()));
    }

    @Test
    void shouldRefuseReadersBeyondTheLimit() {
        final ReadEpochs.Reader first = epochs.register();
        epochs.register();
        assertThrows(IllegalStateException.class, epochs::register);
        first.close();
        first.close();
        assertThrows(IllegalStateException.class, first::resume);
        epochs.register();
        assertThrows(IllegalStateException.class, epochs::register);
        assertThrows(IllegalArgumentException.class, () -> new ReadEpochs(0));
    }
}
