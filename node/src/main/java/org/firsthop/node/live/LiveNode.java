package org.firsthop.node.live;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.status.CountersManager;
import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FramePool;
import org.firsthop.core.pipeline.CountersFile;
import org.firsthop.core.pipeline.PipelineCounters;
import org.firsthop.core.pipeline.Worker;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.node.linux.KernelAddresses;
import org.firsthop.node.linux.LivePort;
import org.firsthop.node.linux.PollIdleStrategy;
import org.firsthop.node.mirror.KernelMirror;
import org.firsthop.node.mirror.MirrorCounters;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a node, their ports and what they publish, from the opening of the first port to the closing of the last.
 *
 * <p>Every worker is a thread with ports of its own. Made and closed by one thread; the counters may be read by any.
 */
public final class LiveNode implements AutoCloseable {
    private static final int COUNTERS_A_WORKER = 1024;
    private static final int SPINS = 200;
    private static final int REST_MS = 10;
    private static final long MAX_PARK_NS = 1_000_000;

    private final NodeOptions options;
    private final FramePool pool;
    private final CountersFile counters;
    private final CountersManager manager;
    private final CaptureWriter captureWriter = new CaptureWriter();
    private final List<PortKind.Attachment> attachments = new ArrayList<>();
    private final List<LivePort> ports = new ArrayList<>();
    private final List<AgentRunner> runners = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private @Nullable AgentRunner captureRunner;
    private @Nullable AgentRunner besideRunner;
    private volatile boolean isClosed;

    /**
     * A node without ports.
     *
     * @param options how it is to run.
     * @throws IOException when the file of counters cannot be created.
     */
    public LiveNode(final NodeOptions options) throws IOException {
        this.options = options;
        pool = FramePool.builder()
                .frames(options.frames())
                .slotLength(options.slotLength())
                .build();
        final int limit = COUNTERS_A_WORKER * options.workers();
        final Path file = options.countersFile();
        counters = file == null ? CountersFile.inMemory(limit) : CountersFile.create(file, limit);
        manager = counters.manager();
    }

    /**
     * A worker's place.
     *
     * @param frames the allocator of its thread.
     * @param ports its own, in the order of the interfaces.
     */
    public record Place(FrameAllocator frames, List<LivePort> ports) {}

    /**
     * Opens the ports of every worker.
     *
     * @param interfaces in the order in which each worker has its ports.
     * @return a place for each worker.
     * @throws IOException when an interface refuses, or a capture cannot be created.
     */
    public List<Place> open(final List<InterfaceSpec> interfaces) throws IOException {
        return open(interfaces, null);
    }

    /** As {@link #open(List)}, beside a kernel that has addresses on the interfaces. */
    List<Place> open(final List<InterfaceSpec> interfaces, final @Nullable KernelAddresses kernels) throws IOException {
        final int count = options.workers();
        final List<Place> places = new ArrayList<>();
        for (int worker = 0; worker < count; worker++) {
            places.add(new Place(pool.allocator(), new ArrayList<>()));
        }
        final int share =
                options.frames() / (2 * interfaces.size() * count); // The other half is for what is on its way.
        for (int i = 0; i < interfaces.size(); i++) {
            final InterfaceSpec spec = interfaces.get(i);
            final Path capture = options.captures().get(spec.name());
            final List<CaptureWriter.Channel> channels =
                    capture == null ? List.of() : captureWriter.create(capture, spec.name(), count);
            final PortKind.Attachment attachment =
                    spec.kind().attach(spec.name(), spec.mtu(), count, group(i), kernels);
            attachments.add(attachment);
            final List<LivePort> own = new ArrayList<>();
            for (int worker = 0; worker < count; worker++) {
                final LivePort port = attachment.open(worker, places.get(worker).frames, share);
                ports.add(port);
                own.add(channels.isEmpty() ? port : new WatchedPort(port, pool, channels.get(worker)));
            }
            for (int worker = 0; worker < count; worker++) {
                places.get(worker).ports.add(own.get(worker));
            }
        }
        return places;
    }

    /** A number that other processes on this machine are unlikely to use. */
    private static int group(final int index) {
        return 1 + (int) ((ProcessHandle.current().pid() * 251 + index) % 0xFFFF);
    }

    /**
     * Starts a worker on a thread of its own.
     *
     * @param worker to run.
     * @param place that its ports are of.
     */
    public void start(final Worker worker, final Place place) {
        start(worker, worker, idle(place), counters -> {});
    }

