package org.firsthop.dns.name;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names that belong together, such as those of a zone, each with a number: what writes messages of them tells by the number,
 * without comparing octets, whether a name or a tail of it was written before.
 *
 * <p>Names that differ in case alone have the same number and keep their own case. With a name all names above it are taken in,
 * so that no name of the table has a tail that another one has and the table does not. A table only grows; it and its names may
 * be used by any thread, and live no longer than the last of them.
 */
public final class NameTable {
    private final Map<DomainName, DomainName> names = new HashMap<>();
    private final List<DomainName> numbered = new ArrayList<>();

    /** A table that has the root alone, whose number is 0. */
    public NameTable() {
        add(DomainName.ROOT, null);
    }

    /**
     * Takes a name and those above it in.
     *
     * @param name any name, of this table, of another or of none.
     * @return the name of this table with the same octets.
     */
    public synchronized DomainName intern(final DomainName name) {
        if (name.table() == this) {
            return name;
        }
        final DomainName known = names.get(name);
        if (known == null) {
            return add(name, intern(name.parent()));
        }
        return known.hasOctetsOf(name) ? known : name.in(this, known.number(), known.above());
    }

    private DomainName add(final DomainName name, final @Nullable DomainName above) {
        final DomainName added = name.in(this, numbered.size(), above);
        names.put(added, added);
        numbered.add(added);
        return added;
    }

    /**
     * The name that has a number.
     *
     * @param number 0 to {@link #size()} − 1.
     * @return the name, in the case in which it came first.
     * @throws IndexOutOfBoundsException when no name has the number.
     */
    public synchronized DomainName name(final int number) {
        return numbered.get(number);
    }

    /** {@return one more than the greatest number of a name} */
    public synchronized int size() {
        return numbered.size();
    }
}
