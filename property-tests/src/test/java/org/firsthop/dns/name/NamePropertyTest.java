package org.firsthop.dns.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.agrona.BufferUtil;

class NamePropertyTest {
    private static final long START = BufferUtil.ARRAY_BASE_OFFSET;

    /** Wire forms of every shape: any octets in labels, from the root up to 255 octets. */
    @Provide
    static Arbitrary<byte[]> wireNames() {
        final Arbitrary<byte[]> label = Arbitraries.bytes()
                .array(byte[].class)
                .ofMinSize(1)
                .ofMaxSize(63)
                .withSizeDistribution(net.jqwik.api.RandomDistribution.biased());
        return label.list().ofMaxSize(20).map(NamePropertyTest::join);
    }

    private static byte[] join(final List<byte[]> labels) {
        final ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (final byte[] label : labels) {
            if (wire.size() + label.length + 2 > WireName.MAX_LENGTH) {
                break;
            }
            wire.write(label.length);
            wire.writeBytes(label);
        }
        wire.write(0);
        return wire.toByteArray();
    }

    private static byte[] recase(final byte[] wire, final long seed) {
        final Random random = new Random(seed);
        final byte[] other = wire.clone();
        for (int i = 0; i < other.length; i++) {
            final int lower = other[i] | 0x20;
            if (lower >= 'a' && lower <= 'z' && random.nextBoolean()) {
                other[i] ^= 0x20;
            }
        }
        return other;
    }

    @Property
    void textIsTheInverseOfWire(@ForAll("wireNames") final byte[] wire) {
        final StringBuilder text = new StringBuilder();
        NameText.print(wire, START, text);
        final byte[] back = new byte[WireName.CAPACITY];
        Arrays.fill(back, (byte) 0xA5);
        final int length = NameText.parse(text, back, START);
        assertEquals(wire.length, length, text::toString);
        assertTrue(Arrays.equals(wire, Arrays.copyOf(back, length)), text::toString);
    }

    @Property
    void parsingIsTotalOverAnyText(@ForAll final String text) {
        final byte[] wire = new byte[WireName.CAPACITY];
        final int length = NameText.parse(text, wire, START);
        if (length > 0) {
            assertEquals(length, WireName.check(wire, START, length));
        } else {
            assertTrue(NameText.describe(length).length() > 0);
        }
    }

    /** Text that is mostly letters and dots, of every length up to more than a name has, now and then with what needs care. */
    @Provide
    static Arbitrary<String> texts() {
        final Arbitrary<Character> plain = Arbitraries.of('a', 'Z', '0', '-', '_', '/', '-', '[', ']', '@', 'b', 'c');
        final Arbitrary<Character> dots = Arbitraries.just('.');
        final Arbitrary<String> careful =
                Arbitraries.of("\\", "\\.", "\\046", "\\999", "\u0000", "\u007f", "\u0080", "\u012e");
        final Arbitrary<String> run = plain.list().ofMaxSize(70).map(NamePropertyTest::text);
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(8, run),
                        net.jqwik.api.Tuple.of(8, dots.map(String::valueOf)),
                        net.jqwik.api.Tuple.of(1, careful))
                .list()
                .ofMaxSize(14)
                .map(parts -> String.join("", parts));
    }

    private static String text(final List<Character> characters) {
        final StringBuilder text = new StringBuilder();
        characters.forEach(text::append);
        return text.toString();
    }

    @Property(tries = 5000)
    void whatHoldsTheTextMakesNoDifference(@ForAll("texts") final String text) {
        final byte[] wire = new byte[WireName.CAPACITY];
        final byte[] other = new byte[WireName.CAPACITY];
        final int length = NameText.parse(text, wire, START);
        assertEquals(NameText.parse(new StringBuilder(text), other, START), length);
        assertTrue(length < 0 || Arrays.equals(wire, 0, length, other, 0, length));
        final String within = "x." + text + ".y";
        final byte[] origin = {1, 'o', 0};
        final int inner = NameText.parse(within, 2, 2 + text.length(), origin, START, 3, wire, START);
        assertEquals(NameText.parse(new StringBuilder(text), 0, text.length(), origin, START, 3, other, START), inner);
        assertTrue(inner < 0 || Arrays.equals(wire, 0, inner, other, 0, inner));
    }

    @Property
    void namesThatDifferInCaseAreEqualAndHashAlike(
            @ForAll("wireNames") final byte[] wire, @ForAll final long caseSeed, @ForAll final long hashSeed) {
        final byte[] other = recase(wire, caseSeed);
        assertTrue(WireName.equalsIgnoreCase(wire, START, other, START, wire.length));
        assertEquals(
                WireName.hash(wire, START, wire.length, hashSeed), WireName.hash(other, START, wire.length, hashSeed));
        assertEquals(0, WireName.compareCanonical(wire, START, other, START));
    }

    @Property
    void equalityAgreesWithCanonicalOrder(
            @ForAll("wireNames") final byte[] first, @ForAll("wireNames") final byte[] second) {
        final int order = WireName.compareCanonical(first, START, second, START);
        assertEquals(Integer.signum(order), -Integer.signum(WireName.compareCanonical(second, START, first, START)));
        final boolean equal =
                first.length == second.length && WireName.equalsIgnoreCase(first, START, second, START, first.length);
        assertEquals(equal, order == 0);
    }

    @Property
    void foldingEightOctetsIsFoldingEachOfThem(@ForAll final long octets) {
        long expected = 0;
        for (int i = 0; i < 8; i++) {
            expected |= (long) WireName.fold((int) (octets >>> (8 * i)) & 0xFF) << (8 * i);
        }
        assertEquals(expected, WireName.fold(octets));
    }

    /** Octets that are likely to be labels, pointers and roots. */
    @Provide
    static Arbitrary<byte[]> messages() {
        final Arbitrary<Byte> octets = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, Arbitraries.bytes().between((byte) 0, (byte) 6)),
                net.jqwik.api.Tuple.of(3, Arbitraries.just((byte) 0xC0)),
                net.jqwik.api.Tuple.of(6, Arbitraries.bytes().between((byte) 8, (byte) 63)),
                net.jqwik.api.Tuple.of(1, Arbitraries.bytes()));
        return octets.array(byte[].class).ofMinSize(12).ofMaxSize(300);
    }

    @Property(tries = 3000)
    void allReadersAgreeOnEveryNameOfAnyMessage(@ForAll("messages") final byte[] message) {
        final NameValidator validator = new NameValidator();
        final byte[] wire = new byte[WireName.CAPACITY];
        final byte[] surrounded = new byte[message.length + 64];
        Arrays.fill(surrounded, (byte) 0xA5);
        System.arraycopy(message, 0, surrounded, 32, message.length);
        validator.begin();
        for (int position = MessageNames.HEADER_LENGTH; position < message.length; position++) {
            final int length = MessageNames.length(message, START, message.length, position);
            assertEquals(length, MessageNames.copy(message, START, message.length, position, wire, START));
            assertEquals(
                    length,
                    MessageNames.length(surrounded, START + 32, message.length, position),
                    "octets outside the message count for nothing");
            final int end = validator.validate(message, START, message.length, position);
            assertEquals(length > 0, end > 0, "position " + position);
            if (length > 0) {
                assertEquals(length, validator.nameLength());
                assertEquals(MessageNames.skip(message, START, message.length, position), end);
                assertEquals(length, WireName.check(wire, START, length));
                assertTrue(MessageNames.equalsExactly(message, START, message.length, position, wire, START, length));
            }
        }
    }
}
