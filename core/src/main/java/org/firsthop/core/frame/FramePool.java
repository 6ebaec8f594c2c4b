package org.firsthop.core.frame;

import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of equal slots for frames in one off-heap region, with a descriptor for each.
 *
 * <p>All memory is taken at construction and the user sizes it. Descriptor fields are plain memory: they belong to the
 * frame's owner, and a queue that hands a frame over publishes them with it. See the package's description for the layout.
 */
public final class FramePool {
    /** What an allocation returns when the pool is empty. */
    public static final int NO_FRAME = -1;

    /** Descriptor flag: the packet trace follows this frame. */
    public static final int TRACED = 1;

    /** The octets kept free before a received frame, unless told otherwise. */
    public static final int DEFAULT_HEADROOM = 138;

    private static final int DESCRIPTOR_LENGTH = 32;
    private static final int OFFSET = 0;
    private static final int LENGTH = 4;
    private static final int L3_OFFSET = 8;
    private static final int L4_OFFSET = 10;
    private static final int INGRESS = 12;
    private static final int FLAGS = 14;
    private static final int FLOW_HASH = 16;
    private static final int ADJACENCY = 20;
    private static final int TIMESTAMP = 24;

    /**
     * Octets behind the last slot: a header's fixed part may be read wherever a frame begins, before its length is known to
     * hold it.
     */
    private static final int READABLE_BEHIND = 64;

    private final int frames;
    private final int slotLength;
    private final int headroom;
    private final @Nullable FrameOwners owners;
    private final MemoryRegion slots;
    private final MemoryRegion descriptorRegion;
    private final long slotsAddress;
    private final long descriptors;
    private final FrameDepot depot;

    private FramePool(final Builder builder) {
        frames = builder.frames;
        slotLength = builder.slotLength;
        headroom = builder.headroom;
        owners = builder.checked ? new FrameOwners(frames) : null;
        slots = MemoryRegion.allocate((long) frames * slotLength + READABLE_BEHIND, MemoryRegion.HUGE_PAGE_ALIGNMENT);
        descriptorRegion = MemoryRegion.allocate((long) frames * DESCRIPTOR_LENGTH);
        slotsAddress = slots.address();
        descriptors = descriptorRegion.address();
        depot = new FrameDepot(frames);
    }

    /** {@return a builder with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the sizes of a pool. */
    public static final class Builder {
        private int frames = 8 * 1024;
        private int slotLength = 2048 + 64;
        private int headroom = DEFAULT_HEADROOM;
        private boolean checked;

        private Builder() {}

        /**
         * Sets the number of frames.
         *
         * @param count at least 1; frames times slot length stays below 2 GiB.
         * @return this.
         */
        public Builder frames(final int count) {
            frames = count;
            return this;
        }

        /**
         * Sets the octets of a slot. The default of 2,112 is 2 KiB and a cache line: with an exact power of two the headers
         * of all frames would compete for the same few sets of the first-level cache.
         *
         * @param octets a multiple of 64, larger than the headroom.
         * @return this.
         */
        public Builder slotLength(final int octets) {
            slotLength = octets;
            return this;
        }

        /**
         * Sets the octets kept free before a received frame, into which encapsulation grows. With the default of 138 the
         * network header behind a link header of 14 octets begins 24 octets into a cache line: it is aligned to 8 octets, and
         * a new link header with up to two VLAN tags fits before it in the same line.
         *
         * @param octets at least 0.
         * @return this.
         */
        public Builder headroom(final int octets) {
            headroom = octets;
            return this;
        }

        /**
         * Makes every allocation and free check who owns the frame, and fill a freed frame's octets with 0xA5.
         *
         * @param enable whether to check.
         * @return this.
         */
        public Builder checked(final boolean enable) {
            checked = enable;
            return this;
        }

