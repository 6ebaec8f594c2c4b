package org.firsthop.dns.resolver;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.firsthop.core.drop.DropCounters;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.hash.SipHash;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.time.DeadlineHeap;
import org.firsthop.dns.cache.AnswerWriter;
import org.firsthop.dns.cache.RrsetCache;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.Opcode;
import org.firsthop.dns.message.QueryTemplate;
import org.firsthop.dns.message.Rcode;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.random.ChaChaRandom;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.jspecify.annotations.Nullable;

/**
 * A caching resolver as an engine without sockets, threads, clock or randomness of its own: queries, datagrams and streams
 * go in, the {@link Outbox} is told what to send, and the same inputs give the same outputs.
 *
 * <p>{@link #forwarding} makes the stub of a host, which asks resolvers; {@link #iterative} makes what those are, and asks
 * from the root down. All else is the same in both: the cache, joined questions, budgets, matching of responses.
 *
 * <pre>{@code
 * resolver.query(client, buffer, offset, length, false, now);       // outbox.answer(client, …), at once or later
 * resolver.onDatagram(source, high, low, port, buffer, offset, length, now);
 * if (resolver.hasDeadline()) {
 *     wait no longer than until resolver.nextDeadline(), then resolver.poll(now);
 * }
 * }</pre>
 *
 * <p>A query that the cache cannot answer takes a place in a pool and gets one {@link ResolverConfig#maxPackets() budget}. It
 * goes step by step: the {@link AnswerWriter} writes as far as the cache knows and names what is missing; a task finds that
 * out and puts it into the cache; the writer writes again. So aliases need no state, and no answer exists that is not in the
 * cache.
 *
 * <p>Nothing is allocated after construction. One thread at a time; times are nanoseconds that never fall.
 */
public final class Resolver {
    /** The most octets that a client gets by UDP, whatever it offers: what passes everywhere unfragmented. */
    public static final int MAX_DATAGRAM = 1232;

    private static final int MIN_DATAGRAM = 512;
    private static final long NO_CLIENT = -1;
    private static final int EDE_NONE = -1;
    private static final int EDE_OTHER = 0;
    private static final int EDE_STALE = 3;
    private static final int EDE_CACHED_ERROR = 13;
    private static final int EDE_STALE_NXDOMAIN = 19;
    private static final int EDE_NO_REACHABLE_AUTHORITY = 22;
    private static final int SERVER_TABLE_SIZE = 4_096;

    private final ResolverConfig config;
    private final RrsetCache cache;
    private final AnswerWriter writer;
    private final Harvester harvester;
    private final Outbox outbox;
    private final DropCounters drops = new DropCounters();
    private final Counters counters = new Counters();
    private final MessageFlyweight message = new MessageFlyweight();
    private final Tasks tasks;
    private final Exchanges exchanges;
    private final Client[] clients;
    private final int[] freeClients;
    private int freeClientCount;
    private final DeadlineHeap clientDeadlines;
    private final Budget[] freeBudgets;
    private int freeBudgetCount;
    private final MemoryRegion names;
    private final MemoryRegion out = MemoryRegion.allocate(AnswerWriter.BUFFER_LENGTH);
    private final MemoryRegion question = MemoryRegion.allocate(WireName.CAPACITY);
    private final Strategy strategy;
    private @Nullable TraceSink traceSink;
    private boolean draining;

    private interface StrategyFactory {
        Strategy create(Resolver resolver, Tasks tasks, ServerTable servers);
    }

    private Resolver(
            final ResolverConfig config,
            final RrsetCache cache,
            final ChaChaRandom random,
            final Outbox outbox,
            final StrategyFactory factory) {
        this.config = config;
        this.cache = cache;
        this.outbox = outbox;
        writer = new AnswerWriter(cache, config.maxLinks());
        harvester = new Harvester(cache, config.maxLinks(), config.dnssecOk());
        tasks = new Tasks(config, random);
        final ServerTable servers =
                new ServerTable(SERVER_TABLE_SIZE, SipHash.sipHash13(random.nextLong(), random.nextLong()));
        exchanges = new Exchanges(config, random, outbox, new TaskExchanges(), servers, drops, counters);
        names = MemoryRegion.allocate((long) config.maxClients() * WireName.CAPACITY);
        clients = new Client[config.maxClients()];
        freeClients = new int[clients.length];
        final Budget none = new Budget();
        for (int i = 0; i < clients.length; i++) {
            clients[i] = new Client(i, names.address() + (long) i * WireName.CAPACITY, none);
            freeClients[i] = clients.length - 1 - i;
        }
        freeClientCount = clients.length;
        clientDeadlines = new DeadlineHeap(clients.length);
        freeBudgets = new Budget[config.maxClients() + config.maxTasks()];
        for (int i = 0; i < freeBudgets.length; i++) {
            freeBudgets[i] = new Budget();
        }
        freeBudgetCount = freeBudgets.length;
        strategy = factory.create(this, tasks, servers);
    }

