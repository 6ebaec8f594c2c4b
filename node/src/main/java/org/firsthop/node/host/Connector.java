package org.firsthop.node.host;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.firsthop.core.address.Ipv6Address;
import org.firsthop.dns.client.DnsAnswer;
import org.firsthop.dns.client.DnsClient;
import org.firsthop.dns.client.HostAddresses;
import org.firsthop.dns.client.HostResolver;
import org.firsthop.dns.config.HostsFile;
import org.firsthop.dns.config.ResolvConf;
import org.firsthop.dns.message.Rcode;
import org.firsthop.tcp.CloseReason;
import org.firsthop.tcp.TcpInfo;
import org.jspecify.annotations.Nullable;

/**
 * Connects a host to a URL, as a browser has it done: name to addresses, addresses in the order of RFC 6724, then a TCP
 * connection to the first that answers (RFC 8305, "Happy Eyeballs").
 *
 * <p>A and AAAA are asked at once. IPv6 addresses are tried when they are there; IPv4 addresses give AAAA 50 ms more to be
 * answered; what comes later still is tried with the others. The next address is tried when one has failed, or has not answered
 * for 250 ms; the others go on meanwhile, and the first connection wins. Belongs to the host's thread.
 */
public final class Connector {
    /** The time that an address has for its answer before the next is tried beside it (RFC 8305 section 5). */
    public static final long ATTEMPT_DELAY_NS = 250_000_000L;

    /** The time that AAAA is given when A has been answered (RFC 8305 section 3, "Resolution Delay"). */
    public static final long RESOLUTION_DELAY_NS = 50_000_000L;

    /** The time that all has together, where the user sets no other. */
    public static final long DEFAULT_TIMEOUT_NS = 30_000_000_000L;

    private static final int EDE_NO_REACHABLE_AUTHORITY = 22;

    private final Host host;
    private final HostResolver resolver;
    private final ConnectObserver observer;
    private final boolean useIpv6;
    private final String servers;
    private final long timeoutNs;
    /** For A, and for AAAA where it is asked. */
    private final int answersOfAName;

    /**
     * A connector of a host.
     *
     * @param host that connects.
     * @param stub that it asks.
     * @param hosts its hosts file.
     * @param conf its resolv.conf.
     * @param useIpv6 whether IPv6 is tried too, and first.
     * @param timeoutNs for one connection attempt with all that belongs to it.
     * @param observer told each step.
     */
    public Connector(
            final Host host,
            final ResolverEndpoint stub,
            final HostsFile hosts,
            final ResolvConf conf,
            final boolean useIpv6,
            final long timeoutNs,
            final ConnectObserver observer) {
        this.host = host;
        this.observer = observer;
        this.useIpv6 = useIpv6;
        this.timeoutNs = timeoutNs;
        answersOfAName = conf.isNoAaaa() ? 1 : 2;
        resolver = new HostResolver(new DnsClient(stub), hosts, conf, Runnable::run);
        servers = conf.servers().isEmpty()
                ? "no resolver"
                : String.join(
                        ", ",
                        conf.servers().stream()
                                .map(s -> Endpoint.addressText(s.address()))
                                .toList());
    }

    /**
     * Begins to connect.
     *
     * @param url to connect to.
     * @return the result, completed on the host's thread.
     */
    public CompletableFuture<ConnectResult> connect(final HttpUrl url) {
        final Attempt attempt = new Attempt(url);
        attempt.begin();
        return attempt.result;
    }

    /** One URL on its way to a connection. */
    private final class Attempt {
        private final HttpUrl url;
        private final CompletableFuture<ConnectResult> result = new CompletableFuture<>();
        private final List<Try> tries = new ArrayList<>();
        private final long beginNs = host.nowNs();
        private List<Ipv6Address> order = List.of();
        private long namedNs = -1;
        private String failure = "";
        private boolean isAaaaPending;

        Attempt(final HttpUrl url) {
            this.url = url;
        }

        void begin() {
            observer.onBegin(url);
            host.at(
                    beginNs + timeoutNs,
                    () -> fail(failure.isEmpty() ? "no answer within " + timeoutNs / 1_000_000_000L + " s" : failure));
            final CompletableFuture<HostAddresses> lookup;
            try {
                lookup = resolver.firstAddresses(
                        url.host(), action -> host.at(host.nowNs() + RESOLUTION_DELAY_NS, action), this::more);
            } catch (final IllegalArgumentException e) {
                fail("\"" + url.host() + "\" is neither an address nor a name: " + e.getMessage());
                return;
            }
            final CompletableFuture<HostAddresses> unused = lookup.whenComplete((addresses, problem) -> {
                if (problem != null) {
                    fail(String.valueOf(problem.getMessage()));
                } else {
                    named(addresses);
                }
            });
        }

        private void named(final HostAddresses addresses) {
            if (result.isDone()) {
                return;
            }
            namedNs = host.nowNs();
            isAaaaPending = addresses.source() == HostAddresses.Source.DNS
                    && addresses.answers().size() < answersOfAName;
            final List<Ipv6Address> candidates = candidates(addresses);
            order = host.addresses().ordered(candidates);
            observer.onAddresses(addresses, order);
            if (order.isEmpty()) {
                fail(noAddress(addresses, candidates));
            } else {
                next();
            }
        }

