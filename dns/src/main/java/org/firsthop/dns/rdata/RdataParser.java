package org.firsthop.dns.rdata;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.TreeSet;
import org.agrona.BufferUtil;
import org.firsthop.core.address.AddressSyntaxException;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.memory.Memory;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.NameText;
import org.firsthop.dns.name.WireName;

/**
 * Reads RDATA from text in the form of master files (RFC 1035 section 5.1, and what each type's RFC says), or of any type in the
 * form {@code \# length hex} (RFC 3597 section 5).
 *
 * <p>The result lies in {@link #octets()}, uncompressed. Reusable; not thread-safe; for the control plane.
 */
public final class RdataParser {
    private static final long MAX_U32 = 0xFFFF_FFFFL;
    private static final int CAPACITY = RdataCopy.MAX_LENGTH + WireName.CAPACITY;

    private byte[] octets = new byte[WireName.CAPACITY * 2];
    private int length;

    /** A parser that holds no RDATA. */
    public RdataParser() {}

    /** {@return the array whose first {@link #length()} octets are the RDATA last read; valid until the next call} */
    public byte[] octets() {
        return octets;
    }

    /** {@return octets of the RDATA last read} */
    public int length() {
        return length;
    }

    /** {@return the RDATA last read, a copy} */
    public byte[] toArray() {
        return Arrays.copyOf(octets, length);
    }

    /**
     * Reads the RDATA of one record from text of its own.
     *
     * @param text the fields, separated by blanks.
     * @param type of the record.
     * @param recordClass of the record.
     * @param origin that relative names are completed with.
     * @return this.
     * @throws MasterFileException when the text does not have the type's form.
     */
    public RdataParser parse(final CharSequence text, final int type, final int recordClass, final DomainName origin) {
        return parse(new MasterLexer("<text>", text), type, recordClass, origin);
    }

    /**
     * Reads the RDATA of one record, up to the end of the line, which is taken too.
     *
     * @param lexer that stands before the first field.
     * @param type of the record.
     * @param recordClass of the record.
     * @param origin that relative names are completed with.
     * @return this.
     * @throws MasterFileException when the text does not have the type's form.
     */
    public RdataParser parse(final MasterLexer lexer, final int type, final int recordClass, final DomainName origin) {
        length = 0;
        lexer.next();
        if (lexer.token() == MasterLexer.Token.WORD && lexer.tokenText().equals("\\#")) {
            parseOpaque(lexer);
        } else {
            lexer.pushBack();
            final RdataField[] fields = RdataLayout.of(type, recordClass);
            if (fields == null || type == RecordType.OPT) {
                throw lexer.error(
                        "data of type " + RecordType.name(type) + " is known only in the form '\\# length hex'");
            }
            for (final RdataField field : fields) {
                parseField(lexer, field, origin);
            }
        }
        lexer.requireEnd();
        if (length > RdataCopy.MAX_LENGTH) {
            throw lexer.error("the data has " + length + " octets, limit=" + RdataCopy.MAX_LENGTH);
        }
        if (RdataCheck.isMalformed(octets, BufferUtil.ARRAY_BASE_OFFSET, length, type, recordClass)) {
            throw lexer.error("the data does not have the form of type " + RecordType.name(type));
        }
        return this;
    }

    private void parseOpaque(final MasterLexer lexer) {
        lexer.require("the length of the data");
        final long size = number(lexer, lexer.tokenText(), RdataCopy.MAX_LENGTH);
        putHex(lexer);
        if (length != size) {
            throw lexer.error("the data has " + length + " octets, expected " + size);
        }
    }

    private void parseField(final MasterLexer lexer, final RdataField field, final DomainName origin) {
        switch (field) {
            case STRINGS -> parseStrings(lexer);
            case HEX_REST -> putHex(lexer);
            case BASE64_REST -> putOctets(base64(lexer, rest(lexer)));
            case TYPES -> parseTypes(lexer);
            case SVC_PARAMS -> SvcParamsText.parse(lexer, this);
            default -> {
                lexer.require(expected(field));
                parseToken(lexer, field, origin);
            }
        }
    }