    /**
     * A resolver that asks other resolvers.
     *
     * @param config bounds and habits.
     * @param forwarding how the servers are asked.
     * @param servers at least one.
     * @param cache to use; no other resolver uses it.
     * @param random for ids, ports and case; no other resolver uses it.
     * @param outbox that is told what to do.
     * @return the resolver.
     * @throws IllegalArgumentException when there is no server.
     */
    public static Resolver forwarding(
            final ResolverConfig config,
            final ForwardingConfig forwarding,
            final ServerList servers,
            final RrsetCache cache,
            final ChaChaRandom random,
            final Outbox outbox) {
        if (servers.size() == 0) {
            throw new IllegalArgumentException("servers: size=0, expected at least 1");
        }
        return new Resolver(
                config, cache, random, outbox, (self, tasks, table) -> new Forwarding(self, servers, forwarding));
    }

    /**
     * A resolver that asks from the root down.
     *
     * @param config bounds and habits.
     * @param hints where the root is.
     * @param cache to use; no other resolver uses it.
     * @param random for ids, ports, case and choices; no other resolver uses it.
     * @param outbox that is told what to do.
     * @return the resolver.
     */
    public static Resolver iterative(
            final ResolverConfig config,
            final RootHints hints,
            final RrsetCache cache,
            final ChaChaRandom random,
            final Outbox outbox) {
        return new Resolver(
                config,
                cache,
                random,
                outbox,
                (self, tasks, table) -> new Iteration(self, config, hints, cache, tasks, table, random));
    }

    /**
     * Tells each step from now on to a sink.
     *
     * @param sink or {@code null} for none.
     */
    public void traceTo(final @Nullable TraceSink sink) {
        traceSink = sink;
    }

    /** {@return the cache} */
    public RrsetCache cache() {
        return cache;
    }

    /** {@return datagrams and queries dropped, by reason} */
    public DropCounters drops() {
        return drops;
    }

    /**
     * Reads a counter.
     *
     * @param counter to read.
     * @return its value.
     */
    public long counter(final ResolverCounter counter) {
        return counters.get(counter);
    }

    /** {@return queries from clients under way} */
    public int clientsActive() {
        return clients.length - freeClientCount;
    }

    /** {@return questions under way, those for name servers' addresses included} */
    public int tasksActive() {
        return tasks.active();
    }

    /**
     * Takes a query from a client. Each query that is one gets exactly one answer, during this call or later.
     *
     * @param client given back with the answer; not negative.
     * @param buffer that holds the query.
     * @param offset of its first octet.
     * @param length in octets.
     * @param overStream whether the client can take an answer of any length, as over TCP.
     * @param now the present, nanoseconds.
     * @return whether it is a query; if not, it was dropped and gets no answer.
     */
    public boolean query(
            final long client,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final boolean overStream,
            final long now) {
        final DropReason reason = message.parse(buffer, offset, length);
        if (reason != DropReason.NONE || message.isResponse()) {
            drops.increment(reason == DropReason.NONE ? Exchanges.NOT_A_RESPONSE : reason);
            return false;
        }
        counters.increment(ResolverCounter.QUERIES);
        final int opt = message.optRecord();
        final boolean edns = opt >= 0;
        writer.dnssecOk(edns && (message.ednsFlags(opt) & QueryTemplate.DNSSEC_OK) != 0);
        final int limit = overStream
                ? MessageFlyweight.MAX_LENGTH
                : edns ? Math.min(Math.max(message.recordClass(opt), MIN_DATAGRAM), MAX_DATAGRAM) : MIN_DATAGRAM;
        final int nameLength =
                message.questionCount() == 1 ? message.copyName(message.questionName(0), null, question.address()) : 0;
        if (nameLength <= 0) {
            reject(client, 0, 0, Rcode.FORMERR, edns, limit);
            return true;
        }
        final int type = message.questionType(0);
        final int ednsVersion = edns ? (int) (message.ttlBits(opt) >>> 16) & 0xFF : 0;
        final int rcode = refusal(ednsVersion, type);
        if (rcode != Rcode.NOERROR) {
            reject(client, nameLength, type, rcode, edns, limit);
            return true;
        }
        if (type == RecordType.ANY) {
            writer.writeMinimalAny(out.address(), null, question.address(), nameLength);
            answer(client, writer.finish(message.id(), message.flags(), edns, limit, EDE_NONE));
            return true;
        }
        answerOrBegin(client, nameLength, type, edns, limit, now);
        drain(now);
        return true;
    }

