package org.firsthop.dns.config;

import java.util.ArrayList;
import java.util.List;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.WireName;

/**
 * Which absolute names a name stands for, in the order in which glibc's {@code res_search} tries them.
 *
 * <p>A name that ends in a dot stands for itself alone. One with {@code ndots} dots or more is tried as it is first and then
 * with each domain of the list; one with fewer dots the other way round. A name is not tried twice. A domain with which the
 * name would be too long is left out.
 */
public final class SearchList {
    private SearchList() {}

    /**
     * The names to try.
     *
     * @param name as a user writes it: absolute when it ends in a dot.
     * @param conf search list and options.
     * @return one name or more, in order.
     * @throws IllegalArgumentException when the text is no name.
     */
    public static List<DomainName> candidates(final String name, final ResolvConf conf) {
        final DomainName asIs = DomainName.of(name);
        final List<DomainName> names = new ArrayList<>();
        if (isAbsolute(name)) {
            names.add(asIs);
            return names;
        }
        final int dots = Math.max(0, asIs.labelCount() - 1);
        if (dots >= conf.ndots()) {
            names.add(asIs);
        }
        for (final DomainName domain : conf.search()) {
            if (asIs.length() - 1 + domain.length() <= WireName.MAX_LENGTH) {
                addNew(names, DomainName.of(domain.isRoot() ? name + "." : name + "." + domain));
            }
        }
        if (dots > 0 || !conf.isNoTldQuery() || names.isEmpty()) {
            addNew(names, asIs);
        }
        return names;
    }

    /** A final dot makes a name absolute, unless it is escaped. */
    private static boolean isAbsolute(final String name) {
        int backslashes = 0;
        for (int i = name.length() - 2; i >= 0 && name.charAt(i) == '\\'; i--) {
            backslashes++;
        }
        return name.endsWith(".") && backslashes % 2 == 0;
    }

    private static void addNew(final List<DomainName> names, final DomainName name) {
        if (!names.contains(name)) {
            names.add(name);
        }
    }
}
