package org.firsthop.benchmarks.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordEncoder;
import io.netty.handler.codec.dns.DnsRecordType;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.dns.message.MessageEncoder;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.QueryTemplate;
import org.firsthop.dns.message.RrsetTemplate;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.NameTable;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
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
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What does it cost to write a query for www.example.com with EDNS, and a referral to thirteen servers, compressed? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DnsEncodeBenchmark {
    private static final String TEXT = "www.example.com";

    private final QueryTemplate template = QueryTemplate.edns(MessageHeader.RD, 1232, 0);
    private final MessageEncoder encoder = new MessageEncoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(BufferUtil.allocateDirectAligned(4096, 64));
    private final ByteBuf nettyBuffer = Unpooled.directBuffer(4096);
    private final OPTRecord opt = new OPTRecord(1232, 0, 0);
    private final NameTable names = new NameTable();
    private final DomainName question = names.intern(DnsMessages.QNAME);
    private final RrsetTemplate[] rrsets = DnsMessages.referralTemplates(names);
    private Name dnsjavaName;
    private Message dnsjavaReferral;
    private int id;

    /** Makes what the peers are given ready-made. */
    @Setup
    public void setUp() throws IOException {
        dnsjavaName = Name.fromString(TEXT + ".");
        final byte[] expected = DnsMessages.named("ref13");
        dnsjavaReferral = new Message(expected);
        final byte[] ready = new byte[referral()];
        buffer.getBytes(0, ready);
        if (!Arrays.equals(expected, ready)) {
            throw new IllegalStateException("referral: the two ways to write it differ");
        }
    }

    /** {@return octets of a query from text} */
    @Benchmark
    public int queryFromText() {
        return template.encode(buffer, 0, id++, TEXT, RecordType.A, RecordClass.IN);
    }

    /** {@return octets of a query from a name in wire form} */
    @Benchmark
    public int queryFromWire() {
        return template.encode(
                null,
                buffer.addressOffset(),
                id++,
                DnsMessages.QNAME.base(),
                DnsMessages.QNAME.address(),
                DnsMessages.QNAME.length(),
                RecordType.A,
                RecordClass.IN);
    }

    /** {@return octets of a query by way of dnsjava, from text} */
    @Benchmark
    public byte[] queryFromTextDnsjavaBaseline() throws IOException {
        return dnsjavaQuery(Name.fromString(TEXT + "."));
    }

    /** {@return octets of a query by way of dnsjava, from its name} */
    @Benchmark
    public byte[] queryFromWireDnsjavaBaseline() {
        return dnsjavaQuery(dnsjavaName);
    }

    private byte[] dnsjavaQuery(final Name name) {
        final Message query = Message.newQuery(Record.newRecord(name, Type.A, DClass.IN));
        query.addRecord(opt, Section.ADDITIONAL);
        return query.toWire();
    }

    /** {@return octets of the question alone by way of Netty, which does less than the others} */
    @Benchmark
    public int questionFromTextNettyBaseline() throws Exception {
        nettyBuffer.clear();
        DnsRecordEncoder.DEFAULT.encodeQuestion(new DefaultDnsQuestion(TEXT + ".", DnsRecordType.A), nettyBuffer);
        return nettyBuffer.writerIndex();
    }

    /**
     * The referral from RRsets that were made ready before, as an authoritative server has them: in each call the header, the
     * question, 39 records of 27 RRsets and OPT are written one after the other, and each name is shortened by what this
     * message holds; nothing of a message before is used.
     *
     * @return octets of the referral.
     */
    @Benchmark
    public int referral() {
        return DnsMessages.referral(encoder, buffer, question, rrsets);
    }

    /** {@return octets of the same referral, each record handed over by its fields, with names that the encoder has not seen} */
    @Benchmark
    public int referralFromFields() {
        return DnsMessages.referral(encoder, buffer);
    }

    /**
     * The referral by way of dnsjava: {@code toWire} of one Message that is kept, with its 41 records, their names and their
     * addresses as objects; in each call all of them are written, and each name is shortened by what this message holds.
     *
     * @return octets of the referral.
     */
    @Benchmark
    public byte[] referralDnsjavaBaseline() {
        return dnsjavaReferral.toWire();
    }
}
