package org.firsthop.benchmarks.dns;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.RecordType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Record;

/** What does it cost to validate a response and read all of it: every name to octets, every address, every TTL? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DnsReadAllBenchmark {
    /** The message, see {@link DnsMessages}. */
    @Param({"a3", "cname4", "ref13"})
    public String message;

    private final MessageFlyweight flyweight = new MessageFlyweight();
    private final byte[] name = new byte[WireName.CAPACITY];
    private byte[] octets;
    private UnsafeBuffer direct;

    /** Makes the message. */
    @Setup
    public void setUp() {
        octets = DnsMessages.named(message);
        direct = DnsMessages.direct(octets);
    }

    /** {@return a sum over all that was read} */
    @Benchmark
    public long flyweight() {
        if (flyweight.parse(direct, 0, direct.capacity()) != DropReason.NONE
                || flyweight.validate() != DropReason.NONE) {
            return -1;
        }
        long sum = readName(flyweight.questionName(0));
        for (int i = 0; i < flyweight.recordCount(); i++) {
            sum += readName(flyweight.owner(i)) + flyweight.ttl(i);
            switch (flyweight.type(i)) {
                case RecordType.A -> sum += flyweight.rdataInt(i, 0);
                case RecordType.AAAA -> sum += flyweight.rdataLong(i, 0) + flyweight.rdataLong(i, 8);
                case RecordType.NS, RecordType.CNAME -> sum += readName(flyweight.rdataOffset(i));
                default -> sum++;
            }
        }
        return sum;
    }

    private int readName(final int position) {
        return flyweight.copyName(position, name, BufferUtil.ARRAY_BASE_OFFSET) + name[1];
    }

    /** Reads the same by way of dnsjava. */
    @Benchmark
    public void dnsjavaBaseline(final Blackhole sink) throws IOException {
        final Message parsed = new Message(octets);
        sink.consume(parsed.getQuestion().getName().toWire());
        for (int section = 1; section <= 3; section++) {
            for (final Record each : parsed.getSection(section)) {
                sink.consume(each.getName().toWire());
                sink.consume(each.getTTL());
                if (each instanceof ARecord a) {
                    sink.consume(a.getAddress().getAddress());
                } else if (each instanceof AAAARecord aaaa) {
                    sink.consume(aaaa.getAddress().getAddress());
                } else if (each instanceof NSRecord ns) {
                    sink.consume(ns.getTarget().toWire());
                } else if (each instanceof CNAMERecord cname) {
                    sink.consume(cname.getTarget().toWire());
                }
            }
        }
    }
}
