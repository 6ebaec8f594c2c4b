package org.firsthop.benchmarks.tcp;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.wire.InternetChecksum;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.tcp.PacketSink;
import org.firsthop.tcp.SynPolicy;
import org.firsthop.tcp.TcpEngine;
import org.firsthop.tcp.TcpEngineBuilder;
import org.firsthop.tcp.TcpEvents;
import org.firsthop.tcp.table.FlowKey;

/**
 * A server engine, and a generator of whole client packets for it, checksums included; time moves a microsecond a packet.
 *
 * <p>Packets come in bursts as a port hands them over, each in a slot of its own; so do the replies. A generator that wrote
 * a packet in the instant before it is read would show how soon a processor lets a read see a narrower write, which no
 * packet from a wire depends on.
 */
final class Harness implements PacketSink, TcpEvents {
    /** Packets of a burst. */
    static final int BURST = 32;

    private static final int SLOT = 128;
    private static final int SERVER = 0x0A00_0001;
    private static final int CLIENTS = 0x0B00_0000;
    private static final int SYN_OPTIONS = 20;
    private static final int MSS = 0x0204_05B4;
    private static final int SACK_TIMESTAMPS = 0x0402_080A;
    private static final int NOP_WINDOW_SCALE = 0x0103_0307;
    private static final long LOW_32_BITS = 0xFFFF_FFFFL;

    private final MemoryRegion inputRegion = MemoryRegion.allocate(BURST * SLOT);
    private final UnsafeBuffer input = inputRegion.buffer();
    private final UnsafeBuffer output = MemoryRegion.allocate(BURST * SLOT).buffer();
    private final TcpFlyweight reply = new TcpFlyweight();
    private final int[] offsets = new int[BURST];
    private final int[] lengths = new int[BURST];
    private final int[] peers = new int[BURST];
    private final boolean bursts;
    final TcpEngine engine;
    long accepted;
    long nowNs = 1;
    private int client;
    private int replies;

    /** An engine; {@code bursts} says whether packets are handed over together or one by one. */
    Harness(final int connections, final SynPolicy policy, final boolean bursts) {
        this.bursts = bursts;
        this.engine = new TcpEngineBuilder()
                .secret(0x0706050403020100L, 0x0F0E0D0C0B0A0908L)
                .connections(connections)
                .resetsPerSecond(0)
                .smallRings(64)
                .mediumRings(16)
                .largeRings(4)
                .build(this, this, nowNs);
        engine.listen(0, FlowKey.mapped(SERVER), 80, 4_096, policy);
        for (int i = 0; i < BURST; i++) {
            offsets[i] = i * SLOT;
        }
    }

    /** Opens connections and leaves them idle, and up to a burst more. */
    void fill(final int connections) {
        while (engine.connectionCount() < connections) {
            handshakes(false);
        }
    }

    /** SYN, SYN-ACK, ACK, and then RST: the lives of a burst of connections; returns the last one's handle. */
    long handshakes(final boolean reset) {
        final int first = client;
        syns();
        for (int i = 0; i < BURST; i++) {
            reply.wrap(output, i * SLOT + Ipv4Flyweight.MIN_HEADER_LENGTH);
            peers[i] = reply.sequenceNumber() + 1;
        }
        for (int i = 0; i < BURST; i++) {
            lengths[i] = generate(i, first + i, iss(first + i) + 1, peers[i], TcpFlyweight.ACK, false);
        }
        deliver();
        if (reset) {
            for (int i = 0; i < BURST; i++) {
                lengths[i] = generate(i, first + i, iss(first + i) + 1, 0, TcpFlyweight.RST, false);
            }
            deliver();
        }
        return accepted;
    }

    /** SYNs alone, each answered; returns the number of answers. */
    int syns() {
        for (int i = 0; i < BURST; i++) {
            lengths[i] = generate(i, client, iss(client), 0, TcpFlyweight.SYN, true);
            client++;
        }
        replies = 0;
        deliver();
        return replies;
    }

