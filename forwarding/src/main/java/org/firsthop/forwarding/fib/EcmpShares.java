package org.firsthop.forwarding.fib;

/**
 * How many buckets of a group each member has while they are spread anew, and how many its weight is due. Exact: shares are
 * kept as numerators over the sum of weights.
 */
final class EcmpShares {
    /** The owner of a bucket that has none. */
    static final int NONE = -1;

    private final int[] held;

    /** Buckets times the weight, and the sum of weights: their quotient is the share. */
    private final long[] due;

    private final long total;

    EcmpShares(final int buckets, final int[] weights) {
        held = new int[weights.length];
        due = new long[weights.length];
        long sum = 0;
        for (int i = 0; i < weights.length; i++) {
            due[i] = (long) buckets * weights[i];
            sum += weights[i];
        }
        total = sum;
    }

    /** {@return whether a member keeps one more bucket: it has not more than its share, rounded up} */
    boolean keep(final int member) {
        if (lack(member) <= 0 && held[member] > 0) {
            return false;
        }
        held[member]++;
        return true;
    }

    /**
     * Gives every bucket an owner: first those that have none, then such as make shares more even.
     *
     * @param owners of the buckets, all kept; {@link #NONE} for the others.
     * @param hasLost whether a member has left: then buckets that have an owner move only to members that have none.
     */
    void balance(final int[] owners, final boolean hasLost) {
        if (held.length == 0) {
            return;
        }
        for (int i = 0; i < owners.length; i++) {
            if (owners[i] == NONE) {
                owners[i] = neediest();
                held[owners[i]]++;
            }
        }
        int poor = neediest();
        int rich = richest();
        while (held[poor] == 0 || (!hasLost && rich != NONE && lack(poor) - lack(rich) > total)) {
            move(owners, rich, poor);
            poor = neediest();
            rich = richest();
        }
    }

    private void move(final int[] owners, final int from, final int to) {
        int bucket = 0;
        while (owners[bucket] != from) {
            bucket++;
        }
        owners[bucket] = to;
        held[from]--;
        held[to]++;
    }

    /** What a member lacks of its share, in parts of the sum of weights; negative when it has more. */
    private long lack(final int member) {
        return due[member] - held[member] * total;
    }

    /** A member without a bucket, or else the one that lacks most. */
    private int neediest() {
        int found = 0;
        for (int i = 1; i < held.length; i++) {
            final boolean isEmpty = held[i] == 0;
            if (isEmpty != (held[found] == 0) ? isEmpty : lack(i) > lack(found)) {
                found = i;
            }
        }
        return found;
    }

    /** The member that has most beyond its share, of those with more than one bucket. */
    private int richest() {
        int found = NONE;
        for (int i = 0; i < held.length; i++) {
            if (held[i] > 1 && (found == NONE || lack(i) < lack(found))) {
                found = i;
            }
        }
        return found;
    }
}
