package org.firsthop.dns.resolver;

/**
 * One question under way to one server: what was sent, where to, and what a response must bear to be one.
 *
 * <p>A place of the pool in {@link Exchanges}, used again and again.
 */
final class Exchange {
    /** No exchange. */
    static final int NONE = -1;

    final int number;
    /** Address of the query as sent, {@link Exchanges#QUERY_CAPACITY} octets; two octets before it are for a stream's length. */
    final long query;

    boolean active;
    boolean stream;
    boolean edns;
    boolean recursive;
    boolean cookieRetried;
    int owner;
    int queryLength;
    int nameLength;
    int type;
    int id;
    int source;
    int nextAtSource;
    int port;
    long addressHigh;
    long addressLow;
    long sentAt;
    long limit;
    int streamBuffer;
    int received;
    int use;

    Exchange(final int number, final long query) {
        this.number = number;
        this.query = query;
    }
}
