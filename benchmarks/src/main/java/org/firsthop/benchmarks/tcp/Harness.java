package org.firsthop.benchmarks.tcp;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.TcpFlyweight;
import org.firsthop.core.wire.TcpOptionEncoder;
import org.firsthop.tcp.PacketSink;
import org.firsthop.tcp.SynPolicy;
import org.firsthop.tcp.TcpEngine;
import org.firsthop.tcp.TcpEngineBuilder;
import org.firsthop.tcp.TcpEvents;
import org.firsthop.tcp.table.FlowKey;

/** A server engine, and a generator of whole client packets for it, checksums included; time moves a microsecond a packet. */
final class Harness implements PacketSink, TcpEvents {
    private static final int SERVER = 0x0A00_0001;
    private static final int CLIENTS = 0x0B00_0000;
    private static final int SYN_OPTIONS = 20;
    private static final int OUTPUT = 2_048;

    private final UnsafeBuffer output = MemoryRegion.allocate(OUTPUT).buffer();
    private final UnsafeBuffer input = MemoryRegion.allocate(OUTPUT).buffer();
    private final Ipv4Flyweight ip = new Ipv4Flyweight();
    private final TcpFlyweight tcp = new TcpFlyweight();
    private final TcpFlyweight reply = new TcpFlyweight();
    private final TcpOptionEncoder encoder = new TcpOptionEncoder();
    private final SynPolicy policy;
    final TcpEngine engine;
    long accepted;
    long nowNs = 1;
    private int client;
    private int sinceRun;

    Harness(final int connections, final SynPolicy policy) {
        this.policy = policy;
        this.engine = new TcpEngineBuilder()
                .secret(0x0706050403020100L, 0x0F0E0D0C0B0A0908L)
                .connections(connections)
                .resetsPerSecond(0)
                .smallRings(64)
                .mediumRings(16)
                .largeRings(4)
                .build(this, this, nowNs);
        engine.listen(0, FlowKey.mapped(SERVER), 80, 4_096, this.policy);
    }

    /** Opens connections and leaves them idle. */
    void fill(final int connections) {
        for (int i = 0; i < connections; i++) {
            handshake(false);
        }
        if (engine.connectionCount() != connections) {
            throw new IllegalStateException("connections: value=" + engine.connectionCount());
        }
    }

    /** SYN, SYN-ACK, ACK, and then RST: one connection's life; returns its handle. */
    long handshake(final boolean reset) {
        final int number = client++;
        final int iss = number * 0x9E37_79B9;
        packet(number, iss, 0, TcpFlyweight.SYN, true);
        reply.wrap(output, Ipv4Flyweight.MIN_HEADER_LENGTH);
        final int peer = reply.sequenceNumber() + 1;
        packet(number, iss + 1, peer, TcpFlyweight.ACK, false);
        if (reset) {
            packet(number, iss + 1, 0, TcpFlyweight.RST, false);
        }
        return accepted;
    }

    /** A SYN alone; returns the ISS that was answered. */
    int syn() {
        final int number = client++;
        packet(number, number * 0x9E37_79B9, 0, TcpFlyweight.SYN, true);
        return reply.wrap(output, Ipv4Flyweight.MIN_HEADER_LENGTH).sequenceNumber();
    }

    private void packet(final int number, final int seq, final int ack, final int flags, final boolean options) {
        final int length = generate(number, seq, ack, flags, options);
        engine.onPacket(input, 0, length, nowNs);
        pass();
    }

    /** Time passes, and timers run every 64 packets. */
    private void pass() {
        nowNs += 1_000;
        if ((++sinceRun & 63) == 0) {
            engine.poll(nowNs, 64);
        }
    }

    /** Writes a packet with 20 octets of options (as Linux has them in a SYN), or none; returns its length. */
    int generate(final int number, final int seq, final int ack, final int flags, final boolean options) {
        final int optionsLength = options ? SYN_OPTIONS : 0;
        final int length = Ipv4Flyweight.MIN_HEADER_LENGTH + TcpFlyweight.MIN_HEADER_LENGTH + optionsLength;
        ip.wrap(input, 0).writeDefaults();
        ip.totalLength(length)
                .ttl(64)
                .protocol(IpProtocol.TCP)
                .source(CLIENTS + (number >>> 14))
                .destination(SERVER);
        ip.fillChecksum();
        tcp.wrap(input, Ipv4Flyweight.MIN_HEADER_LENGTH).writeDefaults();
        tcp.sourcePort(1_024 + (number & 0x3FFF)).destinationPort(80);
        tcp.sequenceNumber(seq).acknowledgmentNumber(ack);
        tcp.dataOffset((TcpFlyweight.MIN_HEADER_LENGTH + optionsLength) >> 2)
                .flags(flags)
                .window(65_535);
        if (options) {
            encoder.wrap(input, tcp.optionsOffset())
                    .maximumSegmentSize(1_460)
                    .sackPermitted()
                    .timestamps(number, 0)
                    .noOperation()
                    .windowScale(7)
                    .finish();
        }
        tcp.fillChecksum(ip);
        return length;
    }

    @Override
    public int claim(final int length) {
        return 0;
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
