package org.firsthop.dns.zone;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.agrona.BufferUtil;
import org.firsthop.core.memory.Memory;
import org.firsthop.dns.message.RrsetTemplate;
import org.firsthop.dns.name.DomainName;
import org.firsthop.dns.name.NameSuffixes;
import org.firsthop.dns.name.NameTable;
import org.firsthop.dns.name.WireName;
import org.firsthop.dns.rdata.RecordType;

/**
 * One zone, as an authoritative server holds it (RFC 1034 section 4.2).
 *
 * <p>A name that exists is a <em>node</em>, also one that owns nothing but lies above one that does (RFC 4592 section 2.2.2).
 * Nodes are numbered in canonical order, the zone's own name first; their RRsets in the order of their types; and the records
 * of an RRset as they came. What a lookup reads is flat: octets of names and RDATA in one array, numbers in others, and a hash
 * table from names to nodes; so that it touches few cache lines. What an answer is written from are objects, one a name and one
 * an RRset, made when the zone is: {@link RrsetTemplate}.
 *
 * <p>Immutable, and free for any thread; lookups allocate nothing.
 */
public final class Zone {
    private static final int CUT = 1;
    private static final int OCCLUDED = 2;
    private static final int TARGET_BELOW = 4;
    private static final int MISSING = -1;

    private final DomainName origin;
    private final int zoneClass;
    private final int originLabels;

    private final byte[] octets;
    private final int[] slots;
    private final int[] nodeHash;
    private final int[] nodeName;
    private final int[] nodeRrset;
    private final int[] nodeWildcard;
    private final byte[] nodeFlags;
    private final int[] rrsetType;
    private final int[] rrsetTtl;
    private final int[] rrsetRdata;
    private final int[] rdataOffset;
    private final int soa;
    private final int negativeTtl;

    // What answers are made of: names with numbers, RRsets ready to be written, and where those of RDATA lead to.
    private final NameTable names = new NameTable();
    private final DomainName[] nodeNames;
    private final RrsetTemplate[] templates;
    private final RrsetTemplate absence;
    private final int[] targets;

    Zone(
            final DomainName origin,
            final int zoneClass,
            final SortedMap<DomainName, SortedMap<Integer, ZoneBuilder.Rrset>> nodes) {
        this.origin = origin;
        this.zoneClass = zoneClass;
        this.originLabels = origin.labelCount();
        int rrsets = 0;
        int records = 0;
        long size = 0;
        for (final Map.Entry<DomainName, SortedMap<Integer, ZoneBuilder.Rrset>> node : nodes.entrySet()) {
            size += node.getKey().length();
            for (final ZoneBuilder.Rrset rrset : node.getValue().values()) {
                rrsets++;
                records += rrset.rdata.size();
                for (final ByteBuffer rdata : rrset.rdata) {
                    size += rdata.capacity();
                }
            }
        }
        if (size > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException("octets: value=" + size + ", limit=" + (Integer.MAX_VALUE - 64));
        }
        octets = new byte[(int) size];
        nodeHash = new int[nodes.size()];
        nodeName = new int[nodes.size()];
        nodeRrset = new int[nodes.size() + 1];
        nodeWildcard = new int[nodes.size()];
        nodeFlags = new byte[nodes.size()];
        rrsetType = new int[rrsets];
        rrsetTtl = new int[rrsets];
        rrsetRdata = new int[rrsets + 1];
        rdataOffset = new int[records + 1];
        slots = new int[Math.max(4, Integer.highestOneBit(nodes.size()) * 4)];
        lay(nodes);
        markNodes();
        soa = rrset(apex(), RecordType.SOA);
        final int rdata = rdataAt(soa, 0);
        final long minimum = Memory.u32(octets, rdataAddress(rdata) + rdataLength(rdata) - Integer.BYTES);
        // RFC 2308 section 3: the TTL of a negative answer is the lesser of the SOA's own and its minimum.
        negativeTtl = (int) Math.min(minimum, ttl(soa));
        nodeNames = new DomainName[nodes.size()];
        templates = new RrsetTemplate[rrsets];
        targets = new int[records];
        makeReady(nodes.keySet());
        absence = RrsetTemplate.of(nodeNames[apex()], RecordType.SOA, zoneClass, negativeTtl, rdata(soa));
    }

    private List<byte[]> rdata(final int rrset) {
        return IntStream.range(rdataAt(rrset, 0), rdataAt(rrset, rdataCount(rrset)))
                .mapToObj(record -> Arrays.copyOfRange(octets, rdataOffset[record], rdataOffset[record + 1]))
                .toList();
    }

