package org.firsthop.forwarding.fib;

import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The prefixes of an IPv4 table with their adjacencies: what the writer of a FIB computes answers from.
 *
 * <p>Prefixes shorter than /{@value #BLOCK_LENGTH} stand in a complete binary tree without pointers: the prefix of
 * length <i>n</i> with the bits <i>p</i> is element 2<sup>n</sup> + <i>p</i>, its parent half of that. Longer ones
 * stand in one sorted array for each /{@value #BLOCK_LENGTH}, their <em>block</em>: 64 bits a route, so that a block of the
 * Internet's table is a cache line or two.
 *
 * <pre>
 *   route in a block:   0 (63..52)   the 14 bits after the block (51..38)   length (37..32)   adjacency (31..0)
 * </pre>
 *
 * Their order as numbers is the order of prefixes, a shorter one before the longer ones inside it: so an array that is
 * painted over address space from first to last leaves at each address the longest match.
 *
 * <p>Memory comes from an arena that is shared by tables; {@link #release()} gives all of it back.
 */
final class Ipv4Prefixes {
    /** The length at which prefixes begin to be kept by block. */
    static final int BLOCK_LENGTH = 18;

    /** The number of blocks. */
    static final int BLOCKS = 1 << BLOCK_LENGTH;

    private static final int SUFFIX_BITS = 32 - BLOCK_LENGTH;
    private static final int SUFFIX_MASK = (1 << SUFFIX_BITS) - 1;
    private static final int LENGTH_BITS = 6;
    private static final int DIRECTORY_LENGTH = BLOCKS * Integer.BYTES;

    /** A block's array: count, capacity, then the routes. */
    private static final int COUNT_OFFSET = 0;

    private static final int CAPACITY_OFFSET = 4;
    private static final int ROUTES_OFFSET = 8;
    private static final int FIRST_CAPACITY = 2;

    private final SlabArena arena;
    private final int shortRoutes;
    private final int directory;
    private final long shortAddress;
    private final long directoryAddress;
    private int size;

    private Ipv4Prefixes(final SlabArena arena, final int shortRoutes, final int directory) {
        this.arena = arena;
        this.shortRoutes = shortRoutes;
        this.directory = directory;
        shortAddress = arena.address() + shortRoutes;
        directoryAddress = arena.address() + directory;
        Memory.fill(null, shortAddress, DIRECTORY_LENGTH, (byte) 0);
        Memory.fill(null, directoryAddress, DIRECTORY_LENGTH, (byte) 0);
    }

    /**
     * An empty table.
     *
     * @param arena that memory comes from.
     * @return the table, or {@code null} when the arena has no room for its directory.
     */
    static @Nullable Ipv4Prefixes allocate(final SlabArena arena) {
        final int shortRoutes = arena.allocate(DIRECTORY_LENGTH);
        if (shortRoutes == SlabArena.NONE) {
            return null;
        }
        final int directory = arena.allocate(DIRECTORY_LENGTH);
        if (directory == SlabArena.NONE) {
            arena.free(shortRoutes, DIRECTORY_LENGTH);
            return null;
        }
        return new Ipv4Prefixes(arena, shortRoutes, directory);
    }

    /** Gives all memory back; the table must not be used afterwards. */
    void release() {
        for (int block = 0; block < BLOCKS; block++) {
            final int array = array(block);
            if (array != 0) {
                arena.free(array, arrayLength(capacity(array)));
            }
        }
        arena.free(shortRoutes, DIRECTORY_LENGTH);
        arena.free(directory, DIRECTORY_LENGTH);
    }

    /** {@return the number of routes} */
    int size() {
        return size;
    }

    /**
     * The adjacency of a prefix.
     *
     * @param prefix address.
     * @param length of the prefix.
     * @return the adjacency, or 0 when it is not there.
     */
    int get(final int prefix, final int length) {
        if (length < BLOCK_LENGTH) {
            return Memory.nativeInt(null, shortAddress(prefix, length));
        }
        final int array = array(block(prefix));
        if (array == 0) {
            return Ipv4Fib.NO_ROUTE;
        }
        final int at = find(array, key(prefix, length));
        return at < 0 ? Ipv4Fib.NO_ROUTE : (int) route(array, at);
    }

    /**
     * Sets the adjacency of a prefix.
     *
     * @param prefix address.
     * @param length of the prefix.
     * @param adjacency at least 1.
     * @return whether there was room; if not, nothing was changed.
     */
    boolean put(final int prefix, final int length, final int adjacency) {
        if (length < BLOCK_LENGTH) {
            final long address = shortAddress(prefix, length);
            size += Memory.nativeInt(null, address) == Ipv4Fib.NO_ROUTE ? 1 : 0;
            Memory.putNativeInt(null, address, adjacency);
            return true;
        }
        final int block = block(prefix);
        int array = array(block);
        final long key = key(prefix, length);
        final int at = array == 0 ? -1 : find(array, key);
        if (at >= 0) {
            putRoute(array, at, key | adjacency);
            return true;
        }
        final int count = array == 0 ? 0 : count(array);
        if (array == 0 || count == capacity(array)) {
            array = resize(block, array, count, count == 0 ? FIRST_CAPACITY : count + (count + 2) / 2);
            if (array == SlabArena.NONE) {
                return false;
            }
        }
        final int insertion = -at - 1;
        final long from = routeAddress(array, insertion);
        Memory.copy(null, from, null, from + Long.BYTES, (long) (count - insertion) * Long.BYTES);
        putRoute(array, insertion, key | adjacency);
        Memory.putNativeInt(null, arena.address() + array + COUNT_OFFSET, count + 1);
        size++;
        return true;
    }

    /**
     * Removes a prefix that is there.
     *
     * @param prefix address.
     * @param length of the prefix.
     */
    void remove(final int prefix, final int length) {
        size--;
        if (length < BLOCK_LENGTH) {
            Memory.putNativeInt(null, shortAddress(prefix, length), Ipv4Fib.NO_ROUTE);
            return;
        }
        final int block = block(prefix);
        final int array = array(block);
        final int at = find(array, key(prefix, length));
        final int count = count(array) - 1;
        final long to = routeAddress(array, at);
        Memory.copy(null, to + Long.BYTES, null, to, (long) (count - at) * Long.BYTES);
        Memory.putNativeInt(null, arena.address() + array + COUNT_OFFSET, count);
        if (count == 0) {
            arena.free(array, arrayLength(capacity(array)));
            Memory.putNativeInt(null, directoryAddress + (long) block * Integer.BYTES, 0);
        } else if (count > FIRST_CAPACITY && count <= capacity(array) / 3) {
            // Where there is no room for a smaller array the larger one stays.
            resize(block, array, count, count + count / 2);
        }
    }

    /**
     * The adjacency that a block has from prefixes shorter than itself.
     *
     * @param block index.
     * @return the adjacency of the longest of them, or 0.
     */
    int inherited(final int block) {
        for (int node = (BLOCKS + block) >>> 1; node > 0; node >>>= 1) {
            final int adjacency = Memory.nativeInt(null, shortAddress + (long) node * Integer.BYTES);
            if (adjacency != Ipv4Fib.NO_ROUTE) {
                return adjacency;
            }
        }
        return Ipv4Fib.NO_ROUTE;
    }

    /**
     * The number of a block's routes.
     *
     * @param block index.
     * @return how many prefixes of length 18 and more it has.
     */
    int routes(final int block) {
        final int array = array(block);
        return array == 0 ? 0 : count(array);
    }

    /**
     * The address of a block's routes, side by side.
     *
     * @param block index of a block that has routes.
     * @return the address of the first.
     */
    long routesAddress(final int block) {
        return routeAddress(array(block), 0);
    }

    /**
     * Where in a block's routes those inside a prefix begin.
     *
     * @param prefix address.
     * @param length of the prefix, 18 or more; it may have a route itself.
     * @return the index of the first route behind the prefix's own, in a block that has routes.
     */
    int firstInside(final int prefix, final int length) {
        final int at = find(array(block(prefix)), key(prefix, length));
        return at >= 0 ? at + 1 : -at - 1;
    }

    /**
     * The adjacency that a prefix has from shorter ones.
     *
     * @param prefix address.
     * @param length of the prefix, 18 or more.
     * @return the adjacency of the longest of them, or 0.
     */
    int covering(final int prefix, final int length) {
        final int block = block(prefix);
        final int array = array(block);
        if (array != 0) {
            final int at = find(array, key(prefix, length));
            for (int i = (at >= 0 ? at : -at - 1) - 1; i >= 0; i--) {
                final long route = route(array, i);
                final int mask = Prefixes.mask(length(route)) & SUFFIX_MASK;
                if (length(route) < length && ((suffix(route) ^ prefix) & mask) == 0) {
                    return (int) route;
                }
            }
        }
        return inherited(block);
    }

    /**
     * The 14 bits of a route's prefix that follow the block's.
     *
     * @param route of a block.
     * @return 0 to 16,383.
     */
    static int suffix(final long route) {
        return (int) (route >>> (32 + LENGTH_BITS));
    }

    /**
     * The length of a route's prefix.
     *
     * @param route of a block.
     * @return 18 to 32.
     */
    static int length(final long route) {
        return (int) (route >>> 32) & ((1 << LENGTH_BITS) - 1);
    }

    /**
     * The length of the longest prefix that contains an address.
     *
     * @param address most significant octet first.
     * @return 0 to 32, or -1 when no prefix contains it.
     */
    int matchLength(final int address) {
        final int block = block(address);
        final int array = array(block);
        if (array != 0) {
            final int at = find(array, key(address, 32));
            for (int i = at >= 0 ? at : -at - 2; i >= 0; i--) {
                final long route = route(array, i);
                final int length = length(route);
                if (((suffix(route) ^ address) & Prefixes.mask(length) & SUFFIX_MASK) == 0) {
                    return length;
                }
            }
        }
        int length = BLOCK_LENGTH;
        for (int node = (BLOCKS + block) >>> 1; node > 0; node >>>= 1) {
            length--;
            if (Memory.nativeInt(null, shortAddress + (long) node * Integer.BYTES) != Ipv4Fib.NO_ROUTE) {
                return length;
            }
        }
        return -1;
    }

    /**
     * Gives every route in the order of prefixes, a shorter one before the longer ones inside it.
     *
     * @param consumer that takes the routes.
     */
    void forEach(final Ipv4RouteConsumer consumer) {
        forEach(consumer, 1, 0);
    }

    private void forEach(final Ipv4RouteConsumer consumer, final int node, final int length) {
        if (length == BLOCK_LENGTH) {
            final int block = node - BLOCKS;
            final int count = routes(block);
            for (int i = 0; i < count; i++) {
                final long route = route(array(block), i);
                consumer.accept((block << SUFFIX_BITS) | suffix(route), length(route), (int) route);
            }
            return;
        }
        final int adjacency = Memory.nativeInt(null, shortAddress + (long) node * Integer.BYTES);
        if (adjacency != Ipv4Fib.NO_ROUTE) {
            consumer.accept(length == 0 ? 0 : node << (32 - length), length, adjacency);
        }
        forEach(consumer, node << 1, length + 1);
        forEach(consumer, (node << 1) | 1, length + 1);
    }

    /**
     * The block of an address.
     *
     * @param address most significant octet first.
     * @return its index.
     */
    static int block(final int address) {
        return address >>> SUFFIX_BITS;
    }

    /**
     * Whether a prefix shorter than a block stands at a node of the tree of short prefixes.
     *
     * @param node 1 for the default route, to {@link #BLOCKS} − 1.
     * @return whether it has a route.
     */
    boolean hasShort(final int node) {
        return Memory.nativeInt(null, shortAddress + (long) node * Integer.BYTES) != Ipv4Fib.NO_ROUTE;
    }

    private static long key(final int prefix, final int length) {
        return (long) (((prefix & SUFFIX_MASK) << LENGTH_BITS) | length) << 32;
    }

    private long shortAddress(final int prefix, final int length) {
        final int node = (1 << length) | (length == 0 ? 0 : prefix >>> (32 - length));
        return shortAddress + (long) node * Integer.BYTES;
    }

    private int find(final int array, final long key) {
        int low = 0;
        int high = count(array) - 1;
        while (low <= high) {
            final int middle = (low + high) >>> 1;
            final long other = route(array, middle) & 0xFFFF_FFFF_0000_0000L;
            if (other < key) {
                low = middle + 1;
            } else if (other > key) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -low - 1;
    }

    private int resize(final int block, final int array, final int count, final int capacity) {
        final int other = arena.allocate(arrayLength(capacity));
        if (other == SlabArena.NONE) {
            return SlabArena.NONE;
        }
        if (count > 0) {
            Memory.copy(null, routeAddress(array, 0), null, routeAddress(other, 0), (long) count * Long.BYTES);
        }
        if (array != 0) {
            arena.free(array, arrayLength(capacity(array)));
        }
        Memory.putNativeInt(null, arena.address() + other + COUNT_OFFSET, count);
        Memory.putNativeInt(null, arena.address() + other + CAPACITY_OFFSET, capacity);
        Memory.putNativeInt(null, directoryAddress + (long) block * Integer.BYTES, other);
        return other;
    }

    private int array(final int block) {
        return Memory.nativeInt(null, directoryAddress + (long) block * Integer.BYTES);
    }

    private int count(final int array) {
        return Memory.nativeInt(null, arena.address() + array + COUNT_OFFSET);
    }

    private int capacity(final int array) {
        return Memory.nativeInt(null, arena.address() + array + CAPACITY_OFFSET);
    }

    private long route(final int array, final int index) {
        return Memory.nativeLong(null, routeAddress(array, index));
    }

    private void putRoute(final int array, final int index, final long route) {
        Memory.putNativeLong(null, routeAddress(array, index), route);
    }

    private long routeAddress(final int array, final int index) {
        return arena.address() + array + ROUTES_OFFSET + (long) index * Long.BYTES;
    }

    private static int arrayLength(final int capacity) {
        return ROUTES_OFFSET + capacity * Long.BYTES;
    }
}
