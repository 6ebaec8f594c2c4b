package org.firsthop.dns.name;

import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The labels of one name and, for each, the hash of the tail of the name that begins there: what tables of names are searched
 * by. Found in one pass, from the root up, each octet once.
 *
 * <p>The hash is the same whatever the case of letters, and has no key: for tables whose entries no stranger chooses, or which
 * are small and probed a bounded number of times. Reusable; not thread-safe; allocates nothing after construction.
 */
public final class NameSuffixes {
    private final int[] offsets = new int[WireName.MAX_LABELS + 1];
    private final long[] hashes = new long[WireName.MAX_LABELS + 1];
    private @Nullable Object base;
    private long name;
    private int count;
    private int length;

    /** Of the root, until {@link #wrap} is called. */
    public NameSuffixes() {
        length = 1;
    }

    /**
     * Takes in a name; its octets must stay as they are while this is read.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param name address of a well-formed name in wire form.
     * @return this.
     */
    public NameSuffixes wrap(final @Nullable Object base, final long name) {
        this.base = base;
        this.name = name;
        int labels = 0;
        int end = 0;
        for (int size = Memory.u8(base, name); size != 0; size = Memory.u8(base, name + end)) {
            offsets[labels++] = end;
            end += size + 1;
        }
        offsets[labels] = end;
        hashes[labels] = 0;
        count = labels;
        length = end + 1;
        long hash = 0;
        for (int i = labels - 1; i >= 0; i--) {
            hash = WireName.suffixHash(base, name + offsets[i], offsets[i + 1] - offsets[i], hash);
            hashes[i] = hash;
        }
        return this;
    }

    /** {@return the number of labels, the root not counted: 0 to 127} */
    public int count() {
        return count;
    }

    /** {@return octets of the name} */
    public int length() {
        return length;
    }

    /** {@return the array that holds the name, or null} */
    public @Nullable Object base() {
        return base;
    }

    /**
     * Where a tail begins.
     *
     * @param label 0 for the whole name, up to {@link #count()} for the root.
     * @return its offset from the name's first octet.
     */
    public int offset(final int label) {
        return offsets[label];
    }

    /**
     * The address of a tail, which is a name in wire form itself.
     *
     * @param label 0 for the whole name, up to {@link #count()} for the root.
     * @return the address, with {@link #base()}.
     */
    public long address(final int label) {
        return name + offsets[label];
    }

    /**
     * Octets of a tail.
     *
     * @param label 0 for the whole name, up to {@link #count()} for the root.
     * @return 1 to 255.
     */
    public int length(final int label) {
        return length - offsets[label];
    }

    /**
     * The hash of a tail.
     *
     * @param label 0 for the whole name, up to {@link #count()} for the root, whose hash is 0.
     * @return 32 bits.
     */
    public int hash(final int label) {
        return WireName.foldHash(hashes[label]);
    }

    /**
     * The hash of a tail before it is folded to 32 bits, from which {@link WireName#suffixHash} goes on.
     *
     * @param label 0 for the whole name, up to {@link #count()} for the root, whose hash is 0.
     * @return 64 bits.
     */
    public long wideHash(final int label) {
        return hashes[label];
    }
}
