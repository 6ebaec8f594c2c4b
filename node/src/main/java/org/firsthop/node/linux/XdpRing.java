package org.firsthop.node.linux;

import org.firsthop.core.memory.Memory;

/**
 * One of the four rings that an AF_XDP socket shares with the kernel: one side produces, the other consumes, by two counters
 * that only grow (AF_XDP of the kernel's documentation).
 *
 * <p>This side is one thread. As a producer it writes entries from {@link #reserve} on and shows them by {@link #publish}; as a
 * consumer it reads entries from {@link #available} on and gives them back by {@link #release}.
 */
final class XdpRing {
    /** Octets that describe where a ring's parts are: producer, consumer, entries, flags. */
    static final int OFFSETS_LENGTH = 32;

    private static final int NEED_WAKEUP = 1;

    private final long memory;
    private final long mappedLength;
    private final long producer;
    private final long consumer;
    private final long flags;
    private final long entries;
    private final int entryLength;
    private final int size;
    private int own;
    private int other;

    private XdpRing(
            final long memory, final long mappedLength, final long offsets, final int size, final int entryLength) {
        this.memory = memory;
        this.mappedLength = mappedLength;
        this.size = size;
        this.entryLength = entryLength;
        producer = memory + Memory.nativeLong(null, offsets);
        consumer = memory + Memory.nativeLong(null, offsets + 8);
        entries = memory + Memory.nativeLong(null, offsets + 16);
        flags = memory + Memory.nativeLong(null, offsets + 24);
    }

    /**
     * Maps a ring.
     *
     * @param subject what errors are about.
     * @param socket that has the ring.
     * @param pageOffset that names the ring.
     * @param offsets address of where its parts are.
     * @param size entries, a power of two.
     * @param entryLength octets of an entry.
     */
    static XdpRing map(
            final String subject,
            final int socket,
            final long pageOffset,
            final long offsets,
            final int size,
            final int entryLength)
            throws LinuxException {
        final long length = Memory.nativeLong(null, offsets + 16) + (long) size * entryLength;
        final long memory = LibC.mmap(
                0, length, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_SHARED | LibC.MAP_POPULATE, socket, pageOffset);
        if (memory == -1) {
            throw LinuxException.of(subject, "mapping a ring", LibC.errno());
        }
        return new XdpRing(memory, length, offsets, size, entryLength);
    }

    /** Producer: how many entries may be written, up to a limit. */
    int reserve(final int limit) {
        int free = size - (own - other);
        if (free < limit) {
            other = Memory.acquireInt(consumer);
            free = size - (own - other);
        }
        return Math.min(free, limit);
    }

    /** Consumer: how many entries may be read, up to a limit. */
    int available(final int limit) {
        int there = other - own;
        if (there < limit) {
            other = Memory.acquireInt(producer);
            there = other - own;
        }
        return Math.min(there, limit);
    }

    /** The address of an entry, counted from the first that may be written or read. */
    long entry(final int index) {
        return entries + (long) ((own + index) & (size - 1)) * entryLength;
    }

    /** Producer: shows entries to the kernel. */
    void publish(final int count) {
        own += count;
        Memory.releaseInt(producer, own);
    }

    /** Consumer: gives entries back to the kernel. */
    void release(final int count) {
        own += count;
        Memory.releaseInt(consumer, own);
    }

    /** Producer: whether the kernel has not taken all entries yet. */
    boolean isPending() {
        other = Memory.acquireInt(consumer);
        return other != own;
    }

    /** Producer: whether the kernel sleeps on this ring until a system call wakes it. */
    boolean needsWakeup() {
        return (Memory.acquireInt(flags) & NEED_WAKEUP) != 0;
    }

    void unmap() {
        LibC.munmap(memory, mappedLength);
    }
}
