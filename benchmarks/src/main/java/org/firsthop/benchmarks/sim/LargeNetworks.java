package org.firsthop.benchmarks.sim;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.node.host.Endpoint;
import org.firsthop.node.host.Host;
import org.firsthop.node.host.StreamHandler;
import org.firsthop.node.host.TcpStream;
import org.firsthop.node.internet.SimulatedNetwork;

/**
 * What do large networks cost, in time and memory, and do more threads help? Builds one, lets all its connections be opened, three
 * times over, and prints of each run: connections and frame-hops a second of real time, frame-hops a second of the processor's time,
 * octets allocated for a connection, and the memory of the network afterwards. Run it with
 *
 * <pre>
 *   java -cp benchmarks/target/benchmarks.jar --add-exports java.base/jdk.internal.misc=ALL-UNNAMED -Xmx4g \
 *       org.firsthop.benchmarks.sim.LargeNetworks [hosts|ring|torus [SIZE [THREADS]]]
 * </pre>
 *
 * <p>{@link Workload} describes the networks; 10,000 hosts on one thread unless told otherwise. The first run is that of a cold
 * JVM.
 */
public final class LargeNetworks {
    private static final int FRAMES = 8_192;
    private static final int RUNS = 3;

    /** After the last connection is begun, longer than the longest way there and back. */
    private static final long REST_NS = 1_000_000_000L;

    private LargeNetworks() {}

    /**
     * Measures and prints.
     *
     * @param arguments the network, its size, threads.
     * @throws IOException never: topologies name no file.
     */
    public static void main(final String[] arguments) throws IOException {
        final Workload workload = workload(
                arguments.length > 0 ? arguments[0] : "hosts",
                arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0);
        final int threads = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
        System.out.printf(
                Locale.ROOT,
                "%,d nodes, %,d links, %,d connections, threads: %d%n",
                workload.topology().nodes().size(),
                workload.topology().links().size(),
                workload.connects().size(),
                threads);
        final Memory before = Memory.now();
        for (int i = 0; i < RUNS; i++) {
            run(workload, threads, before, System.out);
        }
    }

    /**
     * A workload by name.
     *
     * @param shape hosts, ring or torus.
     * @param size of it; 0 for what it has by default.
     * @return the workload.
     * @throws IllegalArgumentException when there is none of the name.
     */
    static Workload workload(final String shape, final int size) {
        return switch (shape) {
            case "hosts" -> Workload.hosts(size == 0 ? 10_000 : size);
            case "ring" -> Workload.ring(size == 0 ? 1_000 : size);
            case "torus" -> Workload.torus(size == 0 ? 32 : size);
            default ->
                throw new IllegalArgumentException("network: value=" + shape + ", expected hosts, ring or torus");
        };
    }

    /**
     * Runs a workload once.
     *
     * @param workload to run.
     * @param threads that run it.
     * @param before memory without any network.
     * @param out gets the figures.
     * @return connections that were opened.
     * @throws IOException never: the topology names no file.
     */
    static long run(final Workload workload, final int threads, final Memory before, final PrintStream out)
            throws IOException {
        final long begin = System.nanoTime();
        final SimulatedNetwork network = SimulatedNetwork.of(workload.topology(), 1, FRAMES, threads);
        final double buildSeconds = (System.nanoTime() - begin) / 1e9;
        final LongAdder connected = new LongAdder();
        final long lastNs = plan(workload, network, connected);
        final com.sun.management.ThreadMXBean thread =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long allocatedBefore = thread.getCurrentThreadAllocatedBytes();
        final long usedBefore = thread.getCurrentThreadCpuTime();
        final long started = System.nanoTime();
        network.simulation().runUntil(lastNs + REST_NS);
        final double seconds = (System.nanoTime() - started) / 1e9;
        final double processorSeconds = (thread.getCurrentThreadCpuTime() - usedBefore) / 1e9;
        final long allocated = thread.getCurrentThreadAllocatedBytes() - allocatedBefore;
        final long frameHops = network.simulation().frameHops();
        final Memory after = Memory.now();
        Reference.reachabilityFence(network);
        out.printf(
                Locale.ROOT,
                "built in %.2f s; %,.0f connections/s, %,d frame-hops, %.2f million/s%s; %d MiB of heap, %d MiB outside%n",
                buildSeconds,
                connected.sum() / seconds,
                frameHops,
                frameHops / seconds / 1e6,
                threads > 1
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                " (%.2f of the processor's time), %,d octets allocated a connection",
                                frameHops / processorSeconds / 1e6,
                                allocated / Math.max(1, connected.sum())),
                (after.heap - before.heap) >> 20,
                (after.outside - before.outside) >> 20);
        network.simulation().close();
        return connected.sum();
    }

    /** Has hosts connect when the workload says, and tells when the last will. */
    private static long plan(final Workload workload, final SimulatedNetwork network, final LongAdder connected) {
        long lastNs = 0;
        for (final Workload.Connect connect : workload.connects()) {
            final Host host = network.host(connect.host());
            final Endpoint server = new Endpoint(Ipv6Address.ofIpv4Mapped(Ipv4Address.parse(connect.server())), 80);
            host.at(connect.timeNs(), () -> host.tcp().connect(server, new StreamHandler() {
                @Override
                public void onConnected(final TcpStream stream) {
                    connected.increment();
                    if (!workload.keepsConnections()) {
                        stream.abort();
                    }
                }
            }));
            lastNs = Math.max(lastNs, connect.timeNs());
        }
        return lastNs;
    }

    /**
     * Memory in use, in octets.
     *
     * @param heap of objects that are reachable.
     * @param outside of the heap.
     */
    record Memory(long heap, long outside) {
        static Memory now() {
            System.gc(); // What is outside is freed by a thread that the first collection sets to work.
            System.gc();
            final long heap =
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            final long outside = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
            return new Memory(heap, outside);
        }
    }
}
