package org.firsthop.benchmarks.tcp;

import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.tcp.PacketSink;
import org.firsthop.tcp.SynPolicy;
import org.firsthop.tcp.TcpEngine;
import org.firsthop.tcp.TcpEngineBuilder;
import org.firsthop.tcp.TcpEvents;
import org.firsthop.tcp.table.FlowKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many whole connections a second do a client engine and a server engine make and end, in one thread? Three segments of
 * handshake, one of data and its acknowledgment, and four of FINs and their acknowledgments pass from memory to memory, 32
 * connections taking each step at a time; or the seven without data. The client's four-tuples stay in TIME-WAIT, a full table of
 * which is always there. Both engines write what the other reads: there is no generator.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 4, time = 2)
public class LifeBenchmark {
    private static final int BURST = 32;
    private static final int REQUEST = 64;
    private static final long CLIENT = FlowKey.mapped(0x0B00_0001);
    private static final long SERVER = FlowKey.mapped(0x0A00_0001);

    /** Packets on their way to the other engine. */
    private static final class Pipe implements PacketSink {
        private static final int SLOT = 256;
        private final UnsafeBuffer memory =
                MemoryRegion.allocate(SLOT * 2 * BURST).buffer();
        private final int[] offsets = new int[2 * BURST];
        private final int[] lengths = new int[2 * BURST];
        private int count;

        @Override
        public int claim(final int length) {
            return length <= SLOT && count < 2 * BURST ? count * SLOT : NO_ROOM;
        }

        @Override
        public MutableDirectBuffer buffer() {
            return memory;
        }

        @Override
        public void commit(final int length, final long connection) {
            offsets[count] = count * SLOT;
            lengths[count++] = length;
        }

        boolean deliver(final TcpEngine to, final long nowNs) {
            final int packets = count;
            to.onBurst(memory, offsets, lengths, packets, nowNs);
            count = 0;
            return packets > 0;
        }
    }

    private final Pipe up = new Pipe();
    private final Pipe down = new Pipe();
    private final TcpEngine client = engine(up, new TcpEvents() {});
    private final TcpEngine server = engine(down, new TcpEvents() {
        @Override
        public void onAcceptable(final long listener) {
            accepted[acceptedCount++] = server().accept(listener);
        }
    });
    private final UnsafeBuffer data = new UnsafeBuffer(new byte[REQUEST]);
    private final long[] connected = new long[BURST];
    private final long[] accepted = new long[BURST];
    private int acceptedCount;
    private long nowNs;
    private int number;

    /** Two engines. */
    public LifeBenchmark() {
        server.listen(0, 0, 80, 64, SynPolicy.ACCEPT_ALL);
    }

    private TcpEngine server() {
        return server;
    }

    private static TcpEngine engine(final PacketSink sink, final TcpEvents events) {
        return new TcpEngineBuilder()
                .secret(1, 2)
                .connections(64)
                .halfOpens(1 << 10)
                .timeWaits(1 << 15)
                .resetsPerSecond(0)
                .delayedAck(0)
                .smallRings(128)
                .mediumRings(16)
                .largeRings(4)
                .build(sink, events, 0);
    }

    /**
     * Lives of nine segments, from SYN to TIME-WAIT on both sides.
     *
     * @return connections ended by the server.
     */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public long life() {
        connect();
        for (final long handle : connected) {
            client.send(handle, data, 0, REQUEST, nowNs);
        }
        exchange();
        for (final long handle : accepted) {
            server.receive(handle, data, 0, REQUEST, nowNs);
        }
        return close();
    }

    /**
     * Lives of seven segments: nothing is said.
     *
     * @return connections ended by the server.
     */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public long lifeWithoutData() {
        connect();
        return close();
    }

    private void connect() {
        acceptedCount = 0;
        for (int i = 0; i < BURST; i++) {
            number++;
            final int port = 1_024 + (number & 0x7FFF);
            final long remote = SERVER + ((number >>> 15) & 0xFF);
            connected[i] = client.connect(0, CLIENT, port, 0, remote, 80, nowNs);
        }
        exchange();
    }

    private long close() {
        for (final long handle : connected) {
            client.close(handle, nowNs);
        }
        exchange();
        for (final long handle : accepted) {
            server.close(handle, nowNs);
        }
        exchange();
        client.poll(nowNs, 64);
        server.poll(nowNs, 64);
        return server.counters().closed();
    }

    private void exchange() {
        boolean moved = true;
        while (moved) {
            nowNs += 1_000 * BURST;
            moved = up.deliver(server, nowNs) | down.deliver(client, nowNs);
        }
    }
}