    /** Numbers names, nodes first and in their order, so that a node's number is its name's but for the names above the zone. */
    private void makeReady(final Set<DomainName> nodes) {
        int node = 0;
        for (final DomainName name : nodes) {
            nodeNames[node++] = names.intern(name);
        }
        for (node = 0; node < nodeNames.length; node++) {
            for (int rrset = nodeRrset[node]; rrset < nodeRrset[node + 1]; rrset++) {
                templates[rrset] =
                        RrsetTemplate.of(nodeNames[node], rrsetType[rrset], zoneClass, rrsetTtl[rrset], rdata(rrset));
                findTargets(rrset);
            }
        }
        for (int number = originLabels + nodes.size(); number < names.size(); number++) {
            final DomainName name = names.name(number);
            if (name.isSubdomainOf(origin)) {
                DomainName above = name;
                while (!isNode(above)) {
                    above = Objects.requireNonNull(above.above(), "the zone's own name is a node");
                }
                nodeFlags[above.number() - originLabels] |= TARGET_BELOW;
            }
        }
    }

    private boolean isNode(final DomainName name) {
        return name.number() >= originLabels && name.number() < originLabels + nodeNames.length;
    }

    private void findTargets(final int rrset) {
        final int before = targetOffset(rrsetType[rrset]);
        final NameSuffixes suffixes = new NameSuffixes();
        for (int i = 0; i < rdataCount(rrset); i++) {
            final int record = rdataAt(rrset, i);
            targets[record] = before < 0 ? MISSING : find(suffixes.wrap(octets, rdataAddress(record) + before), 0);
        }
    }

    /** RFC 1035 sections 3.3.9 and 3.3.11, RFC 2782: where the name stands whose addresses are wanted as well, or −1. */
    private static int targetOffset(final int type) {
        return switch (type) {
            case RecordType.NS -> 0;
            case RecordType.MX -> 2;
            case RecordType.SRV -> 6;
            default -> MISSING;
        };
    }

    /** Lays out names first, and then all RDATA, so that a record ends where the next one begins. */
    private void lay(final SortedMap<DomainName, SortedMap<Integer, ZoneBuilder.Rrset>> nodes) {
        final NameSuffixes suffixes = new NameSuffixes();
        int node = 0;
        int position = 0;
        for (final DomainName name : nodes.keySet()) {
            nodeName[node] = position;
            name.buffer().getBytes(0, octets, position, name.length());
            position += name.length();
            nodeHash[node] = suffixes.wrap(name.base(), name.address()).hash(0);
            nodeWildcard[node] = MISSING;
            enter(node++);
        }
        node = 0;
        int rrset = 0;
        int record = 0;
        for (final SortedMap<Integer, ZoneBuilder.Rrset> rrsets : nodes.values()) {
            nodeRrset[node++] = rrset;
            for (final Map.Entry<Integer, ZoneBuilder.Rrset> each : rrsets.entrySet()) {
                rrsetType[rrset] = each.getKey();
                rrsetTtl[rrset] = each.getValue().ttl;
                rrsetRdata[rrset++] = record;
                for (final ByteBuffer rdata : each.getValue().rdata) {
                    rdataOffset[record++] = position;
                    rdata.duplicate().get(octets, position, rdata.capacity());
                    position += rdata.capacity();
                }
            }
        }
        nodeRrset[node] = rrset;
        rrsetRdata[rrset] = record;
        rdataOffset[record] = position;
    }

    private void enter(final int node) {
        int slot = nodeHash[node] & (slots.length - 1);
        while (slots[slot] != 0) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = node + 1;
    }

    /** Finds delegations, what lies below them or below a DNAME, and the wildcard of each node. */
    private void markNodes() {
        final NameSuffixes suffixes = new NameSuffixes();
        for (int node = 0; node < nodeName.length; node++) {
            suffixes.wrap(octets, nameAddress(node));
            if (node == apex()) {
                continue;
            }
            final int parent = find(suffixes, 1);
            final boolean below = (nodeFlags[parent] & (CUT | OCCLUDED)) != 0 || rrset(parent, RecordType.DNAME) >= 0;
            if (below) {
                nodeFlags[node] |= OCCLUDED;
            } else if (rrset(node, RecordType.NS) >= 0) {
                nodeFlags[node] |= CUT;
            }
            if (isWildcard(node)) {
                nodeWildcard[parent] = node;
            }
        }
    }

    private boolean isWildcard(final int node) {
        return Memory.u16(octets, nameAddress(node)) == ('*' | 0x100);
    }

    /** {@return the name of the zone} */
    public DomainName origin() {
        return origin;
    }

    /** {@return the class of the zone's records} */
    public int zoneClass() {
        return zoneClass;
    }

    /** {@return the number of labels of the zone's name} */
    public int originLabels() {
        return originLabels;
    }

    /** {@return the number of nodes} */
    public int nodeCount() {
        return nodeName.length;
    }

    /** {@return the number of records} */
    public int recordCount() {
        return rdataOffset.length - 1;
    }

    /** {@return the node of the zone's own name, which is 0} */
    public int apex() {
        return 0;
    }

    /** {@return the RRset of the zone's SOA} */
    public int soa() {
        return soa;
    }

    /** {@return the TTL of negative answers: the lesser of the SOA's own and its minimum (RFC 2308 section 3)} */
    public int negativeTtl() {
        return negativeTtl;
    }

    /** {@return the array that all addresses of this class belong to} */
    public Object base() {
        return octets;
    }

