package org.firsthop.benchmarks.dns;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.dns.authority.AuthoritativeResponder;
import org.firsthop.dns.authority.ZoneSet;
import org.firsthop.dns.message.QueryTemplate;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.zone.ZoneBuilder;
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
 * What does an authoritative server take from the octets of a query to the octets of its answer? A root zone of a hundred
 * delegations, each to the thirteen servers of {@code gtld-servers.net} with glue of both families, is asked for {@code
 * www.example.com}, which it refers to {@code com}, and for the addresses of a server.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReferralAnswerBenchmark {
    private static final int DELEGATIONS = 100;

    private final UnsafeBuffer referred = new UnsafeBuffer(BufferUtil.allocateDirectAligned(512, 64));
    private final UnsafeBuffer answered = new UnsafeBuffer(BufferUtil.allocateDirectAligned(512, 64));
    private final UnsafeBuffer response = new UnsafeBuffer(BufferUtil.allocateDirectAligned(4096, 64));
    private AuthoritativeResponder responder;
    private int referredLength;
    private int answeredLength;

    /** Reads the zone and writes the queries. */
    @Setup
    public void setUp() {
        final StringBuilder text = new StringBuilder("$TTL 172800\n. SOA a.root-servers.net. nstld. 1 2 3 4 5\n");
        text.append(". NS a.root-servers.net.\na.root-servers.net. A 198.41.0.4\n");
        for (int zone = 0; zone < DELEGATIONS; zone++) {
            for (int i = 0; i < DnsMessages.SERVERS; i++) {
                text.append(zone == 0 ? "com" : "zone" + zone)
                        .append(". NS ")
                        .append(DnsMessages.SERVER_NAMES[i])
                        .append('\n');
            }
        }
        for (int i = 0; i < DnsMessages.SERVERS; i++) {
            text.append(DnsMessages.SERVER_NAMES[i])
                    .append(" A 192.0.2.")
                    .append(i)
                    .append('\n');
            text.append(DnsMessages.SERVER_NAMES[i])
                    .append(" AAAA 2001:503::")
                    .append(i)
                    .append('\n');
        }
        responder = new AuthoritativeResponder(new ZoneSet(List.of(ZoneBuilder.parse(DomainName.ROOT, text))));
        final QueryTemplate template = QueryTemplate.edns(0, 1232, 0);
        referredLength = template.encode(referred, 0, 1, "www.example.com", RecordType.A, RecordClass.IN);
        answeredLength = template.encode(answered, 0, 1, "a.root-servers.net", RecordType.A, RecordClass.IN);
    }

    /** {@return octets of a referral to thirteen servers with their addresses} */
    @Benchmark
    public int referral() {
        return responder.respond(referred, 0, referredLength, null, response, 0, 4096);
    }

    /** {@return octets of an answer of one address} */
    @Benchmark
    public int address() {
        return responder.respond(answered, 0, answeredLength, null, response, 0, 4096);
    }
}
