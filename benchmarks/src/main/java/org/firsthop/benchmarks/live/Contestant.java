package org.firsthop.benchmarks.live;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One forwarder in its lab, with its generator; both are stopped but for their slices. */
final class Contestant implements AutoCloseable {
    private static final int SETTLE_MS = 300;

    private final String name;
    private final Lab lab;
    private final ProcessHandle forwarder;
    private final ProcessHandle generator;

    Contestant(final String name, final Lab lab, final ProcessHandle forwarder, final ProcessHandle generator) {
        this.name = name;
        this.lab = lab;
        this.forwarder = forwarder;
        this.generator = generator;
    }

    /**
     * What a slice showed.
     *
     * @param megaPackets millions of packets a second that the sink got.
     * @param coreNs of the forwarder's CPU, a packet.
     * @param machineNs of both CPUs, a packet.
     * @param disturbance share of both CPUs that neither forwarder, generator nor the kernel's soft interrupts took.
     */
    record Slice(double megaPackets, double coreNs, double machineNs, double disturbance) {}

    String name() {
        return name;
    }

    Lab lab() {
        return lab;
    }

    void signal(final String signal) throws IOException {
        for (final ProcessHandle process : List.of(forwarder, generator)) {
            if (process.isAlive()) {
                Lab.run("kill", "-" + signal, Long.toString(process.pid()));
            } else {
                throw new IOException(name + ": a process has ended");
            }
        }
    }

    /** Ends the generator, and lets the forwarder run. */
    void stopGenerator() throws IOException {
        generator.destroyForcibly();
        Lab.run("kill", "-CONT", Long.toString(forwarder.pid()));
    }

    void stopForwarder() throws IOException {
        Lab.run("kill", "-STOP", Long.toString(forwarder.pid()));
    }

    /** Runs for a while. */
    Slice slice(final int millis) throws IOException {
        signal("CONT");
        sleep(SETTLE_MS);
        final long packets = lab.delivered();
        final long forwarderCpu = CpuTime.ofProcess(forwarder.pid());
        final long generatorCpu = CpuTime.ofProcess(generator.pid());
        final CpuTime before = CpuTime.ofMachine();
        final long begin = System.nanoTime();
        sleep(millis);
        final double delivered = Math.max(1, lab.delivered() - packets);
        final long ownNs =
                CpuTime.ofProcess(forwarder.pid()) - forwarderCpu + CpuTime.ofProcess(generator.pid()) - generatorCpu;
        final CpuTime spent = CpuTime.ofMachine().minus(before);
        final double elapsedNs = System.nanoTime() - begin;
        final Slice slice = new Slice(
                delivered * 1e3 / elapsedNs,
                spent.forwarderNs() / delivered,
                spent.busyNs() / delivered,
                Math.max(0, spent.tasksNs() - ownNs) / elapsedNs / 2);
        signal("STOP");
        return slice;
    }

    private static void sleep(final int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        lab.close();
    }
}
