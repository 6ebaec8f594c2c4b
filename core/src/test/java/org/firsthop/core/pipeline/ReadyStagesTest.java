package org.firsthop.core.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadyStagesTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 128, 200})
    void shouldFindWhatASetOfBitsFinds(final int stages) {
        final ReadyStages ready = new ReadyStages(stages);
        final BitSet expected = new BitSet();
        final Random random = new Random(stages);
        for (int step = 0; step < 2_000; step++) {
            final int stage = random.nextInt(stages);
            if (random.nextBoolean()) {
                ready.mark(stage);
                expected.set(stage);
            } else {
                ready.clear(stage);
                expected.clear(stage);
            }
            final int from = random.nextInt(stages + 1);
            assertEquals(expected.nextSetBit(from), ready.next(from), "from " + from);
            assertEquals(expected.get(stage), ready.isMarked(stage));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 64, 99})
    void shouldMarkOneStageOnly(final int stage) {
        final ReadyStages ready = new ReadyStages(100);
        ready.mark(stage);
        assertTrue(ready.isMarked(stage));
        assertFalse(ready.isMarked(stage + 1 == 100 ? 0 : stage + 1));
        assertEquals(stage, ready.next(0));
        assertEquals(-1, ready.next(stage + 1));
    }
}
