package org.firsthop.node.live;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.firsthop.forwarding.neighbor.NeighborInfo;
import org.firsthop.forwarding.neighbor.NeighborStage;
import org.jspecify.annotations.Nullable;

/** Shows the neighbors of a running router to other threads: the worker whose table it is copies it when it is asked. */
final class NeighborView {
    private static final long PATIENCE_MS = 1_000;

    private final AtomicReference<@Nullable CompletableFuture<List<NeighborInfo>>> wanted = new AtomicReference<>();
    private volatile @Nullable NeighborStage stage;

    NeighborView() {}

    /** Begins to show a stage's table. */
    void of(final NeighborStage shown) {
        stage = shown;
    }

    /** Answers who waits for the table; on its worker's thread, between two duty cycles. */
    void atRest() {
        final CompletableFuture<List<NeighborInfo>> waiting = wanted.get();
        final NeighborStage shown = stage;
        if (waiting != null && shown != null) {
            wanted.set(null);
            waiting.complete(shown.list());
        }
    }

    /**
     * The table as it is now.
     *
     * @param isRunning whether the worker runs; else the table is the caller's to read.
     */
    List<NeighborInfo> list(final boolean isRunning) {
        final NeighborStage shown = stage;
        if (shown == null) {
            return List.of();
        }
        if (!isRunning) {
            return shown.list();
        }
        // Who asks while another waits gets the same answer.
        final CompletableFuture<List<NeighborInfo>> own = new CompletableFuture<>();
        final CompletableFuture<List<NeighborInfo>> answer =
                Objects.requireNonNull(wanted.updateAndGet(others -> others == null ? own : others));
        try {
            return answer.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final TimeoutException e) {
            wanted.compareAndSet(answer, null);
        } catch (final ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return List.of();
    }
}
