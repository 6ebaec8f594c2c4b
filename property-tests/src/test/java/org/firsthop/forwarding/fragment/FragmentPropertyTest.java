package org.firsthop.forwarding.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;

/** What is cut on the way and put together at its end is what was sent (RFC 791 section 3.2, RFC 8200 section 4.5). */
class FragmentPropertyTest {
    private static final int REMOTE = 0x0808_0808;
    private static final int PROTOCOL = 253; // RFC 3692: for experiments.

    /** Options in groups of four octets; the first type is copied into fragments and the second is not (RFC 791 section 3.1). */
    private static byte[] ipv4(final int optionWords, final int dataLength, final Random random) {
        final int headerLength = Ipv4Flyweight.MIN_HEADER_LENGTH + 4 * optionWords;
        final byte[] packet = new byte[headerLength + dataLength];
        random.nextBytes(packet);
        for (int i = 0; i < optionWords; i++) {
            final byte[] option = {(byte) (random.nextBoolean() ? 0xDE : 0x5E), 4, 1, 2};
            System.arraycopy(option, 0, packet, Ipv4Flyweight.MIN_HEADER_LENGTH + 4 * i, 4);
        }
        final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(new UnsafeBuffer(packet), 0);
        ip.writeDefaults();
        packet[0] = (byte) (0x40 | headerLength >>> 2);
        ip.totalLength(packet.length)
                .identification(random.nextInt(0x1_0000))
                .ttl(64)
                .protocol(PROTOCOL)
                .source(0x0A00_0001)
                .destination(REMOTE)
                .fillChecksum();
        return packet;
    }

    private static void sendTo(final byte[] packet, final int destination) {
        new Ipv4Flyweight()
                .wrap(new UnsafeBuffer(packet), 0)
                .destination(destination)
                .fillChecksum();
    }

    private static byte[] data(final byte[] packet) {
        return Arrays.copyOfRange(packet, (packet[0] & 0xF) << 2, packet.length);
    }

