package org.firsthop.core.capture;

import org.jspecify.annotations.Nullable;

/**
 * The unit of a capture's timestamps: a negative power of 10 or of 2 of a second, as pcapng's if_tsresol codes it.
 *
 * <p>Immutable, free for any thread.
 */
public final class TimestampResolution {
    /** 10<sup>−6</sup> seconds: what pcapng means when it says nothing. */
    public static final TimestampResolution MICROSECONDS = new TimestampResolution(6);

    /** 10<sup>−9</sup> seconds. */
    public static final TimestampResolution NANOSECONDS = new TimestampResolution(9);

    /** The bit of the code that makes the rest an exponent of 2. */
    private static final int BINARY = 0x80;

    private static final int NANOS_EXPONENT = 9;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final int code;
    /** For decimal units of a nanosecond and longer: nanoseconds a tick. */
    private final long multiplier;
    /** For decimal units below a nanosecond: ticks a nanosecond, as unsigned 64 bits; 0 when beyond them. */
    private final long divisor;

    private TimestampResolution(final int code) {
        this.code = code;
        if ((code & BINARY) != 0) {
            multiplier = 0;
            divisor = 0;
        } else {
            multiplier = code <= NANOS_EXPONENT ? powerOfTen(NANOS_EXPONENT - code) : 0;
            divisor = code > NANOS_EXPONENT && code <= NANOS_EXPONENT + 19 ? powerOfTen(code - NANOS_EXPONENT) : 0;
        }
    }

    /**
     * The resolution that an if_tsresol octet stands for.
     *
     * @param code 8 bits: the exponent, negated, in the low 7 bits; of 2 when the top bit is set, else of 10.
     * @return the resolution.
     */
    public static TimestampResolution ofCode(final int code) {
        return switch (code & 0xFF) {
            case 6 -> MICROSECONDS;
            case 9 -> NANOSECONDS;
            default -> new TimestampResolution(code & 0xFF);
        };
    }

    /** {@return the if_tsresol octet that stands for this resolution: 0 to 255} */
    public int code() {
        return code;
    }

    /**
     * Converts ticks to nanoseconds; what is below a nanosecond is cut off.
     *
     * @param ticks unsigned 64 bits.
     * @return nanoseconds, 0 to {@link Long#MAX_VALUE}, which also stands for anything above.
     */
    public long toNanos(final long ticks) {
        if ((code & BINARY) != 0) {
            return binaryToNanos(ticks, code & ~BINARY);
        }
        if (code > NANOS_EXPONENT) {
            return divisor == 0 ? 0 : saturate(Long.divideUnsigned(ticks, divisor));
        }
        if (ticks < 0 || ticks > Long.MAX_VALUE / multiplier) {
            return Long.MAX_VALUE;
        }
        return ticks * multiplier;
    }

    private static long binaryToNanos(final long ticks, final int shift) {
        if (shift >= Long.SIZE) {
            // Less than a second altogether: floor(ticks × 10⁹ / 2^shift) is in the product's upper half.
            final long upper = unsignedMultiplyHigh(ticks, NANOS_PER_SECOND);
            return upper >>> (shift - Long.SIZE);
        }
        final long seconds = shift == 0 ? ticks : ticks >>> shift;
        if (seconds < 0 || seconds > Long.MAX_VALUE / NANOS_PER_SECOND - 1) {
            return Long.MAX_VALUE;
        }
        if (shift == 0) {
            return seconds * NANOS_PER_SECOND;
        }
        final long fraction = ticks << (Long.SIZE - shift);
        return seconds * NANOS_PER_SECOND + unsignedMultiplyHigh(fraction, NANOS_PER_SECOND);
    }

    private static long unsignedMultiplyHigh(final long a, final long b) {
        return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
    }

    private static long saturate(final long unsigned) {
        return unsigned < 0 ? Long.MAX_VALUE : unsigned;
    }

    /** 10 to the power of 0 to 19; the last has the top bit set and is meant as unsigned. */
    private static long powerOfTen(final int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }

    /**
     * Whether another object is the same resolution.
     *
     * @param other to compare with.
     * @return whether it is a resolution of the same code.
     */
    @Override
    public boolean equals(final @Nullable Object other) {
        return other instanceof TimestampResolution that && that.code == code;
    }

    /** {@return a hash of the code} */
    @Override
    public int hashCode() {
        return code;
    }

    /** {@return the unit, such as {@code 10^-6 s}} */
    @Override
    public String toString() {
        return ((code & BINARY) != 0 ? "2^-" : "10^-") + (code & ~BINARY) + " s";
    }
}
