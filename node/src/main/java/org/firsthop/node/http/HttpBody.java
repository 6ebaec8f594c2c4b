package org.firsthop.node.http;

import java.io.IOException;
import java.util.Locale;
import org.agrona.DirectBuffer;

/**
 * The body of a response: so many octets, chunks, or all until the connection is closed (RFC 9112 sections 6.3 and 7.1).
 *
 * <p>Octets are given to it as they come, however they are cut.
 */
final class HttpBody {
    /** Takes the octets of the content. */
    @FunctionalInterface
    interface Sink {
        void take(DirectBuffer buffer, int offset, int length) throws IOException;
    }

    private enum Place {
        CONTENT,
        CHUNK_SIZE,
        CHUNK_EXTENSION,
        CHUNK_CONTENT,
        CHUNK_END,
        TRAILER,
        END
    }

    /** The most octets that are read over: of a chunk's extension, or of all trailers. */
    private static final int MAX_SKIPPED = 16 * 1024;

    private static final int MAX_SIZE_DIGITS = 15;

    private final long length;
    private final Sink sink;
    private Place place;
    private long left;
    private long taken;
    private int digits;
    private int skipped;
    private boolean isLineEmpty = true;

    private HttpBody(final Place place, final long length, final Sink sink) {
        this.place = place;
        this.length = length;
        this.left = length;
        this.sink = sink;
    }

    /** The body that belongs to the head of a response to GET. */
    static HttpBody of(final HttpHead head, final int status, final Sink sink) throws HttpException {
        if (status == 204 || status == 304) {
            return new HttpBody(Place.END, 0, sink);
        }
        if (!head.values("Transfer-Encoding").isEmpty()) {
            final String codings =
                    String.join(",", head.values("Transfer-Encoding")).toLowerCase(Locale.ROOT);
            if (!codings.equals("chunked")) {
                throw new HttpException(502, "Transfer-Encoding: " + codings + " is not known, only chunked is");
            }
            return new HttpBody(Place.CHUNK_SIZE, -1, sink);
        }
        final long length = head.contentLength();
        return new HttpBody(length == 0 ? Place.END : Place.CONTENT, length, sink);
    }

    boolean isComplete() {
        return place == Place.END;
    }

    /** {@return octets of content so far} */
    long taken() {
        return taken;
    }

    /** The connection was closed; {@return whether the body may end there} */
    boolean close() {
        if (place == Place.CONTENT && length < 0) {
            place = Place.END;
        }
        return place == Place.END;
    }

    /** What is missing, for people. */
    String missing() {
        return length >= 0 ? taken + " of " + length + " octets came" : taken + " octets came, and no last chunk";
    }

    /** Takes octets, to the end of the body and no further; {@return how many} */
    int take(final DirectBuffer buffer, final int offset, final int count) throws IOException {
        int used = 0;
        while (used < count && place != Place.END) {
            if (place == Place.CONTENT || place == Place.CHUNK_CONTENT) {
                final int part = left < 0 ? count - used : (int) Math.min(left, count - used);
                sink.take(buffer, offset + used, part);
                used += part;
                taken += part;
                left = left < 0 ? left : left - part;
                if (left == 0) {
                    place = place == Place.CONTENT ? Place.END : Place.CHUNK_END;
                }
            } else {
                framing(buffer.getByte(offset + used++));
            }
        }
        return used;
    }

    /** Takes an octet between contents of chunks. */
    private void framing(final byte octet) throws HttpException {
        switch (place) {
            case CHUNK_SIZE -> size(octet);
            case CHUNK_EXTENSION -> {
                skip();
                if (octet == '\n') {
                    begin();
                }
            }
            case CHUNK_END -> {
                if (octet == '\n') {
                    place = Place.CHUNK_SIZE;
                    left = 0;
                    digits = 0;
                } else if (octet != '\r') {
                    throw new HttpException(502, "a chunk is longer than its size says");
                }
            }
            default -> trailer(octet);
        }
    }

    private void size(final byte octet) throws HttpException {
        final int digit = Character.digit(octet, 16);
        if (digit >= 0 && digits < MAX_SIZE_DIGITS) {
            left = left < 0 ? digit : left << 4 | digit;
            digits++;
        } else if (digits > 0 && (octet == '\r' || octet == ';' || octet == ' ' || octet == '\t')) {
            place = Place.CHUNK_EXTENSION;
            skipped = 0;
        } else if (digits > 0 && octet == '\n') {
            begin();
        } else {
            throw new HttpException(502, "a chunk without a size that can be read");
        }
    }

    private void begin() {
        place = left == 0 ? Place.TRAILER : Place.CHUNK_CONTENT;
        skipped = 0;
        isLineEmpty = true;
    }

    private void trailer(final byte octet) throws HttpException {
        skip();
        if (octet == '\n') {
            place = isLineEmpty ? Place.END : place;
            isLineEmpty = true;
        } else if (octet != '\r') {
            isLineEmpty = false;
        }
    }

    private void skip() throws HttpException {
        if (++skipped > MAX_SKIPPED) {
            throw new HttpException(502, "more than " + MAX_SKIPPED + " octets beside the content of chunks");
        }
    }
}
