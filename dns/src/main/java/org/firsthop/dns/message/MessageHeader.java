package org.firsthop.dns.message;

import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The header of a message (RFC 1035 section 4.1.1; AD and CD as in RFC 4035 section 3.1.6): offsets, bits, and what is set in
 * place when a prepared message is sent again.
 *
 * <pre>
 *                                  1  1  1  1  1  1
 *    0  1  2  3  4  5  6  7  8  9  0  1  2  3  4  5
 *  +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  |                      ID                       |
 *  +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  |QR|   OPCODE  |AA|TC|RD|RA| Z|AD|CD|   RCODE   |
 *  +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  |                    QDCOUNT                    |
 *  +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  |                    ANCOUNT                    |
 *  +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  |                    NSCOUNT                    |
 *  +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 *  |                    ARCOUNT                    |
 *  +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * </pre>
 */
public final class MessageHeader {
    /** Octets of the header. */
    public static final int LENGTH = 12;

    /** Offset of the ID. */
    public static final int ID_OFFSET = 0;

    /** Offset of the 16 bits of flags, opcode and response code. */
    public static final int FLAGS_OFFSET = 2;

    /** Offset of QDCOUNT; the three other counts follow it, 16 bits each. */
    public static final int COUNTS_OFFSET = 4;

    /** QR: the message is a response. */
    public static final int QR = 0x8000;

    /** AA: the answer is authoritative. */
    public static final int AA = 0x0400;

    /** TC: the message was cut short; ask again over TCP (RFC 2181 section 9). */
    public static final int TC = 0x0200;

    /** RD: recursion is desired. */
    public static final int RD = 0x0100;

    /** RA: recursion is available. */
    public static final int RA = 0x0080;

    /** Z: to be zero. */
    public static final int Z = 0x0040;

    /** AD: the data is authentic (RFC 6840 section 5.7). */
    public static final int AD = 0x0020;

    /** CD: the asker checks the data itself (RFC 4035 section 3.2.2). */
    public static final int CD = 0x0010;

    private static final int OPCODE_SHIFT = 11;
    private static final int FOUR_BITS = 0xF;

    private MessageHeader() {}

    /**
     * The opcode among the flags.
     *
     * @param flags 16 bits as at {@link #FLAGS_OFFSET}.
     * @return 0 to 15, see {@link Opcode}.
     */
    public static int opcode(final int flags) {
        return (flags >>> OPCODE_SHIFT) & FOUR_BITS;
    }

    /**
     * The response code among the flags.
     *
     * @param flags 16 bits as at {@link #FLAGS_OFFSET}.
     * @return 0 to 15, see {@link Rcode}; with EDNS the lower 4 of 12 bits.
     */
    public static int rcode(final int flags) {
        return flags & FOUR_BITS;
    }

    /**
     * Flags with another opcode and response code.
     *
     * @param flags of which opcode and response code are replaced.
     * @param opcode 0 to 15.
     * @param rcode whose low 4 bits are taken.
     * @return the 16 bits.
     */
    public static int flags(final int flags, final int opcode, final int rcode) {
        return (flags & 0x87F0) | ((opcode & FOUR_BITS) << OPCODE_SHIFT) | (rcode & FOUR_BITS);
    }

    /**
     * Sets the ID of a message in place.
     *
     * @param base the message's array, or {@code null} for absolute addresses.
     * @param message address of the message's first octet.
     * @param id whose low 16 bits are written.
     */
    public static void id(final @Nullable Object base, final long message, final int id) {
        Memory.putU16(base, message + ID_OFFSET, id);
    }

    /**
     * Sets the flags of a message in place.
     *
     * @param base the message's array, or {@code null} for absolute addresses.
     * @param message address of the message's first octet.
     * @param flags whose low 16 bits are written.
     */
    public static void flags(final @Nullable Object base, final long message, final int flags) {
        Memory.putU16(base, message + FLAGS_OFFSET, flags);
    }
}
