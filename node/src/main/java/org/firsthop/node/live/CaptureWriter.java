package org.firsthop.node.live;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.BufferUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.firsthop.core.capture.Direction;
import org.firsthop.core.capture.LinkType;
import org.firsthop.core.capture.PacketOptions;
import org.firsthop.core.capture.PcapngWriter;
import org.firsthop.core.frame.FramePool;
import org.jspecify.annotations.Nullable;

/**
 * Writes what passes ports into pcapng files, on a thread of its own.
 *
 * <p>Each port has a {@link Channel}, a ring of memory into which its worker copies frames; a frame that finds the ring full
 * is counted and left out of the file. When a file can be written no more, {@link #failure()} says why and the ring is emptied
 * all the same.
 */
public final class CaptureWriter implements Agent {
    private static final int CHANNEL_LENGTH = 8 * 1024 * 1024;
    private static final int MESSAGES_A_TURN = 1024;
    private static final int FRAME_OFFSET = Long.BYTES;
    private static final int RECEIVED = 1;
    private static final int SENT = 2;

    private final List<Channel> channels = new ArrayList<>();
    private final PacketOptions options = new PacketOptions();
    private volatile @Nullable IOException failure;

    /** A writer without files. */
    public CaptureWriter() {}

    /** The way of one port's frames into a file. One worker offers, the writer's thread takes. */
    public static final class Channel implements FrameWatcher {
        private final OneToOneRingBuffer ring = new OneToOneRingBuffer(new UnsafeBuffer(
                BufferUtil.allocateDirectAligned(CHANNEL_LENGTH + RingBufferDescriptor.TRAILER_LENGTH, 64)));
        private final AtomicLong lost = new AtomicLong();
        private final PcapngWriter file;
        private final MessageHandler handler;

        private Channel(final CaptureWriter writer, final PcapngWriter file) {
            this.file = file;
            this.handler = (type, buffer, index, length) -> writer.write(file, type, buffer, index, length);
        }

        /** Copies a frame with the time of this moment, if there is room. */
        @Override
        public void onFrame(final FramePool pool, final int frame, final boolean isReceived) {
            final int length = pool.length(frame);
            final int index = ring.tryClaim(isReceived ? RECEIVED : SENT, FRAME_OFFSET + length);
            if (index < 0) {
                lost.incrementAndGet();
                return;
            }
            ring.buffer().putLong(index, SystemEpochNanoClock.INSTANCE.nanoTime());
            ring.buffer().putBytes(index + FRAME_OFFSET, pool.buffer(), pool.offset(frame), length);
            ring.commit(index);
        }
    }

    /**
     * Creates a file; channels are added before the writer runs.
     *
     * @param path of the file, which is replaced.
     * @param interfaceName that the file gives the interface.
     * @param ports how many channels lead into the file.
     * @return the channels.
     * @throws IOException when the file cannot be created.
     */
    public List<Channel> create(final Path path, final String interfaceName, final int ports) throws IOException {
        final PcapngWriter file;
        try {
            file = PcapngWriter.create(path);
        } catch (final NoSuchFileException e) {
            throw new IOException(path + ": cannot be created, its folder is not there", e);
        }
        final List<Channel> made = new ArrayList<>();
        for (int i = 0; i < ports; i++) {
            made.add(new Channel(this, file));
        }
        channels.addAll(made);
        file.addInterface(interfaceName, LinkType.ETHERNET, 0);
        return made;
    }

    private void write(
            final PcapngWriter file,
            final int type,
            final MutableDirectBuffer buffer,
            final int index,
            final int messageLength) {
        if (failure != null) {
            return;
        }
        final int length = messageLength - FRAME_OFFSET;
        try {
            options.clear().direction(type == RECEIVED ? Direction.INBOUND : Direction.OUTBOUND);
            file.write(0, buffer.getLong(index), buffer, index + FRAME_OFFSET, length, length, options);
        } catch (final IOException e) {
            failure = e;
        }
    }

    @Override
    public int doWork() {
        int work = 0;
        for (int i = 0; i < channels.size(); i++) {
            final Channel channel = channels.get(i);
            work += channel.ring.read(channel.handler, MESSAGES_A_TURN);
        }
        return work;
    }

    /** Writes what is left, and closes the files. */
    @Override
    public void onClose() {
        while (doWork() > 0) {
            Thread.onSpinWait();
        }
        for (final Channel channel : channels) {
            try {
                channel.file.close();
            } catch (final IOException e) {
                failure = failure == null ? e : failure;
            }
        }
    }

    /** {@return frames that were left out for want of room} */
    public long lost() {
        return channels.stream().mapToLong(channel -> channel.lost.get()).sum();
    }

    /** {@return why a file could not be written to its end, or {@code null}} */
    public @Nullable IOException failure() {
        return failure;
    }

    @Override
    public String roleName() {
        return "capture-writer";
    }
}
