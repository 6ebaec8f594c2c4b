package org.firsthop.stress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** What a reader can still reach is not used again: a writer takes a cell out of reach, and clears it as soon as it may. */
public final class ReadEpochsStress {
    private static final int VALUE = 1;
    private static final int OUT_OF_REACH = 2;

    private ReadEpochsStress() {}

    /** A cell, the link to it, and a reader that has paused. */
    abstract static class Cell {
        private static final VarHandle LINKED;

        static {
            try {
                LINKED = MethodHandles.lookup().findVarHandle(Cell.class, "isLinked", boolean.class);
            } catch (final ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        final ReadEpochs epochs = new ReadEpochs(1);
        final ReadEpochs.Reader reader = epochs.register();
        private boolean isLinked = true;
        private int cell = VALUE;

        final void takeOut() {
            LINKED.setRelease(this, false);
            if (epochs.isQuiescent(epochs.retire())) {
                cell = 0;
            }
        }

        final int read() {
            return (boolean) LINKED.getAcquire(this) ? cell : OUT_OF_REACH;
        }
    }

    /** The reader begins to read as the writer looks whether anybody does. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "read before it was cleared")
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "out of reach")
    @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "cleared under the reader")
    @State
    public static class Resumed extends Cell {
        {
            reader.pause();
        }

        /** The writer. */
        @Actor
        public void write() {
            takeOut();
        }

        /** The reader. */
        @Actor
        public void read(final I_Result answer) {
            reader.resume();
            answer.r1 = read();
            reader.pause();
        }
    }

    /** The reader announces between two batches. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "read before it was cleared")
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "out of reach")
    @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "cleared under the reader")
    @State
    public static class Announced extends Cell {
        /** The writer. */
        @Actor
        public void write() {
            takeOut();
        }

        /** The reader: both batches are judged, the worse one counts. */
        @Actor
        public void read(final I_Result answer) {
            final int first = read();
            reader.announce();
            final int second = read();
            reader.pause();
            answer.r1 = Math.min(first, second);
        }
    }
}
