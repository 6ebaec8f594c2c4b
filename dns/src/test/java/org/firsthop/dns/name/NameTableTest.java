package org.firsthop.dns.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class NameTableTest {
    private final NameTable table = new NameTable();

    @Test
    void shouldTakeNamesAboveIn() {
        final DomainName name = table.intern(DomainName.of("a.b.example"));
        assertEquals(4, table.size());
        final DomainName above = table.intern(DomainName.of("b.example"));
        assertSame(above, name.above());
        assertSame(above, name.parent());
        assertEquals(4, table.size());
        assertSame(name, table.name(name.number()));
    }

    @Test
    void shouldGiveOneNumberToNamesThatDifferInCaseAndKeepTheCaseOfEach() {
        final DomainName lower = table.intern(DomainName.of("www.example"));
        final DomainName mixed = table.intern(DomainName.of("WwW.example"));
        assertEquals(lower.number(), mixed.number());
        assertNotSame(lower, mixed);
        assertEquals("WwW.example.", mixed.toString());
        assertEquals(3, table.size());
    }

    @Test
    void shouldKeepTheNumbersOfTablesApart() {
        final NameTable other = new NameTable();
        other.intern(DomainName.of("first"));
        final DomainName name = other.intern(DomainName.of("second"));
        assertSame(name, other.intern(name));
        assertEquals(1, table.intern(name).number());
        assertSame(table, table.intern(name).table());
    }

    @Test
    void shouldNumberTheRootZero() {
        final DomainName root = table.intern(DomainName.ROOT);
        assertEquals(0, root.number());
        assertNull(root.above());
        assertSame(table, root.table());
        assertNull(DomainName.ROOT.table());
    }
}
