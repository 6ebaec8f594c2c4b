package org.firsthop.dns.rdata;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import org.agrona.BufferUtil;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.memory.Memory;
import org.firsthop.dns.name.MessageNames;
import org.firsthop.dns.name.NameText;
import org.jspecify.annotations.Nullable;

/**
 * RDATA as text, in the form of master files; {@link RdataParser} reads it back to the same octets.
 *
 * <p>A type that {@link RdataCheck} knows is printed as its RFC has it, any other, and RDATA that does not have its type's form,
 * as {@code \# length hex} (RFC 3597 section 5). For people: allocates, but is total over any octets.
 */
public final class RdataText {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final char[] BASE32_HEX = "0123456789ABCDEFGHIJKLMNOPQRSTUV".toCharArray();

    private RdataText() {}

    /**
     * Appends the RDATA of a record in a message.
     *
     * @param base the message's array, or {@code null} for absolute addresses.
     * @param message address of the message's first octet.
     * @param limit octets of the message.
     * @param type of the record.
     * @param recordClass of the record.
     * @param offset of the RDATA from the message's first octet.
     * @param length of the RDATA; the range lies inside the message.
     * @param to where the text goes.
     */
    public static void print(
            final @Nullable Object base,
            final long message,
            final int limit,
            final int type,
            final int recordClass,
            final int offset,
            final int length,
            final StringBuilder to) {
        final byte[] rdata = new byte[RdataCopy.MAX_LENGTH];
        final long address = BufferUtil.ARRAY_BASE_OFFSET;
        final int copied = RdataCopy.uncompressed(
                base, message, limit, type, recordClass, offset, length, rdata, address, rdata.length);
        if (copied < 0) {
            printOpaque(base, message + offset, length, to);
        } else {
            print(rdata, address, copied, type, recordClass, to);
        }
    }

    /**
     * Appends RDATA that stands alone, uncompressed.
     *
     * @param base the RDATA's array, or {@code null} for absolute addresses.
     * @param rdata address of its first octet.
     * @param length octets of it.
     * @param type of the record.
     * @param recordClass of the record.
     * @param to where the text goes.
     */
    public static void print(
            final @Nullable Object base,
            final long rdata,
            final int length,
            final int type,
            final int recordClass,
            final StringBuilder to) {
        final RdataField[] fields = RdataLayout.of(type, recordClass);
        if (fields == null
                || type == RecordType.OPT
                || RdataCheck.isMalformed(base, rdata, length, type, recordClass)) {
            printOpaque(base, rdata, length, to);
            return;
        }
        int position = 0;
        for (final RdataField field : fields) {
            final int next =
                    switch (field) {
                        case COMPRESSED_NAME, NAME, PLAIN_NAME -> MessageNames.skip(base, rdata, length, position);
                        default -> RdataCheck.after(field, base, rdata, position, length);
                    };
            if (position > 0 && next > position) {
                to.append(' ');
            }
            printField(field, base, rdata + position, next - position, to);
            position = next;
        }
    }

    private static void printOpaque(
            final @Nullable Object base, final long rdata, final int length, final StringBuilder to) {
        to.append("\\# ").append(length);
        if (length > 0) {
            to.append(' ');
            printHex(base, rdata, length, to);
        }
    }

