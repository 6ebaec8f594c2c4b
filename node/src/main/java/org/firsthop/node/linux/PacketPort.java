package org.firsthop.node.linux;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.port.PortCounters;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;

/**
 * A port on any Ethernet interface by packet sockets (packet(7)): received from a ring of memory that the kernel shares, one
 * copy a frame; sent from another such ring, a vector at a time by one system call, runs of packets of one flow as one.
 *
 * <p>Frames come in as a wire would have carried them: a VLAN tag that the network card took out is put back, a checksum that
 * the sender's kernel left to its card is filled, and a segment that it left uncut is cut ({@link Segmenter}). The interface
 * receives for every station while the port is open. The kernel goes on to see the interface's frames too; a router's port
 * therefore has a link address that is not the kernel's own, or the kernel's forwarding and addresses are off there.
 *
 * <p>Nothing of the port outlives its process.
 */
public final class PacketPort implements LivePort {
    private static final int TAG_LENGTH = 4;
    private static final int DROPS = 4;

    private final String name;
    private final FrameAllocator frames;
    private final FramePool pool;
    private final PortCounters counters;
    private final int receiver;
    private final PacketSender sender;
    private final long memory;
    private final long memoryLength;
    private final ReceiveRing ring;
    private final SocketOptions options;
    private final Segmenter segmenter = new Segmenter();
    private long delivered;
    private boolean hasPacket;
    private boolean isOpen = true;

    private PacketPort(
            final NetworkDevice device,
            final int receiver,
            final PacketSender sender,
            final long memory,
            final PacketRing sizes,
            final FrameAllocator frames,
            final PortCounters counters) {
        this.name = device.name();
        this.frames = frames;
        this.pool = frames.pool();
        this.receiver = receiver;
        this.sender = sender;
        this.counters = counters;
        this.memory = memory;
        this.memoryLength = sizes.length();
        this.ring = new ReceiveRing(memory, sizes.blockLength(), sizes.blocks());
        this.options = new SocketOptions(name, receiver);
    }

