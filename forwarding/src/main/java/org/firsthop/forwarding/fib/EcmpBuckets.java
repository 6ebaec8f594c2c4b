package org.firsthop.forwarding.fib;

import org.agrona.BitUtil;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.jspecify.annotations.Nullable;

/**
 * The buckets by which groups of equal-cost paths spread their flows: a flow's hash names a bucket of the group, the
 * bucket a member. All groups of a table have the same number of buckets.
 *
 * <p>Assignment is resilient: a bucket changes its member only when that member has left or has more buckets than its
 * weight gives it. Each bucket is one word, so that a flow takes its old or its new member.
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
            Memory.releaseInt(bucketAddress(firstBucket + i), AdjacencyTable.NO_ROUTE);
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
        final int[] due = shares(weights);
        final int[] owners = new int[bucketsPerGroup];
        for (int i = 0; i < bucketsPerGroup; i++) {
            owners[i] = indexOf(members, Memory.nativeInt(null, bucketAddress(firstBucket + i)));
            if (owners[i] >= 0 && --due[owners[i]] < 0) {
                due[owners[i]]++;
                owners[i] = -1;
            }
        }
        int next = 0;
        for (int i = 0; i < bucketsPerGroup; i++) {
            if (owners[i] >= 0) {
                continue;
            }
            int member = AdjacencyTable.NO_ROUTE;
            if (members.length > 0) {
                while (due[next] == 0) {
                    next = (next + 1) % members.length;
                }
                due[next]--;
                member = members[next];
                next = (next + 1) % members.length;
            }
            Memory.releaseInt(bucketAddress(firstBucket + i), member);
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

    /** The buckets that each weight is due: in proportion, what is left to the greatest remainders, at least one each. */
    private int[] shares(final int[] weights) {
        long total = 0;
        for (final int weight : weights) {
            total += weight;
        }
        final int[] shares = new int[weights.length];
        final long[] remainders = new long[weights.length];
        int left = weights.length == 0 ? 0 : bucketsPerGroup;
        for (int i = 0; i < weights.length; i++) {
            shares[i] = Math.max(1, (int) ((long) bucketsPerGroup * weights[i] / total));
            remainders[i] = (long) bucketsPerGroup * weights[i] - shares[i] * total;
            left -= shares[i];
        }
        while (left != 0) {
            int best = -1;
            for (int i = 0; i < weights.length; i++) {
                final boolean eligible = left > 0 || shares[i] > 1;
                if (eligible && (best < 0 || Integer.signum(left) * (remainders[i] - remainders[best]) > 0)) {
                    best = i;
                }
            }
            final int step = Integer.signum(left);
            shares[best] += step;
            remainders[best] -= step * total;
            left -= step;
        }
        return shares;
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
