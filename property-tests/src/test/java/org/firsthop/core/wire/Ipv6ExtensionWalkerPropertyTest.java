package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.laws.Header;
import org.firsthop.laws.HeaderLaws;

/** A whole packet as one header: the walk stays inside, whatever the octets, and finds what a plain walk finds. */
class Ipv6ExtensionWalkerPropertyTest extends HeaderLaws<Ipv6ExtensionWalkerPropertyTest.Packet> {
    private static final int MAX_HEADERS = 6;
    private static final int MAX_LENGTH = 100;

    Ipv6ExtensionWalkerPropertyTest() {
        super(new Header<>(new Packet(), Packet::wrap, Packet::check, Packet::check)
                .reads((packet, length) -> packet.walk(length)));
    }

    @Override
    public Arbitrary<byte[]> valid() {
        return packets()
                .filter(packet -> new Ipv6ExtensionWalker(MAX_HEADERS, MAX_LENGTH)
                                .walk(new UnsafeBuffer(packet), 0, packet.length)
                        == DropReason.NONE);
    }

    /** Chains of every kind of header, good or bad, with up to 30 octets behind them. */
    private static Arbitrary<byte[]> packets() {
        final Arbitrary<List<Integer>> types = Arbitraries.of(
                        IpProtocol.HOP_BY_HOP,
                        IpProtocol.ROUTING,
                        IpProtocol.FRAGMENT,
                        IpProtocol.AH,
                        IpProtocol.DESTINATION_OPTIONS,
                        IpProtocol.MOBILITY,
                        IpProtocol.HIP,
                        IpProtocol.SHIM6,
                        IpProtocol.TCP,
                        IpProtocol.UDP,
                        IpProtocol.ICMPV6,
                        IpProtocol.NO_NEXT_HEADER)
                .list()
                .ofMaxSize(9);
        return Combinators.combine(
                        types,
                        Arbitraries.bytes().array(byte[].class).ofSize(300),
                        Arbitraries.integers().between(0, 30))
                .as(Ipv6ExtensionWalkerPropertyTest::packet);
    }

