package org.firsthop.core.memory;

/**
 * Tells the operating system in which pages a region is best kept.
 *
 * <p>Memory that is read all over, such as a cache of a million names, costs more by the pages it lies in than by its octets:
 * the processor remembers where some thousand pages are, and walks tables in memory to find any other. In pages of 2 MiB it
 * knows them all. What it takes to ask for them is the system's affair, and so of a module that knows the system.
 *
 * @see MemoryRegion#adviseBy(PageAdvisor)
 */
@FunctionalInterface
public interface PageAdvisor {
    /** Asks for nothing: the system decides. */
    PageAdvisor NONE = (address, length) -> {};

    /**
     * Advises on memory that is all zero and that nobody has the address of yet. It may be given back to the system, as long as it
     * reads as zero afterwards. Does nothing where it can do nothing.
     *
     * @param address of the first octet, a multiple of {@link MemoryRegion#HUGE_PAGE_ALIGNMENT}.
     * @param length in octets, at least {@link MemoryRegion#HUGE_PAGE_ALIGNMENT}.
     */
    void advise(long address, long length);
}
