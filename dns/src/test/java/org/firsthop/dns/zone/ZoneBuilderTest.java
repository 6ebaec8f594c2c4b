package org.firsthop.dns.zone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.NameSuffixes;
import org.firsthop.dns.rdata.RecordType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZoneBuilderTest {
    private static final DomainName ORIGIN = DomainName.of("z");
    private static final String APEX = "@ 5 SOA a b 1 2 3 4 5\n@ 5 NS a\n";

    private static int find(final Zone zone, final String name) {
        final DomainName sought = DomainName.of(name);
        return zone.find(new NameSuffixes().wrap(sought.base(), sought.address()), 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x.y. 5 A 1.2.3.4|<text>:3:17: owner: value=x.y. is not in zone z.",
                "@ 5 SOA a b 2 2 3 4 5|<text>:3:22: z. has more than one SOA",
                "a 5 SOA a b 2 2 3 4 5|<text>:3:22: SOA: value=a.z., expected z.",
                "a 5 A 1.2.3.4\\na 5 CNAME b|<text>:4:12: a.z. has a CNAME and A",
                "a 5 CNAME b\\na 5 CNAME c|<text>:4:12: a.z. has more than one CNAME",
                "a 5 DNAME b\\na 5 DNAME c|<text>:4:12: a.z. has more than one DNAME",
                "a 5 CH A \\# 0|<text>:3:14: class: value=CH, expected IN"
            })
    void shouldRefuseRecordsThatCannotStandTogether(final String lines, final String expected) {
        final String text = APEX + lines.replace("\\n", "\n");
        final IllegalArgumentException thrown =
                assertThrows(IllegalArgumentException.class, () -> ZoneBuilder.parse(ORIGIN, text));
        assertEquals(expected, thrown.getMessage());
    }

    @Test
    void shouldRefuseZonesWithoutSoaOrNs() {
        assertEquals(
                "zone z. has no SOA",
                assertThrows(IllegalArgumentException.class, () -> ZoneBuilder.parse(ORIGIN, "@ 5 NS a\n"))
                        .getMessage());
        assertEquals(
                "zone z. has no NS",
                assertThrows(IllegalArgumentException.class, () -> ZoneBuilder.parse(ORIGIN, "@ 5 SOA a b 1 2 3 4 5\n"))
                        .getMessage());
    }

    @Test
    void shouldCountTheSameRecordOnceAndTakeTheLowestTtl() {
        final Zone zone = ZoneBuilder.parse(ORIGIN, APEX + "a 9 A 1.2.3.4\na 7 A 1.2.3.4\nA 8 A 1.2.3.5\n");
        final int rrset = zone.rrset(find(zone, "a.Z"), RecordType.A);
        assertEquals(2, zone.rdataCount(rrset));
        assertEquals(7, zone.ttl(rrset));
        assertEquals(4, zone.recordCount());
    }

    @Test
    void shouldKnowWhichNamesExist() {
        final Zone zone = ZoneBuilder.parse(
                ORIGIN,
                APEX
                        + "x.ent 5 A 1.2.3.4\n*.w 5 A 1.2.3.4\ncut 5 NS a\nglue.cut 5 A 1.2.3.4\nd 5 DNAME e\nf.d 5 A 1.2.3.4\n");
        assertTrue(find(zone, "ent.z") >= 0);
        assertEquals(-1, find(zone, "z.ent.z"));
        assertEquals(-1, find(zone, "z." + "org"));
        assertEquals(find(zone, "*.w.z"), zone.wildcard(find(zone, "w.z")));
        assertEquals(-1, zone.wildcard(zone.apex()));
        assertTrue(zone.isCut(find(zone, "cut.z")));
        assertFalse(zone.isCut(zone.apex()));
        assertTrue(zone.isOccluded(find(zone, "glue.cut.z")));
        assertTrue(zone.isOccluded(find(zone, "f.d.z")));
        assertFalse(zone.isOccluded(find(zone, "d.z")));
    }
}
