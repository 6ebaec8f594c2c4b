package org.firsthop.forwarding.fib;

import java.util.Arrays;
import org.agrona.collections.IntIntConsumer;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * One generation of what IPv4 lookups read: a root of one word for each /18 block, and the leaves that the words lead to.
 * {@link BlockIpv4Fib} says how they are laid out; this class says which there are ({@link Ipv4Leaves} writes them), and belongs
 * to the writer.
 *
 * <p>A changed answer is stored into its leaf, when nothing else changes. Otherwise {@link #build} makes the new leaves of a
 * block beside the present ones, {@link #publish} leads readers to them by one store and retires what it replaces,
 * {@link #discard} takes them back when an update is refused. Blocks that have one answer all over share a cell; all other
 * cells belong to one block. A deep record, of a /24 with longer prefixes, passes from a block's leaves to the next ones as
 * long as its /24 does not change.
 *
 * <p>The leaves of a block are named by the word of the root that leads to them.
 */
final class Ipv4Records {
    /** What {@link #build} returns when there is no room; no word ends in five ones. */
    static final int NONE = -1;

    /** Octets of the root. */
    static final int ROOT_LENGTH = Ipv4Prefixes.BLOCKS * Integer.BYTES;

    /** In place of a deep record's word: there was no room. No record lies where the root does. */
    private static final int NO_ROOM = 0x8000_0000;

    private static final int SLOT_LENGTH = 24;

    private final SlabArena arena;
    private final RetiredCells retired;
    private final Ipv4Prefixes prefixes;
    private final int root;
    private final Ipv4Leaves leaves;
    private final Ipv4Uniform uniform;

    /** The answers of a block, slot by slot: adjacencies, or the words of deep records. */
    private final int[] slots = new int[Ipv4Words.SLOTS];

    private final int[] deepSlots = new int[OctetRecord.SLOTS];
    private final OctetRecord deepRecord = new OctetRecord();

    /** Deep records that the present call of {@link #build} made. */
    private final int[] freshDeep = new int[Ipv4Words.SLOTS];

    private int freshDeepCount;
    private long escapedAdjacencies;

    private Ipv4Records(
            final SlabArena arena,
            final RetiredCells retired,
            final Ipv4Prefixes prefixes,
            final int root,
            final boolean wide) {
        this.arena = arena;
        this.retired = retired;
        this.prefixes = prefixes;
        this.root = root;
        leaves = new Ipv4Leaves(arena, root, wide);
        uniform = new Ipv4Uniform(leaves);
    }

    /**
     * Builds a whole generation.
     *
     * @param arena that memory comes from.
     * @param retired where cells go that readers may hold.
     * @param prefixes that it answers from.
     * @param wide whether leaves have 16 bits, rather than 8.
     * @return the generation, or {@code null} when the arena has no room for it.
     */
    static @Nullable Ipv4Records build(
            final SlabArena arena, final RetiredCells retired, final Ipv4Prefixes prefixes, final boolean wide) {
        final int root = arena.allocate(ROOT_LENGTH);
        if (root == SlabArena.NONE) {
            return null;
        }
        final Ipv4Records records = new Ipv4Records(arena, retired, prefixes, root, wide);
        Memory.fill(null, records.rootAddress(), ROOT_LENGTH, (byte) 0);
        for (int block = 0; block < Ipv4Prefixes.BLOCKS; block++) {
            final int word = records.build(block, 0, Ipv4Words.SLOTS - 1);
            if (word == NONE) {
                records.release(arena::free);
                return null;
            }
            records.publish(block, word);
        }
        return records;
    }

    /** {@return the address of the root} */
    long rootAddress() {
        return arena.address() + root;
    }

    /** {@return whether leaves have 16 bits, rather than 8} */
    boolean isWide() {
        return leaves.isWide();
    }

    /** {@return how many escapes stand beside the leaves because their adjacency exceeds the width} */
    long escapedAdjacencies() {
        return escapedAdjacencies;
    }

    /** Retires everything: readers that look the root up from now on find another one. */
    void retire() {
        release(retired::add);
    }

    /**
     * Builds the leaves of a block from the prefixes as they are now.
     *
     * @param block index.
     * @param firstSlot of 64, from which on answers may have changed.
     * @param lastSlot up to which answers may have changed.
     * @return the word that leads to them: the present one when no answer changed, or {@link #NONE} when there is no room.
     */
    int build(final int block, final int firstSlot, final int lastSlot) {
        final int present = present(block);
        freshDeepCount = 0;
        if (prefixes.routes(block) == 0) {
            return buildInherited(block, present);
        }
        if (!paint(block, present, firstSlot, lastSlot)) {
            freeFreshDeep();
            return NONE;
        }
        if (present != 0 && isSame(block, present, firstSlot, lastSlot)) {
            return present;
        }
        final int word = write(block);
        if (word == NONE) {
            freeFreshDeep();
        }
        return word;
    }

    /**
     * Stores what a changed prefix answers into the present leaves of its block, where nothing else of them changes: most of the
     * updates of the Internet's table. Readers see the answers at once.
     *
     * @param prefix address.
     * @param length 18 to 24.
     * @param adjacency that the prefix has now, its own or that of a shorter one.
     * @return whether that was all; if not, nothing was done, and the block is to be built.
     */
    boolean store(final int prefix, final int length, final int adjacency) {
        final int block = Ipv4Prefixes.block(prefix);
        final int word = present(block);
        final int shift = word & Ipv4Words.SHIFT_MASK;
        if (leaves.isEscaped(adjacency)
                || prefixes.routes(block) == 0
                || shift == Ipv4Words.UNIFORM_SHIFT
                || leaves.runs(block, word) != 0) {
            return false;
        }
        final int longest = shift == Ipv4Words.HALF_SHIFT ? SLOT_LENGTH - 1 : SLOT_LENGTH;
        final int firstSlot = (prefix >>> Ipv4Words.SLOT_SHIFT) & (Ipv4Words.SLOTS - 1);
        final int lastSlot = firstSlot + (1 << (SLOT_LENGTH - length)) - 1;
        if (length > longest
                || !paintInside(prefix, length, adjacency, firstSlot, lastSlot, longest)
                || !leaves.keepsShape(block, word, slots, firstSlot, lastSlot)) {
            return false;
        }
        leaves.store(block, word, slots, firstSlot, lastSlot);
        return true;
    }

    /** Fills the slots of a prefix; false when there are routes inside that leaves cannot tell apart. */
    private boolean paintInside(
            final int prefix,
            final int length,
            final int adjacency,
            final int firstSlot,
            final int lastSlot,
            final int longest) {
        Arrays.fill(slots, firstSlot, lastSlot + 1, adjacency);
        final int block = Ipv4Prefixes.block(prefix);
        final int count = prefixes.routes(block);
        final long routes = prefixes.routesAddress(block);
        for (int i = prefixes.firstInside(prefix, length); i < count; i++) {
            final long route = Memory.nativeLong(null, routes + (long) i * Long.BYTES);
            final int slot = Ipv4Prefixes.suffix(route) >>> Ipv4Words.SLOT_SHIFT;
            if (slot > lastSlot) {
                break;
            }
            final int routeLength = Ipv4Prefixes.length(route);
            if (routeLength > longest || leaves.isEscaped((int) route)) {
                return false;
            }
            Arrays.fill(slots, slot, slot + (1 << (SLOT_LENGTH - routeLength)), (int) route);
        }
        return true;
    }

    /** The leaves of a block that answers as shorter prefixes do: most of what a change of one of them rewrites. */
    private int buildInherited(final int block, final int present) {
        slots[0] = prefixes.inherited(block);
        final boolean isPresent = present != 0
                && (present & Ipv4Words.SHIFT_MASK) == Ipv4Words.UNIFORM_SHIFT
                && leaves.answer(block, present, 0) == slots[0];
        return isPresent ? present : uniform.share(block, slots[0]);
    }

    /**
     * Leads readers to a block's leaves, and retires those that it replaces.
     *
     * @param block index.
     * @param word that {@link #build} returned.
     */
    void publish(final int block, final int word) {
        final int present = present(block);
        if (word == present) {
            return;
        }
        escapedAdjacencies += leaves.countEscapedAdjacencies(block, word);
        Memory.releaseInt(rootAddress() + (long) block * Integer.BYTES, word);
        if (present != 0) {
            escapedAdjacencies -= leaves.countEscapedAdjacencies(block, present);
            release(block, present, word, retired::add);
        }
    }

    /**
     * Takes back what was built and will not be published.
     *
     * @param blocks indices.
     * @param built what {@link #build} returned for each.
     * @param count of both.
     */
    void discard(final int[] blocks, final int[] built, final int count) {
        for (int i = 0; i < count; i++) {
            final int present = present(blocks[i]);
            if (built[i] != present) {
                release(blocks[i], built[i], present, arena::free);
            }
        }
    }

    /** Fills the slots with the block's answers; false when a deep record found no room. */
    private boolean paint(final int block, final int present, final int firstSlot, final int lastSlot) {
        Arrays.fill(slots, prefixes.inherited(block));
        final int count = prefixes.routes(block);
        final long routes = count == 0 ? 0 : prefixes.routesAddress(block);
        int i = 0;
        while (i < count) {
            final long route = Memory.nativeLong(null, routes + (long) i * Long.BYTES);
            final int slot = Ipv4Prefixes.suffix(route) >>> 8;
            final int length = Ipv4Prefixes.length(route);
            if (length <= SLOT_LENGTH) {
                Arrays.fill(slots, slot, slot + (1 << (SLOT_LENGTH - length)), (int) route);
                i++;
                continue;
            }
            int end = i + 1;
            while (end < count && isInside(Memory.nativeLong(null, routes + (long) end * Long.BYTES), slot)) {
                end++;
            }
            final boolean kept = present != 0 && (slot < firstSlot || slot > lastSlot);
            slots[slot] = kept ? leaves.answer(block, present, slot) : deep(block, slot, routes, i, end, present);
            if (slots[slot] == NO_ROOM) {
                return false;
            }
            i = end;
        }
        return true;
    }

    private static boolean isInside(final long route, final int slot) {
        return Ipv4Prefixes.suffix(route) >>> 8 == slot;
    }

    /** The value of a /24 with longer prefixes: the word of its deep record, or an adjacency when it is alike all over. */
    private int deep(
            final int block, final int slot, final long routes, final int first, final int end, final int present) {
        Arrays.fill(deepSlots, slots[slot]);
        for (int i = first; i < end; i++) {
            final long route = Memory.nativeLong(null, routes + (long) i * Long.BYTES);
            final int from = Ipv4Prefixes.suffix(route) & (OctetRecord.SLOTS - 1);
            Arrays.fill(deepSlots, from, from + (1 << (32 - Ipv4Prefixes.length(route))), (int) route);
        }
        if (deepRecord.compose(deepSlots) == 1) {
            return deepSlots[0];
        }
        final int before = present == 0 ? 0 : leaves.answer(block, present, slot);
        if (before < 0 && deepRecord.isSame(rootAddress() + OctetRecord.distance(before))) {
            return before;
        }
        final int record = arena.allocate(deepRecord.length());
        if (record == SlabArena.NONE) {
            return NO_ROOM;
        }
        freshDeep[freshDeepCount++] = record;
        deepRecord.write(arena.address() + record);
        return OctetRecord.word(record - root);
    }

    /** Writes the slots out: a cell of its own for the block, or a share of one; the word that leads there. */
    private int write(final int block) {
        boolean isUniform = true;
        boolean isHalf = true;
        int escapes = 0;
        int before = 0;
        for (int slot = 0; slot < Ipv4Words.SLOTS; slot++) {
            final int value = slots[slot];
            isUniform &= value == slots[0];
            isHalf &= value == slots[slot & -2];
            escapes += leaves.isEscaped(value) && (escapes == 0 || value != before) ? 1 : 0;
            before = value;
        }
        if (isUniform) {
            return uniform.share(block, slots[0]);
        }
        if (escapes > 0) {
            return leaves.writeEscaped(block, slots, escapes);
        }
        return leaves.write(block, slots, isHalf);
    }

    private boolean isSame(final int block, final int word, final int firstSlot, final int lastSlot) {
        for (int slot = firstSlot; slot <= lastSlot; slot++) {
            if (leaves.answer(block, word, slot) != slots[slot]) {
                return false;
            }
        }
        return true;
    }

    private void release(final IntIntConsumer sink) {
        for (int block = 0; block < Ipv4Prefixes.BLOCKS; block++) {
            final int word = present(block);
            if (word != 0) {
                release(block, word, 0, sink);
            }
        }
        sink.accept(root, ROOT_LENGTH);
    }

    /** Releases what one block has, but for deep records that it also has by another word. */
    private void release(final int block, final int word, final int other, final IntIntConsumer sink) {
        if ((word & Ipv4Words.SHIFT_MASK) == Ipv4Words.UNIFORM_SHIFT) {
            uniform.release(block, word, sink);
            return;
        }
        int run = 0;
        for (long begins = leaves.runs(block, word); begins != 0; begins &= begins - 1) {
            final int answer = leaves.answerOfRun(block, word, run++);
            final int slot = Long.numberOfTrailingZeros(begins);
            if (answer < 0 && (other == 0 || leaves.answer(block, other, slot) != answer)) {
                releaseDeep(root + (int) OctetRecord.distance(answer), sink);
            }
        }
        sink.accept(leaves.cell(block, word), leaves.length(block, word));
    }

    private void freeFreshDeep() {
        while (freshDeepCount > 0) {
            releaseDeep(freshDeep[--freshDeepCount], arena::free);
        }
    }

    private void releaseDeep(final int deep, final IntIntConsumer sink) {
        sink.accept(deep, OctetRecord.length(arena.address() + deep));
    }

    /** The word that readers find for a block, or 0 in a generation that is being built. */
    private int present(final int block) {
        return Memory.nativeInt(null, rootAddress() + (long) block * Integer.BYTES);
    }
}
