package org.firsthop.dns.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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

    /**
     * A resolver of hosts' names.
     *
     * @param client that asks.
     * @param hosts looked at first.
     * @param conf its search list and options; its servers are the driver's business.
     * @param executor on which futures are completed.
     */
    public HostResolver(final DnsClient client, final HostsFile hosts, final ResolvConf conf, final Executor executor) {
        this.client = client;
        this.hosts = hosts;
        this.conf = conf;
        this.executor = executor;
    }

    /**
     * Finds the addresses of a name.
     *
     * @param host as a user writes it.
     * @return the addresses; an answer without any when the name has none or does not exist.
     * @throws IllegalArgumentException when the text is neither an address nor a name.
     */
    public CompletableFuture<HostAddresses> addresses(final String host) {
        final HostAddresses local = withoutDns(host);
        if (local != null) {
            return CompletableFuture.completedFuture(local);
        }
        return tryFrom(SearchList.candidates(host, conf), 0);
    }

    /** {@return the addresses of a name about which no server is asked, or null} */
    private @Nullable HostAddresses withoutDns(final String host) {
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
                    alternate(hosts.ipv6(host), ipv4),
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

    private CompletableFuture<HostAddresses> tryFrom(final List<DomainName> names, final int index) {
        final DomainName name = names.get(index);
        final CompletableFuture<DnsAnswer> ipv4 = client.lookupAsync(name, RecordType.A, executor);
        final CompletableFuture<HostAddresses> both = conf.isNoAaaa()
                ? ipv4.thenApply(a -> combine(name, List.of(a)))
                : ipv4.thenCombine(
                        client.lookupAsync(name, RecordType.AAAA, executor),
                        (a, aaaa) -> combine(name, List.of(a, aaaa)));
        return both.thenCompose(found -> {
            if (!found.addresses().isEmpty() || index + 1 == names.size()) {
                return CompletableFuture.completedFuture(found);
            }
            // Where no name has addresses, what was found for the first is what the user is told, as glibc does.
            return tryFrom(names, index + 1)
                    .thenApply(later -> later.addresses().isEmpty() ? found : later);
        });
    }

    private static HostAddresses combine(final DomainName name, final List<DnsAnswer> answers) {
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
        return new HostAddresses(canonical.toString(), alternate(ipv6, ipv4), HostAddresses.Source.DNS, answers);
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
