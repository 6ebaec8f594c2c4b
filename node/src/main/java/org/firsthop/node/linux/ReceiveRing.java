package org.firsthop.node.linux;

import org.firsthop.core.memory.Memory;

/**
 * The receive ring of a packet socket, TPACKET_V3: blocks of memory that the kernel fills with packets one behind the other,
 * and hands over when a block is full or its time is over (packet_mmap of the kernel's documentation).
 *
 * <p>One thread reads. A packet stays valid until the next call of {@link #next()}.
 *
 * <pre>
 *   block   0 version        4 offset to private   8 status         12 packets       16 offset of the first packet
 *   packet  0 next packet    4 seconds             8 nanoseconds    12 octets here   16 octets on the wire
 *          20 status        24 link header's offset (16 bits)       26 network header's offset (16 bits)
 *          28 flow hash     32 VLAN TCI           36 VLAN TPID (16 bits)   58 which way it went (8 bits)
 * </pre>
 */
final class ReceiveRing {
    /** Packet status: the VLAN tag was taken out of the frame. */
    static final int VLAN_VALID = 1 << 4;

    /** Packet status: {@link #vlanTpid()} tells the tag's type. */
    static final int VLAN_TPID_VALID = 1 << 6;

    private static final int BLOCK_STATUS = 8;
    private static final int BLOCK_PACKETS = 12;
    private static final int BLOCK_FIRST_PACKET = 16;
    private static final int STATUS_KERNEL = 0;
    private static final int STATUS_USER = 1;

    /** Block status: packets were dropped since the socket's statistics were read last. */
    private static final int STATUS_LOSING = 1 << 2;

    private static final int NEXT_OFFSET = 0;
    private static final int SECONDS = 4;
    private static final int NANOS = 8;
    private static final int CAPTURED_LENGTH = 12;
    private static final int WIRE_LENGTH = 16;
    private static final int STATUS = 20;
    private static final int MAC_OFFSET = 24;
    private static final int VLAN_TCI = 32;
    private static final int VLAN_TPID = 36;
    private static final int WAY = 58;
    private static final int OUTGOING = 4;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long memory;
    private final int blockLength;
    private final int blocks;
    private int block;
    private int left;
    private boolean isInBlock;
    private boolean isLosing;
    private long packets;
    private long packet;

    /**
     * A ring that is mapped.
     *
     * @param memory where the first block begins.
     * @param blockLength octets of a block.
     * @param blocks of the ring.
     */
    ReceiveRing(final long memory, final int blockLength, final int blocks) {
        this.memory = memory;
        this.blockLength = blockLength;
        this.blocks = blocks;
    }

    /** Moves to the next packet; gives a block that was read to its end back to the kernel. */
    boolean next() {
        while (left == 0) {
            if (isInBlock) {
                Memory.releaseInt(blockAddress() + BLOCK_STATUS, STATUS_KERNEL);
                block = block + 1 == blocks ? 0 : block + 1;
                isInBlock = false;
            }
            final long address = blockAddress();
            final int status = Memory.acquireInt(address + BLOCK_STATUS);
            if ((status & STATUS_USER) == 0) {
                return false;
            }
            isInBlock = true;
            isLosing |= (status & STATUS_LOSING) != 0;
            left = Memory.nativeInt(null, address + BLOCK_PACKETS);
            packets += left;
            if (left > 0) {
                packet = address + Memory.nativeInt(null, address + BLOCK_FIRST_PACKET);
                left--;
                return true;
            }
        }
        packet += Memory.nativeInt(null, packet + NEXT_OFFSET);
        left--;
        return true;
    }

    /** {@return whether a block told of packets dropped, since this was asked last} */
    boolean askLosing() {
        final boolean answer = isLosing;
        isLosing = false;
        return answer;
    }

    /** {@return packets read so far} */
    long packets() {
        return packets - left;
    }

    /** {@return where the octets of the frame begin} */
    long frame() {
        return packet + (Memory.nativeShort(null, packet + MAC_OFFSET) & 0xFFFF);
    }

    /** {@return octets of the frame that are here} */
    int capturedLength() {
        return Memory.nativeInt(null, packet + CAPTURED_LENGTH);
    }

    /** {@return octets that the frame had} */
    int wireLength() {
        return Memory.nativeInt(null, packet + WIRE_LENGTH);
    }

    /** {@return the bits of the packet's status} */
    int status() {
        return Memory.nativeInt(null, packet + STATUS);
    }

    /** {@return whether the frame did not come in but was sent from here, as old kernels let groups of sockets see} */
    boolean isOutgoing() {
        return Memory.u8(null, packet + WAY) == OUTGOING;
    }

    /** {@return the VLAN tag's control information, where {@link #VLAN_VALID} is set} */
    int vlanTci() {
        return Memory.nativeInt(null, packet + VLAN_TCI) & 0xFFFF;
    }

    /** {@return the VLAN tag's type, where {@link #VLAN_TPID_VALID} is set} */
    int vlanTpid() {
        return Memory.nativeShort(null, packet + VLAN_TPID) & 0xFFFF;
    }

    /** {@return when the kernel got the frame, in nanoseconds since 1970} */
    long timestamp() {
        return (Memory.nativeInt(null, packet + SECONDS) & 0xFFFF_FFFFL) * NANOS_PER_SECOND
                + Memory.nativeInt(null, packet + NANOS);
    }

    private long blockAddress() {
        return memory + (long) block * blockLength;
    }
}
