package org.firsthop.dns.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import org.firsthop.dns.name.DomainName;
import org.junit.jupiter.api.Test;

/** Bug class 18: ndots, final dots, names tried twice or not at all. */
class SearchListTest {
    private static String candidates(final String name, final String conf) {
        return SearchList.candidates(name, ResolvConf.parse(conf)).stream()
                .map(DomainName::toString)
                .collect(Collectors.joining(" "));
    }

    @Test
    void shouldTryAnAbsoluteNameAlone() {
        assertEquals("www.", candidates("www.", "search a.example b.example"));
        assertEquals("www\\..a.example. www\\..", candidates("www\\.", "search a.example"));
    }

    @Test
    void shouldTryTheListFirstBelowNdots() {
        assertEquals("www.a.example. www.b.example. www.", candidates("www", "search a.example b.example"));
        assertEquals("x.y.a.example. x.y.", candidates("x.y", "search a.example\noptions ndots:5"));
    }

    @Test
    void shouldTryTheNameFirstFromNdotsOn() {
        assertEquals("www.example.com. www.example.com.a.example.", candidates("www.example.com", "search a.example"));
        assertEquals("www. www.a.example.", candidates("www", "search a.example\noptions ndots:0"));
    }

    @Test
    void shouldTryNoNameTwice() {
        assertEquals("www.", candidates("www", "search ."));
        assertEquals("x.y. x.y.a.", candidates("x.y", "search . a a"));
    }

    @Test
    void shouldKeepNamesWithoutDotsFromTheRootWhereAskedTo() {
        assertEquals("www.a.example.", candidates("www", "search a.example\noptions no-tld-query"));
        assertEquals("www.", candidates("www", "options no-tld-query"));
    }

    @Test
    void shouldLeaveOutDomainsWithWhichTheNameWouldBeTooLong() {
        final String label = "a".repeat(63);
        final String name = label + "." + label + "." + label;
        assertEquals(name + ".", candidates(name, "search " + label + ".example"));
    }
}
