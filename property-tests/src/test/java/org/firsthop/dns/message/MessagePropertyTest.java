package org.firsthop.dns.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.agrona.BufferUtil;
import org.firsthop.core.drop.DropReason;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.RdataArbitraries;
import org.firsthop.dns.rdata.RecordClass;

class MessagePropertyTest {
    private static final long START = BufferUtil.ARRAY_BASE_OFFSET;
    private static final int SLACK = 40;

    private record Rrset(Section section, byte[] owner, int type, int ttl, List<byte[]> rdata) {}

    private final byte[] buffer = new byte[70_000];
    private final MessageEncoder encoder = new MessageEncoder();
    private final MessageFlyweight message = new MessageFlyweight();

    private static List<Rrset> rrsets(final Random random) {
        final List<byte[]> owners = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            owners.add(RdataArbitraries.name(random));
        }
        final List<Rrset> rrsets = new ArrayList<>();
        for (final Section section : Section.values()) {
            for (int i = random.nextInt(4); i > 0; i--) {
                final int index = random.nextInt(RdataArbitraries.types());
                final List<byte[]> rdata = new ArrayList<>();
                for (int j = random.nextInt(3); j >= 0; j--) {
                    rdata.add(RdataArbitraries.rdata(index, random));
                }
                final byte[] owner = owners.get(random.nextInt(owners.size()));
                rrsets.add(new Rrset(section, owner, RdataArbitraries.type(index), random.nextInt() >>> 1, rdata));
            }
        }
        return rrsets;
    }

    private int encode(
            final byte[] qname, final List<Rrset> rrsets, final List<Rrset> kept, final int id, final int limit) {
        Arrays.fill(buffer, (byte) 0xA5);
        encoder.wrap(buffer, START + SLACK, limit).begin(id, MessageHeader.QR);
        encoder.reserve(MessageEncoder.OPT_LENGTH);
        encoder.question(qname, START, qname.length, 1, RecordClass.IN);
        for (final Rrset rrset : rrsets) {
            encoder.section(rrset.section);
            encoder.beginRrset(rrset.owner, START, rrset.owner.length, rrset.type, RecordClass.IN, rrset.ttl);
            for (final byte[] rdata : rrset.rdata) {
                encoder.rdata(rdata, START, rdata.length);
            }
            if (encoder.endRrset()) {
                kept.add(rrset);
            }
        }
        assertTrue(encoder.opt(1232, 0, 0, 0));
        return encoder.finish();
    }

    private void assertSame(final byte[] qname, final List<Rrset> kept) {
        final byte[] name = new byte[WireName.CAPACITY];
        final byte[] rdata = new byte[70_000];
        assertEquals(qname.length, message.copyName(message.questionName(0), name, START));
        assertArrayEquals(qname, Arrays.copyOf(name, qname.length));
        int record = 0;
        for (final Rrset rrset : kept) {
            for (final byte[] expected : rrset.rdata) {
                assertEquals(rrset.section, message.section(record));
                assertEquals(rrset.owner.length, message.copyName(message.owner(record), name, START));
                assertArrayEquals(rrset.owner, Arrays.copyOf(name, rrset.owner.length));
                assertEquals(rrset.type, message.type(record));
                assertEquals(rrset.ttl, message.ttl(record));
                final int length = message.copyRdata(record, rdata, START, rdata.length);
                assertArrayEquals(expected, Arrays.copyOf(rdata, length));
                record++;
            }
        }
        assertEquals(record + 1, message.recordCount());
        assertEquals(record, message.optRecord());
    }

    @Property(tries = 2000)
    void decodeIsTheInverseOfEncode(@ForAll final long seed, @ForAll @IntRange(min = 400, max = 4000) final int limit) {
        final Random random = new Random(seed);
        encoder.compression(random.nextBoolean() ? NameCompression.EXACT_CASE : NameCompression.NONE);
        final List<Rrset> rrsets = rrsets(random);
        final byte[] qname = RdataArbitraries.name(random);
        final List<Rrset> kept = new ArrayList<>();
        final int length = encode(qname, rrsets, kept, random.nextInt(0x10000), limit);
        assertTrue(length <= limit);
        assertEquals((byte) 0xA5, buffer[SLACK - 1]);
        assertEquals((byte) 0xA5, buffer[SLACK + limit], "nothing is written beyond the limit");
        assertEquals(DropReason.NONE, message.parse(buffer, START + SLACK, length));
        assertEquals(DropReason.NONE, message.validate());
        assertSame(qname, kept);
    }

    @Property(tries = 1000)
    void compressionNeverChangesWhatIsReadButCase(@ForAll final long seed) {
        final Random random = new Random(seed);
        final List<Rrset> rrsets = rrsets(random);
        final byte[] qname = RdataArbitraries.name(random);
        encoder.compression(NameCompression.NONE);
        final int plain = encode(qname, rrsets, new ArrayList<>(), 7, 0xFFFF);
        final byte[] copy = Arrays.copyOfRange(buffer, SLACK, SLACK + plain);
        encoder.compression(NameCompression.IGNORE_CASE);
        final int length = encode(qname, rrsets, new ArrayList<>(), 7, 0xFFFF);
        assertTrue(length <= plain);
        final MessageFlyweight uncompressed = new MessageFlyweight();
        assertEquals(DropReason.NONE, uncompressed.parse(copy, START, plain));
        assertEquals(DropReason.NONE, message.parse(buffer, START + SLACK, length));
        assertEquals(DropReason.NONE, message.validate());
        final byte[] name = new byte[WireName.CAPACITY];
        final byte[] first = new byte[70_000];
        final byte[] second = new byte[70_000];
        assertEquals(uncompressed.recordCount(), message.recordCount());
        for (int i = 0; i < message.recordCount(); i++) {
            final int size = message.copyName(message.owner(i), name, START);
            assertTrue(uncompressed.nameEquals(uncompressed.owner(i), name, START, size));
            final int rdata = uncompressed.copyRdata(i, first, START, first.length);
            assertEquals(rdata, message.copyRdata(i, second, START, second.length));
            assertTrue(WireName.equalsIgnoreCase(first, START, second, START, rdata));
        }
    }

    @Property(tries = 300)
    void everyProperPrefixIsRejected(@ForAll final long seed) {
        final Random random = new Random(seed);
        final int length = encode(RdataArbitraries.name(random), rrsets(random), new ArrayList<>(), 1, 1232);
        assertEquals(DropReason.NONE, message.parse(buffer, START + SLACK, length));
        for (int prefix = 0; prefix < length; prefix++) {
            assertNotEquals(DropReason.NONE, message.parse(buffer, START + SLACK, prefix));
        }
    }

    @Property(tries = 3000)
    void parseAndValidateAreTotalOverAnyOctets(@ForAll final byte[] octets, @ForAll final long seed) {
        TotalReader.read(message, octets, octets.length);
        // The same octets as the body of a message whose header is plausible.
        final byte[] framed = new byte[octets.length + MessageHeader.LENGTH];
        System.arraycopy(octets, 0, framed, MessageHeader.LENGTH, octets.length);
        final Random random = new Random(seed);
        for (int i = 0; i < 4; i++) {
            framed[5 + 2 * i] = (byte) random.nextInt(3);
        }
        TotalReader.read(message, framed, framed.length);
    }
}
