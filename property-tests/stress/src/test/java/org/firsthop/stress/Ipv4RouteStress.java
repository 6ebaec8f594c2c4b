package org.firsthop.stress;

import org.firsthop.forwarding.fib.ReadEpochs;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * An IPv4 route comes, is replaced and is withdrawn while two lookups follow one another: each sees an answer that was valid, and
 * the second none that is older than the first's.
 */
public final class Ipv4RouteStress {
    private Ipv4RouteStress() {}

    /** A prefix of a state, and the ways to look its addresses up. */
    abstract static class Prefix extends Fibs.Meeting {
        final int prefix = Fibs.nextIpv4();
        private final int[] addresses = {prefix | 1, prefix | 2};
        private final int[] answers = new int[2];

        final void lookUpTwice(final II_Result answer) {
            final ReadEpochs.Reader reader = Fibs.resume();
            beginToRead();
            int first = Fibs.IPV4.lookup(prefix | 1);
            for (int i = 0; i < Fibs.PATIENCE && first == Fibs.DEFAULT; i++) {
                first = Fibs.IPV4.lookup(prefix | 1);
            }
            answer.r1 = first;
            answer.r2 = Fibs.IPV4.lookup(prefix | 1);
            reader.pause();
        }

        final void lookUpTwoBatches(final II_Result answer) {
            final ReadEpochs.Reader reader = Fibs.resume();
            beginToRead();
            Fibs.IPV4.lookup(addresses, answers, 2);
            for (int i = 0; i < Fibs.PATIENCE && answers[0] == Fibs.DEFAULT; i++) {
                Fibs.IPV4.lookup(addresses, answers, 2);
            }
            answer.r1 = answers[0];
            Fibs.IPV4.lookup(addresses, answers, 2);
            answer.r2 = answers[1];
            reader.pause();
        }

        /** The answer is stored into the leaf, where there is one of its own. */
        final void replaceByOctet() {
            replaceBy(3);
        }

        /** The second adjacency does not fit an octet and stands elsewhere. */
        final void replaceByEscape() {
            replaceBy(3_000);
        }

        private void replaceBy(final int adjacency) {
            awaitReader();
            Fibs.require(Fibs.IPV4.put(prefix, 24, 2));
            Fibs.require(Fibs.IPV4.put(prefix, 24, adjacency));
            Fibs.require(Fibs.IPV4.remove(prefix, 24));
        }

        /** A longer prefix comes, then the shorter one goes: other words lead to the answers. */
        final void replaceByLonger() {
            awaitReader();
            Fibs.require(Fibs.IPV4.put(prefix, 24, 2));
            Fibs.require(Fibs.IPV4.put(prefix, 26, 3));
            Fibs.require(Fibs.IPV4.remove(prefix, 24));
            Fibs.require(Fibs.IPV4.remove(prefix, 26));
        }
    }

    /** A route is replaced by an adjacency of an octet. */
    @JCStressTest
    @JCStressMeta(Answers.OfOctets.class)
    @State
    public static class Octet extends Prefix {
        /** The writer. */
        @Actor
        public void write() {
            replaceByOctet();
        }

        /** The reader. */
        @Actor
        public void read(final II_Result answer) {
            lookUpTwice(answer);
        }
    }

    /** A route is replaced by an adjacency of an octet; it is looked up in batches. */
    @JCStressTest
    @JCStressMeta(Answers.OfOctets.class)
    @State
    public static class OctetBatch extends Prefix {
        /** The writer. */
        @Actor
        public void write() {
            replaceByOctet();
        }

        /** The reader. */
        @Actor
        public void read(final II_Result answer) {
            lookUpTwoBatches(answer);
        }
    }

    /** A route is replaced by an adjacency above 254. */
    @JCStressTest
    @JCStressMeta(Answers.Escaped.class)
    @State
    public static class Escape extends Prefix {
        /** The writer. */
        @Actor
        public void write() {
            replaceByEscape();
        }

        /** The reader. */
        @Actor
        public void read(final II_Result answer) {
            lookUpTwice(answer);
        }
    }

    /** A route is replaced by an adjacency above 254; it is looked up in batches. */
    @JCStressTest
    @JCStressMeta(Answers.Escaped.class)
    @State
    public static class EscapeBatch extends Prefix {
        /** The writer. */
        @Actor
        public void write() {
            replaceByEscape();
        }

        /** The reader. */
        @Actor
        public void read(final II_Result answer) {
            lookUpTwoBatches(answer);
        }
    }

    /** A route is replaced by a longer prefix. */
    @JCStressTest
    @JCStressMeta(Answers.OfOctets.class)
    @State
    public static class Longer extends Prefix {
        /** The writer. */
        @Actor
        public void write() {
            replaceByLonger();
        }

        /** The reader. */
        @Actor
        public void read(final II_Result answer) {
            lookUpTwice(answer);
        }
    }

    /** A route is replaced by a longer prefix; it is looked up in batches. */
    @JCStressTest
    @JCStressMeta(Answers.OfOctets.class)
    @State
    public static class LongerBatch extends Prefix {
        /** The writer. */
        @Actor
        public void write() {
            replaceByLonger();
        }

        /** The reader. */
        @Actor
        public void read(final II_Result answer) {
            lookUpTwoBatches(answer);
        }
    }
}
