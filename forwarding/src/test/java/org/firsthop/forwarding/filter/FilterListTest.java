package org.firsthop.forwarding.filter;

import static org.firsthop.forwarding.TestRouter.icmp;
import static org.firsthop.forwarding.TestRouter.ipv4;
import static org.firsthop.forwarding.TestRouter.ipv6;
import static org.firsthop.forwarding.TestRouter.withFragment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv4Prefix;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.wire.IpProtocol;
import org.junit.jupiter.api.Test;

class FilterListTest {
    private static final MemoryRegion MEMORY = MemoryRegion.allocate(2048);
    private static final int ACK = 0x10;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;

    private static FilterRule rule(final FilterAction action, final UnaryOperator<FilterRule.Builder> asked) {
        return asked.apply(FilterRule.of(action)).build();
    }

    private static FilterRule deny(final UnaryOperator<FilterRule.Builder> asked) {
        return rule(FilterAction.DENY, asked);
    }

    private static DropReason judge(final FilterList list, final byte[] packet) {
        MEMORY.buffer().putBytes(0, packet);
        final long address = MEMORY.address();
        return packet[0] >>> 4 == 4 ? list.judgeIpv4(address, packet.length) : list.judgeIpv6(address, packet.length);
    }

    private static void assertDenies(
            final boolean denies, final byte[] packet, final UnaryOperator<FilterRule.Builder> asked) {
        final FilterList list = new FilterList(List.of(deny(asked)));
        assertEquals(denies ? FilterDrops.DENIED : DropReason.NONE, judge(list, packet));
    }

    private static byte[] transport(final int first, final int second, final int flags) {
        final byte[] header = new byte[20];
        final UnsafeBuffer buffer = new UnsafeBuffer(header);
        buffer.putShort(0, (short) first, java.nio.ByteOrder.BIG_ENDIAN);
        buffer.putShort(2, (short) second, java.nio.ByteOrder.BIG_ENDIAN);
        header[13] = (byte) flags;
        return header;
    }

    private static byte[] tcp(final int from, final int to, final int flags) {
        return ipv4("192.0.2.1", "198.51.100.1", IpProtocol.TCP, transport(from, to, flags));
    }

    @Test
    void shouldPassWhatNoRuleMatches() {
        assertEquals(DropReason.NONE, judge(new FilterList(List.of()), tcp(1, 2, SYN)));
    }

    @Test
    void shouldLetTheFirstMatchingRuleDecide() {
        final FilterList list = new FilterList(List.of(
                rule(FilterAction.PERMIT, r -> r.protocol(6).destinationPort(80, 80)),
                rule(FilterAction.REJECT, r -> r.protocol(6).destinationPort(1, 1023)),
                deny(r -> r)));
        assertEquals(DropReason.NONE, judge(list, tcp(4000, 80, SYN)));
        assertEquals(FilterDrops.REJECTED, judge(list, tcp(4000, 81, SYN)));
        assertEquals(FilterDrops.DENIED, judge(list, tcp(4000, 8080, SYN)));
    }

    @Test
    void shouldMatchPrefixes() {
        final byte[] packet = tcp(1, 2, SYN);
        final int source = Ipv4Address.parse("192.0.2.0");
        assertDenies(true, packet, r -> r.source(source, 24));
        assertDenies(false, packet, r -> r.source(source, 32));
        assertDenies(true, packet, r -> r.source(source | 99, 24));
        assertDenies(true, packet, r -> r.source(0, 0));
        assertDenies(true, packet, r -> r.destination(Ipv4Address.parse("198.51.100.1"), 32));
        assertDenies(false, packet, r -> r.destination(Ipv4Address.parse("198.51.100.2"), 32));
        assertDenies(false, packet, r -> r.source(0L, 0L, 0));
    }

    @Test
    void shouldMatchIpv6Prefixes() {
        final byte[] packet = ipv6("2001:db8::1", "2001:db8:1::1", IpProtocol.TCP, 64, transport(1, 2, SYN));
        assertDenies(true, packet, r -> r.source(0x2001_0DB8_0000_0000L, 0, 64));
        assertDenies(true, packet, r -> r.source(0x2001_0DB8_0000_0000L, 1, 128));
        assertDenies(false, packet, r -> r.source(0x2001_0DB8_0000_0000L, 2, 127));
        assertDenies(true, packet, r -> r.destination(0x2001_0DB8_0001_FFFFL, 0, 48));
        assertDenies(true, packet, r -> r.protocol(6).destinationPort(2, 2));
        assertDenies(false, packet, r -> r.destination(0, 0));
    }

