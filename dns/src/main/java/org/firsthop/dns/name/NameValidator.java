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
 * a message. It accepts exactly the names that {@link MessageNames#length} accepts.
 *
 * <p>The memory is {@value #OFFSETS} words, since a pointer has 14 bits; an entry counts only in the message for which it was
 * made, so that nothing is cleared between messages. Reusable; not thread-safe; allocates nothing after construction.
 */
public final class NameValidator {
    private static final int OFFSETS = 0x4000;

    // An entry: the number of the message (32 bits), pointers followed (7), length (8), first pointer's target or 0
    // (14).
    private static final int LENGTH_SHIFT = 14;
    private static final int POINTERS_SHIFT = 22;
    private static final int EPOCH_SHIFT = 32;
    private static final int TARGET_MASK = OFFSETS - 1;
    private static final int LENGTH_MASK = 0xFF;
    private static final int ROOT_ENTRY = 1 << LENGTH_SHIFT;

    private final long[] memo = new long[OFFSETS];
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
        if (position + 2 <= limit) {
            final int first = Memory.u16(base, message + position);
            if (first >= 0xC000) {
                final int target = first & TARGET_MASK;
                final long entry = memo[target];
                final int pointers = (int) entry >>> POINTERS_SHIFT;
                if ((int) (entry >>> EPOCH_SHIFT) == epoch
                        && target < position
                        && pointers < MessageNames.MAX_POINTERS) {
                    nameLength = ((int) entry >>> LENGTH_SHIFT) & LENGTH_MASK;
                    if (position < OFFSETS) {
                        memo[position] = entry(nameLength, pointers + 1, target);
                    }
                    return position + 2;
                }
            }
        }
        return walk(base, message, limit, position);
    }

    /** {@return the octets in wire form of the name that was last found valid, 1 to 255} */
    public int nameLength() {
        return nameLength;
    }

    private int walk(final @Nullable Object base, final long message, final int limit, final int position) {
        int run = position;
        int next = position;
        int length = 0;
        int pointers = 0;
        int end = -1;
        int rest = 0;
        while (next < limit) {
            if (next < OFFSETS
                    && (int) (memo[next] >>> EPOCH_SHIFT) == epoch
                    && ((int) memo[next] & TARGET_MASK) < run) {
                rest = (int) memo[next];
                break;
            }
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
                if (++pointers > MessageNames.MAX_POINTERS) {
                    return MessageNames.BAD_POINTER;
                }
                end = end < 0 ? next + 2 : end;
                next = target;
                run = target;
            }
        }
        if (rest == 0) {
            return MessageNames.TRUNCATED;
        }
        length += (rest >>> LENGTH_SHIFT) & LENGTH_MASK;
        pointers += rest >>> POINTERS_SHIFT;
        if (length > WireName.MAX_LENGTH) {
            return MessageNames.TOO_LONG;
        }
        if (pointers > MessageNames.MAX_POINTERS) {
            return MessageNames.BAD_POINTER;
        }
        nameLength = length;
        remember(base, message, position, next, length, pointers, rest & TARGET_MASK);
        return end < 0 ? MessageNames.skip(base, message, limit, next) : end;
    }

    /**
     * Notes every label's start from a name's first octet to where the walk ended, both included.
     *
     * @param last the position of the root, or of an octet that was known: no run before the last passes it.
     * @param lastTarget the first pointer's target from there on, or 0.
     */
    private void remember(
            final @Nullable Object base,
            final long message,
            final int position,
            final int last,
            final int length,
            final int pointers,
            final int lastTarget) {
        int run = position;
        int left = length;
        int pointersLeft = pointers;
        while (true) {
            int end = run;
            while (end != last && Memory.u8(base, message + end) <= WireName.MAX_LABEL_LENGTH) {
                end += Memory.u8(base, message + end) + 1;
            }
            final int target = end == last ? lastTarget : (Memory.u16(base, message + end) & TARGET_MASK);
            int next = run;
            while (next != end) {
                note(next, left, pointersLeft, target);
                final int size = Memory.u8(base, message + next) + 1;
                left -= size;
                next += size;
            }
            note(end, left, pointersLeft, target);
            if (end == last) {
                return;
            }
            pointersLeft--;
            run = target;
        }
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
