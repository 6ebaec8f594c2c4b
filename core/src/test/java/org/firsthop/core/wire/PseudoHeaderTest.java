package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class PseudoHeaderTest {
    @Test
    void shouldSumIpv4AsTheFigureLaysItOut() {
        final long sum = PseudoHeader.ipv4(0xC0000201, 0xC6336407, 17, 0xFFE3);
        assertEquals(foldedSum("c0000201" + "c6336407" + "0011" + "ffe3"), InternetChecksum.fold(sum));
    }

    @Test
    void shouldSumIpv6AsTheFigureLaysItOut() {
        final long sum = PseudoHeader.ipv6(
                0x2001_0DB8_0000_0000L,
                0x8000_0000_0000_0001L,
                0xFE80_0000_0000_0000L,
                0x0123_4567_89AB_CDEFL,
                58,
                0x12345);
        assertEquals(
                foldedSum("20010db8000000008000000000000001" + "fe800000000000000123456789abcdef" + "00012345"
                        + "0000003a"),
                InternetChecksum.fold(sum));
    }

    @Test
    void shouldAgreeWithTheSumOfAnIpv4Header() {
        final UnsafeBuffer buffer = new UnsafeBuffer(
                HexFormat.of().parseHex("450000211c4640004011324ac0000201c633640714e90035000dae917175657279"));
        final Ipv4Flyweight ip = new Ipv4Flyweight().wrap(buffer, 0);
        assertEquals(
                InternetChecksum.fold(ip.pseudoHeaderSum()),
                InternetChecksum.fold(
                        PseudoHeader.ipv4(ip.source(), ip.destination(), ip.protocol(), ip.payloadLength())));
    }

    private static int foldedSum(final String hex) {
        final byte[] octets = HexFormat.of().parseHex(hex);
        return InternetChecksum.fold(InternetChecksum.partialSum(new UnsafeBuffer(octets), 0, octets.length));
    }
}
