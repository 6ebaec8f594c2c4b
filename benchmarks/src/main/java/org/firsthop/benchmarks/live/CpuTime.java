package org.firsthop.benchmarks.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the first two CPUs have spent, in nanoseconds and to within a tick of the kernel's (proc_stat(5)).
 *
 * @param tasksNs by processes, and by the machine's host for others.
 * @param busyNs by processes and interrupts, of which the kernel's work with packets is the most.
 * @param forwarderNs the same of the second CPU alone.
 */
record CpuTime(long tasksNs, long busyNs, long forwarderNs) {
    private static final long TICK_NS = 10_000_000;
    private static final List<Integer> TASKS = List.of(1, 2, 3, 8);
    private static final List<Integer> PROCESS = List.of(11, 12);
    private static final List<Integer> INTERRUPTS = List.of(6, 7);

    static CpuTime ofMachine() throws IOException {
        long tasks = 0;
        long busy = 0;
        long forwarder = 0;
        for (final String line : Files.readAllLines(Path.of("/proc/stat"))) {
            if (line.startsWith("cpu0 ") || line.startsWith("cpu1 ")) {
                final String[] words = line.split(" ", -1);
                final long own = sum(words, TASKS);
                forwarder = own + sum(words, INTERRUPTS);
                tasks += own;
                busy += forwarder;
            }
        }
        return new CpuTime(tasks, busy, forwarder);
    }

    private static long sum(final String[] words, final List<Integer> columns) {
        return columns.stream()
                        .mapToLong(column -> Long.parseLong(words[column]))
                        .sum()
                * TICK_NS;
    }

    /** {@return the CPU time of a process in user and kernel mode, without interrupts meanwhile, in nanoseconds} */
    static long ofProcess(final long pid) throws IOException {
        final String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        final String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return sum(words, PROCESS);
    }

    CpuTime minus(final CpuTime before) {
        return new CpuTime(tasksNs - before.tasksNs, busyNs - before.busyNs, forwarderNs - before.forwarderNs);
    }
}
