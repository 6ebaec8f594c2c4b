package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.putU16;
import static org.firsthop.core.wire.NetworkOrder.putU8;
import static org.firsthop.core.wire.NetworkOrder.u16;
import static org.firsthop.core.wire.NetworkOrder.u8;

/**
 * What the ICMP messages of both IP versions have in common (RFC 792, RFC 4443): Type, Code and Checksum, an echo's Identifier,
 * Sequence Number and data, and an error's original datagram with what may follow it (RFC 4884).
 *
 * <p>A message does not say how long it is; the IP header does. What depends on it takes {@code messageLength}.
 *
 * @param <M> the message's own class.
 */
public abstract class IcmpMessage<M extends IcmpMessage<M>> extends Flyweight<M> {
    /** Octets of the part that all types in use have. */
    public static final int HEADER_LENGTH = 8;

    /** Offset of Type. */
    public static final int TYPE_OFFSET = 0;

    /** Offset of Code. */
    public static final int CODE_OFFSET = 1;

    /** Offset of Checksum. */
    public static final int CHECKSUM_OFFSET = 2;

    /** Offset of Identifier. */
    public static final int IDENTIFIER_OFFSET = 4;

    /** Offset of Sequence Number. */
    public static final int SEQUENCE_NUMBER_OFFSET = 6;

    /** Offset of an echo's data, of the original datagram, and of the first router address. */
    public static final int DATA_OFFSET = 8;

    private final int originalDatagramWordsOffset;

    /**
     * A message over nothing.
     *
     * @param originalDatagramWordsOffset where Length of the original datagram stands (RFC 4884 section 4).
     */
    IcmpMessage(final int originalDatagramWordsOffset) {
        this.originalDatagramWordsOffset = originalDatagramWordsOffset;
    }

    /** {@return in how many octets Length counts; 0 if the message's type has no such field (RFC 4884 section 4)} */
    abstract int originalDatagramUnit();

    /**
     * Writes the part that all types have: every field zero.
     *
     * @return this.
     */
    public final M writeDefaults() {
        buffer.setMemory(offset, HEADER_LENGTH, (byte) 0);
        return self();
    }

    /** {@return Type, 8 bits, one of {@link IcmpType} or {@link Icmpv6Type}, or another: 0 to 255} */
    public final int type() {
        return u8(buffer, offset + TYPE_OFFSET);
    }

    /**
     * Sets Type.
     *
     * @param type 0 to 255.
     * @return this.
     */
    public final M type(final int type) {
        putU8(buffer, offset + TYPE_OFFSET, type);
        return self();
    }

    /** {@return Code, 8 bits, one of {@link IcmpCode} or {@link Icmpv6Code}, or another: 0 to 255} */
    public final int code() {
        return u8(buffer, offset + CODE_OFFSET);
    }

    /**
     * Sets Code.
     *
     * @param code 0 to 255.
     * @return this.
     */
    public final M code(final int code) {
        putU8(buffer, offset + CODE_OFFSET, code);
        return self();
    }

    /** {@return Checksum as it stands, 16 bits: 0 to 65,535} */
    public final int checksum() {
        return u16(buffer, offset + CHECKSUM_OFFSET);
    }

    /**
     * Sets Checksum to a given value; {@code fillChecksum} computes it.
     *
     * @param value 0 to 65,535.
     * @return this.
     */
    public final M checksum(final int value) {
        putU16(buffer, offset + CHECKSUM_OFFSET, value);
        return self();
    }

    /** {@return Identifier, 16 bits, of an echo, and of IPv4's timestamp and mask: 0 to 65,535} */
    public final int identifier() {
        return u16(buffer, offset + IDENTIFIER_OFFSET);
    }

    /**
     * Sets Identifier.
     *
     * @param value 0 to 65,535.
     * @return this.
     */
    public final M identifier(final int value) {
        putU16(buffer, offset + IDENTIFIER_OFFSET, value);
        return self();
    }

    /** {@return Sequence Number, 16 bits, of an echo, and of IPv4's timestamp and mask: 0 to 65,535} */
    public final int sequenceNumber() {
        return u16(buffer, offset + SEQUENCE_NUMBER_OFFSET);
    }

    /**
     * Sets Sequence Number.
     *
     * @param number 0 to 65,535.
     * @return this.
     */
    public final M sequenceNumber(final int number) {
        putU16(buffer, offset + SEQUENCE_NUMBER_OFFSET, number);
        return self();
    }

    /** {@return where the data of an echo begin, as an index in the buffer} */
    public final int dataOffset() {
        return offset + DATA_OFFSET;
    }

    /**
     * Octets of the data of an echo.
     *
     * @param messageLength octets of the message.
     * @return 0 or more after a check.
     */
    public final int dataLength(final int messageLength) {
        return messageLength - DATA_OFFSET;
    }

    /** {@return where the original datagram of an error begins, as an index in the buffer} */
    public final int originalDatagramOffset() {
        return offset + DATA_OFFSET;
    }

    /**
     * Length of the original datagram as it stands, 8 bits.
     *
     * @return 0 to 255, in words of 32 bits for IPv4 and of 64 bits for IPv6; 0 without extensions (RFC 4884 section 4).
     */
    public final int originalDatagramWords() {
        return u8(buffer, offset + originalDatagramWordsOffset);
    }

    /**
     * Octets of the original datagram of an error: those that Length says, where the type has it and extensions follow (RFC 4884
     * section 4), else all that there are.
     *
     * @param messageLength octets of the message.
     * @return 0 or more after a check.
     */
    public final int originalDatagramLength(final int messageLength) {
        final int extension = extensionOffset(messageLength);
        return (extension < 0 ? offset + messageLength : extension) - originalDatagramOffset();
    }

    /**
     * Where the Extension Structure of an error begins (RFC 4884 section 7): behind as many octets of original datagram as Length
     * says, with room for its own header.
     *
     * @param messageLength octets of the message.
     * @return an index in the buffer; −1 when there is none, or when Length goes beyond the message.
     */
    public final int extensionOffset(final int messageLength) {
        final int length = originalDatagramWords() * originalDatagramUnit();
        final int extension = DATA_OFFSET + length;
        return length == 0 || extension > messageLength - Integer.BYTES ? -1 : offset + extension;
    }
}
