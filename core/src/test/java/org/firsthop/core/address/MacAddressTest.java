package org.firsthop.core.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {
    private static final long ADDRESS = 0x02_1A_2B_3C_4D_FEL;

    @ParameterizedTest
    @ValueSource(
            strings = {"02:1a:2b:3c:4d:fe", "02:1A:2B:3C:4D:FE", "02-1a-2b-3c-4d-fe", "021a.2b3c.4dfe", "021A.2B3C.4DFE"
            })
    void shouldReadEveryNotation(final String text) {
        assertEquals(ADDRESS, MacAddress.parse(text));
    }

    @Test
    void shouldReadAPartOfAText() {
        assertEquals(ADDRESS, MacAddress.parse("mac 02:1a:2b:3c:4d:fe address", 4, 21));
    }

    @Test
    void shouldPrintLowerCaseWithColons() {
        assertEquals("02:1a:2b:3c:4d:fe", MacAddress.toString(ADDRESS));
        assertEquals("00:00:00:00:00:00", MacAddress.toString(0));
        assertEquals("ff:ff:ff:ff:ff:ff", MacAddress.toString(-1));
        final StringBuilder text = new StringBuilder("to ");
        MacAddress.append(ADDRESS, text);
        assertEquals("to 02:1a:2b:3c:4d:fe", text.toString());
    }

    @Test
    void shouldWriteOnlyItsCharactersWhenFormatting() {
        final byte[] octets = new byte[19];
        Arrays.fill(octets, (byte) 0xA5);
        assertEquals(17, MacAddress.format(ADDRESS, new UnsafeBuffer(octets), 1));
        assertEquals("02:1a:2b:3c:4d:fe", new String(octets, 1, 17, java.nio.charset.StandardCharsets.US_ASCII));
        assertEquals((byte) 0xA5, octets[0]);
        assertEquals((byte) 0xA5, octets[18]);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            02:1a:2b:3c:4d      | MAC address "02:1a:2b:3c:4d", column 15: expected ':', found the end
            02:1a:2b:3c:4d:f    | MAC address "02:1a:2b:3c:4d:f", column 17: expected a hexadecimal digit, found the end
            02:1a:2b:3c:4d:fe:0 | MAC address "02:1a:2b:3c:4d:fe:0", column 18: expected the end, found ':'
            02:1a-2b:3c:4d:fe   | MAC address "02:1a-2b:3c:4d:fe", column 6: expected ':', found '-'
            02-1a-2b-3c-4d:fe   | MAC address "02-1a-2b-3c-4d:fe", column 15: expected '-', found ':'
            2:1a:2b:3c:4d:fe    | MAC address "2:1a:2b:3c:4d:fe", column 2: expected a hexadecimal digit, found ':'
            021a.2b3c.4dfg      | MAC address "021a.2b3c.4dfg", column 14: expected a hexadecimal digit, found 'g'
            021a2b3c4dfe        | MAC address "021a2b3c4dfe", column 3: expected ':', found '1'
            ``                  | MAC address "", column 1: expected a hexadecimal digit, found the end
            """)
    void shouldNameColumnAndExpectationWhenTextIsNoAddress(final String text, final String message) {
        assertEquals(
                message,
                assertThrows(AddressSyntaxException.class, () -> MacAddress.parse(text))
                        .getMessage());
    }

    @Test
    void shouldClassify() {
        assertTrue(MacAddress.isBroadcast(MacAddress.BROADCAST));
        assertTrue(MacAddress.isMulticast(MacAddress.BROADCAST));
        assertTrue(MacAddress.isMulticast(MacAddress.parse("01:00:5e:00:00:01")));
        assertFalse(MacAddress.isMulticast(ADDRESS));
        assertFalse(MacAddress.isBroadcast(MacAddress.parse("ff:ff:ff:ff:ff:fe")));
        assertTrue(MacAddress.isLocallyAdministered(ADDRESS));
        assertFalse(MacAddress.isLocallyAdministered(MacAddress.parse("00:1a:2b:3c:4d:fe")));
        assertTrue(MacAddress.isUnspecified(MacAddress.UNSPECIFIED));
        assertTrue(MacAddress.isStation(ADDRESS));
        assertFalse(MacAddress.isStation(MacAddress.UNSPECIFIED));
        assertFalse(MacAddress.isStation(MacAddress.BROADCAST));
    }
}
