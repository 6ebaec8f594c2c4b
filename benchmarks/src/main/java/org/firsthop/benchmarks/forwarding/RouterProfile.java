package org.firsthop.benchmarks.forwarding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Which step of the router's path takes how much of the time? Forwards as {@link RouterBenchmark} does while the Flight Recorder
 * samples the thread, and shares the measured time out by where the samples lie: for each sample the outermost step that a stage
 * or a port was in. Run it with
 *
 * <pre>
 *   java -cp benchmarks/target/benchmarks.jar --add-exports java.base/jdk.internal.misc=ALL-UNNAMED \\
 *       -XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints org.firsthop.benchmarks.forwarding.RouterProfile
 * </pre>
 *
 * <p>The option lets samples be told apart inside a compiled method; without it they lie where the compiler left a mark. The loops
 * of a path overlap in the processor, so that a share is where instructions wait to retire, not what would be saved without them.
 */
public final class RouterProfile {
    private static final int VECTOR = 256;
    private static final long WARM_UP_NS = 5_000_000_000L;
    private static final long MEASURED_NS = 20_000_000_000L;
    private static final String OURS = "org.firsthop.";

    /** Methods that only lead to a step: the step is what they call. */
    private static final List<String> LEADING = List.of(
            "RouterProfile.main",
            "RouterProfile.profile",
            "RouterProfile.forward",
            "RouterBenchmark.forward",
            "Worker.doWork",
            "Worker.run",
            "StageGraph.run",
            "Ipv4FastPath.process",
            "PortOutput.process");

    private RouterProfile() {}

    /**
     * Samples and prints.
     *
     * @param arguments numbers of routes; 1 and 1,000,000 unless given.
     * @throws IOException when the recording cannot be written.
     */
    public static void main(final String[] arguments) throws IOException {
        for (final String routes : arguments.length == 0 ? new String[] {"1", "1000000"} : arguments) {
            profile(Integer.parseInt(routes));
        }
    }

    private static void profile(final int routes) throws IOException {
        final RouterBenchmark router = new RouterBenchmark();
        router.routes = routes;
        router.pool = "warm";
        router.wire();
        forward(router, WARM_UP_NS);
        final Path file = Files.createTempFile("firsthop-profile", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
            recording.start();
            final double nsAPacket = forward(router, MEASURED_NS);
            recording.stop();
            recording.dump(file);
            print(routes, nsAPacket, samples(file));
        } finally {
            Files.delete(file);
        }
    }

    private static double forward(final RouterBenchmark router, final long durationNs) {
        final long begin = System.nanoTime();
        long packets = 0;
        while (System.nanoTime() - begin < durationNs) {
            router.forward();
            packets += VECTOR;
        }
        return (double) (System.nanoTime() - begin) / packets;
    }

    private static Map<String, Integer> samples(final Path file) throws IOException {
        final Map<String, Integer> samples = new TreeMap<>();
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                final RecordedEvent event = recording.readEvent();
                if (event.getEventType().getName().equals("jdk.ExecutionSample") && event.getStackTrace() != null) {
                    samples.merge(step(event.getStackTrace().getFrames()), 1, Integer::sum);
                }
            }
        }
        return samples;
    }

    /** The outermost method that does more than lead to another, from frames with the innermost first. */
    private static String step(final List<RecordedFrame> frames) {
        String step = "elsewhere";
        for (int i = frames.size() - 1; i >= 0; i--) {
            final String type = frames.get(i).getMethod().getType().getName();
            if (type.startsWith(OURS)) {
                step = type.substring(type.lastIndexOf('.') + 1)
                        + '.'
                        + frames.get(i).getMethod().getName();
                if (!LEADING.contains(step)) {
                    return step;
                }
            }
        }
        return step;
    }

    private static void print(final int routes, final double nsAPacket, final Map<String, Integer> samples) {
        final int all = samples.values().stream().mapToInt(Integer::intValue).sum();
        System.out.printf(Locale.ROOT, "%,d routes: %.1f ns a packet, %,d samples%n", routes, nsAPacket, all);
        samples.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .filter(entry -> entry.getValue() * 200 >= all)
                .forEach(entry -> System.out.printf(
                        Locale.ROOT,
                        "  %5.1f %%  %5.1f ns  %s%n",
                        100.0 * entry.getValue() / all,
                        nsAPacket * entry.getValue() / all,
                        entry.getKey()));
    }
}
