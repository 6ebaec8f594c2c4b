package org.firsthop.dns.authority;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.dns.message.MessageEncoder;
import org.firsthop.dns.message.MessageFlyweight;
import org.firsthop.dns.message.QueryTemplate;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.firsthop.dns.zone.Zone;
import org.firsthop.dns.zone.ZoneBuilder;

/** What a responder writes from RRsets that were made ready has the octets that its records have when written one by one. */
class AnswerEncodingPropertyTest {
    private static final long START = BufferUtil.ARRAY_BASE_OFFSET;
    private static final int CAPACITY = 4096;

    private final UnsafeBuffer query = new UnsafeBuffer(new byte[512]);
    private final byte[] response = new byte[CAPACITY];
    private final byte[] again = new byte[CAPACITY];
    private final byte[] name = new byte[WireName.CAPACITY];
    private final byte[] rdata = new byte[CAPACITY];
    private final MessageFlyweight message = new MessageFlyweight();
    private final MessageEncoder encoder = new MessageEncoder();

    private static List<String> names(final Random random) {
        final List<String> names = new ArrayList<>(List.of("example.org."));
        while (names.size() < 12) {
            final String label = random.nextInt(8) == 0 ? "*" : random.nextBoolean() ? "n" + random.nextInt(3) : "NS";
            names.add(label + "." + names.get(random.nextInt(names.size())));
        }
        return names;
    }

    private static Zone zone(final Random random, final List<String> names) {
        final StringBuilder text =
                new StringBuilder("$TTL 60\nexample.org. SOA ns.example.org. h.other.net. 1 2 3 4 5\n");
        text.append("example.org. NS ns.example.org.\n");
        for (final String owner : names) {
            final int records = random.nextInt(4);
            for (int i = 0; i < records; i++) {
                final String target =
                        random.nextInt(5) == 0 ? "mail.other.net." : names.get(random.nextInt(names.size()));
                text.append(owner);
                switch (random.nextInt(4)) {
                    case 0 -> text.append(" A 192.0.2.").append(random.nextInt(256));
                    case 1 -> text.append(" AAAA 2001:db8::").append(random.nextInt(256));
                    case 2 ->
                        text.append(owner.startsWith("*") ? " MX 1 " : " NS ").append(target);
                    default -> text.append(" MX 10 ").append(target);
                }
                text.append('\n');
            }
        }
        for (int i = 0; i < 3; i++) {
            text.append("alias" + i + ".example.org. CNAME ")
                    .append(names.get(random.nextInt(names.size())))
                    .append('\n');
        }
        return ZoneBuilder.parse(DomainName.of("example.org"), text);
    }

    /** Writes what was read, record by record, as octets. */
    private int encodeAgain() {
        encoder.wrap(again, START, CAPACITY).begin(message.id(), message.flags());
        final int question = message.copyName(message.questionName(0), name, START);
        encoder.question(name, START, question, message.questionType(0), message.questionClass(0));
        for (int record = 0; record < message.recordCount(); record++) {
            if (message.type(record) == RecordType.OPT) {
                encoder.opt(message.recordClass(record), 0, 0, message.ednsFlags(record));
                continue;
            }
            encoder.section(message.section(record));
            final int owner = message.copyName(message.owner(record), name, START);
            encoder.beginRrset(
                    name, START, owner, message.type(record), message.recordClass(record), message.ttl(record));
            encoder.rdata(rdata, START, message.copyRdata(record, rdata, START, CAPACITY));
            encoder.endRrset();
        }
        return encoder.finish();
    }

    @Property(tries = 1000)
    void answersHaveTheOctetsOfTheirRecords(@ForAll final long seed) {
        final Random random = new Random(seed);
        final List<String> names = names(random);
        final AuthoritativeResponder responder = new AuthoritativeResponder(new ZoneSet(List.of(zone(random, names))));
        final UnsafeBuffer out = new UnsafeBuffer(response);
        final int[] types = {RecordType.A, RecordType.MX, RecordType.NS, RecordType.ANY, RecordType.SOA};
        for (int i = 0; i < 20; i++) {
            String asked = names.get(random.nextInt(names.size()));
            asked = random.nextInt(5) == 0 ? "alias" + random.nextInt(3) + ".example.org" : asked;
            asked = random.nextInt(3) == 0 ? "x." + asked : random.nextInt(3) == 0 ? "NS." + asked : asked;
            final QueryTemplate template = QueryTemplate.edns(0, random.nextBoolean() ? 512 : 1232, 0);
            final int length = template.encode(query, 0, i, asked, types[random.nextInt(types.length)], RecordClass.IN);
            final int written = responder.respond(query, 0, length, null, out, 0, CAPACITY);
            assertEquals(DropReason.NONE, message.parse(response, START, written));
            assertEquals(DropReason.NONE, message.validate());
            assertArrayEquals(Arrays.copyOf(response, written), Arrays.copyOf(again, encodeAgain()));
        }
    }
}
