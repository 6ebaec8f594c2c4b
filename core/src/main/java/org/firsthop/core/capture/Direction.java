package org.firsthop.core.capture;

/** Which way a packet went, seen from the interface it was captured on; the codes are those of pcapng's epb_flags. */
public enum Direction {
    /** The capture does not say. */
    UNKNOWN(0),
    /** The interface received it. */
    INBOUND(1),
    /** The interface sent it. */
    OUTBOUND(2);

    /** The bits of epb_flags that hold a direction. */
    static final int FLAGS_MASK = 0b11;

    final int code;

    private static final Direction[] BY_CODE = {UNKNOWN, INBOUND, OUTBOUND, UNKNOWN};

    Direction(final int code) {
        this.code = code;
    }

    /** {@return the direction that epb_flags gives} */
    static Direction ofFlags(final int flags) {
        return BY_CODE[flags & FLAGS_MASK];
    }
}
