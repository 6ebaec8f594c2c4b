package org.firsthop.core.capture;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The packets of a capture, one after another: pcap or pcapng, in either byte order, gzip-compressed or not; the first
 * octets tell which.
 *
 * <pre>{@code
 * try (CaptureReader reader = CaptureReader.open(path)) {
 *     while (reader.next()) {
 *         final int length = reader.copyTo(frame, 0, frame.capacity());
 *         ...
 *     }
 *     if (reader.damage() != null) {
 *         System.err.println(reader.damage().message());
 *     }
 * }
 * }</pre>
 *
 * <p>The packet lies in the reader's own buffer until the next call of {@link #next()}; there it is read in place
 * ({@link #buffer()}, {@link #offset()}, {@link #capturedLength()}) or copied out. Nothing is allocated per packet, except
 * by {@link #comment()} and for what a file describes anew. Memory is bounded by {@link CaptureLimits}.
 *
 * <p>A file that ends inside a record, or that contradicts its format, gives all the packets before, then {@code false},
 * and {@link #damage()} tells the place and the kind. A {@link CaptureFormatException} is for what is no capture at all.
 *
 * <p>Not thread-safe.
 */
public interface CaptureReader extends Closeable {
    /** What {@link #dropCount()} returns when the file does not say. */
    long UNKNOWN_DROP_COUNT = -1;

    /**
     * Opens a file with {@link CaptureLimits#DEFAULT}.
     *
     * @param path of the file.
     * @return the reader, before the first packet.
     * @throws CaptureFormatException when the first octets are not those of a capture.
     * @throws IOException when reading fails.
     */
    static CaptureReader open(final Path path) throws IOException {
        return open(path, CaptureLimits.DEFAULT);
    }

    /**
     * Opens a file.
     *
     * @param path of the file.
     * @param limits that the file must keep.
     * @return the reader, before the first packet.
     * @throws CaptureFormatException when the first octets are not those of a capture.
     * @throws IOException when reading fails.
     */
    static CaptureReader open(final Path path, final CaptureLimits limits) throws IOException {
        return open(path.toString(), Files.newInputStream(path), limits);
    }

    /**
     * Opens a channel.
     *
     * @param name that messages give it.
     * @param channel to read, in blocking mode; closed by {@link #close()}, and when this method fails.
     * @param limits that the capture must keep.
     * @return the reader, before the first packet.
     * @throws CaptureFormatException when the first octets are not those of a capture.
     * @throws IOException when reading fails.
     */
    static CaptureReader open(final String name, final ReadableByteChannel channel, final CaptureLimits limits)
            throws IOException {
        return open(name, Channels.newInputStream(channel), limits);
    }

    /**
     * Opens a stream.
     *
     * @param name that messages give it.
     * @param in to read; it need not be buffered. Closed by {@link #close()}, and when this method fails.
     * @param limits that the capture must keep.
     * @return the reader, before the first packet.
     * @throws CaptureFormatException when the first octets are not those of a capture.
     * @throws IOException when reading fails.
     */
    static CaptureReader open(final String name, final InputStream in, final CaptureLimits limits) throws IOException {
        return CaptureFormats.open(name, in, limits);
    }

    /** {@return the format that the first octets told} */
    CaptureFormat format();

    /**
     * Moves to the next packet.
     *
     * @return whether there is one; {@code false} for good after the last.
     * @throws IOException when reading fails.
     */
    boolean next() throws IOException;

    /**
     * Why the capture was not read to a good end.
     *
     * @return {@code null} unless opening it or {@link #next()} has found that it is cut short or damaged, and so gives no
     *     more packets.
     */
    @Nullable
    CaptureDamage damage();

    /**
     * Where the capture was cut short.
     *
     * @return {@link #damage()} if that is what it is, else {@code null}.
     */
    default @Nullable Truncation truncation() {
        return damage() instanceof Truncation truncation ? truncation : null;
    }

    /** {@return the number of the packet, from 1; 0 before the first} */
    long packetNumber();

    /**
     * The buffer that holds the packet until the next call of {@link #next()}. Its octets may be changed within the packet.
     *
     * @return the buffer; it also holds octets that are not the packet's.
     */
    MutableDirectBuffer buffer();

    /** {@return where the packet begins, as an index in {@link #buffer()}} */
    int offset();

    /** {@return octets of the packet that the capture holds} */
    int capturedLength();

    /** {@return octets that the packet had on the wire, unsigned 32 bits; more than captured when it was cut} */
    long originalLength();

    /**
     * Copies the packet's first octets.
     *
     * @param destination to write.
     * @param index in it of the first octet.
     * @param maxLength octets at most.
     * @return octets copied: the lesser of {@code maxLength} and {@link #capturedLength()}.
     */
    default int copyTo(final MutableDirectBuffer destination, final int index, final int maxLength) {
        final int length = Math.min(maxLength, capturedLength());
        final DirectBuffer source = buffer();
        destination.putBytes(index, source, offset(), length);
        return length;
    }

    /** {@return whether the capture gives the packet a time; a Simple Packet Block of pcapng does not} */
    boolean hasTimestamp();

    /** {@return nanoseconds since the epoch, 0 without a timestamp; {@link Long#MAX_VALUE} stands for anything above} */
    long timestampNanos();

    /** {@return the index of the packet's interface, from 0 over all sections of the file} */
    int interfaceIndex();

    /** {@return the link type of the packet's interface, see {@link LinkType}} */
    int linkType();

    /** {@return how many interfaces the capture has described up to here} */
    int interfaceCount();

    /**
     * An interface that the capture has described.
     *
     * @param index from 0 to {@link #interfaceCount()} − 1.
     * @return the interface.
     * @throws IndexOutOfBoundsException when there is none of that index.
     */
    CaptureInterface captureInterface(int index);

    /** {@return the direction of the packet, {@link Direction#UNKNOWN} when the capture does not say} */
    Direction direction();

    /** {@return packets that the capturing interface lost just before this one, or {@link #UNKNOWN_DROP_COUNT}} */
    long dropCount();

    /**
     * The first comment on the packet.
     *
     * @return a string made anew by each call, or {@code null} when there is no comment.
     */
    @Nullable
    String comment();

    /** {@return blocks skipped so far because they are of a kind that carries no packet} */
    long skippedBlocks();
}
