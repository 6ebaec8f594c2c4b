package org.firsthop.stress;

import org.firsthop.forwarding.fib.BlockIpv4Fib;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.fib.Ipv4RouteConsumer;
import org.firsthop.forwarding.fib.Ipv6RouteConsumer;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.fib.StrideIpv6Fib;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A whole table is replaced by another while batches look up two addresses that have nothing in common but the table: both answers
 * are of one table.
 */
public final class TableSwapStress {
    /** A swap writes a whole root, and a batch takes nanoseconds: so many batches, at most, until one sees the next table. */
    private static final int BATCHES = 2_000;

    private TableSwapStress() {}

    /** The adjacencies of the two addresses name the table, 1 or 2. */
    @Outcome(
            id = {"1, 1", "2, 2"},
            expect = Expect.ACCEPTABLE,
            desc = "one table")
    @Outcome(
            id = {"1, 2", "2, 1"},
            expect = Expect.FORBIDDEN,
            desc = "of two tables")
    @Outcome(expect = Expect.FORBIDDEN, desc = "an answer that was valid at no time")
    static final class OneTable {
        private OneTable() {}
    }

    /** IPv4: two blocks. */
    @JCStressTest
    @JCStressMeta(OneTable.class)
    @State
    public static class Ipv4 extends Fibs.Meeting {
        private static final BlockIpv4Fib FIB =
                new BlockIpv4Fib(Fibs.EPOCHS, 3 * BlockIpv4Fib.MIN_CAPACITY, 3 * BlockIpv4Fib.MIN_CAPACITY);
        private static final int[] ADDRESSES = {0x0A01_0203, 0xC0A8_0101};
        private static int version;

        static {
            Fibs.require(FIB.replaceAll(routes -> give(routes, 1)));
        }

        private final int[] answers = new int[2];

        private static void give(final Ipv4RouteConsumer routes, final int adjacency) {
            routes.accept(0x0A01_0200, 24, adjacency);
            routes.accept(0xC0A8_0100, 25, adjacency);
        }

        /** The writer. */
        @Actor
        public void write() {
            awaitReader();
            version ^= 1;
            // Who swaps again before readers have announced is refused.
            while (FIB.replaceAll(routes -> give(routes, 1 + version)) == FibUpdate.FULL) {
                Thread.onSpinWait();
            }
        }

        /** The reader. */
        @Actor
        public void read(final II_Result answer) {
            final ReadEpochs.Reader reader = Fibs.resume();
            beginToRead();
            for (int i = 0; i < BATCHES; i++) {
                FIB.lookup(ADDRESSES, answers, 2);
                if (answers[0] != answer.r1 || answers[1] != answer.r2) {
                    answer.r1 = answers[0];
                    answer.r2 = answers[1];
                    if (i > 0) {
                        break;
                    }
                }
                reader.announce();
            }
            reader.pause();
        }
    }

    /** IPv6: two words of the root. */
    @JCStressTest
    @JCStressMeta(OneTable.class)
    @State
    public static class Ipv6 extends Fibs.Meeting {
        private static final StrideIpv6Fib FIB =
                new StrideIpv6Fib(Fibs.EPOCHS, 3 * StrideIpv6Fib.MIN_CAPACITY, 3 * StrideIpv6Fib.MIN_CAPACITY);
        private static final long[] HIGHS = {0x2001_0db8_0001_0000L, 0xfc00_0000_0000_0001L};
        private static final long[] LOWS = {1, 1};
        private static int version;

        static {
            Fibs.require(FIB.replaceAll(routes -> give(routes, 1)));
        }

        private final int[] answers = new int[2];

        private static void give(final Ipv6RouteConsumer routes, final int adjacency) {
            routes.accept(0x2001_0db8_0001_0000L, 0, 48, adjacency);
            routes.accept(0xfc00_0000_0000_0000L, 0, 62, adjacency);
        }

        /** The writer. */
        @Actor
        public void write() {
            awaitReader();
            version ^= 1;
            while (FIB.replaceAll(routes -> give(routes, 1 + version)) == FibUpdate.FULL) {
                Thread.onSpinWait();
            }
        }

        /** The reader. */
        @Actor
        public void read(final II_Result answer) {
            final ReadEpochs.Reader reader = Fibs.resume();
            beginToRead();
            for (int i = 0; i < BATCHES; i++) {
                FIB.lookup(HIGHS, LOWS, answers, 2);
                if (answers[0] != answer.r1 || answers[1] != answer.r2) {
                    answer.r1 = answers[0];
                    answer.r2 = answers[1];
                    if (i > 0) {
                        break;
                    }
                }
                reader.announce();
            }
            reader.pause();
        }
    }
}
