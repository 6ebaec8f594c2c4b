package org.firsthop.node.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.agrona.concurrent.UnsafeBuffer;

/** Decoding rtnetlink messages is total, and finds what was written. */
class NetlinkPropertyTest {
    private static final int MAX_LENGTH = 512;

    private final NetlinkReader reader = new NetlinkReader();
    private final RouteMessage route = new RouteMessage();
    private final LinkMessage link = new LinkMessage();
    private final AddressMessage address = new AddressMessage();
    private final NeighborMessage neighbor = new NeighborMessage();
    private final NextHopMessage nextHop = new NextHopMessage();
    private final ErrorMessage error = new ErrorMessage();

    /** Every decoder on every message; an access outside the array would throw. */
    private void decodeAll(final byte[] octets) {
        reader.wrap(new UnsafeBuffer(octets), 0, octets.length);
        while (reader.next()) {
            route.decode(reader);
            link.decode(reader);
            address.decode(reader);
            neighbor.decode(reader);
            nextHop.decode(reader);
            error.decode(reader);
        }
    }

    @Property
    void anyOctetsAreDecodedOrRefused(@ForAll @Size(max = 300) final byte[] octets) {
        decodeAll(octets);
        if (octets.length >= Integer.BYTES) {
            // The length is right more often than chance would have it.
            new UnsafeBuffer(octets).putInt(0, octets.length);
            decodeAll(octets);
        }
    }

    @Property
    void damagedMessagesAreDecodedOrRefused(@ForAll final long seed, @ForAll @IntRange(max = 8) final int damages) {
        final Random random = new Random(seed);
        final byte[] message = message(random);
        for (int i = 0; i < damages; i++) {
            message[random.nextInt(message.length)] = (byte) random.nextInt();
        }
        decodeAll(message);
        decodeAll(Arrays.copyOf(message, random.nextInt(message.length)));
    }

    @Property
    void aRouteIsDecodedAsItWasWritten(
            @ForAll final boolean isIpv6,
            @ForAll final long high,
            @ForAll final long low,
            @ForAll @IntRange(max = 128) final int anyLength,
            @ForAll final int metric,
            @ForAll @IntRange(min = 1) final int table,
            @ForAll @IntRange(min = 1) final int device) {
        final int length = isIpv6 ? anyLength : anyLength / 4;
        final long highMask = length == 0 ? 0 : -1L << Math.max(0, 64 - length);
        final long lowMask = length <= 64 ? 0 : -1L << (128 - length);
        final long prefixHigh = isIpv6 ? high & highMask : 0;
        final long prefixLow = isIpv6 ? low & lowMask : low & (length == 0 ? 0 : -1L << (32 - length)) & 0xFFFF_FFFFL;
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MAX_LENGTH]);
        final NetlinkWriter writer = new NetlinkWriter(buffer)
                .begin(Rtnetlink.NEW_ROUTE, Rtnetlink.FLAG_REPLACE, 7)
                .octets(family(isIpv6), length, 0, 0, 0, 0, 0, RouteMessage.UNICAST)
                .number(0)
                .address(1, isIpv6, prefixHigh, prefixLow)
                .number(4, device)
                .address(5, isIpv6, isIpv6 ? high : 0, isIpv6 ? low : low & 0xFFFF_FFFFL)
                .number(6, metric)
                .number(15, table)
                .end();
        reader.wrap(buffer, 0, writer.length());

        assertTrue(reader.next());
        assertEquals(Rtnetlink.NEW_ROUTE, reader.type());
        assertEquals(7, reader.sequence());
        assertTrue(route.decode(reader));
        assertEquals(isIpv6, route.isIpv6());
        assertEquals(prefixHigh, route.high());
        assertEquals(prefixLow, route.low());
        assertEquals(length, route.prefixLength());
        assertEquals(metric, route.metric());
        assertEquals(table, route.table());
        assertEquals(1, route.paths().size());
        assertEquals(device, route.paths().interfaceIndex(0));
        assertEquals(isIpv6 ? low : low & 0xFFFF_FFFFL, route.paths().low(0));
        assertEquals(family(isIpv6), route.paths().family(0));
        assertTrue(!reader.next() && !reader.isDamaged());
    }

    private static int family(final boolean isIpv6) {
        return isIpv6 ? Rtnetlink.FAMILY_IPV6 : Rtnetlink.FAMILY_IPV4;
    }

    /** A message with attributes of the types that decoders look at, nested ones too. */
    private static byte[] message(final Random random) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
        final NetlinkWriter writer = new NetlinkWriter(buffer).begin(16 + random.nextInt(92), 0, random.nextInt());
        writer.octets(random.nextBoolean() ? 2 : 10, random.nextInt(33), 0, 0, 254, 0, 0, random.nextInt(10));
        for (int i = random.nextInt(3); i >= 0; i--) {
            writer.number(random.nextInt(16));
        }
        for (int i = random.nextInt(8); i > 0; i--) {
            final int type = random.nextInt(31);
            if (random.nextBoolean()) {
                writer.address(type, random.nextBoolean(), random.nextLong(), random.nextLong() & 0xFFFF_FFFFL);
            } else {
                writer.number(type, random.nextInt());
            }
        }
        if (random.nextBoolean()) {
            // RTA_MULTIPATH: an attribute of nexthops of 8 octets and a gateway.
            final int paths = 1 + random.nextInt(4);
            writer.octets(4 + paths * 16, 0, 9, 0);
            for (int i = 0; i < paths; i++) {
                writer.octets(16, 0, 0, i).number(1 + i).octets(8, 0, 5, 0).number(random.nextInt());
            }
        }
        final byte[] octets = new byte[writer.end().length()];
        buffer.getBytes(0, octets);
        return octets;
    }
}
