package org.firsthop.node.live;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.SystemNanoClock;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.forwarding.fib.ReadEpochs;
import org.firsthop.forwarding.ip.ForwardingTables;
import org.firsthop.forwarding.neighbor.LocalAddress;
import org.firsthop.forwarding.neighbor.NeighborConfig;
import org.firsthop.node.config.IpAddress;
import org.firsthop.node.config.RouterConfig;
import org.firsthop.node.host.Autoconfiguration;
import org.firsthop.node.host.Host;
import org.firsthop.node.linux.LivePort;
import org.firsthop.tcp.TcpEngineBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A whole host on a live interface: the {@link Host} of the simulations, on a real wire and in real time.
 *
 * <pre>{@code
 * try (LiveHost live = LiveHost.start(spec, options, Host.smallTcp(), null)) {
 *     live.ready().join();
 *     live.submit(host -> connector(host).connect(url)).join();
 * }
 * }</pre>
 *
 * <p>The host belongs to its thread: others do something with it by {@link #submit} only.
 */
public final class LiveHost implements AutoCloseable {
    /** PROBE_NUM (RFC 5227 section 1.1). */
    private static final int ARP_PROBES = 3;

    private static final long POLL_NS = 10_000_000L;

    /** Three solicitations, and what it takes to make sure of the addresses (RFC 4861 section 6.3.7, RFC 4862 section 5.4). */
    private static final long CONFIGURED_WITHIN_NS = 10_000_000_000L;

    private final LiveNode node;
    private final Host host;
    private final ConcurrentLinkedQueue<Runnable> commands;

    private LiveHost(final LiveNode node, final Host host, final ConcurrentLinkedQueue<Runnable> commands) {
        this.node = node;
        this.host = host;
        this.commands = commands;
    }

    /**
     * Attaches to the interface and begins to be a host.
     *
     * @param spec of the host.
     * @param options how it runs; with one worker.
     * @param tcp of its TCP; the secret is set here.
     * @param watcher sees what passes the port, or {@code null}.
     * @return the running host.
     * @throws IOException when the interface refuses, or a file cannot be created.
     * @throws IllegalArgumentException when there is more than one worker.
     */
    public static LiveHost start(
            final HostSpec spec,
            final NodeOptions options,
            final TcpEngineBuilder tcp,
            final @Nullable FrameWatcher watcher)
            throws IOException {
        if (options.workers() != 1) {
            throw new IllegalArgumentException("workers: value=" + options.workers() + ", a host has 1");
        }
        final SecureRandom random = new SecureRandom();
        final LiveNode node = new LiveNode(options);
        try {
            final LiveNode.Place place = node.open(List.of(spec.attachment())).get(0);
            final LivePort port = place.ports().get(0);
            final ReadEpochs epochs = new ReadEpochs(1);
            final ForwardingTables tables = LiveTables.of(spec.config(), epochs);
            final NeighborConfig neighbors = NeighborConfig.builder()
                    .seed(random.nextLong())
                    .arpProbes(spec.detectsDuplicates() ? ARP_PROBES : 0)
                    .duplicateProbes(spec.detectsDuplicates() ? 1 : 0)
                    .build();
            final Host host = new Host(
                    "host",
                    place.frames(),
                    SystemNanoClock.INSTANCE,
                    tables,
                    List.of(
                            watcher == null
                                    ? port
                                    : new WatchedPort(port, place.frames().pool(), watcher)),
                    random.nextLong(),
                    neighbors,
                    tcp.mtu(spec.attachment().mtu()));
            for (final RouterConfig.InterfaceAddress own : spec.addresses()) {
                host.addAddress(mapped(own.address()));
            }
            if (spec.isAutoconfigured()) {
                host.autoconfigure(tables.interfaces().get(0), Autoconfiguration.Limits.DEFAULT);
            }
            final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
            node.start(new Runner(host, commands, epochs.register()), host.worker(), place);
            return new LiveHost(node, host, commands);
        } catch (final IOException | RuntimeException e) {
            node.close();
            throw e;
        }
    }

    /**
     * An address as transports have it.
     *
     * @param address of either family.
     * @return the address, IPv4 as IPv4-mapped.
     */
    public static Ipv6Address mapped(final IpAddress address) {
        return address.isIpv6()
                ? new Ipv6Address(address.high(), address.low())
                : Ipv6Address.ofIpv4Mapped(address.ipv4());
    }

    /** The host's thread: what others want done, then frames and timers. */
    private static final class Runner implements Agent {
        private final Host host;
        private final ConcurrentLinkedQueue<Runnable> commands;
        private final ReadEpochs.Reader reader;

        Runner(final Host host, final ConcurrentLinkedQueue<Runnable> commands, final ReadEpochs.Reader reader) {
            this.host = host;
            this.commands = commands;
            this.reader = reader;
        }

        @Override
        public int doWork() {
            int work = 0;
            for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
                command.run();
                work++;
            }
            work += host.doWork(host.nowNs());
            reader.announce();
            return work;
        }

        @Override
        public void onClose() {
            host.abortConnections();
            host.worker().onClose();
        }

        @Override
        public String roleName() {
            return host.name();
        }
    }

    /**
     * Does something on the host's thread.
     *
     * @param action given the host; what it begins may go on.
     * @param <T> type of the result.
     * @return completed as the action's result is.
     */
    public <T> CompletableFuture<T> submit(final Function<Host, CompletableFuture<T>> action) {
        final CompletableFuture<T> result = new CompletableFuture<>();
        commands.add(() -> {
            try {
                final CompletableFuture<T> unused = action.apply(host).whenComplete((value, problem) -> {
                    if (problem != null) {
                        result.completeExceptionally(problem);
                    } else {
                        result.complete(value);
                    }
                });
            } catch (final RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /**
     * Waits until the host's addresses are its own, and, where routers are to configure it, until one has.
     *
     * @return completed with the addresses that another station has, none when all is well; or with an {@link IOException} when no
     *     router has given an address and a way out within ten seconds.
     */
    public CompletableFuture<List<String>> ready() {
        return submit(running -> {
            final CompletableFuture<List<String>> result = new CompletableFuture<>();
            // Not before the stages have run once, and begun to ask.
            running.at(
                    running.nowNs() + POLL_NS,
                    () -> awaitAddresses(running, running.nowNs() + CONFIGURED_WITHIN_NS, result));
            return result;
        });
    }

    private static void awaitAddresses(
            final Host host, final long untilNs, final CompletableFuture<List<String>> result) {
        final List<String> duplicates = new ArrayList<>();
        boolean isWaiting = false;
        for (final LocalAddress address : host.tables().links().get(0).addresses()) {
            isWaiting |= address.state() == LocalAddress.State.TENTATIVE;
            if (address.state() == LocalAddress.State.DUPLICATE) {
                duplicates.add(address.toString());
            }
        }
        final boolean isConfigured =
                host.autoconfigurations().stream().allMatch(each -> each.isComplete() || each.isDuplicate());
        if (!isWaiting && (isConfigured || !duplicates.isEmpty())) {
            result.complete(duplicates);
        } else if (!isConfigured && host.nowNs() - untilNs >= 0) {
            result.completeExceptionally(
                    new IOException("no router of the link has advertised a prefix and itself within "
                            + TimeUnit.NANOSECONDS.toSeconds(CONFIGURED_WITHIN_NS) + " s"));
        } else {
            host.at(host.nowNs() + POLL_NS, () -> awaitAddresses(host, untilNs, result));
        }
    }

    /**
     * The name servers that routers have told the host of.
     *
     * @return IPv6 addresses, none where routers do not configure it.
     */
    public List<Ipv6Address> advertisedDnsServers() {
        return this.<List<Ipv6Address>>submit(
                        running -> CompletableFuture.completedFuture(running.autoconfigurations().stream()
                                .flatMap(each -> each.dnsServers().stream())
                                .toList()))
                .join();
    }

    /**
     * Waits until connections that were closed on this side are closed on the other one too.
     *
     * @param timeoutNs the longest wait.
     * @return completed with whether no connection is left.
     */
    public CompletableFuture<Boolean> quiet(final long timeoutNs) {
        return submit(running -> {
            final CompletableFuture<Boolean> result = new CompletableFuture<>();
            awaitQuiet(running, running.nowNs() + timeoutNs, result);
            return result;
        });
    }

    private static void awaitQuiet(final Host host, final long untilNs, final CompletableFuture<Boolean> result) {
        if (!host.tcp().hasStreams() || host.nowNs() >= untilNs) {
            result.complete(!host.tcp().hasStreams());
        } else {
            host.at(host.nowNs() + POLL_NS, () -> awaitQuiet(host, untilNs, result));
        }
    }

    /** {@return the worker, its port and counters} */
    public LiveNode node() {
        return node;
    }

    /** Ends connections with resets, and detaches. */
    @Override
    public void close() {
        node.close();
    }
}
