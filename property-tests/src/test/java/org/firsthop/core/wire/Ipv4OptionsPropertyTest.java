package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;

class Ipv4OptionsPropertyTest {
    private final Ipv4OptionIterator options = new Ipv4OptionIterator();
    private final Ipv4RouteOptionFlyweight route = new Ipv4RouteOptionFlyweight();
    private final Ipv4TimestampOptionFlyweight timestamp = new Ipv4TimestampOptionFlyweight();

    @Provide
    Arbitrary<byte[]> optionOctets() {
        // Types that are walked, and lengths that fit.
        return Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.of(1, 7, 68, 130, 131, 137, 148).map(Integer::byteValue)),
                        Tuple.of(3, Arbitraries.integers().between(2, 12).map(Integer::byteValue)),
                        Tuple.of(1, Arbitraries.bytes()))
                .array(byte[].class)
                .ofMaxSize(40);
    }

    @Property
    void everyStepIsForwardAndInside(@ForAll("optionOctets") final byte[] octets) {
        final UnsafeBuffer buffer = new UnsafeBuffer(octets);
        options.wrap(buffer, 0, octets.length);
        int end = 0;
        while (options.next()) {
            assertEquals(end, options.offset());
            assertTrue(options.length() >= 1);
            end = options.offset() + options.length();
            assertTrue(end <= octets.length);
            assertEquals(octets[options.offset()] & 0xFF, options.type());
        }
        assertSame(Ipv4OptionIterator.check(buffer, 0, octets.length), options.reason());
        if (options.reason() == DropReason.NONE) {
            assertTrue(end == octets.length || octets[end - 1] == Ipv4OptionType.END_OF_LIST);
        }
        assertEquals(new UnsafeBuffer(octets), buffer);
    }

    @Property
    void writersStayInsideTheirOption(
            @ForAll("optionOctets") final byte[] octets, @ForAll final int address, @ForAll final int time) {
        final UnsafeBuffer buffer = new UnsafeBuffer(octets);
        options.wrap(buffer, 0, octets.length);
        while (options.next()) {
            final int offset = options.offset();
            final int length = options.length();
            final byte[] before = octets.clone();
            if (Ipv4OptionType.isRoute(options.type())
                    && Ipv4RouteOptionFlyweight.check(buffer, offset, length) == DropReason.NONE) {
                recordUntilFull(buffer, offset, address);
            } else if (options.type() == Ipv4OptionType.TIMESTAMP
                    && Ipv4TimestampOptionFlyweight.check(buffer, offset, length) == DropReason.NONE) {
                stampUntilOverflow(buffer, offset, length, address, time);
            }
            for (int i = 0; i < octets.length; i++) {
                if (i < offset + 2 || i >= offset + length) {
                    assertEquals(before[i], octets[i], "outside the option's data");
                }
            }
        }
    }

    private void recordUntilFull(final UnsafeBuffer buffer, final int offset, final int address) {
        route.wrap(buffer, offset);
        int records = 0;
        while (!route.isExhausted()) {
            final int index = route.pointer() - 1;
            assertTrue(route.record(address));
            assertEquals(address, NetworkOrder.i32(buffer, offset + index));
            // What a router has written is what the next router can read, unless the sender misplaced the pointer.
            if (Ipv4RouteOptionFlyweight.check(buffer, offset, route.length()) != DropReason.NONE) {
                break;
            }
            assertTrue(++records <= Ipv4RouteOptionFlyweight.MAX_ADDRESSES);
        }
        assertTrue(route.recordedCount() <= route.addressCount());
    }

    private void stampUntilOverflow(
            final UnsafeBuffer buffer, final int offset, final int length, final int address, final int time) {
        timestamp.wrap(buffer, offset);
        for (int i = 0; i < 30; i++) {
            final int pointer = timestamp.pointer();
            if (timestamp.stamp(address, time) == Ipv4TimestampOptionFlyweight.OVERFLOW) {
                assertTrue(timestamp.pointer() > length && timestamp.overflow() == 15);
                return;
            }
            if (Ipv4TimestampOptionFlyweight.check(buffer, offset, length) != DropReason.NONE) {
                assertTrue(timestamp.pointer() > pointer);
                return;
            }
        }
        assertEquals(Ipv4TimestampOptionFlyweight.PRESCRIBED_ADDRESSES, timestamp.flag());
    }
}
