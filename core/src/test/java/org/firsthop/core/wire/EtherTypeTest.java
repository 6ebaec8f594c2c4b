package org.firsthop.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EtherTypeTest {
    @ParameterizedTest
    @CsvSource({
        "0,     true,  false, false",
        "1500,  true,  false, false",
        "1501,  false, false, false",
        "1535,  false, false, false",
        "1536,  false, true,  false",
        "2048,  false, true,  false",
        "33024, false, true,  true",
        "34984, false, true,  true",
        "37120, false, true,  true",
        "65535, false, true,  false",
    })
    void shouldTellLengthsTypesAndTagsApart(
            final int value, final boolean isLength, final boolean isType, final boolean isVlanTag) {
        assertEquals(isLength, EtherType.isLength(value));
        assertEquals(isType, EtherType.isType(value));
        assertEquals(isVlanTag, EtherType.isVlanTag(value));
    }
}
