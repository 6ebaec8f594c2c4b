package org.firsthop.dns.resolver;

import org.agrona.DirectBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.cache.RrsetCache;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.name.MessageNames;
import org.jspecify.annotations.Nullable;

/**
 * Queries that came together, as a server's socket hands them out, answered one after the other.
 *
 * <p>In a large cache an answer costs mostly the wait for memory: for the place of the index, then for the entry. A burst
 * looks for the entries of all its queries first, so that these waits overlap. What is answered is the same as by {@link
 * Resolver#query}, in the order of {@link #add}.
 *
 * <pre>{@code
 * for (each datagram that is there) {
 *     burst.add(client, buffer, offset, length);
 * }
 * burst.answer(now);
 * }</pre>
 *
 * <p>The buffers stay as they are until {@link #answer} returns. Allocates nothing after construction; belongs to the
 * resolver's thread.
 */
public final class QueryBurst {
    private static final long NO_QUESTION = 0;

    private final Resolver resolver;
    private final RrsetCache cache;
    private final long[] clients;
    private final DirectBuffer[] buffers;
    private final int[] offsets;
    private final int[] lengths;
    private final long[] hashes;
    private int count;
    private long read;

    /**
     * A burst without queries.
     *
     * @param resolver that answers.
     * @param capacity the most queries at a time, at least 1.
     * @throws IllegalArgumentException when the capacity is less than 1.
     */
    public QueryBurst(final Resolver resolver, final int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity: value=" + capacity + ", expected 1 or more");
        }
        this.resolver = resolver;
        cache = resolver.cache();
        clients = new long[capacity];
        buffers = new DirectBuffer[capacity];
        offsets = new int[capacity];
        lengths = new int[capacity];
        hashes = new long[capacity];
    }

    /** {@return whether {@link #add} must not be called before {@link #answer}} */
    public boolean isFull() {
        return count == clients.length;
    }

    /**
     * Adds a query that came by UDP.
     *
     * @param client as {@link Resolver#query} has it.
     * @param buffer that holds the query.
     * @param offset of its first octet.
     * @param length in octets.
     * @throws ArrayIndexOutOfBoundsException when the burst is full.
     */
    public void add(final long client, final DirectBuffer buffer, final int offset, final int length) {
        NetworkOrder.boundsCheck(buffer, offset, length);
        clients[count] = client;
        buffers[count] = buffer;
        offsets[count] = offset;
        lengths[count] = length;
        final long address = buffer.addressOffset() + offset;
        hashes[count] = buffer.byteArray() == null ? hash(null, address, length) : NO_QUESTION;
        count++;
    }

    /** What a query in its usual form asks for; any other is answered as well, and only waits longer. */
    private long hash(final @Nullable Object base, final long message, final int length) {
        if (length < MessageHeader.LENGTH) {
            return NO_QUESTION;
        }
        final int end = MessageNames.skip(base, message, length, MessageHeader.LENGTH);
        if (end < 0 || end + 4 > length || Memory.u8(base, message + end - 1) != 0) {
            return NO_QUESTION;
        }
        final int type = Memory.u16(base, message + end);
        return cache.hash(base, message + MessageHeader.LENGTH, end - MessageHeader.LENGTH, type);
    }

    /**
     * Answers all queries that were added since the last call.
     *
     * @param now the present, nanoseconds.
     * @return how many were no queries and get no answer; {@link #dropped} tells which.
     */
    public int answer(final long now) {
        final int queries = count;
        count = 0;
        if (queries > 1) {
            read = cache.approach(hashes, queries);
        }
        int dropped = 0;
        for (int i = 0; i < queries; i++) {
            if (!resolver.query(clients[i], buffers[i], offsets[i], lengths[i], false, now)) {
                clients[dropped++] = clients[i];
            }
        }
        return dropped;
    }

    /**
     * A client whose datagram was no query, in the last {@link #answer}.
     *
     * @param number from 0, less than {@link #answer} returned.
     * @return the client.
     */
    public long dropped(final int number) {
        return clients[number];
    }

    /** {@return nothing of meaning: keeps the compiler from leaving out reads whose result it thinks unused} */
    long read() {
        return read;
    }
}