    private int refusal(final int ednsVersion, final int type) {
        if (message.opcode() != Opcode.QUERY) {
            return Rcode.NOTIMP;
        }
        if (ednsVersion != 0) {
            return Rcode.BADVERS;
        }
        if (message.questionClass(0) != RecordClass.IN || !message.isRecursionDesired()) {
            // Without RD a client asks what others asked before: not its business.
            return Rcode.REFUSED;
        }
        if (type == 0 || type == RecordType.OPT || (type >= RecordType.TKEY && type < RecordType.ANY)) {
            // Meta types.
            return Rcode.NOTIMP;
        }
        return Rcode.NOERROR;
    }

    private void reject(
            final long client,
            final int nameLength,
            final int type,
            final int rcode,
            final boolean edns,
            final int limit) {
        if (nameLength == 0) {
            Memory.putU8(null, question.address(), 0);
        }
        writer.writeEmpty(out.address(), null, question.address(), Math.max(1, nameLength), type, rcode);
        answer(client, writer.finish(message.id(), message.flags(), edns, limit, EDE_NONE));
    }

    private void answerOrBegin(
            final long client,
            final int nameLength,
            final int type,
            final boolean edns,
            final int limit,
            final long now) {
        // The name where it came, not its copy: the first name of a message has nothing to point to, and is whole
        // there.
        final long name = message.address() + MessageHeader.LENGTH;
        final int outcome = writer.write(out.address(), message.base(), name, nameLength, type, now, now, false);
        if (outcome == AnswerWriter.COMPLETE) {
            counters.increment(ResolverCounter.CACHE_HITS);
            trace(client, TraceEvent.CACHE_HIT, question.address(), type, writer.rcode());
            if (config.prefetch() && writer.isPrefetchWanted()) {
                prefetch(nameLength, type, now);
            }
            answer(client, writer.finish(message.id(), message.flags(), edns, limit, EDE_NONE));
            return;
        }
        if (freeClientCount == 0 || freeBudgetCount == 0) {
            counters.increment(ResolverCounter.REFUSED_FULL);
            reject(client, nameLength, type, Rcode.SERVFAIL, edns, limit);
            return;
        }
        final Client place = clients[freeClients[--freeClientCount]];
        Memory.copy(null, question.address(), null, place.name, nameLength);
        place.active = true;
        place.answered = false;
        place.staleTried = cache.config().staleTtl() == 0;
        place.handle = client;
        place.nameLength = nameLength;
        place.type = type;
        place.id = message.id();
        place.flags = message.flags();
        place.edns = edns;
        place.dnssecOk = writer.isDnssecOk();
        place.limit = limit;
        place.since = now;
        place.steps = 0;
        place.aliasZones = 0;
        place.referrals = 0;
        place.budget = takeBudget(client, now);
        place.budget.hold();
        setClientDeadline(place);
        step(place, now);
    }

    private Budget takeBudget(final long client, final long now) {
        final Budget budget = freeBudgets[--freeBudgetCount];
        budget.begin(config, client, now);
        return budget;
    }

    private void releaseBudget(final Budget budget) {
        if (budget.release()) {
            freeBudgets[freeBudgetCount++] = budget;
        }
    }

    private void setClientDeadline(final Client client) {
        final long stale = client.since + config.staleDelayNanos();
        final boolean staleFirst = !client.staleTried && client.budget.deadline - stale > 0;
        clientDeadlines.set(client.number, staleFirst ? stale : client.budget.deadline);
    }

