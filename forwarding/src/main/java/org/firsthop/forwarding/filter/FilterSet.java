package org.firsthop.forwarding.filter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The access lists of a router's interfaces: for each at most one for what comes in and one for what goes out.
 *
 * <p>Filled before the router is wired; one for each worker, as lists count for one thread.
 */
public final class FilterSet {
    private final List<@Nullable FilterList> in = new ArrayList<>();
    private final List<@Nullable FilterList> out = new ArrayList<>();

    /** A set without lists. */
    public FilterSet() {}

    /**
     * Sets the list for what comes in by an interface, for this node or for others.
     *
     * @param interfaceIndex of the interface.
     * @param list to ask.
     * @return this.
     */
    public FilterSet in(final int interfaceIndex, final FilterList list) {
        put(in, interfaceIndex, list);
        return this;
    }

    /**
     * Sets the list for what goes out by an interface, but for what this node sends itself.
     *
     * @param interfaceIndex of the interface.
     * @param list to ask.
     * @return this.
     */
    public FilterSet out(final int interfaceIndex, final FilterList list) {
        put(out, interfaceIndex, list);
        return this;
    }

    private static void put(final List<@Nullable FilterList> lists, final int index, final FilterList list) {
        while (lists.size() <= index) {
            lists.add(null);
        }
        lists.set(index, list);
    }

    /**
     * The list for what comes in by an interface.
     *
     * @param interfaceIndex of the interface.
     * @return the list, or {@code null} when there is none.
     */
    public @Nullable FilterList in(final int interfaceIndex) {
        return interfaceIndex < in.size() ? in.get(interfaceIndex) : null;
    }

    /**
     * The list for what goes out by an interface.
     *
     * @param interfaceIndex of the interface.
     * @return the list, or {@code null} when there is none.
     */
    public @Nullable FilterList out(final int interfaceIndex) {
        return interfaceIndex < out.size() ? out.get(interfaceIndex) : null;
    }

    /** {@return whether any interface has a list for what comes in} */
    public boolean hasIn() {
        return !in.isEmpty();
    }

    /** {@return whether any interface has a list for what goes out} */
    public boolean hasOut() {
        return !out.isEmpty();
    }
}
