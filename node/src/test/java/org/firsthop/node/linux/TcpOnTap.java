package org.firsthop.node.linux;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.MacAddress;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.tcp.CloseReason;
import org.firsthop.tcp.PacketSink;
import org.firsthop.tcp.SynPolicy;
import org.firsthop.tcp.TcpEngine;
import org.firsthop.tcp.TcpEngineBuilder;
import org.firsthop.tcp.TcpEvents;
import org.firsthop.tcp.TcpState;

/** A TCP engine at the end of a TAP interface whose other end is the kernel; both directions may lose frames, or mark them (ECN). */
final class TcpOnTap implements AutoCloseable {
    /** What becomes of an open connection's octets: called until the connection ends. */
    interface Life {
        /** Reads what there is and sends what there is room for; tells whether it went on. */
        boolean step(TcpEngine engine, long connection, long nowNs);

        /** The connection has ended. */
        default void closed(final CloseReason reason) {}
    }

    private static final int IP = EthernetFlyweight.HEADER_LENGTH;
    private static final int VECTOR = 64;
    private static final int ECN_CAPABLE = 2;
    private static final int CONGESTION_EXPERIENCED = 3;
    private static final long MAC = MacAddress.parse("02:00:00:00:00:01");

    private final TapPort port;
    private final FrameAllocator frames;
    private final FramePool pool;
    private final long kernelMac;
    private final double loss;
    private final double marks;
    private final Random random = new Random(5);
    private final FrameBatch outgoing = new FrameBatch();
    private final ConcurrentLinkedQueue<Consumer<TcpOnTap>> commands = new ConcurrentLinkedQueue<>();
    private final Map<Long, Life> lives = new HashMap<>();
    private final Map<Long, Supplier<Life>> services = new HashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "tcp-on-tap");
    private volatile boolean isHolding;
    private volatile boolean isStopped;
    private long lost;
    final TcpEngine engine;

    /**
     * The engine as 10.0.0.1 in a namespace whose kernel is 10.0.0.2.
     *
     * @param loss the share of packets lost each way, 0 to 1.
     */
    static TcpOnTap in(final NetworkLab lab, final String namespace, final double loss) throws Exception {
        return in(lab, namespace, loss, 0);
    }

    /**
     * As {@link #in(NetworkLab, String, double)}, with ECN when packets are marked.
     *
     * @param marks the share of packets with ECT(0) that get the mark of congestion, each way, 0 to 1.
     */
    static TcpOnTap in(final NetworkLab lab, final String namespace, final double loss, final double marks)
            throws Exception {
        final FrameAllocator frames = FramePool.builder().frames(4096).build().allocator();
        final TcpOnTap ours = lab.in(namespace, () -> {
            final TapPort port = TapPort.open("tap0", 1500, false, frames);
            return new TcpOnTap(port, frames, NetworkDevice.find("tap0").mac(), loss, marks);
        });
        lab.closing(ours);
        lab.ip(namespace, "addr add 10.0.0.2/24 dev tap0")
                .ip(namespace, "neigh replace 10.0.0.1 lladdr " + MacAddress.toString(MAC) + " dev tap0");
        return ours;
    }

    private TcpOnTap(
            final TapPort port,
            final FrameAllocator frames,
            final long kernelMac,
            final double loss,
            final double marks) {
        this.port = port;
        this.frames = frames;
        this.pool = frames.pool();
        this.kernelMac = kernelMac;
        this.loss = loss;
        this.marks = marks;
        engine = new TcpEngineBuilder()
                .secret(1, 2)
                .connections(64)
                .timeWaitTimeout(1_000)
                .ecn(marks > 0)
                .build(new Sink(), new Events(), System.nanoTime());
        thread.setDaemon(true);
        thread.start();
    }

    /** Does something on the engine's thread, and returns when it is done. */
    void command(final Consumer<TcpOnTap> command) throws Exception {
        final CompletableFuture<Boolean> done = new CompletableFuture<>();
        commands.add(host -> {
            command.accept(host);
            done.complete(true);
        });
        NetworkLab.wait(done);
    }

    /** Serves a port; call from a command. */
    void serve(final int tcpPort, final Supplier<Life> service) {
        services.put(engine.listen(0, 0, tcpPort, 16, SynPolicy.ACCEPT_ALL), service);
    }

    /** Connects; call from a command. */
    void connect(final long local, final int localPort, final long remote, final int remotePort, final Life life) {
        final long connection = engine.connect(0, local, localPort, 0, remote, remotePort, System.nanoTime());
        if (connection == TcpEngine.NONE) {
            throw new AssertionError("no connection");
        }
        lives.put(connection, life);
    }

    /** Leaves frames that come in where they are; when it returns, none is being taken any more. */
    void hold() throws Exception {
        command(host -> isHolding = true); // Runs after what the loop may be taking in at the moment.
    }

    /** Takes frames again, those that were held first. */
    void release() {
        isHolding = false;
    }

    /** {@return frames lost so far, both ways} */
    long lost() {
        return lost;
    }

    private void run() {
        final FrameBatch batch = new FrameBatch();
        final PollIdleStrategy idle = new PollIdleStrategy(List.of(port), 50, 1);
        while (!isStopped) {
            final long now = System.nanoTime();
            int work = isHolding ? 0 : port.receive(batch, VECTOR);
            for (int i = 0; i < batch.size(); i++) {
                deliver(batch.get(i), now);
            }
            batch.clear();
            work += engine.poll(now, VECTOR);
            for (Consumer<TcpOnTap> command = commands.poll(); command != null; command = commands.poll()) {
                command.accept(this);
                work++;
            }
            for (final Map.Entry<Long, Life> life : Map.copyOf(lives).entrySet()) {
                final boolean isOpen = engine.state(life.getKey()) != TcpState.SYN_SENT;
                work += isOpen && life.getValue().step(engine, life.getKey(), now) ? 1 : 0;
            }
            flush();
            idle.idle(work);
        }
        ended.countDown();
    }

    private void deliver(final int frame, final long now) {
        final int type =
                new EthernetFlyweight().wrap(pool.buffer(), pool.offset(frame)).etherType();
        if (type == EtherType.IPV4 || type == EtherType.IPV6) {
            if (random.nextDouble() < loss) {
                lost++;
            } else {
                mark(frame);
                engine.onPacket(pool.buffer(), pool.offset(frame) + IP, pool.length(frame) - IP, now);
            }
        }
        frames.free(frame);
    }

    /** Does what a router with a queue that grows does to some packets of those whose ends know of ECN (RFC 3168 section 5). */
    private void mark(final int frame) {
        final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(pool.buffer(), pool.offset(frame) + IP);
        if (marks > 0 && ip.version() == 4 && ip.ecn() == ECN_CAPABLE && random.nextDouble() < marks) {
            ip.trafficClass(ip.trafficClass() | CONGESTION_EXPERIENCED).fillChecksum();
        }
    }

    private void flush() {
        final int taken = port.transmit(outgoing);
        for (int i = taken; i < outgoing.size(); i++) {
            frames.free(outgoing.get(i));
        }
        outgoing.clear();
    }

    private final class Sink implements PacketSink {
        private int frame;

        @Override
        public int claim(final int length) {
            frame = frames.allocate();
            return frame == FramePool.NO_FRAME ? NO_ROOM : pool.offset(frame) + IP;
        }

        @Override
        public MutableDirectBuffer buffer() {
            return pool.buffer();
        }

        @Override
        public void commit(final int length, final long connection) {
            final int version = pool.buffer().getByte(pool.offset(frame) + IP) >>> 4;
            pool.length(frame, IP + length);
            new EthernetFlyweight()
                    .wrap(pool.buffer(), pool.offset(frame))
                    .destination(kernelMac)
                    .source(MAC)
                    .etherType(version == 4 ? EtherType.IPV4 : EtherType.IPV6);
            if (random.nextDouble() < loss) {
                lost++;
                frames.free(frame);
            } else {
                mark(frame);
                outgoing.add(frame);
            }
        }
    }

    private final class Events implements TcpEvents {
        @Override
        public void onAcceptable(final long listener) {
            for (long accepted = engine.accept(listener);
                    accepted != TcpEngine.NONE;
                    accepted = engine.accept(listener)) {
                lives.put(accepted, services.get(listener).get());
            }
        }

        @Override
        public void onClosed(final long connection, final CloseReason reason) {
            final Life life = lives.remove(connection);
            if (life != null) {
                life.closed(reason);
            }
        }
    }

    @Override
    public void close() {
        isStopped = true;
        try {
            if (!ended.await(5, TimeUnit.SECONDS)) {
                throw new AssertionError("the engine's thread hangs");
            }
        } catch (final InterruptedException e) {
            throw new AssertionError(e);
        }
        port.close();
    }

    /** Octets that each place alone decides, so that either side can make them. */
    static byte pattern(final long place) {
        return (byte) (place * 31 + (place >>> 11));
    }

    /** A buffer of the pattern from a place on. */
    static DirectBuffer patternFrom(final long place, final int length) {
        final byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = pattern(place + i);
        }
        return new UnsafeBuffer(octets);
    }
}
