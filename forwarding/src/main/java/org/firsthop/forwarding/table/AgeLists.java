package org.firsthop.forwarding.table;

import java.util.Arrays;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * Entries of a slab in lists, each in the order in which its entries were heard last: the head of a list is its oldest.
 *
 * <p>Where all entries of a list live equally long after they are heard, the head is the next to expire. Every operation takes
 * constant time. Belongs to one thread.
 */
public final class AgeLists {
    /** What answers when there is no entry, or an entry is in no list. */
    public static final int NONE = -1;

    private static final int LINK_LENGTH = 16;
    private static final int OLDER = 0;
    private static final int YOUNGER = 4;
    private static final int LIST = 8;
    private static final int SECOND = 12;

    private final MemoryRegion region;
    private final long links;
    private final int[] oldest;
    private final int[] youngest;

    /**
     * Empty lists.
     *
     * @param entries of the slab.
     * @param lists at least 1.
     */
    public AgeLists(final int entries, final int lists) {
        region = MemoryRegion.allocate((long) entries * LINK_LENGTH);
        links = region.address();
        oldest = new int[lists];
        youngest = new int[lists];
        Arrays.fill(oldest, NONE);
        Arrays.fill(youngest, NONE);
        Memory.fill(null, links, region.capacity(), (byte) NONE);
    }

    /**
     * Makes an entry the youngest of a list; it leaves the list that it was in.
     *
     * @param list to enter.
     * @param entry that was heard.
     * @param second when, not before any other entry of the list.
     */
    public void hear(final int list, final int entry, final int second) {
        remove(entry);
        final long link = link(entry);
        final int before = youngest[list];
        Memory.putNativeInt(null, link + OLDER, before);
        Memory.putNativeInt(null, link + YOUNGER, NONE);
        Memory.putNativeInt(null, link + LIST, list);
        Memory.putNativeInt(null, link + SECOND, second);
        if (before == NONE) {
            oldest[list] = entry;
        } else {
            Memory.putNativeInt(null, link(before) + YOUNGER, entry);
        }
        youngest[list] = entry;
    }

    /**
     * Takes an entry out of the list that it is in, if any.
     *
     * @param entry to take out.
     */
    public void remove(final int entry) {
        final long link = link(entry);
        final int list = Memory.nativeInt(null, link + LIST);
        if (list == NONE) {
            return;
        }
        final int older = Memory.nativeInt(null, link + OLDER);
        final int younger = Memory.nativeInt(null, link + YOUNGER);
        if (older == NONE) {
            oldest[list] = younger;
        } else {
            Memory.putNativeInt(null, link(older) + YOUNGER, younger);
        }
        if (younger == NONE) {
            youngest[list] = older;
        } else {
            Memory.putNativeInt(null, link(younger) + OLDER, older);
        }
        Memory.putNativeInt(null, link + LIST, NONE);
    }

    /**
     * The entry of a list that was not heard for longest.
     *
     * @param list to look at.
     * @return the entry, or {@link #NONE} when the list is empty.
     */
    public int oldest(final int list) {
        return oldest[list];
    }

    /**
     * The list that an entry is in.
     *
     * @param entry to look at.
     * @return the list, or {@link #NONE}.
     */
    public int list(final int entry) {
        return Memory.nativeInt(null, link(entry) + LIST);
    }

    /**
     * When an entry was heard last.
     *
     * @param entry that is, or was, in a list.
     * @return the second.
     */
    public int second(final int entry) {
        return Memory.nativeInt(null, link(entry) + SECOND);
    }

    /** {@return octets outside the heap} */
    public long memoryOctets() {
        return region.capacity();
    }

    private long link(final int entry) {
        return links + (long) entry * LINK_LENGTH;
    }
}
