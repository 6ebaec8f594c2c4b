package org.firsthop.node.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpMessagesTest {
    @TempDir
    Path folder;

    private static UnsafeBuffer buffer(final String text) {
        return new UnsafeBuffer(text.getBytes(ISO_8859_1));
    }

    private static HttpHead head(final String text) throws HttpException {
        final HttpHead head = new HttpHead();
        head.take(buffer(text), 0, text.length());
        return head;
    }

    @Test
    void shouldReadAHeadHoweverItIsCut() throws Exception {
        final String text = "\r\nGET /a HTTP/1.1\r\nHost: x\r\nconnection: Keep-Alive , close\n\r\nBODY";
        for (int cut = 0; cut <= text.length(); cut++) {
            final HttpHead head = new HttpHead();
            int taken = head.take(buffer(text), 0, cut);
            taken += head.take(buffer(text), taken, text.length() - taken);
            assertEquals(text.length() - 4, taken);
            assertTrue(head.isComplete());
            assertEquals("GET /a HTTP/1.1", head.startLine());
            assertEquals(List.of("x"), head.values("HOST"));
            assertTrue(head.lists("Connection", "close"));
            assertEquals(-1, head.contentLength());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
                "GET / HTTP/1.1\r\n folded\r\n\r\n",
                "GET / HTTP/1.1\r\n: x\r\n\r\n",
                "GET / HTTP/1.1\r\nA: \u0000\r\n\r\n"
            })
    void shouldRefuseWhatIsNoHead(final String text) {
        assertEquals(400, assertThrows(HttpException.class, () -> head(text)).status());
    }

    @Test
    void shouldBoundAHead() {
        final String text = "GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(HttpHead.MAX_LENGTH / 6);
        assertEquals(431, assertThrows(HttpException.class, () -> head(text)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "", "1, 2", "9999999999999999999"})
    void shouldRefuseALengthThatIsNoNumber(final String length) throws Exception {
        final HttpHead head = head("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
        assertThrows(HttpException.class, head::contentLength);
    }

    /** Gives a body in two parts; returns what it made of it and how many octets it took. */
    private static String body(final String fields, final String text, final int cut) throws IOException {
        final StringBuilder content = new StringBuilder();
        final HttpBody body = HttpBody.of(
                head("HTTP/1.1 200 OK\r\n" + fields + "\r\n"),
                200,
                (buffer, offset, length) -> content.append(buffer.getStringWithoutLengthAscii(offset, length)));
        int taken = body.take(buffer(text), 0, cut);
        taken += body.take(buffer(text), taken, text.length() - taken);
        return content + " " + taken + (body.close() ? "" : " incomplete: " + body.missing());
    }

    @Test
    void shouldReadBodiesHoweverTheyAreCut() throws Exception {
        final String chunks = "5\r\nhello\r\n1;name=\"v\"\r\n,\r\n00c \r\n good\r\nmorni\r\n0\r\nTrailer: x\r\n\r\n";
        for (int cut = 0; cut <= chunks.length(); cut++) {
            assertEquals(
                    "hello, good\r\nmorni " + chunks.length(),
                    body("Transfer-Encoding: chunked\r\n", chunks + "X", cut));
        }
        assertEquals("hello 5", body("Content-Length: 5\r\n", "hello, more", 3));
        assertEquals("hello 5", body("", "hello", 2));
        assertEquals(" 0", body("Content-Length: 0\r\n", "X", 1));
        assertEquals("he 2 incomplete: 2 of 5 octets came", body("Content-Length: 5\r\n", "he", 1));
        assertEquals(
                "he 5 incomplete: 2 octets came, and no last chunk",
                body("Transfer-Encoding: chunked\r\n", "5\r\nhe", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "x\r\n", "-1\r\n", "1234567890abcdef0\r\n", "1\r\nab\r\n"})
    void shouldRefuseWhatIsNoChunk(final String text) {
        assertThrows(HttpException.class, () -> body("Transfer-Encoding: chunked\r\n", text, 0));
    }

    @Test
    void shouldFindFilesOfTheFolderAndNoOthers() throws Exception {
        final Path root = Files.createDirectories(folder.resolve("root")).toRealPath();
        Files.writeString(folder.resolve("secret"), "s");
        Files.writeString(root.resolve("index.html"), "i");
        Files.writeString(root.resolve("a b+ü"), "a");
        Files.createDirectories(root.resolve("sub"));
        Files.createSymbolicLink(root.resolve("out"), folder.resolve("secret"));
        Files.createSymbolicLink(root.resolve("in"), root.resolve("index.html"));
        assertEquals(root.resolve("index.html"), ServedFile.find(root, "/"));
        assertEquals(root.resolve("index.html"), ServedFile.find(root, "http://x:80/index.html?q"));
        assertEquals(root.resolve("index.html"), ServedFile.find(root, "/sub/../in"));
        assertEquals(root.resolve("a b+ü"), ServedFile.find(root, "//a%20b+%C3%BC"));
        for (final String outside : List.of(
                "/../secret",
                "/%2e%2e/secret",
                "/..%2fsecret",
                "/sub/../../secret",
                "/out",
                "/sub",
                "/none",
                "/index.html/",
                "/" + folder.resolve("secret"),
                "/%2F" + folder.resolve("secret"),
                "/" + "n".repeat(5_000))) {
            assertNull(ServedFile.find(root, outside), outside);
        }
        for (final String wrong : List.of("*", "index.html", "/%", "/%4", "/%zz", "/%00", "/%ff")) {
            assertEquals(
                    400,
                    assertThrows(HttpException.class, () -> ServedFile.find(root, wrong), wrong)
                            .status());
        }
    }

    @Test
    void shouldReadOneRange() {
        assertEquals(new ByteRange(2, 3, true), ByteRange.of(List.of("bytes=2-4"), 10));
        assertEquals(new ByteRange(7, 3, true), ByteRange.of(List.of("bytes=7-"), 10));
        assertEquals(new ByteRange(7, 3, true), ByteRange.of(List.of("bytes=7-99"), 10));
        assertEquals(new ByteRange(6, 4, true), ByteRange.of(List.of("bytes=-4"), 10));
        assertEquals(new ByteRange(0, 10, true), ByteRange.of(List.of("bytes=-40"), 10));
        assertNull(ByteRange.of(List.of("bytes=10-"), 10));
        assertNull(ByteRange.of(List.of("bytes=-0"), 10));
        for (final String none : List.of("bytes=4-2", "bytes=-", "bytes=0-1,3-4", "octets=1-2", "")) {
            assertEquals(new ByteRange(0, 10, false), ByteRange.of(List.of(none), 10), none);
        }
        assertFalse(new ByteRange(0, 10, false).isPartial());
    }
}
