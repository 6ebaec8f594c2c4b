package org.firsthop.forwarding.ip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.Agent;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.hash.FlowHash;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.FlowShards;
import org.firsthop.core.port.MemoryLink;
import org.firsthop.core.port.Port;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.IpProtocol;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.BlockIpv4Fib;
import org.firsthop.forwarding.fib.LinearScanIpv6Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several workers on threads of their own share the flows of two ports: none is lost, and each flow stays in order, both ways. */
class FlowOrderTest {
    private static final int PACKETS = Integer.getInteger("firsthop.order.packets", 200_000);
    private static final int FLOWS = 97;
    private static final int WINDOW = 512;
    private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(2);
    private static final int IP = EthernetFlyweight.HEADER_LENGTH;
    private static final int SEQUENCE = IP + Ipv4Flyweight.MIN_HEADER_LENGTH + 8;
    private static final int LENGTH = SEQUENCE + 8;
    private static final long LAN_MAC = 0x0200_0000_0001L;
    private static final long WAN_MAC = 0x0200_0000_0002L;

    private final FramePool pool = FramePool.builder().frames(8192).build();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean isRunning = true;

    @ParameterizedTest
    @CsvSource({"2, true", "3, true", "3, false"})
    void everyFlowStaysInOrderWhateverTheNumberOfWorkers(final int workers, final boolean hasFastPath)
            throws Exception {
        final FrameAllocator own = pool.allocator();
        final FrameAllocator spreading = pool.allocator();
        final MemoryLink lan = new MemoryLink("lan", own, spreading, 64);
        final MemoryLink wan = new MemoryLink("wan", own, spreading, 64);
        final List<Port> lanShards = new ArrayList<>();
        final List<Port> wanShards = new ArrayList<>();
        final List<Worker> routers = new ArrayList<>();
        final ReadEpochs epochs = new ReadEpochs(workers);
        final ForwardingTables tables = tables(epochs);
        for (int i = 0; i < workers; i++) {
            final FrameAllocator frames = pool.allocator();
            final MemoryLink lanShard = new MemoryLink("lan-" + i, spreading, frames, 64);
            final MemoryLink wanShard = new MemoryLink("wan-" + i, spreading, frames, 64);
            lanShards.add(lanShard.left());
            wanShards.add(wanShard.left());
            final ReadEpochs.Reader reader = epochs.register();
            final Router router = new Router("router-" + i, frames, tables)
                    .port(lanShard.right())
                    .port(wanShard.right())
                    .atRest(reader::announce);
            routers.add((hasFastPath ? router : router.withoutFastPath()).worker(System::nanoTime));
        }
        final FlowHash hash = FlowHash.symmetric();
        final FlowShards fromLan = new FlowShards(lan.right(), lanShards, hash, spreading, 64);
        final FlowShards fromWan = new FlowShards(wan.right(), wanShards, hash, spreading, 64);
        routers.forEach(this::start);
        start(fromLan, fromWan);
        try {
            exchange(own, lan.left(), wan.left());
        } finally {
            isRunning = false;
            for (final Thread thread : threads) {
                thread.join();
            }
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
        assertEquals(0, fromLan.shardOverflows() + fromLan.portOverflows());
        assertEquals(0, fromWan.shardOverflows() + fromWan.portOverflows());
        for (final Worker worker : routers) {
            assertTrue(worker.ports().get(0).counters().receivedFrames() > PACKETS / 2 / workers / 4, "a share");
        }
        assertEquals(0, pool.outstanding());
    }

    private void start(final Agent... agents) {
        final Thread thread = new Thread(() -> {
            try {
                while (isRunning) {
                    int done = 0;
                    for (final Agent agent : agents) {
                        done += agent.doWork();
                    }
                    if (done == 0) {
                        Thread.yield();
                    }
                }
            } catch (final Throwable e) { // What kills a thread must fail the test.
                failure.compareAndSet(null, e);
            }
        });
        threads.add(thread);
        thread.start();
    }

    /** Sends numbered packets of many flows from both sides, as many at once as the links hold, and checks what comes. */
    private void exchange(final FrameAllocator frames, final Port lan, final Port wan) {
        final Port[] ports = {lan, wan};
        final long[][] sent = new long[2][FLOWS];
        final long[][] came = new long[2][FLOWS];
        final FrameBatch batch = new FrameBatch();
        final long deadline = System.nanoTime() + PATIENCE_NS;
        int sentAll = 0;
        int cameAll = 0;
        while (cameAll < PACKETS) {
            assertTrue(System.nanoTime() - deadline < 0, cameAll + " came of " + sentAll);
            if (failure.get() != null) {
                return;
            }
            if (sentAll < PACKETS && sentAll - cameAll < WINDOW) {
                final int from = sentAll / 32 & 1;
                for (int i = 0; i < 32 && sentAll < PACKETS; i++) {
                    final int flow = (int) ((sentAll * 0x9E37_79B9L >>> 8) % FLOWS);
                    batch.add(packet(frames, from, flow, sent[from][flow]++));
                    sentAll++;
                }
                assertEquals(batch.size(), ports[from].transmit(batch));
                batch.clear();
            }
            for (int to = 0; to < 2; to++) {
                ports[to].receive(batch, 256);
                for (int i = 0; i < batch.size(); i++) {
                    final long address = pool.address(batch.get(i));
                    final int flow = Memory.i32(null, address + SEQUENCE);
                    assertEquals(came[1 - to][flow]++, Memory.i32(null, address + SEQUENCE + 4), "flow " + flow);
                }
                cameAll += batch.size();
                frames.freeAll(batch);
            }
        }
    }

    private int packet(final FrameAllocator frames, final int from, final int flow, final long number) {
        final int frame = frames.allocate();
        pool.length(frame, LENGTH);
        final int offset = pool.offset(frame);
        final int inside = 0xC0A8_0110 + flow % 7;
        final int outside = 0x0808_0800 + flow % 11;
        new EthernetFlyweight()
                .wrap(pool.buffer(), offset)
                .destination(from == 0 ? LAN_MAC : WAN_MAC)
                .source(0x0200_0000_0999L)
                .etherType(EtherType.IPV4);
        new Ipv4Flyweight()
                .wrap(pool.buffer(), offset + IP)
                .writeDefaults()
                .totalLength(LENGTH - IP)
                .ttl(64)
                .protocol(IpProtocol.UDP)
                .source(from == 0 ? inside : outside)
                .destination(from == 0 ? outside : inside)
                .fillChecksum();
        final long udp = pool.address(frame) + IP + Ipv4Flyweight.MIN_HEADER_LENGTH;
        final int insidePort = 2_000 + flow;
        Memory.putI32(null, udp, from == 0 ? insidePort << 16 | 443 : 443 << 16 | insidePort);
        Memory.putI32(null, udp + 4, LENGTH - IP - Ipv4Flyweight.MIN_HEADER_LENGTH << 16);
        Memory.putI32(null, pool.address(frame) + SEQUENCE, flow);
        Memory.putI32(null, pool.address(frame) + SEQUENCE + 4, (int) number);
        return frame;
    }

    private static ForwardingTables tables(final ReadEpochs epochs) {
        final InterfaceTable interfaces = new InterfaceTable();
        final IpInterface lan = interfaces.add("lan0", LAN_MAC, 1500);
        final IpInterface wan = interfaces.add("wan0", WAN_MAC, 1500);
        final ForwardingTables tables = new ForwardingTables(
                interfaces,
                new AdjacencyTable(epochs, 128),
                new BlockIpv4Fib(epochs, 1 << 22, 1 << 22),
                new LinearScanIpv6Fib(64));
        tables.addAddress(lan, 0xC0A8_0101, 24);
        tables.addAddress(wan, 0xCB00_7102, 30);
        tables.addRoute(0, 0, tables.nextHop(wan, 0xCB00_7101));
        tables.addNeighbor(wan, 0xCB00_7101, 0x0200_0000_0200L);
        for (int host = 0; host < 7; host++) {
            tables.addNeighbor(lan, 0xC0A8_0110 + host, 0x0200_0000_0100L + host);
        }
        return tables;
    }
}