        /**
         * Allocates the pool.
         *
         * @return the pool, every frame free.
         * @throws IllegalArgumentException when a size is outside its range.
         */
        public FramePool build() {
            if (frames < 1) {
                throw new IllegalArgumentException("frames: value=" + frames + ", minimum=1");
            }
            if (headroom < 0) {
                throw new IllegalArgumentException("headroom: value=" + headroom + ", minimum=0");
            }
            if (slotLength % 64 != 0 || slotLength <= headroom) {
                throw new IllegalArgumentException("slotLength: value=" + slotLength
                        + ", expected a multiple of 64 above the headroom of " + headroom);
            }
            final long limit = Integer.MAX_VALUE - (long) MemoryRegion.HUGE_PAGE_ALIGNMENT - READABLE_BEHIND;
            if ((long) frames * slotLength > limit) {
                throw new IllegalArgumentException(
                        "frames * slotLength: value=" + (long) frames * slotLength + ", limit=" + limit);
            }
            return new FramePool(this);
        }
    }

    /**
     * Makes the means by which one thread takes and returns frames.
     *
     * @return an allocator for one thread.
     * @throws IllegalStateException when the pool has 256 already.
     */
    public FrameAllocator allocator() {
        final FrameAllocator allocator = new FrameAllocator(this, depot);
        depot.add(allocator);
        return allocator;
    }

    /** {@return the number of frames, free or not} */
    public int frames() {
        return frames;
    }

    /** {@return octets of a slot, headroom included} */
    public int slotLength() {
        return slotLength;
    }

    /** {@return octets kept free before a received frame} */
    public int headroom() {
        return headroom;
    }

    /** {@return the longest frame that fits behind the headroom, in octets} */
    public int maxFrameLength() {
        return slotLength - headroom;
    }

    /** {@return whether allocations and frees are checked} */
    public boolean isChecked() {
        return owners != null;
    }

    /**
     * How many frames are neither in the depot nor with an allocator: in queues, in batches, or lost.
     *
     * @return the count, exact while no thread allocates or frees.
     */
    public int outstanding() {
        return depot.outstanding();
    }

    /**
     * The frames that are owned at this moment; of a pipeline at rest, the leaked ones.
     *
     * @return their indices, ascending.
     * @throws IllegalStateException when the pool is not checked.
     */
    public List<Integer> owned() {
        if (owners == null) {
            throw new IllegalStateException("the pool does not record owners: build it with checked(true)");
        }
        return owners.owned();
    }

    /** {@return the buffer over all slots, which flyweights wrap at {@link #offset(int)}} */
    public UnsafeBuffer buffer() {
        return slots.buffer();
    }

    /** {@return where {@link #buffer()} begins, as an address for {@link Memory} with a {@code null} base} */
    public long address() {
        return slotsAddress;
    }

    /**
     * Where a frame's octets begin in {@link #buffer()}.
     *
     * @param frame to look at.
     * @return the index of its first octet.
     */
    public int offset(final int frame) {
        return Memory.nativeInt(null, descriptor(frame) + OFFSET);
    }

    /**
     * Where a frame's octets begin, as an address for {@link Memory} with a {@code null} base.
     *
     * @param frame to look at.
     * @return the absolute address.
     */
    public long address(final int frame) {
        return slotsAddress + offset(frame);
    }

    /**
     * Moves the beginning of a frame and sets its length: strips or adds a header at the front.
     *
     * @param frame to change.
     * @param offset index of its first octet in {@link #buffer()}, inside the frame's slot.
     * @param length in octets.
     */
    public void bounds(final int frame, final int offset, final int length) {
        if (DirectBuffer.SHOULD_BOUNDS_CHECK) {
            final int before = offset - slotOffset(frame);
            final int behind = slotLength - before;
            if ((before | behind | length | behind - length) < 0) { // One comparison for the four.
                throw new IndexOutOfBoundsException("frame " + frame + ": offset=" + offset + ", length=" + length
                        + " is not inside its slot at " + slotOffset(frame) + " of " + slotLength);
            }
        }
        Memory.putNativeLong(null, descriptor(frame) + OFFSET, placed(offset, length));
    }

