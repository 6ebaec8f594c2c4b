package org.firsthop.core.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class Ipv6AddressPropertyTest {
    private static final Pattern ZERO_RUN = Pattern.compile("(^|:)0(:0)+(:|$)");

    /** Addresses of many zero groups, and of those prefixes that are printed in another way. */
    @Provide
    Arbitrary<Ipv6Address> addresses() {
        final Arbitrary<Long> halves = Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.just(0)),
                        Tuple.of(1, Arbitraries.of(1, 0xFFFF, 0xF, 0xFF0)),
                        Tuple.of(2, Arbitraries.integers().between(0, 0xFFFF)))
                .list()
                .ofSize(4)
                .map(groups -> groups.stream().reduce(0L, (half, group) -> half << 16 | group, (a, b) -> b));
        return Combinators.combine(halves, halves).as(Ipv6Address::new);
    }

    @Property(tries = 5000)
    void parseOfPrintIsTheSame(@ForAll("addresses") final Ipv6Address address) {
        final String text = address.toString();
        assertEquals(address, Ipv6Address.parse(text));
        assertEquals(address, Ipv6Address.parse(text.toUpperCase(Locale.ROOT)));
        assertEquals(address, Ipv6Address.parse("[" + text + "]", 1, text.length() + 1));
        TextLaws.formatAndAppendEqualToString(
                text,
                (buffer, index) -> Ipv6Address.format(address.high(), address.low(), buffer, index),
                out -> Ipv6Address.append(address.high(), address.low(), out));
    }

    @Property(tries = 5000)
    void everyFormOfRfc4291ReadsTheSame(@ForAll("addresses") final Ipv6Address address) {
        assertEquals(address, Ipv6Address.parse(uncompressed(address, "%x")));
        assertEquals(address, Ipv6Address.parse(uncompressed(address, "%04X")));
        final String hex = uncompressed(address, "%x");
        final String head = hex.substring(0, hex.lastIndexOf(':', hex.lastIndexOf(':') - 1) + 1);
        assertEquals(address, Ipv6Address.parse(head + Ipv4Address.toString((int) address.low())));
    }

    @Property(tries = 5000)
    void printObeysRfc5952(@ForAll("addresses") final Ipv6Address address) {
        final String text = address.toString();
        if (address.isIpv4Mapped() || (address.isIpv4Compatible() && address.low() > 0xFFFF)) {
            // Section 5.
            assertTrue(text.endsWith(":" + Ipv4Address.toString(address.embeddedIpv4())), text);
            return;
        }
        final String hex = uncompressed(address, "%x");
        final Matcher runs = ZERO_RUN.matcher(hex);
        int longest = 0;
        int start = -1;
        for (int from = 0; runs.find(from); from = runs.end() - 1) {
            final int groups = (int) runs.group().chars().filter(c -> c == '0').count();
            // Section 4.2.3: the longest, and the first of equals.
            if (groups > longest) {
                longest = groups;
                start = runs.start();
            }
            if (runs.end() == hex.length()) {
                break;
            }
        }
        if (longest == 0) {
            // Section 4.2.2: one zero group is not shortened.
            assertEquals(hex, text);
        } else {
            final Matcher run = ZERO_RUN.matcher(hex);
            assertTrue(run.find(start));
            assertEquals(hex.substring(0, run.start()) + "::" + hex.substring(run.end()), text);
        }
        // Section 4.3.
        assertEquals(text.toLowerCase(Locale.ROOT), text);
    }

    @Property
    void classesAgreeWithTheJdk(@ForAll("addresses") final Ipv6Address address) throws UnknownHostException {
        final byte[] octets = ByteBuffer.allocate(16)
                .putLong(address.high())
                .putLong(address.low())
                .array();
        final Inet6Address peer = Inet6Address.getByAddress(null, octets, -1);
        assertEquals(peer.isMulticastAddress(), address.isMulticast());
        assertEquals(peer.isLoopbackAddress(), address.isLoopback());
        assertEquals(peer.isLinkLocalAddress(), address.isLinkLocal());
        assertEquals(peer.isAnyLocalAddress(), address.isUnspecified());
        assertEquals(peer.isMCLinkLocal(), address.isMulticast() && address.multicastScope() == 2);
        assertEquals(peer.isMCGlobal(), address.isMulticast() && address.multicastScope() == 14);
        if (!address.isIpv4Mapped()) {
            assertEquals(peer, InetAddress.getByName(address.toString()));
        }
    }

    @Property
    void orderIsThatOfTheNumbers(
            @ForAll("addresses") final Ipv6Address one, @ForAll("addresses") final Ipv6Address other) {
        assertEquals(Integer.signum(number(one).compareTo(number(other))), Integer.signum(one.compareTo(other)));
        assertEquals(one.equals(other), one.compareTo(other) == 0);
    }

    @Property
    void solicitedNodeKeepsTheLast24Bits(@ForAll("addresses") final Ipv6Address address) {
        final Ipv6Address group = address.solicitedNode();
        assertTrue(group.isSolicitedNode() && group.isMulticast());
        assertEquals(address.low() & 0xFFFFFF, group.low() & 0xFFFFFF);
        assertFalse(MacAddress.isStation(Ipv6Address.multicastMac(group.low())));
    }

    @Provide
    Arbitrary<String> texts() {
        return TextLaws.damaged(
                "0123456789abcdefABCDEF:::::.%/",
                "2001:db8::1", "::", "1:2:3:4:5:6:7:8", "::ffff:192.0.2.1", "fe80::1");
    }

    @Property(tries = 5000)
    void textIsReadOrRefusedWithAColumnInside(@ForAll("texts") final String text) {
        TextLaws.readOrRefused(text, Ipv6Address::parse, address -> {
            assertEquals(address, Ipv6Address.parse(address.toString()));
            assertTrue(address.toString().length() <= Ipv6Address.MAX_TEXT_LENGTH);
            try {
                // The JDK reads all that is read here; it unwraps IPv4-mapped addresses.
                final byte[] octets = InetAddress.getByName(text).getAddress();
                final byte[] ours = ByteBuffer.allocate(16)
                        .putLong(address.high())
                        .putLong(address.low())
                        .array();
                assertEquals(
                        ByteBuffer.wrap(ours, 16 - octets.length, octets.length).slice(), ByteBuffer.wrap(octets));
            } catch (final UnknownHostException e) {
                throw new AssertionError(text, e);
            }
        });
    }

    private static BigInteger number(final Ipv6Address address) {
        return new BigInteger(
                1,
                ByteBuffer.allocate(16)
                        .putLong(address.high())
                        .putLong(address.low())
                        .array());
    }

    private static String uncompressed(final Ipv6Address address, final String groupFormat) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            final long half = i < 4 ? address.high() : address.low();
            text.append(i == 0 ? "" : ":").append(String.format(groupFormat, half >>> 16 * (3 - i % 4) & 0xFFFF));
        }
        return text.toString();
    }
}
