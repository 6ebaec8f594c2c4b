package org.firsthop.core.capture;

import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.DirectBuffer;

/**
 * Writes a pcap capture (draft-ietf-opsawg-pcap): one link type, no interfaces, version 2.4.
 *
 * <pre>{@code
 * try (PcapWriter writer = PcapWriter.builder(LinkType.ETHERNET).create(path)) {
 *     writer.write(timestampNanos, frame, 0, length, length);
 * }
 * }</pre>
 *
 * <p>Buffered; nothing is allocated per packet. The octets depend on the arguments alone. Not thread-safe.
 */
public final class PcapWriter implements Closeable, Flushable {
    /** The snap length of a writer that was given none: more than any frame of today's links. */
    public static final int DEFAULT_SNAP_LENGTH = 262_144;

    /** The last second that the format can express. */
    private static final long MAX_SECONDS = 0xFFFF_FFFFL;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final CaptureOutput out;
    private final int snapLength;
    private final int nanosPerTick;

    private PcapWriter(final OutputStream stream, final Builder builder) throws IOException {
        out = new CaptureOutput(stream, builder.order);
        snapLength = builder.snapLength;
        nanosPerTick = builder.nanosPerTick;
        out.u32(nanosPerTick == 1 ? PcapVariant.NANOSECOND_MAGIC : PcapVariant.MICROSECOND_MAGIC)
                .u16(PcapReader.VERSION_MAJOR)
                .u16(PcapReader.VERSION_MINOR)
                .i64(0)
                .u32(snapLength)
                .u32(builder.linkType);
    }

    /**
     * A description of a file to write: nanoseconds, little-endian, {@link #DEFAULT_SNAP_LENGTH}, unless told otherwise.
     *
     * @param linkType of all packets, see {@link LinkType}.
     * @return the description.
     * @throws IllegalArgumentException when the link type is not 0 to 65,535.
     */
    public static Builder builder(final int linkType) {
        return new Builder(linkType);
    }

    /**
     * Writes a packet, cut to the snap length.
     *
     * @param timestampNanos nanoseconds since the epoch; seconds must fit 32 bits, unsigned. A file of microseconds has
     *     the rest cut off.
     * @param packet to read.
     * @param offset in it of the first octet.
     * @param capturedLength octets of the packet that are there.
     * @param originalLength octets of the packet on the wire.
     * @throws IllegalArgumentException when the time or a length is outside its range.
     * @throws IOException when writing fails.
     */
    public void write(
            final long timestampNanos,
            final DirectBuffer packet,
            final int offset,
            final int capturedLength,
            final long originalLength)
            throws IOException {
        final long seconds = timestampNanos / NANOS_PER_SECOND;
        if (timestampNanos < 0 || seconds > MAX_SECONDS) {
            throw new IllegalArgumentException("timestampNanos: value=" + timestampNanos + ", limit="
                    + (MAX_SECONDS * NANOS_PER_SECOND + NANOS_PER_SECOND - 1));
        }
        checkLengths(capturedLength, originalLength);
        packet.boundsCheck(offset, capturedLength);
        final int length = snapLength == 0 ? capturedLength : Math.min(capturedLength, snapLength);
        out.u32(seconds)
                .u32(timestampNanos % NANOS_PER_SECOND / nanosPerTick)
                .u32(length)
                .u32(originalLength)
                .octets(packet, offset, length);
    }

    static void checkLengths(final int capturedLength, final long originalLength) {
        if (capturedLength < 0) {
            throw new IllegalArgumentException("capturedLength: value=" + capturedLength + ", expected at least 0");
        }
        if (originalLength < capturedLength || originalLength > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException(
                    "originalLength: value=" + originalLength + ", expected " + capturedLength + " to " + 0xFFFF_FFFFL);
        }
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

    /** What a pcap file is to look like. */
    public static final class Builder {
        private final int linkType;
        private int snapLength = DEFAULT_SNAP_LENGTH;
        private int nanosPerTick = 1;
        private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

        private Builder(final int linkType) {
            this.linkType = LinkType.checked(linkType);
        }

        /**
         * Sets the length that packets are cut to.
         *
         * @param octets of a packet at most; 0 for no limit.
         * @return this.
         * @throws IllegalArgumentException when negative.
         */
        public Builder snapLength(final int octets) {
            if (octets < 0) {
                throw new IllegalArgumentException("snapLength: value=" + octets + ", expected at least 0");
            }
            snapLength = octets;
            return this;
        }

        /**
         * Makes the unit of timestamps the microsecond, for readers that know no other.
         *
         * @return this.
         */
        public Builder microseconds() {
            nanosPerTick = 1000;
            return this;
        }

        /**
         * Sets the byte order of headers.
         *
         * @param byteOrder of headers.
         * @return this.
         */
        public Builder byteOrder(final ByteOrder byteOrder) {
            order = byteOrder;
            return this;
        }

        /**
         * Creates a file, or empties one that exists.
         *
         * @param path of the file.
         * @return its writer.
         * @throws IOException when writing fails.
         */
        public PcapWriter create(final Path path) throws IOException {
            return create(Files.newOutputStream(path));
        }

        /**
         * Writes to a stream.
         *
         * @param out to write; it need not be buffered. Closed by {@link PcapWriter#close()}.
         * @return its writer.
         * @throws IOException when writing fails.
         */
        public PcapWriter create(final OutputStream out) throws IOException {
            return new PcapWriter(out, this);
        }
    }
}
