package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;

class TcpOptionsPropertyTest {
    private static final int BEFORE = 5;

    private final byte[] octets = new byte[BEFORE + 40 + 7];
    private final UnsafeBuffer buffer = new UnsafeBuffer(octets);
    private final TcpOptionEncoder encoder = new TcpOptionEncoder();
    private final TcpOptions options = new TcpOptions();

    @Property
    void decodeIsTheInverseOfEncode(
            @ForAll @Size(max = 8) final List<@IntRange(max = 8) Integer> kinds, @ForAll final Random random) {
        Arrays.fill(octets, (byte) 0xA5);
        encoder.wrap(buffer, BEFORE);
        int maximumSegmentSize = -1;
        int windowScale = -1;
        boolean sackPermitted = false;
        long timestamps = -1;
        int userTimeout = -1;
        int cookieLength = -1;
        long cookieHigh = 0;
        boolean experiment = false;
        int[] sack = {};
        for (final int kind : kinds) {
            final int value = random.nextInt();
            final int other = random.nextInt();
            switch (kind) {
                case 0 -> {
                    if (encoder.remaining() >= 4) {
                        maximumSegmentSize = value & 0xFFFF;
                        encoder.maximumSegmentSize(maximumSegmentSize);
                    }
                }
                case 1 -> {
                    if (encoder.remaining() >= 3) {
                        windowScale = value & 0xFF;
                        encoder.windowScale(windowScale);
                    }
                }
                case 2 -> {
                    if (encoder.remaining() >= 2) {
                        sackPermitted = true;
                        encoder.sackPermitted();
                    }
                }
                case 3 -> {
                    if (encoder.remaining() >= 10) {
                        timestamps = ((long) value << 32) | (other & 0xFFFF_FFFFL);
                        encoder.timestamps(value, other);
                    }
                }
                case 4 -> {
                    if (encoder.remaining() >= 4) {
                        userTimeout = value & 0xFFFF;
                        encoder.userTimeout(userTimeout);
                    }
                }
                case 5, 6 -> {
                    final int length = value & 6;
                    final int chosen = length < 4 ? 0 : length;
                    if (encoder.remaining() >= 4 + chosen) {
                        cookieLength = chosen;
                        experiment = kind == 6;
                        cookieHigh = chosen == 0 ? 0 : random.nextLong() & (-1L << Math.max(0, 64 - 8 * chosen));
                        if (experiment) {
                            encoder.fastOpenExperiment(chosen, cookieHigh, 0);
                        } else {
                            encoder.fastOpen(chosen, cookieHigh, 0);
                        }
                    }
                }
                case 7 -> {
                    if (encoder.remaining() >= 18) {
                        encoder.noOperation().sackBlock(value, other);
                        sack = new int[] {value, other};
                        if (encoder.remaining() >= 8) {
                            encoder.sackBlock(other, value);
                            sack = new int[] {value, other, other, value};
                        }
                    }
                }
                default -> {
                    if (encoder.remaining() >= 1) {
                        encoder.noOperation();
                    }
                }
            }
        }
        final int unpadded = encoder.length();
        final int length = encoder.finish();
        assertEquals((unpadded + 3) / 4 * 4, length);
        for (int i = 0; i < octets.length; i++) {
            if (i < BEFORE || i >= BEFORE + length) {
                assertEquals((byte) 0xA5, octets[i]);
            } else if (i >= BEFORE + unpadded) {
                assertEquals(0, octets[i]);
            }
        }

        assertSame(DropReason.NONE, options.parse(buffer, BEFORE, length));
        assertEquals(maximumSegmentSize >= 0, options.hasMaximumSegmentSize());
        assertEquals(Math.max(0, maximumSegmentSize), options.maximumSegmentSize());
        assertEquals(windowScale >= 0, options.hasWindowScale());
        assertEquals(Math.max(0, windowScale), options.windowScaleRaw());
        assertTrue(options.windowScale() <= 14 && options.windowScale() <= options.windowScaleRaw());
        assertEquals(sackPermitted, options.isSackPermitted());
        if (options.hasTimestamps()) {
            assertEquals((int) (timestamps >>> 32), options.timestampValue());
            assertEquals((int) timestamps, options.timestampEcho());
        } else {
            assertEquals(-1, timestamps);
        }
        assertEquals(userTimeout >= 0, options.hasUserTimeout());
        assertEquals(Math.max(0, userTimeout), options.userTimeoutRaw());
        assertEquals(cookieLength >= 0, options.hasFastOpen());
        assertEquals(experiment, options.isFastOpenExperiment());
        assertEquals(Math.max(0, cookieLength), options.fastOpenCookieLength());
        assertEquals(cookieHigh, options.fastOpenCookieHigh());
        assertEquals(sack.length / 2, options.sackBlockCount());
        for (int block = 0; block < options.sackBlockCount(); block++) {
            assertEquals(sack[2 * block], options.sackLeftEdge(block));
            assertEquals(sack[2 * block + 1], options.sackRightEdge(block));
        }
        assertEquals(0, options.unknownCount());
        assertFalse(options.hasMd5Signature() || options.hasAuthentication() || options.hasMultipath());
    }

    @Property
    void aHolderRemembersNothingOfTheListBefore(
            @ForAll @Size(max = 40) final byte[] first, @ForAll @Size(max = 40) final byte[] second) {
        options.parse(new UnsafeBuffer(first), 0, first.length);
        final DropReason reason = options.parse(new UnsafeBuffer(second), 0, second.length);
        final TcpOptions fresh = new TcpOptions();
        assertSame(fresh.parse(new UnsafeBuffer(second), 0, second.length), reason);
        assertEquals(fresh.maximumSegmentSize(), options.maximumSegmentSize());
        assertEquals(fresh.hasTimestamps(), options.hasTimestamps());
        assertEquals(fresh.timestampValue(), options.timestampValue());
        assertEquals(fresh.sackBlockCount(), options.sackBlockCount());
        assertEquals(fresh.hasFastOpen(), options.hasFastOpen());
        assertEquals(fresh.fastOpenCookieHigh(), options.fastOpenCookieHigh());
        assertEquals(fresh.unknownCount(), options.unknownCount());
    }
}