    @Test
    void shouldMatchTcpFlags() {
        assertDenies(true, tcp(1, 2, ACK), r -> r.protocol(6).established());
        assertDenies(true, tcp(1, 2, RST), r -> r.protocol(6).established());
        assertDenies(false, tcp(1, 2, SYN), r -> r.protocol(6).established());
        assertDenies(true, tcp(1, 2, SYN), r -> r.protocol(6).syn());
        assertDenies(false, tcp(1, 2, SYN | ACK), r -> r.protocol(6).syn());
        assertDenies(true, tcp(1, 2, SYN | ACK), r -> r.protocol(6).flags(SYN, SYN));
    }

    @Test
    void shouldMatchIcmpTypesAndCodes() {
        final byte[] packet = ipv4("192.0.2.1", "198.51.100.1", 1, icmp(3, 4, 0, new byte[8]));
        assertDenies(true, packet, r -> r.protocol(1).icmpType(3));
        assertDenies(true, packet, r -> r.protocol(1).icmpType(3).icmpCode(4));
        assertDenies(false, packet, r -> r.protocol(1).icmpType(3).icmpCode(3));
        assertDenies(false, packet, r -> r.protocol(1).icmpType(8));
    }

    // A later fragment does not show its ports.
    @Test
    void shouldMatchLaterFragmentsByTheirAddressesAndProtocolAlone() {
        final byte[] later = withFragment(tcp(1, 80, SYN), 100);
        assertDenies(false, later, r -> r.protocol(6).destinationPort(0, 65_535));
        assertDenies(false, later, r -> r.protocol(6).syn());
        assertDenies(true, later, r -> r.protocol(6));
    }

    // RFC 1858 sections 3.2.1 and 4, RFC 3128.
    @Test
    void shouldDropFragmentsThatHideTheTransportHeader() {
        final FilterList list = new FilterList(List.of());
        assertEquals(FilterDrops.TINY_FRAGMENT, judge(list, withFragment(tcp(1, 80, SYN), 1)));
        final byte[] cut = ipv4("192.0.2.1", "198.51.100.1", IpProtocol.TCP, new byte[8]);
        assertEquals(FilterDrops.TINY_FRAGMENT, judge(list, withFragment(cut, 0x2000)));
        final byte[] udp = ipv4("192.0.2.1", "198.51.100.1", IpProtocol.UDP, new byte[8]);
        assertEquals(DropReason.NONE, judge(list, withFragment(udp, 0x2000)));
    }

    // RFC 7112 section 5.
    @Test
    void shouldDropChainsOfHeadersThatLeadNowhere() {
        final byte[] endless = ipv6("2001:db8::1", "2001:db8:1::1", IpProtocol.DESTINATION_OPTIONS, 64, new byte[4]);
        assertEquals(FilterDrops.UNREADABLE, judge(new FilterList(List.of()), endless));
    }

    @Test
    void shouldFindTheTransportHeaderBehindExtensionHeaders() {
        final byte[] payload = new byte[28];
        payload[0] = IpProtocol.TCP;
        payload[2] = 1;
        payload[3] = 4;
        System.arraycopy(transport(1, 80, SYN), 0, payload, 8, 20);
        final byte[] packet = ipv6("2001:db8::1", "2001:db8:1::1", IpProtocol.DESTINATION_OPTIONS, 64, payload);
        assertDenies(true, packet, r -> r.protocol(6).destinationPort(80, 80));
    }

    @Test
    void shouldCountWhatEachRuleDecides() {
        final FilterList list = new FilterList(List.of(deny(r -> r.protocol(6).syn())));
        final byte[] syn = tcp(1, 2, SYN);
        judge(list, syn);
        list.count(syn.length);
        judge(list, tcp(1, 2, ACK));
        list.count(40);
        list.count(40);
        assertEquals(1, list.packets(0));
        assertEquals(syn.length, list.octets(0));
        assertEquals(2, list.packets(1));
        assertEquals(80, list.octets(1));
    }

    @Test
    void shouldHoldNoMoreRulesThanItsLimit() {
        final FilterRule any = deny(r -> r);
        assertEquals(
                FilterDrops.DENIED,
                judge(new FilterList(Collections.nCopies(FilterList.MAX_RULES, any)), tcp(1, 2, SYN)));
        final List<FilterRule> tooMany = Collections.nCopies(FilterList.MAX_RULES + 1, any);
        assertThrows(IllegalArgumentException.class, () -> new FilterList(tooMany));
    }

