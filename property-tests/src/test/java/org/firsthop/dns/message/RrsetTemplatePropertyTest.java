package org.firsthop.dns.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.NameTable;
import org.firsthop.dns.rdata.RdataArbitraries;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;

/** RRsets that were made ready, and names with numbers, change nothing in what an encoder writes. */
class RrsetTemplatePropertyTest {
    private static final long START = BufferUtil.ARRAY_BASE_OFFSET;
    private static final int SLACK = 40;
    private static final int CAPACITY = 70_000;

    /** How an RRset is handed to the encoder; the plain one hands all of them as octets. */
    private enum Way {
        TEMPLATE,
        OTHER_TABLE,
        OBJECTS,
        OCTETS
    }

    private record Rrset(Section section, DomainName owner, int type, int ttl, List<byte[]> rdata, Way way) {}

    private final NameTable table = new NameTable();
    private final MessageEncoder plain = new MessageEncoder();
    private final MessageEncoder ready = new MessageEncoder();
    private final byte[] expected = new byte[CAPACITY];
    private final byte[] onHeap = new byte[CAPACITY];
    private final UnsafeBuffer offHeap = new UnsafeBuffer(BufferUtil.allocateDirectAligned(CAPACITY, 64));
    private final MessageFlyweight message = new MessageFlyweight();

    /** Names that share tails, some in other case. */
    private static List<DomainName> pool(final Random random) {
        final List<DomainName> names = new ArrayList<>(List.of(DomainName.ROOT, DomainName.of("com")));
        while (names.size() < 12) {
            final DomainName above = names.get(random.nextInt(names.size()));
            final String label = (char) ('a' + random.nextInt(6)) + "x".repeat(random.nextInt(12));
            final String text = label + "." + (above.isRoot() ? "" : above.toString());
            names.add(DomainName.of(random.nextInt(4) == 0 ? text.toUpperCase(Locale.ROOT) : text));
        }
        return names;
    }

    private static byte[] octets(final DomainName name) {
        final byte[] wire = new byte[name.length()];
        name.buffer().getBytes(0, wire);
        return wire;
    }

    private static byte[] rdata(final int type, final int index, final List<DomainName> pool, final Random random) {
        final byte[] name = octets(pool.get(random.nextInt(pool.size())));
        return switch (type) {
            case RecordType.NS, RecordType.CNAME, RecordType.PTR -> name;
            case RecordType.MX -> {
                final byte[] rdata = new byte[2 + name.length];
                System.arraycopy(name, 0, rdata, 2, name.length);
                rdata[1] = (byte) random.nextInt();
                yield rdata;
            }
            default -> RdataArbitraries.rdata(index, random);
        };
    }

    private static List<Rrset> rrsets(final Random random, final List<DomainName> pool, final int most) {
        final boolean mixed = random.nextBoolean();
        final List<Rrset> rrsets = new ArrayList<>();
        for (final Section section : Section.values()) {
            for (int i = random.nextInt(most); i > 0; i--) {
                int index = random.nextInt(RdataArbitraries.types());
                while (random.nextInt(3) > 0 && RdataArbitraries.type(index) > RecordType.AAAA) {
                    index = random.nextInt(RdataArbitraries.types());
                }
                final int type = RdataArbitraries.type(index);
                final List<byte[]> rdata = new ArrayList<>();
                for (int j = random.nextInt(5); j >= 0; j--) {
                    rdata.add(rdata(type, index, pool, random));
                }
                final DomainName owner = random.nextInt(20) == 0
                        ? DomainName.ofWire(RdataArbitraries.name(random), START)
                        : pool.get(random.nextInt(pool.size()));
                final Way way = mixed ? Way.values()[random.nextInt(Way.values().length)] : Way.TEMPLATE;
                rrsets.add(new Rrset(section, owner, type, random.nextInt() >>> 1, rdata, way));
            }
        }
        return rrsets;
    }

    private static void begin(final MessageEncoder encoder, final DomainName question) {
        encoder.begin(7, MessageHeader.QR);
        encoder.reserve(MessageEncoder.OPT_LENGTH);
        encoder.question(question.base(), question.address(), question.length(), 1, RecordClass.IN);
    }