    /** Answers a client as far as the cache knows, or finds out what it does not. */
    private void step(final Client client, final long now) {
        writer.dnssecOk(client.dnssecOk);
        final int outcome = writer.write(
                out.address(), null, client.name, client.nameLength, client.type, client.since, now, false);
        if (outcome == AnswerWriter.COMPLETE) {
            finish(client, EDE_NONE, now);
            return;
        }
        // Every step but the last adds a link to the chain; what was learned may have been evicted at once, hence a few
        // more.
        if (outcome == AnswerWriter.FAILED || client.steps++ > config.maxLinks() + 4) {
            fail(client, EDE_OTHER, now);
            return;
        }
        final long name = writer.missingName();
        final int nameLength = writer.missingNameLength();
        // The first step is for the client's own name, those that follow for an alias's target.
        if (client.steps > 2 && client.budget.referrals != client.referrals) {
            client.aliasZones++;
        }
        client.referrals = client.budget.referrals;
        if (client.steps > 1 && client.aliasZones >= config.maxAliasZones()) {
            counters.increment(ResolverCounter.ALIASES_LIMITED);
            trace(client.handle, TraceEvent.ALIASES_LIMITED, name, client.type, client.aliasZones);
            fail(client, EDE_OTHER, now);
            return;
        }
        final long failure = cache.findFailure(null, name, nameLength, client.type);
        if (failure != 0 && RrsetCache.isLive(failure, now)) {
            fail(client, EDE_CACHED_ERROR, now);
            return;
        }
        Task task = tasks.find(null, name, nameLength, client.type);
        if (task != null) {
            if (task.waiterCount >= config.maxClientsPerTask()) {
                counters.increment(ResolverCounter.REFUSED_FULL);
                fail(client, EDE_OTHER, now);
                return;
            }
            counters.increment(ResolverCounter.JOINED);
            trace(client.handle, TraceEvent.JOINED, name, client.type, 0);
            tasks.await(client.number, task);
            return;
        }
        task = tasks.create(null, name, nameLength, client.type, client.budget, 0);
        if (task == null) {
            counters.increment(ResolverCounter.POOL_EXHAUSTED);
            fail(client, EDE_OTHER, now);
            return;
        }
        tasks.await(client.number, task);
        strategy.start(task, now);
    }

    private void prefetch(final int nameLength, final int type, final long now) {
        if (freeBudgetCount == 0 || tasks.find(null, question.address(), nameLength, type) != null) {
            return;
        }
        final Budget budget = takeBudget(NO_CLIENT, now);
        final Task task = tasks.create(null, question.address(), nameLength, type, budget, 0);
        if (task == null) {
            freeBudgets[freeBudgetCount++] = budget;
            return;
        }
        counters.increment(ResolverCounter.PREFETCHES);
        strategy.start(task, now);
    }

    /** Asks a root server for the root's servers, beside everything else. */
    void prime(final long now) {
        if (freeBudgetCount == 0) {
            return;
        }
        Memory.putU8(null, question.address(), 0);
        if (tasks.find(null, question.address(), 1, RecordType.NS) != null) {
            return;
        }
        final Budget budget = takeBudget(NO_CLIENT, now);
        final Task task = tasks.create(null, question.address(), 1, RecordType.NS, budget, 0);
        if (task == null) {
            freeBudgets[freeBudgetCount++] = budget;
            return;
        }
        task.priming = true;
        strategy.start(task, now);
    }

    /** Sends what stands in {@code out}, which the writer has completed but for header and OPT. */
    private void finish(final Client client, final int extendedError, final long now) {
        if (!client.answered) {
            answer(client.handle, writer.finish(client.id, client.flags, client.edns, client.limit, extendedError));
        }
        free(client, now);
    }

    private void fail(final Client client, final int extendedError, final long now) {
        writer.dnssecOk(client.dnssecOk);
        if (client.answered) {
            free(client, now);
            return;
        }
        if (giveStale(client, now)) {
            free(client, now);
            return;
        }
        counters.increment(ResolverCounter.SERVFAILS);
        trace(client.handle, TraceEvent.FAILED, client.name, client.type, extendedError);
        writer.writeEmpty(out.address(), null, client.name, client.nameLength, client.type, Rcode.SERVFAIL);
        finish(client, extendedError, now);
    }

    /** RFC 8767: answers with expired data, if there is any. */
    private boolean giveStale(final Client client, final long now) {
        writer.dnssecOk(client.dnssecOk);
        if (cache.config().staleTtl() == 0
                || writer.write(
                                out.address(),
                                null,
                                client.name,
                                client.nameLength,
                                client.type,
                                client.since,
                                now,
                                true)
                        != AnswerWriter.COMPLETE) {
            return false;
        }
        counters.increment(ResolverCounter.STALE_ANSWERS);
        trace(client.handle, TraceEvent.STALE, client.name, client.type, writer.rcode());
        final int extendedError = writer.rcode() == Rcode.NXDOMAIN ? EDE_STALE_NXDOMAIN : EDE_STALE;
        answer(client.handle, writer.finish(client.id, client.flags, client.edns, client.limit, extendedError));
        client.answered = true;
        return true;
    }

