package org.firsthop.forwarding.ip;

/** What an interface asks of the sources of packets that come in by it (RFC 3704). */
public enum ReversePath {
    /** Nothing: any source may come by any interface. */
    OFF,
    /** A route to the source, by whatever interface (RFC 3704 section 2.4); a default route is one. */
    LOOSE,
    /** A route to the source by this interface (RFC 3704 section 2.2). */
    STRICT
}