    private void parseToken(final MasterLexer lexer, final RdataField field, final DomainName origin) {
        switch (field) {
            case U8 -> putU8((int) number(lexer, lexer.tokenText(), 0xFF));
            case U16 -> putU16((int) number(lexer, lexer.tokenText(), 0xFFFF));
            case U32 -> putI32((int) number(lexer, lexer.tokenText(), MAX_U32));
            case SECONDS -> putI32((int) seconds(lexer));
            case TIME -> putI32((int) time(lexer));
            case TYPE -> putU16(type(lexer));
            case IPV4, IPV6 -> parseAddress(lexer, field);
            case EUI48 -> parseHyphenated(lexer, 6);
            case EUI64 -> parseHyphenated(lexer, 8);
            case STRING -> putString(lexer, 0);
            case TAG -> putString(lexer, 1);
            case TEXT_REST -> putOctets(unescape(lexer, lexer.tokenText()));
            case SALT -> parseSalt(lexer);
            case HASH -> parseHash(lexer);
            default -> parseName(lexer, origin);
        }
    }

    private static String expected(final RdataField field) {
        return switch (field) {
            case U8, U16, U32 -> "a number";
            case SECONDS -> "a time in seconds";
            case TIME -> "a time as YYYYMMDDHHmmSS";
            case TYPE -> "a type";
            case IPV4 -> "an IPv4 address";
            case IPV6 -> "an IPv6 address";
            case EUI48, EUI64 -> "hexadecimal octets with hyphens";
            case SALT, HASH -> "a hash or salt";
            case COMPRESSED_NAME, NAME, PLAIN_NAME -> "a name";
            default -> "a string";
        };
    }

    private void parseName(final MasterLexer lexer, final DomainName origin) {
        ensure(WireName.CAPACITY);
        final int size = parseName(lexer, origin, octets, BufferUtil.ARRAY_BASE_OFFSET + length);
        length += size;
    }

    /**
     * Reads the current token as a name, {@code @} being the origin.
     *
     * @param lexer that stands at the token.
     * @param origin that a relative name is completed with.
     * @param toBase the destination's array.
     * @param to address of the destination, {@link WireName#CAPACITY} octets.
     * @return the name's octets.
     * @throws MasterFileException when the token is no name.
     */
    public static int parseName(final MasterLexer lexer, final DomainName origin, final Object toBase, final long to) {
        final CharSequence text = lexer.text();
        if (lexer.end() - lexer.start() == 1 && text.charAt(lexer.start()) == '@') {
            WireName.copy(origin.base(), origin.address(), toBase, to, origin.length());
            return origin.length();
        }
        final int size = NameText.parse(
                text, lexer.start(), lexer.end(), origin.base(), origin.address(), origin.length(), toBase, to);
        if (size < 0) {
            throw lexer.error("'" + lexer.tokenText() + "' is no name: " + NameText.describe(size));
        }
        return size;
    }

    /**
     * Reads the current token as seconds: a number, or numbers with units, such as {@code 1h30m} (w, d, h, m, s).
     *
     * @param lexer that stands at the token.
     * @return 0 to 4,294,967,295.
     * @throws MasterFileException when the token is no time.
     */
    public static long seconds(final MasterLexer lexer) {
        final long seconds = seconds(lexer.text(), lexer.start(), lexer.end());
        if (seconds < 0) {
            throw lexer.error("'" + lexer.tokenText() + "' is no time in seconds up to " + MAX_U32);
        }
        return seconds;
    }

    /**
     * Reads a part of a text as seconds.
     *
     * @param text to read.
     * @param start index of the first character.
     * @param end index after the last character.
     * @return 0 to 4,294,967,295, or −1 where it is no time.
     */
    public static long seconds(final CharSequence text, final int start, final int end) {
        long total = 0;
        long number = -1;
        for (int i = start; i < end; i++) {
            final char character = text.charAt(i);
            if (character >= '0' && character <= '9') {
                number = Math.max(number, 0) * 10 + character - '0';
            } else {
                final int unit = unit(character);
                if (unit == 0 || number < 0) {
                    return -1;
                }
                total += number * unit;
                number = -1;
            }
            if (total > MAX_U32 || number > MAX_U32) {
                return -1;
            }
        }
        total += Math.max(number, 0);
        return end > start && total <= MAX_U32 ? total : -1;
    }

