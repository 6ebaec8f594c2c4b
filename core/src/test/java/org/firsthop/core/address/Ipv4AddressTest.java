package org.firsthop.core.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv4AddressTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0,         00000000",
        "1.2.3.4,         01020304",
        "192.0.2.33,      c0000221",
        "100.99.10.9,     64630a09",
        "255.255.255.255, ffffffff",
    })
    void shouldReadAndPrintDottedQuads(final String text, final String bits) {
        final int address = Integer.parseUnsignedInt(bits, 16);
        assertEquals(address, Ipv4Address.parse(text));
        assertEquals(text, Ipv4Address.toString(address));
        final StringBuilder appended = new StringBuilder();
        Ipv4Address.append(address, appended);
        assertEquals(text, appended.toString());
        final byte[] octets = new byte[17];
        Arrays.fill(octets, (byte) 0xA5);
        assertEquals(text.length(), Ipv4Address.format(address, new UnsafeBuffer(octets), 1));
        assertEquals(text, new String(octets, 1, text.length(), StandardCharsets.US_ASCII));
        assertEquals((byte) 0xA5, octets[0]);
        assertEquals((byte) 0xA5, octets[text.length() + 1]);
    }

    @Test
    void shouldReadAPartOfAText() {
        assertEquals(0xCB007102, Ipv4Address.parse("via 203.0.113.2 dev wan0", 4, 15));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            ``          | IPv4 address "", column 1: expected an octet, 0 to 255, found the end
            1.2.3       | IPv4 address "1.2.3", column 6: expected '.', found the end
            1.2.3.      | IPv4 address "1.2.3.", column 7: expected an octet, 0 to 255, found the end
            1.2.3.4.5   | IPv4 address "1.2.3.4.5", column 8: expected the end, found '.'
            1.2.3.256   | IPv4 address "1.2.3.256", column 7: octet: value=256, limit=255
            1.1000.3.4  | IPv4 address "1.1000.3.4", column 3: octet: value=1000, limit=255
            1.02.3.4    | IPv4 address "1.02.3.4", column 3: octet with a leading zero
            1.2.3.00    | IPv4 address "1.2.3.00", column 7: octet with a leading zero
            1..3.4      | IPv4 address "1..3.4", column 3: expected an octet, 0 to 255, found '.'
            1.2.3.-4    | IPv4 address "1.2.3.-4", column 7: expected an octet, 0 to 255, found '-'
            1.2.3.4x    | IPv4 address "1.2.3.4x", column 8: expected the end, found 'x'
            0x7f.0.0.1  | IPv4 address "0x7f.0.0.1", column 2: expected '.', found 'x'
            ` 1.2.3.4`  | IPv4 address " 1.2.3.4", column 1: expected an octet, 0 to 255, found ' '
            `1.2.3.4\t` | IPv4 address "1.2.3.4\\u0009", column 8: expected the end, found '\\u0009'
            """)
    void shouldNameColumnAndExpectationWhenTextIsNoAddress(final String text, final String message) {
        assertEquals(
                message,
                assertThrows(AddressSyntaxException.class, () -> Ipv4Address.parse(text))
                        .getMessage());
    }

    @Test
    void shouldCountColumnsFromTheStartOfThePart() {
        final AddressSyntaxException e =
                assertThrows(AddressSyntaxException.class, () -> Ipv4Address.parse("via 1.2.3.x", 4, 11));
        assertEquals(7, e.column());
        assertEquals("expected an octet, 0 to 255, found 'x'", e.problem());
    }

    @Test
    void shouldCutLongTextsInMessages() {
        final String message = assertThrows(AddressSyntaxException.class, () -> Ipv4Address.parse("x".repeat(1000)))
                .getMessage();
        assertEquals(
                "IPv4 address \"" + "x".repeat(80) + "\"..., column 1: expected an octet, 0 to 255, found 'x'",
                message);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, thisNetwork unspecified",
        "0.255.255.255, thisNetwork",
        "1.0.0.0, ''",
        "9.255.255.255, ''",
        "10.0.0.0, private",
        "10.255.255.255, private",
        "11.0.0.0, ''",
        "100.63.255.255, ''",
        "100.64.0.0, shared",
        "100.127.255.255, shared",
        "100.128.0.0, ''",
        "126.255.255.255, ''",
        "127.0.0.0, loopback",
        "127.255.255.255, loopback",
        "128.0.0.0, ''",
        "169.253.255.255, ''",
        "169.254.0.0, linkLocal",
        "169.254.255.255, linkLocal",
        "169.255.0.0, ''",
        "172.15.255.255, ''",
        "172.16.0.0, private",
        "172.31.255.255, private",
        "172.32.0.0, ''",
        "192.0.2.0, documentation",
        "192.0.2.255, documentation",
        "192.0.3.0, ''",
        "192.168.0.0, private",
        "192.168.255.255, private",
        "192.169.0.0, ''",
        "198.17.255.255, ''",
        "198.18.0.0, benchmarking",
        "198.19.255.255, benchmarking",
        "198.20.0.0, ''",
        "198.51.100.7, documentation",
        "203.0.113.7, documentation",
        "223.255.255.255, ''",
        "224.0.0.0, linkLocalMulticast multicast",
        "224.0.0.255, linkLocalMulticast multicast",
        "224.0.1.0, multicast",
        "239.255.255.255, multicast",
        "240.0.0.0, classE",
        "255.255.255.254, classE",
        "255.255.255.255, classE limitedBroadcast",
    })
    void shouldClassifyAtTheEdgesOfEachRange(final String text, final String classes) {
        final int address = Ipv4Address.parse(text);
        final Set<String> found = new TreeSet<>();
        add(found, "unspecified", Ipv4Address.isUnspecified(address));
        add(found, "thisNetwork", Ipv4Address.isThisNetwork(address));
        add(found, "loopback", Ipv4Address.isLoopback(address));
        add(found, "private", Ipv4Address.isPrivate(address));
        add(found, "shared", Ipv4Address.isShared(address));
        add(found, "linkLocal", Ipv4Address.isLinkLocal(address));
        add(found, "documentation", Ipv4Address.isDocumentation(address));
        add(found, "benchmarking", Ipv4Address.isBenchmarking(address));
        add(found, "multicast", Ipv4Address.isMulticast(address));
        add(found, "linkLocalMulticast", Ipv4Address.isLinkLocalMulticast(address));
        add(found, "classE", Ipv4Address.isClassE(address));
        add(found, "limitedBroadcast", Ipv4Address.isLimitedBroadcast(address));
        assertEquals(classes, String.join(" ", found));
    }

    private static void add(final Set<String> found, final String name, final boolean holds) {
        if (holds) {
            found.add(name);
        }
    }

    @Test
    void shouldMapGroupsToMacAddresses() {
        assertEquals(MacAddress.parse("01:00:5e:00:00:01"), Ipv4Address.multicastMac(Ipv4Address.parse("224.0.0.1")));
        // RFC 1112 section 6.4: 32 groups share an address, because five bits are not mapped.
        assertEquals(
                MacAddress.parse("01:00:5e:7f:ff:fa"), Ipv4Address.multicastMac(Ipv4Address.parse("239.255.255.250")));
    }
}
