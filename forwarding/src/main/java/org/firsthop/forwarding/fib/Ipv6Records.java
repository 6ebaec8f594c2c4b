package org.firsthop.forwarding.fib;

import java.util.Arrays;
import org.agrona.collections.IntArrayList;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * One generation of what IPv6 lookups read: a root of one word for each /16, and below it an {@link OctetRecord} for each
 * octet that some route needs. {@link OctetIpv6Fib} says how they are read; this class writes them, and belongs to the
 * writer.
 *
 * <p>A word of 32 bits is an adjacency, or, below 0, the way to a record. A record is never changed, but for words that lead
 * to records and go on to do so: such a word leads to a new subtree by one store. So an update builds all records that it
 * touches beside the present ones, and then publishes them by as few stores as it can, one for a prefix longer than /16.
 */
final class Ipv6Records {
    /** The length of prefix that a word of the root stands for. */
    static final int ROOT_BITS = 16;

    private static final int ROOT_WORDS = 1 << ROOT_BITS;
    private static final int ROOT_LENGTH = ROOT_WORDS * Integer.BYTES;

    /** In place of a word: there was no room. No record lies where the root does. */
    private static final int NO_ROOM = 0x8000_0000;

    private static final int LEVELS = (Ipv6Fib.MAX_PREFIX_LENGTH - ROOT_BITS) / Byte.SIZE;

    private final SlabArena arena;
    private final RetiredCells retired;
    private final Ipv6Prefixes prefixes;
    private final int root;

    /** For each level: the words of the record that is being composed and of the present one, the nodes with longer prefixes. */
    private final int[][] slots = new int[LEVELS][OctetRecord.SLOTS];

    private final int[][] slotsBefore = new int[LEVELS][OctetRecord.SLOTS];
    private final int[][] longer = new int[LEVELS][OctetRecord.SLOTS];
    private final OctetRecord composed = new OctetRecord();

    /** Records that an update has made; records that it replaces; words that it will store, and where. */
    private final IntArrayList fresh = new IntArrayList();

    private final IntArrayList replaced = new IntArrayList();
    private final IntArrayList changedWords = new IntArrayList();
    private final IntArrayList changedOffsets = new IntArrayList();

    /** Where the words lie that lead to the changed prefix, level by level. */
    private final int[] pathOffsets = new int[LEVELS];

    /** The prefix whose answers an update changes. */
    private long changedHigh;

    private long changedLow;
    private int changedLength;

    private Ipv6Records(
            final SlabArena arena, final RetiredCells retired, final Ipv6Prefixes prefixes, final int root) {
        this.arena = arena;
        this.retired = retired;
        this.prefixes = prefixes;
        this.root = root;
    }

    /**
     * Builds a whole generation.
     *
     * @param arena that memory comes from.
     * @param retired where cells go that readers may hold.
     * @param prefixes that it answers from.
     * @return the generation, or {@code null} when the arena has no room for it.
     */
    static @Nullable Ipv6Records build(final SlabArena arena, final RetiredCells retired, final Ipv6Prefixes prefixes) {
        final int root = arena.allocate(ROOT_LENGTH);
        if (root == SlabArena.NONE) {
            return null;
        }
        final Ipv6Records records = new Ipv6Records(arena, retired, prefixes, root);
        Memory.fill(null, records.rootAddress(), ROOT_LENGTH, (byte) 0);
        if (!records.update(0, 0, 0)) {
            arena.free(root, ROOT_LENGTH);
            return null;
        }
        return records;
    }

    /** {@return the address of the root} */
    long rootAddress() {
        return arena.address() + root;
    }

    /** Retires everything: readers that look the root up from now on find another one. */
    void retire() {
        for (int i = 0; i < ROOT_WORDS; i++) {
            replaceTree(rootWord(i));
        }
        retireReplaced();
        retired.add(root, ROOT_LENGTH);
    }

