package org.firsthop.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.jqwik.api.Example;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Two engines over a bad link always come to an end: every octet arrives in its place, both sides close in good order, nothing
 * is left behind, and the packets sent are in proportion to those lost.
 */
final class TwoEnginesPropertyTest {
    private static final int LIVES = Integer.getInteger("firsthop.tcp.lives", 600);
    private static final long SEED = Long.getLong("firsthop.tcp.seed", 20_261_122L);
    private static final long LIMIT_NS = 4L * 3_600 * 1_000_000_000L;

    /** One side: sends its octets, reads the other's and checks each, then closes. */
    private static final class Side implements TcpEvents {
        private static final int CHUNK = 3_000;

        final int toSend;
        final int salt;
        final boolean closesFirst;
        final UnsafeBuffer chunk = new UnsafeBuffer(new byte[CHUNK]);
        TcpEngine engine;
        long handle;
        int sent;
        int read;
        boolean shut;
        boolean ended;
        CloseReason closed;

        Side(final int toSend, final int salt, final boolean closesFirst) {
            this.toSend = toSend;
            this.salt = salt;
            this.closesFirst = closesFirst;
        }

        private byte octet(final int position) {
            return (byte) (position * 7 + (position >> 8) * 13 + salt);
        }

        @Override
        public void onAcceptable(final long listener) {
            handle = engine.accept(listener);
        }

        @Override
        public void onClosed(final long connection, final CloseReason reason) {
            assertEquals(handle, connection);
            assertEquals(null, closed);
            closed = reason;
        }

        void work(final Side peer, final SplittableRandom random, final long nowNs) {
            final TcpState state = engine.state(handle);
            if (handle == 0 || closed != null || state == TcpState.SYN_SENT || state == TcpState.SYN_RECEIVED) {
                return;
            }
            while (sent < toSend) {
                final int length = Math.min(toSend - sent, 1 + random.nextInt(CHUNK));
                for (int i = 0; i < length; i++) {
                    chunk.putByte(i, octet(sent + i));
                }
                final int taken = engine.send(handle, chunk, 0, length, nowNs);
                if (taken <= 0) {
                    break;
                }
                sent += taken;
            }
            for (int length = CHUNK; length > 0; ) {
                length = engine.receive(handle, chunk, 0, 1 + random.nextInt(CHUNK), nowNs);
                for (int i = 0; i < length; i++) {
                    if (chunk.getByte(i) != peer.octet(read + i)) {
                        throw new AssertionError("octet " + (read + i));
                    }
                }
                read += Math.max(0, length);
                ended |= length == TcpEngine.END_OF_DATA;
            }
            if (sent == toSend && !shut && (closesFirst || ended)) {
                shut = true;
                engine.shutdown(handle, nowNs);
            }
            if (shut && ended && closed == null) {
                engine.close(handle, nowNs);
            }
        }
    }

    @Example
    void everyLifeEndsWithEveryOctetInItsPlace() {
        final SplittableRandom seeds = new SplittableRandom(SEED);
        long packets = 0;
        long lost = 0;
        for (int life = 0; life < LIVES; life++) {
            final long seed = seeds.nextLong();
            final long[] counts;
            try {
                counts = live(new SplittableRandom(seed));
            } catch (final AssertionError | RuntimeException e) {
                throw new AssertionError("life " + life + ", seed " + seed + ": " + e.getMessage(), e);
            }
            packets += counts[0];
            lost += counts[1];
        }
        assertTrue(lost > 0 && packets > 0);
    }

