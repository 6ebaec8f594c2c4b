package org.firsthop.node.mirror;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;

/** How often what has happened; written by the mirror's thread, and by workers where it says so, read by any. */
public final class MirrorCounters {
    /** The type of the counters that are published. */
    public static final int TYPE_ID = 2010;

    private final Map<MirrorEvent, AtomicLong> counts = new EnumMap<>(MirrorEvent.class);
    private final Map<MirrorEvent, AtomicCounter> published = new EnumMap<>(MirrorEvent.class);

    MirrorCounters() {
        for (final MirrorEvent event : MirrorEvent.values()) {
            counts.put(event, new AtomicLong());
        }
    }

    void count(final MirrorEvent event) {
        of(event).incrementAndGet();
    }

    /**
     * How often an event has happened.
     *
     * @param event to look up.
     * @return the count so far.
     */
    public long get(final MirrorEvent event) {
        return of(event).get();
    }

    private AtomicLong of(final MirrorEvent event) {
        return Objects.requireNonNull(counts.get(event));
    }

    /**
     * Publishes the counts for other processes: {@code mirror route-put} and so on. Called before the mirror runs.
     *
     * @param manager of the counters.
     */
    public void publish(final CountersManager manager) {
        for (final MirrorEvent event : MirrorEvent.values()) {
            published.put(event, manager.newCounter("mirror " + event.word(), TYPE_ID));
        }
    }

    /** Brings what is published up to date. */
    void update() {
        published.forEach((event, counter) -> counter.setOrdered(get(event)));
    }

    /** {@return the counts, a line each} */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder();
        counts.forEach((event, count) ->
                text.append(event.word()).append(' ').append(count).append('\n'));
        return text.toString();
    }
}
