package org.firsthop.node.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.node.host.Endpoint;
import org.firsthop.node.host.StreamHandler;
import org.firsthop.node.host.TcpStream;
import org.firsthop.tcp.CloseReason;
import org.firsthop.tcp.TcpEngine;
import org.firsthop.tcp.TcpInfo;
import org.jspecify.annotations.Nullable;

/** A client's connection to a {@link FileServer}: one request at a time, its response, the next. */
final class FileConnection implements StreamHandler {
    private static final int INPUT = 4 * 1024;
    private static final int OUTPUT = 64 * 1024;
    private static final int OK = 200;
    private static final int PARTIAL = 206;

    /** IMF-fixdate (RFC 9110 section 5.6.7). */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    /** Methods of RFC 9110 section 9 and RFC 5789 that are not offered; others are not known at all. */
    private static final Set<String> NOT_OFFERED =
            Set.of("POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private final FileServer server;
    private final UnsafeBuffer input = new UnsafeBuffer(new byte[INPUT]);
    private final ByteBuffer outputBytes = ByteBuffer.allocate(OUTPUT);
    private final UnsafeBuffer output = new UnsafeBuffer(outputBytes);
    private HttpHead head = new HttpHead();
    private @Nullable TcpStream stream;
    private @Nullable FileChannel file;
    private String client = "";
    private long fileLeft;
    private int inputBegin;
    private int inputEnd;
    private int outputBegin;
    private int outputEnd;
    private long progressNs;
    private boolean isLast;
    private boolean isShut;

    FileConnection(final FileServer server) {
        this.server = server;
    }

    long progressNs() {
        return progressNs;
    }

    void abort() {
        if (stream != null) {
            stream.abort();
        }
    }

    void goOn() {
        if (stream != null) {
            serve(stream);
        }
    }

    @Override
    public void onConnected(final TcpStream connected) {
        progressNs = server.nowNs();
        final TcpInfo info = new TcpInfo();
        if (connected.info(info)) {
            client = Endpoint.of(info.remoteHigh, info.remoteLow, info.remotePort)
                    .toString();
        }
        if (server.enter(this)) {
            stream = connected;
        } else {
            connected.abort();
        }
    }

    @Override
    public void onReadable(final TcpStream from) {
        serve(from);
    }

    @Override
    public void onWritable(final TcpStream to) {
        serve(to);
    }

    @Override
    public void onClosed(final TcpStream closed, final CloseReason reason) {
        stream = null;
        closeFile();
        server.leave(this);
    }

    /** Goes on until there is nothing to read, or no room to send. */
    private void serve(final TcpStream open) {
        while (stream != null && flush(open)) {
            if (isLast && !isShut) {
                isShut = true;
                open.shutdown(); // What the client still sends is read over, so that no reset overtakes the response.
            }
            if (inputBegin == inputEnd) {
                inputBegin = 0;
                inputEnd = 0;
                final int count = open.receive(input, 0, INPUT);
                if (count == TcpEngine.END_OF_DATA) {
                    open.close();
                    return;
                } else if (count <= 0) {
                    return;
                }
                inputEnd = count;
                progressNs = server.nowNs();
            }
            if (isLast) {
                inputBegin = inputEnd;
                continue;
            }
            try {
                inputBegin += head.take(input, inputBegin, inputEnd - inputBegin);
                if (head.isComplete()) {
                    answer();
                    head = new HttpHead();
                }
            } catch (final HttpException e) {
                refuse(e.status(), "-", e.getMessage());
            }
        }
    }

    /** Sends what is to go; {@return whether all of it is gone} */
    private boolean flush(final TcpStream open) {
        while (true) {
            while (outputBegin < outputEnd) {
                final int sent = open.send(output, outputBegin, outputEnd - outputBegin);
                if (sent <= 0) {
                    return false;
                }
                outputBegin += sent;
                progressNs = server.nowNs();
            }
            if (file == null) {
                return true;
            }
            if (!read(file)) {
                // The file has become shorter: only the connection's end can tell the client.
                open.abort();
                return false;
            }
        }
    }

    private boolean read(final FileChannel from) {
        outputBytes.clear().limit((int) Math.min(OUTPUT, fileLeft));
        try {
            final int count = from.read(outputBytes);
            if (count <= 0) {
                return false;
            }
            outputBegin = 0;
            outputEnd = count;
            fileLeft -= count;
        } catch (final IOException e) {
            return false;
        }
        if (fileLeft == 0) {
            closeFile();
        }
        return true;
    }

    private void closeFile() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (final IOException e) {
            server.log("closing a file: " + e.getMessage());
        }
        file = null;
    }

