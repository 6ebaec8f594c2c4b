package org.firsthop.core.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.port.Port;
import org.firsthop.core.port.PortCounters;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what a worker counts as Agrona counters, for monitors in this process and in others.
 *
 * <p>The worker counts in plain fields of its own and copies them out at most once a millisecond, so that publishing costs
 * nothing a packet. Labels read {@code worker port eth0 rx-packets}, {@code worker stage ipv4-validate frames} and {@code
 * worker drop ipv4-validate IPV4_BAD_CHECKSUM}. A drop counter appears with the first drop for its reason. When the
 * manager has no room left, what finds none is left out; {@link #unpublished()} counts the ports' and stages' counters among it.
 */
public final class PipelineCounters {
    /** Type of counters of ports in the counters' metadata. */
    public static final int PORT_TYPE_ID = 1001;

    /** Type of counters of stages in the counters' metadata. */
    public static final int STAGE_TYPE_ID = 1002;

    /** Type of counters of drops in the counters' metadata. */
    public static final int DROP_TYPE_ID = 1003;

    private static final long INTERVAL_NS = 1_000_000;

    private final CountersManager manager;
    private final String prefix;
    private final List<Published> published = new ArrayList<>();
    private final List<StageDrops> stageDrops = new ArrayList<>();
    private long nextNs = Long.MIN_VALUE;
    private int unpublished;

    /** A field of ours and the counter that shows it. */
    private record Published(AtomicCounter counter, LongSupplier source) {}

    /** The counters of one stage's drops, by the id of the reason. */
    private record StageDrops(Stage stage, Int2ObjectHashMap<AtomicCounter> counters) {}

    /**
     * Allocates counters for a worker.
     *
     * @param worker whose graph and ports are published.
     * @param manager that allocates counters; used by the worker's thread too from now on.
     */
    public PipelineCounters(final Worker worker, final CountersManager manager) {
        this.manager = manager;
        this.prefix = worker.roleName() + ' ';
        for (final Port port : worker.ports()) {
            final PortCounters counters = port.counters();
            final String label = "port " + port.name();
            add(PORT_TYPE_ID, label + " rx-packets", counters::receivedFrames);
            add(PORT_TYPE_ID, label + " rx-bytes", counters::receivedOctets);
            add(PORT_TYPE_ID, label + " rx-dropped", counters::receivedDropped);
            add(PORT_TYPE_ID, label + " rx-errors", counters::receivedErrors);
            add(PORT_TYPE_ID, label + " rx-missed", counters::receivedMissed);
            add(PORT_TYPE_ID, label + " tx-packets", counters::transmittedFrames);
            add(PORT_TYPE_ID, label + " tx-bytes", counters::transmittedOctets);
            add(PORT_TYPE_ID, label + " tx-refused", counters::transmittedRefused);
            add(PORT_TYPE_ID, label + " tx-failed", counters::transmittedFailed);
            add(PORT_TYPE_ID, label + " tx-carrier", counters::transmittedWithoutCarrier);
        }
        for (final Stage stage : worker.graph().stages()) {
            final String label = "stage " + stage.name();
            add(STAGE_TYPE_ID, label + " frames", stage::received);
            add(STAGE_TYPE_ID, label + " vectors", stage::batches);
            add(STAGE_TYPE_ID, label + " held", stage::held);
            stageDrops.add(new StageDrops(stage, new Int2ObjectHashMap<>()));
        }
    }

    /**
     * Publishes something else that the worker's thread counts.
     *
     * @param typeId of the counter's metadata.
     * @param label behind the worker's name, such as {@code filter packets in eth0 0 deny}.
     * @param source of the value; read by the worker's thread.
     */
    public void counter(final int typeId, final String label, final LongSupplier source) {
        add(typeId, label, source);
    }

    /** {@return how many counters of ports and stages found no room with the manager} */
    public int unpublished() {
        return unpublished;
    }

    /**
     * Publishes when a millisecond has passed since the last time.
     *
     * @param nowNs the time of the worker's clock, in nanoseconds.
     */
    void publish(final long nowNs) {
        if (nowNs >= nextNs) {
            nextNs = nowNs + INTERVAL_NS;
            publishNow();
        }
    }

    void publishNow() {
        for (int i = 0; i < published.size(); i++) {
            final Published entry = published.get(i);
            entry.counter.setRelease(entry.source.getAsLong());
        }
        for (int i = 0; i < stageDrops.size(); i++) {
            publishDrops(stageDrops.get(i));
        }
    }

    private void publishDrops(final StageDrops drops) {
        if (drops.stage.dropped() != 0) {
            drops.stage.drops().forEach((reason, count) -> {
                final AtomicCounter counter =
                        drops.counters.computeIfAbsent(reason.id(), id -> dropCounter(drops, reason));
                if (counter != null) {
                    counter.setRelease(count);
                }
            });
        }
    }

    /** A counter for a drop seen for the first time, or {@code null} where there is no room for one. */
    private @Nullable AtomicCounter dropCounter(final StageDrops drops, final DropReason reason) {
        return manager.available() == 0
                ? null
                : manager.newCounter(prefix + "drop " + drops.stage.name() + ' ' + reason.name(), DROP_TYPE_ID);
    }

    private void add(final int typeId, final String label, final LongSupplier source) {
        if (manager.available() == 0) {
            unpublished++;
            return;
        }
        published.add(new Published(manager.newCounter(prefix + label, typeId), source));
    }
}
