package org.firsthop.dns.resolver;

import org.firsthop.core.hash.SipHash;
import org.firsthop.dns.cache.EntryKind;
import org.firsthop.dns.cache.RrsetCache;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.random.ChaChaRandom;
import org.firsthop.dns.rdata.RecordType;

/**
 * The iterative way: from the deepest zone cut that is known, down referral by referral to a server that answers with
 * authority (RFC 1034 section 5.3.3).
 *
 * <p>Servers are shown the name a label at a time, with type A, until a cut is found or the name is complete (RFC 9156): ten
 * steps at most, the first four of one label. A server that answers such a shortened question with an error, or denies the
 * name, is asked for the whole name, since some deny names that have only names below them (RFC 9156 section 2.3).
 *
 * <p>Among the addresses of a zone's servers, those tried least in this task come first; among them one is drawn at random
 * of all whose expected response time is within {@value #BAND_MICROS} µs of the best. Addresses of servers that came without
 * glue are looked up only when no address is left, two at a time, on the budget of the query. A server's name is not
 * followed through an alias (RFC 2181 section 10.3).
 */
final class Iteration implements Strategy {
    private static final int BAND_MICROS = 400_000;
    private static final int MAX_MINIMISE_STEPS = 10;
    private static final int ONE_LABEL_STEPS = 4;
    private static final long NANOS_PER_MICRO = 1_000L;

    private final Resolver resolver;
    private final ResolverConfig config;
    private final RrsetCache cache;
    private final Tasks tasks;
    private final ServerTable servers;
    private final ChaChaRandom random;
    private final ZoneCuts cuts;
    private final LameTable lame = new LameTable(4_096);
    private final SipHash lameHash;

    Iteration(
            final Resolver resolver,
            final ResolverConfig config,
            final RootHints hints,
            final RrsetCache cache,
            final Tasks tasks,
            final ServerTable servers,
            final ChaChaRandom random) {
        this.resolver = resolver;
        this.config = config;
        this.cache = cache;
        this.tasks = tasks;
        this.servers = servers;
        this.random = random;
        this.cuts = new ZoneCuts(config, cache, hints);
        this.lameHash = SipHash.sipHash13(random.nextLong(), random.nextLong());
    }

    @Override
    public void start(final Task task, final long now) {
        if (cuts.locate(task, now) && config.prime() && cuts.beginPriming(now)) {
            resolver.prime(now);
        }
        resolver.trace(task, TraceEvent.CUT, task.delegation.servers(), task.zone());
        beginZone(task, now);
    }

    private void beginZone(final Task task, final long now) {
        task.minimiseSteps = 0;
        task.limited = false;
        show(task, config.minimise() ? Math.min(task.labels, task.zoneLabels + 1) : task.labels);
        select(task, now);
    }

    private static void show(final Task task, final int labels) {
        task.shownLabels = labels;
        task.shownOffset = task.offsetOfLabels(labels);
    }

    private void select(final Task task, final long now) {
        while (true) {
            final int address = choose(task, now);
            if (address >= 0) {
                ask(task, address, now);
                return;
            }
            if (!learnAddresses(task, now)) {
                break;
            }
        }
        if (!task.waitsForChildren()) {
            resolver.trace(task, TraceEvent.NO_SERVER_LEFT, 0, task.zone());
            resolver.complete(task, task.limited ? Tasks.LIMITED : Tasks.FAILED, now);
        }
    }

    private void ask(final Task task, final int address, final long now) {
        final Delegation delegation = task.delegation;
        delegation.tried(address);
        task.address = address;
        final long high = delegation.high(address);
        final long low = delegation.low(address);
        final int server = servers.place(high, low, config.serverPort(), now);
        resolver.ask(
                task,
                task.name + task.shownOffset,
                task.nameLength - task.shownOffset,
                // RFC 9156 section 2.1: a shortened question has type A, not the type that the client asked for.
                isWhole(task) ? task.type : RecordType.A,
                high,
                low,
                config.serverPort(),
                false,
                false,
                servers.rtoMicros(server) * NANOS_PER_MICRO,
                now);
    }

    private static boolean isWhole(final Task task) {
        return task.shownLabels == task.labels;
    }

    private int choose(final Task task, final long now) {
        final Delegation delegation = task.delegation;
        int leastTries = config.maxTries();
        for (int i = 0; i < delegation.addresses(); i++) {
            if (delegation.tries(i) < leastTries && !isLame(task, i, now)) {
                leastTries = delegation.tries(i);
            }
        }
        int best = Integer.MAX_VALUE;
        for (int i = 0; i < delegation.addresses(); i++) {
            if (delegation.tries(i) == leastTries && !isLame(task, i, now)) {
                best = Math.min(best, rto(delegation, i, now));
            }
        }
        if (best == Integer.MAX_VALUE || leastTries == config.maxTries()) {
            return -1;
        }
        int chosen = -1;
        int candidates = 0;
        for (int i = 0; i < delegation.addresses(); i++) {
            if (delegation.tries(i) == leastTries
                    && rto(delegation, i, now) - best <= BAND_MICROS
                    && !isLame(task, i, now)
                    && random.nextInt(++candidates) == 0) {
                chosen = i;
            }
        }
        return chosen;
    }

