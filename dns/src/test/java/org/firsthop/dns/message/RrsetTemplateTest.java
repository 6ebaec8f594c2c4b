package org.firsthop.dns.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.NameTable;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;
import org.junit.jupiter.api.Test;

class RrsetTemplateTest {
    private final NameTable names = new NameTable();
    private final DomainName zone = names.intern(DomainName.of("example.org"));
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
    private final MessageEncoder encoder = new MessageEncoder();

    private static byte[] wire(final String name) {
        final DomainName parsed = DomainName.of(name);
        final byte[] wire = new byte[parsed.length()];
        parsed.buffer().getBytes(0, wire);
        return wire;
    }

    private RrsetTemplate servers() {
        return RrsetTemplate.of(
                zone, RecordType.NS, RecordClass.IN, 60, List.of(wire("ns1.example.org"), wire("ns2.example.org")));
    }

    private void begin(final int limit) {
        encoder.wrap(buffer, 0, limit).begin(1, MessageHeader.QR);
        encoder.question(names.intern(DomainName.of("org")), RecordType.NS, RecordClass.IN);
        encoder.section(Section.AUTHORITY);
    }

    @Test
    void shouldPointFromTheSecondRecordOnToTheOwnerOfTheFirst() {
        begin(512);
        assertTrue(encoder.rrset(servers()));
        final int length = encoder.finish();
        // "example" and a pointer to the question, then a label and a pointer each.
        final int question = MessageHeader.LENGTH + 5 + 4;
        assertEquals(question + 10 + 10 + 6 + 2 + 10 + 6, length);
        assertEquals(0xC000 | MessageHeader.LENGTH, buffer.getShort(question + 8, ByteOrder.BIG_ENDIAN) & 0xFFFF);
        assertEquals(0xC000 | question, buffer.getShort(length - 2, ByteOrder.BIG_ENDIAN) & 0xFFFF);
    }

    @Test
    void shouldTakeAnRrsetBackThatDoesNotFit() {
        final int fits = MessageHeader.LENGTH + 5 + 4 + 44;
        begin(fits);
        assertTrue(encoder.rrset(servers()), "to the last octet");
        begin(fits - 1);
        assertFalse(encoder.rrset(servers()));
        assertEquals(MessageHeader.TC, encoder.flags() & MessageHeader.TC);
        assertEquals(MessageHeader.LENGTH + 5 + 4, encoder.position());
        encoder.section(Section.ADDITIONAL);
        final RrsetTemplate address = RrsetTemplate.of(zone, RecordType.A, RecordClass.IN, 60, List.of(new byte[4]));
        assertTrue(encoder.rrset(address), "what was taken back is not pointed to");
        assertEquals(MessageHeader.LENGTH + 5 + 4 + 10 + 14, encoder.finish());
    }

    @Test
    void shouldRefuseRdataOfAnotherForm() {
        final List<byte[]> none = List.of();
        assertThrows(
                IllegalArgumentException.class, () -> RrsetTemplate.of(zone, RecordType.A, RecordClass.IN, 60, none));
        final List<byte[]> three = List.of(new byte[3]);
        assertThrows(
                IllegalArgumentException.class, () -> RrsetTemplate.of(zone, RecordType.A, RecordClass.IN, 60, three));
        final List<byte[]> unfinished = List.of(new byte[] {3, 'a'});
        assertThrows(
                IllegalArgumentException.class,
                () -> RrsetTemplate.of(zone, RecordType.NS, RecordClass.IN, 60, unfinished));
    }
}