    @Test
    void shouldRefuseRulesThatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> deny(r -> r.destinationPort(1, 2)));
        assertThrows(
                IllegalArgumentException.class, () -> deny(r -> r.protocol(17).syn()));
        assertThrows(
                IllegalArgumentException.class, () -> deny(r -> r.protocol(6).destinationPort(2, 1)));
        assertThrows(IllegalArgumentException.class, () -> deny(r -> r.source(0, 33)));
        assertThrows(
                IllegalArgumentException.class, () -> deny(r -> r.protocol(1).source(0L, 0L, 8)));
        assertThrows(
                IllegalArgumentException.class, () -> deny(r -> r.protocol(6).icmpType(8)));
    }

    /** A rule as a reader of the list would apply it. */
    private record Plain(
            FilterRule rule,
            Ipv4Prefix source,
            Ipv4Prefix destination,
            int protocol,
            int[] first,
            int[] second,
            boolean isEstablished) {
        boolean matches(final int from, final int to, final int proto, final int one, final int two, final int flags) {
            return source.contains(from)
                    && destination.contains(to)
                    && (protocol < 0 || protocol == proto)
                    && (protocol != 6 && protocol != 17
                            || first[0] <= one && one <= first[1] && second[0] <= two && two <= second[1])
                    && (!isEstablished || (flags & (ACK | RST)) != 0);
        }
    }

    private static Plain random(final SplittableRandom random) {
        final int[] protocols = {-1, 6, 6, 17, 47};
        final int protocol = protocols[random.nextInt(protocols.length)];
        final Ipv4Prefix source = prefix(random);
        final Ipv4Prefix destination = prefix(random);
        final int[] first = range(random);
        final int[] second = range(random);
        final boolean isEstablished = protocol == 6 && random.nextInt(4) == 0;
        final FilterRule.Builder rule = FilterRule.of(random.nextBoolean() ? FilterAction.DENY : FilterAction.PERMIT);
        rule.source(source.address(), source.length()).destination(destination.address(), destination.length());
        if (protocol >= 0) {
            rule.protocol(protocol);
        }
        if (protocol == 6 || protocol == 17) {
            rule.sourcePort(first[0], first[1]).destinationPort(second[0], second[1]);
        }
        if (isEstablished) {
            rule.established();
        }
        return new Plain(rule.build(), source, destination, protocol, first, second, isEstablished);
    }

    private static Ipv4Prefix prefix(final SplittableRandom random) {
        final int length = random.nextInt(4) == 0 ? 0 : random.nextInt(25, 33);
        return new Ipv4Prefix(address(random) & (length == 0 ? 0 : -1 << (32 - length)), length);
    }

    /** Of few networks, on both sides of the sign. */
    private static int address(final SplittableRandom random) {
        return (random.nextBoolean() ? 0x7FFF_FF00 : 0xFFFF_FF00) | random.nextInt(256);
    }

    private static int[] range(final SplittableRandom random) {
        if (random.nextInt(3) == 0) {
            return new int[] {0, 65_535};
        }
        final int low = random.nextInt(64) * 1024;
        return new int[] {low, Math.min(65_535, low + random.nextInt(3) * 700)};
    }

    @Test
    void compiledListsDecideAsTheirRulesOneByOne() {
        for (int seed = 0; seed < 40; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            final List<Plain> plain = new ArrayList<>();
            for (int i = 0, count = random.nextInt(1, 400); i < count; i++) {
                plain.add(random(random));
            }
            final FilterList list =
                    new FilterList(plain.stream().map(Plain::rule).toList());
            for (int i = 0; i < 500; i++) {
                final int from = address(random);
                final int to = address(random);
                final int protocol = new int[] {6, 17, 47}[random.nextInt(3)];
                final int one = range(random)[1];
                final int two = range(random)[0];
                final int flags = random.nextInt(256);
                final byte[] packet = ipv4(
                        Ipv4Address.toString(from), Ipv4Address.toString(to), protocol, transport(one, two, flags));
                final DropReason expected = plain.stream()
                        .filter(rule -> rule.matches(from, to, protocol, one, two, flags))
                        .findFirst()
                        .map(rule -> rule.rule().action() == FilterAction.DENY ? FilterDrops.DENIED : DropReason.NONE)
                        .orElse(DropReason.NONE);
                assertEquals(expected, judge(list, packet), "seed " + seed);
            }
        }
    }
}
