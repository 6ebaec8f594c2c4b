package org.firsthop.benchmarks.dns;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.Memory;
import org.firsthop.dns.message.MessageEncoder;
import org.firsthop.dns.message.MessageHeader;
import org.firsthop.dns.message.RrsetTemplate;
import org.firsthop.dns.message.Section;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.NameTable;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;

/** The messages that the benchmarks of this package read and write. */
final class DnsMessages {
    static final int SERVERS = 13;
    static final DomainName ZONE = DomainName.of("com");
    static final DomainName QNAME = DomainName.of("www.example.com");
    static final DomainName[] SERVER_NAMES = new DomainName[SERVERS];

    static {
        for (int i = 0; i < SERVERS; i++) {
            SERVER_NAMES[i] = DomainName.of((char) ('a' + i) + ".gtld-servers.net");
        }
    }

    private DnsMessages() {}

    static byte[] named(final String name) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[0xFFFF]);
        final MessageEncoder encoder = new MessageEncoder();
        final int length =
                switch (name) {
                    case "a3" -> addresses(encoder, buffer, 3);
                    case "cname4" -> chain(encoder, buffer);
                    case "ref13" -> referral(encoder, buffer);
                    default -> throw new IllegalArgumentException("message: value=" + name);
                };
        final byte[] message = new byte[length];
        buffer.getBytes(0, message);
        return message;
    }

    /** A copy outside the heap, where messages lie that come from a network. */
    static UnsafeBuffer direct(final byte[] message) {
        final UnsafeBuffer buffer = new UnsafeBuffer(BufferUtil.allocateDirectAligned(message.length, 64));
        buffer.putBytes(0, message);
        return buffer;
    }

    private static MessageEncoder begin(final MessageEncoder encoder, final UnsafeBuffer buffer) {
        encoder.wrap(buffer, 0, 4096).begin(0x1234, MessageHeader.QR | MessageHeader.RD | MessageHeader.RA);
        encoder.question(QNAME, RecordType.A, RecordClass.IN);
        return encoder;
    }

    private static void addresses(final MessageEncoder encoder, final DomainName owner, final int count) {
        encoder.beginRrset(owner, RecordType.A, RecordClass.IN, 300);
        for (int i = 0; i < count; i++) {
            encoder.rdata(0xC0000200 + i);
        }
        encoder.endRrset();
    }

    private static int addresses(final MessageEncoder encoder, final UnsafeBuffer buffer, final int count) {
        begin(encoder, buffer);
        addresses(encoder, QNAME, count);
        encoder.opt(1232, 0, 0, 0);
        return encoder.finish();
    }

    private static int chain(final MessageEncoder encoder, final UnsafeBuffer buffer) {
        begin(encoder, buffer);
        final DomainName first = DomainName.of("www.example.com.edge.example.net");
        final DomainName second = DomainName.of("e1234.dsca.example.net");
        alias(encoder, QNAME, first);
        alias(encoder, first, second);
        addresses(encoder, second, 4);
        encoder.opt(1232, 0, 0, 0);
        return encoder.finish();
    }

    private static void alias(final MessageEncoder encoder, final DomainName owner, final DomainName target) {
        encoder.beginRrset(owner, RecordType.CNAME, RecordClass.IN, 300);
        encoder.rdata(target);
        encoder.endRrset();
    }

    /** The referral, written record by record into memory of the caller. */
    static int referral(final MessageEncoder encoder, final UnsafeBuffer buffer) {
        begin(encoder, buffer);
        encoder.section(Section.AUTHORITY);
        encoder.beginRrset(ZONE, RecordType.NS, RecordClass.IN, 172_800);
        for (int i = 0; i < SERVERS; i++) {
            encoder.rdata(SERVER_NAMES[i]);
        }
        encoder.endRrset();
        encoder.section(Section.ADDITIONAL);
        for (int i = 0; i < SERVERS; i++) {
            final DomainName server = SERVER_NAMES[i];
            addresses(encoder, server, 1);
            encoder.beginRrset(server, RecordType.AAAA, RecordClass.IN, 172_800);
            encoder.rdata(0x2001_0503_0000_0000L | i, 0x30);
            encoder.endRrset();
        }
        encoder.opt(1232, 0, 0, 0);
        return encoder.finish();
    }

    /** The RRsets of {@link #referral}, in its order, as a server holds them that has read its zone. */
    static RrsetTemplate[] referralTemplates(final NameTable names) {
        final RrsetTemplate[] rrsets = new RrsetTemplate[1 + 2 * SERVERS];
        final List<byte[]> targets = new ArrayList<>();
        for (int i = 0; i < SERVERS; i++) {
            final DomainName server = names.intern(SERVER_NAMES[i]);
            targets.add(octets(server));
            final UnsafeBuffer ipv4 = new UnsafeBuffer(new byte[4]);
            ipv4.putInt(0, 0xC0000200, ByteOrder.BIG_ENDIAN);
            rrsets[1 + 2 * i] = RrsetTemplate.of(server, RecordType.A, RecordClass.IN, 300, List.of(ipv4.byteArray()));
            final UnsafeBuffer ipv6 = new UnsafeBuffer(new byte[16]);
            ipv6.putLong(0, 0x2001_0503_0000_0000L | i, ByteOrder.BIG_ENDIAN);
            ipv6.putLong(8, 0x30, ByteOrder.BIG_ENDIAN);
            rrsets[2 + 2 * i] =
                    RrsetTemplate.of(server, RecordType.AAAA, RecordClass.IN, 172_800, List.of(ipv6.byteArray()));
        }
        rrsets[0] = RrsetTemplate.of(names.intern(ZONE), RecordType.NS, RecordClass.IN, 172_800, targets);
        return rrsets;
    }

    private static byte[] octets(final DomainName name) {
        final byte[] wire = new byte[name.length()];
        name.buffer().getBytes(0, wire);
        return wire;
    }

    /** The same octets as {@link #referral}, from RRsets that were made ready. */
    static int referral(
            final MessageEncoder encoder,
            final UnsafeBuffer buffer,
            final DomainName question,
            final RrsetTemplate[] rrsets) {
        encoder.wrap(buffer, 0, 4096).begin(0x1234, MessageHeader.QR | MessageHeader.RD | MessageHeader.RA);
        encoder.question(question, RecordType.A, RecordClass.IN);
        encoder.section(Section.AUTHORITY);
        encoder.rrset(rrsets[0]);
        encoder.section(Section.ADDITIONAL);
        for (int i = 1; i < rrsets.length; i++) {
            encoder.rrset(rrsets[i]);
        }
        encoder.opt(1232, 0, 0, 0);
        return encoder.finish();
    }

    /** A chain of names that each point to the one before, and then as many records as fit that point to its end. */
    static byte[] bomb(final int size) {
        final byte[] message = new byte[size];
        final long start = BufferUtil.ARRAY_BASE_OFFSET;
        int position = MessageHeader.LENGTH;
        Memory.putU16(message, start + MessageHeader.FLAGS_OFFSET, MessageHeader.QR);
        int records = 0;
        int last = 0;
        for (int i = 0; position + 14 <= size; i++) {
            int owner = position;
            if (i <= 125) {
                // Label, then a pointer to the record before: the 126th such name follows 125 pointers, those after it
                // 126.
                message[position++] = 1;
                message[position++] = 'x';
                if (i == 0) {
                    message[position++] = 0;
                } else {
                    Memory.putU16(message, start + position, 0xC000 | last);
                    position += 2;
                }
                last = owner;
            } else {
                Memory.putU16(message, start + position, 0xC000 | last);
                position += 2;
            }
            if (position + 10 > size) {
                position = owner;
                break;
            }
            Memory.putU16(message, start + position, RecordType.NULL);
            Memory.putU16(message, start + position + 2, RecordClass.IN);
            position += 10;
            records++;
        }
        Memory.putU16(message, start + MessageHeader.COUNTS_OFFSET + 2, records);
        return java.util.Arrays.copyOf(message, position);
    }
}
