package org.firsthop.forwarding.nat;

/** Trackers for tests outside this package. */
public final class TestTrackers {
    private TestTrackers() {}

    /** {@return one that goes by the flags of segments alone} */
    public static ConnectionTracker established() {
        return new FlagTracker();
    }
}
