package org.firsthop.dns.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {
    @Test
    void shouldIgnoreCaseInEqualityButKeepItInText() {
        final DomainName name = DomainName.of("WwW.Example.COM");
        assertEquals(DomainName.of("www.example.com."), name);
        assertEquals(DomainName.of("www.example.com.").hashCode(), name.hashCode());
        assertEquals("WwW.Example.COM.", name.toString());
        assertNotEquals(DomainName.of("www.example.org"), name);
    }

    @Test
    void shouldKnowItsPlaceInTheTree() {
        final DomainName name = DomainName.of("a.b.example");
        assertEquals(3, name.labelCount());
        assertEquals(DomainName.of("b.example"), name.parent());
        assertTrue(name.isSubdomainOf(DomainName.of("EXAMPLE")));
        assertTrue(name.isSubdomainOf(name));
        assertTrue(name.isSubdomainOf(DomainName.ROOT));
        assertFalse(DomainName.of("example").isSubdomainOf(name));
        assertFalse(DomainName.of("notexample").isSubdomainOf(DomainName.of("example")), "not at a label's border");
        assertEquals(DomainName.ROOT, DomainName.ROOT.parent());
    }

    /** The order of RFC 4034 section 6.1. */
    @Test
    void shouldSortInCanonicalOrder() {
        final List<DomainName> sorted = new ArrayList<>();
        for (final String text : new String[] {
            "example",
            "a.example",
            "yljkjljk.a.example",
            "Z.a.example",
            "zABC.a.EXAMPLE",
            "z.example",
            "\\001.z.example",
            "*.z.example",
            "\\200.z.example"
        }) {
            sorted.add(DomainName.of(text));
        }
        final List<DomainName> shuffled = new ArrayList<>(sorted);
        Collections.reverse(shuffled);
        Collections.sort(shuffled);
        assertEquals(sorted, shuffled);
    }

    @ParameterizedTest
    @CsvSource({
        "a\\.b.c,a\\.b.c.",
        "a\\046b,a\\.b.",
        "a\\ b,a\\032b.",
        "\\255\\000,\\255\\000.",
        "\\;\\@x,\\;\\@x.",
        ".,."
    })
    void shouldReadAndPrintEscapes(final String text, final String printed) {
        assertEquals(printed, DomainName.of(text).toString());
        assertEquals(printed, DomainName.of(printed).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a..b", ".a", "a\\", "a\\25", "a\\256", "a\\1x2", "ü"})
    void shouldRefuseWhatIsNoName(final String text) {
        final IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class, () -> DomainName.of(text));
        assertTrue(thrown.getMessage().startsWith("name: value=" + text + ", "), thrown.getMessage());
    }

    @Test
    void shouldRefuseLabelsAndNamesThatAreTooLong() {
        final String label = "a".repeat(63);
        assertEquals(64 + 1, DomainName.of(label).length());
        assertThrows(IllegalArgumentException.class, () -> DomainName.of(label + "a"));
        final String longest = label + "." + label + "." + label + "." + "a".repeat(61);
        assertEquals(255, DomainName.of(longest).length());
        assertEquals(255, DomainName.of(longest + ".").length());
        assertThrows(IllegalArgumentException.class, () -> DomainName.of(longest + "a"));
        assertThrows(IllegalArgumentException.class, () -> DomainName.of(longest + "a."));
        assertThrows(IllegalArgumentException.class, () -> DomainName.of("a.".repeat(128)));
        assertEquals(255, DomainName.of("a.".repeat(127)).length());
    }
}
