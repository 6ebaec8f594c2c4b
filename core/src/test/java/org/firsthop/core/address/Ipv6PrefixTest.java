package org.firsthop.core.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6PrefixTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"::/0", "8000::/1", "2001:db8::/32", "2001:db8::/64", "2001:db8:0:0:8000::/65", "2001:db8::1/128"
            })
    void shouldPrintWhatWasRead(final String text) {
        final Ipv6Prefix prefix = Ipv6Prefix.parse(text);
        assertEquals(text, prefix.toString());
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[45]);
        assertEquals(text.length(), prefix.format(buffer, 2));
        assertEquals(text, new String(buffer.byteArray(), 2, text.length(), StandardCharsets.US_ASCII));
    }

    @Test
    void shouldBeOneAddressWhenThereIsNoLength() {
        assertEquals("2001:db8::1/128", Ipv6Prefix.parse("2001:db8::1").toString());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            2001:db8::/129  | IPv6 prefix "2001:db8::/129", column 12: prefixLength: value=129, limit=128
            2001:db8::/     | IPv6 prefix "2001:db8::/", column 12: expected a prefix length, 0 to 128, found the end
            2001:db8::1/64  | IPv6 prefix "2001:db8::1/64", column 1: host bits are set, the network is 2001:db8::/64
            1::1/32         | IPv6 prefix "1::1/32", column 1: host bits are set, the network is 1::/32
            ::/064          | IPv6 prefix "::/064", column 4: prefixLength with a leading zero
            fe80::1%eth0/64 | IPv6 address "fe80::1%eth0", column 8: expected ':', found '%': a zone id is no part of an address
            """)
    void shouldNameColumnAndExpectationWhenTextIsNoPrefix(final String text, final String message) {
        assertEquals(
                message,
                assertThrows(AddressSyntaxException.class, () -> Ipv6Prefix.parse(text))
                        .getMessage());
    }

    @Test
    void shouldClearHostBitsWhenReadAsNetwork() {
        assertEquals(Ipv6Prefix.parse("2001:db8::/64"), Ipv6Prefix.parseNetwork("2001:db8::1/64"));
        assertEquals(Ipv6Prefix.parse("2001:db8::/33"), Ipv6Prefix.parseNetwork("x 2001:db8:7fff::1/33", 2, 21));
        assertEquals(Ipv6Prefix.ALL, Ipv6Prefix.parseNetwork("ffff::1/0"));
    }

    @Test
    void shouldRefuseBadValues() {
        assertEquals(
                "prefixLength: value=129, limit=128",
                assertThrows(IllegalArgumentException.class, () -> new Ipv6Prefix(0, 0, 129))
                        .getMessage());
        assertEquals(
                "address: value=::1/64, host bits are set, the network is ::/64",
                assertThrows(IllegalArgumentException.class, () -> new Ipv6Prefix(0, 1, 64))
                        .getMessage());
    }

    @Test
    void shouldContainItsAddressesAndItsParts() {
        for (int length = 0; length <= 128; length++) {
            final Ipv6Prefix prefix = Ipv6Prefix.containing(0xAAAA_AAAA_AAAA_AAAAL, 0xAAAA_AAAA_AAAA_AAAAL, length);
            assertEquals(
                    length, Long.bitCount(Ipv6Prefix.maskHigh(length)) + Long.bitCount(Ipv6Prefix.maskLow(length)));
            assertTrue(prefix.contains(prefix.address()));
            assertTrue(prefix.contains(prefix.lastAddress()));
            assertTrue(prefix.contains(prefix));
            assertTrue(Ipv6Prefix.ALL.contains(prefix));
            assertTrue(prefix.overlaps(Ipv6Prefix.ALL));
            if (length > 0) {
                final Ipv6Address last = prefix.lastAddress();
                final long low = last.low() + 1;
                assertFalse(prefix.contains(low == 0 ? last.high() + 1 : last.high(), low));
                assertFalse(prefix.contains(Ipv6Prefix.ALL));
            }
        }
        assertFalse(Ipv6Prefix.parse("2001:db8::/32").overlaps(Ipv6Prefix.parse("2001:db9::/32")));
    }

    @Test
    void shouldSortByUnsignedAddressThenLength() {
        final List<String> sorted = List.of("::/0", "2001:db8::/32", "2001:db8::/48", "2001:db8:1::/48", "fe80::/10");
        final List<Ipv6Prefix> prefixes = new ArrayList<>();
        sorted.forEach(text -> prefixes.add(Ipv6Prefix.parse(text)));
        Collections.reverse(prefixes);
        Collections.sort(prefixes);
        assertEquals(sorted, prefixes.stream().map(Ipv6Prefix::toString).toList());
    }
}
