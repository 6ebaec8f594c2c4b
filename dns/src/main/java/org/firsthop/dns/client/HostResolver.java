package org.firsthop.dns.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.AddressSyntaxException;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.config.HostsFile;
import org.firsthop.dns.config.ResolvConf;
import org.firsthop.dns.config.SearchList;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.rdata.RecordType;
import org.jspecify.annotations.Nullable;

/**
 * Resolves what a user wrote to addresses, as a host does.
 *
 * <p>In this order: an address written out is itself; {@code localhost} and names below it are this host, and no server is
 * asked about them (RFC 6761 section 6.3); the hosts file; DNS, with each name of the {@linkplain SearchList search list}
 * until one has addresses. A and AAAA are asked at once (RFC 8305 section 3), unless {@code no-aaaa} is set. Free for any
 * thread.
 */
public final class HostResolver {
    private static final int LOOPBACK = 0x7F00_0001;
    private static final String LOCALHOST = "localhost";

    private final DnsClient client;
    private final HostsFile hosts;
    private final ResolvConf conf;
    private final Executor executor;
    private final @Nullable AddressOrder order;

    /**
     * A resolver of hosts' names that knows nothing of this host's own addresses, and gives IPv6 first.
     *
     * @param client that asks.
     * @param hosts looked at first.
     * @param conf its search list and options; its servers are the driver's business.
     * @param executor on which futures are completed.
     */
    public HostResolver(final DnsClient client, final HostsFile hosts, final ResolvConf conf, final Executor executor) {
        this(client, hosts, conf, executor, null);
    }

    /**
     * A resolver of hosts' names.
     *
     * @param client that asks.
     * @param hosts looked at first.
     * @param conf its search list and options; its servers are the driver's business.
     * @param executor on which futures are completed.
     * @param order in which addresses are given (RFC 6724), or {@code null} for IPv6 first.
     */
    public HostResolver(
            final DnsClient client,
            final HostsFile hosts,
            final ResolvConf conf,
            final Executor executor,
            final @Nullable AddressOrder order) {
        this.order = order;
        this.client = client;
        this.hosts = hosts;
        this.conf = conf;
        this.executor = executor;
    }

    /**
     * Finds the addresses of a name, all of them.
     *
     * @param host as a user writes it.
     * @return the addresses; an answer without any when the name has none or does not exist.
     * @throws IllegalArgumentException when the text is neither an address nor a name.
     */
    public CompletableFuture<HostAddresses> addresses(final String host) {
        return addresses(host, delayed -> {}, late -> {}, true);
    }

    /**
     * Finds addresses of a name to begin with, as RFC 8305 section 3 has it: once there are IPv6 addresses; or IPv4 addresses, and
     * AAAA has been answered or has had its delay.
     *
     * @param host as a user writes it.
     * @param resolutionDelay runs what it is given when AAAA has had its delay (50 ms are recommended), on the executor's thread.
     * @param late told all addresses when those of the second family have come after the first were given; at most once.
     * @return the addresses to begin with; an answer without any when the name has none or does not exist.
     * @throws IllegalArgumentException when the text is neither an address nor a name.
     */
    public CompletableFuture<HostAddresses> firstAddresses(
            final String host, final Consumer<Runnable> resolutionDelay, final Consumer<HostAddresses> late) {
        return addresses(host, resolutionDelay, late, false);
    }

    private CompletableFuture<HostAddresses> addresses(
            final String host,
            final Consumer<Runnable> resolutionDelay,
            final Consumer<HostAddresses> late,
            final boolean isForAll) {
        final HostAddresses local = withoutDns(host);
        if (local != null) {
            return CompletableFuture.completedFuture(local);
        }
        return new Search(SearchList.candidates(host, conf), resolutionDelay, late, isForAll).from(0);
    }

    /**
     * What is known of a name without asking: an address written out, a name of the hosts file, {@code localhost}.
     *
     * @param host as a user writes it.
     * @return the addresses, or {@code null} where a server is to be asked.
     */
    public @Nullable HostAddresses withoutDns(final String host) {
        final Ipv6Address literal = literal(host);
        if (literal != null) {
            return new HostAddresses(host, List.of(literal), HostAddresses.Source.LITERAL, List.of());
        }
        if (hosts.contains(host)) {
            final List<Ipv6Address> ipv4 =
                    hosts.ipv4(host).stream().map(Ipv6Address::ofIpv4Mapped).toList();
            final String canonical = hosts.canonicalName(host);
            return new HostAddresses(
                    canonical == null ? host : canonical,
                    inOrder(hosts.ipv6(host), ipv4),
                    HostAddresses.Source.HOSTS,
                    List.of());
        }
        final String folded = host.toLowerCase(Locale.ROOT);
        final String name = folded.endsWith(".") ? folded.substring(0, folded.length() - 1) : folded;
        if (name.equals(LOCALHOST) || name.endsWith("." + LOCALHOST)) {
            return new HostAddresses(
                    name,
                    List.of(Ipv6Address.LOOPBACK, Ipv6Address.ofIpv4Mapped(LOOPBACK)),
                    HostAddresses.Source.LOCALHOST,
                    List.of());
        }
        return null;
    }