    private void free(final Client client, final long now) {
        clientDeadlines.clear(client.number);
        client.active = false;
        releaseBudget(client.budget);
        freeClients[freeClientCount++] = client.number;
        final Task orphan = tasks.leave(client.number);
        if (orphan != null) {
            retire(orphan, now);
        }
    }

    private void answer(final long client, final int length) {
        outbox.answer(client, out.buffer(), 0, length);
    }

    /**
     * Takes a datagram that came to one of the sources.
     *
     * @param source that it came to, 0 to {@link ResolverConfig#sources()} − 1.
     * @param addressHigh the sender's address, upper 64 bits.
     * @param addressLow the sender's address, lower 64 bits; IPv4 as IPv4-mapped.
     * @param port of the sender.
     * @param buffer that holds the datagram's payload; the letters of its question are turned to lower case in place.
     * @param offset of its first octet.
     * @param length in octets.
     * @param now the present, nanoseconds.
     */
    public void onDatagram(
            final int source,
            final long addressHigh,
            final long addressLow,
            final int port,
            final MutableDirectBuffer buffer,
            final int offset,
            final int length,
            final long now) {
        exchanges.onDatagram(source, addressHigh, addressLow, port, buffer, offset, length, now);
        drain(now);
    }

    /**
     * Takes octets that came on a connection, in whatever pieces.
     *
     * @param connection as {@link Outbox#connect} was given it; octets of one that is closed are ignored.
     * @param buffer that holds the octets.
     * @param offset of the first.
     * @param length in octets.
     * @param now the present, nanoseconds.
     */
    public void onStream(
            final int connection, final DirectBuffer buffer, final int offset, final int length, final long now) {
        exchanges.onStream(connection, buffer, offset, length, now);
        drain(now);
    }

    /**
     * Learns that a connection was refused, reset or closed by the other side.
     *
     * @param connection as {@link Outbox#connect} was given it.
     * @param now the present, nanoseconds.
     */
    public void onStreamClosed(final int connection, final long now) {
        exchanges.onStreamClosed(connection, now);
        drain(now);
    }

    /** {@return whether {@link #poll} has to be called at some time} */
    public boolean hasDeadline() {
        return exchanges.hasDeadline() || !clientDeadlines.isEmpty();
    }

    /** {@return when {@link #poll} has to be called at the latest; only where {@link #hasDeadline()}} */
    public long nextDeadline() {
        if (!exchanges.hasDeadline()) {
            return clientDeadlines.firstDeadline();
        }
        if (clientDeadlines.isEmpty()) {
            return exchanges.nextDeadline();
        }
        final long exchange = exchanges.nextDeadline();
        final long client = clientDeadlines.firstDeadline();
        return exchange - client < 0 ? exchange : client;
    }

    /**
     * Does what the time demands.
     *
     * @param now the present, nanoseconds.
     */
    public void poll(final long now) {
        exchanges.expire(now);
        drain(now);
        while (!clientDeadlines.isEmpty() && clientDeadlines.firstDeadline() - now <= 0) {
            final Client client = clients[clientDeadlines.first()];
            if (client.budget.deadline - now <= 0) {
                client.budget.exhausted = true;
                fail(client, EDE_NO_REACHABLE_AUTHORITY, now);
            } else {
                client.staleTried = true;
                giveStale(client, now);
                setClientDeadline(client);
            }
        }
        drain(now);
    }

    /** Tells those whose wait is over; a client's answer may bring new queries, which are taken but not drained anew. */
    private void drain(final long now) {
        if (draining) {
            return;
        }
        draining = true;
        for (int waiter = tasks.pollReady(); waiter >= 0; waiter = tasks.pollReady()) {
            final byte outcome = tasks.outcome(waiter);
            if (!tasks.isClient(waiter)) {
                strategy.onChild(tasks.parentOf(waiter), tasks.childOf(waiter), outcome, now);
                continue;
            }
            final Client client = clients[waiter];
            final boolean another = outcome == Tasks.OUT_OF_BUDGET || outcome == Tasks.LIMITED;
            if (outcome == Tasks.DONE || (another && !client.budget.exhausted)) {
                step(client, now);
            } else {
                fail(client, EDE_NO_REACHABLE_AUTHORITY, now);
            }
        }
        draining = false;
    }

