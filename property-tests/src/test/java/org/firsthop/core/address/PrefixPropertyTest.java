package org.firsthop.core.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class PrefixPropertyTest {
    @Property
    void parseOfPrintIsTheSame(
            @ForAll final long high,
            @ForAll final long low,
            @ForAll @IntRange(max = 32) final int length4,
            @ForAll @IntRange(max = 128) final int length6) {
        final Ipv4Prefix prefix4 = Ipv4Prefix.containing((int) low, length4);
        assertEquals(prefix4, Ipv4Prefix.parse(prefix4.toString()));
        TextLaws.formatAndAppendEqualToString(prefix4.toString(), prefix4::format, prefix4::append);
        final Ipv6Prefix prefix6 = Ipv6Prefix.containing(high, low, length6);
        assertEquals(prefix6, Ipv6Prefix.parse(prefix6.toString()));
        TextLaws.formatAndAppendEqualToString(prefix6.toString(), prefix6::format, prefix6::append);
    }

    @Property
    void networkOfAnInterfaceContainsItsAddress(
            @ForAll final long high,
            @ForAll final long low,
            @ForAll @IntRange(max = 32) final int length4,
            @ForAll @IntRange(max = 128) final int length6) {
        final String text4 = Ipv4Address.toString((int) low) + "/" + length4;
        final Ipv4Prefix prefix4 = Ipv4Prefix.parseNetwork(text4);
        assertEquals(Ipv4Prefix.containing((int) low, length4), prefix4);
        assertTrue(prefix4.contains((int) low));
        if (prefix4.address() == (int) low) {
            assertEquals(prefix4, Ipv4Prefix.parse(text4));
        } else {
            assertThrows(AddressSyntaxException.class, () -> Ipv4Prefix.parse(text4));
            assertThrows(IllegalArgumentException.class, () -> new Ipv4Prefix((int) low, length4));
        }
        final String text6 = Ipv6Address.toString(high, low) + "/" + length6;
        final Ipv6Prefix prefix6 = Ipv6Prefix.parseNetwork(text6);
        assertEquals(Ipv6Prefix.containing(high, low, length6), prefix6);
        assertTrue(prefix6.contains(high, low));
        if (prefix6.address().equals(new Ipv6Address(high, low))) {
            assertEquals(prefix6, Ipv6Prefix.parse(text6));
        } else {
            assertThrows(AddressSyntaxException.class, () -> Ipv6Prefix.parse(text6));
            assertThrows(IllegalArgumentException.class, () -> new Ipv6Prefix(high, low, length6));
        }
    }

    @Property
    void ipv4ContainsWhatLiesBetweenFirstAndLast(
            @ForAll final int address,
            @ForAll @IntRange(max = 32) final int length,
            @ForAll final int other,
            @ForAll @IntRange(max = 32) final int otherLength) {
        final Ipv4Prefix prefix = Ipv4Prefix.containing(address, length);
        // An address near the prefix: some of its low bits exchanged.
        final int near = address ^ other >>> otherLength % 32;
        assertEquals(
                Integer.compareUnsigned(prefix.address(), near) <= 0
                        && Integer.compareUnsigned(near, prefix.lastAddress()) <= 0,
                prefix.contains(near));
        final Ipv4Prefix second = Ipv4Prefix.containing(near, otherLength);
        assertEquals(
                prefix.contains(second.address()) && prefix.contains(second.lastAddress()), prefix.contains(second));
        assertEquals(prefix.overlaps(second), second.overlaps(prefix));
        assertEquals(prefix.overlaps(second), prefix.contains(second) || second.contains(prefix));
        assertTrue(!prefix.contains(second) || prefix.compareTo(second) <= 0);
        assertEquals(prefix.equals(second), prefix.compareTo(second) == 0);
        assertEquals(Integer.bitCount(prefix.mask()), length);
    }

    @Property
    void ipv6ContainsWhatLiesBetweenFirstAndLast(
            @ForAll final long high,
            @ForAll final long low,
            @ForAll @IntRange(max = 128) final int length,
            @ForAll final long other,
            @ForAll @IntRange(max = 128) final int otherLength) {
        final Ipv6Prefix prefix = Ipv6Prefix.containing(high, low, length);
        final Ipv6Address near = otherLength < 64
                ? new Ipv6Address(high ^ other >>> otherLength, other)
                : new Ipv6Address(high, low ^ other >>> otherLength % 64);
        assertEquals(
                prefix.address().compareTo(near) <= 0 && near.compareTo(prefix.lastAddress()) <= 0,
                prefix.contains(near));
        final Ipv6Prefix second = Ipv6Prefix.containing(near.high(), near.low(), otherLength);
        assertEquals(
                prefix.contains(second.address()) && prefix.contains(second.lastAddress()), prefix.contains(second));
        assertEquals(prefix.overlaps(second), second.overlaps(prefix));
        assertTrue(!prefix.contains(second) || prefix.compareTo(second) <= 0);
        assertEquals(prefix.equals(second), prefix.compareTo(second) == 0);
    }

    @Provide
    Arbitrary<String> texts() {
        return TextLaws.damaged("0123456789.:/", "1.2.3.0/24", "192.0.2.1", "2001:db8::/32", "::/0", "10.0.0.0/8");
    }

    @Property(tries = 5000)
    void textIsReadOrRefusedWithAColumnInside(@ForAll("texts") final String text) {
        TextLaws.readOrRefused(
                text,
                Ipv4Prefix::parse,
                prefix -> assertEquals(text.contains("/") ? text : text + "/32", prefix.toString()));
        TextLaws.readOrRefused(
                text, Ipv4Prefix::parseNetwork, prefix -> assertEquals(prefix, Ipv4Prefix.parse(prefix.toString())));
        TextLaws.readOrRefused(
                text, Ipv6Prefix::parse, prefix -> assertEquals(prefix, Ipv6Prefix.parse(prefix.toString())));
        TextLaws.readOrRefused(
                text, Ipv6Prefix::parseNetwork, prefix -> assertEquals(prefix, Ipv6Prefix.parse(prefix.toString())));
    }
}