    private static boolean putOctets(final MessageEncoder encoder, final Rrset rrset) {
        final DomainName owner = rrset.owner;
        encoder.beginRrset(owner.base(), owner.address(), owner.length(), rrset.type, RecordClass.IN, rrset.ttl);
        for (final byte[] rdata : rrset.rdata) {
            encoder.rdata(rdata, START, rdata.length);
        }
        return encoder.endRrset();
    }

    private boolean put(final MessageEncoder encoder, final Rrset rrset) {
        final DomainName owner = rrset.owner;
        return switch (rrset.way) {
            case OCTETS -> putOctets(encoder, rrset);
            case OBJECTS -> {
                encoder.beginRrset(table.intern(owner), rrset.type, RecordClass.IN, rrset.ttl);
                for (final byte[] rdata : rrset.rdata) {
                    if (rrset.type == RecordType.NS) {
                        encoder.rdata(table.intern(DomainName.ofWire(rdata, START)));
                    } else {
                        encoder.rdata(rdata, START, rdata.length);
                    }
                }
                yield encoder.endRrset();
            }
            case OTHER_TABLE ->
                encoder.rrset(RrsetTemplate.of(owner, rrset.type, RecordClass.IN, rrset.ttl, rrset.rdata));
            case TEMPLATE ->
                encoder.rrset(
                        RrsetTemplate.of(table.intern(owner), rrset.type, RecordClass.IN, rrset.ttl, rrset.rdata));
        };
    }

    private int encode(final DomainName question, final boolean enclosed, final List<Rrset> rrsets) {
        begin(ready, question);
        if (enclosed) {
            ready.enclosedBy(table.intern(question));
        }
        for (final Rrset rrset : rrsets) {
            ready.section(rrset.section);
            put(ready, rrset);
        }
        assertTrue(ready.opt(1232, 0, 0, 0));
        return ready.finish();
    }

    private void assertEncodedAlike(final Random random, final int most, final int limit) {
        final List<DomainName> pool = pool(random);
        final NameCompression mode = random.nextInt(5) > 0
                ? NameCompression.IGNORE_CASE
                : random.nextBoolean() ? NameCompression.EXACT_CASE : NameCompression.NONE;
        plain.compression(mode);
        ready.compression(mode);
        final List<Rrset> rrsets = rrsets(random, pool, most);
        final DomainName question = pool.get(random.nextInt(pool.size()));
        final boolean enclosed = random.nextBoolean();
        begin(plain.wrap(expected, START + SLACK, limit), question);
        for (final Rrset rrset : rrsets) {
            plain.section(rrset.section);
            putOctets(plain, rrset);
        }
        assertTrue(plain.opt(1232, 0, 0, 0));
        final int length = plain.finish();
        offHeap.setMemory(0, CAPACITY, (byte) 0xA5);
        ready.wrap(offHeap, SLACK, limit);
        final int written = encode(question, enclosed, rrsets);
        assertEquals((byte) 0xA5, offHeap.getByte(SLACK - 1));
        assertEquals((byte) 0xA5, offHeap.getByte(SLACK + limit), "nothing is written beyond the limit");
        offHeap.getBytes(0, onHeap);
        assertEquals(DropReason.NONE, message.parse(onHeap, START + SLACK, written));
        assertEquals(DropReason.NONE, message.validate());
        if (plain.isShortest()) {
            assertEquals(plain.flags(), ready.flags());
            assertArrayEquals(
                    Arrays.copyOfRange(expected, SLACK, SLACK + length),
                    Arrays.copyOfRange(onHeap, SLACK, SLACK + written));
        }
        ready.wrap(onHeap, START + SLACK, limit);
        assertEquals(written, encode(question, enclosed, rrsets), "on the heap as outside");
        for (int i = 0; i < written; i++) {
            assertEquals(offHeap.getByte(SLACK + i), onHeap[SLACK + i]);
        }
    }

    @Property(tries = 3000)
    void templatesEncodeAsTheirRecords(
            @ForAll final long seed, @ForAll @IntRange(min = 300, max = 3000) final int limit) {
        assertEncodedAlike(new Random(seed), 8, limit);
    }

    @Property(tries = 300)
    void longMessagesEncodeAsTheirRecords(
            @ForAll final long seed, @ForAll @IntRange(min = 3000, max = 65_535) final int limit) {
        assertEncodedAlike(new Random(seed), 200, limit);
    }
}
