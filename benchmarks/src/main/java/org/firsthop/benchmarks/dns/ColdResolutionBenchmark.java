package org.firsthop.benchmarks.dns;

import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.address.Ipv4Address;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.dns.cache.CacheConfig;
import org.firsthop.dns.cache.RrsetCache;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.QueryTemplate;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.random.ChaChaRandom;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.resolver.Outbox;
import org.firsthop.dns.resolver.Resolver;
import org.firsthop.dns.resolver.ResolverConfig;
import org.firsthop.dns.resolver.RootHints;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How much engine time does a name cost of which nothing is known: root, top level, zone?
 *
 * <p>Each operation asks for {@code www.z<number>.t<number>.} with numbers not asked for before: a query from a client, three
 * questions to servers, two referrals with glue and an answer, minimised, with random case and cookies. The servers are a copy
 * of the question and a dozen stores, so that what is measured is the engine. The cache, 16 MiB, is full and evicts.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class ColdResolutionBenchmark implements Outbox {
    private static final int LEVELS = 3;
    private static final int DIGITS = 8;
    private static final int ZONE_OFFSET = MessageHeader.LENGTH + 4 + 2;
    private static final int TOP_OFFSET = ZONE_OFFSET + DIGITS + 2;
    private static final int FILL = 400_000;

    private final MemoryRegion memory = MemoryRegion.allocate(4_096);
    private final UnsafeBuffer query = new UnsafeBuffer(memory.buffer(), 0, 1_024);
    private final UnsafeBuffer response = new UnsafeBuffer(memory.buffer(), 1_024, 2_048);
    private Resolver resolver;
    private int queryLength;
    private int counter;
    private long now = 1;
    private int source;
    private long low;
    private int sent;
    private int level;
    private int answered;

    /** Makes the resolver and fills its cache. */
    @Setup
    public void setUp() {
        final ChaChaRandom random = new ChaChaRandom(1);
        resolver = Resolver.iterative(
                ResolverConfig.DEFAULT.withPriming(false),
                RootHints.of(DomainName.of("a.root."), Ipv4Address.parse("198.51.100.1")),
                new RrsetCache(CacheConfig.DEFAULT.withCapacity(16L << 20), random),
                random,
                this);
        queryLength = QueryTemplate.edns(MessageHeader.RD, 1232, 0)
                .encode(query, 0, 1, "www.z00000000.t00000000.", RecordType.A, RecordClass.IN);
        for (int i = 0; i < FILL; i++) {
            if (threeLevels() < ZONE_OFFSET) {
                throw new IllegalStateException("no answer");
            }
        }
        if (resolver.cache().evictions() == 0) {
            throw new IllegalStateException("the cache is not full");
        }
    }

    /** {@return octets of the answer} */
    @Benchmark
    public int threeLevels() {
        final int number = counter++;
        for (int digit = 0; digit < DIGITS; digit++) {
            final byte letter = (byte) ('a' + (number >>> 4 * digit & 15));
            query.putByte(ZONE_OFFSET + digit, letter);
            query.putByte(TOP_OFFSET + digit, letter);
        }
        answered = 0;
        level = 0;
        now += 1_000;
        resolver.query(0, query, 0, queryLength, false, now);
        while (answered == 0) {
            now += 1_000;
            resolver.onDatagram(source, 0, low, 53, response, 0, sent, now);
        }
        return answered;
    }

    @Override
    public void sendDatagram(
            final int from,
            final long addressHigh,
            final long addressLow,
            final int port,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        source = from;
        low = addressLow;
        int end = MessageHeader.LENGTH;
        for (int label = buffer.getByte(offset + end); label != 0; label = buffer.getByte(offset + end)) {
            end += label + 1;
        }
        end += 5;
        response.putBytes(0, buffer, offset, end);
        final boolean last = ++level == LEVELS;
        response.putShort(2, (short) (last ? 0x8400 : 0x8000), java.nio.ByteOrder.BIG_ENDIAN);
        response.putLong(4, last ? 0x0001_0001_0000_0000L : 0x0001_0000_0001_0001L, java.nio.ByteOrder.BIG_ENDIAN);
        if (last) {
            sent = record(end, RecordType.A, 4);
            response.putInt(sent - 4, 0xC000_0201, java.nio.ByteOrder.BIG_ENDIAN);
            return;
        }
        // NS: "ns" below the question; and its address.
        final int glue = record(end, RecordType.NS, 5);
        response.putByte(glue - 5, (byte) 2);
        response.putShort(glue - 4, (short) 0x6E73, java.nio.ByteOrder.BIG_ENDIAN);
        response.putShort(glue - 2, (short) 0xC00C, java.nio.ByteOrder.BIG_ENDIAN);
        sent = record(glue, RecordType.A, 4);
        response.putShort(glue, (short) (0xC000 | (glue - 5)), java.nio.ByteOrder.BIG_ENDIAN);
        response.putInt(sent - 4, 0xC633_6400 | level + 1, java.nio.ByteOrder.BIG_ENDIAN);
    }

    private int record(final int at, final int type, final int length) {
        response.putShort(at, (short) 0xC00C, java.nio.ByteOrder.BIG_ENDIAN);
        response.putInt(at + 2, type << 16 | RecordClass.IN, java.nio.ByteOrder.BIG_ENDIAN);
        response.putInt(at + 6, 3_600, java.nio.ByteOrder.BIG_ENDIAN);
        response.putShort(at + 10, (short) length, java.nio.ByteOrder.BIG_ENDIAN);
        return at + 12 + length;
    }

    @Override
    public void answer(final long client, final DirectBuffer buffer, final int offset, final int length) {
        if ((buffer.getByte(offset + 3) & 0xF) != 0) {
            throw new IllegalStateException("rcode: " + (buffer.getByte(offset + 3) & 0xF));
        }
        answered = length;
    }

    @Override
    public void connect(final int connection, final long addressHigh, final long addressLow, final int port) {
        throw new IllegalStateException("no connection is wanted");
    }

    @Override
    public void sendStream(final int connection, final DirectBuffer buffer, final int offset, final int length) {
        throw new IllegalStateException("no connection is wanted");
    }

    @Override
    public void close(final int connection) {
        throw new IllegalStateException("no connection is wanted");
    }
}