    /** Answers the request whose head has come. */
    private void answer() throws HttpException {
        final String[] words = head.startLine().split(" ", -1);
        if (words.length != 3
                || !HttpHead.isToken(words[0])
                || !words[1].chars().allMatch(c -> c > ' ' && c < 0x7F)
                || !words[2].matches("HTTP/[0-9]\\.[0-9]")) {
            throw new HttpException(400, "a request line that is none");
        }
        final String request = words[0] + ' ' + words[1];
        if (!words[2].startsWith("HTTP/1.")) {
            refuse(505, request, "only HTTP/1.1 and 1.0 are spoken");
            return;
        }
        final boolean isNew = !words[2].equals("HTTP/1.0");
        // RFC 9112 section 3.2: exactly one Host field, in HTTP/1.1 at least.
        if (head.values("Host").size() > 1 || (isNew && head.values("Host").isEmpty())) {
            throw new HttpException(400, "not one Host field");
        }
        // A body would have to be read over; the connection ends instead (RFC 9112 section 9.6).
        final boolean hasBody =
                head.contentLength() > 0 || !head.values("Transfer-Encoding").isEmpty();
        isLast = hasBody || head.lists("Connection", "close") || !(isNew || head.lists("Connection", "keep-alive"));
        if (!words[0].equals("GET") && !words[0].equals("HEAD")) {
            final boolean isKnown = NOT_OFFERED.contains(words[0]);
            refuse(isKnown ? 405 : 501, request, "only GET and HEAD are offered");
            return;
        }
        final Path found = ServedFile.find(server.root(), words[1]);
        if (found == null) {
            respond(404, request, List.of(), "there is no such file\n", words[0].equals("HEAD"));
            return;
        }
        try {
            send(found, request, words[0].equals("HEAD"));
        } catch (final IOException e) {
            respond(403, request, List.of(), "the file cannot be read\n", words[0].equals("HEAD"));
        }
    }

    private void send(final Path found, final String request, final boolean isHead) throws IOException {
        final FileChannel opened = FileChannel.open(found, StandardOpenOption.READ);
        try {
            final long size = opened.size();
            // A range means something with GET only (RFC 9110 section 14.2).
            final ByteRange range = ByteRange.of(isHead ? List.of() : head.values("Range"), size);
            if (range == null) {
                opened.close();
                respond(416, request, List.of("Content-Range: bytes */" + size), "nothing is in the range\n", false);
                return;
            }
            final String guessed = URLConnection.guessContentTypeFromName(found.toString());
            final List<String> about = range.isPartial()
                    ? List.of("Accept-Ranges: bytes", "Content-Range: " + range.text(size))
                    : List.of("Accept-Ranges: bytes");
            begin(
                    range.isPartial() ? PARTIAL : OK,
                    request,
                    guessed == null ? "application/octet-stream" : guessed,
                    about,
                    range.length());
            if (isHead || range.length() == 0) {
                opened.close();
            } else {
                opened.position(range.begin());
                fileLeft = range.length();
                file = opened;
            }
        } catch (final IOException e) {
            opened.close();
            throw e;
        }
    }

    /** Answers what is no request that is served, and ends the connection. */
    private void refuse(final int status, final String request, final @Nullable String why) {
        isLast = true;
        respond(status, request, status == 405 ? List.of("Allow: GET, HEAD") : List.of(), why + "\n", false);
    }

    private void respond(
            final int status,
            final String request,
            final List<String> fields,
            final String text,
            final boolean isHead) {
        final byte[] content = text.getBytes(UTF_8);
        begin(status, request, "text/plain; charset=utf-8", fields, content.length);
        if (!isHead) {
            output.putBytes(outputEnd, content);
            outputEnd += content.length;
        }
    }

    private void begin(
            final int status,
            final String request,
            final String type,
            final List<String> fields,
            final long contentLength) {
        final StringBuilder text = new StringBuilder("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(reason(status))
                .append("\r\nDate: ")
                .append(DATE.format(ZonedDateTime.now(ZoneOffset.UTC)))
                .append("\r\nServer: firsthop\r\nContent-Type: ")
                .append(type)
                .append("\r\nContent-Length: ")
                .append(contentLength)
                .append("\r\n");
        fields.forEach(field -> text.append(field).append("\r\n"));
        text.append(isLast ? "Connection: close\r\n\r\n" : "\r\n");
        final byte[] octets = text.toString().getBytes(ISO_8859_1);
        output.putBytes(0, octets);
        outputBegin = 0;
        outputEnd = octets.length;
        server.log(client + ' ' + request + ' ' + status + ' ' + contentLength);
    }

    private static String reason(final int status) {
        return switch (status) {
            case OK -> "OK";
            case PARTIAL -> "Partial Content";
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 416 -> "Range Not Satisfiable";
            case 431 -> "Request Header Fields Too Large";
            case 501 -> "Not Implemented";
            case 505 -> "HTTP Version Not Supported";
            default -> "Error";
        };
    }
}
