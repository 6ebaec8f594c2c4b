package org.firsthop.forwarding.fib;

import org.agrona.BitUtil;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.jspecify.annotations.Nullable;

/**
 * The buckets by which groups of equal-cost paths spread their flows: a flow's hash names a bucket of the group, the
 * bucket a member. All groups of a table have the same number of buckets.
 *
 * <p>Assignment is resilient. A member that is due a share of <i>s</i> buckets has at most <i>s</i> rounded up, and at least
 * one. Where a member leaves and none joins, its buckets alone change hands, to the members that lack most of their shares.
 * Where one joins or weights change, buckets move until no member lacks a whole bucket of its share. Each bucket is one word,
 * so that a flow takes its old or its new member.
 */
final class EcmpBuckets {
    private static final int MAX_GROUPS = 1 << 16;
    private static final int MAX_BUCKETS_PER_GROUP = 1 << 12;

    private final @Nullable MemoryRegion region;
    private final long address;
    private final int bucketsPerGroup;
    private final int hashSeed;
    private final int[] free;
    private int freeCount;

    /**
     * Buckets for a bounded number of groups.
     *
     * @param groupCapacity the most groups, 0 to 65,536.
     * @param bucketsPerGroup a power of two, 1 to 4,096.
     * @param hashSeed mixed into flow hashes.
     * @throws IllegalArgumentException when an argument is outside its range.
     */
    EcmpBuckets(final int groupCapacity, final int bucketsPerGroup, final int hashSeed) {
        if (groupCapacity < 0 || groupCapacity > MAX_GROUPS) {
            throw new IllegalArgumentException("groupCapacity: value=" + groupCapacity + ", limit=" + MAX_GROUPS);
        }
        if (!BitUtil.isPowerOfTwo(bucketsPerGroup) || bucketsPerGroup > MAX_BUCKETS_PER_GROUP) {
            throw new IllegalArgumentException("bucketsPerGroup: value=" + bucketsPerGroup
                    + ", expected a power of two, limit=" + MAX_BUCKETS_PER_GROUP);
        }
        this.bucketsPerGroup = bucketsPerGroup;
        this.hashSeed = hashSeed;
        region = groupCapacity == 0
                ? null
                : MemoryRegion.allocate((long) groupCapacity * bucketsPerGroup * Integer.BYTES);
        address = region == null ? 0 : region.address();
        free = new int[groupCapacity];
        for (int group = groupCapacity - 1; group >= 0; group--) {
            free[freeCount++] = group * bucketsPerGroup;
        }
    }

    /**
     * Chooses the member of a flow.
     *
     * @param firstBucket of the group.
     * @param flowHash of the flow.
     * @return the member, or 0 when the group has none.
     */
    int select(final int firstBucket, final int flowHash) {
        // The low bits of the hash have chosen the worker already, so all bits are mixed into the bucket's.
        int hash = (flowHash ^ hashSeed) * 0x9E37_79B1;
        hash = (hash ^ (hash >>> 15)) * 0x85EB_CA77;
        hash ^= hash >>> 16;
        return Memory.acquireInt(bucketAddress(firstBucket + (hash & (bucketsPerGroup - 1))));
    }

    int member(final int firstBucket, final int bucket) {
        return Memory.acquireInt(bucketAddress(firstBucket + (bucket & (bucketsPerGroup - 1))));
    }

    /** {@return whether there is a group left} */
    boolean hasFree() {
        return freeCount > 0;
    }

    /**
     * Takes the buckets of a group, all without member.
     *
     * @return the first bucket.
     */
    int allocate() {
        final int firstBucket = free[--freeCount];
        for (int i = 0; i < bucketsPerGroup; i++) {
            Memory.releaseInt(bucketAddress(firstBucket + i), Adjacency.NO_ROUTE);
        }
        return firstBucket;
    }

    /**
     * Takes the buckets of a group, with the members of another one.
     *
     * @param like the first bucket of the other group.
     * @return the first bucket.
     */
    int allocate(final int like) {
        final int firstBucket = free[--freeCount];
        for (int i = 0; i < bucketsPerGroup; i++) {
            Memory.releaseInt(bucketAddress(firstBucket + i), Memory.nativeInt(null, bucketAddress(like + i)));
        }
        return firstBucket;
    }

    /**
     * Gives the buckets of a group back, which no reader uses any more.
     *
     * @param firstBucket of the group.
     */
    void release(final int firstBucket) {
        free[freeCount++] = firstBucket;
    }

    /**
     * Spreads the buckets of a group over members.
     *
     * @param firstBucket of the group.
     * @param members each once, none 0; not more than there are buckets.
     * @param weights of the members, at least 1 each.
     * @throws IllegalArgumentException when the arguments are not so.
     */
    void assign(final int firstBucket, final int[] members, final int[] weights) {
        check(members, weights);
        final int[] owners = new int[bucketsPerGroup];
        final EcmpShares shares = new EcmpShares(bucketsPerGroup, weights);
        boolean hasLost = false;
        for (int i = 0; i < bucketsPerGroup; i++) {
            final int member = Memory.nativeInt(null, bucketAddress(firstBucket + i));
            owners[i] = indexOf(members, member);
            hasLost |= owners[i] < 0 && member != Adjacency.NO_ROUTE;
            if (owners[i] >= 0 && !shares.keep(owners[i])) {
                owners[i] = EcmpShares.NONE;
            }
        }
        shares.balance(owners, hasLost);
        for (int i = 0; i < bucketsPerGroup; i++) {
            final int member = owners[i] < 0 ? Adjacency.NO_ROUTE : members[owners[i]];
            if (Memory.nativeInt(null, bucketAddress(firstBucket + i)) != member) {
                Memory.releaseInt(bucketAddress(firstBucket + i), member);
            }
        }
    }

    private void check(final int[] members, final int[] weights) {
        if (members.length != weights.length || members.length > bucketsPerGroup) {
            throw new IllegalArgumentException(
                    "members: value=" + members.length + ", weights=" + weights.length + ", limit=" + bucketsPerGroup);
        }
        for (int i = 0; i < members.length; i++) {
            if (weights[i] < 1) {
                throw new IllegalArgumentException("weight: value=" + weights[i] + ", expected at least 1");
            }
            if (indexOf(members, members[i]) != i) {
                throw new IllegalArgumentException("member: value=" + members[i] + " is there twice");
            }
        }
    }

    private static int indexOf(final int[] members, final int member) {
        for (int i = 0; i < members.length; i++) {
            if (members[i] == member) {
                return i;
            }
        }
        return -1;
    }

    private long bucketAddress(final int bucket) {
        return address + (long) bucket * Integer.BYTES;
    }
}
