package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PppFlyweightTest {
    private final PppFlyweight ppp = new PppFlyweight();

    @ParameterizedTest
    @CsvSource({
        "0021,     0x0021, 2, false, true",
        "21,       0x0021, 1, false, true",
        "ff030021, 0x0021, 4, true,  true",
        "ff0321,   0x0021, 3, true,  true",
        "c021,     0xc021, 2, false, true",
        "ff03c021, 0xc021, 4, true,  true",
        "0057,     0x0057, 2, false, true",
        "fd,       0x00fd, 1, false, true",
        "0020,     0x0020, 2, false, false",
        "ff0421,   0x00ff, 1, false, true",
        "ff03fe00, 0xfe00, 4, true,  false",
    })
    void shouldTellEveryFormOfHeaderByItself(
            final String octets,
            final int protocol,
            final int headerLength,
            final boolean hasAddressControl,
            final boolean isWellFormed) {
        final UnsafeBuffer buffer = buffer("a5" + octets + "4500");
        assertSame(DropReason.NONE, PppFlyweight.check(buffer, 1, headerLength + 2));
        ppp.wrap(buffer, 1);
        assertSame(buffer, ppp.buffer());
        assertEquals(1, ppp.offset());
        assertEquals(protocol, ppp.protocol());
        assertEquals(headerLength, ppp.headerLength());
        assertEquals(hasAddressControl, ppp.hasAddressControl());
        assertEquals(hasAddressControl ? 3 : 1, ppp.protocolOffset());
        assertEquals(headerLength - (hasAddressControl ? 2 : 0), ppp.protocolLength());
        assertEquals(1 + headerLength, ppp.payloadOffset());
        assertEquals(isWellFormed, ppp.isProtocolWellFormed());
    }

    @ParameterizedTest
    @CsvSource({"''", "00", "ff", "ff03", "ff0300", "c0"})
    void shouldRejectWhenHeaderIsCut(final String octets) {
        final UnsafeBuffer buffer = buffer(octets);
        assertSame(PppFlyweight.TRUNCATED_HEADER, PppFlyweight.check(buffer, 0, buffer.capacity()));
    }

    @ParameterizedTest
    @CsvSource({
        "0x0021, false, false, 0021",
        "0x0021, false, true,  21",
        "0x0021, true,  false, ff030021",
        "0x0021, true,  true,  ff0321",
        "0xc021, false, true,  c021",
        "0x0281, true,  true,  ff030281",
    })
    void shouldWriteEveryFormOfHeader(
            final int protocol, final boolean withAddressControl, final boolean compress, final String octets) {
        final UnsafeBuffer buffer = buffer("a5".repeat(6));
        final int length = ppp.wrap(buffer, 1).write(protocol, withAddressControl, compress);
        assertEquals(octets.length() / 2, length);
        assertEquals("a5" + octets + "a5".repeat(5 - length), hex(buffer));
        assertEquals(protocol, ppp.protocol());
    }

    @Test
    void shouldWriteIpv4AsPppoeCarriesItByDefault() {
        final UnsafeBuffer buffer = buffer("a5".repeat(3));
        ppp.wrap(buffer, 0).writeDefaults();
        assertEquals("0021a5", hex(buffer));
    }

    private static UnsafeBuffer buffer(final String hex) {
        return new UnsafeBuffer(HexFormat.of().parseHex(hex));
    }

    private static String hex(final UnsafeBuffer buffer) {
        return HexFormat.of().formatHex(buffer.byteArray());
    }
}
