package org.firsthop.dns.resolver;

import org.jspecify.annotations.Nullable;

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
    boolean edns;
    boolean recursive;
    boolean cookieRetried;
    /** Whether it was asked again because a connection had been closed under it. */
    boolean restarted;

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
    /** The connection that it is under way on. */
    @Nullable
    ServerStream stream;

    int nextOnStream;

    Exchange(final int number, final long query) {
        this.number = number;
        this.query = query;
    }
}