    /**
     * Finds a node by name.
     *
     * @param name a name whose tail is sought.
     * @param label where the tail begins.
     * @return the node, or −1 where the tail does not exist.
     */
    public int find(final NameSuffixes name, final int label) {
        final int hash = name.hash(label);
        int slot = hash & (slots.length - 1);
        while (slots[slot] != 0) {
            final int node = slots[slot] - 1;
            if (nodeHash[node] == hash && isNamed(node, name, label)) {
                return node;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return MISSING;
    }

    private boolean isNamed(final int node, final NameSuffixes name, final int label) {
        final int length = name.length(label);
        final int end = node + 1 < nodeName.length ? nodeName[node + 1] : rdataOffset[0];
        return end - nodeName[node] == length
                && WireName.equalsIgnoreCase(octets, nameAddress(node), name.base(), name.address(label), length);
    }

    /**
     * Tells whether a node is a delegation: it has NS records, and is not the zone's own name.
     *
     * @param node its number.
     * @return whether it is.
     */
    public boolean isCut(final int node) {
        return (nodeFlags[node] & CUT) != 0;
    }

    /**
     * Tells whether a node lies below a delegation or a DNAME, so that it is glue at most.
     *
     * @param node its number.
     * @return whether it does.
     */
    public boolean isOccluded(final int node) {
        return (nodeFlags[node] & OCCLUDED) != 0;
    }

    /**
     * The node named {@code *} directly below another (RFC 4592 section 2.1).
     *
     * @param node the number of the node above.
     * @return the wildcard's node, or −1.
     */
    public int wildcard(final int node) {
        return nodeWildcard[node];
    }

    /**
     * A node's name.
     *
     * @param node its number.
     * @return the name, which shares a table with all names of the zone.
     */
    public DomainName name(final int node) {
        return nodeNames[node];
    }

    /**
     * Tells whether RDATA of the zone names a name below a node that does not exist.
     *
     * @param node its number.
     * @return whether it does.
     */
    public boolean hasTargetBelow(final int node) {
        return (nodeFlags[node] & TARGET_BELOW) != 0;
    }

    /**
     * An RRset ready to be written into answers.
     *
     * @param rrset its number.
     * @return the RRset.
     */
    public RrsetTemplate template(final int rrset) {
        return templates[rrset];
    }

    /** {@return the SOA as it stands in negative answers, with {@link #negativeTtl()}, ready to be written} */
    public RrsetTemplate absence() {
        return absence;
    }

    /**
     * The node that a record leads to, whose addresses go with it.
     *
     * @param record the number of a record.
     * @return the node of the server or host that NS, MX or SRV names; −1 for another type, or where the zone has not the name.
     */
    public int target(final int record) {
        return targets[record];
    }

    /**
     * The address of a node's name.
     *
     * @param node its number.
     * @return the address of the wire form.
     */
    public long nameAddress(final int node) {
        return BufferUtil.ARRAY_BASE_OFFSET + nodeName[node];
    }

    /**
     * A node's first RRset.
     *
     * @param node its number; the number of nodes gives the end of the last.
     * @return the RRset's number; the node's others follow, up to the first of the next node.
     */
    public int firstRrset(final int node) {
        return nodeRrset[node];
    }

    /**
     * A node's RRset of a type.
     *
     * @param node its number.
     * @param type of the records.
     * @return the RRset's number, or −1 where the node has none.
     */
    public int rrset(final int node, final int type) {
        for (int rrset = nodeRrset[node]; rrset < nodeRrset[node + 1]; rrset++) {
            if (rrsetType[rrset] == type) {
                return rrset;
            }
        }
        return MISSING;
    }

    /**
     * The type of an RRset.
     *
     * @param rrset its number.
     * @return the type.
     */
    public int type(final int rrset) {
        return rrsetType[rrset];
    }

    /**
     * The TTL of an RRset.
     *
     * @param rrset its number.
     * @return seconds, 0 to 2,147,483,647.
     */
    public int ttl(final int rrset) {
        return rrsetTtl[rrset];
    }

    /**
     * The number of records of an RRset.
     *
     * @param rrset its number.
     * @return at least 1.
     */
    public int rdataCount(final int rrset) {
        return rrsetRdata[rrset + 1] - rrsetRdata[rrset];
    }

    /**
     * A record of an RRset.
     *
     * @param rrset its number.
     * @param index 0 to {@link #rdataCount(int)} − 1.
     * @return the record's number.
     */
    public int rdataAt(final int rrset, final int index) {
        return rrsetRdata[rrset] + index;
    }

    /**
     * The address of a record's RDATA.
     *
     * @param record its number.
     * @return the address of the first octet.
     */
    public long rdataAddress(final int record) {
        return BufferUtil.ARRAY_BASE_OFFSET + rdataOffset[record];
    }

    /**
     * Octets of a record's RDATA.
     *
     * @param record its number.
     * @return 0 to 65,535.
     */
    public int rdataLength(final int record) {
        return rdataOffset[record + 1] - rdataOffset[record];
    }
}
