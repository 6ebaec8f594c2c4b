package org.firsthop.benchmarks.dns;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.dns.cache.CacheConfig;
import org.firsthop.dns.cache.RrsetCache;
import org.firsthop.dns.cache.TrustRank;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.QueryTemplate;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.random.ChaChaRandom;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.resolver.ForwardingConfig;
import org.firsthop.dns.resolver.Outbox;
import org.firsthop.dns.resolver.QueryBurst;
import org.firsthop.dns.resolver.Resolver;
import org.firsthop.dns.resolver.ResolverConfig;
import org.firsthop.dns.resolver.ServerList;
import org.firsthop.node.linux.HugePages;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SetResponse;
import org.xbill.DNS.Type;

/**
 * What does an answer from the cache cost, from the octets of the query to the octets of the response?
 *
 * <p>The names, {@code n<number>.example.com.}, have one A record each and are asked for uniformly at random with EDNS, in
 * mixed case: the queries of 65,536 draws are made beforehand. The baseline is dnsjava's {@code Message} and {@code Cache}, up to
 * the size that its heap bears.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED", "-XX:MaxDirectMemorySize=1g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CachedAnswerBenchmark implements Outbox {
    private static final int BURST = 32;
    private static final int QUERIES = 65_536;
    private static final int SLOT = 64;
    private static final int BASELINE_LIMIT = 10_000;
    private static final long NOW = 1_000_000_000L;
    private static final int TTL = 86_400;

    /** Names in the cache. */
    @Param({"10000", "1000000"})
    public int entries;

    private final MemoryRegion queries = MemoryRegion.allocate((long) QUERIES * SLOT);
    private final int[] lengths = new int[QUERIES];
    private final byte[][] octets = new byte[QUERIES][];
    private Resolver resolver;
    private QueryBurst burst;
    private Cache dnsjava;
    private int next;
    private int answered;

    /** Fills the caches and makes the queries. */
    @Setup
    public void setUp() throws Exception {
        HugePages.use();
        final ChaChaRandom random = new ChaChaRandom(1);
        final RrsetCache cache = new RrsetCache(CacheConfig.DEFAULT.withCapacity(192L << 20), random);
        dnsjava = new Cache(DClass.IN);
        dnsjava.setMaxEntries(-1);
        for (int i = 0; i < entries; i++) {
            final DomainName name = DomainName.of("n" + i + ".example.com.");
            cache.begin(name.base(), name.address(), name.length());
            Memory.putI32(null, cache.rdataAddress(), i);
            cache.record(0, RecordType.A, TTL, 4);
            cache.commitPositive(RecordType.A, TrustRank.AUTHORITATIVE_ANSWER, NOW);
            if (entries <= BASELINE_LIMIT) {
                dnsjava.addRRset(
                        new RRset(new ARecord(
                                Name.fromString("n" + i + ".example.com."),
                                DClass.IN,
                                TTL,
                                java.net.InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i}))),
                        org.xbill.DNS.Credibility.AUTH_ANSWER);
            }
        }
        if (cache.size() != entries) {
            throw new IllegalStateException("cached: " + cache.size() + " of " + entries);
        }
        resolver = Resolver.forwarding(
                ResolverConfig.DEFAULT,
                ForwardingConfig.DEFAULT,
                ServerList.EMPTY.withIpv4(1, 53),
                cache,
                random,
                this);
        burst = new QueryBurst(resolver, BURST);
        final Random draws = new Random(7);
        final QueryTemplate template = QueryTemplate.edns(MessageHeader.RD, 1232, 0);
        final UnsafeBuffer query = new UnsafeBuffer(new byte[QueryTemplate.CAPACITY + template.tailLength()]);
        for (int i = 0; i < QUERIES; i++) {
            final String name =
                    "n" + draws.nextInt(entries) + (draws.nextBoolean() ? ".example.com." : ".Example.COM.");
            lengths[i] = template.encode(query, 0, i, name, RecordType.A, RecordClass.IN);
            queries.buffer().putBytes(i * SLOT, query, 0, lengths[i]);
            octets[i] = new byte[lengths[i]];
            query.getBytes(0, octets[i]);
        }
        if (firsthop() < 16) {
            throw new IllegalStateException("no answer");
        }
    }

    /** {@return octets of the response} */
    @Benchmark
    public int firsthop() {
        final int query = next++ & (QUERIES - 1);
        resolver.query(0, queries.buffer(), query * SLOT, lengths[query], false, NOW + 1);
        return answered;
    }

    /** {@return octets of the last of {@value #BURST} responses whose queries came together, as from a server's socket} */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int firsthopBurst() {
        for (int i = 0; i < BURST; i++) {
            final int query = next++ & (QUERIES - 1);
            burst.add(0, queries.buffer(), query * SLOT, lengths[query]);
        }
        burst.answer(NOW + 1);
        return answered;
    }

    /** {@return the response, of dnsjava's message and cache; only up to 10,000 entries} */
    @Benchmark
    public byte[] dnsjavaBaseline() throws Exception {
        if (entries > BASELINE_LIMIT) {
            throw new IllegalStateException("the baseline holds no more than " + BASELINE_LIMIT);
        }
        final Message query = new Message(octets[next++ & (QUERIES - 1)]);
        final Record question = query.getQuestion();
        final SetResponse found = dnsjava.lookupRecords(question.getName(), Type.A, org.xbill.DNS.Credibility.NORMAL);
        final Message response = new Message(query.getHeader().getID());
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setFlag(Flags.RD);
        response.getHeader().setFlag(Flags.RA);
        response.addRecord(question, Section.QUESTION);
        for (final RRset set : found.answers()) {
            for (final Record record : set.rrs()) {
                response.addRecord(record, Section.ANSWER);
            }
        }
        response.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        return response.toWire();
    }

    @Override
    public void answer(final long client, final DirectBuffer buffer, final int offset, final int length) {
        answered = length;
    }

    @Override
    public void sendDatagram(
            final int source,
            final long addressHigh,
            final long addressLow,
            final int port,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        throw new IllegalStateException("not in the cache");
    }

    @Override
    public void connect(final int connection, final long addressHigh, final long addressLow, final int port) {
        throw new IllegalStateException("not in the cache");
    }

    @Override
    public void sendStream(final int connection, final DirectBuffer buffer, final int offset, final int length) {
        throw new IllegalStateException("not in the cache");
    }

    @Override
    public void close(final int connection) {
        throw new IllegalStateException("not in the cache");
    }
}
