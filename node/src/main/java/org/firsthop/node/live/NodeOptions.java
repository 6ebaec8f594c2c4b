package org.firsthop.node.live;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a node runs.
 *
 * @param workers threads that share every interface's flows, at least 1.
 * @param frames of the pool of all workers, at least {@value #MIN_FRAMES}.
 * @param slotLength octets of a frame's slot, a multiple of 64.
 * @param isBusy whether workers never rest, for the shortest delay.
 * @param captures pcapng files to write, by the name of the interface.
 * @param countersFile that other processes read counters from, or {@code null}.
 */
public record NodeOptions(
        int workers,
        int frames,
        int slotLength,
        boolean isBusy,
        Map<String, Path> captures,
        @Nullable Path countersFile) {
    /** Fewer frames could not fill the rings of a port and a vector beside them. */
    public static final int MIN_FRAMES = 256;

    /** One worker, 16,384 frames of up to 1,974 octets, no captures. */
    public static final NodeOptions DEFAULT = new NodeOptions(1, 16 * 1024, 2048 + 64, false, Map.of(), null);

    /**
     * Checks the ranges.
     *
     * @param workers threads.
     * @param frames of the pool.
     * @param slotLength octets of a slot.
     * @param isBusy whether workers never rest.
     * @param captures files to write.
     * @param countersFile of the counters.
     * @throws IllegalArgumentException when a value is outside its range.
     */
    public NodeOptions {
        if (workers < 1 || workers > 64) {
            throw new IllegalArgumentException("workers: value=" + workers + ", range=1..64");
        }
        if (frames < MIN_FRAMES) {
            throw new IllegalArgumentException("frames: value=" + frames + ", minimum=" + MIN_FRAMES);
        }
    }
}
