package org.firsthop.dns.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressOrderTest {
    private static Ipv6Address address(final String text) {
        return text.indexOf(':') >= 0 ? Ipv6Address.parse(text) : Ipv6Address.ofIpv4Mapped(Ipv4Address.parse(text));
    }

    /**
     * Destinations with the source for each, in the order expected; the examples of RFC 6724 section 10.2 that need no rule
     * left out.
     */
    @ParameterizedTest
    @CsvSource({
        "2001:db8:1::1>2001:db8:1::2 198.51.100.121>169.254.13.78",
        "198.51.100.121>198.51.100.117 2001:db8:1::1>fe80::1",
        "2001:db8:1::1>2001:db8:1::2 10.1.2.3>10.1.2.4",
        "fe80::1>fe80::2 2001:db8:1::1>2001:db8:1::2",
        "2001:db8:1::1>2001:db8:1::2 2001:db8:3ffe::1>2001:db8:3f44::2",
        "2002:c633:6401::1>2002:c633:6401::2 2001:db8:1::1>2002:c633:6401::2",
        "2001:db8:1::1>2001:db8:1::2 2002:c633:6401::1>2002:c633:6401::2",
        "10.1.2.3>10.1.2.4 fd00::1>-",
        "198.51.100.1>192.0.2.1 2001:db8::1>fd00::1",
    })
    void shouldOrderAsTheRfcShows(final String expected) {
        final Map<Ipv6Address, Ipv6Address> sources = new HashMap<>();
        final List<Ipv6Address> destinations = Arrays.stream(expected.split(" "))
                .map(pair -> {
                    final String[] ends = pair.split(">");
                    if (!ends[1].equals("-")) {
                        sources.put(address(ends[0]), address(ends[1]));
                    }
                    return address(ends[0]);
                })
                .toList();
        final AddressOrder order = new AddressOrder(sources::get);
        assertEquals(destinations, order.sort(destinations));
        assertEquals(destinations, order.sort(List.of(destinations.get(1), destinations.get(0))));
    }
}
