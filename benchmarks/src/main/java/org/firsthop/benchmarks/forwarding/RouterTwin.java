package org.firsthop.benchmarks.forwarding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.firsthop.benchmarks.PeerProgram;
import org.firsthop.core.memory.Memory;
import org.firsthop.forwarding.fib.Adjacency;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.ip.ForwardingTables;

/**
 * How much does the JVM cost the router's path? The same steps over the same frames, packets and routes in Java and in C ({@code
 * forward_twin.c}, compiled here with {@code gcc -O3 -march=native}), slice by slice in turn.
 *
 * <p>The two differ in the table: C looks up in one array of 2^24 entries, as DIR-24-8 does, Java in its FIB. Times are CPU
 * times of the thread, so that other work on the machine counts little. Run it with
 *
 * <pre>
 *   java -cp benchmarks/target/benchmarks.jar --add-exports java.base/jdk.internal.misc=ALL-UNNAMED \
 *       org.firsthop.benchmarks.forwarding.RouterTwin
 * </pre>
 *
 * <p>Where there is no gcc it says so and measures nothing.
 */
public final class RouterTwin {
    private static final int ROUNDS = 9;
    private static final int SLICES_A_ROUND = 3;
    private static final int VECTORS_A_SLICE = 20_000;
    private static final int VECTOR = 256;
    private static final int TABLE_SIZE = 1 << 24;
    private static final int FILE_HEADER_LENGTH = 24;
    private static final int ADJACENCY_LENGTH = 32;

    private RouterTwin() {}

    /**
     * Measures and prints.
     *
     * @param arguments numbers of routes; 1 and 1,000,000 unless given.
     * @throws IOException when a file or the twin cannot be made.
     * @throws InterruptedException when the thread is interrupted.
     */
    public static void main(final String[] arguments) throws IOException, InterruptedException {
        final Path folder = Files.createTempDirectory("firsthop-twin");
        try {
            final PeerProgram twin = PeerProgram.compile(RouterTwin.class, "forward_twin", folder);
            if (twin == null) {
                System.out.println("the twin in C is not measured");
                return;
            }
            System.out.println(
                    "ns of CPU time a packet, medians of " + ROUNDS * SLICES_A_ROUND + " slices (min to max)");
            System.out.println(
                    "   routes            Java                  C           ratio   without receive and transmit");
            for (final String routes : arguments.length == 0 ? new String[] {"1", "1000000"} : arguments) {
                compare(Integer.parseInt(routes), twin, folder.resolve("trace"));
            }
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (final Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    /** One slice: the whole way, and receiving and transmitting alone. */
    private record Slice(double whole, double ports) {}

    private static void compare(final int routes, final PeerProgram twin, final Path file)
            throws IOException, InterruptedException {
        final RouterBenchmark router = new RouterBenchmark();
        router.routes = routes;
        router.pool = "warm";
        router.wire();
        write(router, file);
        for (int i = 0; i < SLICES_A_ROUND; i++) {
            slice(router);
        }
        final List<Slice> java = new ArrayList<>();
        final List<Slice> c = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            c.addAll(run(twin, file));
            for (int i = 0; i < SLICES_A_ROUND; i++) {
                java.add(slice(router));
            }
        }
        final double javaWhole = median(java.stream().map(Slice::whole).toList());
        final double cWhole = median(c.stream().map(Slice::whole).toList());
        final double javaPath =
                javaWhole - median(java.stream().map(Slice::ports).toList());
        final double cPath = cWhole - median(c.stream().map(Slice::ports).toList());
        System.out.printf(
                Locale.ROOT,
                "%,9d  %s  %s  %6.2f   %5.1f / %5.1f = %.2f%n",
                routes,
                text(java),
                text(c),
                javaWhole / cWhole,
                javaPath,
                cPath,
                javaPath / cPath);
    }

    private static Slice slice(final RouterBenchmark router) {
        long begin = cpuNs();
        for (int i = 0; i < VECTORS_A_SLICE; i++) {
            router.forward();
        }
        final double whole = (double) (cpuNs() - begin) / VECTORS_A_SLICE / VECTOR;
        begin = cpuNs();
        for (int i = 0; i < VECTORS_A_SLICE; i++) {
            router.forwardBaseline();
        }
        return new Slice(whole, (double) (cpuNs() - begin) / VECTORS_A_SLICE / VECTOR);
    }

    private static List<Slice> run(final PeerProgram twin, final Path file) throws IOException, InterruptedException {
        return twin.run(file.toString(), Integer.toString(VECTOR), Integer.toString(SLICES_A_ROUND)).stream()
                .map(row -> new Slice(row[0], row[1]))
                .toList();
    }

    /** Writes what the twin needs, in this machine's order: adjacencies, the FIB as an array of /24s, and the packets. */
    private static void write(final RouterBenchmark router, final Path file) {
        final ForwardingTables tables = router.tables();
        final AdjacencyTable adjacencies = tables.adjacencies();
        final int count = adjacencies.capacity() + 1;
        final int traceLength = RouterBenchmark.PACKETS * RouterBenchmark.PACKET_LENGTH + Long.BYTES;
        final int length = FILE_HEADER_LENGTH + count * ADJACENCY_LENGTH + TABLE_SIZE * Integer.BYTES + traceLength;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final MappedByteBuffer to = channel.map(FileChannel.MapMode.READ_WRITE, 0, length);
            to.order(ByteOrder.nativeOrder());
            to.putInt(RouterBenchmark.PACKETS)
                    .putInt(RouterBenchmark.PACKET_LENGTH)
                    .putInt(count)
                    .putInt(0);
            to.putLong(tables.interfaces().get(0).mac());
            for (int i = 0; i < count; i++) {
                putAdjacency(to, adjacencies.entryAddress(i));
            }
            for (int i = 0; i < TABLE_SIZE; i++) {
                to.putInt(tables.ipv4().lookup(i << 8));
            }
            for (int i = 0; i < traceLength; i++) {
                to.put((byte) Memory.u8(null, router.trace().address() + i));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void putAdjacency(final ByteBuffer to, final long entry) {
        final long state = Adjacency.state(entry);
        final byte[] linkHeader = new byte[Adjacency.LINK_HEADER_COPY_LENGTH];
        final int linkHeaderLength = Adjacency.linkHeaderLength(state);
        for (int i = 0; i < linkHeaderLength; i++) {
            linkHeader[linkHeader.length - linkHeaderLength + i] =
                    (byte) Memory.u8(null, Adjacency.linkHeaderAddress(entry, state) + i);
        }
        to.put((byte) Adjacency.kind(state)).put((byte) linkHeaderLength);
        to.putShort((short) Adjacency.egressInterface(state)).putShort((short) Adjacency.mtu(state));
        to.putShort((short) 0).put(linkHeader);
    }

    private static long cpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double median(final List<Double> values) {
        return values.stream().sorted(Comparator.naturalOrder()).toList().get(values.size() / 2);
    }

    private static String text(final List<Slice> slices) {
        final List<Double> whole = slices.stream().map(Slice::whole).sorted().toList();
        return String.format(
                Locale.ROOT, "%5.1f (%5.1f to %5.1f)", median(whole), whole.get(0), whole.get(whole.size() - 1));
    }
}
