package org.firsthop.dns.zone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.BufferUtil;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.rdata.MasterFileException;
import org.firsthop.dns.rdata.RdataText;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasterFileReaderTest {
    private static final DomainName ORIGIN = DomainName.of("example.com");

    private final List<String> records = new ArrayList<>();

    private void record(
            final DomainName owner,
            final int ttl,
            final int recordClass,
            final int type,
            final byte[] rdata,
            final int length) {
        final StringBuilder text = new StringBuilder();
        text.append(owner).append(' ').append(ttl).append(' ').append(RecordClass.name(recordClass));
        text.append(' ').append(RecordType.name(type)).append(' ');
        RdataText.print(rdata, BufferUtil.ARRAY_BASE_OFFSET, length, type, recordClass, text);
        records.add(text.toString());
    }

    private List<String> read(final String text) {
        try {
            new MasterFileReader().read("zone", text, ORIGIN, this::record);
        } catch (final IOException failed) {
            throw new AssertionError(failed);
        }
        return records;
    }

    /** The example of RFC 1035 section 5.3, with a TTL. */
    @Test
    void shouldReadTheExampleOfRfc1035() {
        final List<String> read = read("""
                $TTL 86400
                @   IN  SOA     VENERA      Action\\.domains (
                                                 20     ; SERIAL
                                                 7200   ; REFRESH
                                                 600    ; RETRY
                                                 3600000; EXPIRE
                                                 60)    ; MINIMUM

                        NS      A.ISI.EDU.
                        NS      VENERA
                        MX      10      VENERA
                A       A       26.3.0.103
                VENERA  A       10.1.0.52
                        A       128.9.0.32
                """);
        assertEquals(
                List.of(
                        "example.com. 86400 IN SOA VENERA.example.com. Action\\.domains.example.com. 20 7200 600 3600000 60",
                        "example.com. 86400 IN NS A.ISI.EDU.",
                        "example.com. 86400 IN NS VENERA.example.com.",
                        "example.com. 86400 IN MX 10 VENERA.example.com.",
                        "A.example.com. 86400 IN A 26.3.0.103",
                        "VENERA.example.com. 86400 IN A 10.1.0.52",
                        "VENERA.example.com. 86400 IN A 128.9.0.32"),
                read);
    }

    @Test
    void shouldTakeTtlAndClassInEitherOrderAndKeepThemForWhatFollows() {
        assertEquals(
                List.of(
                        "a.example.com. 60 IN A 192.0.2.1",
                        "a.example.com. 3600 IN A 192.0.2.2",
                        "a.example.com. 3600 IN TXT \"x\"",
                        "b.example.com. 5400 IN A 192.0.2.3"),
                read("a 60 IN A 192.0.2.1\n IN 1h A 192.0.2.2\n TXT x\nb 1H30M A 192.0.2.3\n"));
    }

    @Test
    void shouldTakeTheMinimumOfTheSoaWhereNoTtlWasGiven() {
        assertEquals(
                List.of("example.com. 77 IN SOA a.example.com. b.example.com. 1 2 3 4 77", "example.com. 77 IN NS ns."),
                read("@ SOA a b 1 2 3 4 77\n NS ns.\n"));
    }

    @Test
    void shouldFollowOriginAndResolveRelativeNames() {
        assertEquals(
                List.of(
                        "www.sub.example.com. 5 IN CNAME sub.example.com.",
                        "x.org. 5 IN PTR y.x.org.",
                        "abs. 5 IN NS example.com.x.org."),
                read("$TTL 5\n$ORIGIN sub\nwww CNAME @\n$ORIGIN x.org.\n@ PTR y\nabs. NS example.com\n"));
    }

    @Test
    void shouldReadQuotesEscapesAndCommentsInStrings() {
        assertEquals(
                List.of("t.example.com. 5 IN TXT \"a;b (c) \\\"d\\\" \\\\\" \"\" \"two words\" \"\\007\""),
                read("t 5 TXT \"a;b (c) \\\"d\\\" \\\\\" \"\" ( ; comment )\n two\\ words \\007 )\n"));
    }

    @Test
    void shouldReadUnknownTypesAsRfc3597HasThem() {
        assertEquals(
                List.of(
                        "a.example.com. 5 IN TYPE731 \\# 6 ABCDEF012345",
                        "b.example.com. 5 IN A 10.0.0.1",
                        "c.example.com. 5 CLASS32 TYPE62347 \\# 0"),
                read(
                        "a 5 IN TYPE731 \\# 6 abcdef (\n 01 23 45 )\nb 5 IN TYPE1 \\# 4 0A000001\nc 5 CLASS32 TYPE62347 \\# 0\n"));
    }

    @Test
    void shouldIncludeFilesRelativeToTheOneThatNamesThem(@TempDir final Path directory) throws IOException {
        Files.createDirectory(directory.resolve("sub"));
        Files.writeString(directory.resolve("main"), "$TTL 5\na A 192.0.2.1\n$INCLUDE sub/one inner\n A 192.0.2.2\n");
        Files.writeString(directory.resolve("sub/one"), "b A 192.0.2.3\n$INCLUDE two\n");
        Files.writeString(directory.resolve("sub/two"), "c A 192.0.2.4\n");
        new MasterFileReader().read(directory.resolve("main"), ORIGIN, this::record);
        assertEquals(
                List.of(
                        "a.example.com. 5 IN A 192.0.2.1",
                        "b.inner.example.com. 5 IN A 192.0.2.3",
                        "c.inner.example.com. 5 IN A 192.0.2.4",
                        "a.example.com. 5 IN A 192.0.2.2"),
                records);
    }

    @Test
    void shouldRefuseFilesThatIncludeThemselves(@TempDir final Path directory) throws IOException {
        final Path file = directory.resolve("loop");
        Files.writeString(file, "$INCLUDE loop\n");
        final MasterFileException thrown =
                assertThrows(MasterFileException.class, () -> new MasterFileReader().read(file, ORIGIN, this::record));
        assertTrue(thrown.getMessage().endsWith("loop:1:1: $INCLUDE nests deeper than limit=8"), thrown.getMessage());
    }

    @Test
    void shouldGenerateRecords() {
        assertEquals(
                List.of(
                        "1.example.com. 5 IN PTR host-001.example.com.",
                        "3.example.com. 5 IN PTR host-003.example.com.",
                        "a-0f.example.com. 5 IN A 10.0.0.16"),
                read("$TTL 5\n$GENERATE 1-4/2 $ PTR host-${0,3,d}\n$GENERATE 16-16 a-${-1,2,x} A 10.0.0.$\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a 5 A 1.2.3|zone:1:7: ",
                "a 5 A|zone:1:6: the line ends where an IPv4 address was expected",
                "a 5 A 1.2.3.4 5|zone:1:15: '5' stands where the line should end",
                "a A 1.2.3.4|zone:1:12: the record has no TTL",
                "' A 1.2.3.4'|zone:1:2: the first record has no owner",
                "a 5 FROB x|zone:1:5: 'FROB' is no type",
                "a..b 5 A 1.2.3.4|zone:1:1: 'a..b' is no name: a label is empty",
                "a 5 TXT \"x|zone:1:9: a quote was opened but not closed in its line",
                "a 5 MX (10|zone:1:11: a parenthesis was opened but not closed",
                "a 5 MX 10 b )|zone:1:13: a parenthesis was closed that was not opened",
                "a 5 MX 65536 b|zone:1:8: '65536' is no number, expected 0 to 65535",
                "a 5 AAAA 1::2::3|zone:1:10: ",
                "a 5 DS 1 1 1 xyz|zone:1:17: 'xyz' is not hexadecimal",
                "a 4294967295 A 1.2.3.4|zone:1:3: a TTL is 4294967295, limit=2147483647",
                "a 5 OPT \\# 0|zone:1:5: type OPT cannot stand in a zone",
                "a 5 TYPE1 \\# 3 010203|zone:1:22: the data does not have the form of type A",
                "a 5 SVCB 1 . port=1 port=2|zone:1:21: the key 'port' appears twice",
                "$FOO x|zone:1:1: '$FOO' is no directive",
                "$INCLUDE /nonexistent/file|zone:1:27: '/nonexistent/file' cannot be read",
                "$GENERATE 1-99999999 a A 1.2.3.4|zone:1:11: $GENERATE makes 99999999 records, limit=65536"
            })
    void shouldNameFileLineAndColumnOfErrors(final String line, final String expected) {
        final MasterFileException thrown = assertThrows(MasterFileException.class, () -> read(line));
        assertTrue(String.valueOf(thrown.getMessage()).startsWith(expected), thrown.getMessage());
    }

    @Test
    void shouldCountLinesThroughParenthesesAndComments() {
        final MasterFileException thrown =
                assertThrows(MasterFileException.class, () -> read("; one\n\na 5 MX ( ; three\n 10 ; four\n b..c )\n"));
        assertEquals(5, thrown.line());
        assertEquals(2, thrown.column());
    }
}
