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

class Ipv4PrefixTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"0.0.0.0/0", "1.0.0.0/24", "128.0.0.0/1", "10.0.0.0/8", "192.0.2.1/32", "255.255.255.254/31"})
    void shouldPrintWhatWasRead(final String text) {
        final Ipv4Prefix prefix = Ipv4Prefix.parse(text);
        assertEquals(text, prefix.toString());
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[20]);
        assertEquals(text.length(), prefix.format(buffer, 2));
        assertEquals(text, new String(buffer.byteArray(), 2, text.length(), StandardCharsets.US_ASCII));
    }

    @Test
    void shouldBeOneAddressWhenThereIsNoLength() {
        assertEquals(new Ipv4Prefix(0xC0000201, 32), Ipv4Prefix.parse("192.0.2.1"));
        assertEquals("192.0.2.1/32", Ipv4Prefix.parse("192.0.2.1").toString());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            1.2.3.4/33   | IPv4 prefix "1.2.3.4/33", column 9: prefixLength: value=33, limit=32
            1.2.3.4/4444 | IPv4 prefix "1.2.3.4/4444", column 9: prefixLength: value=4444, limit=32
            1.2.3.4/     | IPv4 prefix "1.2.3.4/", column 9: expected a prefix length, 0 to 32, found the end
            1.2.3.4/-1   | IPv4 prefix "1.2.3.4/-1", column 9: expected a prefix length, 0 to 32, found '-'
            1.2.3.4/032  | IPv4 prefix "1.2.3.4/032", column 9: prefixLength with a leading zero
            1.2.3.4/24   | IPv4 prefix "1.2.3.4/24", column 1: host bits are set, the network is 1.2.3.0/24
            1.2.3.0/24x  | IPv4 prefix "1.2.3.0/24x", column 11: expected the end, found 'x'
            1.2.3.0/2/4  | IPv4 prefix "1.2.3.0/2/4", column 10: expected the end, found '/'
            1.2.3.0/255.255.255.0 | IPv4 prefix "1.2.3.0/255.255.255.0", column 9: prefixLength: value=255, limit=32
            1.2.3/24     | IPv4 address "1.2.3", column 6: expected '.', found the end
            /24          | IPv4 address "", column 1: expected an octet, 0 to 255, found the end
            """)
    void shouldNameColumnAndExpectationWhenTextIsNoPrefix(final String text, final String message) {
        assertEquals(
                message,
                assertThrows(AddressSyntaxException.class, () -> Ipv4Prefix.parse(text))
                        .getMessage());
    }

    @Test
    void shouldClearHostBitsWhenReadAsNetwork() {
        assertEquals(Ipv4Prefix.parse("192.168.1.0/24"), Ipv4Prefix.parseNetwork("192.168.1.1/24"));
        assertEquals(Ipv4Prefix.ALL, Ipv4Prefix.parseNetwork("192.168.1.1/0"));
        assertEquals(Ipv4Prefix.parse("192.168.1.1/32"), Ipv4Prefix.parseNetwork("192.168.1.1"));
        assertEquals(Ipv4Prefix.parse("203.0.113.0/30"), Ipv4Prefix.parseNetwork("address 203.0.113.2/30 mtu", 8, 22));
    }

    @Test
    void shouldRefuseBadValues() {
        assertEquals(
                "prefixLength: value=33, limit=32",
                assertThrows(IllegalArgumentException.class, () -> new Ipv4Prefix(0, 33))
                        .getMessage());
        assertEquals(
                "prefixLength: value=-1, limit=32",
                assertThrows(IllegalArgumentException.class, () -> Ipv4Prefix.mask(-1))
                        .getMessage());
        assertEquals(
                "address: value=1.2.3.4/24, host bits are set, the network is 1.2.3.0/24",
                assertThrows(IllegalArgumentException.class, () -> new Ipv4Prefix(0x01020304, 24))
                        .getMessage());
    }

    @Test
    void shouldContainItsAddressesAndItsParts() {
        final Ipv4Prefix prefix = Ipv4Prefix.parse("10.1.0.0/16");
        assertTrue(prefix.contains(Ipv4Address.parse("10.1.0.0")));
        assertTrue(prefix.contains(Ipv4Address.parse("10.1.255.255")));
        assertFalse(prefix.contains(Ipv4Address.parse("10.2.0.0")));
        assertFalse(prefix.contains(Ipv4Address.parse("10.0.255.255")));
        assertTrue(prefix.contains(prefix));
        assertTrue(prefix.contains(Ipv4Prefix.parse("10.1.7.0/24")));
        assertFalse(prefix.contains(Ipv4Prefix.parse("10.0.0.0/8")));
        assertTrue(prefix.overlaps(Ipv4Prefix.parse("10.0.0.0/8")));
        assertTrue(prefix.overlaps(Ipv4Prefix.parse("10.1.7.0/24")));
        assertFalse(prefix.overlaps(Ipv4Prefix.parse("10.2.0.0/16")));
        assertTrue(Ipv4Prefix.ALL.contains(Ipv4Address.LIMITED_BROADCAST));
        assertEquals(Ipv4Address.parse("10.1.255.255"), prefix.lastAddress());
        assertEquals(0xFFFF0000, prefix.mask());
        assertEquals(0, Ipv4Prefix.mask(0));
        assertEquals(-1, Ipv4Prefix.mask(32));
    }

    @Test
    void shouldSortByUnsignedAddressThenLength() {
        final List<String> sorted =
                List.of("0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/16", "10.1.0.0/16", "128.0.0.0/1", "200.0.0.0/8");
        final List<Ipv4Prefix> prefixes = new ArrayList<>();
        sorted.forEach(text -> prefixes.add(Ipv4Prefix.parse(text)));
        Collections.reverse(prefixes);
        Collections.sort(prefixes);
        assertEquals(sorted, prefixes.stream().map(Ipv4Prefix::toString).toList());
    }
}