    /**
     * Makes the records answer as the prefixes do, after one prefix has changed.
     *
     * @param high the first 64 bits of the prefix.
     * @param low the last 64 bits of the prefix.
     * @param length of the prefix.
     * @return whether there was room; if not, nothing was changed.
     */
    boolean update(final long high, final long low, final int length) {
        changedHigh = high;
        changedLow = low;
        changedLength = length;
        fresh.clear();
        replaced.clear();
        changedWords.clear();
        changedOffsets.clear();
        if (length <= ROOT_BITS ? !buildRoot() : !buildPath()) {
            freeFresh();
            return false;
        }
        for (int i = 0; i < changedWords.size(); i++) {
            Memory.releaseInt(arena.address() + changedOffsets.getInt(i), changedWords.getInt(i));
        }
        retireReplaced();
        return true;
    }

    private void retireReplaced() {
        replaced.forEachInt(record -> retired.add(record, OctetRecord.length(arena.address() + record)));
        replaced.clear();
    }

    /** Builds what a prefix up to the root's length covers, word by word. */
    private boolean buildRoot() {
        final int first = (int) (changedHigh >>> (Long.SIZE - ROOT_BITS));
        final int last = first + (1 << (ROOT_BITS - changedLength)) - 1;
        for (int i = first; i <= last; i++) {
            final int word = buildFromRoot(i);
            if (word == NO_ROOM) {
                return false;
            }
            if (word != rootWord(i)) {
                changedOffsets.addInt(root + i * Integer.BYTES);
                changedWords.addInt(word);
            }
        }
        return true;
    }

    private int buildFromRoot(final int index) {
        final long high = (long) index << (Long.SIZE - ROOT_BITS);
        return build(ROOT_BITS, prefixes.first(high, 0, ROOT_BITS), inherited(high, 0, ROOT_BITS), rootWord(index));
    }

    /**
     * Builds what a longer prefix changes: the record at its own depth, or, where that would add a record to its parent or
     * take one away, the parent, and so on up.
     */
    private boolean buildPath() {
        int depth = ROOT_BITS;
        pathOffsets[0] = root + (int) (changedHigh >>> (Long.SIZE - ROOT_BITS)) * Integer.BYTES;
        while (depth + Byte.SIZE < changedLength && pathWord(depth) < 0) {
            final long record = rootAddress() + OctetRecord.distance(pathWord(depth));
            final int octet = Ipv6Prefixes.octet(changedHigh, changedLow, depth);
            depth += Byte.SIZE;
            pathOffsets[level(depth)] = (int) (OctetRecord.leafAddress(record, octet) - arena.address());
        }
        while (true) {
            final long high = changedHigh & Prefixes.maskHigh(depth);
            final long low = changedLow & Prefixes.maskLow(depth);
            final int before = pathWord(depth);
            final int word = build(depth, prefixes.first(high, low, depth), inherited(high, low, depth), before);
            if (word == NO_ROOM) {
                return false;
            }
            if (word == before) {
                return true;
            }
            if (depth == ROOT_BITS || (word < 0 && before < 0)) {
                changedOffsets.addInt(pathOffsets[level(depth)]);
                changedWords.addInt(word);
                return true;
            }
            freeFresh();
            replaced.clear();
            depth -= Byte.SIZE;
        }
    }

    private int pathWord(final int depth) {
        return Memory.nativeInt(null, arena.address() + pathOffsets[level(depth)]);
    }

