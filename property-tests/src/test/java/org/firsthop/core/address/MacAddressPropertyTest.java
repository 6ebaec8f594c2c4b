package org.firsthop.core.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class MacAddressPropertyTest {
    @Property
    void parseOfPrintIsTheSame(@ForAll @LongRange(max = 0xFFFF_FFFF_FFFFL) final long address) {
        final String text = MacAddress.toString(address);
        assertEquals(MacAddress.TEXT_LENGTH, text.length());
        assertEquals(address, MacAddress.parse(text));
        assertEquals(address, MacAddress.parse(text.toUpperCase(Locale.ROOT)));
        assertEquals(address, MacAddress.parse(text.replace(':', '-')));
        final String digits = text.replace(":", "");
        assertEquals(
                address,
                MacAddress.parse(digits.substring(0, 4) + "." + digits.substring(4, 8) + "." + digits.substring(8)));
        TextLaws.formatAndAppendEqualToString(
                text,
                (buffer, index) -> MacAddress.format(address, buffer, index),
                out -> MacAddress.append(address, out));
    }

    @Property
    void bitsAboveTheAddressAreIgnored(@ForAll final long bits) {
        final long address = bits & MacAddress.MASK;
        assertEquals(MacAddress.toString(address), MacAddress.toString(bits));
        assertEquals(MacAddress.isBroadcast(address), MacAddress.isBroadcast(bits));
        assertEquals(MacAddress.isUnspecified(address), MacAddress.isUnspecified(bits));
        assertEquals(MacAddress.isMulticast(address), MacAddress.isMulticast(bits));
        assertEquals(MacAddress.isStation(address), MacAddress.isStation(bits));
    }

    @Provide
    Arbitrary<String> texts() {
        return TextLaws.damaged(
                "0123456789abcdefABCDEF:-. ", "02:1a:2b:3c:4d:fe", "02-1a-2b-3c-4d-fe", "021a.2b3c.4dfe");
    }

    @Property
    void textIsReadOrRefusedWithAColumnInside(@ForAll("texts") final String text) {
        TextLaws.readOrRefused(text, MacAddress::parse, address -> {
            assertEquals(address & MacAddress.MASK, (long) address);
            assertTrue(text.replaceAll("[:.-]", "")
                    .equalsIgnoreCase(MacAddress.toString(address).replace(":", "")));
        });
    }
}
