package org.firsthop.node.mirror;

import java.util.Locale;

/** What a {@link KernelMirror} counts. */
public enum MirrorEvent {
    /** Routes that were added or replaced, those of dumps too. */
    ROUTE_PUT,
    /** Routes that were withdrawn by notifications. */
    ROUTE_WITHDRAWN,
    /** Routes that are of no kind that is mirrored; see the package's description. */
    ROUTE_PASSED_OVER,
    /** Paths of routes by interfaces that are not the router's. */
    PATH_ELSEWHERE,
    /** Routes for which a table had no room; the mirror is incomplete until there is. */
    ROUTE_REFUSED,
    /** Addresses of the kernel for which AF_XDP ports have no room: it does not get their packets. */
    LOCAL_REFUSED,
    /** Withdrawals of routes that are not here. */
    ROUTE_UNKNOWN,
    /** Neighbors that were added or changed. */
    NEIGHBOR_PUT,
    /** Neighbors that are gone. */
    NEIGHBOR_GONE,
    /** Neighbors for which there is no room. */
    NEIGHBOR_REFUSED,
    /** Neighbors that the kernel was asked to find or confirm. */
    NEIGHBOR_ASKED,
    /** Questions for neighbors that found no room on their way from the workers. */
    QUESTION_REFUSED,
    /** Requests that the kernel refused. */
    REQUEST_REFUSED,
    /** Times that notifications were lost. */
    OVERRUN,
    /** Dumps of everything, or of all routes. */
    RESYNCHRONIZED,
    /** Dumps that were begun anew because what they tell had changed meanwhile. */
    DUMP_INTERRUPTED,
    /** Messages that do not hold together. */
    MESSAGE_DAMAGED;

    /** {@return the name as counters bear it, such as {@code route-put}} */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