        /** Addresses of the other family have come: they go where they belong among those that were not tried yet. */
        private void more(final HostAddresses addresses) {
            final List<Ipv6Address> all = new ArrayList<>(order.subList(0, tries.size()));
            for (final Ipv6Address address : host.addresses().ordered(candidates(addresses))) {
                if (!all.contains(address)) {
                    all.add(address);
                }
            }
            isAaaaPending = false;
            if (result.isDone()) {
                return;
            }
            final boolean isOver = tries.stream().allMatch(t -> t.over);
            if (all.size() == order.size()) {
                if (isOver) {
                    fail(failure);
                }
                return;
            }
            final boolean wereAllTried = tries.size() == order.size();
            order = all;
            observer.onAddresses(addresses, order);
            if (isOver) {
                next();
            } else if (wereAllTried) {
                tryNextAt(tries.get(tries.size() - 1).beginNs + ATTEMPT_DELAY_NS);
            }
        }

        private List<Ipv6Address> candidates(final HostAddresses addresses) {
            final List<Ipv6Address> candidates = new ArrayList<>(addresses.addresses());
            candidates.removeIf(a -> !useIpv6 && !a.isIpv4Mapped());
            return candidates;
        }

        private String noAddress(final HostAddresses addresses, final List<Ipv6Address> candidates) {
            if (!candidates.isEmpty() || !addresses.addresses().isEmpty()) {
                return url.host() + " has the address "
                        + Endpoint.addressText(addresses.addresses().get(0)) + ", and this host speaks no "
                        + (addresses.addresses().get(0).isIpv4Mapped() ? "IPv4" : "IPv6");
            }
            for (final DnsAnswer answer : addresses.answers()) {
                if (answer.rcode() == Rcode.NXDOMAIN) {
                    return url.host() + " does not exist: " + servers + " says NXDOMAIN";
                } else if (answer.rcode() != Rcode.NOERROR) {
                    return answer.extendedError() == EDE_NO_REACHABLE_AUTHORITY
                            ? "the address of " + url.host() + " cannot be found out: no answer from " + servers
                            : "the address of " + url.host() + " cannot be found out: " + servers + " says "
                                    + Rcode.name(answer.rcode());
                }
            }
            return url.host() + " exists but has no address";
        }

        /** Tries the next address, if there is one. */
        private void next() {
            if (result.isDone() || tries.size() == order.size()) {
                return;
            }
            final Endpoint remote = new Endpoint(order.get(tries.size()), url.port());
            final Try attempt = new Try(this, remote);
            tries.add(attempt);
            observer.onAttempt(remote, tries.size());
            attempt.begin();
            if (tries.size() < order.size()) {
                tryNextAt(attempt.beginNs + ATTEMPT_DELAY_NS);
            }
        }

        private void tryNextAt(final long timeNs) {
            final int made = tries.size();
            host.at(timeNs, () -> {
                if (tries.size() == made) {
                    next();
                }
            });
        }

        void failed(final Try attempt, final String reason) {
            if (result.isDone()) {
                return;
            }
            observer.onAttemptFailed(attempt.remote, reason);
            failure = reason;
            if (tries.size() < order.size()) {
                next();
            } else if (!isAaaaPending && tries.stream().allMatch(t -> t.over)) {
                fail(reason);
            }
        }

        void connected(final Try attempt, final TcpStream stream) {
            if (result.isDone()) {
                stream.abort();
                return;
            }
            final TcpInfo info = new TcpInfo();
            stream.info(info);
            end(new ConnectResult(
                    url, stream, attempt.remote, info, null, beginNs, namedNs, attempt.beginNs, host.nowNs()));
        }

        private void fail(final String reason) {
            if (!result.isDone()) {
                end(new ConnectResult(url, null, null, null, reason, beginNs, namedNs, -1, host.nowNs()));
            }
        }

        private void end(final ConnectResult outcome) {
            observer.onEnd(outcome);
            result.complete(outcome);
            for (final Try attempt : tries) {
                if (attempt.stream != null && attempt.stream != outcome.stream()) {
                    attempt.stream.abort();
                }
            }
        }
    }

    /** One address of an attempt. */
    private final class Try implements StreamHandler, IcmpErrorHandler {
        private final Attempt attempt;
        private final Endpoint remote;
        private final long beginNs = host.nowNs();
        private @Nullable TcpStream stream;
        private boolean over;

        Try(final Attempt attempt, final Endpoint remote) {
            this.attempt = attempt;
            this.remote = remote;
        }

        void begin() {
            final String reason = host.unreachable(remote.address());
            if (reason != null) {
                fail(reason);
                return;
            }
            stream = host.tcp().connect(remote, this);
            if (stream == null) {
                fail("no connection or port is free for " + remote);
            } else {
                host.onIcmpError(remote, this);
            }
        }

        @Override
        public void onConnected(final TcpStream connected) {
            over = true;
            host.onIcmpError(remote, null);
            attempt.connected(this, connected);
        }

        @Override
        public void onClosed(final TcpStream closed, final CloseReason reason) {
            switch (reason) {
                case REFUSED, RESET -> fail(remote + " refuses connections: nothing listens at port " + remote.port());
                case TIMED_OUT -> fail("no answer from " + remote);
                default -> fail("the connection to " + remote + " ended: " + reason);
            }
        }

        /** As other systems do, an error from the network ends a connection that is not established yet. */
        @Override
        public void onIcmpError(final Ipv6Address from, final String meaning) {
            final TcpStream open = stream;
            fail(Endpoint.addressText(from) + " says of packets to " + remote + ": " + meaning);
            if (open != null) {
                open.abort();
            }
        }

        private void fail(final String reason) {
            if (!over) {
                over = true;
                host.onIcmpError(remote, null);
                attempt.failed(this, reason);
            }
        }
    }
}
