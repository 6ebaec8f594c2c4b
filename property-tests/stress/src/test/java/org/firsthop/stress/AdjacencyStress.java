package org.firsthop.stress;

import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * What answers lead to: an adjacency is whole, with its link header, for whoever finds it by a lookup, and its header is one header
 * when the neighbor's address changes; a group always has a path.
 */
public final class AdjacencyStress {
    private static final int WHOLE = 1;
    private static final int TORN = -1;
    private static final int UNWRITTEN = -2;

    private static final int PACKETS = 32;
    private static final int MTU = 1_500;
    private static final int MIN_LENGTH = 14;
    private static final int LENGTHS = Adjacency.MAX_LINK_HEADER_LENGTH - MIN_LENGTH + 1;

    private static final AdjacencyTable TABLE = new AdjacencyTable(Fibs.EPOCHS, 1 << 16, 1, 8, 0);
    private static final UnsafeBuffer HEADER = new UnsafeBuffer(new byte[Adjacency.MAX_LINK_HEADER_LENGTH]);

    private AdjacencyStress() {}

    /** Gives an entry a header whose octets and length are those of a number. */
    private static void giveHeader(final int adjacency, final int number) {
        final int length = MIN_LENGTH + number % LENGTHS;
        HEADER.setMemory(0, length, (byte) number);
        TABLE.linkHeader(adjacency, HEADER, 0, length);
    }

    /** Judges the header of an entry: octets that are all alike, and the length that goes with them. */
    private static int judge(final int adjacency) {
        final long entry = TABLE.entryAddress(adjacency);
        return judge(entry, Adjacency.state(entry));
    }

    /** Judges again and again what one state says, as a batch of packets would use it. */
    private static int judgeOften(final int adjacency) {
        final long entry = TABLE.entryAddress(adjacency);
        final long state = Adjacency.state(entry);
        int worst = WHOLE;
        for (int i = 0; i < PACKETS; i++) {
            worst = Math.min(worst, judge(entry, state));
        }
        return worst;
    }

    private static int judge(final long entry, final long state) {
        if (Adjacency.kind(state) != Adjacency.FORWARD || Adjacency.mtu(state) != MTU) {
            return UNWRITTEN;
        }
        final int length = Adjacency.linkHeaderLength(state);
        final long from = Adjacency.linkHeaderAddress(entry, state);
        final int number = Memory.u8(null, from);
        if (length != MIN_LENGTH + number % LENGTHS) {
            return TORN;
        }
        for (int i = 1; i < length; i++) {
            if (Memory.u8(null, from + i) != number) {
                return TORN;
            }
        }
        return WHOLE;
    }

