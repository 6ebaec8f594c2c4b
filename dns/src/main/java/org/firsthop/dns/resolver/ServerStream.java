package org.firsthop.dns.resolver;

/** A connection to a server, with the questions that are under way on it. A place of the pool in {@link ServerStreams}. */
final class ServerStream {
    final int number;
    /** Address of what was received and not yet taken, {@link ServerStreams#BUFFER_LENGTH} octets. */
    final long buffer;

    boolean open;
    /** Whether a question on it was not answered in time, or an answer could not be read: it gets no further one. */
    boolean doubtful;
    /** Whether it has brought a response. */
    boolean proven;

    int use;
    int port;
    long addressHigh;
    long addressLow;
    int received;
    int questions;
    /** The number of the exchange asked last, the head of a list by {@link Exchange#nextOnStream}. */
    int head;

    ServerStream(final int number, final long buffer) {
        this.number = number;
        this.buffer = buffer;
    }

    /** The number by which driver and resolver name the connection, another one for each use of the place. */
    int connection() {
        return (use & 0x7FFF) << 16 | number;
    }
}
