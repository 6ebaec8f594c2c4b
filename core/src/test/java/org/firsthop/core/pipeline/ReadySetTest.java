package org.firsthop.core.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadySetTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 128, 200})
    void shouldFindWhatASetOfBitsFinds(final int places) {
        final ReadySet ready = new ReadySet(places);
        final BitSet expected = new BitSet();
        final Random random = new Random(places);
        for (int step = 0; step < 2_000; step++) {
            final int place = random.nextInt(places);
            if (random.nextBoolean()) {
                ready.mark(place);
                expected.set(place);
            } else {
                ready.clear(place);
                expected.clear(place);
            }
            final int from = random.nextInt(places + 1);
            assertEquals(expected.nextSetBit(from), ready.next(from), "from " + from);
            assertEquals(expected.get(place), ready.isMarked(place));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 64, 99})
    void shouldMarkOnePlaceOnly(final int place) {
        final ReadySet ready = new ReadySet(100);
        ready.mark(place);
        assertTrue(ready.isMarked(place));
        assertFalse(ready.isMarked(place + 1 == 100 ? 0 : place + 1));
        assertEquals(place, ready.next(0));
        assertEquals(-1, ready.next(place + 1));
    }
}
