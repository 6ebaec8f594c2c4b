package org.firsthop.dns.name;

import org.firsthop.core.drop.DropReason;
import org.firsthop.core.drop.DropReason.Severity;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Names inside a message, where two octets with the top bits 11 point to the rest of a name (RFC 1035 section 4.1.4).
 *
 * <pre>
 *  +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  | 1  1|      offset from the message's start     |
 *  +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * </pre>
 *
 * <p>Every method takes the message as {@code (base, message, limit)}: where its first octet lies and how many octets it
 * has; positions count from that first octet. Every method is total: over any octets it returns, with a negative fault where
 * the name is malformed, and reads nothing at or beyond {@code limit}. The rules are those of {@linkplain
 * org.firsthop.dns.name this package}. All are static, allocate nothing, and are free for any thread.
 */
public final class MessageNames {
    /** The name runs past the end of the message. */
    public static final int TRUNCATED = -1;

    /** An octet of length has the top bits 01 or 10, which are not in use (RFC 6891 section 5, RFC 1035 section 4.1.4). */
    public static final int BAD_LABEL = -2;

    /** The name has more than 255 octets (RFC 1035 section 2.3.4). */
    public static final int TOO_LONG = -3;

    /** A pointer leads into the header, or not strictly backward, or is one too many. */
    public static final int BAD_POINTER = -4;

    /** The most pointers that one name may follow: a name of 127 one-octet labels needs no more than 126. */
    public static final int MAX_POINTERS = 126;

    /** Octets of a message's header, into which no pointer may lead. */
    public static final int HEADER_LENGTH = 12;

    /** A name runs past the end of the message. Its sender, or whoever cut it. */
    public static final DropReason NAME_TRUNCATED =
            DropReason.declare("DNS_NAME_TRUNCATED", Severity.WARNING, "a name runs past the end of the message");

    /** A label's type is not in use (RFC 6891 section 5). The sender. */
    public static final DropReason NAME_BAD_LABEL =
            DropReason.declare("DNS_NAME_BAD_LABEL", Severity.WARNING, "a label has top bits 01 or 10");

    /** A name has more than 255 octets (RFC 1035 section 2.3.4). The sender. */
    public static final DropReason NAME_TOO_LONG =
            DropReason.declare("DNS_NAME_TOO_LONG", Severity.WARNING, "a name has more than 255 octets");

    /** A compression pointer leads into the header, forward or around (RFC 1035 section 4.1.4). The sender: an attack. */
    public static final DropReason NAME_BAD_POINTER = DropReason.declare(
            "DNS_NAME_BAD_POINTER", Severity.WARNING, "a compression pointer does not lead to an earlier name");

    private MessageNames() {}

    /**
     * The reason that a fault stands for.
     *
     * @param fault a negative result of a method here.
     * @return the reason.
     */
    public static DropReason reason(final int fault) {
        return switch (fault) {
            case TRUNCATED -> NAME_TRUNCATED;
            case BAD_LABEL -> NAME_BAD_LABEL;
            case TOO_LONG -> NAME_TOO_LONG;
            default -> NAME_BAD_POINTER;
        };
    }

    /**
     * Where a name ends in place: after its root or its first pointer, which is not followed.
     *
     * @param base the message's array, or {@code null} for absolute addresses.
     * @param message address of the message's first octet.
     * @param limit octets of the message.
     * @param position of the name's first octet.
     * @return the position after the name, or a negative fault.
     */
    public static int skip(final @Nullable Object base, final long message, final int limit, final int position) {
        int next = position;
        while (next < limit) {
            final int label = Memory.u8(base, message + next);
            if (label == 0) {
                return next + 1;
            }
            if (label > WireName.MAX_LABEL_LENGTH) {
                if (label < 0xC0) {
                    return BAD_LABEL;
                }
                return next + 2 <= limit ? next + 2 : TRUNCATED;
            }
            next += label + 1;
            if (next - position >= WireName.MAX_LENGTH) {
                return TOO_LONG;
            }
        }
        return TRUNCATED;
    }

    /**
     * The number of octets that a name has in wire form.
     *
     * @param base the message's array, or {@code null} for absolute addresses.
     * @param message address of the message's first octet.
     * @param limit octets of the message.
     * @param position of the name's first octet.
     * @return 1 to 255, or a negative fault.
     */
    public static int length(final @Nullable Object base, final long message, final int limit, final int position) {
        int run = position;
        int next = position;
        int length = 1;
        int pointers = 0;
        while (next < limit) {
            final int label = Memory.u8(base, message + next);
            if (label == 0) {
                return length;
            }
            if (label <= WireName.MAX_LABEL_LENGTH) {
                length += label + 1;
                next += label + 1;
                if (length > WireName.MAX_LENGTH) {
                    return TOO_LONG;
                }
            } else {
                next = target(base, message, limit, next, run);
                if (next < 0) {
                    return next;
                }
                if (++pointers > MAX_POINTERS) {
                    return BAD_POINTER;
                }
                run = next;
            }
        }
        return TRUNCATED;
    }

