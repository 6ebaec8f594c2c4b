package org.firsthop.forwarding.table;

import org.agrona.BitUtil;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * The way to entries of a {@link KeyedSlab} that were asked for of late, without its keyed hash.
 *
 * <p>One entry has each place that a multiplication of the key gives. An entry is what the slab says of its own key, so nothing has
 * to be told when it goes, and whoever makes keys meet on purpose makes others' packets take the slab's own way, which is
 * keyed, and no more. Not thread-safe.
 */
public final class RecentEntries {
    private static final int MAX_PLACES = 1 << 16;
    private static final long ODD_0 = 0x9E37_79B9_7F4A_7C15L;
    private static final long ODD_1 = 0xC2B2_AE3D_27D4_EB4FL;

    private final KeyedSlab slab;
    private final MemoryRegion region;
    private final long places;
    private final int shift;

    /**
     * A way to the entries of a slab.
     *
     * @param slab that has them.
     */
    public RecentEntries(final KeyedSlab slab) {
        this.slab = slab;
        final int count = Math.min(MAX_PLACES, BitUtil.findNextPositivePowerOfTwo(2 * slab.capacity()));
        shift = Long.SIZE - Integer.numberOfTrailingZeros(count);
        region = MemoryRegion.allocate((long) count * Integer.BYTES);
        places = region.address();
        Memory.fill(null, places, region.capacity(), (byte) KeyedSlab.NONE);
    }

    /**
     * As {@link KeyedSlab#find}.
     *
     * @param key0 the key's first half.
     * @param key1 the key's second half.
     * @return the entry, or {@link KeyedSlab#NONE}.
     */
    public int find(final long key0, final long key1) {
        final long place = places + ((((key0 * ODD_0) ^ (key1 * ODD_1)) * ODD_0) >>> shift) * Integer.BYTES;
        final int recent = Memory.nativeInt(null, place);
        if (recent != KeyedSlab.NONE && slab.has(recent, key0, key1)) {
            return recent;
        }
        final int found = slab.find(key0, key1);
        Memory.putNativeInt(null, place, found);
        return found;
    }

    /** {@return octets outside the heap} */
    public long memoryOctets() {
        return region.capacity();
    }
}
