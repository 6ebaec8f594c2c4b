package org.firsthop.dns.rdata;

import org.firsthop.core.memory.Memory;
import org.firsthop.dns.name.MessageNames;
import org.firsthop.dns.name.WireName;
import org.jspecify.annotations.Nullable;

/**
 * RDATA taken out of its message: names written out in full, all else as it is.
 *
 * <p>RDATA that holds a compressed name means something only inside its message; whoever keeps a record or puts it into
 * another message takes it through here first (RFC 3597 section 4). All methods are static and total, allocate nothing, and
 * are free for any thread.
 */
public final class RdataCopy {
    /** Octets of the longest RDATA. */
    public static final int MAX_LENGTH = 0xFFFF;

    private static final byte[] COMPRESSED_NAMES = new byte[RecordType.MX + 1];

    static {
        for (int type = 0; type < COMPRESSED_NAMES.length; type++) {
            COMPRESSED_NAMES[type] = (byte) RdataLayout.compressedNames(type);
        }
    }

    private RdataCopy() {}

    /**
     * How many names of a type's RDATA are sent compressed: those of RFC 1035 and no others (RFC 3597 section 4). They follow
     * one another after {@link #compressedNamesOffset(int)}.
     *
     * @param type 0 to 65,535.
     * @return 0, 1 or 2.
     */
    public static int compressedNames(final int type) {
        return type < COMPRESSED_NAMES.length ? COMPRESSED_NAMES[type] & 0xF : 0;
    }

    /**
     * Where the first of {@link #compressedNames(int)} lies.
     *
     * @param type 0 to 65,535.
     * @return its offset in the RDATA, uncompressed.
     */
    public static int compressedNamesOffset(final int type) {
        return type < COMPRESSED_NAMES.length ? COMPRESSED_NAMES[type] >>> 4 : 0;
    }

    /**
     * Copies RDATA with its names uncompressed, their case kept.
     *
     * @param base the message's array, or {@code null} for absolute addresses.
     * @param message address of the message's first octet.
     * @param limit octets of the message.
     * @param type of the record.
     * @param recordClass of the record.
     * @param offset of the RDATA from the message's first octet.
     * @param length of the RDATA; the range lies inside the message.
     * @param toBase the destination's array, or {@code null}.
     * @param to address of the destination, which does not overlap the message.
     * @param capacity octets of the destination; a name is copied only while {@link WireName#CAPACITY} octets are left.
     * @return the octets written, or −1 where they do not fit or the RDATA does not have its type's form.
     */
    public static int uncompressed(
            final @Nullable Object base,
            final long message,
            final int limit,
            final int type,
            final int recordClass,
            final int offset,
            final int length,
            final @Nullable Object toBase,
            final long to,
            final int capacity) {
        final RdataField[] fields = RdataLayout.of(type, recordClass);
        final int end = offset + length;
        int position = offset;
        int written = 0;
        int copied = offset;
        for (int i = 0; fields != null && i < fields.length && length > 0; i++) {
            final RdataField field = fields[i];
            if (field != RdataField.COMPRESSED_NAME && field != RdataField.NAME) {
                if (noNameFollows(fields, i)) {
                    break;
                }
                position = RdataCheck.after(field, base, message, position, end);
                if (position < 0) {
                    return -1;
                }
                continue;
            }
            final int before = position - copied;
            final int next = MessageNames.skip(base, message, limit, position);
            if (next < 0 || next > end || written + before + WireName.CAPACITY > capacity) {
                return -1;
            }
            Memory.copy(base, message + copied, toBase, to + written, before);
            written += before;
            final int name = MessageNames.copy(base, message, limit, position, toBase, to + written);
            if (name < 0) {
                return -1;
            }
            written += name;
            position = next;
            copied = next;
        }
        final int rest = end - copied;
        if (written + rest > capacity || written + rest > MAX_LENGTH) {
            return -1;
        }
        Memory.copy(base, message + copied, toBase, to + written, rest);
        return written + rest;
    }

    /** Tells whether no name that may be compressed follows. */
    private static boolean noNameFollows(final RdataField[] fields, final int from) {
        for (int i = from; i < fields.length; i++) {
            if (fields[i] == RdataField.COMPRESSED_NAME || fields[i] == RdataField.NAME) {
                return false;
            }
        }
        return true;
    }
}
