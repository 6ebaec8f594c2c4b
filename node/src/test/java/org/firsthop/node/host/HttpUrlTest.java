package org.firsthop.node.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the WHATWG URL Standard, sections 3.5 (host parsing) and 4.4 (basic URL parser), for special schemes. */
class HttpUrlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://www.example.com/|https|www.example.com|443|true|/",
                "HTTPS://WWW.Example.COM|https|www.example.com|443|true|/",
                "http://example.com:8080/a?b#c|http|example.com|8080|false|/a?b",
                "https://example.com:443/|https|example.com|443|true|/",
                "https://example.com:/|https|example.com|443|true|/",
                "https:\\\\example.com\\a|https|example.com|443|true|/a",
                "https:example.com|https|example.com|443|true|/",
                "https:////example.com//a|https|example.com|443|true|//a",
                "https://user:p@ss@example.com/|https|example.com|443|true|/",
                "https://ex%41mple.com/|https|example.com|443|true|/",
                "https://Bücher.example/|https|xn--bcher-kva.example|443|true|/",
                "https://faß.example/|https|xn--fa-hia.example|443|true|/",
                "https://例え。jp/|https|xn--r8jz45g.jp|443|true|/",
                "https://example.com.|https|example.com.|443|true|/",
                "ws://example.com?x|ws|example.com|80|true|/?x",
                "https://192.168.0.1/|https|192.168.0.1|443|true|/",
                "https://0x7f.1/|https|127.0.0.1|443|true|/",
                "https://0300.0250.1/|https|192.168.0.1|443|true|/",
                "https://3232235521/|https|192.168.0.1|443|true|/",
                "https://1.2.3.4./|https|1.2.3.4|443|true|/",
                "https://[2001:DB8::1]:8443/|https|2001:db8::1|8443|false|/",
            })
    void shouldReadAsBrowsersDo(
            final String text,
            final String scheme,
            final String host,
            final int port,
            final boolean isDefaultPort,
            final String path)
            throws UrlException {
        final HttpUrl url = HttpUrl.parse(text);
        assertEquals(scheme, url.scheme());
        assertEquals(host, url.host());
        assertEquals(port, url.port());
        assertEquals(isDefaultPort, url.isDefaultPort());
        assertEquals(path, url.path());
    }

    @Test
    void shouldTakeAwaySpacesAroundAndLineEndsWithin() throws UrlException {
        assertEquals("example.com", HttpUrl.parse(" \thttps://exam\nple.com/ ").host());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "www.example.com",
                "//www.example.com/",
                "https://",
                "https:///?x",
                "https://:80/",
                "mailto:a@example.com",
                "https://example.com:65536/",
                "https://example.com:0/",
                "https://example.com:8o/",
                "https://exa mple.com/",
                "https://exa<mple.com/",
                "https://ex%00mple.com/",
                "https://%ff.com/",
                "https://a..example.com/",
                "https://1.2.3.4.5/",
                "https://256.0.0.1/",
                "https://09.1/",
                "https://[::1",
                "https://[::g]/",
                "https://aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg.com/"
            })
    void shouldRefuseWhatIsNoUrlWithASentence(final String text) {
        final UrlException e = assertThrows(UrlException.class, () -> HttpUrl.parse(text));
        assertTrue(String.valueOf(e.getMessage()).length() > 10, e.getMessage());
    }

    @Test
    void shouldSayHowToWriteItRight() {
        final UrlException e = assertThrows(UrlException.class, () -> HttpUrl.parse("www.example.com"));
        assertEquals("\"www.example.com\" has no scheme: write https://www.example.com", e.getMessage());
    }
}
