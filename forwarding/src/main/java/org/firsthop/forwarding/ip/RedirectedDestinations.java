package org.firsthop.forwarding.ip;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.forwarding.rib.NextHops;
import org.jspecify.annotations.Nullable;

/**
 * The destinations that routers have told this host better first hops of, oldest first: a route of the host alone for each. What
 * they take is bounded in number and in time, and nothing is taken until the first one comes.
 */
final class RedirectedDestinations {
    private final ForwardingTables tables;
    private final int capacity;
    private final long lifetimeNs;
    private final Deque<Redirected> all = new ArrayDeque<>(0);
    private boolean hasFailures;
    private long polledNs;

    /** A destination, IPv4 mapped, and its first hop, with when it was learned. */
    private static final class Redirected {
        private final int link;
        private final long high;
        private final long low;
        private final long hopHigh;
        private final long hopLow;
        private final long learnedNs;
        private boolean hasFailed;

        private Redirected(
                final int link,
                final long high,
                final long low,
                final long hopHigh,
                final long hopLow,
                final long learnedNs) {
            this.link = link;
            this.high = high;
            this.low = low;
            this.hopHigh = hopHigh;
            this.hopLow = hopLow;
            this.learnedNs = learnedNs;
        }
    }

    RedirectedDestinations(final ForwardingTables tables, final int capacity, final long lifetimeNs) {
        this.tables = tables;
        this.capacity = capacity;
        this.lifetimeNs = lifetimeNs;
    }

    int size() {
        return all.size();
    }

    /** Remembers where packets to a destination go from now on; whether there was room in the route table. */
    boolean put(
            final int link,
            final long high,
            final long low,
            final long hopHigh,
            final long hopLow,
            final NextHops path,
            final long nowNs) {
        final Redirected old = find(high, low);
        if (old == null && all.size() >= capacity) {
            withdraw(all.removeFirst());
        }
        final boolean isThere = Ipv6Address.isIpv4Mapped(high, low)
                ? tables.putRedirected((int) low, path)
                : tables.putRedirected(high, low, path);
        if (isThere) {
            all.remove(old);
            all.addLast(new Redirected(link, high, low, hopHigh, hopLow, nowNs));
        }
        return isThere;
    }

    private @Nullable Redirected find(final long high, final long low) {
        for (final Redirected each : all) {
            if (each.high == high && each.low == low) {
                return each;
            }
        }
        return null;
    }

    /** A neighbor does not answer: what was redirected to it goes the way of the routes again, from the next poll on. */
    void failed(final int link, final long hopHigh, final long hopLow) {
        for (final Redirected each : all) {
            if (each.link == link && each.hopHigh == hopHigh && each.hopLow == hopLow) {
                each.hasFailed = true;
                hasFailures = true;
            }
        }
    }

    /** Forgets what is too old or has failed; {@return how many} */
    int expire(final long nowNs) {
        polledNs = nowNs;
        final Redirected first = all.peekFirst();
        if (first == null || (!hasFailures && nowNs - first.learnedNs < lifetimeNs)) {
            return 0;
        }
        hasFailures = false;
        int done = 0;
        for (final Iterator<Redirected> each = all.iterator(); each.hasNext(); ) {
            final Redirected old = each.next();
            if (old.hasFailed || nowNs - old.learnedNs >= lifetimeNs) {
                each.remove();
                withdraw(old);
                done++;
            }
        }
        return done;
    }

    /** {@return when the oldest is too old; {@link Long#MAX_VALUE} when there is none} */
    long deadline() {
        final Redirected oldest = all.peekFirst();
        if (oldest == null) {
            return Long.MAX_VALUE;
        }
        return hasFailures ? polledNs : oldest.learnedNs + lifetimeNs;
    }

    private void withdraw(final Redirected old) {
        if (Ipv6Address.isIpv4Mapped(old.high, old.low)) {
            tables.removeRedirected((int) old.low);
        } else {
            tables.removeRedirected(old.high, old.low);
        }
    }
}
