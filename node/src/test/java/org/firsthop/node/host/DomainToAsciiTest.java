package org.firsthop.node.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainToAsciiTest {
    /** The examples of RFC 3492 section 7.1 without its mixed case, and of UTS #46 table 4. */
    @ParameterizedTest
    @CsvSource({
        "ليهمابتكلموشعربي؟, egbpdaj6bu4bxfgehfvwxn",
        "他们为什么不说中文, ihqwcrb4cv8a8dqg056pqjye",
        "почемужеонинеговорятпорусски, b1abfaaepdrnnbgefbadotcwatmq2g4l",
        "3年b組金八先生, 3b-ww4c5e180e575a65lsy2b",
        "faß, fa-hia",
        "βόλος, nxasmm1c",
    })
    void shouldEncodeAsThePublishedExamples(final String label, final String encoded) {
        assertEquals(encoded, DomainToAscii.punycode(label));
    }

    @ParameterizedTest
    @CsvSource({
        "faß.de, xn--fa-hia.de",
        "FAẞ.de, xn--fa-hia.de",
        "Straße.example, xn--strae-oqa.example",
        "βόλος.com, xn--nxasmm1c.com",
        "ΒΌΛΟΣ.com, xn--nxasmq6b.com",
        "Bücher.example, xn--bcher-kva.example",
        "a。b, a.b",
        "a..b, a..b",
        "Example.COM., example.com.",
        "xn--fa-hia.de, xn--fa-hia.de",
    })
    void shouldKeepWhatUts46Keeps(final String name, final String ascii) {
        assertEquals(ascii, DomainToAscii.of(name));
    }
}
