package org.firsthop.node.http;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.firsthop.node.host.Host;

/**
 * Serves the files of a folder over HTTP/1.1 at a port of a host: GET and HEAD, connections that are kept, one range.
 *
 * <p>No file outside the folder is served, through symbolic links neither; folders themselves are not listed, an {@code index.html}
 * stands for them. As many connections as the limit says are served at a time, further ones are closed at once; one on which
 * nothing moves for the idle time is ended. Belongs to the host's thread, on which files are read too.
 */
public final class FileServer {
    /** Connections at a time, where the user sets no other limit. */
    public static final int DEFAULT_CONNECTIONS = 256;

    /** The longest time without an octet, where the user sets no other. */
    public static final long DEFAULT_IDLE_NS = 30_000_000_000L;

    private static final long SWEEP_NS = 250_000_000L;

    private final Host host;
    private final Path root;
    private final int maxConnections;
    private final long idleNs;
    private final Consumer<String> log;
    private final Set<FileConnection> connections = new LinkedHashSet<>();
    private long refused;
    private long requests;

    /**
     * A server.
     *
     * @param host that serves.
     * @param root the real path of the folder whose files are served.
     * @param maxConnections at a time, at least 1.
     * @param idleNs the longest time without an octet.
     * @param log told of each request in a line.
     * @throws IllegalArgumentException when a limit is outside its range.
     */
    public FileServer(
            final Host host, final Path root, final int maxConnections, final long idleNs, final Consumer<String> log) {
        if (maxConnections < 1) {
            throw new IllegalArgumentException("maxConnections: value=" + maxConnections + ", minimum=1");
        }
        this.host = host;
        this.root = root;
        this.maxConnections = maxConnections;
        this.idleNs = idleNs;
        this.log = log;
    }

    /**
     * Begins to serve, on the host's thread.
     *
     * @param port 1 to 65,535.
     */
    public void listen(final int port) {
        host.tcp().listen(port, () -> new FileConnection(this));
        sweep();
    }

    /** Ends connections on which nothing moves, and goes on with those that found no room to send. */
    private void sweep() {
        final long nowNs = host.nowNs();
        for (final FileConnection connection : List.copyOf(connections)) {
            connection.goOn();
            if (nowNs - connection.progressNs() >= idleNs) {
                connection.abort();
            }
        }
        host.at(nowNs + SWEEP_NS, this::sweep);
    }

    /** Takes a connection in; {@return whether there is room for it} */
    boolean enter(final FileConnection connection) {
        if (connections.size() >= maxConnections) {
            refused++;
            return false;
        }
        connections.add(connection);
        return true;
    }

    void leave(final FileConnection connection) {
        connections.remove(connection);
    }

    void log(final String line) {
        requests++;
        log.accept(line);
    }

    Path root() {
        return root;
    }

    long nowNs() {
        return host.nowNs();
    }

    /** {@return connections that are open} */
    public int connections() {
        return connections.size();
    }

    /** {@return connections that found the limit reached} */
    public long refused() {
        return refused;
    }

    /** {@return requests that were answered} */
    public long requests() {
        return requests;
    }
}