    /**
     * Copies a name into wire form, its case kept.
     *
     * @param base the message's array, or {@code null} for absolute addresses.
     * @param message address of the message's first octet.
     * @param limit octets of the message.
     * @param position of the name's first octet.
     * @param toBase the destination's array, or {@code null}.
     * @param to address of the destination, {@link WireName#CAPACITY} octets that do not overlap the message; octets of it
     *     past the name may be overwritten.
     * @return the name's octets, 1 to 255, or a negative fault.
     */
    public static int copy(
            final @Nullable Object base,
            final long message,
            final int limit,
            final int position,
            final @Nullable Object toBase,
            final long to) {
        int run = position;
        int next = position;
        int length = 0;
        int pointers = 0;
        while (next < limit) {
            final int label = Memory.u8(base, message + next);
            if (label == 0) {
                Memory.putU8(toBase, to + length, 0);
                return length + 1;
            }
            if (label <= WireName.MAX_LABEL_LENGTH) {
                final int size = label + 1;
                if (length + size >= WireName.MAX_LENGTH) {
                    return TOO_LONG;
                }
                if (next + size >= limit) {
                    return TRUNCATED;
                }
                copyLabel(base, message + next, message + limit, toBase, to + length, size);
                length += size;
                next += size;
            } else {
                next = target(base, message, limit, next, run);
                if (next < 0) {
                    return next;
                }
                if (++pointers > MAX_POINTERS) {
                    return BAD_POINTER;
                }
                run = next;
            }
        }
        return TRUNCATED;
    }

    /**
     * Copies a name into wire form with its ASCII capitals turned to lower case, the form for keys of tables.
     *
     * @param base the message's array, or {@code null} for absolute addresses.
     * @param message address of the message's first octet.
     * @param limit octets of the message.
     * @param position of the name's first octet.
     * @param toBase the destination's array, or {@code null}.
     * @param to address of the destination, {@link WireName#CAPACITY} octets that do not overlap the message.
     * @return the name's octets, 1 to 255, or a negative fault.
     */
    public static int copyFolded(
            final @Nullable Object base,
            final long message,
            final int limit,
            final int position,
            final @Nullable Object toBase,
            final long to) {
        final int length = copy(base, message, limit, position, toBase, to);
        if (length > 1) {
            WireName.copyFolded(toBase, to, toBase, to, length);
        }
        return length;
    }

    /**
     * Tells whether a name in a message equals a name in wire form, but for the case of ASCII letters.
     *
     * @param base the message's array, or {@code null} for absolute addresses.
     * @param message address of the message's first octet.
     * @param limit octets of the message.
     * @param position of the name's first octet.
     * @param nameBase the wire form's array, or {@code null}.
     * @param name address of the wire form.
     * @param nameLength its octets.
     * @return whether they are equal; a malformed name equals none.
     */
    public static boolean equalsIgnoreCase(
            final @Nullable Object base,
            final long message,
            final int limit,
            final int position,
            final @Nullable Object nameBase,
            final long name,
            final int nameLength) {
        return equals(base, message, limit, position, nameBase, name, nameLength, false);
    }

    /**
     * Tells whether a name in a message equals a name in wire form, case included.
     *
     * @param base the message's array, or {@code null} for absolute addresses.
     * @param message address of the message's first octet.
     * @param limit octets of the message.
     * @param position of the name's first octet.
     * @param nameBase the wire form's array, or {@code null}.
     * @param name address of the wire form.
     * @param nameLength its octets.
     * @return whether they are equal; a malformed name equals none.
     */
    public static boolean equalsExactly(
            final @Nullable Object base,
            final long message,
            final int limit,
            final int position,
            final @Nullable Object nameBase,
            final long name,
            final int nameLength) {
        return equals(base, message, limit, position, nameBase, name, nameLength, true);
    }

    private static boolean equals(
            final @Nullable Object base,
            final long message,
            final int limit,
            final int position,
            final @Nullable Object nameBase,
            final long name,
            final int nameLength,
            final boolean exactly) {
        int run = position;
        int next = position;
        int at = 0;
        int pointers = 0;
        while (next < limit) {
            final int label = Memory.u8(base, message + next);
            if (label > WireName.MAX_LABEL_LENGTH) {
                next = target(base, message, limit, next, run);
                if (next < 0 || ++pointers > MAX_POINTERS) {
                    return false;
                }
                run = next;
                continue;
            }
            final int size = label + 1;
            if (size > nameLength - at || next + size > limit) {
                return false;
            }
            final boolean equal = exactly
                    ? WireName.equalsExactly(base, message + next, nameBase, name + at, size)
                    : WireName.equalsIgnoreCase(base, message + next, nameBase, name + at, size);
            if (!equal) {
                return false;
            }
            at += size;
            next += size;
            if (label == 0) {
                return at == nameLength;
            }
        }
        return false;
    }

    /**
     * Where a pointer leads.
     *
     * @param position of an octet of length above 63.
     * @param run the position of the run of labels that the pointer ends.
     * @return the target, or a negative fault.
     */
    static int target(
            final @Nullable Object base, final long message, final int limit, final int position, final int run) {
        if (position + 2 > limit) {
            return Memory.u8(base, message + position) < 0xC0 ? BAD_LABEL : TRUNCATED;
        }
        final int pointer = Memory.u16(base, message + position);
        if (pointer < 0xC000) {
            return BAD_LABEL;
        }
        final int target = pointer & 0x3FFF;
        return target < run && target >= HEADER_LENGTH ? target : BAD_POINTER;
    }

    private static void copyLabel(
            final @Nullable Object base,
            final long from,
            final long end,
            final @Nullable Object toBase,
            final long to,
            final int size) {
        if (from + ((size + 7) & ~7) <= end) {
            int i = 0;
            do {
                Memory.putNativeLong(toBase, to + i, Memory.nativeLong(base, from + i));
                i += 8;
            } while (i < size);
            return;
        }
        for (int i = 0; i < size; i++) {
            Memory.putU8(toBase, to + i, Memory.u8(base, from + i));
        }
    }
}
