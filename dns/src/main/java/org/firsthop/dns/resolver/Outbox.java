package org.firsthop.dns.resolver;

import org.agrona.DirectBuffer;

/**
 * Where a {@link Resolver} puts what it wants done: datagrams and streams to servers, answers to clients.
 *
 * <p>Addresses are 128 bits, most significant first; IPv4 addresses stand as IPv4-mapped ones ({@code ::ffff:a.b.c.d}, RFC
 * 4291 section 2.5.5.2). A buffer is good during the call only. An implementation may call the resolver's {@code query}
 * from {@link #answer}; from the other methods it calls nothing of the resolver.
 */
public interface Outbox {
    /**
     * Sends a datagram.
     *
     * @param source which of the resolver's UDP sources to send from, 0 to {@link ResolverConfig#sources()} − 1; each is a
     *     local port of its own.
     * @param addressHigh the server's address, upper 64 bits.
     * @param addressLow the server's address, lower 64 bits.
     * @param port of the server.
     * @param buffer that holds the query.
     * @param offset of its first octet.
     * @param length in octets.
     */
    void sendDatagram(
            int source, long addressHigh, long addressLow, int port, DirectBuffer buffer, int offset, int length);

    /**
     * Opens a connection; {@link #sendStream} may follow before it is established.
     *
     * @param connection by which resolver and driver name it until {@link #close} or {@link Resolver#onStreamClosed}.
     * @param addressHigh the server's address, upper 64 bits.
     * @param addressLow the server's address, lower 64 bits.
     * @param port of the server.
     */
    void connect(int connection, long addressHigh, long addressLow, int port);

    /**
     * Sends octets on a connection.
     *
     * @param connection that was opened.
     * @param buffer that holds them.
     * @param offset of the first.
     * @param length in octets.
     */
    void sendStream(int connection, DirectBuffer buffer, int offset, int length);

    /**
     * Closes a connection, established or not; nothing of it is to reach the resolver afterwards.
     *
     * @param connection that was opened.
     */
    void close(int connection);

    /**
     * Hands an answer to a client.
     *
     * @param client as {@link Resolver#query} was given it.
     * @param buffer that holds the response.
     * @param offset of its first octet.
     * @param length in octets.
     */
    void answer(long client, DirectBuffer buffer, int offset, int length);
}
