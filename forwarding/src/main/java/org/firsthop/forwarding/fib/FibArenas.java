package org.firsthop.forwarding.fib;

/**
 * The memory of a FIB: an arena for what lookups read, with the cells of it that wait for readers, and one for the prefixes.
 * Belongs to the writer.
 */
final class FibArenas {
    final SlabArena lookup;
    final SlabArena control;
    final RetiredCells retired;
    private long refusals;

    /**
     * Takes the memory.
     *
     * @param epochs that the readers announce to.
     * @param lookupCapacity octets for what lookups read.
     * @param controlCapacity octets for the prefixes.
     * @param least of either.
     * @param mostForLookup the greatest of the first.
     * @throws IllegalArgumentException when a capacity is outside its range.
     */
    FibArenas(
            final ReadEpochs epochs,
            final long lookupCapacity,
            final long controlCapacity,
            final long least,
            final long mostForLookup) {
        check("lookupCapacity", lookupCapacity, least, mostForLookup);
        check("controlCapacity", controlCapacity, least, Long.MAX_VALUE);
        lookup = new SlabArena(lookupCapacity);
        control = new SlabArena(controlCapacity);
        retired = new RetiredCells(epochs, lookup);
    }

    private static void check(final String name, final long capacity, final long least, final long most) {
        if (capacity < least || capacity > most) {
            throw new IllegalArgumentException(name + ": value=" + capacity + ", limit=" + least + ".." + most);
        }
    }

    /** Makes free what readers have announced since; returns the octets that still wait. */
    long reclaim() {
        retired.reclaim();
        return retired.octets();
    }

    /** {@return the memory at this moment} */
    FibMemory memory() {
        final long reserved = (long) lookup.capacity() + control.capacity();
        return new FibMemory(
                lookup.takenOctets() - retired.octets(), retired.octets(), control.takenOctets(), reserved, reserved);
    }

    /** Counts an update that is refused. */
    FibUpdate refuse() {
        refusals++;
        return FibUpdate.FULL;
    }

    /** {@return how many were} */
    long refusals() {
        return refusals;
    }
}
