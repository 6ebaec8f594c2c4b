package org.firsthop.node.host;

import java.util.concurrent.TimeUnit;
import org.firsthop.core.wire.NdpOptionFlyweight;

/** Until when something that a router has advertised is true: a time of the host's clock, or {@link #FOREVER}. */
final class Lifetime {
    /** The end of what has none (RFC 4861 section 4.6.2, all one bits). */
    static final long FOREVER = Long.MAX_VALUE;

    private Lifetime() {}

    /** The end of a lifetime of some seconds that begins now. */
    static long end(final long seconds, final long nowNs) {
        return seconds == NdpOptionFlyweight.INFINITE_LIFETIME ? FOREVER : nowNs + TimeUnit.SECONDS.toNanos(seconds);
    }

    static boolean isOver(final long endNs, final long nowNs) {
        return endNs != FOREVER && nowNs - endNs >= 0;
    }

    /** Nanoseconds that are left, {@link #FOREVER} without an end. */
    static long left(final long endNs, final long nowNs) {
        return endNs == FOREVER ? FOREVER : endNs - nowNs;
    }
}
