package org.firsthop.tcp;

/**
 * What an engine tells its user, from within {@code onPacket} and {@code poll}, after the connection's state is whole again:
 * every method of the engine but those two may be called from here.
 *
 * <p>Each handle that the user has been given, by {@link TcpEngine#accept} or {@link TcpEngine#connect}, is the subject of
 * exactly one {@link #onClosed}, after which it is stale.
 */
public interface TcpEvents {
    /**
     * A connection is complete and waits in a listener's accept queue.
     *
     * @param listener the listener's handle; {@link TcpEngine#accept} takes the connection.
     */
    default void onAcceptable(final long listener) {}

    /**
     * The user's policy was asked to decide later about a SYN ({@link SynPolicy.Decision#DEFER}).
     *
     * @param deferred names the SYN for {@link TcpEngine#complete}.
     * @param listener the listener's handle.
     */
    default void onDeferred(final long deferred, final long listener) {}

    /**
     * An active open is complete.
     *
     * @param connection its handle.
     */
    default void onConnected(final long connection) {}

    /**
     * There is data to read, or the end of the data was reached.
     *
     * @param connection its handle.
     */
    default void onReadable(final long connection) {}

    /**
     * There is room to send again, after {@link TcpEngine#send} has taken less than it was given.
     *
     * @param connection its handle.
     */
    default void onWritable(final long connection) {}

    /**
     * The connection has ended and the handle is stale. It ends {@link CloseReason#NORMAL} only when all that came was read or the
     * user had closed it; where the peer's FIN is what ended it, this tells of the end of the data too, in the place of {@link
     * TcpEngine#END_OF_DATA}.
     *
     * @param connection its handle.
     * @param reason why it ended.
     */
    default void onClosed(final long connection, final CloseReason reason) {}
}
