package org.firsthop.dns.client;

import org.firsthop.dns.message.MessageFlyweight;

/** Gets the response to one query. Exactly one of the methods is called, once, on the thread of the driver. */
public interface AnswerHandler {
    /**
     * The response is there.
     *
     * @param message that has been validated; good during the call only.
     */
    void onAnswer(MessageFlyweight message);

    /**
     * There will be no response: the driver was closed, or could not take the query.
     *
     * @param reason for people.
     */
    void onFailure(String reason);
}
