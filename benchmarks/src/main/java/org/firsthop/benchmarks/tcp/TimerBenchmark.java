package org.firsthop.benchmarks.tcp;

import java.util.concurrent.TimeUnit;
import org.agrona.DeadlineTimerWheel;
import org.firsthop.node.linux.HugePages;
import org.firsthop.tcp.table.TimerWheel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to cancel a timer and to arm it again, with many armed? Timers are picked at random, deadlines lie within
 * a minute at random. The baseline is Agrona's wheel.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED", "-XX:MaxDirectMemorySize=2g"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 4, time = 2)
public class TimerBenchmark {
    private static final int SPAN = 60_000;

    /** Timers armed. */
    @Param({"10000", "1000000"})
    public int armed;

    private TimerWheel wheel;
    private DeadlineTimerWheel agrona;
    private long[] ids;
    private long seed = 20_261_122L;

    /** Two wheels. */
    public TimerBenchmark() {}

    /** Arms all timers. */
    @Setup
    public void setUp() {
        HugePages.use();
        wheel = new TimerWheel(armed, 0);
        agrona = new DeadlineTimerWheel(TimeUnit.MILLISECONDS, 0, 8, 8_192, 256);
        ids = new long[armed];
        for (int i = 0; i < armed; i++) {
            wheel.arm(i, 1 + deadline());
            ids[i] = agrona.scheduleTimer(1 + deadline());
        }
    }

    private int next() {
        seed = seed * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
        return (int) (seed >>> 33);
    }

    private int deadline() {
        return next() % SPAN;
    }

    /**
     * Cancels and arms a timer of the engine's wheel.
     *
     * @return timers armed.
     */
    @Benchmark
    public int rearm() {
        final int index = next() % armed;
        wheel.disarm(index);
        wheel.arm(index, 1 + deadline());
        return wheel.size();
    }

    /**
     * Cancels and arms a timer of Agrona's wheel.
     *
     * @return timers armed.
     */
    @Benchmark
    public long rearmBaseline() {
        final int index = next() % armed;
        agrona.cancelTimer(ids[index]);
        ids[index] = agrona.scheduleTimer(1 + deadline());
        return agrona.timerCount();
    }
}