    private int rto(final Delegation delegation, final int address, final long now) {
        return servers.rtoMicros(
                servers.place(delegation.high(address), delegation.low(address), config.serverPort(), now));
    }

    private boolean isLame(final Task task, final int address, final long now) {
        return lame.isUsed() && lame.contains(lameKey(task, address), now);
    }

    private long lameKey(final Task task, final int address) {
        final long zone = lameHash.hash(null, task.zone(), task.zoneLength());
        return lameHash.hash(zone, task.delegation.high(address), task.delegation.low(address));
    }

    /** Takes addresses from the cache, or sets out to find some; {@code true} when there is one more to choose from. */
    private boolean learnAddresses(final Task task, final long now) {
        final Delegation delegation = task.delegation;
        final int first = delegation.servers() == 0 ? 0 : random.nextInt(delegation.servers());
        for (int i = 0; i < delegation.servers(); i++) {
            final int server = (first + i) % delegation.servers();
            final byte state = delegation.state(server);
            if (state != Delegation.UNRESOLVED && state != Delegation.NO_IPV4) {
                continue;
            }
            final int child = freeChild(task);
            if (child < 0) {
                return false;
            }
            if (cuts.isBelowZone(task, server)) {
                // Only the zone's own servers know, and of these we look for the address: there is no way in.
                delegation.state(server, Delegation.RESOLVED);
                continue;
            }
            final int type = state == Delegation.UNRESOLVED ? RecordType.A : RecordType.AAAA;
            if (takeCached(task, server, type, now)) {
                return true;
            }
            if (delegation.state(server) == state) {
                lookUp(task, server, type, child, now);
            }
        }
        return false;
    }

    private static int freeChild(final Task task) {
        for (int child = 0; child < Task.CHILDREN; child++) {
            if (task.children[child] == Task.NONE) {
                return child;
            }
        }
        return -1;
    }

    /** Takes a server's addresses from the cache; marks the server when the cache says that it has none. */
    private boolean takeCached(final Task task, final int server, final int type, final long now) {
        final Delegation delegation = task.delegation;
        final long name = delegation.name(server);
        final int length = delegation.nameLength(server);
        final long entry = cache.find(null, name, length, type);
        if (entry != 0 && RrsetCache.isUsable(entry, now, now)) {
            final boolean added =
                    RrsetCache.kind(entry) == EntryKind.POSITIVE && cuts.addAddresses(delegation, entry, type);
            settle(delegation, server, type);
            return added;
        }
        final long denial = cache.findNxDomain(null, name, length);
        final long alias = cache.find(null, name, length, RecordType.CNAME);
        if ((denial != 0 && RrsetCache.isUsable(denial, now, now))
                || (alias != 0
                        && RrsetCache.isUsable(alias, now, now)
                        && RrsetCache.kind(alias) == EntryKind.POSITIVE)) {
            delegation.state(server, Delegation.RESOLVED);
            return false;
        }
        final long failure = cache.findFailure(null, name, length, type);
        if (failure != 0 && RrsetCache.isLive(failure, now)) {
            settle(delegation, server, type);
        }
        return false;
    }

    private void settle(final Delegation delegation, final int server, final int type) {
        delegation.state(server, type == RecordType.A && config.ipv6() ? Delegation.NO_IPV4 : Delegation.RESOLVED);
    }

    private void lookUp(final Task task, final int server, final int type, final int child, final long now) {
        final Delegation delegation = task.delegation;
        final long name = delegation.name(server);
        final int length = delegation.nameLength(server);
        if (task.depth == config.maxDepth() || !task.budget.takeServerLookup()) {
            task.limited = true;
            delegation.state(server, Delegation.RESOLVED);
            return;
        }
        Task lookup = tasks.find(null, name, length, type);
        final boolean underWay = lookup != null;
        if (lookup == null) {
            lookup = tasks.create(null, name, length, type, task.budget, task.depth + 1);
        }
        if (lookup == null || (underWay && tasks.waits(lookup, task))) {
            // No place; or it waits for us, as where two zones have their servers in each other (tsuNAME).
            task.limited = true;
            delegation.state(server, Delegation.RESOLVED);
            return;
        }
        resolver.count(ResolverCounter.SERVER_LOOKUPS);
        resolver.trace(task, TraceEvent.SERVER_LOOKUP, task.depth + 1, name);
        delegation.state(server, Delegation.PENDING);
        task.children[child] = lookup.number;
        task.childServers[child] = server;
        task.childTypes[child] = type;
        tasks.await(tasks.waiterOf(task, child), lookup);
        if (!underWay) {
            start(lookup, now);
        }
    }

