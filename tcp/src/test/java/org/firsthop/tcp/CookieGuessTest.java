package org.firsthop.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.firsthop.tcp.table.FlowKey;
import org.junit.jupiter.api.Test;

/**
 * How many guessed acknowledgments pass for cookies. By the bits, one in 2<sup>29</sup>: 32 bits, of which two tell the MSS, of
 * two periods. So 1.9 of 10<sup>9</sup> guesses are taken on average, and more than ten once in 10<sup>5</sup> times.
 * {@code -Dfirsthop.tcp.guesses=1000000000} samples that many.
 */
final class CookieGuessTest {
    private static final long GUESSES = Long.getLong("firsthop.tcp.guesses", 4_000_000L);

    private final SynCookies cookies = new SynCookies(new Secrets(0x0123_4567_89AB_CDEFL, 42));
    private final FlowKey key = new FlowKey();

    /** A generator that visits no state twice, so that guesses do not repeat. */
    private static long mix(final long counter) {
        long bits = counter * 0x9E37_79B9_7F4A_7C15L;
        bits = (bits ^ (bits >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        bits = (bits ^ (bits >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return bits ^ (bits >>> 31);
    }

    private void peer(final int number) {
        key.set(0, FlowKey.mapped(0x0A00_0001), 80, 0, FlowKey.mapped(0x0B00_0000 + (number >>> 14)), number & 0x3FFF);
    }

    @Test
    void shouldTakeGuessesAsSeldomAsTheBitsSay() {
        long taken = 0;
        for (long guess = 0; guess < GUESSES; guess++) {
            final long bits = mix(guess);
            peer((int) (guess >>> 8));
            if (cookies.mssIndex(key, (int) bits, (int) (bits >>> 32), 1 << 20) != SynCookies.NONE) {
                taken++;
            }
        }
        System.out.println(taken + " of " + GUESSES + " guessed cookies taken");
        // Poisson with mean m = guesses / 2^29: more than 3 m + 8 has a chance below 10^-6, for any m.
        assertTrue(taken <= 8 + 3 * GUESSES / (1L << 29), "taken: " + taken);
    }

    @Test
    void shouldTakeExactlyFourOfAllNumbersInEachPeriod() {
        // The same by counting: of all values that differ from a cookie in 20 bits, only the four of the two low ones
        // pass.
        peer(7);
        final int now = 1 << 20;
        final int iss = cookies.iss(key, 99, 1_460, now);
        for (final int base : new int[] {0, 12}) {
            int taken = 0;
            for (int difference = 0; difference < 1 << 20; difference++) {
                taken += cookies.mssIndex(key, 99, iss ^ (difference << base), now) == SynCookies.NONE ? 0 : 1;
            }
            assertEquals(base == 0 ? 4 : 1, taken);
        }
    }

    @Test
    void shouldTakeACookieOfThisPeriodAndTheOneBeforeOnly() {
        peer(7);
        final int period = 1 << 16;
        final int iss = cookies.iss(key, 99, 1_460, 5 * period);
        assertEquals(3, cookies.mssIndex(key, 99, iss, 5 * period + period - 1));
        assertEquals(3, cookies.mssIndex(key, 99, iss, 6 * period + period - 1));
        assertEquals(SynCookies.NONE, cookies.mssIndex(key, 99, iss, 7 * period));
        assertEquals(SynCookies.NONE, cookies.mssIndex(key, 99, iss, 4 * period));
        assertEquals(SynCookies.NONE, cookies.mssIndex(key, 98, iss, 5 * period));
        peer(8);
        assertEquals(SynCookies.NONE, cookies.mssIndex(key, 99, iss, 5 * period));
    }
}
