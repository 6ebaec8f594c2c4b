package org.firsthop.node.mirror;

import org.jspecify.annotations.Nullable;

/**
 * When the kernel's tables are to be dumped again, and whether all of them or routes only.
 *
 * <p>What the kernel removes without telling, it removes after it has told of the interface, address or next hop that took it
 * along: a dump soon after the notification may begin before that is done, when the processor is wanted by others, and nothing
 * ever says so. After such a notification routes are therefore dumped twice, a little later and once more when it must be over.
 *
 * <p>All times are of {@link System#nanoTime()}. One thread.
 */
final class ResyncPlan {
    /** From the dump that follows a notification to the one that confirms it. */
    static final long CONFIRM_NS = 1_000_000_000;

    private final long delayNs;
    private boolean isDue;
    private boolean isFull;
    private boolean isToConfirm;
    private long atNs;

    ResyncPlan(final long delayNs) {
        this.delayNs = delayNs;
    }

    /** Plans a dump of everything. */
    void everything(final long nowNs) {
        isFull = true;
        routes(nowNs);
    }

    /** Plans dumps of routes after a notification that did not tell all that it did. */
    void afterSilence(final long nowNs) {
        isToConfirm = true;
        routes(nowNs + delayNs);
    }

    /** Plans a dump of routes. */
    void routes(final long whenNs) {
        if (!isDue || whenNs - atNs < 0) {
            atNs = whenNs;
        }
        isDue = true;
    }

    /** {@return the first dump to take now, or {@code null} when none is due; it is planned no more} */
    @Nullable
    Dump take(final long nowNs) {
        if (!isDue || atNs - nowNs > 0) {
            return null;
        }
        final Dump first = isFull ? Dump.LINKS : Dump.NEXT_HOPS;
        isDue = false;
        isFull = false;
        if (isToConfirm) {
            isToConfirm = false;
            routes(nowNs + CONFIRM_NS);
        }
        return first;
    }
}
