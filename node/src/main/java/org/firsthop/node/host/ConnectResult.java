package org.firsthop.node.host;

import org.firsthop.tcp.TcpInfo;
import org.jspecify.annotations.Nullable;

/**
 * How a connection attempt ended.
 *
 * @param url that was to be connected to.
 * @param stream the connection, or {@code null} when there is none.
 * @param remote the address that answered, or {@code null}.
 * @param info the state of the connection when it was established, or {@code null}.
 * @param failure why there is no connection, one sentence for people; or {@code null}.
 * @param beginNs when the attempt began.
 * @param namedNs when the addresses were known; −1 when they never were.
 * @param synNs when the first SYN left for the address that answered; −1 when none did.
 * @param endNs when it ended.
 */
public record ConnectResult(
        HttpUrl url,
        @Nullable TcpStream stream,
        @Nullable Endpoint remote,
        @Nullable TcpInfo info,
        @Nullable String failure,
        long beginNs,
        long namedNs,
        long synNs,
        long endNs) {
    /** {@return whether there is a connection} */
    public boolean isConnected() {
        return stream != null;
    }
}