    /** Sends a task's question. */
    void ask(
            final Task task,
            final long name,
            final int nameLength,
            final int type,
            final long addressHigh,
            final long addressLow,
            final int port,
            final boolean recursive,
            final boolean overStream,
            final long timeoutNanos,
            final long now) {
        final int exchange = exchanges.begin(
                task.number,
                null,
                name,
                nameLength,
                type,
                addressHigh,
                addressLow,
                port,
                recursive,
                overStream,
                timeoutNanos,
                task.budget.deadline,
                now);
        if (exchange == Exchange.NONE) {
            completeWithoutMeans(task, now);
        } else {
            task.exchange = exchange;
        }
    }

    /** Ends a task that could not go on for want of budget or place. */
    void completeWithoutMeans(final Task task, final long now) {
        if (task.budget.exhausted) {
            counters.increment(ResolverCounter.BUDGETS_EXHAUSTED);
            trace(task, TraceEvent.BUDGET_EXHAUSTED, 0);
            complete(task, Tasks.OUT_OF_BUDGET, now);
        } else {
            complete(task, Tasks.NO_PLACE, now);
        }
    }

    /** Ends a task and tells those who wait for it. */
    void complete(final Task task, final byte outcome, final long now) {
        // What failed for a limit deep down may well succeed for another; at the top it was given all there is.
        final boolean limited = outcome == Tasks.OUT_OF_BUDGET || outcome == Tasks.LIMITED;
        if (outcome == Tasks.FAILED || (limited && task.depth == 0)) {
            cache.begin(null, task.name, task.nameLength);
            cache.commitFailure(task.type, EDE_NO_REACHABLE_AUTHORITY, now);
        }
        tasks.wake(task, outcome);
        retire(task, now);
    }

    /** Takes a task out of use; those that only it waited for go too. */
    private void retire(final Task task, final long now) {
        if (task.exchange != Exchange.NONE) {
            exchanges.cancel(task.exchange, now);
            task.exchange = Exchange.NONE;
        }
        for (int child = 0; child < Task.CHILDREN; child++) {
            final Task orphan = tasks.leave(tasks.waiterOf(task, child));
            task.children[child] = Task.NONE;
            if (orphan != null) {
                retire(orphan, now);
            }
        }
        tasks.free(task);
        releaseBudget(task.budget);
    }

    Harvester harvester() {
        return harvester;
    }

    void count(final ResolverCounter counter) {
        counters.increment(counter);
    }

    void trace(final Task task, final TraceEvent event, final long number) {
        trace(task.budget.client, event, task.name, task.type, number);
    }

    void trace(final Task task, final TraceEvent event, final long number, final long name) {
        trace(task.budget.client, event, name, 0, number);
    }

    private void trace(final long client, final TraceEvent event, final long name, final int type, final long number) {
        final TraceSink sink = traceSink;
        if (sink != null) {
            sink.step(client, event, null, name, type, 0, 0, number);
        }
    }

    /** What becomes of exchanges, told to the tasks that own them. */
    private final class TaskExchanges implements ExchangeOwner {
        @Override
        public boolean takePacket(final int owner, final long now) {
            return tasks.get(owner).budget.takePacket(now);
        }

        @Override
        public void onResponse(
                final int owner, final Exchange exchange, final MessageFlyweight response, final long now) {
            final Task task = tasks.get(owner);
            task.exchange = Exchange.NONE;
            onEvent(owner, exchange, TraceEvent.RECEIVED, (now - exchange.sentAt) / 1_000);
            strategy.onResponse(task, response, now);
        }

        @Override
        public void onFailure(final int owner, final Exchange exchange, final int cause, final long now) {
            final Task task = tasks.get(owner);
            task.exchange = Exchange.NONE;
            if (cause == TIMED_OUT) {
                onEvent(owner, exchange, TraceEvent.TIMED_OUT, 0);
            }
            if (cause != NO_MEANS && task.budget.deadline - now <= 0) {
                task.budget.exhausted = true;
                completeWithoutMeans(task, now);
            } else {
                strategy.onFailure(task, cause, now);
            }
        }

        @Override
        public void onEvent(final int owner, final Exchange exchange, final TraceEvent event, final long number) {
            final TraceSink sink = traceSink;
            if (sink != null) {
                sink.step(
                        tasks.get(owner).budget.client,
                        event,
                        null,
                        exchange.query + MessageHeader.LENGTH,
                        exchange.type,
                        exchange.addressHigh,
                        exchange.addressLow,
                        number);
            }
        }
    }
}
