package org.firsthop.dns.name;

import java.util.Arrays;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Checks the names of one message, all of them in time linear in its length.
 *
 * <p>A message of 64 KB has room for thousands of names that each point to the same long chain, and whoever walks every one
 * of them spends milliseconds: a compression bomb. This class remembers, for each offset that a pointer can reach, how long
 * the name that begins there is, how many pointers it follows and where the first of them leads; so an offset is walked once
 * in its place, and once more if it is pointed to. It accepts exactly the names that {@link MessageNames#length} accepts.
 *
 * <p>The memory is {@value #OFFSETS} words, since a pointer has 14 bits; an entry counts only in the message for which it was
 * made, so that nothing is cleared between messages. Reusable; not thread-safe; allocates nothing after construction.
 */
public final class NameValidator {
    private static final int OFFSETS = 0x4000;

    // An entry: the number of the message (32 bits), pointers followed (7), length (8), first pointer's target or 0
    // (14). For a label within a run of labels: INNER, its offset in the run (8), where the run begins (14), whose
    // entry has the rest.
    private static final int INNER = 1 << 29;
    private static final int LENGTH_SHIFT = 14;
    private static final int POINTERS_SHIFT = 22;
    private static final int EPOCH_SHIFT = 32;
    private static final int TARGET_MASK = OFFSETS - 1;
    private static final int LENGTH_MASK = 0xFF;
    private static final int ROOT_ENTRY = 1 << LENGTH_SHIFT;

    // A step of a walk: pointers followed before it (7 bits), octets of labels before it (8), its offset (16).
    private static final int TRAIL_LENGTH_SHIFT = 16;
    private static final int TRAIL_POINTERS_SHIFT = 24;

    private final long[] memo = new long[OFFSETS];
    private final int[] trail = new int[WireName.MAX_LABELS + MessageNames.MAX_POINTERS + 1];
    private final int[] targets = new int[MessageNames.MAX_POINTERS + 1];
    private int epoch;
    private int nameLength;

    /** A validator that remembers nothing. */
    public NameValidator() {}

    /** Forgets the message before: to be called once before the names of each message. */
    public void begin() {
        if (++epoch == 0) {
            Arrays.fill(memo, 0);
            epoch = 1;
        }
    }

    /**
     * Checks a name.
     *
     * @param base the message's array, or {@code null} for absolute addresses.
     * @param message address of the message's first octet.
     * @param limit octets of the message.
     * @param position of the name's first octet, 12 or more.
     * @return the position after the name in place, or a negative fault of {@link MessageNames}.
     */
    public int validate(final @Nullable Object base, final long message, final int limit, final int position) {
        // What most names are: a pointer, or one label and a pointer, to what is known already.
        if (position + 2 <= limit) {
            final int first = Memory.u16(base, message + position);
            final int size = (first >>> 8) + 1;
            if (first >= 0xC000) {
                if (isKnown(position, 0, first & TARGET_MASK)) {
                    return position + 2;
                }
            } else if (size > 1 && size <= WireName.MAX_LABEL_LENGTH + 1 && position + size + 2 <= limit) {
                final int pointer = Memory.u16(base, message + position + size);
                if (pointer >= 0xC000 && isKnown(position, size, pointer & TARGET_MASK)) {
                    return position + size + 2;
                }
            }
        }
        return validateAny(base, message, limit, position);
    }

    /** Tells whether a label of a size, or none, and the name at a target make a name, if the target is known. */
    private boolean isKnown(final int position, final int size, final int target) {
        final int entry = known(target);
        final int pointers = entry >>> POINTERS_SHIFT;
        final int length = ((entry >>> LENGTH_SHIFT) & LENGTH_MASK) + size;
        if (entry == 0 || target >= position || pointers >= MessageNames.MAX_POINTERS || length > WireName.MAX_LENGTH) {
            return false;
        }
        nameLength = length;
        if (size > 0) {
            note(position, length, pointers + 1, target);
        }
        return true;
    }

    /** {@return pointers, length and first target of the name at an offset, or 0 where it is not known} */
    private int known(final int offset) {
        final long entry = memo[offset];
        if ((int) (entry >>> EPOCH_SHIFT) != epoch) {
            return 0;
        }
        return ((int) entry & INNER) == 0 ? (int) entry : inner((int) entry);
    }

    private int inner(final int entry) {
        // The run's own entry is missing where its name turned out malformed.
        final long run = memo[entry & TARGET_MASK];
        return (int) (run >>> EPOCH_SHIFT) == epoch ? (int) run - (entry & LENGTH_MASK << LENGTH_SHIFT) : 0;
    }

    private int validateAny(final @Nullable Object base, final long message, final int limit, final int position) {
        int next = position;
        while (true) {
            if (next >= limit) {
                return MessageNames.TRUNCATED;
            }
            final int label = Memory.u8(base, message + next);
            if (label == 0) {
                return found(position, next + 1 - position, 0, 0, next + 1);
            }
            if (label > WireName.MAX_LABEL_LENGTH) {
                break;
            }
            if (next > position && next < OFFSETS) {
                memo[next] = ((long) epoch << EPOCH_SHIFT) | INNER | (next - position) << LENGTH_SHIFT | position;
            }
            next += label + 1;
            if (next - position >= WireName.MAX_LENGTH) {
                return MessageNames.TOO_LONG;
            }
        }
        final int target = MessageNames.target(base, message, limit, next, position);
        if (target < 0) {
            return target;
        }
        int entry = known(target);
        if (entry == 0) {
            entry = learn(base, message, limit, target);
            if (entry < 0) {
                return entry;
            }
        }
        final int length = ((entry >>> LENGTH_SHIFT) & LENGTH_MASK) + next - position;
        final int pointers = (entry >>> POINTERS_SHIFT) + 1;
        if (length > WireName.MAX_LENGTH) {
            return MessageNames.TOO_LONG;
        }
        if (pointers > MessageNames.MAX_POINTERS) {
            return MessageNames.BAD_POINTER;
        }
        return found(position, length, pointers, target, next + 2);
    }

    private int found(final int position, final int length, final int pointers, final int target, final int end) {
        nameLength = length;
        // A bare pointer is seldom pointed to itself; if it is, it is walked then.
        if (end - position > 2) {
            note(position, length, pointers, target);
        }
        return end;
    }

    /** {@return the octets in wire form of the name that was last found valid, 1 to 255} */
    public int nameLength() {
        return nameLength;
    }

    /**
     * Walks a name that is pointed to, and enters each offset of it into the memo.
     *
     * @return pointers, length and first target of the name, or a negative fault; then nothing was entered.
     */
    private int learn(final @Nullable Object base, final long message, final int limit, final int position) {
        final int[] way = trail;
        final int[] leads = targets;
        int run = position;
        int next = position;
        int length = 0;
        int pointers = 0;
        int steps = 0;
        int rest = 0;
        while (next < limit) {
            if (next < OFFSETS) {
                rest = known(next);
                if (rest != 0 && (rest & TARGET_MASK) < run) {
                    break;
                }
                rest = 0;
            }
            way[steps++] = (pointers << TRAIL_POINTERS_SHIFT) | (length << TRAIL_LENGTH_SHIFT) | next;
            final int label = Memory.u8(base, message + next);
            if (label == 0) {
                rest = ROOT_ENTRY;
                break;
            }
            if (label <= WireName.MAX_LABEL_LENGTH) {
                length += label + 1;
                next += label + 1;
                if (length >= WireName.MAX_LENGTH) {
                    return MessageNames.TOO_LONG;
                }
            } else {
                final int target = MessageNames.target(base, message, limit, next, run);
                if (target < 0) {
                    return target;
                }
                if (pointers == MessageNames.MAX_POINTERS) {
                    return MessageNames.BAD_POINTER;
                }
                leads[pointers++] = target;
                next = target;
                run = target;
            }
        }
        if (rest == 0) {
            return MessageNames.TRUNCATED;
        }
        leads[pointers] = rest & TARGET_MASK;
        length += (rest >>> LENGTH_SHIFT) & LENGTH_MASK;
        pointers += rest >>> POINTERS_SHIFT;
        if (length > WireName.MAX_LENGTH) {
            return MessageNames.TOO_LONG;
        }
        if (pointers > MessageNames.MAX_POINTERS) {
            return MessageNames.BAD_POINTER;
        }
        for (int i = 0; i < steps; i++) {
            final int step = way[i];
            final int before = step >>> TRAIL_POINTERS_SHIFT;
            final int left = length - ((step >>> TRAIL_LENGTH_SHIFT) & LENGTH_MASK);
            note(step & 0xFFFF, left, pointers - before, leads[before]);
        }
        return pointers << POINTERS_SHIFT | length << LENGTH_SHIFT | leads[0];
    }

    private void note(final int position, final int length, final int pointers, final int target) {
        if (position < OFFSETS) {
            memo[position] = entry(length, pointers, target);
        }
    }

    private long entry(final int length, final int pointers, final int target) {
        return ((long) epoch << EPOCH_SHIFT)
                | ((long) pointers << POINTERS_SHIFT)
                | ((long) length << LENGTH_SHIFT)
                | target;
    }
}
