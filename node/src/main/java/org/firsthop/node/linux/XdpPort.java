package org.firsthop.node.linux;

import java.util.ArrayList;
import java.util.List;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.port.PortCounters;
import org.jspecify.annotations.Nullable;

/**
 * A port on one or more queues of an interface by AF_XDP sockets: the frame pool is the memory that the interface receives into
 * and sends from, so that this side copies nothing. Between virtual interfaces, whose driver copies, runs of packets of one
 * flow go out by another way ({@link RunSender}).
 *
 * <p>Frames do not reach the kernel's own stack while the port is open. Sent frames are spread over the queues as the worker
 * that sends them: all go by the first of its queues.
 *
 * <p>Between virtual interfaces a frame may come with a checksum that its sender's kernel left unfilled, and nothing tells so but
 * the checksum itself: {@link UnfilledChecksum} fills it.
 */
public final class XdpPort implements LivePort {
    private static final long LOW_48_BITS = 0xFFFF_FFFF_FFFFL;
    private static final int OFFSET_SHIFT = 48;

    /** How often the kernel is asked what it dropped: a system call in so many duty cycles. */
    private static final int CALLS_A_COUNT = 1024;

    private final String name;
    private final FrameAllocator frames;
    private final FramePool pool;
    private final int slotLength;
    private final boolean fillsChecksums;
    private final XdpSocket[] sockets;
    private final PortCounters counters;
    private final @Nullable RunSender runs;
    private final long[] inKernel;
    private long knownDrops;

    /** Written so that no compiler leaves {@link #load} out. */
    @SuppressWarnings("UnusedVariable")
    private int loaded;

    private int calls;
    private int next;
    private boolean isOpen = true;

    private XdpPort(
            final String name,
            final boolean fillsChecksums,
            final List<XdpSocket> sockets,
            final @Nullable RunSender runs,
            final FrameAllocator frames,
            final PortCounters counters) {
        this.name = name;
        this.runs = runs;
        this.counters = counters;
        this.fillsChecksums = fillsChecksums;
        this.sockets = sockets.toArray(new XdpSocket[0]);
        this.frames = frames;
        this.pool = frames.pool();
        this.slotLength = pool.slotLength();
        this.inKernel = new long[(pool.frames() + Long.SIZE - 1) / Long.SIZE];
    }

