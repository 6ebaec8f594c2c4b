package org.firsthop.core.wire;

import static org.firsthop.core.wire.NetworkOrder.putI32;
import static org.firsthop.core.wire.NetworkOrder.putU16;
import static org.firsthop.core.wire.NetworkOrder.putU8;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes a Hop-by-Hop Options or Destination Options header with its options in the order of the calls, aligns them as their
 * RFCs want (RFC 8200 section 4.2 and appendix A) and pads the header to a multiple of 8 octets.
 *
 * <pre>{@code
 * final int headerLength = encoder.wrap(buffer, offset, IpProtocol.ICMPV6)
 *         .routerAlert(Ipv6OptionIterator.ROUTER_ALERT_MLD)
 *         .finish();
 * }</pre>
 *
 * <p>An option that has no room left in the 2,048 octets is the caller's mistake: {@link IllegalStateException}, and nothing is
 * written. Reusable; allocates nothing; not thread-safe.
 */
public final class Ipv6OptionEncoder {
    private static final int MAX_DATA_LENGTH = 255;

    private MutableDirectBuffer buffer = new UnsafeBuffer(0, 0);
    private int offset;
    private int length;

    /** An encoder over nothing; {@link #wrap(MutableDirectBuffer, int, int)} it before use. */
    public Ipv6OptionEncoder() {}

    /**
     * Begins a header: writes Next Header.
     *
     * @param buffer that holds the packet.
     * @param offset of the header's first octet.
     * @param nextHeader 0 to 255.
     * @return this.
     */
    public Ipv6OptionEncoder wrap(final MutableDirectBuffer buffer, final int offset, final int nextHeader) {
        this.buffer = buffer;
        this.offset = offset;
        this.length = Ipv6ExtensionFlyweight.DATA_OFFSET;
        putU8(buffer, offset + Ipv6ExtensionFlyweight.NEXT_HEADER_OFFSET, nextHeader);
        return this;
    }

    /** {@return octets of the header so far: 2 to 2,048} */
    public int length() {
        return length;
    }

    /**
     * Writes Router Alert, aligned at 2n (RFC 2711 section 2.1).
     *
     * @param value 0 to 65,535, such as {@link Ipv6OptionIterator#ROUTER_ALERT_MLD}.
     * @return this.
     */
    public Ipv6OptionEncoder routerAlert(final int value) {
        final int data = option(Ipv6OptionIterator.ROUTER_ALERT, Ipv6OptionIterator.ROUTER_ALERT_DATA_LENGTH, 2, 0);
        putU16(buffer, data, value);
        return this;
    }

    /**
     * Writes Jumbo Payload, aligned at 4n + 2 (RFC 2675 section 2).
     *
     * @param octets that follow the fixed header, 65,536 or more.
     * @return this.
     */
    public Ipv6OptionEncoder jumboPayload(final int octets) {
        final int data = option(Ipv6OptionIterator.JUMBO_PAYLOAD, Integer.BYTES, 4, 2);
        putI32(buffer, data, octets);
        return this;
    }

    /**
     * Begins any other option: writes its type and length; the data are the caller's to write.
     *
     * @param type 0 to 255, not a padding.
     * @param dataLength octets of data, 0 to 255.
     * @param alignment of the option's first octet in the header: 1, 2, 4 or 8.
     * @param remainder that the alignment leaves: 0 to {@code alignment} − 1.
     * @return where the data begin, as an index in the buffer.
     */
    public int option(final int type, final int dataLength, final int alignment, final int remainder) {
        if (dataLength < 0 || dataLength > MAX_DATA_LENGTH) {
            throw new IllegalArgumentException("dataLength: value=" + dataLength + ", limit=" + MAX_DATA_LENGTH);
        }
        final int padding = Math.floorMod(remainder - length, alignment);
        final int after = length + padding + 2 + dataLength;
        if (after > Ipv6ExtensionFlyweight.MAX_HEADER_LENGTH) {
            throw new IllegalStateException(
                    "options header: value=" + after + ", limit=" + Ipv6ExtensionFlyweight.MAX_HEADER_LENGTH);
        }
        pad(padding);
        putU8(buffer, offset + length, type);
        putU8(buffer, offset + length + 1, dataLength);
        length = after;
        return offset + after - dataLength;
    }

    /**
     * Pads the header to a multiple of 8 octets and writes Hdr Ext Len.
     *
     * @return octets of the header: 8 to 2,048.
     */
    public int finish() {
        pad(-length & 7);
        putU8(buffer, offset + Ipv6ExtensionFlyweight.HEADER_EXTENSION_LENGTH_OFFSET, (length >> 3) - 1);
        return length;
    }

    private void pad(final int octets) {
        if (octets == 1) {
            putU8(buffer, offset + length, Ipv6OptionIterator.PAD_1);
        } else if (octets > 1) {
            putU8(buffer, offset + length, Ipv6OptionIterator.PAD_N);
            putU8(buffer, offset + length + 1, octets - 2);
            buffer.setMemory(offset + length + 2, octets - 2, (byte) 0);
        }
        length += octets;
    }
}
