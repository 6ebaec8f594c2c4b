package org.firsthop.laws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Memory outside the heap after whose last octet nothing can be read: access there throws {@link InternalError}, also by
 * absolute address.
 *
 * <p>It is a mapping of a file that was then cut to half its length: the kernel signals every access to the pages behind
 * the file's end, and the JVM turns the signal into the error: at once, or on older JDKs at the next safepoint, so that
 * {@link #settle()} must follow the accesses that are to be judged.
 */
public final class GuardedMemory {
    private static final int HALF = 1 << 18;

    private final MappedByteBuffer mapping;
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);

    /** Memory that is given back when this object is. */
    public GuardedMemory() {
        try {
            final Path file = Files.createTempFile("guarded", ".memory");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                mapping = channel.map(MapMode.READ_WRITE, 0, 2 * HALF);
                channel.truncate(HALF);
            } finally {
                Files.delete(file);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Places octets at the end of what can be read.
     *
     * @param octets to place, at most 262,144.
     * @return a buffer of just these octets, valid until the next call.
     */
    public UnsafeBuffer endingWith(final byte[] octets) {
        buffer.wrap(BufferUtil.address(mapping) + HALF - octets.length, octets.length);
        buffer.putBytes(0, octets);
        return buffer;
    }

    /** Lets an error that an access before has caused come out here at the latest. */
    public static void settle() {
        Thread.yield();
    }
}
