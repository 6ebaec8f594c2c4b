package org.firsthop.dns.rdata;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.firsthop.dns.name.MessageNames;
import org.firsthop.dns.name.NameValidator;
import org.firsthop.dns.name.WireName;
import org.jspecify.annotations.Nullable;

/**
 * The check of RDATA against the layout of its type: after it, the views of this package read no octet outside.
 *
 * <p>Names in RDATA may be compressed where their type allows it (RFC 3597 section 4), and then point into the message. The
 * check is total over any octets, allocates nothing, and keeps no state but the validator's.
 */
public final class RdataCheck {
    /** RDATA does not have the fields of its type, or more than these (RFC 1035 section 3.3, or the type's own). */
    public static final DropReason BAD_RDATA = DropReason.declare(
            "DNS_BAD_RDATA", Severity.WARNING, "a record's data does not have the form that its type prescribes");

    private static final int ADDRESS_LENGTH_4 = 4;
    private static final int ADDRESS_LENGTH_6 = 16;

    private RdataCheck() {}

    /**
     * Checks the RDATA of a record in a message.
     *
     * @param names has begun the message and has seen no other since; {@code null} where names must not be compressed.
     * @param base the message's array, or {@code null} for absolute addresses.
     * @param message address of the message's first octet.
     * @param limit octets of the message.
     * @param type of the record.
     * @param recordClass of the record.
     * @param offset of the RDATA from the message's first octet.
     * @param length of the RDATA; the range lies inside the message.
     * @return {@link DropReason#NONE}, or what is wrong.
     */
    public static DropReason check(
            final @Nullable NameValidator names,
            final @Nullable Object base,
            final long message,
            final int limit,
            final int type,
            final int recordClass,
            final int offset,
            final int length) {
        if (recordClass == RecordClass.IN) {
            // What nearly all records are, without a look at the table.
            if (type == RecordType.A) {
                return length == ADDRESS_LENGTH_4 ? DropReason.NONE : BAD_RDATA;
            }
            if (type == RecordType.AAAA) {
                return length == ADDRESS_LENGTH_6 ? DropReason.NONE : BAD_RDATA;
            }
            if (names != null && (type == RecordType.NS || type == RecordType.CNAME)) {
                final int next = names.validate(base, message, limit, offset);
                return next == offset + length ? DropReason.NONE : nameReason(next);
            }
        }
        return checkFields(names, base, message, limit, type, recordClass, offset, length);
    }

    private static DropReason nameReason(final int next) {
        return next < 0 && next != MALFORMED ? MessageNames.reason(next) : BAD_RDATA;
    }

    private static DropReason checkFields(
            final @Nullable NameValidator names,
            final @Nullable Object base,
            final long message,
            final int limit,
            final int type,
            final int recordClass,
            final int offset,
            final int length) {
        final RdataField[] fields = RdataLayout.of(type, recordClass);
        if (fields == null) {
            return DropReason.NONE;
        }
        final int end = offset + length;
        int position = offset;
        for (final RdataField field : fields) {
            final int next =
                    switch (field) {
                        case COMPRESSED_NAME, NAME -> name(names, base, message, limit, position, end);
                        case PLAIN_NAME -> plainName(base, message, position, end);
                        default -> after(field, base, message, position, end);
                    };
            if (next < 0) {
                return nameReason(next);
            }
            position = next;
        }
        if (position != end) {
            return BAD_RDATA;
        }
        return isBinding(type) ? SvcParams.check(base, message + offset, length) : DropReason.NONE;
    }

    /**
     * Tells whether RDATA that stands alone, uncompressed, lacks the form of its type.
     *
     * @param base the RDATA's array, or {@code null} for absolute addresses.
     * @param rdata address of the RDATA.
     * @param length of the RDATA.
     * @param type of its record.
     * @param recordClass of its record.
     * @return whether it does.
     */
    public static boolean isMalformed(
            final @Nullable Object base, final long rdata, final int length, final int type, final int recordClass) {
        return check(null, base, rdata, length, type, recordClass, 0, length) != DropReason.NONE;
    }

    /** The field does not fit its RDATA; no fault of names has this value. */
    static final int MALFORMED = -100;

    /**
     * Where a field that is not a name ends.
     *
     * @return the position after the field, at most {@code end}, or {@link #MALFORMED}.
     */
    static int after(
            final RdataField field,
            final @Nullable Object base,
            final long message,
            final int position,
            final int end) {
        return switch (field) {
            case U8 -> fixed(position, 1, end);
            case U16, TYPE -> fixed(position, 2, end);
            case U32, SECONDS, TIME, IPV4 -> fixed(position, 4, end);
            case EUI48 -> fixed(position, 6, end);
            case EUI64 -> fixed(position, 8, end);
            case IPV6 -> fixed(position, 16, end);
            case STRING, SALT -> string(base, message, position, end);
            case TAG, HASH -> {
                final int next = string(base, message, position, end);
                yield next == position + 1 ? MALFORMED : next;
            }
            case STRINGS -> strings(base, message, position, end);
            case HEX_REST, BASE64_REST -> position < end ? end : MALFORMED;
            case TEXT_REST -> end;
            case TYPES -> types(base, message, position, end);
            case SVC_PARAMS, OPTIONS -> pairs(base, message, position, end);
            case COMPRESSED_NAME, NAME, PLAIN_NAME -> MALFORMED;
        };
    }

    private static boolean isBinding(final int type) {
        return type == RecordType.SVCB || type == RecordType.HTTPS;
    }

    private static int fixed(final int position, final int size, final int end) {
        return position + size <= end ? position + size : MALFORMED;
    }

    private static int name(
            final @Nullable NameValidator names,
            final @Nullable Object base,
            final long message,
            final int limit,
            final int position,
            final int end) {
        if (names == null) {
            return plainName(base, message, position, end);
        }
        final int next = names.validate(base, message, limit, position);
        return next > end ? MALFORMED : next;
    }

    private static int plainName(final @Nullable Object base, final long message, final int position, final int end) {
        final int length = WireName.check(base, message + position, end - position);
        return length < 0 ? length : position + length;
    }

    private static int string(final @Nullable Object base, final long message, final int position, final int end) {
        if (position >= end) {
            return MALFORMED;
        }
        return fixed(position, 1 + Memory.u8(base, message + position), end);
    }

    private static int strings(final @Nullable Object base, final long message, final int position, final int end) {
        int next = string(base, message, position, end);
        while (next >= 0 && next < end) {
            next = string(base, message, next, end);
        }
        return next;
    }

    /** Windows of types, in increasing order, each of 1 to 32 octets (RFC 4034 section 4.1.2). */
    private static int types(final @Nullable Object base, final long message, final int position, final int end) {
        int next = position;
        int window = -1;
        while (next < end) {
            if (next + 2 > end) {
                return MALFORMED;
            }
            final int number = Memory.u8(base, message + next);
            final int length = Memory.u8(base, message + next + 1);
            if (number <= window || length == 0 || length > 32 || next + 2 + length > end) {
                return MALFORMED;
            }
            window = number;
            next += 2 + length;
        }
        return next;
    }

    /** Codes of 16 bits, each with 16 bits of length and so many octets. */
    private static int pairs(final @Nullable Object base, final long message, final int position, final int end) {
        int next = position;
        while (next < end) {
            if (next + 4 > end) {
                return MALFORMED;
            }
            next += 4 + Memory.u16(base, message + next + 2);
            if (next > end) {
                return MALFORMED;
            }
        }
        return next;
    }
}
