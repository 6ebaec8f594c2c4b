package org.firsthop.node.host;

import org.firsthop.core.address.Ipv6Address;

/** One who sends echo requests, known by the identifier in them; made by {@link EchoStack#open}. */
public final class EchoSocket {
    private final EchoStack stack;
    private final int identifier;
    private final EchoHandler handler;

    EchoSocket(final EchoStack stack, final int identifier, final EchoHandler handler) {
        this.stack = stack;
        this.identifier = identifier;
        this.handler = handler;
    }

    int identifier() {
        return identifier;
    }

    EchoHandler handler() {
        return handler;
    }

    /**
     * Sends a request.
     *
     * @param remote who is to answer; IPv4 as IPv4-mapped.
     * @param sequence 0 to 65,535.
     * @param length octets of its data.
     * @param hops TTL or Hop Limit, 1 to 255.
     * @return whether it was sent; not so when the host has no address of the family, or no frame of the length.
     */
    public boolean send(final Ipv6Address remote, final int sequence, final int length, final int hops) {
        return stack.send(identifier, remote, sequence, length, hops);
    }

    /** Closes the socket; what comes for it is ignored from then on. */
    public void close() {
        stack.close(this);
    }
}