    /** What the client's side of {@link #handshakes} costs alone; returns the lengths of the packets. */
    int generateHandshakes() {
        final int first = client;
        int sum = generateSyns();
        for (int i = 0; i < BURST; i++) {
            sum += generate(i, first + i, iss(first + i) + 1, i, TcpFlyweight.ACK, false);
        }
        for (int i = 0; i < BURST; i++) {
            sum += generate(i, first + i, iss(first + i) + 1, 0, TcpFlyweight.RST, false);
        }
        return sum;
    }

    /** What the client's side of {@link #syns} costs alone; returns the lengths of the packets. */
    int generateSyns() {
        int sum = 0;
        for (int i = 0; i < BURST; i++) {
            sum += generate(i, client, iss(client), 0, TcpFlyweight.SYN, true);
            client++;
        }
        return sum;
    }

    private static int iss(final int number) {
        return number * 0x9E37_79B9;
    }

    /** Hands the packets over, and lets timers run. */
    private void deliver() {
        nowNs += 1_000 * BURST;
        if (bursts) {
            engine.onBurst(input, offsets, lengths, BURST, nowNs);
        } else {
            for (int i = 0; i < BURST; i++) {
                engine.onPacket(input, offsets[i], lengths[i], nowNs);
            }
        }
        engine.poll(nowNs, 64);
    }

    /** Writes a packet with 20 octets of options (as Linux has them in a SYN), or none; returns its length. */
    private int generate(
            final int slot, final int number, final int seq, final int ack, final int flags, final boolean options) {
        final int segmentLength = TcpFlyweight.MIN_HEADER_LENGTH + (options ? SYN_OPTIONS : 0);
        final int length = Ipv4Flyweight.MIN_HEADER_LENGTH + segmentLength;
        final int source = CLIENTS + (number >>> 14);
        final long ip = inputRegion.address() + slot * SLOT;
        final int versionAndLength = 0x4500_0000 | length;
        final int ttlAndProtocol = (64 << 24) | (IpProtocol.TCP << 16);
        final long addresses = (long) source + SERVER;
        final int ipChecksum = InternetChecksum.finishWords(addresses + versionAndLength + ttlAndProtocol);
        final int ports = ((1_024 + (number & 0x3FFF)) << 16) | 80;
        final int offsetFlagsWindow = (segmentLength << 26) | (flags << 16) | 65_535;
        long sum = addresses
                + IpProtocol.TCP
                + segmentLength
                + (ports & LOW_32_BITS)
                + (seq & LOW_32_BITS)
                + (ack & LOW_32_BITS)
                + (offsetFlagsWindow & LOW_32_BITS);
        Memory.putI64(null, ip, (long) versionAndLength << 32);
        Memory.putI64(null, ip + 8, ((long) (ttlAndProtocol | ipChecksum) << 32) | source);
        Memory.putI64(null, ip + 16, ((long) SERVER << 32) | (ports & LOW_32_BITS));
        Memory.putI64(null, ip + 24, ((long) seq << 32) | (ack & LOW_32_BITS));
        if (options) {
            sum += (long) MSS + SACK_TIMESTAMPS + (number & LOW_32_BITS) + NOP_WINDOW_SCALE;
            Memory.putI64(null, ip + 40, ((long) MSS << 32) | SACK_TIMESTAMPS);
            Memory.putI64(null, ip + 48, (long) number << 32);
            Memory.putI32(null, ip + 56, NOP_WINDOW_SCALE);
        }
        Memory.putI64(
                null, ip + 32, ((long) offsetFlagsWindow << 32) | ((long) InternetChecksum.finishWords(sum) << 16));
        return length;
    }

    @Override
    public int claim(final int length) {
        return (replies++ & (BURST - 1)) * SLOT;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return output;
    }

    @Override
    public void commit(final int length, final long connection) {}

    @Override
    public void onAcceptable(final long from) {
        accepted = engine.accept(from);
    }
}
