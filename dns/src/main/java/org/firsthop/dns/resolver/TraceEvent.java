package org.firsthop.dns.resolver;

/** A step in the resolution of a query, as a {@link TraceSink} is told it. */
public enum TraceEvent {
    /** The answer came from the cache whole. */
    CACHE_HIT("answered from the cache"),
    /** Expired data was served because nothing better was to be had in time. */
    STALE("answered with expired data"),
    /** An identical question is under way; the query waits for it. */
    JOINED("waits for the same question under way"),
    /** The deepest zone cut known for the name; the number is of its servers. */
    CUT("deepest known zone cut, servers"),
    /** A datagram was sent; the number is the timeout in milliseconds. */
    SENT_UDP("asked over UDP, timeout ms"),
    /** A connection was opened for the question; the number is the timeout in milliseconds. */
    SENT_TCP("asked over TCP, timeout ms"),
    /** An answer came; the number is the round trip in microseconds. */
    RECEIVED("response, round trip us"),
    /** The response ends the question: records, or the proof that there are none; the number is the RCODE. */
    ANSWERED("answered, rcode"),
    /** The response has an alias whose target is asked for next; the number is of links so far. */
    ALIASED("alias, goes on with its target"),
    /** The response names servers of a zone further down; the number is of servers. */
    REFERRED("referred to a zone below, servers"),
    /** The response to a shortened question ended no zone; a label more is asked for; the number is of labels. */
    MINIMISED("no zone cut there, labels shown next"),
    /** The server does not serve the zone, or failed; another is asked; the number is the RCODE. */
    LAME("server is of no use for the zone, rcode"),
    /** No response came in time. */
    TIMED_OUT("no response in time"),
    /** The response was cut short; it is asked for again over TCP. */
    TRUNCATED("response truncated, asks over TCP"),
    /** A datagram was almost a response: someone may be guessing; the question goes over TCP. */
    NEAR_MISS("almost a response, may be forged, asks over TCP"),
    /** The server does not know EDNS; asked again without. */
    NO_EDNS("server knows no EDNS, asks without"),
    /** A name server's address is looked up; the number is the depth. */
    SERVER_LOOKUP("looks up a name server's address, depth"),
    /** A name server has no address that is of use. */
    SERVER_LOOKUP_FAILED("name server has no usable address"),
    /** The budget of the query is used up. */
    BUDGET_EXHAUSTED("work budget is used up"),
    /** Aliases led through as many zones as they may; the number is of zones that had to be looked for. */
    ALIASES_LIMITED("aliases lead through too many zones"),
    /** No server is left to ask. */
    NO_SERVER_LEFT("no server is left to ask"),
    /** The query failed: SERVFAIL. The number is the INFO-CODE of RFC 8914, or −1. */
    FAILED("failed, extended error");

    private final String description;

    TraceEvent(final String description) {
        this.description = description;
    }

    /** {@return what happened, for people; a number that belongs to it goes behind} */
    public String description() {
        return description;
    }
}
