package org.firsthop.core.pipeline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BufferUtil;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.ConcurrentCountersManager;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/**
 * Counters in memory that another process can read while they change: Agrona's counters in a mapped file.
 *
 * <p>The file begins with a header of 64 octets (magic, version, length of the metadata, length of the values; little
 * endian), followed by the metadata and the values as {@link CountersManager} lays them out. Any thread allocates
 * counters; each counter has one writer; any process may read.
 */
public final class CountersFile implements AutoCloseable {
    private static final int MAGIC = 0x46484331;
    private static final int VERSION = 1;
    private static final int HEADER_LENGTH = 64;
    private static final int MAGIC_OFFSET = 0;
    private static final int VERSION_OFFSET = 4;
    private static final int METADATA_LENGTH_OFFSET = 8;
    private static final int VALUES_LENGTH_OFFSET = 12;

    private final ByteBuffer memory;
    private final boolean isFile;
    private final UnsafeBuffer metadata;
    private final UnsafeBuffer values;

    private CountersFile(
            final ByteBuffer memory, final boolean isFile, final int metadataLength, final int valuesLength) {
        this.memory = memory;
        this.isFile = isFile;
        metadata = new UnsafeBuffer(memory, HEADER_LENGTH, metadataLength);
        values = new UnsafeBuffer(memory, HEADER_LENGTH + metadataLength, valuesLength);
    }

    /**
     * Makes counters in memory of this process only.
     *
     * @param maxCounters that can be allocated, at least 1.
     * @return the counters.
     */
    public static CountersFile inMemory(final int maxCounters) {
        return initialize(BufferUtil.allocateDirectAligned(fileLength(maxCounters), 64), false, maxCounters);
    }

    /**
     * Creates a file of counters, or replaces it.
     *
     * @param file to create.
     * @param maxCounters that can be allocated, at least 1.
     * @return the counters.
     * @throws IOException when the file cannot be created or mapped.
     */
    public static CountersFile create(final Path file, final int maxCounters) throws IOException {
        final int length = fileLength(maxCounters);
        try (FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            return initialize(channel.map(FileChannel.MapMode.READ_WRITE, 0, length), true, maxCounters);
        }
    }

    /**
     * Opens a file of counters that another process writes.
     *
     * @param file to read.
     * @return a reader of its counters.
     * @throws IOException when the file cannot be read, or is none of ours; the message says what was expected.
     */
    public static CountersReader open(final Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            final long length = channel.size();
            if (length < HEADER_LENGTH) {
                throw new IOException(file + ": " + length + " octets are too few for a counters file");
            }
            final MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_ONLY, 0, length);
            memory.order(ByteOrder.LITTLE_ENDIAN);
            if (memory.getInt(MAGIC_OFFSET) != MAGIC) {
                throw new IOException(file + ": not a counters file: it does not begin with 0x46484331");
            }
            if (memory.getInt(VERSION_OFFSET) != VERSION) {
                throw new IOException(
                        file + ": counters file of version " + memory.getInt(VERSION_OFFSET) + ", expected " + VERSION);
            }
            final int metadataLength = memory.getInt(METADATA_LENGTH_OFFSET);
            final int valuesLength = memory.getInt(VALUES_LENGTH_OFFSET);
            if (metadataLength < 0
                    || valuesLength < 0
                    || (long) HEADER_LENGTH + metadataLength + valuesLength > length) {
                throw new IOException(file + ": counters file is cut short at " + length + " octets");
            }
            final CountersFile counters = new CountersFile(memory, true, metadataLength, valuesLength);
            return new CountersReader(counters.metadata, counters.values);
        }
    }

    /** {@return the manager that allocates counters here, for any thread; there must be only one} */
    public CountersManager manager() {
        return new ConcurrentCountersManager(metadata, values);
    }

    /** {@return a reader of the counters} */
    public CountersReader reader() {
        return new CountersReader(metadata, values);
    }

    /** Unmaps the file, if it is one; counters must not be touched afterwards. */
    @Override
    public void close() {
        if (isFile) {
            IoUtil.unmap((MappedByteBuffer) memory);
        }
    }

    private static int fileLength(final int maxCounters) {
        final long length =
                HEADER_LENGTH + (long) maxCounters * (CountersReader.METADATA_LENGTH + CountersReader.COUNTER_LENGTH);
        if (maxCounters < 1 || length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("maxCounters: value=" + maxCounters + ", range=1.."
                    + (Integer.MAX_VALUE - HEADER_LENGTH)
                            / (CountersReader.METADATA_LENGTH + CountersReader.COUNTER_LENGTH));
        }
        return (int) length;
    }

    private static CountersFile initialize(final ByteBuffer memory, final boolean isFile, final int maxCounters) {
        final int metadataLength = maxCounters * CountersReader.METADATA_LENGTH;
        final int valuesLength = maxCounters * CountersReader.COUNTER_LENGTH;
        memory.order(ByteOrder.LITTLE_ENDIAN);
        memory.putInt(VERSION_OFFSET, VERSION);
        memory.putInt(METADATA_LENGTH_OFFSET, metadataLength);
        memory.putInt(VALUES_LENGTH_OFFSET, valuesLength);
        memory.putInt(MAGIC_OFFSET, MAGIC);
        return new CountersFile(memory, isFile, metadataLength, valuesLength);
    }
}
