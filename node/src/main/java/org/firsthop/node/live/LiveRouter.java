package org.firsthop.node.live;

import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;
import org.firsthop.core.frame.FrameBatch;
import org.firsthop.core.frame.SpscFrameQueue;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.forwarding.advertise.RouterAdvertiser;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.filter.FilterSet;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.ip.IpInterface;
import org.firsthop.forwarding.ip.Router;
import org.firsthop.forwarding.nat.Nat;
import org.firsthop.forwarding.neighbor.NeighborConfig;
import org.firsthop.forwarding.neighbor.NeighborInfo;
import org.firsthop.forwarding.neighbor.NeighborStage;
import org.firsthop.forwarding.option.TimeOfDay;
import org.firsthop.node.config.RouterConfig;
import org.firsthop.node.linux.KernelAddresses;
import org.firsthop.node.linux.PollIdleStrategy;
import org.firsthop.node.mirror.KernelMirror;
import org.firsthop.node.mirror.MirrorConfig;
import org.firsthop.node.router.ConfiguredNat;
import org.firsthop.node.router.ConfiguredRouter;
import org.firsthop.node.router.FilterCounters;
import org.jspecify.annotations.Nullable;

/**
 * A router on live interfaces, described by the same configuration as one between captures, or by the kernel's own tables.
 *
 * <p>All workers forward by the same tables, each its share of every interface's flows. The first one finds neighbors for all, and
 * is the writer of the tables; where the kernel is mirrored, the mirror is, on a thread of its own.
 */
public final class LiveRouter implements AutoCloseable {
    /** How long hosts may be told that the router ends; a worker at rest looks around more often. */
    private static final int LAST_WORD_MS = 500;

    private static final int QUEUE_CAPACITY = 4096;
    private static final int MIRROR_REST_MS = 1;

    private final LiveNode node;
    private final ForwardingTables tables;
    private final @Nullable KernelMirror mirror;

    private final Wiring wiring;

    private LiveRouter(final LiveNode node, final Wiring wiring, final @Nullable KernelMirror mirror) {
        this.node = node;
        this.tables = wiring.tables;
        this.wiring = wiring;
        this.mirror = mirror;
    }

    /**
     * Attaches to all interfaces of a configuration and begins to route.
     *
     * @param config what the router is.
     * @param kinds how it attaches to interfaces, by their names; to others by packet sockets.
     * @param options how it runs.
     * @return the running router.
     * @throws IOException when an interface refuses, or a file cannot be read or created.
     */
    public static LiveRouter start(
            final RouterConfig config, final Map<String, PortKind> kinds, final NodeOptions options)
            throws IOException {
        final List<InterfaceSpec> interfaces = new ArrayList<>();
        for (final RouterConfig.Interface described : config.interfaces()) {
            final PortKind kind = kinds.getOrDefault(described.name(), PortKind.PACKET);
            interfaces.add(new InterfaceSpec(described.name(), kind, described.mtu()));
        }
        final RouterConfig.Translation translation = config.nat();
        if (translation != null && options.workers() > 1) {
            throw new IOException(config.file() + ':' + translation.line()
                    + ": a router that translates addresses has one worker, not " + options.workers());
        }
        final SecureRandom random = new SecureRandom();
        final LiveNode node = new LiveNode(options);
        try {
            final ReadEpochs epochs = new ReadEpochs(options.workers());
            final ForwardingTables tables = LiveTables.of(config, epochs);
            final SipHash secret = SipHash.sipHash13(random.nextLong(), random.nextLong());
            final Nat nat = ConfiguredNat.of(config, tables.interfaces(), secret);
            final NeighborConfig neighbors = ConfiguredRouter.apply(NeighborConfig.builder(), config)
                    .seed(random.nextLong())
                    .build();
            final Wiring wiring = new Wiring(tables, epochs);
            for (final LiveNode.Place place : node.open(interfaces)) {
                final Router router =
                        NoServices.on(wiring.router(place), place.frames().pool(), tables.addresses());
                wiring.filters.add(ConfiguredRouter.apply(router, config, tables));
                if (nat != null) {
                    router.nat(nat);
                }
                wiring.addFindingNeighbors(router, place, neighbors);
            }
            wiring.start(node);
            return new LiveRouter(node, wiring, null);
        } catch (final IOException | RuntimeException e) {
            node.close();
            throw e;
        }
    }

    /**
     * Attaches to interfaces of the kernel, mirrors its tables and begins to route in its place.
     *
     * @param names of the interfaces; the kernel has their addresses.
     * @param kinds how the router attaches to them, by their names; to others by packet sockets.
     * @param options how it runs.
     * @param config what is mirrored, and bounds.
     * @return the running router, its tables as the kernel's.
     * @throws IOException when the system or an interface refuses, or the kernel itself forwards between the interfaces.
     */
    public static LiveRouter mirror(
            final List<String> names,
            final Map<String, PortKind> kinds,
            final NodeOptions options,
            final MirrorConfig config)
            throws IOException {
        final ReadEpochs epochs = new ReadEpochs(options.workers());
        final LiveNode node = new LiveNode(options);
        KernelMirror mirror = null;
        try {
            mirror = KernelMirror.open(names, epochs, config);
            final KernelAddresses kernels =
                    kinds.containsValue(PortKind.XDP) ? mirror.leaveToKernel(config.maxLocalAddresses()) : null;
            mirror.synchronize();
            final ForwardingTables tables = mirror.tables();
            final List<InterfaceSpec> interfaces = new ArrayList<>();
            for (final IpInterface iface : tables.interfaces().all()) {
                final PortKind kind = kinds.getOrDefault(iface.name(), PortKind.PACKET);
                KernelForwarding.requireOff(iface.name(), kind);
                interfaces.add(new InterfaceSpec(iface.name(), kind, iface.mtu()));
            }
            final Wiring wiring = new Wiring(tables, epochs);
            for (final LiveNode.Place place : node.open(interfaces, kernels)) {
                final Router router = wiring.router(place).beside(mirror, config.waiting());
                wiring.add(router.worker(SystemNanoClock.INSTANCE), place);
            }
            node.startBeside(mirror, mirror.counters(), new PollIdleStrategy(mirror.descriptors(), 0, MIRROR_REST_MS));
            wiring.start(node);
            return new LiveRouter(node, wiring, mirror);
        } catch (final IOException | RuntimeException e) {
            node.close();
            if (mirror != null) {
                mirror.close();
            }
            throw e;
        }
    }