    private static byte[] packet(final List<Integer> types, final byte[] noise, final int data) {
        final byte[] octets = new byte[40 + 24 * types.size() + data];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = noise[i % noise.length];
        }
        octets[0] = 0x60;
        int pointer = 6;
        int position = 40;
        for (final int type : types) {
            octets[pointer] = (byte) type;
            pointer = position;
            final int length = noise[position % noise.length] & 1;
            octets[position + 1] = (byte) (type == IpProtocol.AH ? 2 * length + 2 : length);
            if (type == IpProtocol.FRAGMENT && (noise[3] & 3) != 0) {
                octets[position + 2] = 0;
                octets[position + 3] &= 7;
            }
            position += type == IpProtocol.FRAGMENT ? 8 : 8 * length + (type == IpProtocol.AH ? 16 : 8);
        }
        octets[pointer] = (byte) (noise[5] % 2 == 0 ? IpProtocol.UDP : IpProtocol.TCP);
        final int total = Math.min(octets.length, position + data);
        octets[4] = (byte) (total - 40 >>> 8);
        octets[5] = (byte) (total - 40);
        return Arrays.copyOf(octets, total);
    }

    @Property
    void walkFindsWhatAPlainWalkFinds(@ForAll("chains") final byte[] packet) {
        final Ipv6ExtensionWalker walker = new Ipv6ExtensionWalker(MAX_HEADERS, MAX_LENGTH);
        final DropReason reason = walker.walk(new UnsafeBuffer(packet), 0, packet.length);
        final PlainWalk plain = new PlainWalk(packet);
        assertEquals(plain.isGood, reason == DropReason.NONE, reason::name);
        if (plain.isGood) {
            assertEquals(plain.protocol, walker.protocol());
            assertEquals(plain.position, walker.upperLayerOffset());
            assertEquals(packet.length, walker.totalLength());
            assertEquals(plain.types.size(), walker.headerCount());
            for (int i = 0; i < plain.types.size(); i++) {
                assertEquals(plain.types.get(i), walker.headerType(i));
                assertEquals(plain.positions.get(i), walker.headerOffset(i));
            }
        } else {
            assertTrue(walker.errorOffset() >= 0 && walker.errorOffset() <= packet.length);
        }
    }

    /** {@return packets for the comparison} */
    @Provide
    Arbitrary<byte[]> chains() {
        return packets();
    }

    /** The walk by the letter of RFC 8200 and RFC 7112, in lists, for transports without jumbograms. */
    private static final class PlainWalk {
        final List<Integer> types = new ArrayList<>();
        final List<Integer> positions = new ArrayList<>();
        int protocol;
        int position = 40;
        boolean isGood;

        PlainWalk(final byte[] packet) {
            protocol = packet[6] & 0xFF;
            int fragment = 0;
            while (List.of(0, 43, 44, 51, 60, 135, 139, 140).contains(protocol)) {
                if (protocol == 0 && position > 40 || types.size() == MAX_HEADERS || packet.length - position < 8) {
                    return;
                }
                final int size = packet[position + 1] & 0xFF;
                final int length = protocol == 44 ? 8 : protocol == 51 ? 4 * (size + 2) : 8 * (size + 1);
                if (position + length > packet.length || position + length - 40 > MAX_LENGTH) {
                    return;
                }
                if (protocol == 51 && length < 12) {
                    return;
                }
                if (protocol == 0 && hasJumboPayload(packet, position + 2, position + length)) {
                    return;
                }
                if (protocol == 44 && fragment == 0) {
                    fragment = ((packet[position + 2] & 0xFF) << 8 | packet[position + 3] & 0xFF) & 0xFFF9;
                }
                types.add(protocol);
                positions.add(position);
                protocol = packet[position] & 0xFF;
                position += length;
                if (fragment > 7) {
                    break;
                }
            }
            final int octets = packet.length - position;
            isGood = fragment != 1
                    || protocol == 59
                    || protocol == 58 && octets >= 4
                    || protocol == 17 && octets >= 8
                    || protocol == 6 && octets >= 20 && octets >= (packet[position + 12] >> 4 & 0xF) * 4;
        }

        private static boolean hasJumboPayload(final byte[] packet, final int from, final int limit) {
            int position = from;
            while (position < limit) {
                if (packet[position] == 0) {
                    position++;
                } else if (position + 1 == limit || position + 2 + (packet[position + 1] & 0xFF) > limit) {
                    return false;
                } else if ((packet[position] & 0xFF) == 0xC2 && packet[position + 1] == 4) {
                    return true;
                } else {
                    position += 2 + (packet[position + 1] & 0xFF);
                }
            }
            return false;
        }
    }

    static final class Packet {
        private static final Ipv6ExtensionWalker CHECKER = new Ipv6ExtensionWalker(MAX_HEADERS, MAX_LENGTH);

        private final Ipv6ExtensionWalker walker = new Ipv6ExtensionWalker(MAX_HEADERS, MAX_LENGTH);
        private MutableDirectBuffer buffer = new UnsafeBuffer(0, 0);
        private int offset;

        Packet wrap(final MutableDirectBuffer buffer, final int offset) {
            this.buffer = buffer;
            this.offset = offset;
            return this;
        }

        int walk(final int length) {
            walker.walk(buffer, offset, length);
            int hash = walker.headerCount();
            for (int i = 0; i < walker.headerCount(); i++) {
                hash = Objects.hash(hash, walker.headerType(i), walker.headerOffset(i));
            }
            assertTrue(walker.upperLayerOffset() <= walker.totalLength() && walker.totalLength() <= length);
            return Objects.hash(
                    hash,
                    walker.totalLength(),
                    walker.protocol(),
                    walker.upperLayerOffset(),
                    walker.upperLayerLength(),
                    walker.hasUpperLayerHeader(),
                    walker.hopByHopOffset(),
                    walker.routingOffset(),
                    walker.fragmentHeaderOffset(),
                    walker.isFragment(),
                    walker.isFirstFragment(),
                    walker.isLaterFragment(),
                    walker.isMoreFragments(),
                    walker.fragmentOffsetOctets(),
                    walker.identification(),
                    walker.errorOffset());
        }

        static DropReason check(final DirectBuffer buffer, final int offset, final int length) {
            return CHECKER.walk(buffer, offset, length);
        }

        static DropReason check(final Object base, final long address, final int length) {
            return CHECKER.walk(base, address, length);
        }
    }
}
