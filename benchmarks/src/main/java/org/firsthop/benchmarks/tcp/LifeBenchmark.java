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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many whole connections a second do a client engine and a server engine make and end, in one thread? Three segments of
 * handshake and four of FINs and their acknowledgments pass from memory to memory; the client's four-tuples stay in
 * TIME-WAIT, a full table of which is always there. Both engines write what the other reads: there is no generator.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 4, time = 2)
public class LifeBenchmark {
    private static final long CLIENT = FlowKey.mapped(0x0B00_0001);
    private static final long SERVER = FlowKey.mapped(0x0A00_0001);

    /** A queue of packets for the other engine. */
    private static final class Pipe implements PacketSink {
        private static final int SLOT = 128;
        private static final int SLOTS = 16;
        private final UnsafeBuffer memory = MemoryRegion.allocate(SLOT * SLOTS).buffer();
        private final int[] lengths = new int[SLOTS];
        private int tail;
        private int head;

        @Override
        public int claim(final int length) {
            return length <= SLOT && tail - head < SLOTS ? (tail & (SLOTS - 1)) * SLOT : NO_ROOM;
        }

        @Override
        public MutableDirectBuffer buffer() {
            return memory;
        }

        @Override
        public void commit(final int length, final long connection) {
            lengths[tail++ & (SLOTS - 1)] = length;
        }

        boolean deliver(final TcpEngine to, final long nowNs) {
            if (head == tail) {
                return false;
            }
            final int slot = head & (SLOTS - 1);
            to.onPacket(memory, slot * SLOT, lengths[slot], nowNs);
            head++;
            return true;
        }
    }

    private final Pipe up = new Pipe();
    private final Pipe down = new Pipe();
    private final TcpEngine client = engine(up, new TcpEvents() {});
    private final TcpEngine server = engine(down, new TcpEvents() {
        @Override
        public void onAcceptable(final long listener) {
            accepted = server().accept(listener);
        }
    });
    private long accepted;
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
                .timeWaits(1 << 15)
                .resetsPerSecond(0)
                .smallRings(64)
                .mediumRings(16)
                .largeRings(4)
                .build(sink, events, 0);
    }

    /**
     * A life from SYN to TIME-WAIT on both sides.
     *
     * @return connections ended by the server.
     */
    @Benchmark
    public long life() {
        number++;
        final int port = 1_024 + (number & 0x7FFF);
        final long remote = SERVER + ((number >>> 15) & 0xFF);
        final long handle = client.connect(0, CLIENT, port, 0, remote, 80, nowNs);
        exchange();
        client.close(handle, nowNs);
        exchange();
        server.close(accepted, nowNs);
        exchange();
        return server.counters().closed();
    }

    private void exchange() {
        boolean moved = true;
        while (moved) {
            nowNs += 1_000;
            moved = up.deliver(server, nowNs) | down.deliver(client, nowNs);
        }
        if ((number & 15) == 0) {
            client.poll(nowNs, 64);
            server.poll(nowNs, 64);
        }
    }
}
