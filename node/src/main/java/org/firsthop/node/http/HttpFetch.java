package org.firsthop.node.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.node.host.Host;
import org.firsthop.node.host.HttpUrl;
import org.firsthop.node.host.StreamHandler;
import org.firsthop.node.host.TcpStream;
import org.firsthop.tcp.CloseReason;
import org.firsthop.tcp.TcpEngine;
import org.jspecify.annotations.Nullable;

/** Fetches what a URL names over a connection that is open: one GET, one response. Belongs to the host's thread. */
public final class HttpFetch implements StreamHandler {
    private static final int CHUNK = 64 * 1024;

    /** What need not be percent-encoded in a request target, beside letters, digits and '%'. */
    private static final String TARGET_SIGNS = "-._~!$&'()*+,;=:@/?%[]";

    private final Host host;
    private final @Nullable OutputStream into;
    private final long idleNs;
    private final UnsafeBuffer request;
    private final UnsafeBuffer input = new UnsafeBuffer(new byte[CHUNK]);
    private final byte[] copy = new byte[CHUNK];
    private final CompletableFuture<Response> result = new CompletableFuture<>();
    private final long beginNs;
    private HttpHead head = new HttpHead();
    private @Nullable HttpBody body;
    private int sent;
    private int status;
    private long progressNs;

    /**
     * What came.
     *
     * @param status code of the response, such as 200.
     * @param statusLine whole.
     * @param fields a line each.
     * @param length octets of the content.
     * @param elapsedNs from the request to the last octet.
     */
    public record Response(int status, String statusLine, List<String> fields, long length, long elapsedNs) {}

    private HttpFetch(final Host host, final HttpUrl url, final @Nullable OutputStream into, final long idleNs) {
        this.host = host;
        this.into = into;
        this.idleNs = idleNs;
        request = new UnsafeBuffer(("GET " + target(url.path()) + " HTTP/1.1\r\nHost: " + authority(url)
                        + "\r\nUser-Agent: firsthop\r\nAccept: */*\r\nConnection: close\r\n\r\n")
                .getBytes(US_ASCII));
        beginNs = host.nowNs();
        progressNs = beginNs;
    }

    /**
     * Begins to fetch.
     *
     * @param host that fetches.
     * @param stream that is connected to the URL's host.
     * @param url to fetch.
     * @param into gets the content; not closed. {@code null} to count it only.
     * @param idleNs the longest time without an octet.
     * @return the response, when all of it has come; fails with an {@link IOException} whose message is for people.
     */
    public static CompletableFuture<Response> begin(
            final Host host,
            final TcpStream stream,
            final HttpUrl url,
            final @Nullable OutputStream into,
            final long idleNs) {
        final HttpFetch fetch = new HttpFetch(host, url, into, idleNs);
        stream.handler(fetch);
        fetch.onWritable(stream);
        fetch.onReadable(stream);
        fetch.watch(stream);
        return fetch.result;
    }

    private static String authority(final HttpUrl url) {
        final String name = url.host().indexOf(':') >= 0 ? '[' + url.host() + ']' : url.host();
        return url.isDefaultPort() ? name : name + ':' + url.port();
    }

    private static String target(final String path) {
        final StringBuilder text = new StringBuilder();
        for (final byte octet : path.getBytes(UTF_8)) {
            final char c = (char) (octet & 0xFF);
            if (c < 0x7F && (Character.isLetterOrDigit(c) || TARGET_SIGNS.indexOf(c) >= 0)) {
                text.append(c);
            } else {
                text.append(String.format("%%%02X", (int) c));
            }
        }
        return text.toString();
    }

    private void watch(final TcpStream stream) {
        if (result.isDone()) {
            return;
        }
        if (host.nowNs() - progressNs >= idleNs) {
            fail(
                    stream,
                    new IOException("nothing came for " + idleNs / 1_000_000_000L + " s"
                            + (body == null ? ", no response" : ": " + body.missing())));
        } else {
            host.at(progressNs + idleNs, () -> watch(stream));
        }
    }

    @Override
    public void onWritable(final TcpStream stream) {
        while (sent < request.capacity()) {
            final int count = stream.send(request, sent, request.capacity() - sent);
            if (count <= 0) {
                return;
            }
            sent += count;
        }
    }

    @Override
    public void onReadable(final TcpStream stream) {
        try {
            while (!result.isDone()) {
                final int count = stream.receive(input, 0, CHUNK);
                if (count == TcpEngine.END_OF_DATA) {
                    ended(stream);
                } else if (count <= 0) {
                    return;
                } else {
                    progressNs = host.nowNs();
                    take(stream, count);
                }
            }
        } catch (final IOException e) {
            fail(stream, e);
        }
    }

    private void take(final TcpStream stream, final int count) throws IOException {
        int used = 0;
        while (used < count && !result.isDone()) {
            if (body == null) {
                used += head.take(input, used, count - used);
                if (head.isComplete()) {
                    headCame();
                }
            } else {
                used += body.take(input, used, count - used);
            }
            if (body != null && body.isComplete()) {
                complete(stream);
            }
        }
    }

    private void headCame() throws HttpException {
        final String line = head.startLine();
        if (!line.matches("HTTP/1\\.[01] [1-9][0-9][0-9]( .*)?")) {
            throw new HttpException(502, "the answer is not HTTP/1.1: \"" + line + '"');
        }
        status = Integer.parseInt(line.substring(9, 12));
        if (status < 200) { // An interim response (RFC 9110 section 15.2): the final one follows.
            head = new HttpHead();
        } else {
            body = HttpBody.of(head, status, (buffer, offset, length) -> {
                if (into != null) {
                    buffer.getBytes(offset, copy, 0, length);
                    into.write(copy, 0, length);
                }
            });
        }
    }

    private void ended(final TcpStream stream) throws HttpException {
        if (body == null) {
            throw new HttpException(502, "the server closed the connection and said nothing");
        } else if (!body.close()) {
            throw new HttpException(502, "the server closed the connection too early: " + body.missing());
        }
        complete(stream);
    }

    private void complete(final TcpStream stream) {
        final long length = body == null ? 0 : body.taken();
        result.complete(new Response(status, head.startLine(), head.lines(), length, host.nowNs() - beginNs));
        stream.close();
    }

    private void fail(final TcpStream stream, final IOException reason) {
        if (result.completeExceptionally(reason)) {
            stream.abort();
        }
    }

    @Override
    public void onClosed(final TcpStream stream, final CloseReason reason) {
        result.completeExceptionally(new IOException(
                reason == CloseReason.RESET
                        ? "the server reset the connection" + (body == null ? "" : ": " + body.missing())
                        : "the connection ended: " + reason));
    }
}
