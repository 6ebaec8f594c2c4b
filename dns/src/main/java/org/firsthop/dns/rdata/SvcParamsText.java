package org.firsthop.dns.rdata;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;
import org.firsthop.core.address.AddressSyntaxException;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.memory.Memory;
import org.firsthop.dns.name.NameText;
import org.jspecify.annotations.Nullable;

/** Parameters of a service binding as text: {@code key=value}, in any order (RFC 9460 section 2.1 and appendix A). */
final class SvcParamsText {
    private static final int MAX_PORT = 0xFFFF;

    private SvcParamsText() {}

    static void print(final @Nullable Object base, final long params, final int length, final StringBuilder to) {
        int position = 0;
        while (position < length) {
            final int key = Memory.u16(base, params + position);
            final int size = Memory.u16(base, params + position + 2);
            if (position > 0) {
                to.append(' ');
            }
            to.append(SvcParams.name(key));
            if (size > 0) {
                to.append('=');
                printValue(base, params + position + 4, key, size, to);
            }
            position += 4 + size;
        }
    }

    private static void printValue(
            final @Nullable Object base, final long value, final int key, final int size, final StringBuilder to) {
        if (!SvcParams.isValue(base, value, key, size)) {
            // In the alias form values may be anything (RFC 9460 section 2.4.2).
            RdataText.printQuoted(base, value, size, to);
            return;
        }
        switch (key) {
            case SvcParams.MANDATORY -> {
                for (int i = 0; i < size; i += 2) {
                    to.append(i == 0 ? "" : ",").append(SvcParams.name(Memory.u16(base, value + i)));
                }
            }
            case SvcParams.ALPN -> printAlpn(base, value, size, to);
            case SvcParams.PORT -> to.append(Memory.u16(base, value));
            case SvcParams.IPV4HINT -> {
                for (int i = 0; i < size; i += 4) {
                    to.append(i == 0 ? "" : ",");
                    Ipv4Address.append(Memory.i32(base, value + i), to);
                }
            }
            case SvcParams.ECH -> to.append(Base64.getEncoder().encodeToString(RdataText.octets(base, value, size)));
            case SvcParams.IPV6HINT -> {
                for (int i = 0; i < size; i += 16) {
                    to.append(i == 0 ? "" : ",");
                    Ipv6Address.append(Memory.i64(base, value + i), Memory.i64(base, value + i + 8), to);
                }
            }
            default -> RdataText.printQuoted(base, value, size, to);
        }
    }

    /** A list whose commas and backslashes are escaped, and then escaped again as a string (RFC 9460 appendix A.1). */
    private static void printAlpn(
            final @Nullable Object base, final long value, final int size, final StringBuilder to) {
        to.append('"');
        int position = 0;
        while (position < size) {
            final int length = Memory.u8(base, value + position);
            to.append(position == 0 ? "" : ",");
            for (int i = 1; i <= length; i++) {
                final int octet = Memory.u8(base, value + position + i);
                if (octet < ' ' || octet >= 0x7F) {
                    NameText.printDecimal(octet, to);
                } else {
                    switch (octet) {
                        case ',' -> to.append("\\\\,");
                        case '\\' -> to.append("\\\\\\\\");
                        case '"' -> to.append("\\\"");
                        default -> to.append((char) octet);
                    }
                }
            }
            position += 1 + length;
        }
        to.append('"');
    }

    /** Reads parameters up to the line's end, and writes them in the order of their keys. */
    static void parse(final MasterLexer lexer, final RdataParser to) {
        final SortedMap<Integer, byte[]> params = new TreeMap<>();
        while (lexer.next() == MasterLexer.Token.WORD || lexer.token() == MasterLexer.Token.QUOTED) {
            final String text = lexer.tokenText();
            final int equals = text.indexOf('=');
            final String name = equals < 0 ? text : text.substring(0, equals);
            final int key = SvcParams.parse(name);
            if (key < 0) {
                throw lexer.error("'" + name + "' is no key of a service parameter");
            }
            String value = equals < 0 ? "" : text.substring(equals + 1);
            if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
                value = value.substring(1, value.length() - 1);
            }
            if (params.put(key, value(lexer, key, RdataParser.unescape(lexer, value))) != null) {
                throw lexer.error("the key '" + name + "' appears twice");
            }
        }
        lexer.pushBack();
        params.forEach((key, value) -> {
            to.putU16(key);
            to.putU16(value.length);
            to.putOctets(value);
        });
    }

    private static byte[] value(final MasterLexer lexer, final int key, final byte[] octets) {
        final RdataParser list = new RdataParser();
        final String text = new String(octets, StandardCharsets.ISO_8859_1);
        switch (key) {
            case SvcParams.MANDATORY -> {
                for (final int each : mandatory(lexer, text)) {
                    list.putU16(each);
                }
            }
            case SvcParams.ALPN -> parseAlpn(lexer, octets, list);
            case SvcParams.PORT -> list.putU16((int) RdataParser.number(lexer, text, MAX_PORT));
            case SvcParams.IPV4HINT, SvcParams.IPV6HINT -> {
                for (final String each : text.split(",", -1)) {
                    parseHint(lexer, key, each, list);
                }
            }
            case SvcParams.ECH -> list.putOctets(RdataParser.base64(lexer, text));
            default -> list.putOctets(octets);
        }
        return list.toArray();
    }

    private static int[] mandatory(final MasterLexer lexer, final String text) {
        final String[] names = text.split(",", -1);
        final int[] keys = new int[names.length];
        for (int i = 0; i < names.length; i++) {
            keys[i] = SvcParams.parse(names[i]);
            if (keys[i] < 0) {
                throw lexer.error("'" + names[i] + "' is no key of a service parameter");
            }
        }
        Arrays.sort(keys);
        return keys;
    }

    private static void parseHint(final MasterLexer lexer, final int key, final String text, final RdataParser list) {
        try {
            if (key == SvcParams.IPV4HINT) {
                list.putI32(Ipv4Address.parse(text));
            } else {
                final Ipv6Address address = Ipv6Address.parse(text);
                list.putI64(address.high());
                list.putI64(address.low());
            }
        } catch (final AddressSyntaxException wrong) {
            throw RdataParser.withCause(lexer, wrong);
        }
    }

    private static void parseAlpn(final MasterLexer lexer, final byte[] octets, final RdataParser list) {
        int lengthAt = list.length();
        list.putU8(0);
        for (int i = 0; i <= octets.length; i++) {
            if (i == octets.length || octets[i] == ',') {
                final int size = list.length() - lengthAt - 1;
                if (size == 0 || size > 255) {
                    throw lexer.error("a protocol of alpn has " + size + " octets, expected 1 to 255");
                }
                list.setU8(lengthAt, size);
                lengthAt = list.length();
                if (i < octets.length) {
                    list.putU8(0);
                }
            } else {
                if (octets[i] == '\\' && i + 1 < octets.length) {
                    i++;
                }
                list.putU8(octets[i]);
            }
        }
    }
}
