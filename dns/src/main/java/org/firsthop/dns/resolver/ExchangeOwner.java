package org.firsthop.dns.resolver;

import org.firsthop.dns.message.MessageFlyweight;

/** Who asked a question of {@link Exchanges}, and learns what became of it. */
interface ExchangeOwner {
    /** Nobody responded in time. */
    int TIMED_OUT = 0;
    /** The server refused or broke the connection, or what came was no DNS message. */
    int BROKEN = 1;
    /** No place, stream or budget was left to go on. */
    int NO_MEANS = 2;

    /** Takes one packet from the budget of the owner; {@code false} when there is none. */
    boolean takePacket(int owner, long now);

    /** A response came; the exchange is over, its fields still stand. The message has passed {@code validate}. */
    void onResponse(int owner, Exchange exchange, MessageFlyweight message, long now);

    /** The exchange is over without a response, its fields still stand. */
    void onFailure(int owner, Exchange exchange, int cause, long now);

    /** Something worth telling happened to an exchange that goes on. */
    void onEvent(int owner, Exchange exchange, TraceEvent event, long number);
}
