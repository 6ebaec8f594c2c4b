package org.firsthop.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.drop.DropReason;
import org.firsthop.core.wire.TcpOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The options of SYNs (RFC 9293 section 3.2, RFC 7323, RFC 2018): their order, their values, and not an octet more. */
class SynOptionsTest {
    private static final int ROOM = 60;

    private final byte[] octets = new byte[ROOM];
    private final UnsafeBuffer buffer = new UnsafeBuffer(octets);

    @ParameterizedTest
    @CsvSource({
        "LINUX, 7, 020405b4 0402 080a1122334455667788 01 030307",
        "LINUX, 3, 020405b4 0402 01 030307 0000",
        "FREEBSD, 7, 020405b4 01 030307 0402 080a1122334455667788",
        "WINDOWS, 3, 020405b4 01 030307 0101 0402",
        "WINDOWS, 1, 020405b4 01 030307",
        "MINIMAL, 0, 020405b4",
    })
    void shouldLayOutOptionsAsThePersonalityDoes(
            final Personality personality, final int offered, final String expected) {
        final int length = write(personality, offered);

        assertEquals(expected.replace(" ", ""), HexFormat.of().formatHex(octets, 0, length));
    }

    @ParameterizedTest
    @EnumSource
    void shouldSayWhatIsOfferedAndNothingElse(final Personality personality) {
        final TcpOptions options = new TcpOptions();
        for (int offered = 0; offered < 8; offered++) {
            final int length = write(personality, offered);

            assertEquals(0, length % 4);
            assertEquals(DropReason.NONE, options.parse(buffer, 0, length));
            assertEquals(1_460, options.maximumSegmentSize());
            final boolean scale = personality.windowScale() && (offered & SynOptions.WINDOW_SCALE) != 0;
            assertEquals(scale, options.hasWindowScale());
            assertEquals(scale ? 7 : 0, options.windowScale());
            assertEquals(
                    personality.sackPermitted() && (offered & SynOptions.SACK_PERMITTED) != 0,
                    options.isSackPermitted());
            final boolean timestamps = personality.timestamps() && (offered & SynOptions.TIMESTAMPS) != 0;
            assertEquals(timestamps, options.hasTimestamps());
            assertEquals(timestamps ? 0x1122_3344 : 0, options.timestampValue());
            assertEquals(timestamps ? 0x5566_7788 : 0, options.timestampEcho());
            for (int i = length; i < ROOM; i++) {
                assertEquals((byte) 0xA5, octets[i], "octet " + i + " lies behind the options");
            }
        }
    }

    private int write(final Personality personality, final int offered) {
        Arrays.fill(octets, (byte) 0xA5);
        final SynOptions options = SynOptions.layouts(personality)[offered];
        options.write(buffer.byteArray(), buffer.addressOffset(), 1_460, 7, 0x1122_3344, 0x5566_7788);
        return options.length();
    }
}
