package org.firsthop.dns.resolver;

import org.firsthop.dns.message.MessageFlyweight;

/** How the answer to a question is found: by asking resolvers, or by walking down from the root. */
interface Strategy {
    /** Begins; nobody has been asked yet. */
    void start(Task task, long now);

    /** The server that the task asked has responded; the message has passed {@code validate}. */
    void onResponse(Task task, MessageFlyweight message, long now);

    /** The server that the task asked has not responded, or not in a way that is of use. */
    void onFailure(Task task, int cause, long now);

    /** The lookup of a name server's address is over. */
    void onChild(Task task, int child, byte outcome, long now);
}
