package org.firsthop.stress;

import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.Outcome;

/** What two lookups in a row may answer when a route comes, is replaced and goes. */
final class Answers {
    private Answers() {}

    /** The default route's 1, then 2, then 3, then 1 again. */
    @Outcome(
            id = {"1, 1", "2, 2", "3, 3"},
            expect = Expect.ACCEPTABLE,
            desc = "the same answer twice")
    @Outcome(
            id = {"1, 2", "1, 3", "2, 3", "2, 1", "3, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "a later answer the second time")
    @Outcome(id = "3, 2", expect = Expect.FORBIDDEN, desc = "a new answer, then an old one")
    @Outcome(expect = Expect.FORBIDDEN, desc = "an answer that was valid at no time")
    static final class OfOctets {
        private OfOctets() {}
    }

    /** The default route's 1, then 2, then 3,000, then 1 again. */
    @Outcome(
            id = {"1, 1", "2, 2", "3000, 3000"},
            expect = Expect.ACCEPTABLE,
            desc = "the same answer twice")
    @Outcome(
            id = {"1, 2", "1, 3000", "2, 3000", "2, 1", "3000, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "a later answer the second time")
    @Outcome(id = "3000, 2", expect = Expect.FORBIDDEN, desc = "a new answer, then an old one")
    @Outcome(expect = Expect.FORBIDDEN, desc = "an answer that was valid at no time")
    static final class Escaped {
        private Escaped() {}
    }
}