    private static TcpEngine build(
            final SplittableRandom random, final PacketSink sink, final TcpEvents events, final long nowNs) {
        final Personality[] personalities = Personality.values();
        return new TcpEngineBuilder()
                .secret(random.nextLong(), random.nextLong())
                .connections(4)
                .halfOpens(8)
                .timeWaits(4)
                .smallRings(8)
                .mediumRings(8)
                .largeRings(4)
                .receiveWindow(2_048 << random.nextInt(7))
                .sendBuffer(2_048 << random.nextInt(7))
                .mtu(576 + random.nextInt(925))
                .congestion(random.nextBoolean() ? CongestionAlgorithm.CUBIC : CongestionAlgorithm.NEW_RENO)
                .personality(personalities[random.nextInt(personalities.length)])
                .dataRetries(40)
                .synRetries(20)
                .synAckRetries(10)
                .timeWaitTimeout(1_800_000) // outlives thirty of the last segment, a minute apart, not only four
                .build(sink, events, nowNs);
    }

    /** One connection from SYN to the end of TIME-WAIT; returns the packets sent and lost. */
    private static long[] live(final SplittableRandom random) {
        final boolean good = random.nextInt(4) == 0;
        final BadLink.Quality quality = good
                ? new BadLink.Quality(0, 0, 0, 0, 1_000_000)
                : new BadLink.Quality(
                        random.nextInt(200),
                        random.nextInt(100),
                        random.nextInt(200),
                        random.nextInt(50),
                        1_000 + random.nextLong(50_000_000));
        final BadLink up = new BadLink(random.split(), quality);
        final BadLink down = new BadLink(random.split(), quality);
        final int size = 1 << random.nextInt(18);
        final int style = random.nextInt(3);
        final Side client = new Side(random.nextInt(size), 1, style != 0);
        final Side server = new Side(random.nextInt(size), 99, style != 1);
        long now = random.nextLong(1L << 40);
        client.engine = build(random, up, client, now);
        server.engine = build(random, down, server, now);
        server.engine.listen(0, 0, 80, 4, SynPolicy.ACCEPT_ALL);
        up.nowNs = now;
        down.nowNs = now;
        client.handle = client.engine.connect(0, TcpPacket.CLIENT, 0, 0, TcpPacket.SERVER, 80, now);
        final long limit = now + LIMIT_NS;
        while (!isOver(client, server)) {
            final long next = Math.min(
                    Math.min(up.nextArrival(), down.nextArrival()),
                    Math.min(client.engine.nextDeadline(), server.engine.nextDeadline()));
            assertTrue(next < limit, () -> "stuck: client " + describe(client) + ", server " + describe(server));
            now = Math.max(now + 1, next);
            up.nowNs = now;
            down.nowNs = now;
            up.deliver(server.engine);
            down.deliver(client.engine);
            client.engine.poll(now, 1_000);
            server.engine.poll(now, 1_000);
            client.work(server, random, now);
            server.work(client, random, now);
        }
        check(client, server, up, down);
        return new long[] {up.packets + down.packets, up.lost + down.lost};
    }

    private static boolean isOver(final Side client, final Side server) {
        return client.closed != null
                && (server.closed != null || server.handle == 0)
                && isEmpty(client.engine)
                && isEmpty(server.engine);
    }

    private static boolean isEmpty(final TcpEngine engine) {
        return engine.connectionCount() + engine.halfOpenCount() + engine.timeWaitCount() == 0;
    }

    private static void check(final Side client, final Side server, final BadLink up, final BadLink down) {
        assertEquals(CloseReason.NORMAL, client.closed);
        assertEquals(CloseReason.NORMAL, server.closed);
        assertEquals(client.toSend, server.read);
        assertEquals(server.toSend, client.read);
        assertEquals(0, client.engine.ringCount() + server.engine.ringCount());
        final long useful = (client.toSend + server.toSend) / 200 + 20;
        final long packets = up.packets + down.packets;
        final long bound = 6 * useful + 60 * (up.lost + down.lost);
        assertTrue(packets <= bound, "packet storm: " + packets + " packets, " + (up.lost + down.lost) + " lost");
    }

    private static String describe(final Side side) {
        final TcpInfo info = new TcpInfo();
        side.engine.snapshot(side.handle, info);
        return "sent " + side.sent + "/" + side.toSend + ", read " + side.read + ", closed " + side.closed + ", "
                + info;
    }
}
