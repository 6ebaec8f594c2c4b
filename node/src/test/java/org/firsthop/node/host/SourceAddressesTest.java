package org.firsthop.node.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.stream.Stream;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.junit.jupiter.api.Test;

/** The examples of RFC 6724 section 10, as far as the rules that are kept reach. */
class SourceAddressesTest {
    private static Ipv6Address address(final String text) {
        return text.indexOf(':') >= 0 ? Ipv6Address.parse(text) : Ipv6Address.ofIpv4Mapped(Ipv4Address.parse(text));
    }

    private static SourceAddresses of(final String... addresses) {
        final SourceAddresses sources = new SourceAddresses();
        Stream.of(addresses).map(SourceAddressesTest::address).forEach(sources::add);
        return sources;
    }

    private static void assertSource(final String expected, final String destination, final String... addresses) {
        final Ipv6Address to = address(destination);
        assertEquals(address(expected), of(addresses).sourceFor(to.high(), to.low()));
    }

    private static void assertOrder(
            final List<String> expected, final List<String> destinations, final String... addresses) {
        assertEquals(
                expected.stream().map(SourceAddressesTest::address).toList(),
                of(addresses)
                        .ordered(destinations.stream()
                                .map(SourceAddressesTest::address)
                                .toList()));
    }

    @Test
    void shouldChooseTheSourceOfMatchingScopeThenLabelThenPrefix() {
        assertSource("2001:db8:3::1", "2001:db8:1::1", "2001:db8:3::1", "fe80::1"); // scope
        assertSource("2001:db8:1::2", "2001:db8:1::1", "2001:db8:1::2", "2001:db8:3::2"); // prefix
        assertSource("2002:c633:6401:21::2", "2002:c633:6401::1", "2002:c633:6401:21::2", "2001:db8:1::2"); // label
        assertSource("fe80::1", "fe80::2", "2001:db8::1", "fe80::1"); // the smaller scope that reaches
        assertSource("2001:db8::1", "2001:db8::1", "2001:db8::2", "2001:db8::1"); // the same address
        assertSource("10.0.0.1", "192.0.2.1", "2001:db8::1", "10.0.0.1"); // family
    }

    @Test
    void shouldHaveNoSourceOfAFamilyThatTheHostDoesNotSpeak() {
        final Ipv6Address to = address("2001:db8::1");
        assertNull(of("10.0.0.1").sourceFor(to.high(), to.low()));
    }

    @Test
    void shouldOrderDestinationsAsTheRfcDoes() {
        // Section 10.2: prefer matching scope; prefer matching label; prefer higher precedence; prefer smaller scope.
        assertOrder(
                List.of("198.51.100.121", "2001:db8:1::1"),
                List.of("2001:db8:1::1", "198.51.100.121"),
                "fe80::1",
                "198.51.100.117");
        assertOrder(
                List.of("2001:db8:1::1", "10.1.2.3"),
                List.of("10.1.2.3", "2001:db8:1::1"),
                "2001:db8:1::2",
                "10.1.2.4");
        assertOrder(
                List.of("fe80::1", "2001:db8:1::1"), List.of("2001:db8:1::1", "fe80::1"), "2001:db8:1::2", "fe80::2");
        assertOrder(
                List.of("2001:db8:1::1", "2001:db8:3ffe::1"),
                List.of("2001:db8:3ffe::1", "2001:db8:1::1"),
                "2001:db8:1::2",
                "2001:db8:3f44::2",
                "fe80::2");
    }

    @Test
    void shouldLetTheFamiliesTakeTurns() { // RFC 8305 section 4
        assertOrder(
                List.of("2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2"),
                List.of("192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"),
                "2001:db8:1::9",
                "10.0.0.1");
    }

    @Test
    void shouldLeaveOutWhatTheHostCannotReach() {
        assertOrder(List.of("192.0.2.1"), List.of("2001:db8::1", "192.0.2.1"), "10.0.0.1");
    }
}
