package org.firsthop.dns.resolver;

import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.Rcode;

/**
 * The stub's way: asks resolvers that recurse, in the order of their list, each in turn until one answers (RFC 1035 section
 * 7.2; resolv.conf(5)).
 *
 * <p>A resolver is trusted for every name, but not for what was not asked: the answer is harvested along the chain of
 * aliases. SERVFAIL, REFUSED, NOTIMP, and a response that neither answers nor denies send the question to the next server.
 */
final class Forwarding implements Strategy {
    private static final int MAX_DOUBLINGS = 2;
    private static final long LEAST_TIMEOUT_NANOS = 1_000_000_000L;

    private final Resolver resolver;
    private final ServerList servers;
    private final ForwardingConfig config;
    private final MemoryRegion root = MemoryRegion.allocate(1);
    private int rotation;

    Forwarding(final Resolver resolver, final ServerList servers, final ForwardingConfig config) {
        this.resolver = resolver;
        this.servers = servers;
        this.config = config;
    }

    @Override
    public void start(final Task task, final long now) {
        task.firstServer = config.rotate() ? rotation++ % servers.size() : 0;
        ask(task, now);
    }

    private void ask(final Task task, final long now) {
        if (task.tries == config.attempts() * servers.size()) {
            resolver.complete(task, Tasks.FAILED, now);
            return;
        }
        final int server = (task.firstServer + task.tries) % servers.size();
        task.tries++;
        task.address = server;
        resolver.ask(
                task,
                task.name,
                task.nameLength,
                task.type,
                servers.high(server),
                servers.low(server),
                servers.port(server),
                true,
                config.useTcp(),
                timeoutNanos(server),
                now);
    }

    /** As glibc waits: for each further server of the list twice as long, in equal shares among all, but no less than a second. */
    private long timeoutNanos(final int server) {
        final long first = config.timeoutNanos();
        if (server == 0) {
            return first;
        }
        final long share = (first << Math.min(server, MAX_DOUBLINGS)) / servers.size();
        return Math.max(share, Math.min(first, LEAST_TIMEOUT_NANOS));
    }

    @Override
    public void onResponse(final Task task, final MessageFlyweight message, final long now) {
        final int rcode = message.rcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            tryNext(task, rcode, now);
            return;
        }
        final int harvest =
                resolver.harvester().harvest(message, task.name, task.nameLength, task.type, root.address(), 1, now);
        if (harvest == Harvester.REFUSED) {
            resolver.complete(task, Tasks.FAILED, now);
        } else if (harvest == Harvester.NOTHING && message.authorityEnd() > message.authorityStart()) {
            // Neither records nor an SOA but something in the authority section: a referral, from one that does not
            // recurse.
            tryNext(task, rcode, now);
        } else {
            if (harvest == Harvester.NOTHING) {
                resolver.harvester().takeNoData(task.name, task.nameLength, task.type, now);
            }
            resolver.trace(task, TraceEvent.ANSWERED, rcode);
            resolver.complete(task, Tasks.DONE, now);
        }
    }

    private void tryNext(final Task task, final int rcode, final long now) {
        resolver.count(ResolverCounter.LAME);
        resolver.trace(task, TraceEvent.LAME, rcode);
        ask(task, now);
    }

    @Override
    public void onFailure(final Task task, final int cause, final long now) {
        if (cause == ExchangeOwner.NO_MEANS) {
            resolver.completeWithoutMeans(task, now);
        } else {
            ask(task, now);
        }
    }

    @Override
    public void onChild(final Task task, final int child, final byte outcome, final long now) {
        throw new AssertionError("a forwarded question has no children: task=" + task.number);
    }
}
