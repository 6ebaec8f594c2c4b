package org.firsthop.core.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class TimestampResolutionTest {
    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final long[] TICKS = {
        0,
        1,
        2,
        999,
        1_000_000_007,
        0x1234_5678_9ABC_DEFL,
        9_223_372_036L,
        9_223_372_037L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1
    };

    @Test
    void shouldAgreeWithExactArithmeticForEveryCode() {
        for (int code = 0; code < 256; code++) {
            final BigInteger base = BigInteger.valueOf(code < 128 ? 10 : 2);
            final BigInteger perSecond = base.pow(code & 127);
            for (final long ticks : TICKS) {
                final BigInteger exact = new BigInteger(Long.toUnsignedString(ticks))
                        .multiply(NANOS_PER_SECOND)
                        .divide(perSecond);
                final long nanos = TimestampResolution.ofCode(code).toNanos(ticks);
                if (exact.compareTo(MAX.subtract(NANOS_PER_SECOND.shiftLeft(1))) > 0) {
                    // Near and beyond the end of the range it may saturate up to two seconds early.
                    assertEquals(Math.max(nanos, Long.MAX_VALUE - 2_000_000_000L), nanos);
                } else {
                    assertEquals(exact.longValueExact(), nanos, "code " + code + ", ticks " + ticks);
                }
            }
        }
    }

    @Test
    void shouldCompareByCode() {
        assertSame(TimestampResolution.NANOSECONDS, TimestampResolution.ofCode(9));
        assertSame(TimestampResolution.MICROSECONDS, TimestampResolution.ofCode(6));
        assertEquals(TimestampResolution.ofCode(0x88), TimestampResolution.ofCode(0x88));
        assertNotEquals(TimestampResolution.ofCode(0x88), TimestampResolution.ofCode(8));
        assertEquals("2^-8 s", TimestampResolution.ofCode(0x88).toString());
        assertEquals("10^-9 s", TimestampResolution.NANOSECONDS.toString());
    }
}
