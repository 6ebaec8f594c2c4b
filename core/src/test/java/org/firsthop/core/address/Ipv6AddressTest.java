package org.firsthop.core.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv6AddressTest {
    /** RFC 4291 section 2.2 and RFC 5952 sections 1 to 5, and what inet_ntop prints. */
    @ParameterizedTest
    @CsvSource({
        "ABCD:EF01:2345:6789:ABCD:EF01:2345:6789, abcdef0123456789, abcdef0123456789, abcd:ef01:2345:6789:abcd:ef01:2345:6789",
        "2001:DB8:0:0:8:800:200C:417A,            20010db800000000, 00080800200c417a, 2001:db8::8:800:200c:417a",
        "FF01:0:0:0:0:0:0:101,                    ff01000000000000, 0000000000000101, ff01::101",
        "FF01::101,                               ff01000000000000, 0000000000000101, ff01::101",
        "0:0:0:0:0:0:0:1,                         0000000000000000, 0000000000000001, ::1",
        "::,                                      0000000000000000, 0000000000000000, ::",
        "0:0:0:0:0:0:13.1.68.3,                   0000000000000000, 000000000d014403, ::13.1.68.3",
        "0:0:0:0:0:FFFF:129.144.52.38,            0000000000000000, 0000ffff81903426, ::ffff:129.144.52.38",
        "::ffff:0.0.0.0,                          0000000000000000, 0000ffff00000000, ::ffff:0.0.0.0",
        "2001:db8:0:0:1:0:0:1,                    20010db800000000, 0001000000000001, 2001:db8::1:0:0:1",
        "2001:0db8::0001,                         20010db800000000, 0000000000000001, 2001:db8::1",
        "2001:db8:0:0:0:0:2:1,                    20010db800000000, 0000000000020001, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1,                    20010db800000001, 0001000100010001, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1,                      2001000000000001, 0000000000000001, 2001:0:0:1::1",
        "1:2:3:4:5:6:7::,                         0001000200030004, 0005000600070000, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8,                         0000000200030004, 0005000600070008, 0:2:3:4:5:6:7:8",
        "1::,                                     0001000000000000, 0000000000000000, 1::",
        "1:0:0:4:0:0:7:8,                         0001000000000004, 0000000000070008, 1::4:0:0:7:8",
        "fe80::1:0:0:0:abcd,                      fe80000000000001, 000000000000abcd, fe80:0:0:1::abcd",
        "64:ff9b::192.0.2.33,                     0064ff9b00000000, 00000000c0000221, 64:ff9b::c000:221",
        "::1:0:0,                                 0000000000000000, 0000000100000000, ::1:0:0",
        "::0.1.0.0,                               0000000000000000, 0000000000010000, ::0.1.0.0",
        "1:2:3:4:5:6:1.2.3.4,                     0001000200030004, 0005000601020304, 1:2:3:4:5:6:102:304",
        "1:2:3:4:5::1.2.3.4,                      0001000200030004, 0005000001020304, 1:2:3:4:5:0:102:304",
    })
    void shouldReadEveryFormAndPrintTheCanonical(
            final String text, final String high, final String low, final String canonical) {
        final Ipv6Address address = new Ipv6Address(Long.parseUnsignedLong(high, 16), Long.parseUnsignedLong(low, 16));
        assertEquals(address, Ipv6Address.parse(text));
        assertEquals(canonical, address.toString());
        assertEquals(address, Ipv6Address.parse(canonical));
        final StringBuilder appended = new StringBuilder();
        Ipv6Address.append(address.high(), address.low(), appended);
        assertEquals(canonical, appended.toString());
        final byte[] octets = new byte[41];
        Arrays.fill(octets, (byte) 0xA5);
        final int length = Ipv6Address.format(address.high(), address.low(), new UnsafeBuffer(octets), 1);
        assertEquals(canonical, new String(octets, 1, length, StandardCharsets.US_ASCII));
        assertEquals((byte) 0xA5, octets[0]);
        assertEquals((byte) 0xA5, octets[length + 1]);
    }

    @Test
    void shouldReadAPartOfAText() {
        assertEquals(Ipv6Address.parse("2001:db8::1"), Ipv6Address.parse("via 2001:db8::1 dev wan0", 4, 15));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            ``                  | column 1: expected a group of hexadecimal digits, found the end
            :                   | column 1: expected a group of hexadecimal digits, found ':'
            1                   | column 2: expected 8 groups, or '::' for those that are zero, after 1, found the end
            1:2:3:4:5:6:7       | column 14: expected 8 groups, or '::' for those that are zero, after 7, found the end
            1:2:3:4:5:6:7:      | column 15: expected a group of hexadecimal digits, found the end
            1:2:3:4:5:6:7:8:    | column 17: expected a group of hexadecimal digits, found the end
            1:2:3:4:5:6:7:8:9   | column 17: more than 8 groups
            1:2:3:4:5:6:7:8::   | column 18: '::' must stand for at least one of 8 groups, here 8 are written
            1::2:3:4:5:6:7:8    | column 17: '::' must stand for at least one of 8 groups, here 8 are written
            1::2:3:4:5:6:7:8:9  | column 18: more than 8 groups
            1::2::3             | column 5: '::' may stand only once
            :::                 | column 3: expected a group of hexadecimal digits, found ':'
            1:::2               | column 4: expected a group of hexadecimal digits, found ':'
            :1::                | column 1: expected a group of hexadecimal digits, found ':'
            12345::             | column 1: group of more than 4 digits
            00001::             | column 1: group of more than 4 digits
            1:g::               | column 3: expected a group of hexadecimal digits, found 'g'
            1g::                | column 2: expected ':', found 'g'
            fe80::1%eth0        | column 8: expected ':', found '%': a zone id is no part of an address
            fe80::%1            | column 7: expected a group of hexadecimal digits, found '%': a zone id is no part of an address
            1:2:3:4:5:6:7:8%1   | column 16: expected the end, found '%': a zone id is no part of an address
            ::1.2.3             | column 8: expected '.', found the end
            ::1.2.3.256         | column 9: octet: value=256, limit=255
            ::1234.1.1.1        | column 3: octet: value=1234, limit=255
            ::a.1.1.1           | column 3: expected an octet, 0 to 255, found 'a'
            1.2.3.4             | column 1: a dotted quad must be the last two of 8 groups, here 0 groups stand before it
            1:2:3:4:5:6:7:1.2.3.4 | column 15: a dotted quad must be the last two of 8 groups, here 7 groups stand before it
            ::1.2.3.4:5         | column 10: expected the end, found ':'
            [::1]               | column 1: expected a group of hexadecimal digits, found '['
            ::1/64              | column 4: expected ':', found '/'
            """)
    void shouldNameColumnAndExpectationWhenTextIsNoAddress(final String text, final String message) {
        assertEquals(
                "IPv6 address \"" + text + "\", " + message,
                assertThrows(AddressSyntaxException.class, () -> Ipv6Address.parse(text))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "::, unspecified",
        "::1, loopback",
        "::2, ipv4Compatible",
        "::255.255.255.255, ipv4Compatible",
        "::1:0:0, ''",
        "::ffff:0.0.0.0, ipv4Mapped",
        "::ffff:255.255.255.255, ipv4Mapped",
        "::1:0:0:0, ''",
        "64:ff9b::, ipv4Translated",
        "64:ff9b::255.255.255.255, ipv4Translated",
        "64:ff9b::1:0:0, ''",
        "1fff:ffff::, ''",
        "2000::, globalUnicast",
        "2001:db8::, documentation globalUnicast",
        "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, documentation globalUnicast",
        "2001:db9::, globalUnicast",
        "3fff::, documentation globalUnicast",
        "3fff:fff:ffff::, documentation globalUnicast",
        "3fff:1000::, globalUnicast",
        "4000::, ''",
        "fbff::, ''",
        "fc00::, uniqueLocal",
        "fdff:ffff::, uniqueLocal",
        "fe00::, ''",
        "fe7f::, ''",
        "fe80::, linkLocal",
        "febf:ffff::, linkLocal",
        "fec0::, ''",
        "feff::, ''",
        "ff00::, multicast",
        "ff02::1:ff00:0, multicast solicitedNode",
        "ff02::1:ffff:ffff, multicast solicitedNode",
        "ff02::1:feff:ffff, multicast",
        "ff02::2:ff00:0, multicast",
        "ff05::1:ff00:0, multicast",
    })
    void shouldClassifyAtTheEdgesOfEachRange(final String text, final String classes) {
        final Ipv6Address address = Ipv6Address.parse(text);
        final Set<String> found = new TreeSet<>();
        add(found, "unspecified", address.isUnspecified());
        add(found, "loopback", address.isLoopback());
        add(found, "multicast", address.isMulticast());
        add(found, "linkLocal", address.isLinkLocal());
        add(found, "uniqueLocal", address.isUniqueLocal());
        add(found, "globalUnicast", address.isGlobalUnicast());
        add(found, "documentation", address.isDocumentation());
        add(found, "solicitedNode", address.isSolicitedNode());
        add(found, "ipv4Mapped", address.isIpv4Mapped());
        add(found, "ipv4Compatible", address.isIpv4Compatible());
        add(found, "ipv4Translated", address.isIpv4Translated());
        assertEquals(classes, String.join(" ", found));
    }

    private static void add(final Set<String> found, final String name, final boolean holds) {
        if (holds) {
            found.add(name);
        }
    }

    @Test
    void shouldTellTheScopeOfGroups() {
        assertEquals(
                Ipv6Address.SCOPE_INTERFACE_LOCAL, Ipv6Address.parse("ff01::1").multicastScope());
        assertEquals(Ipv6Address.SCOPE_LINK_LOCAL, Ipv6Address.ALL_NODES.multicastScope());
        assertEquals(
                Ipv6Address.SCOPE_SITE_LOCAL, Ipv6Address.parse("ff15::1:3").multicastScope());
        assertEquals(Ipv6Address.SCOPE_GLOBAL, Ipv6Address.parse("ff3e::8000:1").multicastScope());
        assertEquals("ff02::1", Ipv6Address.ALL_NODES.toString());
        assertEquals("ff02::2", Ipv6Address.ALL_ROUTERS.toString());
    }

    @Test
    void shouldDeriveAddresses() {
        // RFC 4291 section 2.7.1.
        assertEquals(
                Ipv6Address.parse("ff02::1:ff0e:8c6c"),
                Ipv6Address.parse("4037::01:800:200e:8c6c").solicitedNode());
        // RFC 2464 sections 4 and 7.
        assertEquals(
                Ipv6Address.parse("fe80::3656:78ff:fe9a:bcde"),
                Ipv6Address.ofLinkLocal(MacAddress.parse("34-56-78-9A-BC-DE")));
        assertEquals(
                MacAddress.parse("33:33:ff:0e:8c:6c"),
                Ipv6Address.multicastMac(Ipv6Address.parse("ff02::1:ff0e:8c6c").low()));
        assertEquals(Ipv6Address.parse("::ffff:192.0.2.1"), Ipv6Address.ofIpv4Mapped(0xC0000201));
        assertEquals(0xC0000201, Ipv6Address.ofIpv4Mapped(0xC0000201).embeddedIpv4());
    }

    @Test
    void shouldSortAsUnsignedNumbers() {
        assertTrue(Ipv6Address.UNSPECIFIED.compareTo(Ipv6Address.LOOPBACK) < 0);
        assertTrue(Ipv6Address.parse("ff02::1").compareTo(Ipv6Address.parse("2001:db8::")) > 0);
        assertTrue(Ipv6Address.parse("1::8000:0:0:0").compareTo(Ipv6Address.parse("1::1")) > 0);
        assertEquals(0, Ipv6Address.LOOPBACK.compareTo(Ipv6Address.parse("::1")));
    }
}
