package org.firsthop.dns.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
    private static final DomainName WWW = DomainName.of("www.example.com");
    private static final int OFFSET = 7;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[70_000]);
    private final UnsafeBuffer name = new UnsafeBuffer(new byte[WireName.CAPACITY]);
    private final MessageEncoder encoder = new MessageEncoder();
    private final MessageFlyweight message = new MessageFlyweight();

    @BeforeEach
    void fill() {
        Arrays.fill(buffer.byteArray(), (byte) 0xA5);
    }

    private void beginRrset(final String owner, final int type, final int ttl) {
        final DomainName ownerName = DomainName.of(owner);
        encoder.beginRrset(ownerName.base(), ownerName.address(), ownerName.length(), type, RecordClass.IN, ttl);
    }

    private void addName(final String text) {
        final DomainName target = DomainName.of(text);
        encoder.rdata(target.base(), target.address(), target.length());
    }

    private void addAddress(final int address) {
        encoder.beginRdata();
        encoder.putI32(address);
        encoder.endRdata();
    }

    private String nameAt(final int position) {
        final int length = message.copyName(position, name.byteArray(), name.addressOffset());
        assertTrue(length > 0);
        return DomainName.ofWire(name.byteArray(), name.addressOffset()).toString();
    }

    private void question(final DomainName qname, final int type) {
        assertTrue(encoder.question(qname.base(), qname.address(), qname.length(), type, RecordClass.IN));
    }

    @Test
    void shouldReadWhatWasEncoded() {
        encoder.wrap(buffer, OFFSET, 512).begin(0x1234, MessageHeader.QR | MessageHeader.AA | MessageHeader.RD);
        question(WWW, RecordType.A);
        encoder.section(Section.ANSWER);
        beginRrset("www.example.com", RecordType.CNAME, 300);
        addName("web.Example.com");
        assertTrue(encoder.endRrset());
        beginRrset("web.example.com", RecordType.A, 60);
        addAddress(0xC0000201);
        addAddress(0xC0000202);
        assertTrue(encoder.endRrset());
        encoder.section(Section.AUTHORITY);
        beginRrset("example.com", RecordType.NS, 3600);
        addName("ns1.example.com");
        assertTrue(encoder.endRrset());
        assertTrue(encoder.opt(1232, Rcode.BADVERS, 0, 0x8000));
        final int length = encoder.finish();

        assertEquals(DropReason.NONE, message.parse(buffer, OFFSET, length));
        assertEquals(DropReason.NONE, message.validate());
        assertEquals(0x1234, message.id());
        assertTrue(message.isResponse());
        assertTrue(message.isAuthoritative());
        assertFalse(message.isTruncated());
        assertEquals(1, message.questionCount());
        assertEquals("www.example.com.", nameAt(message.questionName(0)));
        assertEquals(RecordType.A, message.questionType(0));
        assertEquals(RecordClass.IN, message.questionClass(0));
        assertEquals(3, message.answerEnd());
        assertEquals(4, message.authorityEnd());
        assertEquals(5, message.recordCount());
        assertEquals(RecordType.CNAME, message.type(0));
        assertEquals("web.example.com.", nameAt(message.rdataOffset(0)).toLowerCase(java.util.Locale.ROOT));
        assertEquals("web.Example.com.".length(), nameAt(message.rdataOffset(0)).length());
        assertEquals(60, message.ttl(1));
        assertEquals(0xC0000202, message.rdataInt(2, 0));
        assertEquals("ns1.example.com.", nameAt(message.rdataOffset(3)));
        assertEquals(Section.AUTHORITY, message.section(3));
        assertEquals(4, message.optRecord());
        assertEquals(Rcode.BADVERS, message.extendedRcode());
        assertEquals(1232, message.recordClass(4));
        assertEquals(0, message.trailingLength());
        // Question 33; CNAME 12 + "web" and a pointer 6; A owners by pointer 16 each; NS owner pointer 12 + 6; OPT 11.
        assertEquals(33 + 18 + 16 + 16 + 18 + 11, length);
        assertEquals((byte) 0xA5, buffer.getByte(OFFSET - 1));
        assertEquals((byte) 0xA5, buffer.getByte(OFFSET + length));
    }

    @Test
    void shouldRefuseEveryProperPrefix() {
        encoder.wrap(buffer, OFFSET, 512).begin(1, MessageHeader.QR);
        question(WWW, RecordType.MX);
        beginRrset("www.example.com", RecordType.MX, 300);
        encoder.beginRdata();
        encoder.putU16(10);
        encoder.putCompressedName(WWW.base(), WWW.address(), WWW.length());
        encoder.endRdata();
        encoder.endRrset();
        encoder.opt(1232, 0, 0, 0);
        final int length = encoder.finish();
        assertEquals(DropReason.NONE, message.parse(buffer, OFFSET, length));
        for (int prefix = 0; prefix < length; prefix++) {
            assertNotEquals(DropReason.NONE, message.parse(buffer, OFFSET, prefix), "prefix " + prefix);
        }
    }

    /** Writes zones' servers with their addresses; every third RRset does not fit where the limit is low. */
    private int encodeServers(final boolean objects, final int limit) {
        final DomainName zone = DomainName.of("example.com");
        final DomainName[] servers = new DomainName[20];
        Arrays.setAll(servers, i -> DomainName.of("ns" + i / 2 + (i % 2 == 0 ? ".example.com" : ".Example.NET")));
        encoder.wrap(buffer, OFFSET, limit).begin(1, MessageHeader.QR);
        encoder.reserve(MessageEncoder.OPT_LENGTH);
        if (objects) {
            encoder.question(WWW, RecordType.A, RecordClass.IN);
        } else {
            question(WWW, RecordType.A);
        }
        encoder.section(Section.AUTHORITY);
        for (int i = 0; i < servers.length; i++) {
            final DomainName server = servers[i];
            final DomainName owner = i % 2 == 0 ? zone : servers[i / 2];
            if (objects) {
                encoder.beginRrset(owner, RecordType.NS, RecordClass.IN, 300);
                encoder.rdata(server);
                encoder.rdata(servers[servers.length - 1 - i]);
                encoder.endRrset();
                encoder.beginRrset(server, RecordType.A, RecordClass.IN, 60);
                encoder.rdata(i);
                encoder.rdata(-i);
                encoder.endRrset();
                encoder.beginRrset(server, RecordType.AAAA, RecordClass.IN, 60);
                encoder.rdata(i, ~i);
                encoder.endRrset();
                continue;
            }
            beginRrset(owner.toString(), RecordType.NS, 300);
            addName(server.toString());
            addName(servers[servers.length - 1 - i].toString());
            encoder.endRrset();
            beginRrset(server.toString(), RecordType.A, 60);
            addAddress(i);
            addAddress(-i);
            encoder.endRrset();
            beginRrset(server.toString(), RecordType.AAAA, 60);
            encoder.beginRdata();
            encoder.putI64(i);
            encoder.putI64(~i);
            encoder.endRdata();
            encoder.endRrset();
        }
        encoder.opt(1232, 0, 0, 0);
        return encoder.finish();
    }

    /** Also where RRsets are taken back: a name of theirs lies nowhere after that. */
    @Test
    void shouldWriteNamesThatAreObjectsAsTheirOctets() {
        for (final NameCompression way : NameCompression.values()) {
            encoder.compression(way);
            for (int limit = 60; limit < 2_500; limit++) {
                final int expectedLength = encodeServers(false, limit);
                final byte[] expected = Arrays.copyOfRange(buffer.byteArray(), OFFSET, OFFSET + expectedLength);
                final int length = encodeServers(true, limit);
                assertArrayEquals(
                        expected, Arrays.copyOfRange(buffer.byteArray(), OFFSET, OFFSET + length), way + " " + limit);
                assertEquals(DropReason.NONE, message.parse(buffer, OFFSET, length));
                assertEquals(DropReason.NONE, message.validate());
            }
        }
    }

    @Test
    void shouldTakeBackTheWholeRrsetAndSetTcWhenItDoesNotFit() {
        encoder.wrap(buffer, OFFSET, 90).begin(1, MessageHeader.QR);
        encoder.reserve(MessageEncoder.OPT_LENGTH);
        question(WWW, RecordType.A);
        beginRrset("www.example.com", RecordType.A, 300);
        addAddress(1);
        assertTrue(encoder.endRrset());
        final int before = encoder.position();
        beginRrset("other.example.net", RecordType.A, 300);
        for (int i = 0; i < 10; i++) {
            addAddress(i);
        }
        assertFalse(encoder.endRrset());
        assertEquals(before, encoder.position());
        beginRrset("other.example.net", RecordType.NS, 300);
        addName("example.net");
        assertFalse(encoder.endRrset(), "31 octets do not fit beside the reserve");
        assertTrue(encoder.opt(1232, 0, 0, 0));
        final int length = encoder.finish();
        assertEquals(DropReason.NONE, message.parse(buffer, OFFSET, length));
        assertEquals(DropReason.NONE, message.validate());
        assertTrue(message.isTruncated());
        assertEquals(1, message.answerEnd());
        assertEquals(1, message.optRecord());
    }

    @Test
    void shouldNotPointToNamesThatWereTakenBack() {
        encoder.wrap(buffer, OFFSET, 120).begin(1, MessageHeader.QR);
        question(WWW, RecordType.NS);
        beginRrset("gone.example.net", RecordType.NS, 300);
        for (int i = 0; i < 8; i++) {
            addName("n" + i + ".gone.example.net");
        }
        assertFalse(encoder.endRrset());
        beginRrset("gone.example.net", RecordType.A, 300);
        addAddress(0x7F000001);
        assertTrue(encoder.endRrset());
        final int length = encoder.finish();
        assertEquals(DropReason.NONE, message.parse(buffer, OFFSET, length));
        assertEquals(DropReason.NONE, message.validate());
        assertEquals("gone.example.net.", nameAt(message.owner(0)));
    }

    @Test
    void shouldNotSetTcForAdditionalRecordsThatDoNotFit() {
        encoder.wrap(buffer, OFFSET, 50).begin(1, MessageHeader.QR);
        question(WWW, RecordType.A);
        encoder.section(Section.ADDITIONAL);
        beginRrset("www.example.com", RecordType.TXT, 300);
        encoder.beginRdata();
        encoder.putOctets(buffer.byteArray(), buffer.addressOffset(), 100);
        encoder.endRdata();
        assertFalse(encoder.endRrset());
        assertEquals(0, encoder.flags() & MessageHeader.TC);
    }

    @Test
    void shouldReadTtlWithTopBitAsZero() {
        encoder.wrap(buffer, OFFSET, 512).begin(1, MessageHeader.QR);
        encoder.beginRrset(WWW.base(), WWW.address(), WWW.length(), RecordType.A, RecordClass.IN, 0x8000_0001L);
        addAddress(1);
        encoder.endRrset();
        assertEquals(DropReason.NONE, message.parse(buffer, OFFSET, encoder.finish()));
        assertEquals(0, message.ttl(0));
        assertEquals(0x8000_0001L, message.ttlBits(0));
    }

    @Test
    void shouldRefuseMoreRecordsThanTheLimit() {
        final MessageFlyweight narrow = new MessageFlyweight(2);
        encoder.wrap(buffer, OFFSET, 512).begin(1, MessageHeader.QR);
        question(WWW, RecordType.A);
        beginRrset("www.example.com", RecordType.A, 300);
        addAddress(1);
        encoder.endRrset();
        assertEquals(DropReason.NONE, narrow.parse(buffer, OFFSET, encoder.finish()));
        beginRrset("www.example.com", RecordType.A, 300);
        addAddress(2);
        encoder.endRrset();
        assertEquals(MessageFlyweight.TOO_MANY_RECORDS, narrow.parse(buffer, OFFSET, encoder.finish()));
    }

    @Test
    void shouldBuildTheSameQueryFromTextAndFromWire() {
        final QueryTemplate template = QueryTemplate.edns(MessageHeader.RD, 1232, QueryTemplate.DNSSEC_OK);
        final int length = template.encode(buffer, OFFSET, 0xBEEF, "www.example.com", RecordType.AAAA, RecordClass.IN);
        final byte[] fromText = Arrays.copyOfRange(buffer.byteArray(), OFFSET, OFFSET + length);
        fill();
        assertEquals(
                length,
                template.encode(
                        buffer.byteArray(),
                        buffer.addressOffset() + OFFSET,
                        0xBEEF,
                        WWW.base(),
                        WWW.address(),
                        WWW.length(),
                        RecordType.AAAA,
                        RecordClass.IN));
        assertEquals(
                "beef01000001000000000001" + "03777777076578616d706c6503636f6d00" + "001c0001" + "0000290"
                        + "4d0000080000000",
                HexFormat.of().formatHex(fromText));
        assertEquals(
                HexFormat.of().formatHex(fromText),
                HexFormat.of().formatHex(buffer.byteArray(), OFFSET, OFFSET + length));
        assertEquals(DropReason.NONE, message.parse(buffer, OFFSET, length));
        assertEquals(DropReason.NONE, message.validate());
    }

    @Test
    void shouldMixTheCaseOfLettersOnly() {
        final UnsafeBuffer copy = new UnsafeBuffer(WWW.buffer(), 0, WWW.length());
        buffer.putBytes(0, copy, 0, WWW.length());
        QueryTemplate.mixCase(buffer.byteArray(), buffer.addressOffset(), WWW.length(), 0b101);
        assertEquals(
                "WwW.example.com.",
                DomainName.ofWire(buffer.byteArray(), buffer.addressOffset()).toString());
    }
}
