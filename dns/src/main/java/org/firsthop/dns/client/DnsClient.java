package org.firsthop.dns.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.QueryTemplate;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.rdata.RecordClass;

/**
 * Asks questions of a resolver that some driver runs. Free for any thread; starts none, and completes nothing on a common
 * pool.
 *
 * <p>How long a question may take, and how often a server is tried, is the resolver's {@linkplain
 * org.firsthop.dns.resolver.ResolverConfig#deadlineNanos() deadline}, one for all tries: every question ends by then.
 */
public final class DnsClient {
    private static final QueryTemplate TEMPLATE =
            QueryTemplate.edns(MessageHeader.RD, QueryTemplate.DEFAULT_UDP_PAYLOAD_SIZE, 0);

    private final QueryPort port;

    /**
     * A client.
     *
     * @param port of the driver.
     */
    public DnsClient(final QueryPort port) {
        this.port = port;
    }

    /**
     * Asks; the handler is called on the driver's thread with the message in place.
     *
     * @param name asked for, absolute.
     * @param type asked for, see {@link org.firsthop.dns.rdata.RecordType}.
     * @param handler told once.
     */
    public void lookup(final DomainName name, final int type, final AnswerHandler handler) {
        final byte[] query = new byte[QueryTemplate.CAPACITY + TEMPLATE.tailLength()];
        final UnsafeBuffer buffer = new UnsafeBuffer(query);
        final int length = TEMPLATE.encode(
                buffer.byteArray(),
                buffer.addressOffset(),
                0,
                name.base(),
                name.address(),
                name.length(),
                type,
                RecordClass.IN);
        port.submit(java.util.Arrays.copyOf(query, length), handler);
    }

    /**
     * Asks; the future is completed on an executor.
     *
     * @param name asked for, absolute.
     * @param type asked for, see {@link org.firsthop.dns.rdata.RecordType}.
     * @param executor on which the future is completed, and what depends on it runs.
     * @return the answer, whatever its response code; or {@link IllegalStateException} when the driver was closed.
     */
    public CompletableFuture<DnsAnswer> lookupAsync(final DomainName name, final int type, final Executor executor) {
        final CompletableFuture<DnsAnswer> future = new CompletableFuture<>();
        lookup(name, type, new AnswerHandler() {
            @Override
            public void onAnswer(final MessageFlyweight message) {
                final DnsAnswer answer = DnsAnswer.of(message);
                executor.execute(() -> future.complete(answer));
            }

            @Override
            public void onFailure(final String reason) {
                executor.execute(() -> future.completeExceptionally(new IllegalStateException(reason)));
            }
        });
        return future;
    }

    /**
     * Asks and waits; the calling thread parks, and may be a virtual one.
     *
     * @param name asked for, absolute.
     * @param type asked for, see {@link org.firsthop.dns.rdata.RecordType}.
     * @param timeout the most to wait, beside the resolver's own deadline.
     * @param unit of the timeout.
     * @return the answer, whatever its response code.
     * @throws InterruptedException when the thread was interrupted.
     * @throws TimeoutException when the time was over.
     * @throws IllegalStateException when the driver was closed.
     */
    public DnsAnswer lookup(final DomainName name, final int type, final long timeout, final TimeUnit unit)
            throws InterruptedException, TimeoutException {
        try {
            return lookupAsync(name, type, Runnable::run).get(timeout, unit);
        } catch (final ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