    /**
     * Opens sockets on queues.
     *
     * @param device that has them.
     * @param program that hands frames to them.
     * @param queues at least one.
     * @param ringSize entries of each ring.
     * @param fillsChecksums whether frames may come with an unfilled checksum.
     * @param mayJoinRuns whether runs of packets of one flow may go out by another way, where the driver copies.
     * @param frames the allocator of the thread that will use the port.
     */
    static XdpPort open(
            final NetworkDevice device,
            final XdpProgram program,
            final int[] queues,
            final int ringSize,
            final boolean fillsChecksums,
            final boolean mayJoinRuns,
            final FrameAllocator frames)
            throws LinuxException {
        final List<XdpSocket> sockets = new ArrayList<>();
        RunSender runs = null;
        XdpPort port = null;
        try {
            for (final int queue : queues) {
                sockets.add(XdpSocket.open(device, queue, frames.pool(), ringSize, !program.isGeneric()));
            }
            final PortCounters counters = new PortCounters();
            if (mayJoinRuns && !sockets.get(0).isZeroCopy()) {
                runs = RunSender.open(device, frames, counters);
            }
            port = new XdpPort(device.name(), fillsChecksums, sockets, runs, frames, counters);
            for (int i = 0; i < queues.length; i++) {
                port.refill(port.sockets[i]);
                program.put(queues[i], port.sockets[i].descriptor());
            }
            return port;
        } catch (final LinuxException e) {
            if (port == null) {
                sockets.forEach(XdpSocket::close);
                if (runs != null) {
                    runs.close();
                }
            } else {
                port.close();
            }
            throw e;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int[] descriptors() {
        final int[] descriptors = new int[sockets.length];
        for (int i = 0; i < sockets.length; i++) {
            descriptors[i] = sockets[i].descriptor();
        }
        return descriptors;
    }

    /** {@return whether the driver moves frames without a copy, on every queue} */
    public boolean isZeroCopy() {
        for (final XdpSocket socket : sockets) {
            if (!socket.isZeroCopy()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int receive(final FrameBatch into, final int limit) {
        if (!isOpen) {
            return 0;
        }
        if (++calls % CALLS_A_COUNT == 0) {
            countLosses();
        }
        final int first = into.size();
        for (int i = 0; i < sockets.length && into.size() - first < limit; i++) {
            next = next + 1 == sockets.length ? 0 : next + 1;
            receive(sockets[next], into, limit - (into.size() - first));
        }
        long octets = 0;
        for (int i = first; i < into.size(); i++) {
            octets += pool.length(into.get(i));
        }
        counters.received(into.size() - first, octets);
        return into.size() - first;
    }

    private void receive(final XdpSocket socket, final FrameBatch into, final int limit) {
        reclaim(socket);
        final XdpRing ring = socket.received;
        final int count = ring.available(limit);
        load(ring, count);
        for (int i = 0; i < count; i++) {
            final long descriptor = ring.entry(i);
            final long address = Memory.nativeLong(null, descriptor);
            final int base = (int) (address & LOW_48_BITS);
            final int frame = base / slotLength;
            take(frame);
            pool.bounds(frame, base + (int) (address >>> OFFSET_SHIFT), Memory.nativeInt(null, descriptor + 8));
            if (fillsChecksums) {
                UnfilledChecksum.fill(pool.address(frame), pool.length(frame));
            }
            into.add(frame);
        }
        if (count > 0) {
            ring.release(count);
        }
        refill(socket);
    }

    /**
     * Loads the beginning of every frame. Another processor has just written it, so each load waits for that one's cache; a loop
     * that does nothing else lets the loads wait together.
     */
    private void load(final XdpRing ring, final int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            final long address = Memory.nativeLong(null, ring.entry(i));
            sum += Memory.u8(null, pool.address() + (address & LOW_48_BITS) + (address >>> OFFSET_SHIFT));
        }
        loaded = sum;
    }

    /** Gives the kernel as many free frames to receive into as its ring has room for. */
    private void refill(final XdpSocket socket) {
        final XdpRing ring = socket.fill;
        final int room = ring.reserve(FrameBatch.DEFAULT_CAPACITY * 64);
        int given = 0;
        while (given < room) {
            final int frame = frames.allocate();
            if (frame == FramePool.NO_FRAME) {
                break;
            }
            give(frame);
            Memory.putNativeLong(null, ring.entry(given++), pool.slotOffset(frame));
        }
        if (given > 0) {
            ring.publish(given);
        }
        socket.kickReceiving();
    }

    @Override
    public int transmit(final FrameBatch batch) {
        final int size = batch.size();
        if (!isOpen) {
            counters.transmittedRefused(size);
            return 0;
        }
        final XdpSocket socket = sockets[0];
        reclaim(socket);
        if (runs != null && !socket.sent.isPending() && runs.isFor(batch)) {
            return runs.transmit(batch);
        }
        final XdpRing ring = socket.sent;
        final int taken = ring.reserve(size);
        long octets = 0;
        for (int i = 0; i < taken; i++) {
            final int frame = batch.get(i);
            final int length = pool.length(frame);
            final long descriptor = ring.entry(i);
            Memory.putNativeLong(null, descriptor, pool.offset(frame));
            Memory.putNativeInt(null, descriptor + 8, length);
            Memory.putNativeInt(null, descriptor + 12, 0);
            give(frame);
            octets += length;
        }
        ring.publish(taken);
        socket.kickSending();
        counters.transmitted(taken, octets);
        if (taken < size) {
            counters.transmittedRefused(size - taken);
        }
        return taken;
    }

    /** Frees what has been sent, and sends again what the kernel did not take yet. */
    private void reclaim(final XdpSocket socket) {
        final XdpRing ring = socket.completed;
        final int count = ring.available(Integer.MAX_VALUE);
        for (int i = 0; i < count; i++) {
            final int frame = (int) (Memory.nativeLong(null, ring.entry(i)) & LOW_48_BITS) / slotLength;
            take(frame);
            frames.free(frame);
        }
        if (count > 0) {
            ring.release(count);
        }
        if (socket.sent.isPending()) {
            socket.kickSending();
        }
    }

    private void give(final int frame) {
        inKernel[frame >> 6] |= 1L << frame;
    }

    private void take(final int frame) {
        inKernel[frame >> 6] &= ~(1L << frame);
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    /** Takes over what the kernel dropped for want of free frames or room in the ring. */
    private void countLosses() {
        long drops = 0;
        for (final XdpSocket socket : sockets) {
            drops += socket.dropped();
        }
        counters.receivedMissed(drops - knownDrops);
        knownDrops = drops;
    }

    @Override
    public boolean isOpen() {
        return isOpen;
    }

    /** Closes the sockets; then nothing is the kernel's any more, and what was is freed. */
    @Override
    public void close() {
        if (!isOpen) {
            return;
        }
        countLosses();
        isOpen = false;
        for (final XdpSocket socket : sockets) {
            socket.close();
        }
        if (runs != null) {
            runs.close();
        }
        for (int frame = 0; frame < pool.frames(); frame++) {
            if ((inKernel[frame >> 6] & (1L << frame)) != 0) {
                take(frame);
                frames.free(frame);
            }
        }
    }
}
