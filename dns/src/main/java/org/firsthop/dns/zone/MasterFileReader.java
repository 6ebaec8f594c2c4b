package org.firsthop.dns.zone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.agrona.BufferUtil;
import org.firsthop.core.memory.Memory;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.MasterFileException;
import org.firsthop.dns.rdata.MasterLexer;
import org.firsthop.dns.rdata.MasterLexer.Token;
import org.firsthop.dns.rdata.RdataParser;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.jspecify.annotations.Nullable;

/**
 * Reads master files (RFC 1035 section 5.1; {@code $TTL} of RFC 2308 section 4; {@code $GENERATE} as BIND has it).
 *
 * <p>An owner that is left out is the one before; TTL and class may be left out and come in either order. A TTL that is left
 * out is that of {@code $TTL}, or where there is none the one before, or where there is none the SOA's minimum. {@code $INCLUDE}
 * reads another file relative to the one that names it, with an origin of its own if it gives one; afterwards origin and owner
 * are as before. Errors are {@link MasterFileException}s that name file, line and column.
 *
 * <p>Reusable; not thread-safe; for the control plane.
 */
public final class MasterFileReader {
    /** The most files that may include one another, where the user sets no other limit. */
    public static final int DEFAULT_MAX_INCLUDE_DEPTH = 8;

    /** The most records of one {@code $GENERATE}, where the user sets no other limit. */
    public static final int DEFAULT_MAX_GENERATED = 65_536;

    private final RdataParser rdata = new RdataParser();
    private final byte[] name = new byte[WireName.CAPACITY];
    private final int maxIncludeDepth;
    private final int maxGenerated;

    private DomainName origin = DomainName.ROOT;
    private @Nullable DomainName owner;
    private long defaultTtl = -1;
    private long lastTtl = -1;
    private int zoneClass = RecordClass.IN;
    private int depth;

    /** A reader with the default limits. */
    public MasterFileReader() {
        this(DEFAULT_MAX_INCLUDE_DEPTH, DEFAULT_MAX_GENERATED);
    }

    /**
     * A reader.
     *
     * @param maxIncludeDepth the most files that may include one another, 0 to refuse {@code $INCLUDE}.
     * @param maxGenerated the most records of one {@code $GENERATE}, 0 to refuse it.
     */
    public MasterFileReader(final int maxIncludeDepth, final int maxGenerated) {
        this.maxIncludeDepth = maxIncludeDepth;
        this.maxGenerated = maxGenerated;
    }

    /**
     * Reads a file.
     *
     * @param file to read, ASCII.
     * @param origin that relative names are completed with at first.
     * @param sink that takes the records.
     * @throws IOException when a file cannot be read.
     * @throws MasterFileException when the text is not as it should be.
     */
    public void read(final Path file, final DomainName origin, final RecordSink sink) throws IOException {
        begin(origin);
        readFile(file, sink);
    }

    /**
     * Reads text; {@code $INCLUDE} is relative to the working directory.
     *
     * @param fileName for errors.
     * @param text to read.
     * @param origin that relative names are completed with at first.
     * @param sink that takes the records.
     * @throws IOException when an included file cannot be read.
     * @throws MasterFileException when the text is not as it should be.
     */
    public void read(final String fileName, final CharSequence text, final DomainName origin, final RecordSink sink)
            throws IOException {
        begin(origin);
        readText(new MasterLexer(fileName, text), Path.of(""), sink);
    }

    private void begin(final DomainName start) {
        origin = start;
        owner = null;
        defaultTtl = -1;
        lastTtl = -1;
        zoneClass = RecordClass.IN;
        depth = 0;
    }

    private void readFile(final Path file, final RecordSink sink) throws IOException {
        final String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        final Path directory = file.toAbsolutePath().getParent();
        readText(new MasterLexer(file.toString(), text), directory == null ? Path.of("") : directory, sink);
    }

    private void readText(final MasterLexer lexer, final Path directory, final RecordSink sink) throws IOException {
        while (lexer.next() != Token.END_OF_FILE) {
            if (lexer.token() == Token.END_OF_LINE) {
                continue;
            }
            if (!lexer.isBlankBefore()
                    && lexer.token() == Token.WORD
                    && lexer.text().charAt(lexer.start()) == '$') {
                directive(lexer, directory, sink);
            } else {
                if (lexer.isBlankBefore()) {
                    lexer.pushBack();
                } else {
                    owner = nameAt(lexer);
                }
                record(lexer, sink);
            }
        }
    }

    private void directive(final MasterLexer lexer, final Path directory, final RecordSink sink) throws IOException {
        switch (lexer.tokenText().toUpperCase(Locale.ROOT)) {
            case "$ORIGIN" -> {
                lexer.require("a name");
                origin = nameAt(lexer);
                lexer.requireEnd();
            }
            case "$TTL" -> {
                lexer.require("a time in seconds");
                defaultTtl = ttl(lexer);
                lexer.requireEnd();
            }
            case "$INCLUDE" -> include(lexer, directory, sink);
            case "$GENERATE" -> generate(lexer, directory, sink);
            default ->
                throw lexer.error(
                        "'" + lexer.tokenText() + "' is no directive, expected $ORIGIN, $TTL, $INCLUDE or $GENERATE");
        }
    }