    /**
     * Builds the word that stands for a prefix of a whole number of octets.
     *
     * @param depth the prefix's length.
     * @param node the first of the prefix's length or longer, 0 when there is none.
     * @param inherited the adjacency that the prefix has from itself and shorter ones.
     * @param before the word that stands for it at present.
     * @return the word, {@code before} when no answer changes, or {@link #NO_ROOM}.
     */
    private int build(final int depth, final int node, final int inherited, final int before) {
        if (node == 0 || (prefixes.length(node) == depth && prefixes.child(node, 0) + prefixes.child(node, 1) == 0)) {
            replaceTree(before);
            return inherited;
        }
        final int level = level(depth);
        final int[] words = slots[level];
        Arrays.fill(words, inherited);
        Arrays.fill(longer[level], 0);
        paint(depth, node);
        final int[] wordsBefore = slotsBefore[level];
        if (before < 0) {
            OctetRecord.expand(rootAddress() + OctetRecord.distance(before), wordsBefore);
        } else {
            Arrays.fill(wordsBefore, before);
        }
        for (int slot = 0; slot < OctetRecord.SLOTS; slot++) {
            if (longer[level][slot] == 0) {
                replaceTree(wordsBefore[slot]);
            } else if (isChanged(depth, slot)) {
                words[slot] = build(depth + Byte.SIZE, longer[level][slot], words[slot], wordsBefore[slot]);
                if (words[slot] == NO_ROOM) {
                    return NO_ROOM;
                }
            } else {
                words[slot] = wordsBefore[slot];
            }
        }
        if (composed.compose(words) == 1) {
            replaceRecord(before);
            return words[0];
        }
        if (before < 0 && composed.isSame(rootAddress() + OctetRecord.distance(before))) {
            return before;
        }
        final int record = arena.allocate(composed.length());
        if (record == SlabArena.NONE) {
            return NO_ROOM;
        }
        fresh.addInt(record);
        composed.write(arena.address() + record);
        replaceRecord(before);
        return OctetRecord.word(record - root);
    }

    /** Fills the slots with the adjacencies of prefixes up to an octet longer, and notes where there are longer ones. */
    private void paint(final int depth, final int node) {
        if (node == 0) {
            return;
        }
        final int length = prefixes.length(node);
        final int slot = prefixes.octet(node, depth);
        if (length > depth && length <= depth + Byte.SIZE && prefixes.adjacency(node) != Ipv6Fib.NO_ROUTE) {
            Arrays.fill(
                    slots[level(depth)], slot, slot + (1 << (depth + Byte.SIZE - length)), prefixes.adjacency(node));
        }
        if (length >= depth + Byte.SIZE) {
            longer[level(depth)][slot] = node;
        } else {
            paint(depth, prefixes.child(node, 0));
            paint(depth, prefixes.child(node, 1));
        }
    }

    /** Whether the changed prefix covers a slot, or lies inside it, given that it does either to the slots together. */
    private boolean isChanged(final int depth, final int slot) {
        if (changedLength <= depth) {
            return true;
        }
        final int bits = Math.max(0, depth + Byte.SIZE - changedLength);
        return slot >> bits == Ipv6Prefixes.octet(changedHigh, changedLow, depth) >> bits;
    }

    private void replaceRecord(final int word) {
        if (word < 0) {
            replaced.addInt(root + (int) OctetRecord.distance(word));
        }
    }

    private void replaceTree(final int word) {
        if (word < 0) {
            final long record = rootAddress() + OctetRecord.distance(word);
            final int leaves = OctetRecord.leafCount(record);
            for (int i = 0; i < leaves; i++) {
                replaceTree(OctetRecord.leaf(record, i));
            }
            replaceRecord(word);
        }
    }

    private void freeFresh() {
        fresh.forEachInt(record -> arena.free(record, OctetRecord.length(arena.address() + record)));
        fresh.clear();
    }

    private int inherited(final long high, final long low, final int depth) {
        final int node = prefixes.match(high, low, depth);
        return node == 0 ? Ipv6Fib.NO_ROUTE : prefixes.adjacency(node);
    }

    private int rootWord(final int index) {
        return Memory.nativeInt(null, rootAddress() + (long) index * Integer.BYTES);
    }

    private static int level(final int depth) {
        return (depth - ROOT_BITS) / Byte.SIZE;
    }
}
