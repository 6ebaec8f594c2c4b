package org.firsthop.dns.zone;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.rdata.RecordClass;
import org.firsthop.dns.rdata.RecordType;

/**
 * Gathers the records of one zone, and makes the {@link Zone} of them once they are complete and agree.
 *
 * <p>Records may come in any order; the same record twice is one (RFC 2181 section 5). Records of one RRset that differ in TTL
 * get the lowest (section 5.2). Not thread-safe; for the control plane.
 */
public final class ZoneBuilder implements RecordSink {
    /** The longest RDATA of a record that still fits into a message with its owner and a question. */
    public static final int MAX_RDATA_LENGTH = 65_000;

    /** The records of one owner and type. */
    static final class Rrset {
        final Set<ByteBuffer> rdata = new LinkedHashSet<>();
        int ttl = Integer.MAX_VALUE;
    }

    private final DomainName origin;
    private final Map<DomainName, SortedMap<Integer, Rrset>> nodes = new HashMap<>();
    private int zoneClass = RecordClass.IN;

    /**
     * A builder without records.
     *
     * @param origin the name of the zone.
     */
    public ZoneBuilder(final DomainName origin) {
        this.origin = origin;
    }

    /**
     * Reads a zone from a master file.
     *
     * @param origin the name of the zone.
     * @param file to read.
     * @return the zone.
     * @throws IOException when the file cannot be read.
     * @throws IllegalArgumentException when its text or its records are not those of a zone.
     */
    public static Zone read(final DomainName origin, final Path file) throws IOException {
        final ZoneBuilder builder = new ZoneBuilder(origin);
        new MasterFileReader().read(file, origin, builder);
        try {
            return builder.build();
        } catch (final IllegalArgumentException wrong) {
            throw new IllegalArgumentException(file + ": " + wrong.getMessage(), wrong);
        }
    }

    /**
     * Reads a zone from text.
     *
     * @param origin the name of the zone.
     * @param text in the form of a master file.
     * @return the zone.
     * @throws IllegalArgumentException when the text or its records are not those of a zone.
     */
    public static Zone parse(final DomainName origin, final CharSequence text) {
        final ZoneBuilder builder = new ZoneBuilder(origin);
        try {
            new MasterFileReader(0, MasterFileReader.DEFAULT_MAX_GENERATED).read("<text>", text, origin, builder);
        } catch (final IOException impossible) {
            throw new AssertionError("text includes no file", impossible);
        }
        return builder.build();
    }

    /**
     * Takes a record.
     *
     * @throws IllegalArgumentException when it is outside the zone, of another class, or cannot stand beside those before.
     */
    @Override
    public void record(
            final DomainName owner,
            final int ttl,
            final int recordClass,
            final int type,
            final byte[] rdata,
            final int length) {
        if (!owner.isSubdomainOf(origin)) {
            throw new IllegalArgumentException("owner: value=" + owner + " is not in zone " + origin);
        }
        if (nodes.isEmpty()) {
            zoneClass = recordClass;
        } else if (recordClass != zoneClass) {
            throw new IllegalArgumentException(
                    "class: value=" + RecordClass.name(recordClass) + ", expected " + RecordClass.name(zoneClass));
        }
        if (length > MAX_RDATA_LENGTH) {
            throw new IllegalArgumentException("rdata: length=" + length + ", limit=" + MAX_RDATA_LENGTH);
        }
        final SortedMap<Integer, Rrset> node = nodes.computeIfAbsent(owner, unused -> new TreeMap<>());
        final Rrset rrset = node.computeIfAbsent(type, unused -> new Rrset());
        rrset.ttl = Math.min(rrset.ttl, ttl);
        rrset.rdata.add(ByteBuffer.wrap(Arrays.copyOf(rdata, length)));
        checkSingle(owner, type, rrset);
        checkAlias(owner, node);
    }

    private void checkSingle(final DomainName owner, final int type, final Rrset rrset) {
        final boolean single = type == RecordType.SOA || type == RecordType.CNAME || type == RecordType.DNAME;
        if (single && rrset.rdata.size() > 1) {
            throw new IllegalArgumentException(owner + " has more than one " + RecordType.name(type));
        }
        if (type == RecordType.SOA && !owner.equals(origin)) {
            throw new IllegalArgumentException("SOA: value=" + owner + ", expected " + origin);
        }
    }

    /** RFC 1034 section 3.6.2: beside a CNAME stands nothing but what DNSSEC adds (RFC 4034 section 2.2 and on). */
    private static void checkAlias(final DomainName owner, final SortedMap<Integer, Rrset> node) {
        if (node.containsKey(RecordType.CNAME)) {
            for (final int type : node.keySet()) {
                if (type != RecordType.CNAME && type != RecordType.RRSIG && type != RecordType.NSEC) {
                    throw new IllegalArgumentException(owner + " has a CNAME and " + RecordType.name(type));
                }
            }
        }
    }

    /**
     * Makes the zone.
     *
     * @return the zone, which does not change any more.
     * @throws IllegalArgumentException when there is no SOA or no NS at the zone's name.
     */
    public Zone build() {
        final SortedMap<Integer, Rrset> apex = nodes.get(origin);
        if (apex == null || !apex.containsKey(RecordType.SOA)) {
            throw new IllegalArgumentException("zone " + origin + " has no SOA");
        }
        if (!apex.containsKey(RecordType.NS)) {
            throw new IllegalArgumentException("zone " + origin + " has no NS");
        }
        final SortedMap<DomainName, SortedMap<Integer, Rrset>> sorted = new TreeMap<>();
        for (final Map.Entry<DomainName, SortedMap<Integer, Rrset>> node : nodes.entrySet()) {
            sorted.put(node.getKey(), node.getValue());
            addEmptyNonTerminals(sorted, node.getKey());
        }
        return new Zone(origin, zoneClass, sorted);
    }

    /** RFC 4592 section 2.2.2: a name above a name exists, even if it owns nothing. */
    private void addEmptyNonTerminals(
            final SortedMap<DomainName, SortedMap<Integer, Rrset>> sorted, final DomainName name) {
        DomainName above = name;
        while (!above.equals(origin)) {
            above = above.parent();
            if (nodes.containsKey(above) || sorted.putIfAbsent(above, new TreeMap<>()) != null) {
                return;
            }
        }
    }
}
