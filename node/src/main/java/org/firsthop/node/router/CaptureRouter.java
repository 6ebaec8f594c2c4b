package org.firsthop.node.router;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.SystemNanoClock;
import org.firsthop.core.capture.CaptureDamage;
import org.firsthop.core.capture.CaptureReader;
import org.firsthop.core.capture.PcapngWriter;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.pipeline.PacketTrace;
import org.firsthop.core.pipeline.PortOutput;
import org.firsthop.core.pipeline.Stage;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.core.port.CapturePort;
import org.firsthop.forwarding.fib.AdjacencyTable;
import org.firsthop.forwarding.fib.BlockIpv4Fib;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.fib.StrideIpv6Fib;
import org.firsthop.forwarding.filter.FilterSet;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.InterfaceTable;
import org.firsthop.forwarding.ip.LocalDelivery;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.forwarding.nat.Nat;
import org.firsthop.node.config.RouterConfig;
import org.firsthop.node.config.RouterTables;
import org.jspecify.annotations.Nullable;

/**
 * A router whose interfaces receive what captures hold, and write what they send into others.
 *
 * <p>One thread.
 */
public final class CaptureRouter implements AutoCloseable {
    /** The longest Ethernet frame that a capture may hold, an IP packet of 65,535 octets with two VLAN tags. */
    private static final int SLOT_LENGTH = 64 * 1028;

    private static final int FRAMES = 1024;
    private static final long RECORD_HEADER_LENGTH = 16;
    private static final int MAX_ADJACENCIES = 64 * 1024;

    private final FramePool pool;
    private final Worker worker;
    private final PacketTrace trace;
    private final List<CapturePort> ports;
    private final Map<String, CaptureReader> readers;
    private final Map<String, Path> inputs;
    private final long[] delivered;
    private final InterfaceTable interfaces;
    private final FilterSet filters;

    /**
     * What a run is to do.
     *
     * @param inputs captures to receive from, by the name of the interface.
     * @param outputs captures to write, by the name of the interface.
     * @param anyStation whether frames for other stations are taken too.
     * @param trace how many packets to follow stage by stage.
     */
    public record Options(Map<String, Path> inputs, Map<String, Path> outputs, boolean anyStation, int trace) {}

    private CaptureRouter(
            final RouterTables tables,
            final Options options,
            final FramePool pool,
            final FrameAllocator frames,
            final List<CapturePort> ports,
            final Map<String, CaptureReader> readers) {
        this.pool = pool;
        this.ports = ports;
        this.readers = readers;
        this.inputs = options.inputs;
        final long[] count = new long[1];
        delivered = count;
        final Router router =
                new Router("router", frames, tables.tables()).local((framePool, frame, nowNs) -> count[0]++);
        if (options.anyStation) {
            router.acceptAnyStation();
        }
        interfaces = tables.tables().interfaces();
        filters = ConfiguredRouter.apply(router, tables.config(), tables.tables());
        // Captures are of the past: nobody can answer what a known key shows, and the same ones give the same ports.
        final Nat nat = ConfiguredNat.of(tables.config(), tables.tables().interfaces(), SipHash.sipHash13(0, 0));
        if (nat != null) {
            router.nat(nat);
        }
        ports.forEach(router::port);
        worker = router.worker(SystemNanoClock.INSTANCE);
        trace = new PacketTrace(pool, (framePool, frame) -> true, PacketText::describe);
        trace.arm(options.trace);
        worker.trace(trace);
    }

    /**
     * Opens all captures and makes the router.
     *
     * @param config what the router is.
     * @param options what the run is to do.
     * @return the run, before its first packet.
     * @throws IOException when a capture cannot be opened or created, or a file of routes cannot be read.
     */
    public static CaptureRouter open(final RouterConfig config, final Options options) throws IOException {
        final ReadEpochs epochs = new ReadEpochs(1);
        final RouterTables tables = new RouterTables(
                config,
                new ForwardingTables(
                        new InterfaceTable(),
                        new AdjacencyTable(epochs, MAX_ADJACENCIES),
                        new BlockIpv4Fib(epochs),
                        new StrideIpv6Fib(epochs)));
        final FramePool pool =
                FramePool.builder().frames(FRAMES).slotLength(SLOT_LENGTH).build();
        final FrameAllocator frames = pool.allocator();
        final List<CapturePort> ports = new ArrayList<>();
        final Map<String, CaptureReader> readers = new HashMap<>();
        try {
            for (final RouterConfig.Interface described : config.interfaces()) {
                final Path input = options.inputs.get(described.name());
                final Path output = options.outputs.get(described.name());
                final CaptureReader reader = input == null ? null : CaptureReader.open(input);
                if (reader != null) {
                    readers.put(described.name(), reader);
                }
                final PcapngWriter writer = output == null ? null : PcapngWriter.create(output);
                ports.add(new CapturePort(described.name(), frames, reader, writer));
            }
        } catch (final IOException e) {
            ports.forEach(CapturePort::close);
            throw e;
        }
        return new CaptureRouter(tables, options, pool, frames, ports, readers);
    }

    /**
     * Forwards a vector of packets from each capture.
     *
     * @return whether there is more to do.
     */
    public boolean step() {
        worker.doWork();
        return worker.isOpen();
    }

    /** {@return octets of the captures that were read so far, to within the overhead of their formats} */
    public long octetsRead() {
        return ports.stream()
                .map(CapturePort::counters)
                .mapToLong(c -> c.receivedOctets() + RECORD_HEADER_LENGTH * c.receivedFrames())
                .sum();
    }

    /** {@return what has become of the packets so far} */
    public ForwardReport report() {
        ports.forEach(CapturePort::flush);
        return new ForwardReport(
                ports,
                delivered[0],
                originated(),
                worker.graph().drops(),
                pool.outstanding(),
                worker.busyNs(),
                trace.finished());
    }

    /**
     * Prints what the rules of access lists have met, where there are any.
     *
     * @param out to print to; not flushed.
     */
    public void printFilters(final PrintWriter out) {
        new FilterCounters(filters, interfaces).print(out);
    }

    /** What stages made, less what ended inside: notices of drops, and parts of datagrams. */
    private long originated() {
        long made = 0;
        for (final Stage stage : worker.graph().stages()) {
            made += stage.originated();
            if (!(stage instanceof PortOutput || stage instanceof LocalDelivery)) {
                made -= stage.consumed();
            }
        }
        return made;
    }

    /**
     * What was wrong with a capture.
     *
     * @return one line that names the file, or {@code null} when all were read and written to their ends.
     */
    public @Nullable String problem() {
        for (final CapturePort port : ports) {
            final @Nullable IOException failure = port.failure();
            if (failure != null) {
                return inputs.get(port.name()) + ": " + failure.getMessage();
            }
            final CaptureReader reader = readers.get(port.name());
            final CaptureDamage damage = reader == null ? null : reader.damage();
            if (damage != null) {
                return damage.message();
            }
        }
        return null;
    }

    @Override
    public void close() {
        ports.forEach(CapturePort::close);
    }
}