    /**
     * Replaces the header at the front of a frame by another, whose octets lie there already or come later. The network header
     * follows it: {@link #l3Offset(int)} is the new header's length.
     *
     * @param frame to change.
     * @param taken octets of the old header.
     * @param added octets of the new header: no more than the old one's and what is free before it in the slot.
     * @param kept octets behind the header: those after them are cut off.
     */
    public void replaceHeader(final int frame, final int taken, final int added, final int kept) {
        final long descriptor = descriptor(frame);
        final int offset = Memory.nativeInt(null, descriptor + OFFSET) + taken - added;
        if (DirectBuffer.SHOULD_BOUNDS_CHECK) {
            final int before = offset - slotOffset(frame);
            final int cut = Memory.nativeInt(null, descriptor + LENGTH) - taken - kept;
            if ((before | added | kept | cut) < 0) {
                throw new IndexOutOfBoundsException(
                        "frame " + frame + ": taken=" + taken + ", added=" + added + ", kept="
                                + kept + " of " + length(frame) + " octets, with " + (offset(frame) - slotOffset(frame))
                                + " free before them");
            }
        }
        Memory.putNativeLong(null, descriptor + OFFSET, placed(offset, added + kept));
        Memory.putNativeShort(null, descriptor + L3_OFFSET, (short) added);
    }

    /**
     * Where a frame's slot begins in {@link #buffer()}.
     *
     * @param frame to look at.
     * @return the index of the slot's first octet.
     */
    public int slotOffset(final int frame) {
        return frame * slotLength;
    }

    /**
     * The number of a frame's octets.
     *
     * @param frame to look at.
     * @return octets from the link header on, without the FCS.
     */
    public int length(final int frame) {
        return Memory.nativeInt(null, descriptor(frame) + LENGTH);
    }

    /**
     * Sets the number of a frame's octets.
     *
     * @param frame to change.
     * @param octets 0 to what its slot has room for.
     */
    public void length(final int frame, final int octets) {
        bounds(frame, offset(frame), octets);
    }

    /**
     * Where the network header begins, counted from the frame's first octet.
     *
     * @param frame to look at.
     * @return octets, 0 to 65,535; 0 before the parse.
     */
    public int l3Offset(final int frame) {
        return Memory.nativeShort(null, descriptor(frame) + L3_OFFSET) & 0xFFFF;
    }

    /**
     * Records where the network header begins.
     *
     * @param frame to change.
     * @param octets from the frame's first octet.
     */
    public void l3Offset(final int frame, final int octets) {
        Memory.putNativeShort(null, descriptor(frame) + L3_OFFSET, (short) octets);
    }

    /**
     * Where the transport header begins, counted from the frame's first octet.
     *
     * @param frame to look at.
     * @return octets, 0 to 65,535; 0 before the parse.
     */
    public int l4Offset(final int frame) {
        return Memory.nativeShort(null, descriptor(frame) + L4_OFFSET) & 0xFFFF;
    }

    /**
     * Records where the transport header begins.
     *
     * @param frame to change.
     * @param octets from the frame's first octet.
     */
    public void l4Offset(final int frame, final int octets) {
        Memory.putNativeShort(null, descriptor(frame) + L4_OFFSET, (short) octets);
    }

    /**
     * The interface on which a frame came in.
     *
     * @param frame to look at.
     * @return the index of the interface, 0 to 65,535.
     */
    public int ingress(final int frame) {
        return Memory.nativeShort(null, descriptor(frame) + INGRESS) & 0xFFFF;
    }

    /**
     * Records the interface on which a frame came in.
     *
     * @param frame to change.
     * @param interfaceIndex 0 to 65,535.
     */
    public void ingress(final int frame, final int interfaceIndex) {
        Memory.putNativeShort(null, descriptor(frame) + INGRESS, (short) interfaceIndex);
    }

    /**
     * Records the interface on which a frame came in, and that nothing is known of it yet: no flags.
     *
     * @param frame to change.
     * @param interfaceIndex 0 to 65,535.
     */
    public void arrived(final int frame, final int interfaceIndex) {
        Memory.putNativeInt(
                null, descriptor(frame) + INGRESS, Memory.LITTLE_ENDIAN ? interfaceIndex : interfaceIndex << 16);
    }

    /**
     * The flags of a frame.
     *
     * @param frame to look at.
     * @return {@link #TRACED} or 0.
     */
    public int flags(final int frame) {
        return Memory.u8(null, descriptor(frame) + FLAGS);
    }