    private static void printField(
            final RdataField field,
            final @Nullable Object base,
            final long at,
            final int size,
            final StringBuilder to) {
        switch (field) {
            case U8 -> to.append(Memory.u8(base, at));
            case U16 -> to.append(Memory.u16(base, at));
            case U32, SECONDS -> to.append(Memory.u32(base, at));
            case TIME -> printTime(Memory.u32(base, at), to);
            case TYPE -> to.append(RecordType.name(Memory.u16(base, at)));
            case IPV4 -> Ipv4Address.append(Memory.i32(base, at), to);
            case IPV6 -> Ipv6Address.append(Memory.i64(base, at), Memory.i64(base, at + 8), to);
            case EUI48, EUI64 -> printHyphenated(base, at, size, to);
            case COMPRESSED_NAME, NAME, PLAIN_NAME -> NameText.print(base, at, to);
            case STRING -> printQuoted(base, at + 1, size - 1, to);
            case TAG -> NameText.printLabel(base, at + 1, size - 1, to);
            case STRINGS -> printStrings(base, at, size, to);
            case TEXT_REST -> printQuoted(base, at, size, to);
            case SALT -> {
                if (size == 1) {
                    to.append('-');
                } else {
                    printHex(base, at + 1, size - 1, to);
                }
            }
            case HASH -> printBase32Hex(base, at + 1, size - 1, to);
            case HEX_REST -> printHex(base, at, size, to);
            case BASE64_REST -> to.append(Base64.getEncoder().encodeToString(octets(base, at, size)));
            case TYPES -> printTypes(base, at, size, to);
            case SVC_PARAMS -> SvcParamsText.print(base, at, size, to);
            case OPTIONS -> printOpaque(base, at, size, to);
        }
    }

    /**
     * Appends octets between quotes.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param at address of the first octet.
     * @param size how many.
     * @param to where the text goes.
     */
    public static void printQuoted(final @Nullable Object base, final long at, final int size, final StringBuilder to) {
        to.append('"');
        for (int i = 0; i < size; i++) {
            final int octet = Memory.u8(base, at + i);
            if (octet < ' ' || octet >= 0x7F) {
                NameText.printDecimal(octet, to);
            } else {
                if (octet == '"' || octet == '\\') {
                    to.append('\\');
                }
                to.append((char) octet);
            }
        }
        to.append('"');
    }

    private static void printStrings(
            final @Nullable Object base, final long at, final int size, final StringBuilder to) {
        int position = 0;
        while (position < size) {
            final int length = Memory.u8(base, at + position);
            if (position > 0) {
                to.append(' ');
            }
            printQuoted(base, at + position + 1, length, to);
            position += 1 + length;
        }
    }

    private static void printHex(final @Nullable Object base, final long at, final int size, final StringBuilder to) {
        to.append(HEX.formatHex(octets(base, at, size)));
    }

    private static void printHyphenated(
            final @Nullable Object base, final long at, final int size, final StringBuilder to) {
        to.append(HexFormat.ofDelimiter("-").formatHex(octets(base, at, size)));
    }

    private static void printBase32Hex(
            final @Nullable Object base, final long at, final int size, final StringBuilder to) {
        int bits = 0;
        int held = 0;
        for (int i = 0; i < size; i++) {
            bits = (bits << 8) | Memory.u8(base, at + i);
            held += 8;
            while (held >= 5) {
                held -= 5;
                to.append(BASE32_HEX[(bits >>> held) & 31]);
            }
        }
        if (held > 0) {
            to.append(BASE32_HEX[(bits << (5 - held)) & 31]);
        }
    }

    private static void printTime(final long seconds, final StringBuilder to) {
        final LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        to.append("%04d%02d%02d%02d%02d%02d"
                .formatted(
                        time.getYear(),
                        time.getMonthValue(),
                        time.getDayOfMonth(),
                        time.getHour(),
                        time.getMinute(),
                        time.getSecond()));
    }

    private static void printTypes(final @Nullable Object base, final long at, final int size, final StringBuilder to) {
        int position = 0;
        boolean first = true;
        while (position < size) {
            final int window = Memory.u8(base, at + position) << 8;
            final int length = Memory.u8(base, at + position + 1);
            for (int bit = 0; bit < length * 8; bit++) {
                if ((Memory.u8(base, at + position + 2 + (bit >>> 3)) & (0x80 >>> (bit & 7))) != 0) {
                    to.append(first ? "" : " ").append(RecordType.name(window | bit));
                    first = false;
                }
            }
            position += 2 + length;
        }
    }

    static byte[] octets(final @Nullable Object base, final long at, final int size) {
        final byte[] octets = new byte[size];
        Memory.copy(base, at, octets, BufferUtil.ARRAY_BASE_OFFSET, size);
        return octets;
    }
}
