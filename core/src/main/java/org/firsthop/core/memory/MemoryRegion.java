package org.firsthop.core.memory;

import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A contiguous run of octets outside the heap, aligned and zeroed.
 *
 * <p>The region lives as long as this object is reachable; {@link #address()} is valid no longer than that, so whoever
 * keeps an address keeps the region. The JVM counts it as direct memory ({@code -XX:MaxDirectMemorySize}).
 */
public final class MemoryRegion {
    /** Alignment that lets the kernel back a region with 2 MiB pages, where it is set to or advised to. */
    public static final int HUGE_PAGE_ALIGNMENT = 2 * 1024 * 1024;

    /** Alignment of a cache line on the machines this runs on. */
    public static final int CACHE_LINE_ALIGNMENT = 64;

    private static volatile PageAdvisor advisor = PageAdvisor.NONE;

    private final ByteBuffer memory;
    private final UnsafeBuffer buffer;
    private final long address;

    private MemoryRegion(final ByteBuffer memory) {
        this.memory = memory;
        this.buffer = new UnsafeBuffer(memory);
        this.address = buffer.addressOffset();
    }

    /**
     * Allocates a region; regions of 2 MiB and more are aligned to {@link #HUGE_PAGE_ALIGNMENT}, smaller ones to
     * {@link #CACHE_LINE_ALIGNMENT}.
     *
     * @param capacity in octets, 1 to 2,145,386,495.
     * @return the region, all zero.
     * @throws IllegalArgumentException when the capacity is outside its range.
     * @throws OutOfMemoryError when the JVM's limit of direct memory does not leave that much.
     */
    public static MemoryRegion allocate(final long capacity) {
        return allocate(capacity, capacity >= HUGE_PAGE_ALIGNMENT ? HUGE_PAGE_ALIGNMENT : CACHE_LINE_ALIGNMENT);
    }

    /**
     * Allocates a region.
     *
     * @param capacity in octets, 1 to 2,147,483,647 less the alignment.
     * @param alignment of the first octet's address, a power of two.
     * @return the region, all zero.
     * @throws IllegalArgumentException when an argument is outside its range.
     * @throws OutOfMemoryError when the JVM's limit of direct memory does not leave that much.
     */
    public static MemoryRegion allocate(final long capacity, final int alignment) {
        if (!BitUtil.isPowerOfTwo(alignment)) {
            throw new IllegalArgumentException("alignment: value=" + alignment + ", expected a power of two");
        }
        final long limit = Integer.MAX_VALUE - (long) alignment;
        if (capacity < 1 || capacity > limit) {
            throw new IllegalArgumentException("capacity: value=" + capacity + ", limit=" + limit);
        }
        final MemoryRegion region = new MemoryRegion(BufferUtil.allocateDirectAligned((int) capacity, alignment));
        if (alignment >= HUGE_PAGE_ALIGNMENT && capacity >= HUGE_PAGE_ALIGNMENT) {
            advisor.advise(region.address, capacity);
        }
        return region;
    }

    /**
     * Sets who tells the operating system in which pages large regions are best kept: those that are allocated from now on, of
     * {@link #HUGE_PAGE_ALIGNMENT} octets and more and aligned to as many. It concerns the whole process, as options of the JVM
     * do: a program sets it where it begins, a library leaves it alone. Any thread.
     *
     * @param pages the advisor; {@link PageAdvisor#NONE}, as at first, to leave it to the system.
     */
    public static void adviseBy(final PageAdvisor pages) {
        advisor = pages;
    }

    /**
     * The address of the first octet, for {@link Memory} with a {@code null} base.
     *
     * @return the absolute address.
     */
    public long address() {
        return address;
    }

    /** {@return the number of octets, at least 1} */
    public int capacity() {
        return memory.capacity();
    }

    /**
     * The region as a buffer, for flyweights.
     *
     * @return the one buffer over the whole region; it must not be wrapped around anything else.
     */
    public UnsafeBuffer buffer() {
        return buffer;
    }
}
