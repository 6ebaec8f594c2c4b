package org.firsthop.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;

/**
 * The laws of a flyweight, as properties that a test class of a header inherits.
 *
 * <p>The same octets are read in several places: at the very end of a heap buffer whose bounds are checked, at the end of
 * {@link GuardedMemory}, and amid zeros, ones and {@code 0xA5}. Everything read must be the same in all.
 *
 * @param <F> the flyweight.
 */
public abstract class HeaderLaws<F> {
    private static final GuardedMemory GUARDED = new GuardedMemory();
    private static final int BEFORE = 3;
    private static final int AFTER = 64;
    private static final int[] SURROUNDINGS = {0x00, 0xFF, 0xA5};

    private final Header<F> header;

    /**
     * Laws over a header.
     *
     * @param header what the laws are told of it.
     */
    protected HeaderLaws(final Header<F> header) {
        this.header = header;
    }

    /**
     * Headers that pass the check and of which no octet is to spare: every proper prefix must be refused.
     *
     * @return the octets.
     */
    @Provide
    public abstract Arbitrary<byte[]> valid();

    /** {@return whether no octets at all pass the check, as an empty list of options does; else they must be refused} */
    protected boolean isEmptyValid() {
        return false;
    }

    /** {@return any octets at all} */
    @Provide
    public final Arbitrary<byte[]> octets() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(128);
    }

    /** {@return valid headers with some octets changed, and cut or followed by others} */
    @Provide
    public final Arbitrary<byte[]> damaged() {
        return valid().flatMap(octets -> Arbitraries.randoms().map(random -> damage(octets, random)));
    }

    private static byte[] damage(final byte[] octets, final Random random) {
        final byte[] damaged = Arrays.copyOf(octets, random.nextInt(octets.length + 17));
        for (int i = random.nextInt(4); i > 0 && damaged.length > 0; i--) {
            final int index = random.nextInt(damaged.length);
            damaged[index] =
                    random.nextBoolean() ? (byte) random.nextInt() : (byte) (damaged[index] + 1 - random.nextInt(3));
        }
        return damaged;
    }

    @Example
    void boundsAreChecked() {
        assertTrue(DirectBuffer.SHOULD_BOUNDS_CHECK, "the laws prove nothing where bounds checks are off");
    }

    @Property
    void checkIsTotalOverAnyOctets(@ForAll("octets") final byte[] octets) {
        readEverywhere(octets);
    }

    @Property
    void checkIsTotalOverDamagedHeaders(@ForAll("damaged") final byte[] octets) {
        readEverywhere(octets);
    }

    @Property
    void readersStayInsideAfterACheck(@ForAll("valid") final byte[] octets) {
        assertSame(DropReason.NONE, readEverywhere(octets), () -> hex(octets));
    }

    @Property
    void everyProperPrefixIsRejected(@ForAll("valid") final byte[] octets) {
        for (int length = isEmptyValid() ? 1 : 0; length < octets.length; length++) {
            final byte[] prefix = Arrays.copyOf(octets, length);
            assertNotSame(DropReason.NONE, readEverywhere(prefix), () -> hex(prefix) + " of " + hex(octets));
        }
    }

    @Property
    void noLengthBelowZeroIsAccepted(@ForAll("valid") final byte[] octets) {
        final UnsafeBuffer buffer = GUARDED.endingWith(octets);
        for (final int length : new int[] {-1, Integer.MIN_VALUE}) {
            final DropReason reason = header.addressCheck.check(null, buffer.addressOffset(), length);
            assertTrue(isEmptyValid() || reason != DropReason.NONE, () -> "length " + length);
        }
    }

    @Property
    void writersTouchOnlyTheirField(@ForAll final Random random) {
        for (final boolean marked : new boolean[] {true, false}) {
            final byte[] octets = new byte[BEFORE + header.length() + AFTER];
            if (marked) {
                Arrays.fill(octets, (byte) 0xA5);
            } else {
                random.nextBytes(octets);
            }
            header.wrap.wrap(header.flyweight, new UnsafeBuffer(octets), BEFORE);
            for (final Header.Field<F> field : header.fields) {
                final byte[] expected = octets.clone();
                final long value = random.nextLong() & field.mask();
                field.put(expected, BEFORE, value);
                field.write().write(header.flyweight, value);
                assertArrayEquals(expected, octets, () -> field.name() + " = 0x" + Long.toHexString(value));
                assertEquals(value, field.read().read(header.flyweight), field.name());
            }
        }
    }

    @Property
    void encodeIsTheInverseOfDecode(@ForAll("valid") final byte[] octets) {
        final long[] values = new long[header.fields.size()];
        header.wrap.wrap(header.flyweight, new UnsafeBuffer(octets), 0);
        for (int i = 0; i < values.length; i++) {
            values[i] = header.fields.get(i).read().read(header.flyweight);
        }
        final byte[] copy = new byte[header.length()];
        final byte[] expected = new byte[header.length()];
        Arrays.fill(copy, (byte) 0xA5);
        Arrays.fill(expected, (byte) 0xA5);
        header.wrap.wrap(header.flyweight, new UnsafeBuffer(copy), 0);
        for (int i = 0; i < values.length; i++) {
            final Header.Field<F> field = header.fields.get(i);
            field.write().write(header.flyweight, values[i]);
            for (int bit = field.firstBit(); bit < field.firstBit() + field.bits(); bit++) {
                final int one = 0x80 >>> bit % 8;
                expected[bit / 8] = (byte) (expected[bit / 8] & ~one | octets[bit / 8] & one);
            }
        }
        assertArrayEquals(expected, copy, () -> hex(octets));
    }

    @Property(tries = 5)
    void checksAndGettersAllocateNothing(@ForAll("valid") final byte[] octets) {
        final UnsafeBuffer buffer = new UnsafeBuffer(octets);
        header.wrap.wrap(header.flyweight, buffer, 0);
        final Header.Field<?>[] fields = header.fields.toArray(new Header.Field<?>[0]);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final int rounds = 1000;
        checkAndRead(fields, buffer, rounds);
        final long before = threads.getCurrentThreadAllocatedBytes();
        final long sum = checkAndRead(fields, buffer, rounds);
        final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < rounds, () -> "allocated octets: value=" + allocated + " in " + rounds + ", sum " + sum);
    }

    @SuppressWarnings("unchecked")
    private long checkAndRead(final Header.Field<?>[] fields, final UnsafeBuffer buffer, final int rounds) {
        long sum = 0;
        for (int round = 0; round < rounds; round++) {
            sum += header.bufferCheck.check(buffer, 0, buffer.capacity()).id();
            for (final Header.Field<?> field : fields) {
                sum += ((Header.Field<F>) field).read().read(header.flyweight);
            }
        }
        return sum;
    }

    /** Checks octets and reads all that a passed check allows, in every place; all must agree and nothing be written. */
    private DropReason readEverywhere(final byte[] octets) {
        final byte[] atEnd = new byte[BEFORE + octets.length];
        System.arraycopy(octets, 0, atEnd, BEFORE, octets.length);
        final DropReason reason = header.bufferCheck.check(new UnsafeBuffer(atEnd), BEFORE, octets.length);
        final int hash = read(new UnsafeBuffer(atEnd), octets, reason, 0, true);
        read(GUARDED.endingWith(atEnd), octets, reason, hash, false);
        for (final int surrounding : SURROUNDINGS) {
            final byte[] amid = new byte[BEFORE + octets.length + AFTER];
            Arrays.fill(amid, (byte) surrounding);
            System.arraycopy(octets, 0, amid, BEFORE, octets.length);
            read(new UnsafeBuffer(amid), octets, reason, hash, false);
        }
        return reason;
    }

    private int read(
            final MutableDirectBuffer buffer,
            final byte[] octets,
            final DropReason reason,
            final int expected,
            final boolean isFirst) {
        final int length = octets.length;
        final byte[] before = new byte[buffer.capacity()];
        buffer.getBytes(0, before);
        assertSame(reason, header.bufferCheck.check(buffer, BEFORE, length), () -> hex(octets));
        final long address = buffer.addressOffset() + BEFORE;
        assertSame(reason, header.addressCheck.check(buffer.byteArray(), address, length), () -> hex(octets));
        int hash = 0;
        if (reason == DropReason.NONE) {
            header.wrap.wrap(header.flyweight, buffer, BEFORE);
            for (final Header.Field<F> field : header.fields) {
                hash = 31 * hash + Long.hashCode(field.read().read(header.flyweight));
            }
            hash = 31 * hash + header.reads.read(header.flyweight, length);
        }
        if (!isFirst) {
            assertEquals(expected, hash, () -> "what surrounds the header was read: " + hex(octets));
        }
        GuardedMemory.settle();
        final byte[] after = new byte[buffer.capacity()];
        buffer.getBytes(0, after);
        assertArrayEquals(before, after, "a reader wrote");
        return hash;
    }

    private static String hex(final byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }
}
