/**
 * A router's view of TCP connections that pass through it.
 *
 * <p>{@link org.firsthop.tcp.tracker.TcpTracker} follows the handshake, FIN and RST, and holds every segment against the windows
 * that the two ends have announced, as far as somebody between them can know. It keeps 40 octets a connection in memory of
 * whoever uses it, a NAT or a packet filter, and tells how long the connection is worth keeping.
 */
@NullMarked
package org.firsthop.tcp.tracker;

import org.jspecify.annotations.NullMarked;