    private static int unit(final char character) {
        return switch (character) {
            case 's', 'S' -> 1;
            case 'm', 'M' -> 60;
            case 'h', 'H' -> 3600;
            case 'd', 'D' -> 86_400;
            case 'w', 'W' -> 604_800;
            default -> 0;
        };
    }

    private static long time(final MasterLexer lexer) {
        final String text = lexer.tokenText();
        if (text.length() != 14) {
            return number(lexer, text, MAX_U32);
        }
        final long digits = number(lexer, text, 99_999_999_999_999L);
        try {
            return LocalDateTime.of(
                            (int) (digits / 10_000_000_000L),
                            (int) (digits / 100_000_000 % 100),
                            (int) (digits / 1_000_000 % 100),
                            (int) (digits / 10_000 % 100),
                            (int) (digits / 100 % 100),
                            (int) (digits % 100))
                    .toEpochSecond(ZoneOffset.UTC);
        } catch (final DateTimeException wrong) {
            throw withCause(lexer, new IllegalArgumentException("'" + text + "' is no time as YYYYMMDDHHmmSS", wrong));
        }
    }

    private static int type(final MasterLexer lexer) {
        final int type = RecordType.parse(lexer.tokenText());
        if (type < 0) {
            throw lexer.error("'" + lexer.tokenText() + "' is no type");
        }
        return type;
    }

    private void parseAddress(final MasterLexer lexer, final RdataField field) {
        try {
            if (field == RdataField.IPV4) {
                putI32(Ipv4Address.parse(lexer.text(), lexer.start(), lexer.end()));
            } else {
                final Ipv6Address address = Ipv6Address.parse(lexer.text(), lexer.start(), lexer.end());
                putI64(address.high());
                putI64(address.low());
            }
        } catch (final AddressSyntaxException wrong) {
            throw withCause(lexer, wrong);
        }
    }

    private void parseHyphenated(final MasterLexer lexer, final int size) {
        final String text = lexer.tokenText();
        try {
            final byte[] value = HexFormat.ofDelimiter("-").parseHex(text);
            if (value.length != size) {
                throw lexer.error("'" + text + "' has " + value.length + " octets, expected " + size);
            }
            putOctets(value);
        } catch (final IllegalArgumentException wrong) {
            throw withCause(lexer, wrong);
        }
    }

    private void parseStrings(final MasterLexer lexer) {
        lexer.require("a string");
        do {
            putString(lexer, 0);
            lexer.next();
        } while (!lexer.isEnd());
        lexer.pushBack();
    }

    private void putString(final MasterLexer lexer, final int least) {
        final byte[] value = unescape(lexer, lexer.tokenText());
        if (value.length < least || value.length > 0xFF) {
            throw lexer.error("a string has " + value.length + " octets, expected " + least + " to 255");
        }
        putU8(value.length);
        putOctets(value);
    }

    private void parseSalt(final MasterLexer lexer) {
        final String text = lexer.tokenText();
        final byte[] salt = text.equals("-") ? new byte[0] : hex(lexer, text);
        if (salt.length > 0xFF) {
            throw lexer.error("a salt has " + salt.length + " octets, limit=255");
        }
        putU8(salt.length);
        putOctets(salt);
    }

    private void parseHash(final MasterLexer lexer) {
        final String text = lexer.tokenText();
        final int lengthAt = length;
        putU8(0);
        int bits = 0;
        int held = 0;
        for (int i = 0; i < text.length(); i++) {
            final int digit = Character.digit(text.charAt(i), 32);
            if (digit < 0 || text.charAt(i) > 'z') {
                throw lexer.error("'" + text + "' is no base32hex");
            }
            bits = (bits << 5) | digit;
            held += 5;
            if (held >= 8) {
                held -= 8;
                putU8(bits >>> held);
            }
        }
        final int size = length - lengthAt - 1;
        if (size < 1 || size > 0xFF || (bits & ((1 << held) - 1)) != 0 || held >= 5) {
            throw lexer.error("'" + text + "' is no base32hex of 1 to 255 octets");
        }
        setU8(lengthAt, size);
    }