    private static @Nullable Ipv6Address literal(final String host) {
        try {
            return host.indexOf(':') >= 0 ? Ipv6Address.parse(host) : Ipv6Address.ofIpv4Mapped(Ipv4Address.parse(host));
        } catch (final AddressSyntaxException e) {
            return null;
        }
    }

    /** One name of a user on its way through the names of the search list. */
    private final class Search {
        private final List<DomainName> names;
        private final Consumer<Runnable> resolutionDelay;
        private final Consumer<HostAddresses> late;
        private final boolean isForAll;

        Search(
                final List<DomainName> names,
                final Consumer<Runnable> resolutionDelay,
                final Consumer<HostAddresses> late,
                final boolean isForAll) {
            this.names = names;
            this.resolutionDelay = resolutionDelay;
            this.late = late;
            this.isForAll = isForAll;
        }

        CompletableFuture<HostAddresses> from(final int index) {
            return ask(names.get(index)).thenCompose(found -> {
                if (!found.addresses().isEmpty() || index + 1 == names.size()) {
                    return CompletableFuture.completedFuture(found);
                }
                // Where no name has addresses, what was found for the first is what the user is told, as glibc does.
                return from(index + 1).thenApply(later -> later.addresses().isEmpty() ? found : later);
            });
        }

        private CompletableFuture<HostAddresses> ask(final DomainName name) {
            final CompletableFuture<DnsAnswer> a = client.lookupAsync(name, RecordType.A, executor);
            if (conf.isNoAaaa()) {
                return a.thenApply(answer -> combine(name, List.of(answer)));
            }
            final CompletableFuture<DnsAnswer> aaaa = client.lookupAsync(name, RecordType.AAAA, executor);
            final CompletableFuture<HostAddresses> all =
                    a.thenCombine(aaaa, (ipv4, ipv6) -> combine(name, List.of(ipv4, ipv6)));
            if (isForAll) {
                return all;
            }
            final CompletableFuture<HostAddresses> first = new CompletableFuture<>();
            final CompletableFuture<Void> onAaaa = aaaa.thenAccept(answer -> {
                final HostAddresses ipv6 = combine(name, List.of(answer));
                if (!ipv6.addresses().isEmpty()) {
                    first.complete(ipv6);
                }
            });
            final CompletableFuture<Void> onA = a.thenAccept(answer -> {
                final HostAddresses ipv4 = combine(name, List.of(answer));
                if (!ipv4.addresses().isEmpty() && !first.isDone()) {
                    resolutionDelay.accept(() -> first.complete(ipv4));
                }
            });
            final CompletableFuture<Void> onBoth = CompletableFuture.allOf(onA, onAaaa);
            final CompletableFuture<HostAddresses> unused = onBoth.thenCombine(all, (nothing, found) -> found)
                    .whenComplete((found, problem) -> {
                        if (problem != null) {
                            first.completeExceptionally(problem);
                        } else if (!first.complete(found)) {
                            late.accept(found);
                        }
                    });
            return first;
        }
    }

    private HostAddresses combine(final DomainName name, final List<DnsAnswer> answers) {
        final List<Ipv6Address> ipv4 = new ArrayList<>();
        final List<Ipv6Address> ipv6 = new ArrayList<>();
        DomainName canonical = name;
        for (final DnsAnswer answer : answers) {
            for (final DnsRecord record : answer.answers()) {
                final UnsafeBuffer rdata = new UnsafeBuffer(record.rdata());
                if (record.type() == RecordType.A) {
                    ipv4.add(Ipv6Address.ofIpv4Mapped(NetworkOrder.i32(rdata, 0)));
                    canonical = record.owner();
                } else if (record.type() == RecordType.AAAA) {
                    ipv6.add(new Ipv6Address(NetworkOrder.i64(rdata, 0), NetworkOrder.i64(rdata, Long.BYTES)));
                    canonical = record.owner();
                }
            }
        }
        return new HostAddresses(canonical.toString(), inOrder(ipv6, ipv4), HostAddresses.Source.DNS, answers);
    }

    /** RFC 8305 section 4: sorted by RFC 6724, then the families by turns, beginning with that of the first. */
    private List<Ipv6Address> inOrder(final List<Ipv6Address> ipv6, final List<Ipv6Address> ipv4) {
        if (order == null) {
            return alternate(ipv6, ipv4);
        }
        final List<Ipv6Address> all = new ArrayList<>(ipv6);
        all.addAll(ipv4);
        final List<Ipv6Address> sorted = order.sort(all);
        final List<Ipv6Address> sixes =
                sorted.stream().filter(address -> !address.isIpv4Mapped()).toList();
        final List<Ipv6Address> fours =
                sorted.stream().filter(Ipv6Address::isIpv4Mapped).toList();
        return sorted.isEmpty() || !sorted.get(0).isIpv4Mapped() ? alternate(sixes, fours) : alternate(fours, sixes);
    }

    /** RFC 8305 section 4: the families by turns, so that one that does not work costs one attempt. */
    private static List<Ipv6Address> alternate(final List<Ipv6Address> first, final List<Ipv6Address> second) {
        final List<Ipv6Address> addresses = new ArrayList<>(first.size() + second.size());
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            if (i < first.size()) {
                addresses.add(first.get(i));
            }
            if (i < second.size()) {
                addresses.add(second.get(i));
            }
        }
        return List.copyOf(addresses);
    }
}
