package org.firsthop.dns.authority;

import java.util.Collection;
import java.util.List;
import org.firsthop.dns.name.NameSuffixes;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.zone.Zone;
import org.jspecify.annotations.Nullable;

/** The zones that a server is authoritative for, found by name. Immutable, and free for any thread. */
public final class ZoneSet {
    private final List<Zone> zones;
    private final @Nullable Zone[] slots;
    private final int[] hashes;
    private final int maxLabels;

    /**
     * A set of zones.
     *
     * @param zones with a name each of their own.
     * @throws IllegalArgumentException when two bear the same name.
     */
    public ZoneSet(final Collection<Zone> zones) {
        this.zones = List.copyOf(zones);
        slots = new Zone[Math.max(2, Integer.highestOneBit(Math.max(1, zones.size())) * 4)];
        hashes = new int[slots.length];
        int labels = 0;
        final NameSuffixes name = new NameSuffixes();
        for (final Zone zone : zones) {
            name.wrap(zone.origin().base(), zone.origin().address());
            if (get(name, 0) != null) {
                throw new IllegalArgumentException("zones: value=" + zone.origin() + " appears twice");
            }
            int slot = name.hash(0) & (slots.length - 1);
            while (slots[slot] != null) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = zone;
            hashes[slot] = name.hash(0);
            labels = Math.max(labels, zone.originLabels());
        }
        maxLabels = labels;
    }

    /** {@return the zones, in the order in which they were given} */
    public List<Zone> zones() {
        return zones;
    }

    /**
     * The zone with the longest name that a name lies in.
     *
     * @param name sought.
     * @param from the label at which to begin: 0, or 1 for the zone above.
     * @return the zone, or null.
     */
    public @Nullable Zone find(final NameSuffixes name, final int from) {
        for (int label = Math.max(from, name.count() - maxLabels); label <= name.count(); label++) {
            final Zone zone = get(name, label);
            if (zone != null) {
                return zone;
            }
        }
        return null;
    }

    private @Nullable Zone get(final NameSuffixes name, final int label) {
        final int hash = name.hash(label);
        int slot = hash & (slots.length - 1);
        for (Zone zone = slots[slot]; zone != null; zone = slots[slot]) {
            if (hashes[slot] == hash
                    && zone.origin().length() == name.length(label)
                    && WireName.equalsIgnoreCase(
                            zone.origin().base(),
                            zone.origin().address(),
                            name.base(),
                            name.address(label),
                            name.length(label))) {
                return zone;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return null;
    }
}