    /** An entry is made, then a route that leads to it. */
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "before the route")
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the entry and its header, whole")
    @Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "a header in part")
    @Outcome(id = "-2", expect = Expect.FORBIDDEN, desc = "an entry that is not yet written")
    @Outcome(expect = Expect.FORBIDDEN, desc = "an answer that was valid at no time")
    static final class WholeBeforeFound {
        private WholeBeforeFound() {}
    }

    /** An entry of a state, removed when its route is. */
    abstract static class Entry extends Fibs.Meeting {
        int adjacency;

        final void add() {
            adjacency = TABLE.addNextHop(1, MTU, 0xC000_0201);
            if (adjacency == Adjacency.NO_ROUTE) {
                throw new IllegalStateException("adjacencies: full");
            }
            giveHeader(adjacency, adjacency & 0xFF);
        }

        /** Index 1 of the table is the default route's: no state has it. */
        final int found(final int answer) {
            return answer == Fibs.DEFAULT ? 0 : judge(answer);
        }
    }

    /** By an IPv4 route. */
    @JCStressTest
    @JCStressMeta(WholeBeforeFound.class)
    @State
    public static class FoundByIpv4 extends Entry {
        private final int prefix = Fibs.nextIpv4();

        /** The writer. */
        @Actor
        public void write() {
            awaitReader();
            synchronized (TABLE) {
                add();
                Fibs.require(Fibs.IPV4.put(prefix, 24, adjacency));
            }
        }

        /** The reader. */
        @Actor
        public void read(final I_Result answer) {
            final ReadEpochs.Reader reader = Fibs.resume();
            beginToRead();
            int adjacent = Fibs.IPV4.lookup(prefix | 1);
            for (int i = 0; i < Fibs.PATIENCE && adjacent == Fibs.DEFAULT; i++) {
                adjacent = Fibs.IPV4.lookup(prefix | 1);
            }
            answer.r1 = found(adjacent);
            reader.pause();
        }

        /** Takes back what the writer added; states are arbitrated on several threads. */
        @Arbiter
        public void withdraw(final I_Result answer) {
            synchronized (TABLE) {
                Fibs.require(Fibs.IPV4.remove(prefix, 24));
                TABLE.remove(adjacency);
            }
        }
    }

    /** By an IPv6 route, in a batch. */
    @JCStressTest
    @JCStressMeta(WholeBeforeFound.class)
    @State
    public static class FoundByIpv6Batch extends Entry {
        private final long prefix = Fibs.nextIpv6();
        private final long[] highs = {prefix, 0};
        private final long[] lows = {1, 0};
        private final int[] answers = new int[2];

        /** The writer. */
        @Actor
        public void write() {
            awaitReader();
            synchronized (TABLE) {
                add();
                Fibs.require(Fibs.IPV6.put(prefix, 0, 48, adjacency));
            }
        }

        /** The reader. */
        @Actor
        public void read(final I_Result answer) {
            final ReadEpochs.Reader reader = Fibs.resume();
            beginToRead();
            Fibs.IPV6.lookup(highs, lows, answers, 2);
            for (int i = 0; i < Fibs.PATIENCE && answers[0] == Fibs.DEFAULT; i++) {
                Fibs.IPV6.lookup(highs, lows, answers, 2);
            }
            answer.r1 = found(answers[0]);
            reader.pause();
        }

        /** Takes back what the writer added; states are arbitrated on several threads. */
        @Arbiter
        public void withdraw(final I_Result answer) {
            synchronized (TABLE) {
                Fibs.require(Fibs.IPV6.remove(prefix, 0, 48));
                TABLE.remove(adjacency);
            }
        }
    }

    /** The neighbor's link address changes again and again. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "one header, whole")
    @Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "of two headers")
    @Outcome(expect = Expect.FORBIDDEN, desc = "without a header")
    @State
    public static class HeaderReplaced {
        private static final int ADJACENCY = TABLE.addNextHop(1, MTU, 0xC000_0201);
        private static int number;

        static {
            giveHeader(ADJACENCY, number);
        }

        /** The writer. */
        @Actor
        public void write() {
            number = (number + 1) & 0xFF;
            giveHeader(ADJACENCY, number);
        }

        /** The reader. */
        @Actor
        public void read(final I_Result answer) {
            final ReadEpochs.Reader reader = Fibs.resume();
            answer.r1 = judgeOften(ADJACENCY);
            reader.pause();
        }
    }

    /** The members of a group change. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "a member")
    @Outcome(expect = Expect.FORBIDDEN, desc = "what never was a member")
    @State
    public static class MembersReplaced {
        private static final int[] ONE = {path()};
        private static final int[] TWO = {path(), path()};
        private static final int GROUP = TABLE.addGroup();
        private static boolean isOne;

        static {
            TABLE.members(GROUP, TWO, new int[] {1, 1});
        }

        private static int path() {
            return TABLE.add(Adjacency.BLACKHOLE, 0);
        }

        /** The writer. */
        @Actor
        public void write() {
            isOne = !isOne;
            TABLE.members(GROUP, isOne ? ONE : TWO, isOne ? new int[] {1} : new int[] {1, 1});
        }

        /** The reader. */
        @Actor
        public void read(final I_Result answer) {
            final ReadEpochs.Reader reader = Fibs.resume();
            final int member = TABLE.select(GROUP, System.identityHashCode(this));
            answer.r1 = member == ONE[0] || member == TWO[0] || member == TWO[1] ? 1 : member;
            reader.pause();
        }
    }
}
