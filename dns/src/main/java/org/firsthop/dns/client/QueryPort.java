package org.firsthop.dns.client;

/** Takes queries from any thread to the thread that drives a resolver. */
@FunctionalInterface
public interface QueryPort {
    /**
     * Hands over a query; returns at once.
     *
     * @param query a message, which the port keeps; its id does not matter.
     * @param handler told on the driver's thread.
     */
    void submit(byte[] query, AnswerHandler handler);
}
