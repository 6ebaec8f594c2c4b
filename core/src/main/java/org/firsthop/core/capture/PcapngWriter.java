package org.firsthop.core.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Writes a pcapng capture (draft-ietf-opsawg-pcapng): one section, any number of named interfaces, nanoseconds.
 *
 * <pre>{@code
 * try (PcapngWriter writer = PcapngWriter.create(path)) {
 *     final int lan = writer.addInterface("lan0", LinkType.ETHERNET, 0);
 *     final int wan = writer.addInterface("wan0", LinkType.ETHERNET, 0);
 *     writer.write(lan, timestampNanos, frame, 0, length, length);
 *     writer.write(wan, timestampNanos, frame, 0, length, length, options.clear().direction(Direction.OUTBOUND));
 * }
 * }</pre>
 *
 * <p>Buffered; nothing is allocated per packet but for a comment. The octets depend on the arguments alone: the file names
 * no host, no program and no time of its own. Not thread-safe.
 */
public final class PcapngWriter implements Closeable, Flushable {
    private static final long UNKNOWN_SECTION_LENGTH = -1;
    private static final int MAX_OPTION_LENGTH = 0xFFFF;
    private static final int MAX_FCS_LENGTH = 0xFF;
    private static final byte[] NO_OCTETS = {};

    private final CaptureOutput out;
    private final IntArrayList snapLengths = new IntArrayList();

    private PcapngWriter(final OutputStream stream, final ByteOrder order) throws IOException {
        out = new CaptureOutput(stream, order);
        out.u32(PcapngReader.SECTION_HEADER_BLOCK)
                .u32(PcapngReader.SECTION_HEADER_LENGTH)
                .u32(PcapngReader.BYTE_ORDER_MAGIC)
                .u16(PcapngReader.VERSION_MAJOR)
                .u16(PcapngReader.VERSION_MINOR)
                .i64(UNKNOWN_SECTION_LENGTH)
                .u32(PcapngReader.SECTION_HEADER_LENGTH);
    }

