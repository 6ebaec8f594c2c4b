package org.firsthop.node.host;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.tcp.TcpEngine;
import org.firsthop.tcp.TcpInfo;

/** A TCP connection of a host, from {@link TcpStack#connect} or a listener. */
public final class TcpStream {
    private final TcpStack stack;
    private final long handle;
    private StreamHandler handler;

    TcpStream(final TcpStack stack, final long handle, final StreamHandler handler) {
        this.stack = stack;
        this.handle = handle;
        this.handler = handler;
    }

    long handle() {
        return handle;
    }

    StreamHandler handler() {
        return handler;
    }

    /**
     * Hands the connection over to somebody else, who is told what happens from now on.
     *
     * @param next told from now on.
     */
    public void handler(final StreamHandler next) {
        handler = next;
    }

    /**
     * Sends octets, as many as there is room for.
     *
     * @param buffer that holds them.
     * @param offset of the first.
     * @param length how many.
     * @return as {@link TcpEngine#send}.
     */
    public int send(final DirectBuffer buffer, final int offset, final int length) {
        return stack.engine().send(handle, buffer, offset, length, stack.nowNs());
    }

    /**
     * Reads octets.
     *
     * @param buffer to copy to.
     * @param offset of the first.
     * @param length the most.
     * @return as {@link TcpEngine#receive}.
     */
    public int receive(final MutableDirectBuffer buffer, final int offset, final int length) {
        return stack.engine().receive(handle, buffer, offset, length, stack.nowNs());
    }

    /** Finishes sending; reading goes on. */
    public void shutdown() {
        stack.engine().shutdown(handle, stack.nowNs());
    }

    /** Finishes sending and reads no more. */
    public void close() {
        stack.engine().close(handle, stack.nowNs());
    }

    /** Ends the connection with a reset. */
    public void abort() {
        stack.engine().abort(handle, stack.nowNs());
    }

    /**
     * Tells all about the connection.
     *
     * @param into receives it.
     * @return whether the connection still exists.
     */
    public boolean info(final TcpInfo into) {
        return stack.engine().snapshot(handle, into);
    }
}