    /**
     * Attaches to an interface.
     *
     * @param name of the interface in this thread's network namespace.
     * @param mtu octets of the largest packet that will be sent; not above the interface's own.
     * @param sizes of the receive ring.
     * @param fanoutGroup 0 when this is the only port on the interface; ports with the same number, 1 to 65,535, share
     *     the interface's flows between them.
     * @param frames the allocator of the thread that will use the port.
     * @return the port.
     * @throws LinuxException when the system refuses; the message says what would help.
     */
    public static PacketPort open(
            final String name,
            final int mtu,
            final PacketRing sizes,
            final int fanoutGroup,
            final FrameAllocator frames)
            throws LinuxException {
        final NetworkDevice device = NetworkDevice.find(name);
        device.requireMtu(mtu);
        FrameRoom.require(name, mtu, frames.pool().maxFrameLength());
        final int receiver = PacketSocket.openReceiver(device, sizes, fanoutGroup);
        PacketSender sender = null;
        try {
            final PortCounters counters = new PortCounters();
            sender = PacketSender.open(device, frames, counters);
            final long memory = LibC.mmap(
                    0,
                    sizes.length(),
                    LibC.PROT_READ | LibC.PROT_WRITE,
                    LibC.MAP_SHARED | LibC.MAP_POPULATE,
                    receiver,
                    0);
            if (memory == -1) {
                throw LinuxException.of(name, "mapping the receive ring", LibC.errno());
            }
            return new PacketPort(device, receiver, sender, memory, sizes, frames, counters);
        } catch (final LinuxException e) {
            if (sender != null) {
                sender.close();
            }
            LibC.close(receiver);
            throw e;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int[] descriptors() {
        return new int[] {receiver};
    }

    @Override
    public int receive(final FrameBatch into, final int limit) {
        int taken = 0;
        long octets = 0;
        while (taken < limit && isOpen && (hasPacket || segmenter.hasNext() || ring.next())) {
            hasPacket = true;
            final int frame = frames.allocate();
            if (frame == FramePool.NO_FRAME) {
                break; // The packet waits in the ring; the kernel drops what the ring cannot hold and counts it.
            }
            final boolean isFilled = segmenter.hasNext() ? cut(frame) : fill(frame);
            hasPacket = segmenter.hasNext();
            if (isFilled) {
                into.add(frame);
                octets += pool.length(frame);
                taken++;
            } else {
                frames.free(frame);
            }
        }
        counters.received(taken, octets);
        if (ring.askLosing()) {
            countLosses();
        }
        return taken;
    }

    /** Makes a frame of the ring's packet, or of the first part of it; tells whether there was something to make. */
    private boolean fill(final int frame) {
        final int length = ring.capturedLength();
        final long octets = ring.frame();
        final long header = octets - VirtioHeader.LENGTH;
        if (ring.isOutgoing()) {
            return false;
        }
        if (length < ring.wireLength()) {
            counters.receivedErrors(1);
            return false;
        }
        if (VirtioHeader.kind(header) != VirtioHeader.WHOLE) {
            if (!segmenter.begin(octets, length, header, pool.maxFrameLength())) {
                counters.receivedErrors(1);
                return false;
            }
            return cut(frame);
        }
        if (length > pool.maxFrameLength()) {
            counters.receivedErrors(1);
            return false;
        }
        Memory.copy(null, octets, null, pool.address(frame), length);
        pool.length(frame, length);
        if (VirtioHeader.needsChecksum(header)) {
            LateChecksum.fill(
                    pool.address(frame),
                    length,
                    VirtioHeader.checksumStart(header),
                    VirtioHeader.checksumOffset(header));
        }
        finish(frame);
        return true;
    }

    private boolean cut(final int frame) {
        segmenter.next(pool, frame);
        finish(frame);
        return true;
    }

    /** Puts the VLAN tag back before the EtherType, and marks the frame's time. */
    private void finish(final int frame) {
        pool.timestamp(frame, ring.timestamp());
        final int status = ring.status();
        if ((status & ReceiveRing.VLAN_VALID) == 0) {
            return;
        }
        final int from = pool.offset(frame);
        final int to = from - TAG_LENGTH;
        Memory.copy(null, pool.address() + from, null, pool.address() + to, EthernetFlyweight.ETHER_TYPE_OFFSET);
        final long tag = pool.address() + to + EthernetFlyweight.ETHER_TYPE_OFFSET;
        Memory.putU16(null, tag, (status & ReceiveRing.VLAN_TPID_VALID) == 0 ? EtherType.VLAN : ring.vlanTpid());
        Memory.putU16(null, tag + Short.BYTES, ring.vlanTci());
        pool.bounds(frame, to, pool.length(frame) + TAG_LENGTH);
    }

    /** Takes over what the kernel dropped for want of room in the ring; the kernel's count begins anew. */
    private void countLosses() {
        if (options.get(PacketSocket.SOL_PACKET, PacketSocket.STATISTICS) >= DROPS + Integer.BYTES) {
            final long drops = Memory.nativeInt(null, options.value() + DROPS) & 0xFFFF_FFFFL;
            counters.receivedMissed(drops);
            // The first number is of all packets, those dropped among them.
            delivered += (Memory.nativeInt(null, options.value()) & 0xFFFF_FFFFL) - drops;
        }
    }

    @Override
    public int transmit(final FrameBatch batch) {
        if (isOpen) {
            return sender.transmit(batch);
        }
        counters.transmittedRefused(batch.size());
        return 0;
    }

    @Override
    public PortCounters counters() {
        return counters;
    }

    @Override
    public boolean isOpen() {
        return isOpen;
    }

    @Override
    public void close() {
        if (isOpen) {
            isOpen = false;
            countLosses();
            // What nobody has read, and what waited for a frame.
            counters.receivedMissed(delivered - ring.packets() + (hasPacket ? 1 : 0));
            LibC.munmap(memory, memoryLength);
            sender.close();
            LibC.close(receiver);
        }
    }
}
