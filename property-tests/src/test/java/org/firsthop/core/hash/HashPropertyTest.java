package org.firsthop.core.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.agrona.concurrent.UnsafeBuffer;

class HashPropertyTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[40]);

    @Property
    void sipHashOfLongsEqualsThatOfTheirOctets(
            @ForAll final long key0, @ForAll final long key1, @ForAll @Size(5) final long[] words) {
        for (int i = 0; i < 5; i++) {
            buffer.putLong(8 * i, words[i], ByteOrder.LITTLE_ENDIAN);
        }
        for (final SipHash sipHash : new SipHash[] {SipHash.sipHash13(key0, key1), SipHash.sipHash24(key0, key1)}) {
            assertEquals(sipHash.hash(buffer, 0, 8), sipHash.hash(words[0]));
            assertEquals(sipHash.hash(buffer, 0, 16), sipHash.hash(words[0], words[1]));
            assertEquals(sipHash.hash(buffer, 0, 24), sipHash.hash(words[0], words[1], words[2]));
            assertEquals(sipHash.hash(buffer, 0, 32), sipHash.hash(words[0], words[1], words[2], words[3]));
            assertEquals(sipHash.hash(buffer, 0, 40), sipHash.hash(words[0], words[1], words[2], words[3], words[4]));
        }
    }

    @Property
    void toeplitzOfFieldsEqualsThatOfTheirOctets(
            @ForAll @Size(40) final byte[] key,
            @ForAll final boolean repeated,
            @ForAll @Size(4) final long[] halves,
            @ForAll @IntRange(max = 65_535) final int sourcePort,
            @ForAll @IntRange(max = 65_535) final int destinationPort) {
        for (int i = 2; repeated && i < key.length; i++) {
            key[i] = key[i - 2];
        }
        final ToeplitzHash hash = new ToeplitzHash(key);
        for (int i = 0; i < 4; i++) {
            buffer.putLong(8 * i, halves[i], ByteOrder.BIG_ENDIAN);
        }
        buffer.putShort(32, (short) sourcePort, ByteOrder.BIG_ENDIAN);
        buffer.putShort(34, (short) destinationPort, ByteOrder.BIG_ENDIAN);
        assertEquals(hash.hash(buffer, 0, 32), hash.hash(halves[0], halves[1], halves[2], halves[3]));
        assertEquals(
                hash.hash(buffer, 0, 36),
                hash.hash(halves[0], halves[1], halves[2], halves[3], sourcePort, destinationPort));
        buffer.putShort(8, (short) sourcePort, ByteOrder.BIG_ENDIAN);
        buffer.putShort(10, (short) destinationPort, ByteOrder.BIG_ENDIAN);
        final int source = (int) (halves[0] >>> 32);
        final int destination = (int) halves[0];
        assertEquals(hash.hash(buffer, 0, 8), hash.hash(source, destination));
        assertEquals(hash.hash(buffer, 0, 12), hash.hash(source, destination, sourcePort, destinationPort));
    }

    @Property
    void toeplitzIsLinear(
            @ForAll @Size(40) final byte[] key,
            @ForAll @Size(36) final byte[] one,
            @ForAll @Size(36) final byte[] other) {
        final ToeplitzHash hash = new ToeplitzHash(key);
        final byte[] both = new byte[36];
        for (int i = 0; i < both.length; i++) {
            both[i] = (byte) (one[i] ^ other[i]);
        }
        assertEquals(
                hash.hash(new UnsafeBuffer(both), 0, 36),
                hash.hash(new UnsafeBuffer(one), 0, 36) ^ hash.hash(new UnsafeBuffer(other), 0, 36));
    }

    @Property
    void toeplitzUnderTheSymmetricKeyIsTheSameForBothDirections(
            @ForAll @Size(4) final long[] halves,
            @ForAll final int a,
            @ForAll final int b,
            @ForAll final short p,
            @ForAll final short q) {
        final ToeplitzHash hash = ToeplitzHash.fromHex(ToeplitzHash.SYMMETRIC_KEY);
        final int sourcePort = p & 0xFFFF;
        final int destinationPort = q & 0xFFFF;
        assertEquals(hash.hash(a, b), hash.hash(b, a));
        assertEquals(hash.hash(a, b, sourcePort, destinationPort), hash.hash(b, a, destinationPort, sourcePort));
        assertEquals(
                hash.hash(halves[0], halves[1], halves[2], halves[3], sourcePort, destinationPort),
                hash.hash(halves[2], halves[3], halves[0], halves[1], destinationPort, sourcePort));
    }
}
