package org.firsthop.dns.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.NetworkOrder;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.MessageNames;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.EdnsOption;
import org.firsthop.dns.rdata.OptRdata;
import org.firsthop.dns.rdata.RdataCheck;
import org.firsthop.dns.rdata.RdataParser;
import org.firsthop.dns.rdata.RdataText;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The classes of bugs that DNS codecs have had, 1 to 10, each with a test that it is not here. */
class CodecBugClassesTest {
    private static final long START = BufferUtil.ARRAY_BASE_OFFSET;
    private static final DomainName QNAME = DomainName.of("example.com");

    private final MessageFlyweight message = new MessageFlyweight(6000);
    private final MessageEncoder encoder = new MessageEncoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[0x10000]);
    private final byte[] name = new byte[WireName.CAPACITY];

    /** A response with one record, from the octets of its owner and of what follows the owner. */
    private DropReason read(final String ownerHex, final String restHex) {
        final byte[] octets = HexFormat.of().parseHex("000080000000000100000000" + ownerHex + restHex);
        buffer.putBytes(0, octets);
        final DropReason reason = message.parse(buffer, 0, octets.length);
        return reason == DropReason.NONE ? message.validate() : reason;
    }

    private static String record(final int type, final String rdataHex) {
        return "%04x000100000000%04x%s".formatted(type, rdataHex.length() / 2, rdataHex);
    }

    @Test
    void class1ShouldRefuseLabelsAndNamesThatAreTooLongAndKeepOctetsThatAreNoLetters() {
        final String a = record(RecordType.A, "01020304");
        assertEquals(MessageNames.NAME_BAD_LABEL, read("40" + "61".repeat(64) + "00", a));
        assertEquals(MessageNames.NAME_TOO_LONG, read(("3f" + "61".repeat(63)).repeat(4) + "00", a));
        assertEquals(DropReason.NONE, read("04002e5cff00", a));
        assertEquals(6, message.copyName(message.owner(0), name, START));
        final DomainName owner = DomainName.ofWire(name, START);
        assertEquals("\\000\\.\\\\\\255.", owner.toString());
        assertEquals(owner, DomainName.of(owner.toString()));
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.SECONDS)
    void class2ShouldTakeMessagesFullOfPointersInLinearTime() {
        // A chain of 126 names, and then thousands of records whose owner follows all of it; a thousand times over.
        int position = MessageHeader.LENGTH;
        int records = 0;
        int last = 0;
        buffer.setMemory(0, buffer.capacity(), (byte) 0);
        while (position + 14 <= MessageFlyweight.MAX_LENGTH) {
            final int owner = position;
            if (records < 126) {
                buffer.putByte(position++, (byte) 1);
                buffer.putByte(position++, (byte) 'x');
            }
            if (records == 0) {
                buffer.putByte(position++, (byte) 0);
            } else {
                NetworkOrder.putU16(buffer, position, 0xC000 | last);
                position += 2;
            }
            last = records < 126 ? owner : last;
            NetworkOrder.putU16(buffer, position, RecordType.NULL);
            NetworkOrder.putU16(buffer, position + 2, RecordClass.IN);
            position += 10;
            records++;
        }
        NetworkOrder.putU16(buffer, 6, records);
        for (int i = 0; i < 1000; i++) {
            assertEquals(DropReason.NONE, message.parse(buffer, 0, position));
            assertEquals(DropReason.NONE, message.validate());
        }
        assertEquals(253, message.copyName(message.owner(records - 1), name, START));
    }

    @Test
    void class3ShouldCountPointersFromTheMessageAndNotFromTheBuffer() {
        final byte[] octets = HexFormat.of()
                .parseHex("000080000001000100000000" + "0161000001" + "0001c00c" + record(RecordType.NS, "0162c00c"));
        buffer.setMemory(0, 200, (byte) 0xA5);
        NetworkOrder.putU16(buffer, 0, octets.length);
        buffer.putBytes(2, octets);
        assertEquals(DropReason.NONE, message.parse(buffer, 2, octets.length));
        assertEquals(DropReason.NONE, message.validate());
        assertEquals(5, message.copyName(message.rdataOffset(0), name, START));
        assertEquals("b.a.", DomainName.ofWire(name, START).toString());
    }

    @Test
    void class4ShouldRefuseOptThatIsCutShort() {
        final byte[] octets =
                HexFormat.of().parseHex("000000000000000000000001" + "00002904d000000000" + "0004000c0000");
        for (int length = 0; length < octets.length; length++) {
            buffer.putBytes(0, octets);
            assertNotEquals(DropReason.NONE, message.parse(buffer, 0, length));
        }
        assertEquals(DropReason.NONE, message.parse(buffer, 0, octets.length));
        assertEquals(DropReason.NONE, message.validate());
    }

    /** Names that came compressed mean something in their own message only (RFC 3597 section 4). */
    @Test
    void class5ShouldWriteOutNamesOfRdataThatGoesToAnotherMessage() {
        final String srv = record(RecordType.SRV, "000100020003" + "0161c00c");
        assertEquals(DropReason.NONE, read("0378797a00", srv));
        final byte[] rdata = new byte[1024];
        final int length = message.copyRdata(0, rdata, START, rdata.length);
        assertEquals("0001000200030161" + "0378797a00", HexFormat.of().formatHex(rdata, 0, length));
        encoder.wrap(buffer, 0, 512).begin(1, MessageHeader.QR);
        final DomainName owner = DomainName.of("xyz");
        encoder.question(owner.base(), owner.address(), owner.length(), RecordType.SRV, RecordClass.IN);
        encoder.beginRrset(owner.base(), owner.address(), owner.length(), RecordType.SRV, RecordClass.IN, 5);
        encoder.rdata(rdata, START, length);
        encoder.endRrset();
        assertEquals(DropReason.NONE, message.parse(buffer, 0, encoder.finish()));
        assertEquals(length, message.rdataLength(0), "SRV is not compressed again (RFC 2782)");
    }

    @Test
    void class6ShouldNeverPassTheLimitNorLoseOpt() {
        final Random random = new Random(6);
        final byte[] rdata = new byte[3000];
        for (int round = 0; round < 300; round++) {
            final int limit = 512 + random.nextInt(65_000);
            encoder.wrap(buffer, 0, limit).begin(1, MessageHeader.QR);
            encoder.reserve(MessageEncoder.OPT_LENGTH);
            encoder.question(QNAME.base(), QNAME.address(), QNAME.length(), RecordType.NULL, RecordClass.IN);
            int kept = 0;
            for (int i = 0; i < 60; i++) {
                encoder.beginRrset(QNAME.base(), QNAME.address(), QNAME.length(), 65_000 + i, RecordClass.IN, 5);
                encoder.rdata(rdata, START, random.nextInt(rdata.length));
                kept += encoder.endRrset() ? 1 : 0;
            }
            assertTrue(encoder.opt(1232, 0, 0, 0));
            final int length = encoder.finish();
            assertTrue(length <= limit);
            assertEquals(DropReason.NONE, message.parse(buffer, 0, length));
            assertEquals(kept, message.answerEnd());
            assertEquals(kept, message.optRecord());
            assertEquals(kept < 60, message.isTruncated());
        }
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.SECONDS)
    void class7ShouldWalkThousandsOfOptionsInOnePassAndJudgeCookies() {
        final StringBuilder options = new StringBuilder();
        for (int i = 0; i < 8000; i++) {
            options.append(i % 2 == 0 ? "00030000" : "000a00080102030405060708".substring(0, 8) + "0102030405060708");
        }
        final String opt = "002904d000000000%04x%s".formatted(options.length() / 2, options);
        final byte[] octets = HexFormat.of().parseHex("000000000000000000000001" + "00" + opt);
        buffer.putBytes(0, octets);
        assertEquals(DropReason.NONE, message.parse(buffer, 0, octets.length));
        assertEquals(DropReason.NONE, message.validate());
        final OptRdata view = message.rdata(0, new OptRdata());
        int count = 0;
        while (view.next()) {
            assertTrue(view.isWellFormed());
            count++;
        }
        assertEquals(8000, count);
        assertTrue(view.find(EdnsOption.COOKIE));
        assertEquals(0x0102030405060708L, view.clientCookie());
        assertFalse(EdnsOption.isCookieLength(7) || EdnsOption.isCookieLength(15) || EdnsOption.isCookieLength(41));
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.SECONDS)
    void class8ShouldBoundWhatCompressionCosts() {
        final DomainName deep = DomainName.of("a.".repeat(127));
        for (int round = 0; round < 200; round++) {
            encoder.wrap(buffer, 0, 0xFFFF).begin(1, MessageHeader.QR);
            int fitting = 0;
            final byte[] owner = new byte[255];
            deep.buffer().getBytes(0, owner);
            for (int i = 0; i < 200; i++) {
                owner[253] = (byte) i;
                encoder.beginRrset(owner, START, 255, RecordType.A, RecordClass.IN, 5);
                encoder.rdata(owner, START, 4);
                fitting += encoder.endRrset() ? 1 : 0;
            }
            assertEquals(200, fitting);
        }
        assertEquals(DropReason.NONE, message.parse(buffer, 0, encoder.finish()));
        assertEquals(DropReason.NONE, message.validate());
    }

    /** RFC 2136 sections 2.4 and 2.5. */
    @Test
    void class9ShouldTakeEmptyRdataInUpdatesAndNowhereElse() {
        final String empty = record(RecordType.A, "");
        assertEquals(RdataCheck.BAD_RDATA, read("016100", empty));
        NetworkOrder.putU16(buffer, MessageHeader.FLAGS_OFFSET, MessageHeader.flags(0, Opcode.UPDATE, 0));
        assertEquals(DropReason.NONE, message.parse(buffer, 0, message.length()));
        assertEquals(DropReason.NONE, message.validate());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 010203, false",
        "1, 01020304, true",
        "1, 0102030405, false",
        "28, 20010db8, false",
        "28, 20010db8000000000000000000000001, true",
        "64, 0001 00 0003 0002 01bb, true",
        "64, 0001 00 0003 0003 01bb, false",
        "64, 0001 00 0003 0002 01bb 0001 0003 026832, false",
        "64, 0001 00 0001 0003 026832 0003 0002 01bb, true",
        "64, 0001 00 0003 0002 01bb 0003 0002 01bb, false",
        "64, 0001 00 0001 0000, false",
        "64, 0001 00 0001 0001 00, false",
        "64, 0001 00 0002 0000, true",
        "64, 0001 00 0002 0001 00, false",
        "64, 0001 00 0004 0005 0102030405, false"
    })
    void class10ShouldRefuseParametersOutOfOrderAndLengthsThatLie(
            final int type, final String rdata, final boolean valid) {
        final DropReason reason = read("016100", record(type, rdata.replace(" ", "")));
        assertEquals(valid ? DropReason.NONE : RdataCheck.BAD_RDATA, reason);
    }

    @Test
    void class10ShouldRefuseCountsThatLie() {
        assertEquals(DropReason.NONE, read("016100", record(RecordType.A, "01020304")));
        final int length = message.length();
        for (int count = 4; count < 12; count += 2) {
            NetworkOrder.putI64(buffer, 4, 0x0000_0001_0000_0000L);
            NetworkOrder.putU16(buffer, count, count == 6 ? 2 : 1);
            assertNotEquals(DropReason.NONE, message.parse(buffer, 0, length));
            NetworkOrder.putU16(buffer, count, 0xFFFF);
            assertEquals(MessageFlyweight.TOO_MANY_RECORDS, message.parse(buffer, 0, length));
        }
        assertEquals(
                "1 . mandatory=alpn alpn=\"h2\"",
                text(new RdataParser().parse("1 . alpn=h2 mandatory=alpn", RecordType.SVCB, RecordClass.IN, QNAME)));
    }

    private static String text(final RdataParser parsed) {
        final StringBuilder text = new StringBuilder();
        RdataText.print(parsed.octets(), START, parsed.length(), RecordType.SVCB, RecordClass.IN, text);
        return text.toString();
    }
}