    /**
     * Sets the flags of a frame.
     *
     * @param frame to change.
     * @param flags {@link #TRACED} or 0.
     */
    public void flags(final int frame, final int flags) {
        Memory.putU8(null, descriptor(frame) + FLAGS, flags);
    }

    /**
     * The hash of a frame's flow.
     *
     * @param frame to look at.
     * @return 32 bits, 0 before it is computed.
     */
    public int flowHash(final int frame) {
        return Memory.nativeInt(null, descriptor(frame) + FLOW_HASH);
    }

    /**
     * Records the hash of a frame's flow.
     *
     * @param frame to change.
     * @param hash 32 bits.
     */
    public void flowHash(final int frame, final int hash) {
        Memory.putNativeInt(null, descriptor(frame) + FLOW_HASH, hash);
    }

    /**
     * Where a frame goes next: the index that the FIB answered.
     *
     * @param frame to look at.
     * @return the adjacency, 0 before the lookup.
     */
    public int adjacency(final int frame) {
        return Memory.nativeInt(null, descriptor(frame) + ADJACENCY);
    }

    /**
     * Records where a frame goes next.
     *
     * @param frame to change.
     * @param adjacency the index that the FIB answered.
     */
    public void adjacency(final int frame, final int adjacency) {
        Memory.putNativeInt(null, descriptor(frame) + ADJACENCY, adjacency);
    }

    /**
     * When a frame came in.
     *
     * @param frame to look at.
     * @return nanoseconds since the epoch of the port's clock.
     */
    public long timestamp(final int frame) {
        return Memory.nativeLong(null, descriptor(frame) + TIMESTAMP);
    }

    /**
     * Records when a frame came in.
     *
     * @param frame to change.
     * @param nanos since the epoch of the port's clock.
     */
    public void timestamp(final int frame, final long nanos) {
        Memory.putNativeLong(null, descriptor(frame) + TIMESTAMP, nanos);
    }

    /**
     * Copies a frame's octets and descriptor into another frame, of this pool or of another.
     *
     * @param from the frame to copy.
     * @param to the frame to overwrite; it keeps its own place in its slot, behind the headroom.
     * @param toPool the pool of {@code to}, with room for the frame.
     */
    public void copy(final int from, final int to, final FramePool toPool) {
        final int length = length(from);
        final long source = descriptor(from);
        final long target = toPool.descriptor(to);
        toPool.bounds(to, toPool.slotOffset(to) + toPool.headroom, length);
        Memory.copy(null, source + L3_OFFSET, null, target + L3_OFFSET, FLOW_HASH - L3_OFFSET);
        Memory.copy(null, source + FLOW_HASH, null, target + FLOW_HASH, DESCRIPTOR_LENGTH - FLOW_HASH);
        Memory.copy(null, address(from), null, toPool.address(to), length);
    }

    /** Gives a newly allocated frame its place behind the headroom and a clean descriptor, in four stores. */
    void prepare(final int frame) {
        final long descriptor = descriptor(frame);
        if (owners != null) {
            owners.claim(frame);
        }
        Memory.putNativeLong(null, descriptor + OFFSET, placed(slotOffset(frame) + headroom, 0));
        Memory.putNativeLong(null, descriptor + L3_OFFSET, 0);
        Memory.putNativeLong(null, descriptor + FLOW_HASH, 0);
        Memory.putNativeLong(null, descriptor + TIMESTAMP, 0);
    }

    /** Marks a frame free where frames are checked. */
    void release(final int frame) {
        if (owners != null) {
            owners.release(frame);
            Memory.fill(null, slotsAddress + slotOffset(frame), slotLength, (byte) 0xA5);
        }
    }

    /** Offset and length, neither negative, side by side in the machine's order. */
    private static long placed(final int offset, final int length) {
        return Memory.LITTLE_ENDIAN ? (long) length << 32 | offset : (long) offset << 32 | length;
    }

    private long descriptor(final int frame) {
        if (DirectBuffer.SHOULD_BOUNDS_CHECK && (frame < 0 || frame >= frames)) {
            throw new IndexOutOfBoundsException("frame: value=" + frame + ", limit=" + frames);
        }
        return descriptors + (long) frame * DESCRIPTOR_LENGTH;
    }
}
