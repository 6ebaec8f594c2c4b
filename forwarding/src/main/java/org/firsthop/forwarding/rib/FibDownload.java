package org.firsthop.forwarding.rib;

import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.FibUpdate;
import org.firsthop.forwarding.fib.Ipv4Fib;
import org.firsthop.forwarding.fib.Ipv6Fib;

/**
 * Gives the FIBs what prefixes are due: where the selected route of each leads. It is the only way from routes to the FIBs.
 *
 * <p>The adjacency that a FIB has for a prefix is held. What a full FIB refuses on the way of an update of other prefixes
 * waits: the prefix keeps its old answer, and {@link #retry} tries again. Not thread-safe.
 */
final class FibDownload {
    private final Ipv4Fib ipv4;
    private final Ipv6Fib ipv6;
    private final RouteLists lists;
    private final SharedAdjacencies adjacencies;
    private int waiting;

    /**
     * The way to two FIBs.
     *
     * @param ipv4 the FIB of IPv4.
     * @param ipv6 the FIB of IPv6.
     * @param lists that say which route of a prefix is selected.
     * @param adjacencies that routes lead to.
     */
    FibDownload(final Ipv4Fib ipv4, final Ipv6Fib ipv6, final RouteLists lists, final SharedAdjacencies adjacencies) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
        this.lists = lists;
        this.adjacencies = adjacencies;
    }

    /** Gives the FIB what a prefix is due; {@code false}, and nothing has changed, when it is full. */
    boolean push(final PrefixIndex prefixes, final int prefix) {
        final int route = lists.selected(prefixes, prefix);
        final int due = route == 0 ? Adjacency.NO_ROUTE : lists.target(route).adjacency;
        final int before = prefixes.adjacency(prefix);
        if (due != before) {
            if (write(prefixes, prefix, due) == FibUpdate.FULL) {
                return false;
            }
            prefixes.adjacency(prefix, due);
            if (due != Adjacency.NO_ROUTE) {
                adjacencies.holdAgain(due);
            }
            if (before != Adjacency.NO_ROUTE) {
                adjacencies.release(before);
            }
        }
        forget(prefixes, prefix);
        return true;
    }

    /** Gives the FIB what a prefix is due, or has the prefix wait when the FIB is full. */
    void pushOrWait(final PrefixIndex prefixes, final int prefix) {
        if (!push(prefixes, prefix) && !prefixes.isStale(prefix)) {
            prefixes.stale(prefix, true);
            waiting++;
        }
    }

    /** Gives the FIB what prefixes that wait are due, as far as there is room now. */
    void retry(final PrefixIndex prefixes) {
        if (waiting > 0) {
            prefixes.forEach(prefix -> {
                if (prefixes.isStale(prefix) && push(prefixes, prefix)) {
                    removeUnused(prefixes, prefix);
                }
            });
        }
    }

    /** Removes a prefix that has no route, unless its withdrawal from the FIB waits. */
    void removeUnused(final PrefixIndex prefixes, final int prefix) {
        if (prefixes.firstRoute(prefix) == 0 && prefixes.adjacency(prefix) == Adjacency.NO_ROUTE) {
            forget(prefixes, prefix);
            prefixes.remove(prefix);
        }
    }

    private void forget(final PrefixIndex prefixes, final int prefix) {
        if (prefixes.isStale(prefix)) {
            prefixes.stale(prefix, false);
            waiting--;
        }
    }

    /** {@return how many prefixes wait for room} */
    int waiting() {
        return waiting;
    }

    /** Takes up the memory that readers of the FIBs have done with. */
    void reclaim() {
        ipv4.reclaim();
        ipv6.reclaim();
    }

    /** {@return what a refusal by the FIB of some prefixes means} */
    String full(final PrefixIndex prefixes) {
        return prefixes.isIpv6()
                ? "the IPv6 FIB is full with " + ipv6.size() + " routes"
                : "the IPv4 FIB is full with " + ipv4.size() + " routes";
    }

    private FibUpdate write(final PrefixIndex prefixes, final int prefix, final int adjacency) {
        final long high = prefixes.high(prefix);
        final int length = prefixes.length(prefix);
        if (prefixes.isIpv6()) {
            final long low = prefixes.low(prefix);
            return adjacency == Adjacency.NO_ROUTE
                    ? ipv6.remove(high, low, length)
                    : ipv6.put(high, low, length, adjacency);
        }
        final int address = (int) (high >>> 32);
        return adjacency == Adjacency.NO_ROUTE ? ipv4.remove(address, length) : ipv4.put(address, length, adjacency);
    }
}