    private void include(final MasterLexer lexer, final Path directory, final RecordSink sink) throws IOException {
        if (depth >= maxIncludeDepth) {
            throw lexer.error("$INCLUDE nests deeper than limit=" + maxIncludeDepth);
        }
        lexer.require("a file's name");
        final Path file = directory.resolve(lexer.tokenText());
        final DomainName originBefore = origin;
        final DomainName ownerBefore = owner;
        if (lexer.next() == Token.WORD) {
            origin = nameAt(lexer);
        } else {
            lexer.pushBack();
        }
        lexer.requireEnd();
        if (!Files.isReadable(file)) {
            throw lexer.error("'" + file + "' cannot be read");
        }
        depth++;
        readFile(file, sink);
        depth--;
        origin = originBefore;
        owner = ownerBefore;
    }

    private void generate(final MasterLexer lexer, final Path directory, final RecordSink sink) throws IOException {
        lexer.require("a range such as 1-10 or 1-10/2");
        final GenerateRange range = GenerateRange.parse(lexer, maxGenerated);
        final StringBuilder line = new StringBuilder();
        while (lexer.next() == Token.WORD || lexer.token() == Token.QUOTED) {
            if (line.length() > 0) {
                line.append(' ');
            }
            final boolean quoted = lexer.token() == Token.QUOTED;
            line.append(quoted ? "\"" : "").append(lexer.tokenText()).append(quoted ? "\"" : "");
        }
        final String place = lexer.file() + ":" + lexer.line() + " ($GENERATE)";
        for (long value = range.start(); value <= range.end(); value += range.step()) {
            readText(new MasterLexer(place, GenerateRange.expand(lexer, line, value)), directory, sink);
        }
    }

    private void record(final MasterLexer lexer, final RecordSink sink) {
        long ttl = -1;
        boolean classSeen = false;
        int type = -1;
        while (type < 0) {
            lexer.require("a type");
            final char first = lexer.text().charAt(lexer.start());
            if (ttl < 0 && first >= '0' && first <= '9') {
                ttl = ttl(lexer);
                continue;
            }
            final String word = lexer.tokenText();
            final int recordClass = classSeen ? -1 : RecordClass.parse(word);
            if (recordClass >= 0 && recordClass != RecordClass.ANY && recordClass != RecordClass.NONE) {
                zoneClass = recordClass;
                classSeen = true;
                continue;
            }
            type = RecordType.parse(word);
            if (type < 0) {
                throw lexer.error("'" + word + "' is no type");
            }
        }
        final DomainName name = owner;
        if (name == null) {
            throw lexer.error("the first record has no owner");
        }
        if (!RecordType.isData(type)) {
            throw lexer.error("type " + RecordType.name(type) + " cannot stand in a zone");
        }
        rdata.parse(lexer, type, zoneClass, origin);
        deliver(lexer, name, effectiveTtl(lexer, ttl, type), type, sink);
    }

    private long effectiveTtl(final MasterLexer lexer, final long explicit, final int type) {
        long ttl = explicit;
        if (ttl < 0) {
            ttl = defaultTtl >= 0 ? defaultTtl : lastTtl;
        }
        if (ttl < 0 && type == RecordType.SOA) {
            ttl = Memory.u32(rdata.octets(), BufferUtil.ARRAY_BASE_OFFSET + rdata.length() - 4) & Integer.MAX_VALUE;
        }
        if (ttl < 0) {
            throw lexer.error("the record has no TTL, and there is no $TTL or record before that has one");
        }
        lastTtl = ttl;
        return ttl;
    }

    private void deliver(
            final MasterLexer lexer, final DomainName name, final long ttl, final int type, final RecordSink sink) {
        try {
            sink.record(name, (int) ttl, zoneClass, type, rdata.octets(), rdata.length());
        } catch (final MasterFileException already) {
            throw already;
        } catch (final IllegalArgumentException wrong) {
            final MasterFileException error = lexer.error(String.valueOf(wrong.getMessage()));
            error.initCause(wrong);
            throw error;
        }
    }

    private static long ttl(final MasterLexer lexer) {
        final long ttl = RdataParser.seconds(lexer);
        if (ttl > Integer.MAX_VALUE) {
            // RFC 2181 section 8: a TTL has 31 bits.
            throw lexer.error("a TTL is " + ttl + ", limit=" + Integer.MAX_VALUE);
        }
        return ttl;
    }

    private DomainName nameAt(final MasterLexer lexer) {
        RdataParser.parseName(lexer, origin, name, BufferUtil.ARRAY_BASE_OFFSET);
        return DomainName.ofWire(name, BufferUtil.ARRAY_BASE_OFFSET);
    }
}