    /**
     * Creates a little-endian file, or empties one that exists.
     *
     * @param path of the file.
     * @return its writer.
     * @throws IOException when writing fails.
     */
    public static PcapngWriter create(final Path path) throws IOException {
        return create(Files.newOutputStream(path), ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Writes to a stream.
     *
     * @param out to write; it need not be buffered. Closed by {@link #close()}.
     * @param order of octets in headers.
     * @return its writer.
     * @throws IOException when writing fails.
     */
    public static PcapngWriter create(final OutputStream out, final ByteOrder order) throws IOException {
        return new PcapngWriter(out, order);
    }

    /**
     * Describes an interface, at any time before its first packet.
     *
     * @param name such as {@code eth0}, or {@code null} for none.
     * @param linkType of its packets, see {@link LinkType}.
     * @param snapLength octets that packets are cut to; 0 for no limit.
     * @return its index, from 0 in the order of calls.
     * @throws IllegalArgumentException when the link type is not 0 to 65,535, the snap length is negative or the name has
     *     more than 65,535 octets.
     * @throws IOException when writing fails.
     */
    public int addInterface(final @Nullable String name, final int linkType, final int snapLength) throws IOException {
        return addInterface(name, linkType, snapLength, CaptureInterface.UNKNOWN_FCS_LENGTH);
    }

    /**
     * Describes an interface whose packets may end in a frame check sequence, at any time before its first packet.
     *
     * @param name such as {@code eth0}, or {@code null} for none.
     * @param linkType of its packets, see {@link LinkType}.
     * @param snapLength octets that packets are cut to; 0 for no limit.
     * @param fcsLength octets of frame check sequence at the end of each packet (if_fcslen), 0 to 255, or {@link
     *     CaptureInterface#UNKNOWN_FCS_LENGTH} to say nothing.
     * @return its index, from 0 in the order of calls.
     * @throws IllegalArgumentException when the link type is not 0 to 65,535, the snap length is negative, the FCS length is
     *     outside its range or the name has more than 65,535 octets.
     * @throws IOException when writing fails.
     */
    public int addInterface(final @Nullable String name, final int linkType, final int snapLength, final int fcsLength)
            throws IOException {
        final boolean hasFcs = fcsLength != CaptureInterface.UNKNOWN_FCS_LENGTH;
        if (hasFcs && (fcsLength < 0 || fcsLength > MAX_FCS_LENGTH)) {
            throw new IllegalArgumentException("fcsLength: value=" + fcsLength + ", limit=" + MAX_FCS_LENGTH);
        }
        LinkType.checked(linkType);
        if (snapLength < 0) {
            throw new IllegalArgumentException("snapLength: value=" + snapLength + ", expected at least 0");
        }
        final byte[] nameOctets = encoded("name", name);
        final int length = PcapngReader.INTERFACE_DESCRIPTION_LENGTH
                + (name == null ? 0 : optionLength(nameOctets.length))
                + optionLength(1)
                + (hasFcs ? optionLength(1) : 0)
                + PcapngOptions.HEADER_LENGTH;
        out.u32(PcapngReader.INTERFACE_DESCRIPTION_BLOCK)
                .u32(length)
                .u16(linkType)
                .u16(0)
                .u32(snapLength);
        if (name != null) {
            writeOption(PcapngOptions.IF_NAME, nameOctets);
        }
        out.u16(PcapngOptions.IF_TSRESOL)
                .u16(1)
                .u8(TimestampResolution.NANOSECONDS.code())
                .pad(1);
        if (hasFcs) {
            out.u16(PcapngOptions.IF_FCSLEN).u16(1).u8(fcsLength).pad(1);
        }
        writeEndOfOptions().u32(length);
        snapLengths.addInt(snapLength);
        return snapLengths.size() - 1;
    }

    /**
     * Writes a packet, cut to its interface's snap length.
     *
     * @param interfaceIndex as {@link #addInterface} returned it.
     * @param timestampNanos nanoseconds since the epoch, not negative.
     * @param packet to read.
     * @param offset in it of the first octet.
     * @param capturedLength octets of the packet that are there.
     * @param originalLength octets of the packet on the wire.
     * @throws IllegalArgumentException when the interface, the time or a length is outside its range.
     * @throws IOException when writing fails.
     */
    public void write(
            final int interfaceIndex,
            final long timestampNanos,
            final DirectBuffer packet,
            final int offset,
            final int capturedLength,
            final long originalLength)
            throws IOException {
        write(interfaceIndex, timestampNanos, packet, offset, capturedLength, originalLength, null);
    }

    /**
     * Writes a packet and what else there is to say about it.
     *
     * @param interfaceIndex as {@link #addInterface} returned it.
     * @param timestampNanos nanoseconds since the epoch, not negative.
     * @param packet to read.
     * @param offset in it of the first octet.
     * @param capturedLength octets of the packet that are there.
     * @param originalLength octets of the packet on the wire.
     * @param options of the packet, or {@code null} for none.
     * @throws IllegalArgumentException when the interface, the time or a length is outside its range.
     * @throws IOException when writing fails.
     */
    public void write(
            final int interfaceIndex,
            final long timestampNanos,
            final DirectBuffer packet,
            final int offset,
            final int capturedLength,
            final long originalLength,
            final @Nullable PacketOptions options)
            throws IOException {
        if (interfaceIndex < 0 || interfaceIndex >= snapLengths.size()) {
            throw new IllegalArgumentException(
                    "interfaceIndex: value=" + interfaceIndex + ", limit=" + (snapLengths.size() - 1));
        }
        if (timestampNanos < 0) {
            throw new IllegalArgumentException("timestampNanos: value=" + timestampNanos + ", expected at least 0");
        }
        PcapWriter.checkLengths(capturedLength, originalLength);
        packet.boundsCheck(offset, capturedLength);
        final byte[] comment = options == null ? NO_OCTETS : encoded("comment", options.comment());
        final int snapLength = snapLengths.getInt(interfaceIndex);
        final int length = snapLength == 0 ? capturedLength : Math.min(capturedLength, snapLength);
        final int blockLength =
                PcapngReader.PACKET_BLOCK_LENGTH + PcapngOptions.padded(length) + optionsLength(options, comment);
        out.u32(PcapngReader.ENHANCED_PACKET_BLOCK)
                .u32(blockLength)
                .u32(interfaceIndex)
                .u32(timestampNanos >>> 32)
                .u32(timestampNanos)
                .u32(length)
                .u32(originalLength)
                .octets(packet, offset, length)
                .pad(length);
        if (options != null) {
            writeOptions(options, comment);
        }
        out.u32(blockLength);
    }

    private static int optionsLength(final @Nullable PacketOptions options, final byte[] comment) {
        if (options == null || options.isEmpty()) {
            return 0;
        }
        return (options.comment() == null ? 0 : optionLength(comment.length))
                + (options.direction() == Direction.UNKNOWN ? 0 : optionLength(Integer.BYTES))
                + (options.dropCount() == CaptureReader.UNKNOWN_DROP_COUNT ? 0 : optionLength(Long.BYTES))
                + PcapngOptions.HEADER_LENGTH;
    }

    private void writeOptions(final PacketOptions options, final byte[] comment) throws IOException {
        if (options.isEmpty()) {
            return;
        }
        if (options.comment() != null) {
            writeOption(PcapngOptions.OPT_COMMENT, comment);
        }
        if (options.direction() != Direction.UNKNOWN) {
            out.u16(PcapngOptions.EPB_FLAGS).u16(Integer.BYTES).u32(options.direction().code);
        }
        if (options.dropCount() != CaptureReader.UNKNOWN_DROP_COUNT) {
            out.u16(PcapngOptions.EPB_DROPCOUNT).u16(Long.BYTES).i64(options.dropCount());
        }
        writeEndOfOptions();
    }

    private static byte[] encoded(final String what, final @Nullable String text) {
        if (text == null) {
            return NO_OCTETS;
        }
        final byte[] octets = text.getBytes(UTF_8);
        if (octets.length > MAX_OPTION_LENGTH) {
            throw new IllegalArgumentException(
                    what + " in UTF-8: value=" + octets.length + " octets, limit=" + MAX_OPTION_LENGTH);
        }
        return octets;
    }

    private static int optionLength(final int valueLength) {
        return PcapngOptions.HEADER_LENGTH + PcapngOptions.padded(valueLength);
    }

    private void writeOption(final int code, final byte[] value) throws IOException {
        out.u16(code).u16(value.length).octets(value).pad(value.length);
    }

    private CaptureOutput writeEndOfOptions() throws IOException {
        return out.u16(PcapngOptions.OPT_ENDOFOPT).u16(0);
    }

    /**
     * Hands what is buffered to the stream and flushes it.
     *
     * @throws IOException when writing fails.
     */
    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /**
     * Writes what is buffered and closes the stream.
     *
     * @throws IOException when writing fails.
     */
    @Override
    public void close() throws IOException {
        out.close();
    }
}