    private void parseTypes(final MasterLexer lexer) {
        final TreeSet<Integer> types = new TreeSet<>();
        lexer.next();
        while (!lexer.isEnd()) {
            types.add(type(lexer));
            lexer.next();
        }
        lexer.pushBack();
        int window = -1;
        int lengthAt = 0;
        for (final int type : types) {
            if (type >>> 8 != window) {
                window = type >>> 8;
                putU8(window);
                lengthAt = length;
                putU8(0);
            }
            final int size = ((type & 0xFF) >>> 3) + 1;
            while (length - lengthAt - 1 < size) {
                putU8(0);
            }
            setU8(lengthAt, size);
            octets[length - 1] |= (byte) (0x80 >>> (type & 7));
        }
    }

    private void putHex(final MasterLexer lexer) {
        putOctets(hex(lexer, rest(lexer)));
    }

    /** The tokens up to the line's end, joined. */
    private static String rest(final MasterLexer lexer) {
        final StringBuilder joined = new StringBuilder();
        while (lexer.next() == MasterLexer.Token.WORD) {
            joined.append(lexer.text(), lexer.start(), lexer.end());
        }
        lexer.pushBack();
        return joined.toString();
    }

    private static byte[] hex(final MasterLexer lexer, final String text) {
        try {
            return HexFormat.of().parseHex(text);
        } catch (final IllegalArgumentException wrong) {
            throw withCause(lexer, new IllegalArgumentException("'" + text + "' is not hexadecimal", wrong));
        }
    }

    static byte[] base64(final MasterLexer lexer, final String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (final IllegalArgumentException wrong) {
            throw withCause(lexer, new IllegalArgumentException("'" + text + "' is not base64", wrong));
        }
    }

    static long number(final MasterLexer lexer, final String text, final long limit) {
        long number = text.isEmpty() ? -1 : 0;
        for (int i = 0; i < text.length() && number >= 0; i++) {
            final char digit = text.charAt(i);
            number = digit < '0' || digit > '9' ? -1 : number * 10 + digit - '0';
            if (number > limit) {
                number = -1;
            }
        }
        if (number < 0) {
            throw lexer.error("'" + text + "' is no number, expected 0 to " + limit);
        }
        return number;
    }

    /** The octets that text stands for, its escapes undone. */
    static byte[] unescape(final MasterLexer lexer, final String text) {
        final byte[] value = new byte[text.length()];
        int size = 0;
        for (int i = 0; i < text.length(); ) {
            int octet = text.charAt(i++);
            if (octet == '\\') {
                final int escape = NameText.escape(text, i, text.length());
                if (escape < 0) {
                    throw lexer.error("'" + text + "' is no string: " + NameText.describe(escape));
                }
                octet = escape & 0xFF;
                i += escape >>> 8;
            } else if (octet > 0x7F) {
                throw lexer.error("'" + text + "' is no string: " + NameText.describe(NameText.NOT_ASCII));
            }
            value[size++] = (byte) octet;
        }
        return Arrays.copyOf(value, size);
    }

    static MasterFileException withCause(final MasterLexer lexer, final IllegalArgumentException cause) {
        if (cause instanceof MasterFileException already) {
            return already;
        }
        final MasterFileException error = lexer.error(String.valueOf(cause.getMessage()));
        error.initCause(cause);
        return error;
    }

    void putU8(final int value) {
        ensure(1);
        octets[length++] = (byte) value;
    }

    void setU8(final int index, final int value) {
        octets[index] = (byte) value;
    }

    void putU16(final int value) {
        putU8(value >>> 8);
        putU8(value);
    }

    void putI32(final int value) {
        putU16(value >>> 16);
        putU16(value);
    }

    void putI64(final long value) {
        ensure(8);
        Memory.putI64(octets, BufferUtil.ARRAY_BASE_OFFSET + length, value);
        length += 8;
    }

    void putOctets(final byte... value) {
        ensure(value.length);
        System.arraycopy(value, 0, octets, length, value.length);
        length += value.length;
    }

    private void ensure(final int more) {
        if (length + more > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(Math.min(octets.length * 2, CAPACITY), length + more));
        }
    }
}
