package org.firsthop.tcp;

/**
 * What the user is to be told when the packet, timer or call at hand has been dealt with: one connection's events at most,
 * and one listener's.
 *
 * <p>Told only then, so that the user may call the engine from the event: nothing is half done, and no scratch space in use.
 */
final class Notices {
    private static final int CONNECTED = 1;
    private static final int READABLE = 2;
    private static final int WRITABLE = 4;
    private static final int ACCEPTABLE = 8;
    private static final int DEFERRED = 16;
    private static final int CLOSED = 32;

    private final TcpEvents events;
    private final EngineState state;
    private int pending;
    private long connection;
    private long listener;
    private long deferred;
    private CloseReason reason = CloseReason.NORMAL;

    Notices(final TcpEvents events, final EngineState state) {
        this.events = events;
        this.state = state;
    }

    void connected(final long handle) {
        connection = handle;
        pending |= CONNECTED;
    }

    void readable(final long handle) {
        connection = handle;
        pending |= READABLE;
    }

    void writable(final long handle) {
        connection = handle;
        pending |= WRITABLE;
    }

    void acceptable(final long handle) {
        listener = handle;
        pending |= ACCEPTABLE;
    }

    void deferred(final long name, final long handle) {
        deferred = name;
        listener = handle;
        pending |= DEFERRED;
    }

    void closed(final long handle, final CloseReason why) {
        connection = handle;
        reason = why;
        pending |= CLOSED;
    }

    /** Tells what is pending. */
    void tell() {
        if (pending != 0) {
            tellPending();
        }
    }

    private void tellPending() {
        final int told = pending;
        final long handle = connection;
        final long toListener = listener;
        final long name = deferred;
        final CloseReason why = reason;
        pending = 0;
        if ((told & DEFERRED) != 0) {
            events.onDeferred(name, toListener);
        }
        if ((told & ACCEPTABLE) != 0) {
            events.onAcceptable(toListener);
        }
        if ((told & CONNECTED) != 0) {
            events.onConnected(handle);
        }
        if ((told & READABLE) != 0 && state.indexOf(handle) >= 0) {
            events.onReadable(handle);
        }
        if ((told & WRITABLE) != 0 && state.indexOf(handle) >= 0) {
            events.onWritable(handle);
        }
        if ((told & CLOSED) != 0) {
            events.onClosed(handle, why);
        }
    }
}