    @Override
    public void onChild(final Task task, final int child, final byte outcome, final long now) {
        final Delegation delegation = task.delegation;
        final int server = task.childServers[child];
        final int type = task.childTypes[child];
        task.children[child] = Task.NONE;
        delegation.state(server, type == RecordType.A ? Delegation.UNRESOLVED : Delegation.NO_IPV4);
        if (outcome != Tasks.OUT_OF_BUDGET || task.budget.exhausted) {
            final boolean added = takeCached(task, server, type, now);
            if (delegation.state(server) == Delegation.UNRESOLVED) {
                settle(delegation, server, type);
            } else if (delegation.state(server) == Delegation.NO_IPV4 && type == RecordType.AAAA) {
                delegation.state(server, Delegation.RESOLVED);
            }
            if (!added) {
                task.budget.failedServers = Math.max(0, task.budget.failedServers - 1);
                resolver.trace(task, TraceEvent.SERVER_LOOKUP_FAILED, 0, delegation.name(server));
            }
        }
        if (task.exchange == Exchange.NONE) {
            select(task, now);
        }
    }

    @Override
    public void onResponse(final Task task, final MessageFlyweight message, final long now) {
        final int rcode = message.extendedRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            onError(task, rcode, rcode == Rcode.REFUSED, now);
        } else if (cuts.refer(task, message, now)) {
            resolver.count(ResolverCounter.REFERRALS);
            if (task.depth == 0) {
                task.budget.referrals++;
            }
            resolver.trace(task, TraceEvent.REFERRED, task.delegation.servers(), task.zone());
            beginZone(task, now);
        } else if (!isWhole(task)) {
            onShortened(task, message, now);
        } else if (message.isAuthoritative()) {
            onAnswer(task, message, now);
        } else {
            // Neither authority nor a way down: the server does not serve the zone.
            onError(task, rcode, true, now);
        }
    }

    private void onAnswer(final Task task, final MessageFlyweight message, final long now) {
        if (task.priming) {
            cuts.primed(message, now);
        }
        final Harvester harvester = resolver.harvester();
        final int harvest =
                harvester.harvest(message, task.name, task.nameLength, task.type, task.zone(), task.zoneLength(), now);
        if (harvest == Harvester.REFUSED) {
            resolver.complete(task, Tasks.FAILED, now);
            return;
        }
        if (harvest == Harvester.NOTHING) {
            harvester.takeNoData(task.name, task.nameLength, task.type, now);
        }
        if (harvest == Harvester.ALIASED) {
            resolver.trace(task, TraceEvent.ALIASED, harvester.links());
        } else {
            resolver.trace(task, TraceEvent.ANSWERED, message.rcode());
        }
        resolver.complete(task, Tasks.DONE, now);
    }

    private void onShortened(final Task task, final MessageFlyweight message, final long now) {
        final boolean servesZone = message.isAuthoritative() || message.answerEnd() > 0;
        if (message.rcode() == Rcode.NXDOMAIN || !servesZone || ++task.minimiseSteps >= MAX_MINIMISE_STEPS) {
            show(task, task.labels);
        } else {
            final int hidden = task.labels - task.shownLabels;
            final int stepsLeft = MAX_MINIMISE_STEPS - task.minimiseSteps;
            final int labels = task.minimiseSteps < ONE_LABEL_STEPS ? 1 : (hidden + stepsLeft - 1) / stepsLeft;
            show(task, Math.min(task.labels, task.shownLabels + labels));
        }
        resolver.trace(task, TraceEvent.MINIMISED, task.shownLabels);
        // The server did respond: a further question is no further try.
        task.delegation.untry(task.address);
        select(task, now);
    }

    private void onError(final Task task, final int rcode, final boolean lasting, final long now) {
        if (!isWhole(task)) {
            show(task, task.labels);
            resolver.trace(task, TraceEvent.MINIMISED, task.shownLabels);
            task.delegation.untry(task.address);
            select(task, now);
            return;
        }
        resolver.count(ResolverCounter.LAME);
        resolver.trace(task, TraceEvent.LAME, rcode);
        task.delegation.spend(task.address);
        if (lasting) {
            lame.add(lameKey(task, task.address), now + config.lameNanos());
        }
        select(task, now);
    }

    @Override
    public void onFailure(final Task task, final int cause, final long now) {
        if (cause == ExchangeOwner.NO_MEANS) {
            resolver.completeWithoutMeans(task, now);
            return;
        }
        if (cause == ExchangeOwner.BROKEN) {
            task.delegation.spend(task.address);
        }
        select(task, now);
    }
}
