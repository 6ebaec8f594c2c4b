package org.firsthop.forwarding.neighbor;

/** What a {@link NeighborTable} counts beside drops. */
public enum NeighborEvent {
    /** A request to all. */
    REQUEST_SENT,

    /** A request to a known link address. */
    PROBE_SENT,

    /** An unknown neighbor answered, or spoke first. */
    RESOLVED,

    /** A neighbor did not answer. */
    FAILED,

    /** A neighbor's link address changed. */
    ADDRESS_CHANGED,

    /** A neighbor's link address would have changed too soon after the last change, and did not. */
    CHANGE_REFUSED,

    /** A message would have changed a configured neighbor, and did not. */
    CONFIGURED_KEPT,

    /** An unknown neighbor made room for one that another sender asked for. */
    UNRESOLVED_EVICTED,

    /** An unknown neighbor was not asked for, because its link has as many as it may. */
    UNRESOLVED_REFUSED,

    /** A neighbor that only spoke first made room. */
    UNASKED_EVICTED,

    /** A stale neighbor that nobody used made room. */
    STALE_EVICTED,

    /** A neighbor that answered or spoke first found the table full of live ones. */
    TABLE_FULL,

    /** A request could not be sent: the pool had no frame, or the link no address to ask from. */
    NOT_SENT,

    /** Another station claimed an address of this node. */
    CONFLICT,

    /** An address of this node was defended. */
    DEFENDED,

    /** A new address was announced. */
    ANNOUNCED,

    /** A host route found no room; the neighbor's packets take the longer way through the neighbor stage. */
    HOST_ROUTE_REFUSED,

    /** The host route of a neighbor that is gone found no room to be withdrawn; packets for it are asked for anew. */
    HOST_ROUTE_KEPT
}