    /**
     * Starts an agent that runs a worker, on a thread of its own.
     *
     * @param agent to run; it closes the worker.
     * @param worker that it runs.
     * @param place that the worker's ports are of.
     */
    public void start(final Agent agent, final Worker worker, final Place place) {
        start(agent, worker, idle(place), counters -> {});
    }

    /**
     * Starts a worker that reads tables which another thread writes.
     *
     * @param worker to run; it announces at rest.
     * @param place that its ports are of.
     * @param reader as which it reads.
     */
    public void start(final Worker worker, final Place place, final ReadEpochs.Reader reader) {
        start(worker, place, reader, counters -> {});
    }

    /**
     * As {@link #start(Worker, Place, ReadEpochs.Reader)}, for a worker that counts more than its ports and stages do.
     *
     * @param worker to run; it announces at rest.
     * @param place that its ports are of.
     * @param reader as which it reads.
     * @param more adds to what is published of it.
     */
    public void start(
            final Worker worker,
            final Place place,
            final ReadEpochs.Reader reader,
            final Consumer<PipelineCounters> more) {
        start(worker, worker, new PausingIdleStrategy(idle(place), reader), more);
    }

    private IdleStrategy idle(final Place place) {
        return options.isBusy() ? BusySpinIdleStrategy.INSTANCE : new PollIdleStrategy(place.ports, SPINS, REST_MS);
    }

    private void start(
            final Agent agent, final Worker worker, final IdleStrategy idle, final Consumer<PipelineCounters> more) {
        final PipelineCounters published = new PipelineCounters(worker, manager);
        more.accept(published);
        worker.publish(published);
        workers.add(worker);
        runners.add(run(new AgentRunner(idle, errorHandler(), null, agent)));
        if (captureRunner == null && !options.captures().isEmpty()) {
            final IdleStrategy backoff = new BackoffIdleStrategy(10, 10, 1_000, MAX_PARK_NS);
            captureRunner = run(new AgentRunner(backoff, errorHandler(), null, captureWriter));
        }
    }

    /**
     * Runs the mirror of the kernel beside the workers, on a thread of its own; it is stopped before them.
     *
     * @param mirror to run.
     * @param mirrorCounters to publish.
     * @param idle how it rests.
     */
    void startBeside(final KernelMirror mirror, final MirrorCounters mirrorCounters, final IdleStrategy idle) {
        mirrorCounters.publish(manager);
        besideRunner = run(new AgentRunner(idle, errorHandler(), null, mirror));
    }

    private static AgentRunner run(final AgentRunner runner) {
        AgentRunner.startOnThread(runner);
        return runner;
    }

    /** The first failure is kept; a worker goes on after it. */
    private ErrorHandler errorHandler() {
        return e -> failure.compareAndSet(null, e);
    }

    /** {@return what the node has counted, a picture of this moment to within a millisecond} */
    public CounterReport report() {
        return new CounterReport(counters.reader());
    }

    /** {@return the workers that were started} */
    public List<Worker> workers() {
        return List.copyOf(workers);
    }

    /** {@return the pool of all frames} */
    public FramePool pool() {
        return pool;
    }

    /**
     * What went wrong while the node ran.
     *
     * @return one sentence, or {@code null} when nothing did.
     */
    public @Nullable String problem() {
        final Throwable thrown = failure.get();
        final IOException captureFailure = captureWriter.failure();
        if (thrown != null) {
            return "a worker failed: " + thrown;
        }
        if (captureFailure != null) {
            return "writing a capture: " + captureFailure.getMessage();
        }
        return captureWriter.lost() == 0
                ? null
                : captureWriter.lost() + " packets are missing from captures: the disk is slower than the link";
    }

    /** {@return whether the node has been closed, or is being closed} */
    boolean isClosed() {
        return isClosed;
    }

    /** Stops the workers, finishes captures and closes every port. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (besideRunner != null) {
            besideRunner.close();
        }
        runners.forEach(AgentRunner::close);
        ports.forEach(LivePort::close);
        workers.forEach(Worker::onClose); // With what the ports have counted at their end.
        attachments.forEach(PortKind.Attachment::close);
        if (captureRunner != null) {
            captureRunner.close();
        } else {
            captureWriter.onClose();
        }
    }
}
