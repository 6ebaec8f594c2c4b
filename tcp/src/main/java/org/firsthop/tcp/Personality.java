package org.firsthop.tcp;

/**
 * What a TCP shows of itself in its first segments: which options in which order, initial window, TTL.
 *
 * <p>It changes nothing of the protocol. A simulated host takes the one it plays; the fields are those that passive
 * fingerprinting looks at.
 */
public enum Personality {
    /** MSS, SACK Permitted, Timestamps, NOP, Window Scale; TTL 64. */
    LINUX(64, 65_535, true, "MSTNW"),
    /** MSS, NOP, Window Scale, SACK Permitted, Timestamps; TTL 64. */
    FREEBSD(64, 65_535, true, "MNWST"),
    /** MSS, NOP, Window Scale, NOP, NOP, SACK Permitted; TTL 128, no timestamps. */
    WINDOWS(128, 64_240, false, "MNWNNS"),
    /** MSS alone; TTL 64. */
    MINIMAL(64, 65_535, false, "M");

    private final int ttl;
    private final int synWindow;
    private final boolean timestamps;
    private final boolean windowScale;
    private final boolean sackPermitted;
    private final String options;

    Personality(final int ttl, final int synWindow, final boolean timestamps, final String options) {
        this.ttl = ttl;
        this.synWindow = synWindow;
        this.timestamps = timestamps;
        this.windowScale = options.indexOf('W') >= 0;
        this.sackPermitted = options.indexOf('S') >= 0;
        this.options = options;
    }

    /** {@return the TTL or Hop Limit of packets (RFC 9293 section 3.9.2, MUST-49)} */
    public int ttl() {
        return ttl;
    }

    /** {@return the most that the window field of a SYN says, 0 to 65,535} */
    public int synWindow() {
        return synWindow;
    }

    /** {@return whether Timestamps are offered} */
    public boolean timestamps() {
        return timestamps;
    }

    /** {@return whether Window Scale is offered} */
    public boolean windowScale() {
        return windowScale;
    }

    /** {@return whether SACK Permitted is offered} */
    public boolean sackPermitted() {
        return sackPermitted;
    }

    /** The order of a SYN's options: M, S, T, W for the four, N for a No-Operation before the next. */
    String options() {
        return options;
    }
}
