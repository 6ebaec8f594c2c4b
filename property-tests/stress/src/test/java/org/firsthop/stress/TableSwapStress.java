package org.firsthop.stress;

import java.util.Arrays;
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
    /** Addresses of a batch, the two in turn: more than are taken through one stage at once. */
    private static final int COUNT = 600;

    /** A swap writes a whole root, and a batch takes less than a microsecond: so many, at most, until one sees the next table. */
    private static final int BATCHES = 500;

    private TableSwapStress() {}

    /** Notes the least and the greatest answer of a batch; returns whether they differ, or the batch before had others. */
    private static boolean note(final int[] answers, final II_Result into) {
        int least = answers[0];
        int greatest = answers[0];
        for (int i = 1; i < COUNT; i++) {
            least = Math.min(least, answers[i]);
            greatest = Math.max(greatest, answers[i]);
        }
        final boolean isAnother = into.r1 != 0 && into.r1 != least;
        into.r1 = least;
        into.r2 = greatest;
        return least != greatest || isAnother;
    }

    /** The adjacencies of all addresses name the table, 1 or 2. */
    @Outcome(
            id = {"1, 1", "2, 2"},
            expect = Expect.ACCEPTABLE,
            desc = "one table")
    @Outcome(id = "1, 2", expect = Expect.FORBIDDEN, desc = "of two tables")
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
        private static final int[] ADDRESSES = new int[COUNT];
        private static final int[] ANSWERS = new int[COUNT];
        private static int version;

        static {
            Arrays.setAll(ADDRESSES, i -> i % 2 == 0 ? 0x0A01_0203 : 0xC0A8_0101);
            Fibs.require(FIB.replaceAll(routes -> give(routes, 1)));
        }

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
                FIB.lookup(ADDRESSES, ANSWERS, COUNT);
                if (note(ANSWERS, answer)) {
                    break;
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
        private static final long[] HIGHS = new long[COUNT];
        private static final long[] LOWS = new long[COUNT];
        private static final int[] ANSWERS = new int[COUNT];
        private static int version;

        static {
            Arrays.setAll(HIGHS, i -> i % 2 == 0 ? 0x2001_0db8_0001_0000L : 0xfc00_0000_0000_0001L);
            Fibs.require(FIB.replaceAll(routes -> give(routes, 1)));
        }

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
                FIB.lookup(HIGHS, LOWS, ANSWERS, COUNT);
                if (note(ANSWERS, answer)) {
                    break;
                }
                reader.announce();
            }
            reader.pause();
        }
    }
}