    /** The workers of one router over the same tables; all are made before the first one runs. */
    private static final class Wiring {
        private final ForwardingTables tables;
        private final ReadEpochs epochs;
        private final List<Worker> workers = new ArrayList<>();
        private final List<LiveNode.Place> places = new ArrayList<>();
        private final List<ReadEpochs.Reader> readers = new ArrayList<>();
        private final List<SpscFrameQueue> handoffs = new ArrayList<>();

        /** One for each worker, or none where nothing is configured. */
        private final List<FilterSet> filters = new ArrayList<>();

        private final NeighborView view = new NeighborView();
        private @Nullable NeighborStage finder;
        private @Nullable RouterAdvertiser advertiser;

        Wiring(final ForwardingTables tables, final ReadEpochs epochs) {
            this.tables = tables;
            this.epochs = epochs;
        }

        Router router(final LiveNode.Place place) {
            final ReadEpochs.Reader reader = epochs.register();
            readers.add(reader);
            final Router router = new Router("router-" + workers.size(), place.frames(), tables)
                    .timeOfDay(TimeOfDay.of(SystemEpochClock.INSTANCE))
                    .atRest(workers.isEmpty() ? () -> announce(reader) : reader::announce);
            place.ports().forEach(router::port);
            return router;
        }

        private void announce(final ReadEpochs.Reader reader) {
            reader.announce();
            view.atRest();
        }

        /** The first worker finds neighbors; the others hand over to it. */
        void addFindingNeighbors(final Router router, final LiveNode.Place place, final NeighborConfig config) {
            final NeighborStage owner = finder;
            if (owner == null) {
                add(router.neighbors(config).worker(SystemNanoClock.INSTANCE), place);
                finder = router.neighbors();
                advertiser = router.advertiser();
                view.of(router.neighbors());
            } else {
                final SpscFrameQueue toOwner = new SpscFrameQueue(QUEUE_CAPACITY);
                handoffs.add(toOwner);
                owner.from(toOwner);
                add(router.neighbors(toOwner).worker(SystemNanoClock.INSTANCE), place);
            }
        }

        void add(final Worker worker, final LiveNode.Place place) {
            workers.add(worker);
            places.add(place);
        }

        void start(final LiveNode node) {
            for (int i = 0; i < workers.size(); i++) {
                final FilterSet lists = i < filters.size() ? filters.get(i) : new FilterSet();
                final Worker worker = workers.get(i);
                node.start(worker, places.get(i), readers.get(i), counters -> {
                    CounterReport.publishMulticasts(worker, tables.interfaces(), counters);
                    FilterCounters.publish(lists, tables.interfaces(), counters);
                });
            }
        }

        /** Tells hosts that their router ends, while its workers still run (RFC 4861 section 6.2.5). */
        void ceaseAdvertising() {
            final RouterAdvertiser telling = advertiser;
            if (telling != null) {
                telling.cease();
                for (int waits = 0; waits < LAST_WORD_MS && !telling.isSilent(); waits++) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
            }
        }

        /** Frees what was on its way from worker to worker when they stopped. */
        void freeHandedOver() {
            final FrameBatch rest = new FrameBatch();
            for (final SpscFrameQueue queue : handoffs) {
                while (queue.poll(rest, rest.capacity()) > 0) {
                    places.get(0).frames().freeAll(rest);
                }
            }
        }
    }

    /** {@return the workers, their ports and counters} */
    public LiveNode node() {
        return node;
    }

    /** {@return what all workers forward by; it is the first worker's to write, or the mirror's} */
    public ForwardingTables tables() {
        return tables;
    }

    /**
     * What is known of neighbors, for an operator: as {@code ip neigh} shows it. Any thread may ask; the first worker answers.
     *
     * @return the neighbors by device and address; none where the kernel finds them.
     */
    public List<NeighborInfo> neighbors() {
        return wiring.view.list(!node.isClosed());
    }

    /**
     * Prints {@link #neighbors()} line by line, with their times.
     *
     * @param out to print to; not flushed.
     */
    public void printNeighbors(final PrintWriter out) {
        final List<NeighborInfo> all = neighbors();
        if (!all.isEmpty()) {
            out.println("neighbors:");
            NeighborInfo.print(all, SystemNanoClock.INSTANCE.nanoTime(), out);
        }
    }

    /** {@return the mirror of the kernel's tables, or {@code null} when there is none} */
    public @Nullable KernelMirror mirror() {
        return mirror;
    }

    @Override
    public void close() {
        if (!node.isClosed()) {
            wiring.ceaseAdvertising();
        }
        node.close();
        wiring.freeHandedOver();
        if (mirror != null) {
            mirror.close();
        }
    }
}
