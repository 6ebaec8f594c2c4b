package org.firsthop.node.host;

import org.firsthop.tcp.CloseReason;

/** Is told what happens to a {@link TcpStream}, on the host's thread. */
public interface StreamHandler {
    /**
     * The connection is established.
     *
     * @param stream that it is.
     */
    default void onConnected(final TcpStream stream) {}

    /**
     * There is something to read, or the other side has finished.
     *
     * @param stream that it is.
     */
    default void onReadable(final TcpStream stream) {}

    /**
     * There is room to send again.
     *
     * @param stream that it is.
     */
    default void onWritable(final TcpStream stream) {}

    /**
     * The connection is over.
     *
     * @param stream that it was.
     * @param reason why.
     */
    default void onClosed(final TcpStream stream, final CloseReason reason) {}
}