    /** Any order, and some of the fragments more than once, but the last missing one not again: that begins a new datagram. */
    private static List<byte[]> shuffled(final List<byte[]> fragments, final Random random) {
        final List<byte[]> order = new ArrayList<>(fragments);
        Collections.shuffle(order, random);
        final List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            all.add(order.get(i));
            if (i < order.size() - 1 && random.nextInt(4) == 0) {
                all.add(order.get(random.nextInt(i + 1)).clone());
            }
        }
        return all;
    }

    @Property(tries = 300)
    void fragmentThenReassembleIsTheIdentity(
            @ForAll @Size(min = 1, max = 4) final List<@IntRange(min = 68, max = 1500) Integer> mtus,
            @ForAll @IntRange(min = 0, max = 10) final int optionWords,
            @ForAll @IntRange(min = 0, max = 1440) final int dataLength,
            @ForAll final long seed) {
        final Random random = new Random(seed);
        final byte[] sent = ipv4(optionWords, dataLength, random);
        List<byte[]> packets = List.of(sent.clone());
        for (final int mtu : mtus) {
            final FragmentNode router = new FragmentNode(mtu);
            packets = router.take(packets);
            packets.forEach(
                    packet -> assertTrue(packet.length <= mtu, packet.length + " octets over an MTU of " + mtu));
            router.assertKeepsNothing();
        }
        final FragmentNode end = new FragmentNode(1500);
        packets.forEach(packet -> sendTo(packet, FragmentNode.ADDRESS));
        end.takeOneByOne(shuffled(packets, random));
        assertEquals(1, end.delivered.size(), "datagrams delivered");
        final byte[] received = end.delivered.get(0);
        assertArrayEquals(data(sent), data(received));
        assertEquals(sent.length, received.length, "the first fragment has all options");
        assertArrayEquals(
                Arrays.copyOfRange(sent, 20, sent.length - dataLength),
                Arrays.copyOfRange(received, 20, received.length - dataLength));
        assertEquals(64 - mtus.size(), received[8]);
        end.assertKeepsNothing();
    }

    @Property(tries = 300)
    void fragmentsOfManyDatagramsAreNotMixedUp(
            @ForAll @Size(min = 2, max = 8) final List<@IntRange(min = 1, max = 1480) Integer> lengths,
            @ForAll @IntRange(min = 68, max = 1400) final int mtu,
            @ForAll final long seed) {
        final Random random = new Random(seed);
        final FragmentNode router = new FragmentNode(mtu);
        final FragmentNode end = new FragmentNode(1500);
        final List<byte[]> fragments = new ArrayList<>();
        final List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < lengths.size(); i++) {
            final byte[] packet = ipv4(0, lengths.get(i), random);
            // The same identification from other hosts: they are told apart by all of the key (RFC 791 section 3.2).
            new Ipv4Flyweight()
                    .wrap(new UnsafeBuffer(packet), 0)
                    .identification(7)
                    .source(0x0A00_0001 + i)
                    .fillChecksum();
            sent.add(data(packet));
            fragments.addAll(router.take(List.of(packet)));
        }
        fragments.forEach(packet -> sendTo(packet, FragmentNode.ADDRESS));
        Collections.shuffle(fragments, random);
        end.takeOneByOne(fragments);
        assertEquals(lengths.size(), end.delivered.size());
        for (final byte[] received : end.delivered) {
            assertArrayEquals(sent.get(received[15] - 1), data(received));
        }
        end.assertKeepsNothing();
    }

    @Property(tries = 300)
    void ipv6FragmentThenReassembleIsTheIdentity(
            @ForAll @IntRange(min = 1, max = 1400) final int dataLength,
            @ForAll @IntRange(min = 1, max = 170) final int wordsAFragment,
            @ForAll final long seed) {
        final Random random = new Random(seed);
        final byte[] data = new byte[dataLength];
        random.nextBytes(data);
        final List<byte[]> fragments = cut(data, 8 * wordsAFragment, random.nextInt());
        final FragmentNode end = new FragmentNode(1500);
        final boolean isTooFine = fragments.size() > new ReassemblyConfig().fragmentsPerDatagram();
        end.takeOneByOne(shuffled(fragments, random));
        if (isTooFine) {
            assertEquals(0, end.delivered.size());
            return;
        }
        assertEquals(1, end.delivered.size(), "packets delivered");
        final byte[] received = end.delivered.get(0);
        // One that is whole by itself is no fragment, and keeps its header (RFC 6946).
        final int headerLength = fragments.size() == 1 ? 48 : 40;
        assertEquals(fragments.size() == 1 ? IpProtocol.FRAGMENT : PROTOCOL, received[6] & 0xFF);
        assertArrayEquals(data, Arrays.copyOfRange(received, headerLength, received.length));
        end.assertKeepsNothing();
    }

    /**
     * RFC 5722 section 4: where fragments overlap, nothing of the packet is delivered, whichever of them come later. What was
     * whole before is delivered, as is what the same fragments make twice (RFC 8200 section 4.5).
     */
    @Property(tries = 500)
    void overlappingIpv6FragmentsAreNeverDelivered(
            @ForAll @IntRange(min = 3, max = 20) final int words,
            @ForAll @IntRange(min = 1, max = 6) final int wordsAFragment,
            @ForAll @IntRange(min = 1, max = 3) final int others,
            @ForAll final long seed) {
        final Random random = new Random(seed);
        final byte[] data = new byte[8 * words];
        random.nextBytes(data);
        final List<byte[]> fragments = new ArrayList<>(cut(data, 8 * wordsAFragment, 99));
        for (int i = 0; i < others; i++) {
            final int from = 8 * random.nextInt(words);
            final int to = Math.min(data.length, from + 8 * (1 + random.nextInt(wordsAFragment + 1)));
            final byte[] other = Arrays.copyOfRange(data, from, to);
            if (random.nextBoolean()) {
                other[random.nextInt(other.length)]++;
            }
            fragments.add(fragment(other, from, to < data.length, 99));
        }
        Collections.shuffle(fragments, random);
        final FragmentNode node = new FragmentNode(1500);
        node.takeOneByOne(fragments);
        final List<byte[]> expected = model(fragments);
        assertEquals(expected.size(), node.delivered.size(), "packets delivered");
        for (int i = 0; i < expected.size(); i++) {
            final byte[] received = node.delivered.get(i);
            final int headerLength = received[6] == IpProtocol.FRAGMENT ? 48 : 40;
            assertArrayEquals(expected.get(i), Arrays.copyOfRange(received, headerLength, received.length));
        }
    }

    /** The rules, literally: what a receiver delivers of fragments of one packet's key, in the order in which they come. */
    private static List<byte[]> model(final List<byte[]> fragments) {
        final List<byte[]> delivered = new ArrayList<>();
        final TreeMap<Integer, byte[]> held = new TreeMap<>();
        boolean isDiscarded = false;
        int total = -1;
        for (final byte[] fragment : fragments) {
            final int word = (fragment[42] & 0xFF) << 8 | fragment[43] & 0xFF;
            final int from = word & ~7;
            final boolean isMore = (word & 1) != 0;
            final byte[] data = Arrays.copyOfRange(fragment, 48, fragment.length);
            if (from == 0 && !isMore) {
                delivered.add(data); // RFC 6946: by itself, whatever else there is.
                continue;
            }
            if (isDiscarded) {
                continue;
            }
            final byte[] same = held.get(from);
            if (same != null && Arrays.equals(same, data) && isMore == (from + data.length != total)) {
                continue;
            }
            final boolean overlaps = held.entrySet().stream()
                    .anyMatch(e -> e.getKey() < from + data.length && from < e.getKey() + e.getValue().length);
            if (overlaps) {
                isDiscarded = true;
                continue;
            }
            held.put(from, data);
            total = isMore ? total : from + data.length;
            if (held.values().stream().mapToInt(d -> d.length).sum() == total) {
                final ByteArrayOutputStream whole = new ByteArrayOutputStream();
                held.values().forEach(whole::writeBytes);
                delivered.add(whole.toByteArray());
                held.clear();
                total = -1;
            }
        }
        return delivered;
    }

    private static List<byte[]> cut(final byte[] data, final int length, final int identification) {
        final List<byte[]> fragments = new ArrayList<>();
        for (int from = 0; from < data.length; from += length) {
            final int to = Math.min(data.length, from + length);
            fragments.add(fragment(Arrays.copyOfRange(data, from, to), from, to < data.length, identification));
        }
        return fragments;
    }

    private static byte[] fragment(
            final byte[] data, final int offset, final boolean isMore, final int identification) {
        final byte[] packet = new byte[Ipv6Flyweight.HEADER_LENGTH + 8 + data.length];
        final UnsafeBuffer buffer = new UnsafeBuffer(packet);
        new Ipv6Flyweight()
                .wrap(buffer, 0)
                .writeDefaults()
                .payloadLength(8 + data.length)
                .nextHeader(IpProtocol.FRAGMENT)
                .hopLimit(64)
                .source(FragmentNode.ADDRESS_HIGH, 0x100)
                .destination(FragmentNode.ADDRESS_HIGH, FragmentNode.ADDRESS_LOW);
        buffer.putByte(40, (byte) PROTOCOL);
        buffer.putShort(42, (short) (offset | (isMore ? 1 : 0)), ByteOrder.BIG_ENDIAN);
        buffer.putInt(44, identification, ByteOrder.BIG_ENDIAN);
        System.arraycopy(data, 0, packet, 48, data.length);
        return packet;
    }
}
