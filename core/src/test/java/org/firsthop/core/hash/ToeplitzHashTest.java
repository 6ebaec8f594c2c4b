package org.firsthop.core.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ToeplitzHashTest {
    /** The key of Microsoft's "Verifying the RSS Hash Calculation". */
    private static final String VERIFICATION_KEY =
            "6d5a56da255b0ec24167253d43a38fb0d0ca2bcbae7b30b477cb2da38030f20c6a42b73bbeac01fa";

    private final ToeplitzHash hash = ToeplitzHash.fromHex(VERIFICATION_KEY);

    @Test
    void shouldPassTheVerificationSuiteOfIpv4() {
        assertHash(0x323e8fc2, 0x51ccc178, ip(66, 9, 149, 187), ip(161, 142, 100, 80), 2794, 1766);
        assertHash(0xd718262a, 0xc626b0ea, ip(199, 92, 111, 2), ip(65, 69, 140, 83), 14230, 4739);
        assertHash(0xd2d0a5de, 0x5c2b394a, ip(24, 19, 198, 95), ip(12, 22, 207, 184), 12898, 38024);
        assertHash(0x82989176, 0xafc7327f, ip(38, 27, 205, 30), ip(209, 142, 163, 6), 48228, 2217);
        assertHash(0x5d1809c5, 0x10e828a2, ip(153, 39, 163, 191), ip(202, 188, 127, 2), 44251, 1303);
    }

    @Test
    void shouldPassTheVerificationSuiteOfIpv6() {
        assertHash(
                0x2cc18cd5,
                0x40207d3d,
                0x3ffe_2501_0200_1fffL,
                0x0000_0000_0000_0007L,
                0x3ffe_2501_0200_0003L,
                0x0000_0000_0000_0001L,
                2794,
                1766);
        assertHash(
                0x0f0c461c,
                0xdde51bbf,
                0x3ffe_0501_0008_0000L,
                0x0260_97ff_fe40_efabL,
                0xff02_0000_0000_0000L,
                0x0000_0000_0000_0001L,
                14230,
                4739);
        assertHash(
                0x4b61e985,
                0x02d1feef,
                0x3ffe_1900_4545_0003L,
                0x0200_f8ff_fe21_67cfL,
                0xfe80_0000_0000_0000L,
                0x0200_f8ff_fe21_67cfL,
                44251,
                38024);
    }

    @Test
    void shouldAgreeWithTheDefinitionUnderAnyKey() {
        final Random random = new Random(1);
        final byte[] octets = new byte[40];
        final UnsafeBuffer input = new UnsafeBuffer(octets);
        for (int i = 0; i < 200; i++) {
            final byte[] key = i < 10 ? HexFormat.of().parseHex(ToeplitzHash.SYMMETRIC_KEY) : new byte[40];
            if (i >= 10) {
                random.nextBytes(key);
            }
            random.nextBytes(octets);
            final ToeplitzHash subject = new ToeplitzHash(key);
            for (int length = 0; length <= ToeplitzHash.MAX_INPUT_LENGTH; length++) {
                assertEquals(definition(key, octets, 2, length), subject.hash(input, 2, length));
            }
        }
    }

    @Test
    void shouldGiveBothDirectionsTheSameValueUnderTheSymmetricKey() {
        final ToeplitzHash symmetric = ToeplitzHash.fromHex(ToeplitzHash.SYMMETRIC_KEY);
        assertTrue(symmetric.isSymmetric());
        assertFalse(hash.isSymmetric());
        final byte[] key = HexFormat.of().parseHex(ToeplitzHash.SYMMETRIC_KEY);
        final Random random = new Random(2);
        final byte[] octets = new byte[36];
        final UnsafeBuffer input = new UnsafeBuffer(octets);
        for (int i = 0; i < 1_000; i++) {
            final int a = random.nextInt();
            final int b = random.nextInt();
            final int p = random.nextInt(0x10000);
            final int q = random.nextInt(0x10000);
            assertEquals(symmetric.hash(a, b), symmetric.hash(b, a));
            assertEquals(symmetric.hash(a, b, p, q), symmetric.hash(b, a, q, p));
            input.putInt(0, a, ByteOrder.BIG_ENDIAN);
            input.putInt(4, b, ByteOrder.BIG_ENDIAN);
            input.putShort(8, (short) p, ByteOrder.BIG_ENDIAN);
            input.putShort(10, (short) q, ByteOrder.BIG_ENDIAN);
            assertEquals(definition(key, octets, 0, 8), symmetric.hash(a, b));
            assertEquals(definition(key, octets, 0, 12), symmetric.hash(a, b, p, q));

            random.nextBytes(octets);
            final long sh = input.getLong(0, ByteOrder.BIG_ENDIAN);
            final long sl = input.getLong(8, ByteOrder.BIG_ENDIAN);
            final long dh = input.getLong(16, ByteOrder.BIG_ENDIAN);
            final long dl = input.getLong(24, ByteOrder.BIG_ENDIAN);
            final int sp = input.getShort(32, ByteOrder.BIG_ENDIAN) & 0xFFFF;
            final int dp = input.getShort(34, ByteOrder.BIG_ENDIAN) & 0xFFFF;
            assertEquals(definition(key, octets, 0, 32), symmetric.hash(sh, sl, dh, dl));
            assertEquals(definition(key, octets, 0, 36), symmetric.hash(sh, sl, dh, dl, sp, dp));
            assertEquals(symmetric.hash(dh, dl, sh, sl, dp, sp), symmetric.hash(sh, sl, dh, dl, sp, dp));
        }
        assertNotEquals(hash.hash(1, 2, 3, 4), hash.hash(2, 1, 4, 3));
    }

    @Test
    void shouldRefuseAKeyOfAnotherLength() {
        final IllegalArgumentException thrown =
                assertThrows(IllegalArgumentException.class, () -> new ToeplitzHash(new byte[39]));
        assertEquals("key octets: value=39, expected 40", thrown.getMessage());
        assertThrows(IllegalArgumentException.class, () -> ToeplitzHash.fromHex("6d5a"));
    }

    @Test
    void shouldRefuseAnInputThatIsTooLong() {
        final UnsafeBuffer input = new UnsafeBuffer(new byte[64]);
        assertThrows(IllegalArgumentException.class, () -> hash.hash(input, 0, 37));
        assertThrows(IllegalArgumentException.class, () -> hash.hash(input, 0, -1));
    }

    /** The definition, bit by bit, on a key of which a window of 32 bits is kept. */
    private static int definition(final byte[] key, final byte[] input, final int offset, final int length) {
        int result = 0;
        int window = ((key[0] & 0xFF) << 24) | ((key[1] & 0xFF) << 16) | ((key[2] & 0xFF) << 8) | (key[3] & 0xFF);
        for (int bit = 0; bit < length * 8; bit++) {
            if ((input[offset + bit / 8] & (0x80 >>> (bit % 8))) != 0) {
                result ^= window;
            }
            final int next = bit + 32;
            window = (window << 1) | ((key[next / 8] >>> (7 - next % 8)) & 1);
        }
        return result;
    }

    private void assertHash(
            final int addressesOnly,
            final int withPorts,
            final int source,
            final int destination,
            final int p,
            final int q) {
        assertEquals(addressesOnly, hash.hash(source, destination));
        assertEquals(withPorts, hash.hash(source, destination, p, q));
    }

    private void assertHash(
            final int addressesOnly,
            final int withPorts,
            final long sourceHigh,
            final long sourceLow,
            final long destinationHigh,
            final long destinationLow,
            final int p,
            final int q) {
        assertEquals(addressesOnly, hash.hash(sourceHigh, sourceLow, destinationHigh, destinationLow));
        assertEquals(withPorts, hash.hash(sourceHigh, sourceLow, destinationHigh, destinationLow, p, q));
    }

    private static int ip(final int a, final int b, final int c, final int d) {
        return (a << 24) | (b << 16) | (c << 8) | d;
    }
}
