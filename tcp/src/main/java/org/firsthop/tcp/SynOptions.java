package org.firsthop.tcp;

import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.wire.TcpOptionEncoder;
import org.jspecify.annotations.Nullable;

/**
 * The options of a SYN or SYN-ACK in one layout: those of a {@link Personality} which are offered, in its order.
 *
 * <p>There are eight layouts, for Window Scale, SACK Permitted and Timestamps are each there or not. All eight are written once,
 * when the engine is built; a segment copies the words of its own and puts the values in. Immutable.
 */
final class SynOptions {
    /** What may be offered beside the MSS: bits of the number of a layout. */
    static final int WINDOW_SCALE = 1;

    static final int SACK_PERMITTED = 1 << 1;
    static final int TIMESTAMPS = 1 << 2;

    private static final int LAYOUTS = 1 << 3;
    private static final int ABSENT = 0;
    private static final int MSS_OFFSET = 2;
    private static final int MAX_LENGTH = 40;

    private static final long LOW_32_BITS = 0xFFFF_FFFFL;

    private final int[] words;
    private final long wordSum;
    private final int windowScaleOffset;
    private final int timestampsOffset;

    private SynOptions(final String order, final int offered) {
        final UnsafeBuffer layout = new UnsafeBuffer(new byte[MAX_LENGTH]);
        final TcpOptionEncoder encoder = new TcpOptionEncoder().wrap(layout, 0);
        int scale = ABSENT;
        int timestamps = ABSENT;
        encoder.maximumSegmentSize(0);
        for (int i = 1; i < order.length(); i++) {
            final char option = order.charAt(i);
            if ((bit(option == 'N' ? aligned(order, i) : option) & offered) == 0) {
                continue;
            }
            switch (option) {
                case 'S' -> encoder.sackPermitted();
                case 'T' -> {
                    timestamps = encoder.length() + 2; // even, in every personality
                    encoder.timestamps(0, 0);
                }
                case 'W' -> {
                    scale = encoder.length() + 2;
                    encoder.windowScale(0);
                }
                default -> encoder.noOperation();
            }
        }
        words = new int[encoder.finish() / Integer.BYTES];
        for (int i = 0; i < words.length; i++) {
            words[i] = layout.getInt(i * Integer.BYTES, ByteOrder.BIG_ENDIAN);
        }
        wordSum = Arrays.stream(words).mapToLong(Integer::toUnsignedLong).sum();
        windowScaleOffset = scale;
        timestampsOffset = timestamps;
    }

    /** {@return the layouts of a personality, by the sum of what is offered} */
    static SynOptions[] layouts(final Personality personality) {
        final SynOptions[] layouts = new SynOptions[LAYOUTS];
        for (int offered = 0; offered < LAYOUTS; offered++) {
            layouts[offered] = new SynOptions(personality.options(), offered);
        }
        return layouts;
    }

    /** {@return the option that the No-Operation at {@code index} aligns, and is there with} */
    private static char aligned(final String order, final int index) {
        int next = index;
        while (order.charAt(next) == 'N') {
            next++;
        }
        return order.charAt(next);
    }

    private static int bit(final char option) {
        return switch (option) {
            case 'W' -> WINDOW_SCALE;
            case 'S' -> SACK_PERMITTED;
            default -> TIMESTAMPS;
        };
    }

    /** {@return octets of the options with their padding} */
    int length() {
        return words.length * Integer.BYTES;
    }

    /**
     * Writes the options; a value whose option this layout does not have is left out.
     *
     * @return the sum of the words written.
     */
    long write(
            final @Nullable Object base,
            final long address,
            final int mss,
            final int windowScale,
            final int tsVal,
            final int tsEcr) {
        for (int i = 0; i < words.length; i++) {
            Memory.putI32(base, address + (long) i * Integer.BYTES, words[i]);
        }
        long sum = wordSum + mss;
        Memory.putU16(base, address + MSS_OFFSET, mss);
        if (windowScaleOffset != ABSENT) {
            Memory.putU8(base, address + windowScaleOffset, windowScale);
            sum += (windowScaleOffset & 1) != 0 ? windowScale : windowScale << 8;
        }
        if (timestampsOffset != ABSENT) {
            Memory.putI32(base, address + timestampsOffset, tsVal);
            Memory.putI32(base, address + timestampsOffset + Integer.BYTES, tsEcr);
            sum += (tsVal & LOW_32_BITS) + (tsEcr & LOW_32_BITS);
        }
        return sum;
    }
}
